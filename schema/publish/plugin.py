"""The Datasette plugin: search as Chinese needs it, safe limits, reading pages and the links to them.

Datasette imports it through a file in the plugins folder that `serve` writes. It knows no database by
name: an archive is a database that holds the table `articles` and lilun's search indexes.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextvars import ContextVar
from functools import cache
from typing import Any, TypeVar
from urllib.parse import parse_qs

from datasette import hookimpl
from datasette.utils import tilde_encode
from lilun.schema import Base, search
from lilun.schema.publish import addresses, excerpt, pages
from lilun.schema.publish.canned import queries
from lilun.schema.publish.labels import chinese_date
from lilun.schema.publish.metadata import SEARCHED
from lilun.schema.publish.metadata import title as table_title
from lilun.schema.publish.site import UNTITLED, archives, asker
from markupsafe import Markup, escape

F = TypeVar("F", bound=Callable[..., Any])
hook: Callable[[F], F] = hookimpl
last: Callable[[F], F] = hookimpl(trylast=True)

LONGEST_VALUE = 5_000_000  # bytes of one value: a request for more is refused before it takes the memory
LABEL_LENGTH = 30
NEWEST = 20
_EMPTY_SEARCH = re.compile(r"_search=(?:\+|%20)*")
_searched: ContextVar[str] = ContextVar("searched", default="")


@last
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Search functions and limits. Last: Datasette's own `escape_fts` would otherwise win in silence."""
    conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    conn.create_function("escape_fts", 1, _match_query, deterministic=True)
    conn.create_function("zh_snippet", 3, excerpt.snippet, deterministic=True)
    conn.create_function("zh_count", 2, excerpt.count, deterministic=True)


def _match_query(query: Any) -> str:
    return search.match_query(str("" if query is None else query)[: excerpt.LONGEST_QUERY])


@hook
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    """Keep what the request searches for, so that cells can mark it; send two headers against misuse."""

    def wrap(app: Any) -> Any:
        async def wrapped(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] != "http":
                await app(scope, receive, send)
                return

            async def send_with_headers(message: dict[str, Any]) -> None:
                if message["type"] == "http.response.start":
                    message = {
                        **message,
                        "headers": [
                            *message.get("headers", []),
                            (b"x-content-type-options", b"nosniff"),
                            (b"referrer-policy", b"same-origin"),
                        ],
                    }
                await send(message)

            query = scope.get("query_string", b"").decode("latin-1")
            asked = parse_qs(query).get("_search", [""])[0].strip()
            if not asked:
                # a form sends its empty search box along, and nothing would be found
                query = "&".join(pair for pair in query.split("&") if not _EMPTY_SEARCH.fullmatch(pair))
                scope = {**scope, "query_string": query.encode("latin-1")}
            token = _searched.set(asked)
            try:
                await app(scope, receive, send_with_headers)
            finally:
                _searched.reset(token)

        return wrapped

    return wrap


@hook
def extra_css_urls(datasette: Any) -> list[str]:
    return [str(datasette.urls.path("/lilun-static/lilun.css"))]


@hook
def render_cell(
    row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any
) -> Markup | None:
    """A cell that leads somewhere: titles to reading pages, names to the rows whose id stands beside them."""
    if isinstance(value, dict):
        return _label(value, column, table, database, datasette)
    if value is not None and not isinstance(value, str | int):
        return None
    link = _link(row, value, column, table, database, datasette)
    if link is None and not isinstance(value, str):
        return None
    asked = _searched.get()
    if table is None:
        text = excerpt.marked_excerpt(_shortened(str(value or ""), datasette))
    elif asked and table in SEARCHED and isinstance(value, str):
        text = excerpt.marked(_around(value, asked, datasette), asked)
        if link is None and "<mark>" not in text:
            return None
    else:
        text = escape(_shortened("" if value is None else str(value), datasette))
        if link is None:
            return None
    if link is None:
        return text if "<mark>" in text else None
    return Markup('<a href="{}">{}</a>').format(link, text or UNTITLED)


def _link(row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any) -> str | None:
    """Where a cell leads, None for nowhere."""
    names = set(row.keys())
    if column == "title" and table in ("articles", "article_overview") and "id" in names:
        return str(datasette.urls.path(f"/lilun/article/{_plain(row['id'])}"))
    if column == "article" and "article_id" in names and _plain(row["article_id"]):
        return str(datasette.urls.path(f"/lilun/article/{_plain(row['article_id'])}"))
    if value is None:
        return None
    if table in Base.metadata.tables:
        # a row's own page shows its keys as bare numbers
        target = _foreign(table, column)
        return (
            None if target is None else f"{datasette.urls.table(database, target)}/{tilde_encode(str(value))}"
        )
    key = column if column.endswith("_id") else f"{column}_id"
    target = _targets().get(key)
    if target is None or key not in names or not isinstance(_plain(row[key]), int):
        return None
    return str(datasette.urls.table(database, target)) + f"/{_plain(row[key])}"


