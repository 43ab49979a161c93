"""Pages out of order: headlines far from their texts, more than two articles taking turns.

A page is taken so where the printed order contradicts itself: a headline with no text, a byline with no headline,
text below a sign-off, a sentence that breaks off above a headline. Its text is then split anew among all its
articles, as a whole (strands.py), and each displaced headline goes to the article that it speaks of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from lilun.loaders.segment.columns import starts_inside
from lilun.loaders.segment.frames import announces, contributes, opens_digest
from lilun.loaders.segment.placed import HEAD, ArticleBlocks, Placed
from lilun.loaders.segment.strands import Strands
from lilun.loaders.segment.succession import number
from lilun.loaders.segment.tangle import head_of, item_of, untangled
from lilun.loaders.segment.vocabulary import Vocabulary, pairs

_BETTER = 6.0  # by how much the new split must read better than the page as it stands
_WORTH = 3.0  # … and by how much each move of it must
_WORTH_BY_WORDS = 12.0  # … where it mends no fault, and words alone speak for it
_FEWEST, _MOST = 4, 90  # blocks of a page that is looked at: fewer cannot tell, more take too long
_SURELY = 1e-6
_RUN = 8  # blocks that are moved together
_ARTICLES = 8  # the most articles of such a page
_WORK = 150_000  # blocks looked at in making a split better; the most tangled pages took 120,000
_CLEARLY = 0.12  # by how much more a heading must speak of another text to be its headline
_HEADLINE = range(5, 41)  # characters of a line that can be a headline


def in_order(articles: Sequence[ArticleBlocks]) -> list[ArticleBlocks] | None:
    """The articles of a page out of order, each with its own blocks; None where the printed order is sound."""
    frames = [a for a, below in pairwise(articles) if _frames(a, below)]
    anchors = [
        n
        for n, a in enumerate(articles)
        if _is_anchor(articles, n) and not any(contributes(a, frame) for frame in frames if frame is not a)
    ]
    if not 1 < len(anchors) <= _ARTICLES or not _is_odd(articles, anchors):
        return None
    blocks: list[Placed] = []
    stands_at: list[int] = []
    loose: list[ArticleBlocks] = []
    for at, article in enumerate(articles):
        if at in anchors:
            stands_at.append(len(blocks))
        elif article.first("title") and not article.body and not article.signoffs:
            loose.append(article)
            continue
        own = [*([] if at in anchors else article.head), *article.body, *article.signoffs]
        blocks += sorted(own, key=lambda p: p.block.text.start)
    if not _FEWEST <= len(blocks) <= _MOST:
        return None
    heads = [head_of(articles[n]) for n in anchors]
    strands = Strands(heads, [item_of(p) for p in blocks], [0] * len(heads), stands_at)
    plain = strands.as_printed()
    apart_by_twos = _as_untangled(articles, anchors, blocks, plain)
    split = _better(strands, (plain, apart_by_twos))
    if split is None:
        return list(articles) if strands.score(plain) >= strands.score(apart_by_twos) else None
    apart = [ArticleBlocks(head=list(articles[n].head)) for n in anchors]
    for placed, home in zip(blocks, split):
        apart[home].put(replace(placed, role="heading") if placed.role in HEAD - {"byline"} else placed)
    titles = {id(p.block) for p in blocks if p.role == "title"}
    return apart + _entitle(apart, titles, loose)


def _as_untangled(
    articles: Sequence[ArticleBlocks], anchors: Sequence[int], blocks: Sequence[Placed], plain: Sequence[int]
) -> list[int]:
    """The blocks' articles where only neighbouring articles are taken apart."""
    of_head = {id(articles[n].head[0].block): k for k, n in enumerate(anchors) if articles[n].head}
    home: dict[int, int] = {}
    for article in untangled(articles):
        own = next((of_head[id(p.block)] for p in article.head if id(p.block) in of_head), None)
        if own is not None:
            home |= {id(p.block): own for p in (*article.body, *article.signoffs)}
    return [home.get(id(p.block), was) for p, was in zip(blocks, plain)]


def _better(strands: Strands, known: Sequence[list[int]]) -> list[int] | None:
    """The best split without the moves that are not worth it; None where a known one reads as well."""
    base = max(known, key=strands.score)
    starts = dict.fromkeys(tuple(s) for s in (*known, strands.best()[0]))
    split = max((_climbed(strands, list(start)) for start in starts), key=strands.score)
    score = strands.score(split)
    for run in _moved(base, split):
        back = [base[n] if n in run else article for n, article in enumerate(split)]
        kept = strands.score(back)
        mends = strands.faults(back) > strands.faults(split)
        if kept > score - (_WORTH if mends else _WORTH_BY_WORDS):
            split, score = back, kept
    return split if split != base and score > strands.score(base) + _BETTER else None


def _climbed(strands: Strands, split: list[int]) -> list[int]:
    """A split made better by moving up to `_RUN` neighbouring blocks at a time to another article."""
    work = 0
    while work < _WORK:
        best, found = _SURELY, None
        for start in range(len(split)):
            for end in range(start + 1, min(start + _RUN, len(split)) + 1):
                if split[end - 1] != split[start]:
                    break
                for article in range(strands.articles):
                    if article != split[start]:
                        work += len(split)
                        gain = strands.gain(split, start, end, article)
                        if gain > best:
                            best, found = gain, (start, end, article)
        if found is None:
            break
        start, end, article = found
        split = [*split[:start], *[article] * (end - start), *split[end:]]
    return split


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


