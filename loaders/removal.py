"""Taking rows out: articles with their search rows, whole pages, and what nothing points to any more."""

from __future__ import annotations

from collections.abc import Sequence

from lilun.loaders.redirects import gone
from lilun.loaders.resolve.archive import reopen_groups
from lilun.loaders.resolve.passages import drop_passages, take_out_passages
from lilun.loaders.resolve.people import reopen_authors
from lilun.loaders.resolve.quotations import drop_quotations, take_out_quotations
from lilun.loaders.rows import among
from lilun.schema import search
from sqlalchemy import Connection

# rows that the loader made and that nothing points to any more; what the register holds stays
_UNUSED = (
    "DELETE FROM authors WHERE id NOT IN (SELECT author_id FROM bylines WHERE author_id IS NOT NULL)",
    "DELETE FROM columns WHERE id NOT IN (SELECT column_id FROM articles WHERE column_id IS NOT NULL)",
    "DELETE FROM documents WHERE origin = 'loaded' "
    "AND id NOT IN (SELECT document_id FROM cited_documents WHERE document_id IS NOT NULL)",
    "DELETE FROM speakers WHERE origin = 'loaded' "
    "AND id NOT IN (SELECT speaker_id FROM cited_speeches WHERE speaker_id IS NOT NULL) "
    "AND id NOT IN (SELECT speaker_id FROM speeches WHERE speaker_id IS NOT NULL)",
    "DELETE FROM newspapers WHERE origin = 'loaded' "
    "AND id NOT IN (SELECT newspaper_id FROM issues WHERE newspaper_id IS NOT NULL)",
)
_IDLE_INSTITUTIONS = (
    "DELETE FROM institutions WHERE origin = 'loaded' "
    "AND id NOT IN (SELECT institution_id FROM affiliation_institutions) "
    "AND id NOT IN (SELECT institution_id FROM affiliations WHERE institution_id IS NOT NULL) "
    "AND id NOT IN (SELECT parent_id FROM institutions WHERE parent_id IS NOT NULL)"
)


def remove_articles(connection: Connection, ids: Sequence[int]) -> set[str]:
    """Delete articles with all that hangs on them and their search rows; the event groups they were in."""
    if not ids:
        return set()
    paragraphs = among(connection, "SELECT id FROM paragraphs WHERE article_id IN ({})", ids).scalars().all()
    groups = among(
        connection,
        "SELECT DISTINCT event_key FROM cited_speeches WHERE article_id IN ({}) AND event_key IS NOT NULL",
        ids,
    ).scalars()
    touched = set(groups)
    take_out_quotations(connection, ids)
    take_out_passages(connection, ids)
    reopen_authors(connection, ids)
    search.unindex_rows(connection, "paragraphs", paragraphs)
    search.unindex_rows(connection, "articles", ids)
    among(connection, "DELETE FROM articles WHERE id IN ({})", ids)
    return touched


def remove_page(connection: Connection, key: str) -> None:
    """Delete the page of that key, its articles, and the files that are no other page's source."""
    execute = connection.exec_driver_sql
    page = execute("SELECT id FROM pages WHERE key = ?", (key,)).scalar_one()
    articles = execute("SELECT id FROM articles WHERE page_id = ?", (page,)).scalars().all()
    reopen_groups(connection, remove_articles(connection, articles))
    drop_quotations(connection)
    drop_passages(connection)
    sources = execute("SELECT source_file_id FROM page_sources WHERE page_id = ?", (page,)).scalars().all()
    execute("DELETE FROM pages WHERE id = ?", (page,))
    gone(connection, "pages", key)
    among(
        connection,
        "DELETE FROM source_files WHERE id IN ({}) "
        "AND NOT EXISTS (SELECT 1 FROM page_sources s WHERE s.source_file_id = source_files.id)",
        sources,
    )
    execute("DELETE FROM issues WHERE id NOT IN (SELECT issue_id FROM pages)")


def drop_unused(connection: Connection) -> None:
    """Delete authors, columns, documents, speakers, papers and institutions that only removed text named."""
    for statement in _UNUSED:
        connection.exec_driver_sql(statement)
    while connection.exec_driver_sql(_IDLE_INSTITUTIONS).rowcount:
        pass  # a school gone, its university may be idle too
