"""The segment stage: a repaired page to articles, each a sequence of blocks with roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lilun.loaders.page import Block, Note, Page, Text
from lilun.loaders.segment.assign import ArticleBlocks, Placed, assign
from lilun.loaders.segment.columns import continues
from lilun.loaders.segment.features import Seen, see
from lilun.loaders.segment.glued import split_glued
from lilun.loaders.segment.grammar import Labelled, label
from lilun.loaders.segment.pieces import with_pieces

DOUBTFUL = 0.8  # margin below which a role becomes a finding


@dataclass(frozen=True, slots=True)
class SegmentedPage:
    """Articles in printed order, what belongs to none, and what a person should look at."""

    articles: tuple[ArticleBlocks, ...]
    furniture: tuple[Placed, ...]
    placed: tuple[Placed, ...]
    notes: tuple[Note, ...]


def segment(page: Page) -> SegmentedPage:
    """The articles of a repaired page."""
    blocks = split_glued(page.blocks)
    seen = see(blocks)
    placed = tuple(_place(b, s, found) for b, s, found in zip(blocks, seen, label(seen)))
    articles = tuple(with_pieces(a) for a in assign(placed))
    furniture = tuple(p for p in placed if p.role == "furniture")
    notes = [_doubt(p) for p in placed if p.labelled.margin < DOUBTFUL]
    return SegmentedPage(articles, furniture, placed, tuple(notes))


def _place(block: Block, seen: Seen, found: Labelled) -> Placed:
    signature = {"byline": seen.byline, "signoff": seen.signoff}.get(found.role)
    return Placed(block, found.role, found, signature)


def _doubt(placed: Placed) -> Note:
    found, text = placed.labelled, placed.block.text
    message = (
        f"read as {found.role}, could be {found.runner_up} (margin {found.margin:.1f}): {str(placed)[:30]}"
    )
    return Note("doubtful_role", "info", message, text.start, text.end, "page grammar")


def join_columns(body: Sequence[Placed]) -> list[list[Placed]]:
    """Body blocks in groups that are one paragraph each: a paragraph cut by a column has several."""
    groups: list[list[Placed]] = []
    for item in body:
        last = next((g for g in reversed(groups) if g[-1].role != "caption"), None)
        if (
            last
            and item.role == "paragraph"
            and last[-1].role in ("paragraph", "lead", "note")
            and continues(str(last[-1]), str(item))
        ):
            last.append(item)
        else:
            groups.append([item])
    return groups


def text_of_group(group: Sequence[Placed]) -> Text:
    """One text of the blocks of one paragraph."""
    return Text(tuple(piece for p in group for piece in p.block.text.pieces))
