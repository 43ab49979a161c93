"""What stands before every request: defaults of canned queries, a mark for Excel, headers, what a public site closes."""

from __future__ import annotations

import os
import re
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from functools import cache
from typing import Any
from urllib.parse import parse_qs

from datasette.utils import tilde_encode
from datasette.utils.asgi import Request
from lilun.schema.publish import NAME, NAMED
from lilun.schema.publish.canned import by_name
from lilun.schema.publish.exports import BOM
from lilun.schema.publish.labels import COOKIE, KEPT, SWITCH, Labels, language
from lilun.schema.publish.pages import PAGES

Scope = dict[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
searched: ContextVar[str] = ContextVar(
    "searched", default=""
)  # what the request searches for, for cells to mark
_CHINESE = Labels()
reader: ContextVar[Labels] = ContextVar("reader", default=_CHINESE)  # in whose language cells speak

# Nothing is fetched from elsewhere, and nobody frames the site. The reading room has no script or style in its
# pages; Datasette's own have both.
ROOM_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
TABLES_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
# these say where files lie, what is installed, how threads do
CLOSED = re.compile(
    r"/-/(?:databases|versions|plugins|threads|metadata|config|settings|actor|permissions|allow-debug|"
    r"messages|auth-token|logout)(?:\.json)?/?"
)
_EMPTY_SEARCH = re.compile(r"_search=(?:\+|%20)*")
_FORMAT = re.compile(r"\.[a-z]+$")


def wrap(app: Any, datasette: Any) -> Any:
    """The site's application with all this before it."""
    public = bool((datasette.plugin_config("lilun") or {}).get("public"))
    base = datasette.setting("base_url").rstrip("/")

    async def wrapped(scope: Scope, receive: Any, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        path = scope["path"].removeprefix(base)
        if public and CLOSED.fullmatch(path):
            await _refuse(send)
            return
        query = scope.get("query_string", b"").decode("latin-1")
        asked = parse_qs(query).get("_search", [""])[0].strip()
        if not asked:
            # a form sends its empty search box along, and nothing would be found
            query = "&".join(pair for pair in query.split("&") if not _EMPTY_SEARCH.fullmatch(pair))
        query = _with_defaults(path, query, datasette)
        scope = {**scope, "query_string": query.encode("latin-1")}
        if path.endswith(".csv") and parse_qs(query).get("_bom", [""])[0] in ("1", "on"):
            send = _marked(send)
        token = searched.set(asked)
        labels = Labels(language(Request(scope, receive)))
        if SWITCH in parse_qs(query):
            send = _remembering(send, labels.language)
        of_reader = reader.set(labels)
        try:
            await app(scope, receive, _with_headers(send, path))
        finally:
            reader.reset(of_reader)
            searched.reset(token)

    return wrapped


def _with_defaults(path: str, query: str, datasette: Any) -> str:
    """The query string of a canned query, with the default of each parameter that nobody gave."""
    parts = path.strip("/").split("/")
    if len(parts) != 2:
        return query
    question = by_name().get(_FORMAT.sub("", parts[1]))
    if question is None or parts[0] not in {tilde_encode(name) for name in datasette.databases}:
        return query
    return question.with_defaults(query)


@cache
def _rooms() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern, _ in PAGES)


def _with_headers(send: Send, path: str) -> Send:
    # an archive named lilun has its tables under /lilun/ too
    room = any(pattern.match(path) for pattern in _rooms())
    policy = (ROOM_POLICY if room else TABLES_POLICY).encode()
    own = [*HEADERS, *_name(), (b"content-security-policy", policy)]

    async def send_with_headers(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), *own]}
        await send(message)

    return send_with_headers


def _name() -> list[tuple[bytes, bytes]]:
    """The header by which whoever started the site knows it, if it was named."""
    name = os.environ.get(NAMED)
    return [(NAME.encode(), name.encode())] if name else []


def _remembering(send: Send, chosen: str) -> Send:
    """Keep the language that was chosen on one of Datasette's pages."""
    cookie = f"{COOKIE}={chosen}; Max-Age={KEPT}; Path=/; SameSite=lax".encode()

    async def send_remembering(message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), (b"set-cookie", cookie)]}
        await send(message)

    return send_remembering


def _marked(send: Send) -> Send:
    """Put the byte order mark, by which Excel knows UTF-8, before the first bytes of the body."""
    waiting = False

    async def send_marked(message: dict[str, Any]) -> None:
        nonlocal waiting
        if message["type"] == "http.response.start":
            waiting = message["status"] == 200
            headers = [
                (name, value) for name, value in message["headers"] if name.lower() != b"content-length"
            ]
            message = {**message, "headers": headers}
        elif waiting and message.get("body"):
            waiting = False
            message = {**message, "body": BOM + message["body"]}
        await send(message)

    return send_marked


async def _refuse(send: Send) -> None:
    body = b"Not shown on a public site.\n"
    await send(
        {
            "type": "http.response.start",
            "status": 404,
            "headers": [(b"content-type", b"text/plain; charset=utf-8"), *HEADERS, *_name()],
        }
    )
    await send({"type": "http.response.body", "body": body})
