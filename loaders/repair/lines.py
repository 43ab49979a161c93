"""Which printed lines make one block: OCR engines keep the column's line breaks, or one line a paragraph.

Where breaks are kept, the lines of running text fill the column: all have one width. So the width is measured
first, over each run of lines and over the page; then a full line goes on below and a short one ends its block.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from lilun.loaders.page import Line, RawPage

_SENTENCE_END = re.compile(r"[。！？!?…][”’』」）)]*$")
_GOES_ON = re.compile(r"[，、：；,:;“‘《（(【]$")
_ENUMERATED = re.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|第[一二三四五六七八九十]{1,2}[，、,]|[■□◆●▲▶]"
)
_SET_OFF = re.compile(
    r"[（(【\[](?:作者|执笔|本文|据|摘自|来源|原载|记者|整理)|[\[【□■◎]"
)  # （作者系…）, [名], □名
_NAMES = re.compile(
    r"[^\s，。、；：！？]+(?:[ \u3000]+[^\s，。、；：！？]+)+$"
)  # 名 名: no punctuation, but spaces
_SET_OFF_WHOLE = re.compile(r"[（(【\[［].*[）)】\]］]$")
_SIGNS = re.compile(
    r"(?:本文)?作者(?:分别|均|单位)?[系为是：:]"
)  # 作者为…: goes on over a full line, though it ends no sentence
_OPENING, _CLOSING = "（(【[［〔《", "）)】]］〕》"

_NARROWEST, _WIDEST = 9, 60  # characters in a line of a column
_MEASURED = 4  # lines: a shorter run takes its width from the page
_TOLERANCE = 1.5  # characters by which full lines differ: marks hang over, an engine doubles or drops a sign
_SHARE = 0.5  # of the lines that end no sentence: these at least are full where breaks are kept
_FULL = 0.85  # of the width: a shorter line certainly ends its block


def group_lines(raw: RawPage) -> Iterator[list[Line]]:
    """The page's lines in groups, each group one block in printed order."""
    runs: list[list[Line]] = []
    for line in raw.lines:
        if runs and not (line.gap or line.mark or runs[-1][-1].mark):
            runs[-1].append(line)
        else:
            runs.append([line])
    known = _column_widths(raw.text, [run for run in runs if len(run) > 1])
    for run in runs:
        width = _column_width(raw.text, [run]) if len(run) >= _MEASURED else _one_of(known, raw.text, run)
        if width is None or len(run) == 1:
            yield from ([line] for line in run)
        else:
            yield from _split(raw.text, run, width)


def _column_widths(text: str, runs: Sequence[Sequence[Line]]) -> set[float]:
    """The widths of the page's columns: of its long runs, and of all runs together."""
    found = {_column_width(text, [run]) for run in runs if len(run) >= _MEASURED}
    return {width for width in found | {_column_width(text, runs)} if width}


def _one_of(widths: set[float], text: str, run: Sequence[Line]) -> float | None:
    """The column in which a run is set that is too short to be measured: its upper lines fill it."""
    upper = max(_width(text, line) for line in run[:-1] or run)
    return min(
        (w for w in widths if abs(w - upper) <= _TOLERANCE), key=lambda w: abs(w - upper), default=None
    )


def _width(text: str, line: Line) -> float:
    """In characters of the column; a figure or Latin letter takes half of one."""
    narrow = sum(1 for c in text[line.start : line.end] if c.isascii() and c.isalnum())
    return line.end - line.start - narrow / 2 + line.indent / 2


def _column_width(text: str, runs: Sequence[Sequence[Line]]) -> float | None:
    """The width that most lines have where the printed line breaks are kept; None where they are not."""
    if not runs:
        return None
    every = sorted(_width(text, line) for run in runs for line in run)
    open_ended = [
        _width(text, line)
        for run in runs
        for line in run[:-1]
        if not _SENTENCE_END.search(text, line.start, line.end)
    ]
    if not open_ended or len(open_ended) < _SHARE * sum(len(run) - 1 for run in runs):
        return None
    counts = Counter(round(w) for w in open_ended)
    width = max(counts, key=lambda w: (sum(counts[w + d] for d in (-1, 0, 1)), counts[w], w))
    full = sum(1 for w in open_ended if abs(w - width) <= _TOLERANCE)
    longest = every[(len(every) - 1) * 9 // 10]  # a line or two of another kind may be longer than the column
    if not _NARROWEST <= width <= _WIDEST or longest > width + 2 * _TOLERANCE:
        return None
    return float(width) if full >= _SHARE * len(open_ended) else None


def _split(text: str, run: Sequence[Line], width: float) -> Iterator[list[Line]]:
    """One run of lines with kept breaks, each of its blocks as a group."""
    group = [run[0]]
    for line in run[1:]:
        if _continues(text, group, line, width):
            group.append(line)
        else:
            yield group
            group = [line]
    yield group


def _continues(text: str, group: Sequence[Line], line: Line, width: float) -> bool:
    """Whether `line` goes on with the block whose lines so far are `group`."""
    before = group[-1]
    if line.indent >= 2 > before.indent or _SET_OFF.match(text, line.start):
        return False
    if line.indent >= 2 and _ENUMERATED.match(text, line.start):
        return False
    if _SET_OFF_WHOLE.match(text, before.start, before.end):
        return False
    if len(group) == 1 and _NAMES.match(text, before.start, before.end):
        return False
    if _open_bracket(text, group):
        return True
    full = _width(text, before) >= _FULL * width
    if _SENTENCE_END.search(text, before.start, before.end):
        return full and not _ENUMERATED.match(text, line.start) and not _stands_alone(text, line, width)
    if _GOES_ON.search(text, before.start, before.end):
        return True
    running = len(group) > 1 or before.indent >= 2 or _SIGNS.match(text, before.start, before.end)
    return full and bool(running or not _stands_alone(text, line, width))


def _open_bracket(text: str, group: Sequence[Line]) -> bool:
    """Whether a bracket with which the block begins is still open: a sign-off goes on to its end."""
    so_far = "".join(text[line.start : line.end] for line in group)
    depth = sum(1 if c in _OPENING else -1 if c in _CLOSING else 0 for c in so_far)
    return so_far[:1] in _OPENING and depth > 0


def _stands_alone(text: str, line: Line, width: float) -> bool:
    """Whether a line can't be a part of running text: it is short, yet ends neither a sentence nor a clause."""
    short = _width(text, line) < _FULL * width
    ends = _SENTENCE_END.search(text, line.start, line.end) or _GOES_ON.search(text, line.start, line.end)
    return short and not ends
