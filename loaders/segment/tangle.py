"""Interleaved columns: the stretches of a page in which two articles take turns, and their taking apart.

Two neighbouring headlines are a tangle where the best split of the text under them between the two reads clearly
better, as a whole (see strands.py), than the text as it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from lilun.loaders.segment.frames import announces, contributes, is_lighter
from lilun.loaders.segment.placed import HEAD, ArticleBlocks, Placed
from lilun.loaders.segment.strands import Head, Item, Strands

_BETTER = 8.0  # by how much a split must read better; on pages without a tangle it gained at most 7.7
_MUCH_BETTER = (
    16.0  # … where nothing alternates: text right below the second headline would be the first one's
)
_PROMISING = 2.0  # … in the quick look that decides whether the thorough one is worth its time
_SIGNED = 8.0  # what speaks against a headline's being a heading: a byline below it
_NAME = 2.0  # … that it is a byline alone, which could be a sign-off
_ANNOUNCED = 4.0  # … a kicker or column title above it
_LIGHTER = 6.0  # what speaks for it: a lighter mark than the headlines above have
_FEWEST, _MOST = 3, 60  # blocks under two headlines: fewer cannot tell, more are a whole page


def untangled(articles: Sequence[ArticleBlocks]) -> list[ArticleBlocks]:
    """Articles as the printed order delimits them, those whose columns alternate taken apart."""
    out: list[ArticleBlocks] = []
    at = 0
    while at < len(articles):
        found = _tangle_at(articles, at)
        out += found.apart() if found else [articles[at]]
        at = found.end if found else at + 1
    return out


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Articles as printed, [start, end), read as those of some of their heads; other heads are text."""

    blocks: Sequence[Placed]
    heads: Sequence[ArticleBlocks]
    strands: Strands
    end: int

    @classmethod
    def of(cls, articles: Sequence[ArticleBlocks], start: int, end: int, heads: Sequence[int]) -> _Stretch:
        blocks: list[Placed] = []
        open_from: list[int] = []
        for number in range(start, end):
            article = articles[number]
            if number in heads:
                open_from.append(len(blocks))
            own = [*([] if number in heads else article.head), *article.body, *article.signoffs]
            blocks += sorted(own, key=lambda p: p.block.text.start)
        headed = [articles[n] for n in heads]
        strands = Strands([head_of(a) for a in headed], [item_of(p) for p in blocks], open_from)
        return cls(blocks, headed, strands, end)

    def apart(self) -> list[ArticleBlocks]:
        """The articles, each with the blocks that the best split gives it."""
        split, _ = self.strands.best()
        apart = [ArticleBlocks(head=list(a.head)) for a in self.heads]
        for placed, number in zip(self.blocks, split):
            text = placed.role not in HEAD or placed.role == "byline"
            apart[number].put(placed if text else replace(placed, role="heading"))
        return apart


def head_of(article: ArticleBlocks) -> Head:
    """What a split sees of an article's head."""
    names = [_names(p) for p in article.head if p.role == "byline"]
    text = " ".join(str(p) for p in article.head if p.role != "byline")
    return Head(text, frozenset[str]().union(*names))


def item_of(placed: Placed) -> Item:
    """What a split sees of a block; a headline that heads no article is a heading."""
    role = "heading" if placed.role in HEAD and placed.role != "byline" else placed.role
    mark = f"{placed.block.mark}{placed.block.level}" if placed.block.mark else ""
    return Item.of(
        str(placed), role, mark, _names(placed) if role == "signoff" else frozenset(), placed.block.torn
    )


def _names(placed: Placed) -> frozenset[str]:
    """Who signs as the author."""
    signatories = placed.signature.signatories if placed.signature else ()
    return frozenset(s.name for s in signatories if s.name and s.kind == "person" and s.role != "compiler")


def _tangle_at(articles: Sequence[ArticleBlocks], at: int) -> _Stretch | None:
    """The tangle of the article there and the next one with a headline, if they are one."""
    first = articles[at]
    if first.first("title") is None:
        return None
    frames = [first] if announces(first) else []
    below = _next_head(articles, at + 1, frames)
    if below == len(articles) or articles[below].first("title") is None:
        return None
    if announces(articles[below]):
        frames.append(articles[below])
    end = _next_head(articles, below + 1, frames)
    found = _Stretch.of(articles, at, end, (at, below))
    if not _FEWEST <= len(found.blocks) <= _MOST or not _reads_better(found.strands, not first.body):
        return None
    while end < len(articles):
        end = _next_head(articles, end + 1, frames)
        longer = _Stretch.of(articles, at, end, (at, below))
        if len(longer.blocks) > _MOST or not _is_heading(articles, at, below, found.end, longer):
            break
        found = longer
    return found


def _reads_better(strands: Strands, stacked: bool) -> bool:
    plain = strands.plain()
    if not (stacked or plain.odd) and strands.quick() < plain.score + _PROMISING:
        return False
    split, score = strands.best()
    turns = sum(1 for one, other in pairwise(split) if one != other)
    bar = _BETTER if stacked or turns > 1 else _MUCH_BETTER
    return turns > 0 and score >= plain.score + bar


def _is_heading(articles: Sequence[ArticleBlocks], at: int, below: int, head: int, without: _Stretch) -> bool:
    """Whether the headline right below a tangle reads better as a heading of it."""
    roles = {p.role for p in articles[head].head}
    title = articles[head].first("title")
    against = (_SIGNED if title else _NAME) if "byline" in roles else 0.0
    against += _ANNOUNCED * bool(roles & {"kicker", "column"})
    if title and all(is_lighter(title, over) for over in (articles[at], articles[below])):
        against -= _LIGHTER
    with_it = _Stretch.of(articles, at, without.end, (at, below, head))
    return without.strands.best()[1] > with_it.strands.best()[1] + against


def _next_head(articles: Sequence[ArticleBlocks], at: int, frames: Sequence[ArticleBlocks]) -> int:
    """The next article with a headline or byline, contributions to a round table aside; the end if there is none."""
    while at < len(articles) and (
        not (articles[at].first("title") or articles[at].first("byline"))
        or any(contributes(articles[at], frame) for frame in frames)
    ):
        at += 1
    return at
