"""Pages out of order: headlines far from their texts, more than two articles taking turns.

A page is taken so where the printed order contradicts itself: a headline with no text, a byline with no headline,
text below a sign-off, a sentence that breaks off above a headline. Its text is then split anew among all its
articles, as a whole (strands.py), and each displaced headline goes to the article that it speaks of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from lilun.loaders.fields.byline import read_digest
from lilun.loaders.segment.columns import breaks_off
from lilun.loaders.segment.placed import HEAD, ArticleBlocks, Placed
from lilun.loaders.segment.strands import Strands
from lilun.loaders.segment.tangle import head_of, item_of
from lilun.loaders.segment.vocabulary import Vocabulary, pairs

_BETTER = 6.0  # by how much the new split must read better than the page as it stands
_WORTH = 3.0  # … and by how much each move of it must
_FEWEST, _MOST = 4, 90  # blocks of a page that is looked at: fewer cannot tell, more take too long
_RUN = 8  # blocks that are moved together
_ARTICLES = 8  # the most articles of such a page
_CLEARLY = 0.12  # by how much more a heading must speak of another text to be its headline
_HEADLINE = range(5, 41)  # characters of a line that can be a headline
_INSIDE = tuple("，。、；：？！”’）》,;:?!)")


def in_order(articles: Sequence[ArticleBlocks]) -> list[ArticleBlocks] | None:
    """The articles of a page out of order, each with its own blocks; None where the printed order is sound."""
    anchors = [n for n, a in enumerate(articles) if _is_anchor(articles, n)]
    if not 1 < len(anchors) <= _ARTICLES or not _is_odd(articles, anchors):
        return None
    blocks: list[Placed] = []
    stands_at: list[int] = []
    for number, article in enumerate(articles):
        if number in anchors:
            stands_at.append(len(blocks))
        own = [*([] if number in anchors else article.head), *article.body, *article.signoffs]
        blocks += sorted(own, key=lambda p: p.block.text.start)
    if not _FEWEST <= len(blocks) <= _MOST:
        return None
    heads = [head_of(articles[n]) for n in anchors]
    strands = Strands(heads, [item_of(p) for p in blocks], [0] * len(heads), stands_at)
    split = _better(strands)
    if split is None:
        return None
    apart = [ArticleBlocks(head=list(articles[n].head)) for n in anchors]
    for placed, number in zip(blocks, split):
        apart[number].put(replace(placed, role="heading") if placed.role in HEAD else placed)
    _entitle(apart, {id(p.block) for p in blocks if p.role == "title"})
    return apart


def _better(strands: Strands) -> list[int] | None:
    """The best split without the moves that are not worth it; None where the page reads as well as it stands."""
    plain = strands.as_printed()
    split = max((_climbed(strands, start) for start in (plain, strands.best()[0])), key=strands.score)
    score = strands.score(split)
    for run in _moved(plain, split):
        back = [plain[n] if n in run else article for n, article in enumerate(split)]
        kept = strands.score(back)
        if kept > score - _WORTH:
            split, score = back, kept
    return split if split != plain and score > strands.score(plain) + _BETTER else None


def _climbed(strands: Strands, split: list[int]) -> list[int]:
    """A split made better by moving up to `_RUN` neighbouring blocks at a time to another article."""
    score = strands.score(split)
    while True:
        best = None
        for start in range(len(split)):
            for end in range(start + 1, min(start + _RUN, len(split)) + 1):
                if len(set(split[start:end])) > 1:
                    break
                for article in range(strands.articles):
                    if article == split[start]:
                        continue
                    moved = [*split[:start], *[article] * (end - start), *split[end:]]
                    found = strands.score(moved)
                    if found > score + 1e-6:
                        score, best = found, moved
        if best is None:
            return split
        split = best


def _moved(plain: Sequence[int], split: Sequence[int]) -> list[range]:
    """The runs of neighbouring blocks that a split takes to another article, the shortest first."""
    runs = []
    at = 0
    for (was, now), group in groupby(zip(plain, split)):
        size = len(list(group))
        if was != now:
            runs.append(range(at, at + size))
        at += size
    return sorted(runs, key=len)


# -- what is odd ----------------------------------------------------------------------------------------


def _is_anchor(articles: Sequence[ArticleBlocks], number: int) -> bool:
    """Whether a head is an article's; else it is a line of text, or a headline that lost its place."""
    article = articles[number]
    if article.first("byline"):
        return True
    if article.first("title") is None:
        return False
    if not _signs_above(articles) or _is_digest(article):
        return True
    if _titles_alone(articles) <= sum(1 for a in articles if a.first("byline") and not a.first("title")):
        return False
    before = articles[number - 1] if number else None
    if not any(p.role in ("paragraph", "lead") for p in article.body):
        return number + 1 < len(articles) and _is_digest(articles[number + 1])
    if before is None:
        return True
    cut = breaks_off(_tail(before)) or str(article.body[0]).startswith(_INSIDE)
    return not cut and not _signs_for(before, article)


