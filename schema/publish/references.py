"""An article as bibliographies name it: who, what, in which paper, when, on which page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lilun.schema.publish.site import Ask

MOST = 20_000  # references of one request
# Who answers for the text: the first group of roles that anybody has; what the others did stands beside.
ANSWERING = (("author", "writer", "correspondent"), ("compiler", "interviewer"), ("digested",))
BESIDE = ("translator", "editor", "interviewer", "compiler")


@dataclass(frozen=True, slots=True)
class Reference:
    """One article. `date` is EDTF, None where unknown; `others` are (role, name) of those beside the authors."""

    key: str
    title: str | None
    subtitle: str | None
    authors: tuple[str, ...]
    others: tuple[tuple[str, str], ...]
    newspaper: str | None
    date: str | None
    page: str | None
    page_name: str | None

    @property
    def whole_title(self) -> str | None:
        """Title and subtitle, joined as Chinese titles are."""
        if self.title and self.subtitle:
            return f"{self.title}：{self.subtitle}"
        return self.title or self.subtitle

    @property
    def day(self) -> tuple[int, ...]:
        """Year, month and day as far as they are known for sure; of an interval those of its first day."""
        parts = (self.date or "").split("/")[0].split("-")
        return tuple(int(part) for part in parts) if all(p.isascii() and p.isdigit() for p in parts) else ()


async def load(ask: Ask, ids: Iterable[int]) -> list[Reference]:
    """The articles with these ids, in this order, each once; what is not there is left out."""
    wanted = list(dict.fromkeys(ids))[:MOST]
    given = {"ids": json.dumps(wanted)}
    names: dict[int, list[Mapping[str, Any]]] = {}
    for row in await ask(_BYLINES, given):
        names.setdefault(row["article_id"], []).append(row)
    found = {row["id"]: _reference(row, names.get(row["id"], ())) for row in await ask(_ARTICLES, given)}
    return [found[number] for number in wanted if number in found]


def _reference(row: Mapping[str, Any], bylines: Sequence[Mapping[str, Any]]) -> Reference:
    authors: tuple[str, ...] = ()
    for roles in ANSWERING:
        authors = tuple(dict.fromkeys(b["name"] for b in bylines if b["role"] in roles))
        if authors:
            break
    return Reference(
        key=row["key"],
        title=row["title"],
        subtitle=row["subtitle"],
        authors=authors,
        others=tuple(
            (b["role"], b["name"]) for b in bylines if b["role"] in BESIDE and b["name"] not in authors
        ),
        newspaper=row["newspaper"],
        date=row["date"],
        page=row["number"],
        page_name=row["page_name"],
    )


# json_each keeps the statement one for any number of ids
_ARTICLES = """
SELECT
    articles.id, articles.key, articles.title, articles.subtitle,
    newspapers.name AS newspaper, issues.date, pages.number, pages.name AS page_name
FROM json_each(:ids) AS wanted
JOIN articles ON articles.id = wanted.value
JOIN pages ON pages.id = articles.page_id
JOIN issues ON issues.id = pages.issue_id
LEFT JOIN newspapers ON newspapers.id = issues.newspaper_id
"""
_BYLINES = """
SELECT bylines.article_id, bylines.role, coalesce(authors.name, bylines.name_as_printed) AS name
FROM json_each(:ids) AS wanted
JOIN bylines ON bylines.article_id = wanted.value
LEFT JOIN authors ON authors.id = bylines.author_id
WHERE coalesce(authors.name, bylines.name_as_printed) IS NOT NULL
ORDER BY bylines.article_id, bylines.position
"""
