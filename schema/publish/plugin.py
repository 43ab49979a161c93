"""The Datasette plugin: search as Chinese needs it, safe limits, reading pages and the links to them.

Datasette imports it through a file in the plugins folder that `serve` writes. It knows no database by
name: an archive is a database that holds the table `articles` and lilun's search indexes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from datasette import handle_exception, hookimpl
from datasette.utils import tilde_encode
from lilun.schema import Base, search
from lilun.schema.publish import addresses, excerpt, exports, limits, middleware, pages
from lilun.schema.publish.labels import SWITCH
from lilun.schema.publish.metadata import SEARCHED
from lilun.schema.publish.site import UNTITLED, archives, asker, reading_page
from markupsafe import Markup, escape

F = TypeVar("F", bound=Callable[..., Any])
hook: Callable[[F], F] = hookimpl

LABEL_LENGTH = 30
_LABELS = {  # the cell that leads to the page where a row is read
    table: Base.metadata.tables[table].info["datasette"]["label_column"] for table in addresses.PAGE_OF
}
# views whose coded values are those of a table
_CODED = {
    "article_overview": "articles",
    "article_texts": "articles",
    "citation_overview": "cited_speeches",
    "speech_echo": "speeches",
    "institution_output": "institutions",
    "coverage": "spans",
}
# views without a search index: the column that a search box finds words in
_FOUND_BY = {
    "citation_overview": "quote",
    "speech_echo": "speech",
    "institution_output": "institution",
    "passage_overview": "passage",
}


@hookimpl(specname="prepare_connection", trylast=True)  # type: ignore[untyped-decorator]
def prepare_site_connection(conn: sqlite3.Connection, datasette: Any) -> None:
    """Last: Datasette's own `escape_fts` would otherwise win in silence."""
    prepare_connection(conn, datasette.setting("sql_time_limit_ms") / 1000)


def prepare_connection(conn: sqlite3.Connection, seconds: float = 3.0) -> None:
    """Search functions, which may run so many seconds a statement, and limits."""
    limits.apply(conn)
    functions: dict[str, tuple[int, Callable[..., Any]]] = {
        "escape_fts": (1, _match_query),
        "zh_snippet": (3, excerpt.snippet),
        "zh_count": (2, excerpt.count),
    }
    limits.add_functions(conn, functions, seconds)


def _match_query(query: Any) -> str:
    return search.match_query(str("" if query is None else query)[: excerpt.LONGEST_QUERY])


@hook
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    return lambda app: middleware.wrap(app, datasette)


@hook
def register_output_renderer() -> list[dict[str, Any]]:
    return exports.register_output_renderer()


@hook
def extra_js_urls(datasette: Any) -> list[str]:
    return [str(datasette.urls.path("/lilun-static/datasette.js"))]


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
    asked = middleware.searched.get()
    if table is None:
        text = excerpt.marked_excerpt(_shortened(str(value or ""), datasette))
    elif asked and table in SEARCHED and isinstance(value, str):
        text = excerpt.marked(_around(value, asked, datasette), asked)
    else:
        text = escape(_shortened("" if value is None else str(value), datasette))
    if link is None:
        word = middleware.reader.get().word(_CODED.get(table or "", table or ""), column, value)
        if word != value:
            return Markup('{} <span class="code">{}</span>').format(word, value)
        return text if "<mark>" in text else None
    return Markup('<a href="{}">{}</a>').format(link, text or UNTITLED)


def _link(row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any) -> str | None:
    """Where a cell leads, None for nowhere."""
    names = row.keys
    if (
        (column == "title" and table == "article_overview") or column == _LABELS.get(table or "")
    ) and "id" in names():
        kind = addresses.PAGE_OF.get(table or "", "article")
        return str(datasette.urls.path(addresses.address(kind, _plain(row["id"]))))
    if column == "article" and "article_id" in names() and _plain(row["article_id"]):
        return str(datasette.urls.path(addresses.address("article", _plain(row["article_id"]))))
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
    if target is None or key not in names() or not isinstance(_plain(row[key]), int):
        return None
    if target in addresses.PAGE_OF and column != key:
        return str(datasette.urls.path(addresses.address(addresses.PAGE_OF[target], _plain(row[key]))))
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
def startup(datasette: Any) -> None:
    """Errors without rich's picture of every local: it takes a second, in which no other page answers."""
    handle_exception.rich = None


def _with(query: str, name: str, value: str) -> str:
    kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != name]
    return urlencode([*kept, (name, value)])


@hook
def extra_template_vars(
    view_name: str, database: str | None, table: str | None, request: Any, datasette: Any
) -> Any:
    """What Datasette's own pages show of lilun: the reader's labels, the archive, and where what they show is read."""

    async def found() -> dict[str, Any]:
        names = await archives(datasette)
        labels = middleware.reader.get()
        other = "en" if labels.language == "zh" else "zh"
        given = {
            "t": labels,
            "switch": request and f"{request.path}?{_with(request.query_string, SWITCH, other)}",
            "archive": database if database in names else next(iter(names), None),
        }
        if view_name == "table" and table in SEARCHED:
            given["search_page"] = f"{addresses.ROOT}/search"
        elif view_name == "table" and table:
            info = Base.metadata.tables[table].info if table in Base.metadata.tables else {}
            column = _FOUND_BY.get(table) or info.get("datasette", {}).get("label_column")
            if column:
                given |= {"find_in": column, "typed": request.args.get(f"{column}__contains") or ""}
        if view_name == "row" and database and table in Base.metadata.tables:
            number = request.url_vars.get("pks", "").partition(".")[0]
            path = await reading_page(asker(datasette.get_database(database)), str(table), number)
            given["read_at"] = path and datasette.urls.path(path)
        return given

    return found
