"""What every page of the reading room shares: the archive, the reader's language, SQL one click away, the answer.

A page is an async function of a `Visit`; `pages.ROUTES` names them by address. It asks the archive with
`visit.ask`, and answers with `visit.show(template, …)`; the template extends `room.html`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any
from urllib.parse import unquote, urlencode

from datasette import Response
from datasette.database import QueryInterrupted
from lilun.schema import Base, search
from lilun.schema.publish import addresses
from lilun.schema.publish.labels import COOKIE, KEPT, Labels, language
from lilun.schema.publish.remembered import remembered

Row = Mapping[str, Any]
Ask = Callable[[str, Mapping[str, Any]], Awaitable[Sequence[Row]]]  # SQL with named parameters → rows
UNTITLED = "（无题）"
WHOLE = {"size": 2000, "start": 0}  # what the SQL of a list shows of it, whichever part its page does


async def archives(datasette: Any) -> list[str]:
    """Names of the databases that are archives."""
    found = []
    for name, database in datasette.databases.items():
        tables = set(await database.table_names())
        if {"articles", "alembic_version", *(index.name for index in search.INDEXES)} <= tables:
            found.append(name)
    return found


def asker(database: Any) -> Ask:
    """A function that asks this database and returns the rows as mappings."""

    async def ask(sql: str, given: Mapping[str, Any]) -> Sequence[Row]:
        return [dict(row) for row in (await database.execute(sql, dict(given))).rows]

    return ask


@dataclass
class Visit:
    """One request for a page of the reading room, to one archive."""

    request: Any
    datasette: Any
    database: str
    labels: Labels

    @cached_property
    def ask(self) -> Ask:
        return asker(self.datasette.get_database(self.database))

    async def ask_once(self, sql: str, given: Mapping[str, Any]) -> Sequence[Row]:
        """Like `ask`, for sums over the whole archive: asked for again only when its file has changed."""
        path = self.datasette.get_database(self.database).path
        return await remembered(path, repr((sql, sorted(given.items()))), lambda: self.ask(sql, given))

    @property
    def key(self) -> str:
        """What the address names after the kind of page."""
        return unquote(self.request.url_vars.get("key", ""))

    @property
    def withheld(self) -> int | None:
        """Of a site without full text, how many characters of an article it shows; None for one with it."""
        excerpt = (self.datasette.plugin_config("lilun") or {}).get("excerpt")
        return None if excerpt is None else int(excerpt)

    def given(self, name: str, default: str = "") -> str:
        """A parameter of the address, without white space around it."""
        return (self.request.args.get(name) or default).strip()

    def page_number(self) -> int:
        """Which page of a long list `?page=` asks for, from 1."""
        asked = self.given("page", "1")
        return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1

    def part(self, size: int) -> dict[str, int]:
        """:size and :start of the part of a long list that `?page=` asks for."""
        return {"size": size, "start": (self.page_number() - 1) * size}

    def address(self, kind: str, key: Any, /, **given: Any) -> str:
        """Address of a page of the reading room."""
        return str(self.datasette.urls.path(addresses.with_query(addresses.address(kind, key), given)))

    def path(self, name: str, /, **given: Any) -> str:
        """Address of a page that shows no single thing, such as search."""
        return str(self.datasette.urls.path(addresses.with_query(f"{addresses.ROOT}/{name}", given)))

    def row(self, table: str, number: Any, format: str = "") -> str:
        """Address of a row, `format` json for its data."""
        return f"{self.datasette.urls.table(self.database, table)}/{number}" + (format and f".{format}")

    def sql(self, sql: str, given: Mapping[str, Any] | None = None, format: str = "") -> str:
        """Address of Datasette's own page for a query: its SQL to read and change, its rows to take away."""
        return addresses.with_query(
            str(self.datasette.urls.database(self.database, format=format or None)),
            {"sql": sql.strip(), **(given or {}), **({"_shape": "array"} if format == "json" else {})},
        )

    def question(self, name: str, /, **given: Any) -> str:
        """Address of a canned query; a parameter that is given empty stays empty and gets no default."""
        address = str(self.datasette.urls.query(self.database, name))
        return f"{address}?{urlencode(given)}" if given else address

    def switch(self, to: str) -> str:
        """This address in another language."""
        args = self.request.args
        return addresses.with_query(
            self.request.path, {**{name: args.getlist(name) for name in args}, "lang": [to]}
        )

    async def show(self, template: str, status: int = 200, **context: Any) -> Any:
        """The answer: the template with the context, and `visit`, `t` (labels) and `untitled` beside it."""
        html = await self.datasette.render_template(
            template,
            {
                "visit": self,
                "t": self.labels,
                "database": self.database,
                "untitled": UNTITLED,
                "withheld": self.withheld,
                **context,
            },
            request=self.request,
        )
        answer = Response.html(html, status=status, headers={"Vary": "Accept-Language, Cookie"})
        if self.request.args.get("lang") in ("zh", "en"):
            answer.set_cookie(COOKIE, self.labels.language, max_age=KEPT, samesite="lax")
        return answer

    async def missing(self, kind: str) -> Any:
        """The answer where the archive holds no such thing (`kind` as in the label missing.KIND)."""
        return await self.show("missing.html", 404, what=self.labels(f"missing.{kind}"), key=self.key)

    def moved(self, kind: str, key: Any) -> Any:
        """A redirect to the address that holds now, the query string kept."""
        query = self.request.query_string
        return Response.redirect(self.address(kind, key) + (f"?{query}" if query else ""))


