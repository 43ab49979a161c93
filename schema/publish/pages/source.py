"""A printed page: its articles in order, and the source's text with every span coloured by its role.

The same coloured text stands beside an article, so that a reader can check what the machine made of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lilun.schema.publish import addresses
from lilun.schema.publish.site import Ask, Row, Visit, keyed

LONGEST = 400_000  # characters of source text on one page


@dataclass(frozen=True, slots=True)
class Stretch:
    """Source text of one role. `article` is the article's position on the page, `doubts` what was found there: kind and message."""

    text: str
    role: str
    article: int | None
    key: str | None
    doubts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Source text in order, where it lies, and the roles that occur in it."""

    stretches: tuple[Stretch, ...]
    path: str
    file: int
    whole: bool

    @property
    def roles(self) -> list[str]:
        """The roles in it, in order of appearance."""
        return list(dict.fromkeys(stretch.role for stretch in self.stretches))


@keyed("page")
async def page(visit: Visit, number: int) -> Any:
    """A printed page by its key."""
    given = {"page": number}
    row = (await visit.ask(_PAGE, given))[0]
    return await visit.show(
        "page.html",
        row=row,
        issue=addresses.issue_key(row["newspaper"], row["date"], row["issue_id"]),
        articles=await visit.ask(_ARTICLES, given),
        findings=await visit.ask(_FINDINGS, given),
        sources=await visit.ask(_SOURCES, given),
        source=await load(visit.ask, number),
        spans_sql=visit.sql(_SPANS, given),
    )


async def load(ask: Ask, number: int, article: int | None = None) -> Source | None:
    """The text that page `number` is read from now; with `article` (its id), from its first span to its last."""
    found = await ask(_CURRENT, {"page": number})
    if not found:
        return None
    spans = await ask(_SPANS, {"page": number})
    if article is not None:
        own = [place for place, span in enumerate(spans) if span["article_id"] == article]
        if not own:
            return None
        spans = spans[own[0] : own[-1] + 1]
    whole = not spans or spans[-1]["end"] - spans[0]["start"] <= LONGEST
    doubts = await ask(_DOUBTS, {"page": number})
    stretches = []
    for span in spans:
        if span["start"] - spans[0]["start"] > LONGEST:
            break
        stretches.append(
            Stretch(
                span["text"][:LONGEST],
                span["role"],
                span["position"],
                span["key"],
                _doubts(span, doubts),
            )
        )
    return Source(tuple(stretches), found[0]["path"], found[0]["id"], whole)


def _doubts(span: Row, doubts: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """What was found amiss at a place that begins in this span."""
    return tuple(
        (doubt["kind"], doubt["message"]) for doubt in doubts if span["start"] <= doubt["start"] < span["end"]
    )


_CURRENT = """
SELECT source_files.id, source_files.path
FROM page_sources
JOIN source_files ON source_files.id = page_sources.source_file_id
WHERE page_sources.page_id = :page AND page_sources.is_current = 1
"""
_SPANS = """
SELECT
    spans.start,
    spans."end",
    spans.role,
    spans.article_id,
    articles.position,
    articles.key,
    substr(source_files.text, spans.start + 1, spans."end" - spans.start) AS text
FROM page_sources
JOIN source_files ON source_files.id = page_sources.source_file_id
JOIN spans ON spans.page_source_id = page_sources.id
LEFT JOIN articles ON articles.id = spans.article_id
WHERE page_sources.page_id = :page AND page_sources.is_current = 1
ORDER BY spans.start
"""
_DOUBTS = """
SELECT findings.start, findings.kind, findings.message
FROM findings
JOIN page_sources ON page_sources.page_id = findings.page_id AND page_sources.is_current = 1
    AND page_sources.source_file_id = findings.source_file_id
WHERE findings.page_id = :page AND findings.start IS NOT NULL
ORDER BY findings.start
"""
_PAGE = """
SELECT
    pages.id,
    pages.key,
    pages.number,
    pages.name,
    pages.banner,
    issues.id AS issue_id,
    issues.date,
    newspapers.name AS newspaper
FROM pages
JOIN issues ON issues.id = pages.issue_id
LEFT JOIN newspapers ON newspapers.id = issues.newspaper_id
WHERE pages.id = :page
"""
_ARTICLES = """
SELECT articles.id, articles.key, articles.position, articles.kicker, articles.title, articles.kind, articles.characters
FROM articles
WHERE articles.page_id = :page
ORDER BY articles.position
"""
_FINDINGS = """
SELECT findings.id, findings.kind, findings.severity, findings.message, findings.line
FROM findings
WHERE findings.page_id = :page
ORDER BY findings.line IS NULL, findings.line, findings.id
LIMIT 200
"""
_SOURCES = """
SELECT source_files.id, source_files.path, page_sources.is_current, loads.started_at
FROM page_sources
JOIN source_files ON source_files.id = page_sources.source_file_id
JOIN loads ON loads.id = page_sources.load_id
WHERE page_sources.page_id = :page
ORDER BY page_sources.is_current DESC, loads.started_at DESC
"""
