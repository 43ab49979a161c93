"""Where it was printed: papers, issues, pages, and the files that they came from."""

from __future__ import annotations

import builtins
from typing import Literal

from lilun.schema.base import Base, day_range, described, flag, one_of, points_to, stretch, table, word
from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

PlaceKind = Literal["country", "province", "city", "county"]
NewspaperKind = Literal["central", "provincial", "city", "other"]
Origin = Literal["register", "loaded"]
DateKnownBy = Literal["given", "printed", "inferred", "unknown"]
SpanRole = Literal[
    "title",
    "kicker",
    "subtitle",
    "lead",
    "byline",
    "signoff",
    "heading",
    "paragraph",
    "caption",
    "duplicate",
    "note",
    "furniture",
    "markup",
    "blank",
    "unassigned",
]


class Place(Base):
    __tablename__ = "places"
    __table_args__ = table(
        "Places (地名): countries, provinces, cities and counties, each within the one above it.",
        one_of("kind", PlaceKind),
        UniqueConstraint("name", "parent_id"),
        Index("uq_places_name_without_parent", "name", unique=True, sqlite_where=text("parent_id IS NULL")),
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
        label="name",
        facets=["kind"],
    )
    name: Mapped[str] = described("Name of the place, in full where it is known (辽宁省).")
    short: Mapped[str | None] = described("Short name by which texts call it (辽宁).", index=True)
    kind: Mapped[PlaceKind] = word("What it is: country (国), province (省), city (市) or county (县).")
    parent_id: Mapped[int | None] = points_to("places", "RESTRICT", "The place that it lies in.")


class Newspaper(Base):
    __tablename__ = "newspapers"
    __table_args__ = table(
        "Newspapers (报纸) whose pages are in the archive or which the register knows.",
        one_of("kind", NewspaperKind),
        one_of("origin", Origin),
        label="name",
        facets=["kind", "place_id"],
        sort="name",
        linked=True,
    )
    name: Mapped[str] = described("Name of the paper (报名).", unique=True)
    place_id: Mapped[int | None] = points_to(
        "places", "SET NULL", "Where it is published; relative names such as 省委党校 are read from here."
    )
    kind: Mapped[NewspaperKind | None] = word("Kind of paper, such as party (党报) or evening (晚报).")
    origin: Mapped[Origin] = word("Whether the register gave it or a load added it.")
    source: Mapped[str | None] = described("Where the facts of this row can be checked.")


class NewspaperAlias(Base):
    __tablename__ = "newspaper_aliases"
    __table_args__ = table(
        "Other names (别名) that a newspaper goes by.", UniqueConstraint("alias"), label="alias", sort="alias"
    )
    newspaper_id: Mapped[int] = points_to("newspapers", "CASCADE", "The paper that is meant.")
    alias: Mapped[str] = described("The other name.")


class Issue(Base):
    """One row a newspaper and full day; an issue without paper or full day belongs to one page only."""

    __tablename__ = "issues"
    __table_args__ = table(
        "Issues (期): one newspaper on one day, as far as both are known.",
        *day_range(),
        one_of("date_known_by", DateKnownBy),
        CheckConstraint("(date IS NULL) = (date_known_by = 'unknown')", name="date_or_unknown"),
        Index(
            "uq_issues_newspaper_and_full_day",
            "newspaper_id",
            "date",
            unique=True,
            sqlite_where=text("date_earliest = date_latest"),
        ),
        Index("ix_issues_newspaper_id_date_earliest", "newspaper_id", "date_earliest"),
        label="date",
        facets=["newspaper_id", "date_known_by"],
        sort="-date_earliest",
        linked=True,
    )
    newspaper_id: Mapped[int | None] = points_to(
        "newspapers", "RESTRICT", "The paper; empty where it is unknown.", index=False
    )
    date: Mapped[str | None] = described(
        "Date of issue (出版日期) in EDTF: 2025-04-07, 2025-04, 2025; empty if unknown."
    )
    date_earliest: Mapped[str | None] = described("First day that the date can mean.", index=True)
    date_latest: Mapped[str | None] = described("Last day that the date can mean.")
    date_known_by: Mapped[DateKnownBy] = word("How the date is known: given, printed, inferred or unknown.")
    evidence: Mapped[str | None] = described("What shows the date, such as the words of the page.")


