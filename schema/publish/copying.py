"""Copies of an archive to publish: one checkpointed file that never changes, whole or without its full text."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

from lilun.schema import search
from lilun.schema.engine import create_engine, open_to_read

LONGEST_MESSAGE = 160  # characters of a finding that a site without full text shows


def copy(archive: Path, target: Path, excerpt: int | None = None) -> None:
    """Write the archive as it stands, compact and without a journal, to `target`, which must not exist.

    With `excerpt` the copy keeps of each article its facts, its headline and headings, what it quotes, and its
    first so many characters; nothing else can be read out of the file, its index and its free pages included.
    Raises ArchiveError where the archive cannot be read.
    """
    open_to_read(archive).dispose()
    uri = f"file:{quote(str(Path(archive).absolute()))}?mode=ro"
    source = sqlite3.connect(uri, uri=True)
    try:
        source.execute("VACUUM INTO ?", (str(target),))
    finally:
        source.close()
    connection = sqlite3.connect(target, isolation_level=None)
    try:
        if excerpt is not None:
            _withhold(connection, excerpt)
            _reindex(target)
            # what was deleted still stands in free pages
            connection.execute("VACUUM")
        connection.execute("ANALYZE")
        connection.execute("PRAGMA journal_mode = DELETE")
    finally:
        connection.close()


def _withhold(connection: sqlite3.Connection, excerpt: int) -> None:
    """Take the full text out of every table that holds any."""
    connection.create_function("excerpted", 2, _excerpted, deterministic=True)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("BEGIN")
    for statement in _WITHHOLD:
        connection.execute(statement, {"excerpt": excerpt} if ":excerpt" in statement else {})
    connection.execute("COMMIT")


def _excerpted(text: str | None, characters: int) -> str | None:
    return text if text is None or len(text) <= characters else text[: max(0, characters - 1)] + "…"


def _reindex(target: Path) -> None:
    engine = create_engine(target)
    try:
        with engine.begin() as connection:
            search.reindex(connection)
    finally:
        engine.dispose()


_BEFORE = """(
    SELECT coalesce(sum(length(earlier.text)), 0)
    FROM paragraphs AS earlier
    WHERE earlier.article_id = paragraphs.article_id AND earlier.position < paragraphs.position
)"""
_WITHHOLD = (
    # the index goes first: its rows could not be taken out once the text has changed
    *(f"INSERT INTO {index.name}({index.name}) VALUES ('delete-all')" for index in search.INDEXES),
    f"CREATE TEMP TABLE kept AS SELECT id, :excerpt - {_BEFORE} AS room FROM paragraphs",
    "CREATE UNIQUE INDEX temp.kept_id ON kept (id)",
    "UPDATE paragraphs SET text = excerpted(text, (SELECT room FROM kept WHERE kept.id = paragraphs.id)) "
    "WHERE (SELECT room FROM kept WHERE kept.id = paragraphs.id) > 0",
    "DELETE FROM paragraph_pieces",
    "DELETE FROM passage_uses",
    "DELETE FROM passages",
    "DELETE FROM paragraph_fingerprints",
    "DELETE FROM quotation_grams",
    # places in text that is no longer there
    """
    DELETE FROM citation_spans
    WHERE (SELECT room FROM kept WHERE kept.id = citation_spans.paragraph_id) <= 0
        OR "end" > (SELECT length(text) FROM paragraphs WHERE paragraphs.id = citation_spans.paragraph_id)
    """,
    """
    UPDATE cited_documents SET paragraph_id = NULL, start = NULL, "end" = NULL
    WHERE (SELECT room FROM kept WHERE kept.id = cited_documents.paragraph_id) <= 0
        OR "end" > (SELECT length(text) FROM paragraphs WHERE paragraphs.id = cited_documents.paragraph_id)
    """,
    "DELETE FROM paragraphs WHERE (SELECT room FROM kept WHERE kept.id = paragraphs.id) <= 0",
    "DROP TABLE kept",
    # an indirect quotation is the article's own words
    "UPDATE cited_speeches SET quote = excerpted(quote, :excerpt) WHERE mode = 'indirect'",
    """
    UPDATE quotations SET text = excerpted(text, :excerpt)
    WHERE NOT EXISTS (
        SELECT 1 FROM quotation_uses
        JOIN cited_speeches ON cited_speeches.id = quotation_uses.cited_speech_id
        WHERE quotation_uses.quotation_id = quotations.id AND cited_speeches.mode <> 'indirect'
    )
    """,
    """
    UPDATE quotation_uses SET difference = NULL
    WHERE cited_speech_id IN (SELECT id FROM cited_speeches WHERE mode = 'indirect')
    """,
    "UPDATE source_files SET text = '', bytes = NULL",
    # a message says in a sentence what is the matter, and may quote
    f"UPDATE findings SET message = excerpted(message, {LONGEST_MESSAGE})",
    "UPDATE changes SET before = excerpted(before, :excerpt), after = excerpted(after, :excerpt)",
    "UPDATE correction_uses SET before = excerpted(before, :excerpt), after = excerpted(after, :excerpt)",
    "UPDATE corrections SET prefix = NULL, suffix = NULL, anchor = excerpted(anchor, :excerpt)",
    "DELETE FROM corrections WHERE length(value) > :excerpt",
)
