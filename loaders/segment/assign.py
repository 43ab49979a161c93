"""Labelled blocks to articles: where each begins and ends, interleaved columns taken apart, titles put back.

The grammar says what a block is; which article it belongs to is decided here, by place first, and where the
places contradict each other (text after a sign-off, a sentence that breaks off before another headline) by
vocabulary and by which sentence a block goes on with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from lilun.loaders.segment.displaced import in_order
from lilun.loaders.segment.frames import begins_round_table, contributes, is_digest
from lilun.loaders.segment.gather import gathered
from lilun.loaders.segment.placed import BODY, HEAD, ArticleBlocks, Placed
from lilun.loaders.segment.tangle import untangled
from lilun.loaders.segment.vocabulary import Vocabulary, pairs

__all__ = ["ArticleBlocks", "Placed", "assign"]

_BETTER = 0.12  # by how much more a title must speak of another text before it is moved there
_MUCH_BETTER = 0.25  # … before it takes the place of another title


def assign(placed: Sequence[Placed]) -> list[ArticleBlocks]:
    """The articles of a page, in the order of their first blocks."""
    blocks = [p for p in placed if p.role != "furniture"]
    printed = _signed_at_end(_collect(blocks))
    articles = _titled(_frames(_reunited(in_order(printed) or untangled(printed))))
    articles = gathered(articles, _collect(blocks), blocks)
    return sorted((a for a in articles if a.body or a.first("title")), key=lambda a: a.start)


# -- by place -------------------------------------------------------------------------------------


def _collect(blocks: Iterable[Placed]) -> list[ArticleBlocks]:
    """Articles as the printed order delimits them; text after a sign-off begins one without a head."""
    articles: list[ArticleBlocks] = []
    current = ArticleBlocks()
    for item in blocks:
        if current and _begins(item, current):
            articles.append(current)
            current = ArticleBlocks()
        current.put(item)
    return [*articles, current] if current else articles


def _begins(item: Placed, current: ArticleBlocks) -> bool:
    ended = bool(current.signoffs)
    if item.role in HEAD:
        announced = all(p.role in ("note", "lead") for p in current.body)  # 编者按 above the headline
        return (
            not announced
            or ended
            or (item.role in ("title", "kicker") and current.first("title") is not None)
        )
    return ended and item.role in BODY and item.role not in ("caption", "note")


def _signed_at_end(articles: list[ArticleBlocks]) -> list[ArticleBlocks]:
    """A byline that stands alone, or above a headline with one of its own, is that of the text above it."""
    for before, article in pairwise(articles):
        bylines = [p for p in article.head if p.role == "byline"]
        alone = len(bylines) == len(article.head) and not article.body
        above = len(bylines) > 1 and article.head[0].role == "byline" and article.first("title")
        if bylines and (alone or above) and before.body and before.first("byline") is None:
            before.head.append(article.head.pop(0))
    return [a for a in articles if a]


# -- headlines --------------------------------------------------------------------------------------


def _reunited(articles: list[ArticleBlocks]) -> list[ArticleBlocks]:
    """A sign-off without a name belongs under a byline: what stands between the two is one article's text."""
    whole: list[ArticleBlocks] = []
    for article in articles:
        before = whole[-1] if whole else None
        if before and before.first("byline") and not before.signoffs and _needs_a_byline(article):
            before.body += [_as_heading(p) for p in article.head if p.role in ("title", "kicker", "subtitle")]
            before.body += article.body
            before.signoffs += article.signoffs
        else:
            whole.append(article)
    return whole


def _needs_a_byline(article: ArticleBlocks) -> bool:
    return article.signs_nameless and article.first("byline") is None and bool(article.body)


def _frames(articles: list[ArticleBlocks]) -> list[ArticleBlocks]:
    """A headline over several digests, or over a round table's contributions, makes them one article.

    Their own headlines become its headings, their bylines its bylines.
    """
    framed: list[ArticleBlocks] = []
    frame: ArticleBlocks | None = None
    discussed = False
    for at, article in enumerate(articles):
        if frame and (is_digest(article) or (discussed and article.body and contributes(article, frame))):
            frame.head += [p for p in article.head if p.role == "byline"]
            frame.body += [_as_heading(p) for p in article.head if p.role in ("title", "kicker", "subtitle")]
            frame.body += article.body
            frame.signoffs += article.signoffs
            continue
        discussed = begins_round_table(article, articles[at + 1 :])
        frame = article if discussed or _frames_digests(article) else None
        framed.append(article)
    return framed


def _frames_digests(article: ArticleBlocks) -> bool:
    if article.first("title") is None or article.first("byline"):
        return False
    return not article.body or (article.body[0].role == "heading" and is_digest(article))


def _as_heading(item: Placed) -> Placed:
    return replace(item, role="heading")


