"""Which article of the export is which article of gold.

An export article is taken for a gold article if their titles are alike by 0.6 (Ratcliff and Obershelp's ratio), if
they share an author, or if half of the gold body stands in its body. Of several, the one with the most in common
gets it: the body counts twice what the title does and an author half, so that a title printed with another
article, or a byline lost, does not part an article from its gold. Each article is paired once.
"""

from __future__ import annotations

from collections.abc import Sequence

from lilun.loaders.evaluation.folding import bare, block_ratio, covered, grams
from lilun.loaders.evaluation.gold import Article, paragraphs

_SAME_TITLE = 0.6
_SAME_BODY = 0.5
_RUN = 8  # characters: shorter runs are phrases that any two articles may share
_LEAST_EVIDENCE = 30  # characters of gold body from which on its overlap says something


def align(
    gold: Sequence[Article], found: Sequence[Article]
) -> tuple[list[tuple[Article, Article | None]], list[Article]]:
    """Each gold article, in order, with its export article or None; and the export articles left over."""
    bodies = [frozenset(grams(body_of(article), _RUN)) for article in found]
    offers = []
    for g, wanted in enumerate(gold):
        evidence = _evidence(wanted)
        for f, candidate in enumerate(found):
            title = block_ratio(bare(wanted.get("title")), bare(candidate.get("title")))
            author = bool(names(wanted) & names(candidate))
            body = _share(evidence, bodies[f])
            if title >= _SAME_TITLE or author or body >= _SAME_BODY:
                offers.append((title + 0.5 * author + 2 * body, -g, -f))
    taken: dict[int, int] = {}
    for _, g, f in sorted(offers, reverse=True):
        if -g not in taken and -f not in taken.values():
            taken[-g] = -f
    pairs = [(a, found[taken[g]] if g in taken else None) for g, a in enumerate(gold)]
    return pairs, [a for f, a in enumerate(found) if f not in taken.values()]


def names(article: Article) -> set[str]:
    """The names that sign an article, without the nameless."""
    return {a["name"] for a in article.get("authors") or () if a.get("name")}


def body_of(article: Article) -> str:
    """The folded running text of an export article."""
    return bare("".join((article.get("lead") or "", *(article.get("paragraphs") or ()))))


def _evidence(article: Article) -> list[str]:
    """What gold knows of an article's body: its paragraphs, or else the strings that it quotes from it."""
    strings = paragraphs(article)
    if not strings:
        quotes = [c.get("quote") or "" for c in article.get("cited_speeches") or ()]
        strings = [*quotes, *(article.get("joined_paragraphs") or ())]
    return [bare(s) for s in strings if s]


def _share(evidence: list[str], body: frozenset[str]) -> float:
    size = sum(map(len, evidence))
    if size < _LEAST_EVIDENCE or not body:
        return 0.0
    return sum(sum(covered(text, body, _RUN)) for text in evidence) / size
