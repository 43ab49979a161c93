"""Pages as the archive keeps them: what it knows of a file and its page, and the text, ready to be read again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lilun.loaders.identity import Identity
from lilun.loaders.sources import text as text_reader
from lilun.loaders.sources.decode import Decoded
from lilun.loaders.sources.file import SourcePage
from lilun.loaders.sources.front_matter import read_front_matter
from lilun.loaders.sources.manifest import PageMetadata
from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class KnownFile:
    """The page that a file is, or was, the source of, and what is known of it without corrections."""

    key: str
    page: tuple[str | None, ...]  # newspaper, date, number and name as the page has them
    said: PageMetadata
    current: bool  # False where a newer text of the page has replaced this file

    def covers(self, said: PageMetadata) -> bool:
        """Whether the archive knows all that is said of the page, with the paper's own name and the date as EDTF."""
        return (
            said.newspaper in ("", self.said.newspaper)
            and self.said.date.startswith(said.date)
            and said.page in ("", self.said.page)
            and said.page_name in ("", self.said.page_name)
        )

    def under(self, said: PageMetadata) -> PageMetadata:
        """What is said now, and where that says less, what is known: a page never becomes less known."""
        date = self.said.date if self.said.date.startswith(said.date) else said.date
        return replace(said.over(self.said), date=date)

    def agrees(self, identity: Identity) -> bool:
        """Whether the archive has the page just so."""
        new = (identity.newspaper, identity.date, identity.number, identity.name)
        return (identity.key, new) == (self.key, self.page)


def known_file(connection: Connection, sha256: str) -> KnownFile | None:
    """The page that a file with this digest is, or was, the source of; None for a file never seen."""
    row = connection.exec_driver_sql(
        "SELECT p.key, s.is_current, n.name, i.date, p.number, p.name, "
        "ifnull(s.newspaper, ''), ifnull(s.date, ''), ifnull(s.number, ''), ifnull(s.name, '') "
        "FROM source_files f JOIN page_sources s ON s.source_file_id = f.id "
        "JOIN pages p ON p.id = s.page_id JOIN issues i ON i.id = p.issue_id "
        "LEFT JOIN newspapers n ON n.id = i.newspaper_id WHERE f.sha256 = ? ORDER BY s.is_current DESC, s.id DESC",
        (sha256,),
    ).first()
    if row is None:
        return None
    key, current, *page = row
    return KnownFile(key, tuple(page[:4]), PageMetadata(*page[4:]), bool(current))


def paper_name(connection: Connection, name: str) -> str:
    """A newspaper's own name, given that or another of its names; a name that nobody knows stays."""
    found: str | None = connection.exec_driver_sql(
        "SELECT n.name FROM newspaper_aliases a JOIN newspapers n ON n.id = a.newspaper_id WHERE a.alias = ?",
        (name,),
    ).scalar()
    return found or name


def kept_source(connection: Connection, page_source: int) -> SourcePage:
    """The file behind a row of `page_sources` as it was read from disk, without what corrections say of its page."""
    path, sha256, data, text, encoding, media_type, made_at, *known = connection.exec_driver_sql(
        "SELECT f.path, f.sha256, f.bytes, f.text, f.encoding, f.media_type, s.made_at, "
        "ifnull(s.newspaper, ''), ifnull(s.date, ''), ifnull(s.number, ''), ifnull(s.name, '') "
        "FROM page_sources s JOIN source_files f ON f.id = s.source_file_id WHERE s.id = ?",
        (page_source,),
    ).one()
    _, start = read_front_matter(text)
    return SourcePage(
        path=path,
        sha256=sha256,
        data=data or b"",  # kept only where the text does not lead back to it
        decoded=Decoded(text, encoding, data is None),
        media_type=media_type,
        metadata=PageMetadata(*known),
        raw=text_reader.read(text, start),
        made_at=made_at or "",
    )


def page_key(connection: Connection, page_source: int) -> str:
    """The key of the page that a row of `page_sources` is about."""
    key: str = connection.exec_driver_sql(
        "SELECT p.key FROM page_sources s JOIN pages p ON p.id = s.page_id WHERE s.id = ?", (page_source,)
    ).scalar_one()
    return key


def is_current(connection: Connection, page_source: int) -> bool:
    """Whether a page is read from this row of `page_sources`."""
    return bool(
        connection.exec_driver_sql(
            "SELECT is_current FROM page_sources WHERE id = ?", (page_source,)
        ).scalar_one()
    )


def leave_page(connection: Connection, page_source: int) -> None:
    """Take an older text from a page that it is none of; its file stays, to be written as a page of its own."""
    connection.exec_driver_sql("DELETE FROM page_sources WHERE id = ?", (page_source,))