def _is_anchor(articles: Sequence[ArticleBlocks], at: int) -> bool:
    """Whether a head is an article's; else it is a line of text, or a headline that lost its place."""
    article = articles[at]
    if article.first("byline"):
        return True
    if article.first("title") is None:
        return article.has_text and (_signs_itself(article, articles) or (at == 0 and bool(article.head)))
    below = articles[at + 1] if at + 1 < len(articles) else None
    if opens_digest(article) or (below and (opens_digest(below) or _frames(article, below))):
        return True
    if not _signs_above(articles):
        return article.has_text or any(a.has_text and not a.head for a in articles)
    if not article.has_text:
        return False
    if not at or (articles[at - 1].signoffs and _opens(article)):
        return True
    if _titles_alone(articles) <= sum(1 for a in articles if a.first("byline") and not a.first("title")):
        return False
    before = articles[at - 1]
    cut = before.breaks_off or starts_inside(str(article.body[0]))
    return not cut and not _signs_for(before, article)


def _frames(article: ArticleBlocks, below: ArticleBlocks) -> bool:
    """Whether a headline announces a discussion that begins right below it."""
    return announces(article) and contributes(below, article)


def _opens(article: ArticleBlocks) -> bool:
    """Whether a text can be the beginning of one: it starts no clause in the middle, no numbering at two."""
    first = str(article.body[0])
    mark = number(first)
    return not starts_inside(first) and (mark is None or mark.value == 1)


def _signs_itself(article: ArticleBlocks, articles: Sequence[ArticleBlocks]) -> bool:
    """Whether the sign-off names an author that no byline of the page names."""
    above = [name for a in articles for name in head_of(a).names]
    return any(
        s.name and s.name not in above
        for p in article.signoffs
        if p.signature
        for s in p.signature.signatories
    )


def _signs_above(articles: Sequence[ArticleBlocks]) -> bool:
    """Whether the page prints its authors above their texts."""
    signed = [a for a in articles if a.first("byline")]
    return len(signed) > 1 and 2 * len(signed) >= sum(
        1 for a in articles if a.first("byline") or a.first("title")
    )


def _titles_alone(articles: Sequence[ArticleBlocks]) -> int:
    """Headlines without a byline: where as many bylines have no headline, the two belong together."""
    return sum(1 for a in articles if a.first("title") and not a.first("byline") and not opens_digest(a))


def _signs_for(before: ArticleBlocks, article: ArticleBlocks) -> bool:
    """Whether a nameless sign-off belongs to the byline before: the headline between them is then a heading."""
    if not article.signs_nameless or before.signoffs or not before.first("byline"):
        return False
    title, over = article.first("title"), before.first("title")
    heavy = title is not None and over is not None and title.block.mark == over.block.mark == "heading"
    headings = {
        p.block.level for a in (before, article) for p in a.body if p.role == "heading" and p.block.mark
    }
    return not (heavy and title is not None and headings and title.block.level < min(headings))


def _is_odd(articles: Sequence[ArticleBlocks], anchors: Sequence[int]) -> bool:
    """Whether the printed order contradicts itself."""
    if any(a.head and n not in anchors and a.first("title") for n, a in enumerate(articles)):
        return True
    if any(a.first("title") is None or not a.body for n, a in enumerate(articles) if n in anchors):
        return True
    return any(
        (not below.head and bool(below.body)) or (above.breaks_off and not above.signoffs)
        for above, below in pairwise(articles)
    )


# -- headlines ------------------------------------------------------------------------------------------


def _entitle(
    articles: Sequence[ArticleBlocks], titles: set[int], loose: Sequence[ArticleBlocks]
) -> list[ArticleBlocks]:
    """Give each article without a title the line that speaks of it most: a displaced title, or else a heading.

    `loose` are headlines that stand alone; those that are left over are returned.
    """
    vocabulary = Vocabulary([str(p) for a in articles for p in a.body])
    lines = [(o, p, o.head) for o in loose for p in o.head if p.role == "title"]
    lines += [(a, p, a.body) for a in articles for p in a.body if p.role == "heading" and _can_head(a, p)]
    found = sorted(
        (
            (
                stands.head is not held and id(line.block) not in titles,
                -_gain(line, stands, article, vocabulary),
                n,
                m,
            )
            for n, article in enumerate(articles)
            if article.first("title") is None and article.body
            for m, (stands, line, held) in enumerate(lines)
        ),
    )
    for is_heading, loss, n, m in found:
        article, (stands, line, held) = articles[n], lines[m]
        if article.first("title") or line not in held or (is_heading and -loss < _CLEARLY):
            continue
        held.remove(line)
        others = stands.head if held is stands.head else []
        article.head = [*others, replace(line, role="title"), *article.head]
        if others:
            stands.head = []
    return [o for o in loose if o.head]


def _can_head(article: ArticleBlocks, line: Placed) -> bool:
    """Whether a heading could be a headline: of another article, or of its own if that has one heading only."""
    headings = sum(1 for p in article.body if p.role == "heading")
    own = article.first("title") is None and article.body[0] is not line and headings > 1
    return len(str(line)) in _HEADLINE and not own


def _gain(line: Placed, stands: ArticleBlocks, article: ArticleBlocks, vocabulary: Vocabulary) -> float:
    """By how much more a line speaks of an article than of the one in which it stands."""
    words = pairs(str(line))
    text = frozenset[str]().union(*(pairs(str(p)) for p in article.body if p is not line))
    here = vocabulary.affinity(words, text)
    if stands is article:
        return here
    own = frozenset[str]().union(*(pairs(str(p)) for p in stands.body if p is not line))
    return here - vocabulary.affinity(words, own)
