"""Corrections over a page that has been read: a pure stage between reading and writing.

What a page ends as depends on its text, on what is known of it and on the entries alone, never on what was loaded
before: so any order of loads, a reload and a better OCR of the page end alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lilun.loaders.corrections import fields
from lilun.loaders.corrections.anchors import PageText, Place
from lilun.loaders.corrections.blocks import Blocks, Misfit
from lilun.loaders.corrections.entry import PEOPLE, Correction, Effect, Quote, Tried
from lilun.loaders.fields.article import Article, read_article
from lilun.loaders.identity import identify
from lilun.loaders.reading import ReadPage, assemble
from lilun.loaders.segment.articles import SegmentedPage
from lilun.loaders.sources.manifest import PageMetadata

_BLOCKS = (
    "role",
    "split",
    "merge",
    "move",
    "text",
)  # what stands where, in the order in which it is put right
_FIELDS = ("article", "authors", "author", "citation", "cites")
_PAGE = {"newspaper": "newspaper", "date": "date", "number": "page", "name": "page_name"}


class Corrections:
    """Entries on their way to pages; those that name a page are found by its name."""

    def __init__(self, entries: Iterable[Correction] = ()) -> None:
        self._by_page: dict[str, list[Correction]] = {}
        for entry in sorted(entries, key=lambda c: (c.file, c.line)):
            if entry.what not in PEOPLE:
                self._by_page.setdefault(entry.page, []).append(entry)

    def naming(self, *names: str) -> list[Correction]:
        """The entries that name a page by its key or its file."""
        return [entry for name in dict.fromkeys(names) if name for entry in self._by_page.get(name, ())]

    @property
    def anywhere(self) -> Sequence[Correction]:
        """The entries that name no page."""
        return self._by_page.get("", ())

    def __bool__(self) -> bool:
        return bool(self._by_page)


def correct(page: ReadPage, corrections: Corrections) -> ReadPage:
    """The page as people have put it right, with what came of each correction that is about it."""
    named = corrections.naming(identify(page).key, page.source.path)
    if not (named or corrections.anywhere):
        return page
    aim = _Aim(PageText(page.page))
    for one in aim.at([c for c in (*named, *corrections.anywhere) if c.what == "page"]):
        page = _settled(page, one, aim)
    named += [c for c in corrections.naming(identify(page).key) if c not in named and c.what != "page"]
    aimed = aim.at([c for c in (*named, *corrections.anywhere) if c.what != "page"])
    segmented = page.segmented
    if any(a.entry.what in _BLOCKS for a in aimed):
        blocks = Blocks(segmented)
        for what in _BLOCKS:
            for one in (a for a in aimed if a.entry.what == what):
                aim.note(one, lambda a: _on_blocks(a, blocks, aim))
        segmented = _without_doubts(blocks, aim)
    changed = segmented is not page.segmented
    articles = [read_article(b) for b in segmented.articles] if changed else list(page.articles)
    for what in _FIELDS:
        for one in (a for a in aimed if a.entry.what == what):
            aim.note(one, lambda a: _on_article(a, articles, aim))
    if not aim.tried:
        return page
    tried = tuple(_told(t, articles) for t in aim.tried)
    return replace(assemble(page.source, page.page, segmented, articles), settled=page.settled, tried=tried)


@dataclass(frozen=True, slots=True)
class _Aimed:
    """A correction with the place that its words were found at."""

    entry: Correction
    place: Place

    @property
    def stretch(self) -> tuple[int, int]:
        """The place without how it was found."""
        return self.place.start, self.place.end


class _Aim:
    """Entries to places on one page, and what came of them."""

    def __init__(self, text: PageText) -> None:
        self.text = text
        self.tried: list[Tried] = []
        self._claims: dict[tuple[Any, ...], tuple[Any, Correction]] = {}

    def at(self, entries: Iterable[Correction]) -> list[_Aimed]:
        """The entries whose words are found; of the others, those that name this page are told."""
        found = []
        for entry in entries:
            anywhere = not entry.page
            assert entry.at is not None
            if anywhere and not self.text.may_hold(entry.at):
                continue
            place = self.text.find(entry.at)
            if isinstance(place, Place):
                found.append(_Aimed(entry, place))
            elif not anywhere or "places" in place:
                self.tried.append(Tried(entry, reason=place))
        return found

    def other(self, quote: Quote) -> tuple[int, int]:
        """The place of the words that a correction leads to. Raises Misfit."""
        place = self.text.find(quote)
        if isinstance(place, str):
            raise Misfit(f"“{quote.shown}”: {place}")
        return place.start, place.end

    def claim(self, one: _Aimed, *target: Any, value: Any) -> None:
        """Let a correction have a target to itself. Raises Misfit where another says otherwise of it."""
        said, other = self._claims.setdefault(target, (value, one.entry))
        if said != value:
            raise Misfit(f"{other.where} says otherwise of the same; take one of the two out")

    def note(self, one: _Aimed, apply: Callable[[_Aimed], list[Effect]]) -> None:
        """Apply a correction and keep what came of it."""
        effects: list[Effect] = []
        reason = ""
        try:
            effects = apply(one)
        except Misfit as misfit:
            reason = str(misfit)
        place = one.place
        self.tried.append(
            Tried(one.entry, tuple(effects), reason, place.found, place.score, place.start, place.end)
        )


def _settled(page: ReadPage, one: _Aimed, aim: _Aim) -> ReadPage:
    """The page with what a correction says of its paper, date, number or name."""
    read = identify(page)
    values: dict[str, str] = one.entry.value

    def effects(one: _Aimed) -> list[Effect]:
        for name, value in values.items():
            aim.claim(one, "page", name, value=value)
        return [Effect(f"page.{name}", getattr(read, name), value) for name, value in values.items()]

    aim.note(one, effects)
    if aim.tried[-1].reason:
        return page
    settled = PageMetadata(**{_PAGE[name]: value for name, value in values.items()})
    return replace(page, settled=settled.over(page.settled))


def _on_blocks(one: _Aimed, blocks: Blocks, aim: _Aim) -> list[Effect]:
    what, value, at = one.entry.what, one.entry.value, one.stretch
    aim.claim(one, what, at, value=value)
    if what == "role":
        return blocks.set_role(at, value)
    if what == "split":
        return blocks.split(at)
    if what == "merge":
        return blocks.merge(at, aim.other(value))
    if what == "move":
        ((where, target),) = value.items()
        return blocks.move(at, aim.other(target), behind=where == "after")
    return blocks.set_text(at, value)


def _on_article(one: _Aimed, articles: list[Article], aim: _Aim) -> list[Effect]:
    what, value = one.entry.what, one.entry.value
    number = _article_at(one.stretch, articles)
    if number is None:
        raise Misfit("no article stands at these words")
    article = articles[number]
    if what in ("article", "authors"):
        for name, words in value.items() if what == "article" else (("authors", value),):
            aim.claim(one, name, number, value=words)
    else:
        for name, words in value.items() if not isinstance(value, str) else (("none", value),):
            aim.claim(one, what, name, one.stretch, value=words)
    if what == "article":
        article, effects = fields.set_article(article, value)
    elif what == "authors":
        article, effects = fields.set_authors(article, value)
    elif what == "author":
        assert one.entry.at is not None
        article, effects = fields.set_author(article, one.entry.at.exact, value)
    elif what == "citation":
        article, effects = fields.set_citation(article, one.stretch, value)
    else:
        article, effects = fields.add_citation(article, one.stretch, value)
    articles[number] = article
    return effects


def _article_at(stretch: tuple[int, int], articles: Sequence[Article]) -> int | None:
    """The article that has most of a place; where none has any, such as of a byline read as furniture, the nearest."""
    best, most = None, float("-inf")
    for number, article in enumerate(articles):
        blocks = article.blocks
        shared, gaps = 0, []
        for placed in (*blocks.head, *blocks.body, *blocks.signoffs):
            text = placed.block.text
            common = min(stretch[1], text.end) - max(stretch[0], text.start)
            shared += max(0, common)
            gaps.append(common)
        closeness = shared or max(gaps, default=float("-inf"))
        if closeness > most:
            best, most = number, closeness
    return best


def _without_doubts(blocks: Blocks, aim: _Aim) -> SegmentedPage:
    """The corrected page; what the machine doubted and a person has settled is no finding any more."""
    settled = [(t.start, t.end) for t in aim.tried if t.correction.what == "role" and not t.reason]
    page = blocks.corrected()
    notes = [
        n
        for n in page.notes
        if not any(
            n.start is not None
            and n.end is not None
            and a is not None
            and b is not None
            and n.start < b
            and a < n.end
            for a, b in settled
        )
    ]
    return replace(page, notes=tuple(notes))


def _told(tried: Tried, articles: Sequence[Article]) -> Tried:
    """What came of a correction, with the article that it is about."""
    if tried.start is None or tried.end is None or tried.correction.what == "page":
        return tried
    number = _article_at((tried.start, tried.end), articles)
    return replace(tried, effects=tuple(replace(e, article=number) for e in tried.effects))
