"""Headlines over several texts: a digest column over its shorts, a round table over its contributions."""

from __future__ import annotations

from collections.abc import Sequence

from lilun.loaders.fields.byline import read_digest
from lilun.loaders.rules import opening
from lilun.loaders.segment.placed import ArticleBlocks, Placed

OPENING = 3  # blocks in which a round table is announced, above its first contribution


def opens_digest(article: ArticleBlocks) -> bool:
    """Whether the text below a head opens as a digest does: 某某在《某报》撰文指出."""
    first = next((str(p) for p in article.body if p.role == "paragraph"), "")
    return read_digest(first) is not None


def is_digest(article: ArticleBlocks) -> bool:
    """Whether an article is a digest: no byline, since the text names its author."""
    return article.first("byline") is None and opens_digest(article)


def announces(article: ArticleBlocks) -> bool:
    """Whether a headline without a byline announces a discussion: 圆桌, 本报邀请三位学者."""
    opened = (*article.head, *article.body[:OPENING])
    announced = any(opening("announces_discussion").search(str(p)) for p in opened)
    return announced and article.first("byline") is None and article.first("title") is not None


def contributes(article: ArticleBlocks, frame: ArticleBlocks) -> bool:
    """Whether a head could be a contribution's: a byline with a unit, a headline no heavier than the frame's."""
    byline, title, over = article.first("byline"), article.first("title"), frame.first("title")
    people = byline.signature.signatories if byline and byline.signature else ()
    if over is None or not any(s.affiliations for s in people):
        return False
    return title is None or not title.block.mark or not over.block.mark or is_lighter(title, frame)


def is_lighter(title: Placed, than: ArticleBlocks) -> bool:
    """Whether a headline's mark is lighter than that of an article's, which has one."""
    over = than.first("title")
    if over is None or not over.block.mark:
        return False
    return not title.block.mark or title.block.level > over.block.level


def begins_round_table(article: ArticleBlocks, following: Sequence[ArticleBlocks]) -> bool:
    """A headline that announces a discussion right above at least two contributions."""
    if article.signoffs or len(article.body) > OPENING or not announces(article):
        return False
    return len(following) > 1 and all(a.body and contributes(a, article) for a in following[:2])