def _titled(articles: list[ArticleBlocks]) -> list[ArticleBlocks]:
    """Displaced titles with the articles that lack one; text that lost its head with the article before it."""
    whole = [a for a in articles if a.body]
    loose = [a for a in articles if not a.body]
    vocabulary = Vocabulary([str(p) for a in whole for p in a.body])
    homeless = _housed([o for o in loose if o.first("title")], whole, vocabulary)
    for orphan in loose:
        if orphan.first("title") is None:
            _attach(orphan, whole)
    _give_back(whole, vocabulary)
    merged = _merged(whole)
    return merged + [
        o for o in homeless if not _joins_headline(o, articles) and not _takes_over(o, merged, vocabulary)
    ]


def _housed(
    orphans: list[ArticleBlocks], whole: list[ArticleBlocks], vocabulary: Vocabulary
) -> list[ArticleBlocks]:
    """Give each article without a title the loose title that speaks of it most; the titles that are left."""
    lacking = [a for a in whole if a.first("title") is None]
    matches = sorted(
        (
            (-vocabulary.affinity(pairs(str(o.first("title"))), a.words), n, m)
            for n, o in enumerate(orphans)
            for m, a in enumerate(lacking)
        ),
    )
    placed: set[int] = set()
    for _, n, m in matches:
        if n not in placed and lacking[m].first("title") is None:
            placed.add(n)
            lacking[m].head = [*orphans[n].head, *lacking[m].head]
            lacking[m].signoffs += orphans[n].signoffs
    return [o for n, o in enumerate(orphans) if n not in placed]


def _takes_over(orphan: ArticleBlocks, whole: list[ArticleBlocks], vocabulary: Vocabulary) -> bool:
    """Make a loose title that of the article which it speaks of much more than its own: that is then the kicker."""
    title = orphan.first("title")
    if title is None or orphan.first("byline"):
        return False
    words = pairs(str(title))

    def gain(article: ArticleBlocks) -> float:
        own = pairs(str(article.first("title") or ""))
        return vocabulary.affinity(words, article.words) - vocabulary.affinity(own, article.words)

    home = max(whole, key=gain, default=None)
    if home is None or gain(home) < _MUCH_BETTER:
        return False
    home.head = [replace(p, role="kicker") if p.role == "title" else p for p in home.head]
    home.head = [*orphan.head, *home.head]
    home.signoffs += orphan.signoffs
    return True


def _joins_headline(orphan: ArticleBlocks, articles: Sequence[ArticleBlocks]) -> bool:
    """Make a title right above another headline part of it: the marked one is the title, else the lower one."""
    at = next(n for n, a in enumerate(articles) if a is orphan)
    below = articles[at + 1] if at + 1 < len(articles) else None
    title = orphan.first("title")
    if (
        below is None
        or title is None
        or orphan.first("byline")
        or not below.head
        or below.head[0].role != "title"
    ):
        return False
    other = below.head[0]
    if title.block.mark and not other.block.mark:
        below.head = [*orphan.head, replace(other, role="subtitle"), *below.head[1:]]
    else:
        kicker = [replace(p, role="kicker") if p is title else p for p in orphan.head]
        below.head = [*kicker, *below.head]
    return True


def _give_back(whole: list[ArticleBlocks], vocabulary: Vocabulary) -> None:
    """A title that stands in another article's text goes to the article without one that it speaks of."""
    for before, article in pairwise(whole):
        title = article.first("title")
        if title is None or article.first("byline") or before.signoffs:
            continue
        lacking = [a for a in whole if a.first("title") is None and a is not article]
        if not lacking:
            continue
        words = pairs(str(title))
        home = max(lacking, key=lambda a: vocabulary.affinity(words, a.words))
        stays = max(vocabulary.affinity(words, article.words), 0.0)
        if vocabulary.affinity(words, home.words) > stays + _BETTER or before.breaks_off:
            home.head = [*article.head, *home.head]
            article.head = []


def _merged(whole: list[ArticleBlocks]) -> list[ArticleBlocks]:
    """Text without a head goes on with the article before it, unless that has ended."""
    kept: list[ArticleBlocks] = []
    for article in whole:
        if kept and not article.head and not kept[-1].signoffs:
            kept[-1].body += article.body
            kept[-1].signoffs += article.signoffs
        else:
            kept.append(article)
    return kept


def _attach(orphan: ArticleBlocks, whole: Sequence[ArticleBlocks]) -> None:
    """A byline or sign-off that stands alone goes to the article printed before it, if that lacks one."""
    before = [a for a in whole if a.start < orphan.start]
    if not before:
        return
    if before[-1].first("byline") is None:
        before[-1].head += [p for p in orphan.head if p.role == "byline"]
    before[-1].signoffs += orphan.signoffs
