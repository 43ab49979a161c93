"""The blocks of a page gathered into articles: the way of dividing them that reads best, as a whole.

The search begins with the page as it is printed and moves runs of neighbouring blocks, and all that follows in an
article, to another article or a new one, as long as that makes the page read better (evidence.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from lilun.loaders.segment.evidence import Evidence
from lilun.loaders.segment.item import item_of
from lilun.loaders.segment.placed import ArticleBlocks, Placed
from lilun.loaders.segment.topics import Blocks

_RUN = 8  # neighbouring blocks that are moved together
_SWEEPS = 8  # times that the page is gone through
_HOPELESS = -12.0  # a move that reads so much worse at first sight is not looked at again
_SURELY = 1e-6
_BETTER = 22.0  # by how much a page must read better than as place and headlines gave it: at less, sound pages suffer
_MOST = 120  # blocks of a page that is looked at: more take too long


def gathered(
    articles: Sequence[ArticleBlocks], printed: Sequence[ArticleBlocks], blocks: Sequence[Placed]
) -> list[ArticleBlocks]:
    """The articles of a page with blocks moved between them where it reads clearly better so.

    The search begins with these articles and with those that the printed order delimits; the better find counts.

    A page of sound articles, each headed, whole and in one place, is left as it stands.
    """
    number = {id(p.block): n for n, p in enumerate(blocks)}

    def numbers(article: ArticleBlocks) -> Blocks:
        parts = (*article.head, *article.body, *article.signoffs)
        return tuple(sorted(number[id(p.block)] for p in parts))

    found = {numbers(a): a for a in articles}
    evidence = Evidence([item_of(p) for p in blocks])
    left = set(range(len(blocks))).difference(*found)
    if len(blocks) > _MOST or (not left and all(map(evidence.is_sound, found))):
        return list(articles)
    start = [*found, *((n,) for n in left)]
    better = max(
        (gather(evidence, s) for s in (start, [*map(numbers, printed)])),
        key=lambda found: total(evidence, found),
    )
    if total(evidence, better) < total(evidence, start) + _BETTER:
        return list(articles)
    return [found.get(a) or _article(evidence, a, blocks) for a in better]


def _article(evidence: Evidence, numbers: Blocks, blocks: Sequence[Placed]) -> ArticleBlocks:
    """The blocks of an article; headlines that are not its own are headings."""
    article = ArticleBlocks()
    title = evidence.title(numbers)
    for n in numbers:
        placed = blocks[n]
        if placed.role == "title" and n != title:
            beside = title is not None and evidence.stacked(n, title, numbers)
            role = ("kicker" if n < title else "subtitle") if beside and title is not None else "heading"
            placed = replace(placed, role=role)
        article.put(placed)
    return article


def gather(evidence: Evidence, printed: Sequence[Blocks]) -> list[Blocks]:
    """The articles of a page, from those that its printed order delimits."""
    search = _Search(evidence, printed)
    for _ in range(_SWEEPS):
        if not search.sweep() and not search.swap():
            break
    return search.articles()


def total(evidence: Evidence, articles: Sequence[Blocks]) -> float:
    """The score of a page."""
    return sum(evidence.score(a) for a in articles)


class _Search:
    def __init__(self, evidence: Evidence, printed: Sequence[Blocks]) -> None:
        self._evidence = evidence
        self._articles = dict(enumerate(printed))
        self._home = {n: a for a, article in self._articles.items() for n in article}
        self._next = len(printed)
        self._draws: dict[tuple[int, Blocks], float] = {}

    def articles(self) -> list[Blocks]:
        return sorted(a for a in self._articles.values() if a)

    def sweep(self) -> bool:
        """Whether any block was moved."""
        moved = False
        for start in range(len(self._home)):
            best = None
            for run in self._runs(start):
                for target in self._targets(start):
                    gain = self._gain(run, self._home[start], target)
                    if gain > _SURELY and (best is None or gain > best[0]):
                        best = gain, run, target
            if best is not None:
                self._move(best[1], best[2])
                moved = True
        return moved

    def swap(self) -> bool:
        """Whether the heads of two articles were exchanged."""
        evidence, items = self._evidence, self._evidence.items
        heads = {a: tuple(n for n in blocks if items[n].heads) for a, blocks in self._articles.items()}
        for one, other in combinations([a for a, head in heads.items() if head], 2):
            was = self._articles[one], self._articles[other]
            now = tuple(
                tuple(sorted((*heads[head], *(n for n in blocks if n not in heads[body]))))
                for head, body, blocks in ((one, other, was[1]), (other, one, was[0]))
            )
            gain = sum(evidence.score(a, near) for a, near in zip(now, was[::-1])) - total(evidence, was)
            if gain > _SURELY:
                for article, blocks in zip((one, other), now):
                    self._articles[article] = blocks
                    self._home.update(dict.fromkeys(blocks, article))
                return True
        return False

    def _runs(self, start: int) -> Iterator[Blocks]:
        """Blocks from one on that belong to one article: neighbours, or all to its end."""
        home = self._home[start]
        rest = tuple(n for n in self._articles[home] if n >= start)
        end = start + 1
        while end < len(self._home) and self._home[end] == home and end - start < _RUN:
            yield rest[: end - start]
            end += 1
        if end - start < len(rest):
            yield rest[: end - start]
        yield rest

    def _targets(self, start: int) -> list[int]:
        return [*(a for a, blocks in self._articles.items() if blocks and a != self._home[start]), self._next]

    def _gain(self, run: Blocks, home: int, target: int) -> float:
        evidence = self._evidence
        here, there = self._articles[home], self._articles.get(target, ())
        if len(run) == len(here) and not there:
            return 0.0
        drawn = self._drawn(run, here, there)
        if drawn < 2 * _HOPELESS:
            return _HOPELESS
        moving = set(run)
        left = tuple(n for n in here if n not in moving)
        joined = tuple(sorted((*there, *run)))
        built = evidence.built(left) + evidence.built(joined) - evidence.built(here) - evidence.built(there)
        if built + drawn < _HOPELESS:
            return _HOPELESS
        before = evidence.score(here) + evidence.score(there)
        return evidence.score(left, here) + evidence.score(joined, there) - before

    def _drawn(self, run: Blocks, here: Blocks, there: Blocks) -> float:
        """About what a move brings by the words of the blocks, each by itself."""
        if len(run) > _RUN:
            return 0.0
        return sum(self._draw(n, there) - self._draw(n, here) for n in run)

    def _draw(self, block: int, article: Blocks) -> float:
        key = (block, article)
        if key not in self._draws:
            self._draws[key] = self._evidence.drawn(block, article)
        return self._draws[key]

    def _move(self, run: Blocks, target: int) -> None:
        home = self._home[run[0]]
        moving = set(run)
        self._articles[home] = tuple(n for n in self._articles[home] if n not in moving)
        self._articles[target] = tuple(sorted((*self._articles.get(target, ()), *run)))
        for n in run:
            self._home[n] = target
        if target == self._next:
            self._next += 1