def _label(
    value: dict[str, Any], column: str, table: str | None, database: str, datasette: Any
) -> Markup | None:
    """An expanded foreign key: its label kept short, and a number where it has none."""
    target = _targets().get(column) or _foreign(table, column)
    if target is None:
        return None
    label = value.get("label")
    shown = f"#{value['value']}" if label in (None, "") else str(label)
    if len(shown) > LABEL_LENGTH:
        shown = shown[:LABEL_LENGTH] + "…"
    address = f"{datasette.urls.table(database, target)}/{tilde_encode(str(value['value']))}"
    return Markup('<a href="{}">{}</a>').format(address, shown)


def _plain(value: Any) -> Any:
    return value["value"] if isinstance(value, dict) else value


def _shortened(text: str, datasette: Any) -> str:
    limit = datasette.setting("truncate_cells_html")
    return text[:limit] + "…" if limit and len(text) > limit else text


def _around(text: str, asked: str, datasette: Any) -> str:
    """As much of the text as a cell shows, from a little before the first hit."""
    limit = datasette.setting("truncate_cells_html")
    if not limit or len(text) <= limit:
        return text
    found = excerpt.hits(text, asked)
    start = max(0, min(found[0][0] - limit // 4, len(text) - limit)) if found else 0
    return ("…" if start else "") + text[start : start + limit] + ("…" if start + limit < len(text) else "")


@cache
def _targets() -> dict[str, str]:
    """Columns that point to a table, by name, where all tables agree on it."""
    found: dict[str, set[str]] = {}
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            found.setdefault(key.parent.name, set()).add(key.column.table.name)
    targets = {name: next(iter(tables)) for name, tables in found.items() if len(tables) == 1}
    # these point to a row of the queries' own tables
    return targets | {"finding_id": "findings", "quotation_id": "quotations", "passage_id": "passages"}


def _foreign(table: str | None, column: str) -> str | None:
    found = Base.metadata.tables.get(table or "")
    if found is None or column not in found.columns:
        return None
    return next((key.column.table.name for key in found.columns[column].foreign_keys), None)


@hook
def register_routes() -> list[tuple[str, Any]]:
    return pages.routes()


@hook
def extra_template_vars(view_name: str, datasette: Any) -> Any:
    """For the start page: each archive with its newest articles, its questions and its tables."""
    if view_name != "index":
        return {}

    async def start() -> dict[str, Any]:
        shown = []
        for name in await archives(datasette):
            ask = asker(datasette.get_database(name))
            newest = await ask(_NEWEST, {"limit": NEWEST})
            questions: dict[str, list[Any]] = {}
            for query in queries():
                questions.setdefault(query.group, []).append(query)
            counts = (await ask(_COUNTS, {}))[0]
            shown.append(
                {
                    "name": name,
                    "newest": [
                        {
                            **dict(row),
                            "date": chinese_date(row["date"]),
                            "address": datasette.urls.path(addresses.address("article", row["key"])),
                        }
                        for row in newest
                    ],
                    "counts": dict(counts),
                    "questions": questions,
                    "tables": [
                        (table, table_title(table, Base.metadata.tables[table].comment or ""))
                        for table in STARTING_POINTS
                    ],
                }
            )
        return {"archives": shown, "untitled": UNTITLED}

    return start


STARTING_POINTS = (
    "articles",
    "paragraphs",
    "quotations",
    "authors",
    "institutions",
    "speeches",
    "documents",
    "newspapers",
    "pages",
    "findings",
)
_NEWEST = """
SELECT articles.key, articles.title, issues.date, newspapers.name AS newspaper, pages.number, (
    SELECT group_concat(name, '、') FROM (
        SELECT coalesce(bylines.name_as_printed, authors.name) AS name
        FROM bylines
        LEFT JOIN authors ON authors.id = bylines.author_id
        WHERE bylines.article_id = articles.id
        ORDER BY bylines.position
    )
) AS authors
FROM issues
JOIN pages ON pages.issue_id = issues.id
JOIN articles ON articles.page_id = pages.id
LEFT JOIN newspapers ON newspapers.id = issues.newspaper_id
ORDER BY issues.date_earliest DESC, pages.key, articles.position
LIMIT :limit
"""
_COUNTS = """
SELECT
    (SELECT count(*) FROM articles) AS articles,
    (SELECT count(*) FROM pages) AS pages,
    (SELECT count(DISTINCT newspaper_id) FROM issues) AS newspapers,
    (SELECT count(*) FROM authors) AS authors,
    (SELECT count(DISTINCT speech_id) FROM cited_speeches) AS speeches
"""
