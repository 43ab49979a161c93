"""Labelled blocks to articles: where each begins and ends, interleaved columns taken apart, titles put back.

The grammar says what a block is; which article it belongs to is decided here, by place first, and where the
places contradict each other (text after a sign-off, a sentence that breaks off before another headline) by
vocabulary and by which sentence a block goes on with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from lilun.loaders.fields.byline import Signature, read_digest
from lilun.loaders.page import Block
from lilun.loaders.rules import opening
from lilun.loaders.segment.columns import breaks_off
from lilun.loaders.segment.grammar import Labelled
from lilun.loaders.segment.tangle import Item, untangle
from lilun.loaders.segment.vocabulary import Vocabulary, pairs

HEAD = frozenset({"column", "kicker", "title", "subtitle", "byline"})
BODY = frozenset({"lead", "note", "heading", "paragraph", "caption"})

_OPENING = 3  # blocks between a round table's headline and its first contribution
_BETTER = 0.12  # by how much more a title must speak of another text before it is moved there
_MUCH_BETTER = 0.25  # … before it takes the place of another title


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
    """The blocks of one article in reading order. Paragraphs cut by columns are still apart."""

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

    @property
    def words(self) -> frozenset[str]:
        """The character pairs of the body."""
        return frozenset().union(*(pairs(str(p)) for p in self.body))

    def __bool__(self) -> bool:
        return bool(self.head or self.body or self.signoffs)


def assign(placed: Sequence[Placed]) -> list[ArticleBlocks]:
    """The articles of a page, in the order of their first blocks."""
    blocks = [p for p in placed if p.role != "furniture"]
    articles = _titled(_frames(_reunited(_untangled(_signed_at_end(_collect(blocks))))))
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
        _put(current, item)
    return [*articles, current] if current else articles


def _begins(item: Placed, current: ArticleBlocks) -> bool:
    ended = bool(current.signoffs)
    announced = all(p.role in ("note", "lead") for p in current.body)  # 编者按 above the first headline
    if item.role in HEAD and announced and current.first("title") is None:
        return ended
    if item.role in HEAD:
        return (
            bool(current.body)
            or ended
            or (item.role in ("title", "kicker") and current.first("title") is not None)
        )
    return ended and item.role in BODY and item.role not in ("caption", "note")


def _put(article: ArticleBlocks, item: Placed) -> None:
    part = article.head if item.role in HEAD else article.signoffs if item.role == "signoff" else article.body
    part.append(item)


def _signed_at_end(articles: list[ArticleBlocks]) -> list[ArticleBlocks]:
    """A byline above a headline that has its own belongs to the text above it, if that has none."""
    for before, article in pairwise(articles):
        bylines = [p for p in article.head if p.role == "byline"]
        first = bool(article.head) and article.head[0].role == "byline"
        if (
            first
            and len(bylines) > 1
            and article.first("title")
            and before.body
            and before.first("byline") is None
        ):
            before.head.append(article.head.pop(0))
    return articles


def _tail(body: Sequence[Placed]) -> str:
    """The last running text of a body."""
    return next((str(p) for p in reversed(body) if p.role in ("paragraph", "lead")), "")


# -- interleaved columns ----------------------------------------------------------------------------


def _untangled(articles: list[ArticleBlocks]) -> list[ArticleBlocks]:
    """Stretches in which two articles' columns alternate, taken apart."""
    out: list[ArticleBlocks] = []
    at = 0
    while at < len(articles):
        end = _tangle_end(articles, at)
        if end - at > 1:
            out += _taken_apart(articles[at:end])
        else:
            out.append(articles[at])
            end = at + 1
        at = end
    return out


def _tangle_end(articles: Sequence[ArticleBlocks], at: int) -> int:
    """Where the tangle that begins at an article ends; at + 1 where there is none.

    It begins with a headline and byline right above another headline, or with an article that has no sign-off
    before one that has two, and takes in the text without a head that follows.
    """
    first = articles[at]
    end = at + 1
    if not first.head or first.signoffs or end >= len(articles) or not articles[end].head:
        return end
    stacked = not first.body and first.first("title") is not None and first.first("byline") is not None
    second = end + 1
    while second < len(articles) and not articles[second].head:
        second += 1
    if stacked or second > end + 1:
        return second
    return end


def _taken_apart(tangled: Sequence[ArticleBlocks]) -> list[ArticleBlocks]:
    headed = [a for a in tangled if a.head]
    apart = [ArticleBlocks(head=list(a.head)) for a in headed]
    blocks: list[Placed] = []
    open_from: list[int] = []
    for article in tangled:
        if article.head:
            open_from.append(len(blocks))
        blocks += sorted((*article.body, *article.signoffs), key=lambda p: p.block.text.start)
    heads = [" ".join(str(p) for p in a.head if p.role != "byline") for a in headed]
    items = [Item(str(b), b.role) for b in blocks]
    for block, number in zip(blocks, untangle(heads, items, open_from)):
        _put(apart[number], block)
    return apart


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
    signatures = [p.signature for p in article.signoffs if p.signature and p.signature.signatories]
    nameless = bool(signatures) and not any(s.name for f in signatures for s in f.signatories)
    return nameless and article.first("byline") is None and bool(article.body)


def _frames(articles: list[ArticleBlocks]) -> list[ArticleBlocks]:
    """A headline over several digests, or over a round table's contributions, makes them one article.

    Their own headlines become its headings, their bylines its bylines.
    """
    framed: list[ArticleBlocks] = []
    frame: ArticleBlocks | None = None
    for at, article in enumerate(articles):
        if frame is not None and (_is_digest(article) or _contributes(article, frame)):
            frame.head += [p for p in article.head if p.role == "byline"]
            frame.body += [_as_heading(p) for p in article.head if p.role in ("title", "kicker", "subtitle")]
            frame.body += article.body
            frame.signoffs += article.signoffs
            continue
        frame = article if _frames_digests(article) or _is_round_table(article, articles[at + 1 :]) else None
        framed.append(article)
    return framed


def _frames_digests(article: ArticleBlocks) -> bool:
    return article.first("title") is not None and not article.body and article.first("byline") is None


def _is_digest(article: ArticleBlocks) -> bool:
    first = next((str(p) for p in article.body if p.role == "paragraph"), "")
    return bool(article.body) and article.first("byline") is None and read_digest(first[:200]) is not None


def _is_round_table(article: ArticleBlocks, following: Sequence[ArticleBlocks]) -> bool:
    """A headline without a byline that announces a discussion, over at least two contributions."""
    if (
        article.first("title") is None
        or article.first("byline")
        or article.signoffs
        or len(article.body) > _OPENING
    ):
        return False
    announced = any(opening("announces_discussion").search(str(p)) for p in (*article.head, *article.body))
    return announced and len(following) > 1 and all(_contributes(a, article) for a in following[:2])


def _contributes(article: ArticleBlocks, frame: ArticleBlocks) -> bool:
    """Whether an article is part of a round table: a byline with a unit, a headline no heavier than the frame's."""
    byline, title, over = article.first("byline"), article.first("title"), frame.first("title")
    people = byline.signature.signatories if byline and byline.signature else ()
    if over is None or not any(s.affiliations for s in people):
        return False
    marked = title is not None and title.block.mark
    lower = not marked or (over.block.mark and title is not None and title.block.level > over.block.level)
    return (
        bool(article.body)
        and bool(lower)
        and bool(
            opening("announces_discussion").search(" ".join(map(str, (*frame.head, *frame.body[:_OPENING]))))
        )
    )


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
        if vocabulary.affinity(words, home.words) > stays + _BETTER or breaks_off(_tail(before.body)):
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