def _signs_above(articles: Sequence[ArticleBlocks]) -> bool:
    """Whether the page prints its authors above their texts."""
    signed = [a for a in articles if a.first("byline")]
    return len(signed) > 1 and 2 * len(signed) >= sum(
        1 for a in articles if a.first("byline") or a.first("title")
    )


def _titles_alone(articles: Sequence[ArticleBlocks]) -> int:
    """Headlines without a byline: where as many bylines have no headline, the two belong together."""
    return sum(1 for a in articles if a.first("title") and not a.first("byline") and not _is_digest(a))


def _signs_for(before: ArticleBlocks, article: ArticleBlocks) -> bool:
    """Whether a nameless sign-off belongs to the byline before: the headline between them is then a heading."""
    signatures = [p.signature for p in article.signoffs if p.signature and p.signature.signatories]
    nameless = bool(signatures) and not any(s.name for f in signatures for s in f.signatories)
    if not nameless or before.signoffs or not before.first("byline"):
        return False
    title, over = article.first("title"), before.first("title")
    heavy = title is not None and over is not None and title.block.mark == over.block.mark == "heading"
    headings = {
        p.block.level for a in (before, article) for p in a.body if p.role == "heading" and p.block.mark
    }
    return not (heavy and title is not None and headings and title.block.level < min(headings))


def _is_digest(article: ArticleBlocks) -> bool:
    first = next((str(p) for p in article.body if p.role == "paragraph"), "")
    return read_digest(first[:200]) is not None


def _tail(article: ArticleBlocks) -> str:
    return next((str(p) for p in reversed(article.body) if p.role in ("paragraph", "lead")), "")


def _is_odd(articles: Sequence[ArticleBlocks], anchors: Sequence[int]) -> bool:
    """Whether the printed order contradicts itself."""
    if any(a.head and n not in anchors and a.first("title") for n, a in enumerate(articles)):
        return True
    if any(a.first("title") is None or not a.body for n, a in enumerate(articles) if n in anchors):
        return True
    return any(
        (not below.head and bool(below.body)) or (breaks_off(_tail(above)) and not above.signoffs)
        for above, below in pairwise(articles)
    )


# -- headlines ------------------------------------------------------------------------------------------


def _entitle(articles: Sequence[ArticleBlocks], loose: set[int]) -> None:
    """Give each article without a title the line that speaks of it most: a loose title, or else a heading."""
    vocabulary = Vocabulary([str(p) for a in articles for p in a.body])
    lacking = [a for a in articles if a.first("title") is None and a.body]
    found = sorted(
        (
            (id(line.block) not in loose, -_gain(line, stands, article, vocabulary), n, m, stands, line)
            for n, article in enumerate(lacking)
            for stands in articles
            for m, line in enumerate(stands.body)
            if line.role == "heading" and len(str(line)) in _HEADLINE
        ),
        key=lambda row: row[:4],
    )
    for is_heading, loss, number, _, stands, line in found:
        article = lacking[number]
        if article.first("title") or line not in stands.body or (is_heading and -loss < _CLEARLY):
            continue
        stands.body.remove(line)
        article.head.insert(0, replace(line, role="title"))


def _gain(line: Placed, stands: ArticleBlocks, article: ArticleBlocks, vocabulary: Vocabulary) -> float:
    """By how much more a line speaks of an article than of the one in which it stands."""
    words = pairs(str(line))
    text = frozenset[str]().union(*(pairs(str(p)) for p in article.body if p is not line))
    here = vocabulary.affinity(words, text)
    if stands is article:
        return here
    own = frozenset[str]().union(*(pairs(str(p)) for p in stands.body if p is not line))
    return here - vocabulary.affinity(words, own)
