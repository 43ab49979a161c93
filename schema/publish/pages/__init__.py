"""The pages of the reading room, a module a page; this table gives each its address."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from lilun.schema.publish.pages import article
from lilun.schema.publish.site import Page, route

PAGES: tuple[tuple[str, Page], ...] = (
    (r"^/lilun/article/(?P<key>.+)$", article.page),
    (r"^/read/(?P<key>.+)$", article.former),
)


def routes() -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    """The addresses as Datasette takes them."""
    return [(pattern, route(page)) for pattern, page in PAGES]