Page = Callable[[Visit], Awaitable[Any]]


def route(page: Page) -> Callable[..., Awaitable[Any]]:
    """The page as Datasette calls it. The archive is the one that ?archive= names, else the first that is served."""

    async def view(request: Any, datasette: Any) -> Any:
        names = await archives(datasette)
        asked = request.args.get("archive")
        if not names or (asked and asked not in names):
            return Response.text("There is no archive here: serve one with `lilun serve`.", status=404)
        visit = Visit(request, datasette, asked or names[0], Labels(language(request)))
        await datasette.ensure_permissions(
            request.actor,
            [
                ("view-table", (visit.database, "articles")),
                ("view-database", visit.database),
                "view-instance",
            ],
        )
        try:
            return await page(visit)
        except QueryInterrupted:
            return await visit.show("slow.html", 503)

    return view


def keyed(kind: str, at: str | None = None) -> Callable[[Callable[[Visit, int], Awaitable[Any]]], Page]:
    """Make a page of one thing of that kind, by id, the page of whatever its address names.

    An address that is not made of the thing's own key is redirected to that which is, a page of `at`.
    """

    def found_by_key(page: Callable[[Visit, int], Awaitable[Any]]) -> Page:
        @wraps(page)
        async def found_page(visit: Visit) -> Any:
            found = await find(visit.ask, kind, visit.key)
            if found is None:
                return await visit.missing(kind)
            number, key = found
            return await page(visit, number) if key == visit.key else visit.moved(at or kind, key)

        return found_page

    return found_by_key


async def find(ask: Ask, kind: str, key: str) -> tuple[int, str] | None:
    """The id and key of what an address names: by its key, a key that it had before, its id, or a paper's alias."""
    table, column = addresses.KEYED[kind]
    select = f"SELECT {table}.id, {table}.{column} AS key FROM {table} "
    rows = await ask(select + f"WHERE {table}.{column} = :key", {"key": key})
    if not rows:
        rows = await ask(
            select + f"JOIN redirects ON redirects.new = {table}.{column} "
            "WHERE redirects.kind = :kind AND redirects.old = :key",
            {"kind": table, "key": key},
        )
    if not rows and key.isascii() and key.isdigit():
        rows = await ask(select + f"WHERE {table}.id = CAST(:key AS INTEGER)", {"key": key})
    if not rows and kind == "newspaper":
        rows = await ask(
            select + "JOIN newspaper_aliases ON newspaper_aliases.newspaper_id = newspapers.id "
            "WHERE newspaper_aliases.alias = :key",
            {"key": key},
        )
    return (int(rows[0]["id"]), str(rows[0]["key"])) if rows else None


async def reading_page(ask: Ask, table: str, number: str) -> str | None:
    """The path of the page where a row is read, or what it belongs to is; None where there is none."""
    if not (number.isascii() and number.isdigit()):
        return None
    if table in addresses.PAGE_OF:
        return addresses.address(addresses.PAGE_OF[table], number)
    for column, kind in _BELONGS:
        if column in Base.metadata.tables[table].columns:
            place = "position" if table in _ANCHORS else "NULL"
            rows = await ask(
                f"SELECT {column} AS owner, {place} AS position FROM {table} WHERE id = CAST(:number AS INTEGER)",
                {"number": number},
            )
            if rows and rows[0]["owner"] is not None:
                anchor = f"#{_ANCHORS[table]}{rows[0]['position']}" if table in _ANCHORS else ""
                return addresses.address(kind, rows[0]["owner"]) + anchor
    return None


# columns that tell where a row without a page of its own is read, in order of preference
_BELONGS = (
    ("article_id", "article"),
    ("page_id", "page"),
    ("quotation_id", "quotation"),
    ("speech_id", "speech"),
    ("institution_id", "institution"),
    ("author_id", "author"),
    ("newspaper_id", "newspaper"),
)
_ANCHORS = {"paragraphs": "p", "sections": "s", "cited_speeches": "n"}
