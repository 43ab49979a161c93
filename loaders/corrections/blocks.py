"""Corrections of what stands where: words, roles, and which blocks make which article. Pure, on copies.

Everything is found by its place in the source, so that one correction does not move what another is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from lilun.loaders.corrections.anchors import fold, sources
from lilun.loaders.corrections.entry import Effect
from lilun.loaders.fields.byline import read_byline, read_signoff
from lilun.loaders.page import Piece, Text
from lilun.loaders.segment.articles import SegmentedPage
from lilun.loaders.segment.placed import BODY, HEAD, ArticleBlocks, Placed

CORRECTED = "corrected"  # the repair of a piece that a person has written
_STUB = 2  # signs: what a place leaves over of a block, such as 一、 before a heading, goes with it
_CLOSING = "，。；：、！？…,.;:!?”’」』）)》】"  # these stay with the words before them
_AS_HEADINGS = ("title", "kicker", "subtitle")

Stretch = tuple[int, int]
_SIGNATURES = {"byline": read_byline, "signoff": read_signoff}


class Misfit(Exception):
    """A correction that does not fit where its words stand: the reason, as a sentence without its end."""


class Blocks:
    """The blocks of a segmented page while they are corrected."""

    def __init__(self, page: SegmentedPage) -> None:
        self.page = page
        self.articles = [ArticleBlocks(list(a.head), list(a.body), list(a.signoffs)) for a in page.articles]
        self.furniture = list(page.furniture)

    def corrected(self) -> SegmentedPage:
        """The page with its articles in the order of their first blocks."""
        articles = sorted((a for a in self.articles if a), key=lambda a: a.start)
        placed = [p for a in articles for p in (*a.head, *a.body, *a.signoffs)] + self.furniture
        return replace(
            self.page, articles=tuple(articles), furniture=tuple(self.furniture),
            placed=tuple(sorted(placed, key=lambda p: p.block.text.start)),
        )  # fmt: skip

    # -- the corrections --------------------------------------------------------------------------

    def set_text(self, place: Stretch, words: str) -> list[Effect]:
        """Other words in place of those that stand there. Raises Misfit.

        Where they run over several blocks, as in a sentence that a column cuts, a paragraph before others, then the
        one with most of them, gets the new.
        """
        self._block(place)
        held = sorted(
            (p for row in self._rows() for p in row if _share(p, place)), key=lambda p: p.block.text.start
        )
        home = max(held, key=lambda p: (p.role == "paragraph", _share(p, place)))
        before = ""
        for part in held:
            text = part.block.text
            inside = [n for n, at in enumerate(sources(text)) if place[0] <= at < place[1]]
            start, end = inside[0], inside[-1] + 1
            before += text.slice(start, end).string
            new = Text((Piece(place[0], place[1], words, CORRECTED),)) if part is home else Text()
            left = text.slice(0, start) + new + text.slice(end)
            self._put_instead(part, [_with_text(part, left)] if left.string else [])
        return [Effect("text", before, words)]

    def set_role(self, place: Stretch, role: str) -> list[Effect]:
        """Another role for the block, or for the part of it that the words are. Raises Misfit."""
        part = self._cut(place)
        effect = Effect("role", part.role, role)
        if part.role == role:
            return [effect]
        signature = _SIGNATURES[role](str(part)) if role in _SIGNATURES else None
        changed = replace(part, role=role, signature=signature)
        if _part_of(role) == _part_of(part.role):
            self._put_instead(part, [changed])
        else:
            home = self._home(part) or self._before(part)
            self._put_instead(part, [])
            self._add(home, changed)
        return [effect]

    def move(self, place: Stretch, target: Stretch, *, behind: bool) -> list[Effect]:
        """The block in another place, in front of or behind the block of other words. Raises Misfit."""
        part, goal = self._block(place), self._block(target)
        home = self._home(goal)
        if home is None:
            raise Misfit("the words to move it to stand in no article")
        if part is goal:
            raise Misfit("the words to move it to are its own")
        was = self._home(part)
        self._put_instead(part, [])
        row = _row(home, part.role)
        if goal in row:
            row.insert(row.index(goal) + behind, part)
        elif row is home.body:  # behind a headline is before the text
            row.insert(0 if goal in home.head else len(row), part)
        else:
            row.append(part)
        return [Effect("article", _name(was), _name(home)), Effect("block", str(part)[:60], str(goal)[:60])]

    def split(self, place: Stretch) -> list[Effect]:
        """An article that begins at these words, out of what stands behind them in theirs. Raises Misfit."""
        whole = self._block(place)
        article = self._home(whole)
        if article is None:
            raise Misfit("the words stand in no article")
        if whole is next(iter((*article.head, *article.body, *article.signoffs))) and not self._leaves(
            whole, place
        ):
            raise Misfit("an article begins there already")
        before = _name(article)
        first = self._cut((place[0], whole.block.text.end))
        begins = first.block.text.start
        new = ArticleBlocks()
        if first in article.body:
            at = article.body.index(first)
            new.body, article.body = article.body[at:], article.body[:at]
        else:
            new.body, article.body = _parted(article.body, begins)
        new.head, article.head = _parted(article.head, begins)
        new.signoffs, article.signoffs = _parted(article.signoffs, begins)
        self.articles = [a for a in self.articles if a]
        if new.body and new.body[0] is first and first.role == "heading":
            new.head = [replace(new.body.pop(0), role="title"), *new.head]
        self.articles.append(new)
        return [Effect("articles", before, f"{_name(article)}\n{_name(new)}")]

    def merge(self, place: Stretch, target: Stretch) -> list[Effect]:
        """One article of two: the text of the second behind the first, its headline as headings. Raises Misfit."""
        one, other = (self._home(self._block(at)) for at in (place, target))
        if one is None or other is None:
            raise Misfit("the words stand in no article")
        if one is other:
            raise Misfit("both words stand in one article already")
        before = f"{_name(one)}\n{_name(other)}"
        one.head += [p for p in other.head if p.role not in _AS_HEADINGS]
        one.body += [replace(p, role="heading") for p in other.head if p.role in _AS_HEADINGS] + other.body
        one.signoffs += other.signoffs
        self.articles = [a for a in self.articles if a is not other]
        return [Effect("articles", before, _name(one))]

    # -- finding and cutting -----------------------------------------------------------------------

    def _rows(self) -> Iterable[list[Placed]]:
        for article in self.articles:
            yield from (article.head, article.body, article.signoffs)
        yield self.furniture

    def _block(self, place: Stretch) -> Placed:
        """The block that holds most of the place. Raises Misfit where none does."""
        found = {id(p): (p, share) for row in self._rows() for p in row if (share := _share(p, place))}
        if not found:
            raise Misfit("the words are no part of an article or of what stands around them")
        return max(found.values(), key=lambda f: (f[1], -f[0].block.text.start))[0]

    def _home(self, part: Placed) -> ArticleBlocks | None:
        return next(
            (a for a in self.articles for row in (a.head, a.body, a.signoffs) if any(p is part for p in row)),
            None,
        )

    def _before(self, part: Placed) -> ArticleBlocks | None:
        """The article that is printed before a block that belongs to none, or the first one."""
        before = [a for a in self.articles if a.start < part.block.text.start]
        return max(
            before, key=lambda a: a.start, default=min(self.articles, key=lambda a: a.start, default=None)
        )

    def _cut(self, place: Stretch) -> Placed:
        """The part of a block that the place covers, as a block of its own in the same row. Raises Misfit.

        What would be left over as a stub goes with it.
        """
        block = self._block(place)
        text = block.block.text
        inside = [n for n, at in enumerate(sources(text)) if place[0] <= at < place[1]]
        start, end = inside[0], inside[-1] + 1
        start = 0 if len(fold(text.string[:start])) <= _STUB else start
        end += len(text.string[end:]) - len(text.string[end:].lstrip(_CLOSING))
        end = len(text) if len(fold(text.string[end:])) <= _STUB else end
        if (start, end) == (0, len(text)):
            return block
        parts = [_with_text(block, text.slice(*cut).strip()) for cut in ((0, start), (start, end), (end, len(text)))
                 if text.slice(*cut).string.strip()]  # fmt: skip
        self._put_instead(block, parts)
        return parts[1 if start else 0]

    def _leaves(self, block: Placed, place: Stretch) -> bool:
        """Whether more than a stub of a block stands before a place in it."""
        before = [c for c, at in zip(str(block), sources(block.block.text)) if at < place[0]]
        return len(fold("".join(before))) > _STUB

    def _put_instead(self, part: Placed, new: Sequence[Placed]) -> None:
        for row in self._rows():
            for at, found in enumerate(row):
                if found is part:
                    row[at : at + 1] = new
                    return

    def _add(self, home: ArticleBlocks | None, part: Placed) -> None:
        """Put a block where its role belongs, by its place in the source."""
        row = self.furniture
        if part.role != "furniture":
            if home is None:
                home = ArticleBlocks()
                self.articles.append(home)
            row = _row(home, part.role)
        at = next((n for n, p in enumerate(row) if p.block.text.start > part.block.text.start), len(row))
        row.insert(at, part)


def _with_text(placed: Placed, text: Text) -> Placed:
    return replace(placed, block=replace(placed.block, text=text))


def _share(placed: Placed, place: Stretch) -> int:
    """How many characters of a block lie in the place."""
    text = placed.block.text
    if text.end <= place[0] or place[1] <= text.start:
        return 0
    return sum(place[0] <= at < place[1] for at in sources(text))


def _part_of(role: str) -> str:
    return "head" if role in HEAD else "body" if role in BODY else role


def _row(article: ArticleBlocks, role: str) -> list[Placed]:
    rows: Mapping[str, list[Placed]] = {"head": article.head, "body": article.body}
    return rows.get(_part_of(role), article.signoffs)


def _parted(row: list[Placed], begins: int) -> tuple[list[Placed], list[Placed]]:
    """The blocks that stand behind a place in the source, and the others."""
    behind = [p for p in row if p.block.text.start >= begins]
    return behind, [p for p in row if p.block.text.start < begins]


def _name(article: ArticleBlocks | None) -> str | None:
    """How an article is told: its title, or how its text begins."""
    if article is None:
        return None
    first = article.first("title") or next(iter((*article.body, *article.head, *article.signoffs)), None)
    return None if first is None else str(first)[:60]
