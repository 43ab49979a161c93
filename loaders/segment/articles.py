"""Labelled blocks to articles: where one begins and ends, displaced titles back to their text, columns joined."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lilun.loaders.fields.byline import Signature
from lilun.loaders.page import Block, Note, Page, Text
from lilun.loaders.segment.features import SENTENCE_END, Seen, see
from lilun.loaders.segment.glued import split_glued
from lilun.loaders.segment.grammar import Labelled, label

HEAD = frozenset({"column", "kicker", "title", "subtitle", "byline"})
BODY = frozenset({"lead", "note", "heading", "paragraph", "caption"})
NUMBERED = re.compile(
    r"[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.．、](?!\d)"
)
_CLOSING = tuple("，。、；：？！”’）》,;:?!)")
DOUBTFUL = 0.8  # margin below which a role becomes a finding


@dataclass(frozen=True, slots=True)
class Placed:
    """A block with its role and why; the signature is that of a byline or sign-off."""

    block: Block
    role: str
    labelled: Labelled
    signature: Signature | None = None

    def __str__(self) -> str:
        return str(self.block)


@dataclass(slots=True)
class ArticleBlocks:
    """The blocks of one article in reading order. `paragraphs` cut by columns are still apart."""

    head: list[Placed] = field(default_factory=list)
    body: list[Placed] = field(default_factory=list)
    signoffs: list[Placed] = field(default_factory=list)

    def first(self, role: str) -> Placed | None:
        """The first head block of a role."""
        return next((p for p in self.head if p.role == role), None)

    @property
    def start(self) -> int:
        """Where the article's first block stands in the source."""
        return min(p.block.text.start for p in (*self.head, *self.body, *self.signoffs))


@dataclass(frozen=True, slots=True)
class SegmentedPage:
    """Articles in printed order, what belongs to none, and what a person should look at."""

    articles: tuple[ArticleBlocks, ...]
    furniture: tuple[Placed, ...]
    placed: tuple[Placed, ...]
    notes: tuple[Note, ...]


def segment(page: Page) -> SegmentedPage:
    """The articles of a repaired page."""
    blocks = split_glued(page.blocks)
    seen = see(blocks)
    placed = [_place(b, s, found) for b, s, found in zip(blocks, seen, label(seen))]
    articles, furniture = _collect(placed)
    articles = _rejoin(articles)
    notes = [_doubt(p) for p in placed if p.labelled.margin < DOUBTFUL]
    articles = [a for a in articles if a.body or a.first("title")]
    articles.sort(key=lambda a: a.start)
    return SegmentedPage(tuple(articles), tuple(furniture), tuple(placed), tuple(notes))


def _place(block: Block, seen: Seen, found: Labelled) -> Placed:
    signature = {"byline": seen.byline, "signoff": seen.signoff}.get(found.role)
    return Placed(block, found.role, found, signature)


def _doubt(placed: Placed) -> Note:
    found = placed.labelled
    message = (
        f"read as {found.role}, could be {found.runner_up} (margin {found.margin:.1f}): {str(placed)[:30]}"
    )
    return Note(
        "doubtful_role", "info", message, placed.block.text.start, placed.block.text.end, "page grammar"
    )


def _collect(placed: Iterable[Placed]) -> tuple[list[ArticleBlocks], list[Placed]]:
    """Articles as the labels delimit them in printed order."""
    articles: list[ArticleBlocks] = []
    furniture: list[Placed] = []
    current = ArticleBlocks()
    for item in placed:
        if item.role == "furniture":
            furniture.append(item)
            continue
        head = item.role in HEAD
        ended = bool(current.signoffs)
        begins = (
            (head and (current.body or ended))
            or (ended and item.role in BODY and item.role != "caption")
            or (item.role == "title" and current.first("title") is not None)
            or (item.role == "kicker" and current.first("title") is not None)
        )
        if begins and (current.head or current.body or current.signoffs):
            articles.append(current)
            current = ArticleBlocks()
        if head:
            current.head.append(item)
        elif item.role == "signoff":
            current.signoffs.append(item)
        else:
            current.body.append(item)
    if current.head or current.body or current.signoffs:
        articles.append(current)
    return articles, furniture


def _rejoin(articles: list[ArticleBlocks]) -> list[ArticleBlocks]:
    """Displaced titles to the articles that lack one; text that lost its article back to the one before."""
    whole = [a for a in articles if a.body]
    loose = [a for a in articles if not a.body]
    weight = _pair_weights(whole)
    for orphan in loose:
        titles = [p for p in orphan.head if p.role == "title"]
        lacking = [a for a in whole if a.first("title") is None]
        if not titles or not lacking:
            _attach_rest(orphan, whole)
            continue
        best = max(lacking, key=lambda a: affinity(str(titles[0]), _body_text(a), weight))
        best.head = [*orphan.head, *best.head]
        best.signoffs += orphan.signoffs
    kept: list[ArticleBlocks] = []
    for article in whole:
        if kept and not article.head and not kept[-1].signoffs:
            kept[-1].body += article.body
            kept[-1].signoffs += article.signoffs
        else:
            kept.append(article)
    return kept + [o for o in loose if o.first("title") and not any(o.head[0] in a.head for a in kept)]


def _attach_rest(orphan: ArticleBlocks, whole: list[ArticleBlocks]) -> None:
    """A byline or sign-off that stands alone goes to the article printed before it, if that lacks one."""
    before = [a for a in whole if a.start < orphan.start]
    if not before or orphan.first("title"):
        return
    if orphan.first("byline") and before[-1].first("byline") is None:
        before[-1].head += orphan.head
    before[-1].signoffs += orphan.signoffs


def _body_text(article: ArticleBlocks) -> str:
    return "".join(str(p) for p in article.body)


def _pair_weights(articles: Sequence[ArticleBlocks]) -> dict[str, float]:
    """Inverse document frequency of character pairs over the articles of the page."""
    counts = Counter(pair for a in articles for pair in set(_pairs(_body_text(a))))
    return {pair: math.log((1 + len(articles)) / n) for pair, n in counts.items()}


def _pairs(text: str) -> list[str]:
    return [a + b for a, b in itertools.pairwise(text) if a.isalpha() and b.isalpha()]


def affinity(title: str, body: str, weight: dict[str, float]) -> float:
    """How much of a title's vocabulary a body holds, 0..1; pairs that few bodies hold count more."""
    pairs = set(_pairs(title))
    near = set(_pairs(body))
    total = sum(weight.get(p, 0.5) for p in pairs)
    return sum(weight.get(p, 0.5) for p in pairs & near) / total if total else 0.0


def join_columns(body: Sequence[Placed]) -> list[list[Placed]]:
    """Body blocks in groups that are one paragraph each: a paragraph cut by a column has several."""
    groups: list[list[Placed]] = []
    for item in body:
        last = next((g for g in reversed(groups) if g[-1].role != "caption"), None)
        if (
            last
            and item.role == "paragraph"
            and last[-1].role in ("paragraph", "lead", "note")
            and continues(str(last[-1]), str(item))
        ):
            last.append(item)
        else:
            groups.append([item])
    return groups


def continues(before: str, after: str) -> bool:
    """Whether `after` goes on with the sentence that `before` breaks off."""
    if after.startswith(_CLOSING):
        return True
    if SENTENCE_END.search(before) or before[-1:] in "：:":
        return False
    return not NUMBERED.match(after)


def text_of_group(group: Sequence[Placed]) -> Text:
    """One text of the blocks of one paragraph."""
    return Text(tuple(piece for p in group for piece in p.block.text.pieces))