class Page(Base):
    __tablename__ = "pages"
    __table_args__ = table(
        "Printed pages (版面).",
        label="key",
        facets=["name", "number"],
        sort="key",
        linked=True,
    )
    key: Mapped[str] = described("Stable readable name: paper, date and page number.", unique=True)
    issue_id: Mapped[int] = points_to("issues", "CASCADE", "The issue that it was printed in.")
    number: Mapped[str | None] = described("Page number (版次) as printed or given, such as 6 or A07.")
    name: Mapped[str | None] = described("Name of the page (版名), such as 理论.")
    banner: Mapped[str | None] = described("Banner line (通栏题) over the whole page.")


class SourceFile(Base):
    __tablename__ = "source_files"
    __table_args__ = table(
        "Files that were loaded, with their whole decoded text (原文).",
        CheckConstraint("length(sha256) = 64", name="sha256_is_hexadecimal"),
        label="path",
        facets=["encoding", "media_type", "loader"],
        size=20,
        linked=True,
    )
    sha256: Mapped[str] = described("SHA-256 of the file's bytes, 64 hexadecimal digits.", unique=True)
    path: Mapped[str] = described("Path of the file relative to what was loaded.", index=True)
    encoding: Mapped[str] = described("Encoding (编码) that the bytes were read in.")
    media_type: Mapped[str] = described("Format that it was read as, such as text/plain or text/markdown.")
    loader: Mapped[str] = described("Reader that took the file.")
    loader_version: Mapped[str] = described("Version of that reader.")
    characters: Mapped[int] = described("Length of the text in characters (字符数).")
    text: Mapped[str] = described("The decoded text, every character as it came.")
    bytes: Mapped[builtins.bytes | None] = mapped_column(
        LargeBinary, comment="The file's bytes, kept only where decoding them cannot be undone."
    )


class PageSource(Base):
    __tablename__ = "page_sources"
    __table_args__ = table(
        "Which stretch of which file gave which page; one page may have several readings (识别稿).",
        stretch(empty=True),
        flag("is_current"),
        UniqueConstraint("page_id", "source_file_id", "start"),
        Index("uq_page_sources_one_current", "page_id", unique=True, sqlite_where=text("is_current = 1")),
        facets=["is_current"],
    )
    page_id: Mapped[int] = points_to("pages", "CASCADE", "The page.", index=False)
    source_file_id: Mapped[int] = points_to("source_files", "CASCADE", "The file.")
    start: Mapped[int] = described("Where the page begins in the file's text, in characters.")
    end: Mapped[int] = described("Where it ends, exclusive.")
    is_current: Mapped[bool] = described(
        "Whether the page is read from this source (1) or it is an older one (0)."
    )
    load_id: Mapped[int] = points_to("loads", "RESTRICT", "The run that wrote it.")
    made_at: Mapped[str | None] = described("When the file was last changed, UTC, ISO 8601.")
    newspaper: Mapped[str | None] = described("The paper as it is known without corrections.")
    date: Mapped[str | None] = described("The date as given or printed (EDTF), without corrections.")
    number: Mapped[str | None] = described("The page's number as given or printed, without corrections.")
    name: Mapped[str | None] = described("The page's name as given or printed, without corrections.")


class Span(Base):
    __tablename__ = "spans"
    __table_args__ = table(
        "Stretches of source text that together are the whole page, each with one role (区段).",
        one_of("role", SpanRole),
        stretch(),
        CheckConstraint("duplicate_of_id IS NULL OR role = 'duplicate'", name="only_duplicates_repeat"),
        UniqueConstraint("page_source_id", "position"),
        UniqueConstraint("page_source_id", "start"),
    )
    page_source_id: Mapped[int] = points_to(
        "page_sources", "CASCADE", "The page source that it is part of.", index=False
    )
    position: Mapped[int] = described("Order within the page source, from 1.")
    start: Mapped[int] = described("Where it begins in the file's text, in characters.")
    end: Mapped[int] = described("Where it ends, exclusive.")
    role: Mapped[SpanRole] = word(
        "What the stretch is, such as title (标题), paragraph (段落) or furniture (版面杂项)."
    )
    article_id: Mapped[int | None] = points_to("articles", "SET NULL", "The article that it belongs to.")
    duplicate_of_id: Mapped[int | None] = points_to(
        "spans", "SET NULL", "For a passage pasted twice (重复段): the span that it repeats."
    )
