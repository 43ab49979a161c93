"""The partition of a source file: every character in one span, with the role that it plays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lilun.loaders.page import Note, Page, Text
from lilun.loaders.segment.articles import SegmentedPage
from lilun.loaders.segment.assign import Placed

_MARKUP = frozenset("#*_`>|-=~\\<>/!")
_SPAN_ROLE = {"column": "furniture"}  # roles of the grammar that spans call otherwise


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch [start, end) of the source text. `article` is an index into the page's articles."""

    start: int
    end: int
    role: str
    article: int | None = None
    repeats: tuple[int, int] | None = None  # of a duplicate: the stretch that it repeats


def partition(page: Page, segmented: SegmentedPage) -> tuple[list[Span], list[Note]]:
    """The whole file in spans without gap or overlap, and a note for each stretch that found no place."""
    claimed = [Span(d.start, d.end, "duplicate", None, (d.of_start, d.of_end)) for d in page.duplicates]
    cuts = sorted((d.start, d.end) for d in page.duplicates)
    for number, article in enumerate(segmented.articles):
        for placed in (*article.head, *article.body, *article.signoffs):
            claimed += _spans(placed, number, cuts)
    for placed in segmented.furniture:
        claimed += _spans(placed, None, cuts)
    claimed += [Span(a, b, role) for a, b, role in page.blanks]
    if page.raw.start:
        claimed.append(Span(0, page.raw.start, "markup"))
    spans = list(_filled(page.raw.text, sorted(claimed, key=lambda s: s.start)))
    notes = [
        Note(
            "unassigned",
            "warning",
            f"{s.end - s.start} characters found no place",
            s.start,
            s.end,
            "partition",
        )
        for s in spans
        if s.role == "unassigned"
    ]
    return spans, notes


def _spans(placed: Placed, article: int | None, cuts: Sequence[tuple[int, int]]) -> Iterable[Span]:
    role = _SPAN_ROLE.get(placed.role, placed.role)
    for start, end in _stretches(placed.block.text, cuts):
        yield Span(start, end, role, article)


def _stretches(text: Text, cuts: Sequence[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """Source stretches of a text: one, unless a copy was taken out of its middle."""
    start, end = text.start, text.end
    for a, b in cuts:
        if start < b and a < end:
            if start < a:
                yield start, a
            start = max(start, b)
    if start < end:
        yield start, end


def _filled(text: str, claimed: Iterable[Span]) -> Iterable[Span]:
    at = 0
    for span in claimed:
        if span.end <= at:
            continue
        yield from _between(text, at, span.start)
        yield span if span.start >= at else Span(at, span.end, span.role, span.article, span.repeats)
        at = span.end
    yield from _between(text, at, len(text))


def _between(text: str, start: int, end: int) -> Iterable[Span]:
    """What stands between claimed spans: white space, marks, or text that found no place."""
    if start >= end:
        return
    rest = text[start:end].strip().strip("\u200b\ufeff\x00")
    if not rest:
        yield Span(start, end, "blank")
    elif all(c in _MARKUP or c.isspace() for c in rest):
        yield Span(start, end, "markup")
    else:
        yield Span(start, end, "unassigned")
