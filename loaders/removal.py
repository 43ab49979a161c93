"""Taking rows out: articles with their search rows, whole pages, and what nothing points to any more."""

from __future__ import annotations

from collections.abc import Sequence

from lilun.loaders.redirects import gone
from lilun.loaders.resolve.archive import reopen_groups
from lilun.loaders.resolve.lookup import Lookup
from lilun.loaders.resolve.passages import drop_passages, take_out_passages
from lilun.loaders.resolve.people import reopen_authors
from lilun.loaders.resolve.quotations import drop_quotations, take_out_quotations
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


def remove_articles(connection: Connection, ids: Sequence[int], lookup: Lookup | None) -> set[str]:
    """Delete articles with all that hangs on them and their search rows; the event groups they were in."""
    if not ids:
        return set()
    listed = ", ".join(str(i) for i in ids)
    paragraphs = [
        i for (i,) in connection.exec_driver_sql(f"SELECT id FROM paragraphs WHERE article_id IN ({listed})")
    ]
    touched = {
        key
        for (key,) in connection.exec_driver_sql(
            f"SELECT DISTINCT event_key FROM cited_speeches WHERE article_id IN ({listed}) AND event_key IS NOT NULL"
        )
    }
    take_out_quotations(connection, ids)
    take_out_passages(connection, ids)
    reopen_authors(connection, ids)
    search.unindex_rows(connection, "paragraphs", paragraphs)
    search.unindex_rows(connection, "articles", ids)
    connection.exec_driver_sql(f"DELETE FROM articles WHERE id IN ({listed})")
    return touched


def remove_page(connection: Connection, key: str, lookup: Lookup | None) -> bool:
    """Delete a page, its articles, and the files that are no other page's source; False if there is none."""
    execute = connection.exec_driver_sql
    page = execute("SELECT id FROM pages WHERE key = ?", (key,)).scalar()
    if page is None:
        return False
    articles = [i for (i,) in execute("SELECT id FROM articles WHERE page_id = ?", (page,))]
    reopen_groups(connection, remove_articles(connection, articles, lookup))
    drop_quotations(connection)
    drop_passages(connection)
    sources = [i for (i,) in execute("SELECT source_file_id FROM page_sources WHERE page_id = ?", (page,))]
    execute("DELETE FROM pages WHERE id = ?", (page,))
    gone(connection, "pages", key)
    for source in sources:
        execute(
            "DELETE FROM source_files WHERE id = ?1 "
            "AND id NOT IN (SELECT source_file_id FROM page_sources WHERE source_file_id = ?1)",
            (source,),
        )
    execute("DELETE FROM issues WHERE id NOT IN (SELECT issue_id FROM pages)")
    return True


def drop_unused(connection: Connection) -> None:
    """Delete authors, columns, documents, speakers, papers and institutions that only removed text named."""
    for statement in _UNUSED:
        connection.exec_driver_sql(statement)
    while connection.exec_driver_sql(_IDLE_INSTITUTIONS).rowcount:
        pass  # a school gone, its university may be idle too
