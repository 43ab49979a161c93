"""What Datasette shows about tables, columns and queries, generated from the models' and views' comments."""

from __future__ import annotations

import re
from typing import Any

from lilun.schema import Base
from lilun.schema.counts import COUNTS
from lilun.schema.facts import MADE_OF
from lilun.schema.publish.canned import Query, queries
from lilun.schema.search import INDEXES
from lilun.schema.views import VIEWS

TITLE = "理论版文库 · Theory pages"
DESCRIPTION = "Theory pages (理论版) of newspapers: articles, authors, and the speeches that they quote."
INTERNAL = (
    "alembic_version",
    "search_indexes",
    "stale_counts",
    "sqlite_sequence",
    "sqlite_stat1",
    "sqlite_stat4",
)
SEARCHED = {index.table: index.name for index in INDEXES} | {
    "article_texts": "articles_fts",
    "article_overview": "articles_fts",
}
SETTINGS: dict[str, int | str] = {
    "suggest_facets": "off",  # counts every column of a page's table: seconds on a large archive
    "default_page_size": 50,
    "default_facet_size": 6,  # more pushes the rows below the first screen
    "max_returned_rows": 2000,
    "sql_time_limit_ms": 3000,
    "facet_time_limit_ms": 1000,
    "num_sql_threads": 8,  # so that slow queries do not starve pages
    "truncate_cells_html": 300,
}
# what strangers may ask for at a time
PUBLIC_SETTINGS: dict[str, int | str] = SETTINGS | {
    "sql_time_limit_ms": 1500,
    "facet_time_limit_ms": 500,
    "max_returned_rows": 1000,
    "max_csv_mb": 50,
    "default_cache_ttl": 60,
    "template_debug": "off",
    "trace_debug": "off",
}
_TERM = re.compile(r"\(([\u4e00-\u9fff、]+)\)")


def metadata(database: str, public: bool = False, excerpt: int | None = None) -> dict[str, Any]:
    """Datasette's metadata for an archive that it knows as `database`; plain data for metadata.json.

    `public` and `excerpt` are what the plugin is told: whether strangers read the site, and of one without full
    text how many characters of an article it shows.
    """
    tables: dict[str, dict[str, Any]] = {}
    for table in Base.metadata.sorted_tables:
        columns = {column.name: column.comment or "" for column in table.columns}
        tables[table.name] = _shown(table.name, table.comment or "", columns, table.info.get("datasette", {}))
    for view in VIEWS:
        tables[view.name] = _shown(view.name, view.comment, view.columns, view.datasette)
    for name in (*INTERNAL, *MADE_OF, *(count.name for count in COUNTS), *(index.name for index in INDEXES)):
        tables.setdefault(name, {})["hidden"] = True
    return {
        "title": TITLE,
        "description": DESCRIPTION,
        "plugins": {"lilun": {"public": public, "excerpt": excerpt}},
        "databases": {
            database: {
                "title": TITLE,
                "description": DESCRIPTION,
                "tables": tables,
                "queries": {query.name: _asked(query) for query in queries()},
            }
        },
    }


def title(name: str, comment: str) -> str:
    """What a table is called: the Chinese term that its comment gives in brackets, then its name in words."""
    term = _TERM.search(comment)
    return f"{term[1]} {name.replace('_', ' ')}" if term else name.replace("_", " ")


def _shown(name: str, comment: str, columns: dict[str, str], info: dict[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = {"title": title(name, comment), "description": comment, "columns": columns}
    shown |= {key: info[key] for key in ("label_column", "facets", "size") if key in info}
    sort = info.get("sort", "")
    if sort:
        shown["sort_desc" if sort.startswith("-") else "sort"] = sort.removeprefix("-")
    if name in SEARCHED:
        shown |= {"fts_table": SEARCHED[name], "fts_pk": "id"}
    return shown


def _asked(query: Query) -> dict[str, Any]:
    return {
        "title": str(query.title),
        "description_html": str(query.description_html),
        "sql": query.sql,
        "params": list(query.defaults),
        "hide_sql": True,
    }
