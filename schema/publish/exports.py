"""Taking results away: each table, view and query as xlsx, and its articles as citations, whole and not a page of it."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from datasette import Response
from datasette.utils import sqlite_timelimit
from lilun.schema.publish import references
from lilun.schema.publish.citation_formats import FORMATS, Format
from lilun.schema.publish.site import asker
from lilun.schema.publish.spreadsheet import workbook

MOST_ROWS = 100_000
MOST_CHARACTERS = 50_000_000
PATIENCE = 20_000  # milliseconds for a whole result, at most; where the site allows less, ten times that
ARTICLES = ("articles", "article_overview", "article_texts")  # their id is an article's
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOM = b"\xef\xbb\xbf"
_PAGE = re.compile(r"\s+limit\s+\d+(\s+offset\s+\d+)?\s*$", re.I)


def register_output_renderer() -> list[dict[str, Any]]:
    """The formats that Datasette offers beside JSON and CSV wherever rows are shown."""
    citations = [
        {"extension": form.extension, "render": _citing(form), "can_render": holds_articles}
        for form in FORMATS.values()
    ]
    return [{"extension": "xlsx", "render": spreadsheet}, *citations]


def holds_articles(columns: Sequence[str], table: str | None) -> bool:
    """Whether rows of these columns name articles, so that they can be cited."""
    return _article_column(columns, table) is not None


def _article_column(columns: Sequence[str], table: str | None) -> str | None:
    if "article_id" in columns:
        return "article_id"
    return "id" if table in ARTICLES and "id" in columns else None


async def spreadsheet(
    datasette: Any, database: str, table: str | None, query_name: str | None, columns: Sequence[str],
    rows: Sequence[Any], request: Any, data: Mapping[str, Any],
) -> Response:  # fmt: skip
    """The whole result as xlsx, its SQL on a second sheet."""
    found, cut = await _whole(datasette, database, table, columns, rows, data)
    asked = data.get("query") or {}
    about = {
        "来源 Source": str(datasette.absolute_url(request, request.full_path)),
        "时间 Taken": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "行数 Rows": f"{len(found):,}" + ("（未完 cut off）" if cut else ""),
        "SQL": _PAGE.sub("", asked.get("sql") or ""),
        **{
            f":{name}": str(value) for name, value in (asked.get("params") or {}).items() if value is not None
        },
    }
    body = await asyncio.to_thread(workbook, list(columns), found, about)
    return _file(body, XLSX, f"{query_name or table or 'result'}.xlsx")


def _citing(form: Format) -> Any:
    async def render(
        datasette: Any, database: str, table: str | None, query_name: str | None, columns: Sequence[str],
        rows: Sequence[Any], data: Mapping[str, Any],
    ) -> Response | None:  # fmt: skip
        column = _article_column(columns, table)
        if column is None:
            return Response.text(
                f"These rows name no articles: ask for a column article_id to take them as {form.name}.\n",
                status=400,
            )
        found, _ = await _whole(datasette, database, table, columns, rows, data)
        place = list(columns).index(column)
        ids = [row[place] for row in found]
        named = await references.load(
            asker(datasette.get_database(database)), [number for number in ids if isinstance(number, int)]
        )
        return cited(form, named, query_name or table or "result")

    return render


def cited(form: Format, found: Sequence[references.Reference], name: str) -> Response:
    """References as a file of this format; `name` without its ending."""
    return _file(form.write(found).encode(), form.media_type, f"{name}.{form.suffix}")


def _file(body: bytes, media_type: str, name: str) -> Response:
    if media_type.startswith("text/") or "bib" in media_type or "research" in media_type:
        media_type += "; charset=utf-8"
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name)
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(body, headers={"content-disposition": disposition}, content_type=media_type)


async def _whole(
    datasette: Any, database: str, table: str | None, columns: Sequence[str], rows: Sequence[Any],
    data: Mapping[str, Any],
) -> tuple[list[tuple[Any, ...]], bool]:  # fmt: skip
    """All rows of what the page shows a part of, and whether even these were cut off."""
    asked = data.get("query") or {}
    sql = asked.get("sql")
    if not sql or not (data.get("truncated") or data.get("next")):
        return [tuple(_plain(value) for value in row) for row in list(rows)], False
    if table is not None:
        sql = _PAGE.sub("", sql)
    given = dict(asked.get("params") or {})
    limit = min(PATIENCE, 10 * int(datasette.setting("sql_time_limit_ms")))

    def fetch(connection: sqlite3.Connection) -> tuple[list[tuple[Any, ...]], bool]:
        found: list[tuple[Any, ...]] = []
        characters = 0
        with sqlite_timelimit(connection, limit):
            for row in connection.execute(sql, given):
                values = tuple(row)
                characters += sum(len(v) for v in values if isinstance(v, str | bytes))
                if len(found) >= MOST_ROWS or characters > MOST_CHARACTERS:
                    return found, True
                found.append(values)
        return found, False

    result: tuple[list[tuple[Any, ...]], bool] = await datasette.get_database(database).execute_fn(fetch)
    return result


def _plain(value: Any) -> Any:
    return value.get("value") if isinstance(value, dict) else value
