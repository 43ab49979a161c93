"""Which printed lines make one block: OCR engines keep the column's line breaks, or one line a paragraph."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from lilun.loaders.page import Line, RawPage

_SENTENCE_END = re.compile(r"[。！？!?…][”’』」）)]*$")
_ENUMERATED = re.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|第[一二三四五六七八九十]{1,2}[，、,]|[■□◆●▲▶]"
)
_COLUMN = 14  # characters: the narrowest column of running text
_SET_OFF = re.compile(
    r"[（(【\[](?:作者|执笔|本文|据|摘自|来源|原载|记者|整理)|[\[【□■◎]"
)  # （作者系…）, [名], □名
_SET_OFF_WHOLE = re.compile(r"[（(【\[].*[）)】\]]$")


def group_lines(raw: RawPage) -> Iterator[list[Line]]:
    """The page's lines in groups, each group one block in printed order."""
    run: list[Line] = []
    for line in raw.lines:
        if run and (line.gap or line.mark or run[-1].mark):
            yield from _split(raw.text, run)
            run = []
        run.append(line)
    if run:
        yield from _split(raw.text, run)


def _split(text: str, run: Sequence[Line]) -> Iterator[list[Line]]:
    """One run of lines without blank lines between: joined where the breaks are the column's."""
    wrapped = _wrap_widths(text, run)
    group = [run[0]]
    for before, line in itertools.pairwise(run):
        if wrapped and _continues(text, before, line, *wrapped, indents=_uses_indents(run)):
            group.append(line)
        else:
            yield group
            group = [line]
    yield group


def _wrap_widths(text: str, run: Sequence[Line]) -> tuple[int, int] | None:
    """Usual shortest and longest full line of a run that keeps the printed line breaks; else None."""
    if len(run) < 2:
        return None
    broken = [ln for ln in run[:-1] if not _SENTENCE_END.search(text, ln.start, ln.end)]
    widths = sorted(ln.end - ln.start for ln in broken)
    if len(broken) < 0.5 * (len(run) - 1) or not widths or widths[len(widths) // 2] > 70:
        return None
    every = sorted(ln.end - ln.start for ln in run)
    longest = every[(len(every) - 1) * 9 // 10]  # a line or two of another kind may be longer than the column
    if len(run) == 2 and (longest < _COLUMN or not _SENTENCE_END.search(text, run[1].start, run[1].end)):
        return None
    if longest < 9 or (len(run) < 4 and widths[-1] < 9):
        return None
    full = [w for w in widths if w >= 0.55 * longest]
    if len(full) < 0.5 * len(widths):
        return None
    return full[len(full) // 10], longest


def _uses_indents(run: Sequence[Line]) -> bool:
    indented = sum(1 for ln in run if ln.indent >= 2)
    return 0 < indented < 0.7 * len(run)


def _continues(text: str, before: Line, line: Line, shortest: int, longest: int, *, indents: bool) -> bool:
    """Whether `line` goes on with the paragraph of `before` in a run with kept line breaks."""
    width = before.end - before.start
    ended = bool(_SENTENCE_END.search(text, before.start, before.end))
    if indents and line.indent >= 2:
        return False
    if _SET_OFF.match(text, line.start) or _SET_OFF_WHOLE.match(text, before.start, before.end):
        return False
    if ended:
        if indents:
            return True
        return width >= 0.85 * longest and not _ENUMERATED.match(text, line.start)
    return not (width < shortest - 1 and text[before.end - 1] not in "，、：,:")
