"""What OCR did to a page, undone reversibly: every repair is a piece that leads back to the source."""

from __future__ import annotations

from lilun.loaders.page import Block, Page, RawPage
from lilun.loaders.repair.duplicates import take_out_duplicates
from lilun.loaders.repair.lines import group_lines
from lilun.loaders.repair.signs import repair_signs


def repair(raw: RawPage) -> Page:
    """The page's blocks in printed order with repaired text; passages pasted twice are taken out."""
    blocks = []
    blanks = []
    for group in group_lines(raw):
        first = group[0]
        if first.mark in ("markup", "image"):
            blanks.append((first.start, first.end, "markup" if first.mark == "markup" else "furniture"))
            continue
        text = repair_signs(raw.text, [(line.start, line.end) for line in group]).strip()
        if text:
            blocks.append(Block(text, first.mark, first.level, first.gap, first.indent, len(group)))
    blocks, duplicates, notes = take_out_duplicates(blocks)
    return Page(raw, tuple(blocks), tuple(duplicates), tuple(blanks), tuple(notes))
