"""A page while it is composed: blocks of cells, each cell knowing the clean character it prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from composer.article import BODY, LabelledArticle

T = TypeVar("T")

HEADLINE = frozenset({"column", "kicker", "title", "subtitle"})
RUNNING = BODY | {"lead", "note"}
"""Roles that are set in the column's lines, as running text."""


@dataclass(slots=True)
class Cell:
    """What one place of the page prints.

    `home` is the index of the clean character in `Sheet.source`, -1 for what the paper did not print there.
    `cause` names the damage (or "layout") that changed or put it; an insertion follows character `after`.
    """

    text: str
    home: int = -1
    cause: str = ""
    after: int = -1


@dataclass(slots=True, eq=False)
class Block:
    """A printed block: a whole labelled block or, where damage cut it, a piece of one."""

    role: str
    article: int | None
    cells: list[Cell]
    mark: str = ""
    level: int = 0
    opens: bool = True
    """Whether the block begins what it belongs to (a column's continuation does not)."""

    @property
    def text(self) -> str:
        return "".join(cell.text for cell in self.cells)

    @property
    def homes(self) -> list[int]:
        """The clean characters that it prints, in order."""
        return [cell.home for cell in self.cells if cell.home >= 0]

    def cut(self, at: int) -> Block:
        """Leave the cells before `at` here and return the rest as a block of its own, not yet on the sheet."""
        rest = Block(self.role, self.article, self.cells[at:], level=self.level, opens=False)
        del self.cells[at:]
        return rest


@dataclass(frozen=True, slots=True)
class Pasted:
    """A passage that stands twice: the characters it repeats and the article it was pasted into."""

    homes: tuple[int, ...]
    into: int


@dataclass(slots=True)
class Sheet:
    """The blocks of one page in printed order, and what the damage did to them."""

    articles: Sequence[LabelledArticle]
    source: str = ""
    starts: list[list[int]] = field(default_factory=list)
    """starts[article][block]: where the labelled block's text begins in `source`."""
    blocks: list[Block] = field(default_factory=list)
    lost: dict[int, str] = field(default_factory=dict)
    pasted: list[Pasted] = field(default_factory=list)
    cuts: list[tuple[Block, Block]] = field(default_factory=list)
    """Upper and lower piece of each block that was cut where it stands."""
    jumps: dict[int, str] = field(default_factory=dict)
    """article: "from" or "to" another page."""
    separators: dict[str, str] = field(default_factory=lambda: {"body": "\n\n", "other": "\n\n"})
    width: int = 0
    """Characters in a printed line; 0 where each paragraph is one line."""

    @classmethod
    def of(cls, articles: Sequence[LabelledArticle], rng: Random, width: int) -> Sheet:
        """The undamaged page: articles one after the other, headlines and marked headings with marks."""
        sheet = cls(articles, width=width)
        kicker = rng.choice(["", "## "])
        for number, article in enumerate(articles):
            title = rng.choice(["# ", "# ", "## "])
            starts = []
            for labelled in article.blocks:
                start = len(sheet.source)
                starts.append(start)
                sheet.source += labelled.text
                mark = {"title": title, "kicker": kicker}.get(labelled.role, "")
                if labelled.role == "heading" and labelled.marked:
                    mark = "##" + "#" * labelled.level + " "
                cells = [Cell(c, start + i) for i, c in enumerate(labelled.text)]
                sheet.blocks.append(Block(labelled.role, number, cells, mark, labelled.level))
            sheet.starts.append(starts)
        return sheet

    def of_article(self, number: int) -> list[Block]:
        """The blocks of one article in printed order."""
        return [block for block in self.blocks if block.article == number]

    def with_role(self, roles: Iterable[str]) -> list[Block]:
        """The articles' blocks of these roles in printed order."""
        wanted = frozenset(roles)
        return [block for block in self.blocks if block.role in wanted and block.article is not None]

    def place(self, block: Block) -> int:
        """Where the block stands in `blocks`."""
        return self.blocks.index(block)

    def put_after(self, block: Block, new: Block) -> None:
        """Set a new block right below another one."""
        self.blocks.insert(self.place(block) + 1, new)

    def split(self, block: Block, at: int) -> Block:
        """Cut a block in two where it stands, note the cut, and return the lower piece."""
        rest = block.cut(at)
        self.put_after(block, rest)
        self.cuts.append((block, rest))
        return rest

    def cut_characters(self) -> list[tuple[int, int]]:
        """For each cut, the last clean character above it and the first below; none beside a foreign one."""
        edges = [(upper.homes[-1:], lower.homes[:1]) for upper, lower in self.cuts]
        return [(above[0], below[0]) for above, below in edges if above and below]

    def remove(self, block: Block, cause: str) -> None:
        """Take a block off the page; its characters are lost to `cause`."""
        self.lose(block.cells, cause)
        del self.blocks[self.place(block)]

    def lose(self, cells: Iterable[Cell], cause: str) -> None:
        """Note that the clean characters of these cells are on the page no more."""
        for cell in cells:
            if cell.home >= 0:
                self.lost[cell.home] = cause

    def standing(self) -> dict[int, Cell]:
        """The cell of each clean character that is still on the page."""
        return {cell.home: cell for block in self.blocks for cell in block.cells if cell.home >= 0}

    def printed(self) -> Iterator[tuple[Block | None, Cell]]:
        """Every cell of the page text in order, with its block; marks and separators are cells of cause layout."""
        for number, block in enumerate(self.blocks):
            if number:
                yield None, Cell(self._separator(self.blocks[number - 1], block), cause="layout")
            if block.mark:
                yield block, Cell(block.mark, cause="layout")
            for cell in block.cells:
                yield block, cell
        yield None, Cell("\n", cause="layout")

    def _separator(self, above: Block, below: Block) -> str:
        inside = _in_column(above) and _in_column(below) and not (above.mark or below.mark)
        return self.separators["body" if inside else "other"]


def _in_column(block: Block) -> bool:
    return block.role in RUNNING or block.role in ("heading", "signoff")


def chosen(rng: Random, things: Sequence[T], share: float) -> list[T]:
    """A share of the things, drawn one by one, in their order; at least one where there are any."""
    hit = [thing for thing in things if rng.random() < share]
    return hit or ([rng.choice(things)] if things else [])


def is_han(text: str) -> bool:
    """Whether the text is Chinese characters alone."""
    return bool(re.fullmatch(r"[\u3400-\u9fff〇]+", text))
