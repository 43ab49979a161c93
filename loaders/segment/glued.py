"""Bylines and sign-offs that OCR glued to a paragraph: cut off, so that each block has one role."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import replace

from lilun.loaders.fields.byline import leading_byline, read_dateline, trailing_signoff
from lilun.loaders.page import Block

_TURNS = 3  # paragraphs with a name in brackets before them, from which these are turns of one discussion
_TURN = re.compile(
    r"[（(](?![一二三四五六七八九十]+[）)])[\u4e00-\u9fff·]{1,4}(?:\s[\u4e00-\u9fff]{1,2})?[）)][^\s\u3000]"
)  # （张 三）去年…
_RUNNING = 30  # characters: a shorter block is no paragraph with something glued to it


def split_glued(blocks: Iterable[Block]) -> list[Block]:
    """The blocks, with a sign-off at a paragraph's end and a byline at its head as blocks of their own."""
    out: list[Block] = []
    blocks = list(blocks)
    turns = sum(bool(_TURN.match(str(b))) for b in blocks) >= _TURNS
    for block in blocks:
        text = str(block)
        cuts = [0]
        if len(text) >= _RUNNING:
            head = None if read_dateline(text) or (turns and _TURN.match(text)) else leading_byline(text)
            cuts += [c for c in (head, trailing_signoff(text)) if c]
        cuts = [*sorted(set(cuts)), len(text)]
        for number, (a, b) in enumerate(itertools.pairwise(cuts)):
            part = block.text.slice(a, b).strip()
            if part:
                out.append(replace(block, text=part, gap=block.gap if number == 0 else 0))
    return out
