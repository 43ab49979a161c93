"""The pages of the reading room, a module a page; this table gives each its address."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from lilun.schema.publish.pages import (
    article,
    author,
    cite,
    institution,
    lists,
    newspaper,
    phrase,
    questions,
    quotation,
    review,
    search,
    source,
    speech,
    spread,
    start,
    together,
)
from lilun.schema.publish.site import Page, route

PAGES: tuple[tuple[str, Page], ...] = (
    (r"^/lilun/search$", search.page),
    # not /lilun/authors: an archive named lilun has its table there
    (r"^/lilun/list/(?P<list>newspapers|speeches|institutions|authors)$", lists.page),
    (r"^/lilun/article/(?P<key>.+)$", article.page),
    (r"^/lilun/author/(?P<key>.+)$", author.page),
    (r"^/lilun/institution/(?P<key>.+)$", institution.page),
    (r"^/lilun/speech/(?P<key>.+)$", speech.page),
    (r"^/lilun/quotation/(?P<key>.+)$", quotation.page),
    (r"^/lilun/newspaper/(?P<key>.+)$", newspaper.page),
    (r"^/lilun/issue/(?P<key>.+)$", newspaper.issue),
    (r"^/lilun/page/(?P<key>.+)$", source.page),
    (r"^/$", start.page),
    (r"^/lilun/questions$", questions.page),
    (r"^/lilun/phrase$", phrase.page),
    (r"^/lilun/spread$", spread.page),
    (r"^/lilun/together$", together.page),
    (r"^/lilun/review$", review.page),
    (r"^/lilun/review/missing$", review.missing),
    (r"^/lilun/review/corrections$", review.corrections),
    (r"^/lilun/cite/(?P<key>.+)\.(?P<form>csl|bib|ris|gbt)$", cite.file),
    (r"^/lilun/cite/(?P<key>.+)$", cite.page),
    (r"^/read/(?P<key>.+)$", article.former),
)


def routes() -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    """The addresses as Datasette takes them."""
    return [(pattern, route(page)) for pattern, page in PAGES]
