"""Pages as the archive keeps them: a source text with what is known of its page, ready to be read again."""

from __future__ import annotations

from lilun.loaders.sources import text as text_reader
from lilun.loaders.sources.decode import Decoded
from lilun.loaders.sources.file import SourcePage
from lilun.loaders.sources.front_matter import read_front_matter
from lilun.loaders.sources.manifest import PageMetadata
from sqlalchemy import Connection


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
