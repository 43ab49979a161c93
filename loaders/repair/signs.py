"""Signs that OCR set wrong: half-width punctuation, straight quotes, spaces between characters, markup.

The repaired text keeps, for each character, the place that it came from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from lilun.loaders.page import Piece, Text
from lilun.loaders.rules import rows


@dataclass(slots=True)
class Unit:
    """One character of a block: its repaired text, its source stretch, and the repair."""

    text: str
    start: int
    end: int
    repair: str = ""


_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\x00-\x08\x0b-\x1f\x7f]")
_INLINE_MARKUP = re.compile(
    r"\*\*|__(?=\S)|(?<=\S)__|</?[A-Za-z][^<>]{0,200}>|&nbsp;|&emsp;|\\(?=[\\`*_{}\[\]()#+.!~>-])"
)
_SPACE = re.compile(r"[ \t\u3000\xa0\u2002-\u200a]+")
_SHORT = 42  # characters: a longer line is running text, in which a space between Han is noise
_QUOTES = {'"': "“”", "＂": "“”"}


def is_han(c: str) -> bool:
    """Whether a character is an ideograph."""
    return (
        "\u4e00" <= c <= "\u9fff"
        or "\u3400" <= c <= "\u4dbf"
        or c == "〇"
        or "\U00020000" <= c <= "\U0003134f"
    )


def is_cjk(c: str) -> bool:
    """An ideograph or a sign that stands among them in full width."""
    return bool(c) and (is_han(c) or "\u3001" <= c <= "\u301f" or "\uff01" <= c <= "\uff5e" or c in "“”‘’—…·")


@cache
def _wide() -> dict[str, str]:
    return {row["printed"]: row["repaired"] for row in rows("punctuation")}


def repair_signs(source: str, ranges: Sequence[tuple[int, int]]) -> Text:
    """The text of one block, given the source ranges of its lines, in the signs that a paper prints.

    `，。；：？！（）“”` for their half-width forms among Han; no space between Han in running text;
    a line break inside the block leaves nothing, between two Latin words a space.
    """
    units = _units(source, ranges)
    units = _spaces(units)
    _punctuation(units)
    return Text(tuple(_pieces(units)))


def _units(source: str, ranges: Sequence[tuple[int, int]]) -> list[Unit]:
    units: list[Unit] = []
    for start, end in ranges:
        first = source[start : start + 1]
        if units and _latin(first) and _latin(units[-1].text):
            units.append(Unit(" ", start, start, "space"))
        skip = {
            i
            for pattern in (_INLINE_MARKUP, _INVISIBLE)
            for hit in pattern.finditer(source, start, end)
            for i in range(*hit.span())
        }
        units += [Unit(source[i], i, i + 1) for i in range(start, end) if i not in skip]
    return units


def _spaces(units: list[Unit]) -> list[Unit]:
    string = "".join(u.text for u in units)
    runs = [m.span() for m in _SPACE.finditer(string)]
    if not runs:
        return units
    han = sum(1 for c in string if is_cjk(c))
    inner = [
        (a, b) for a, b in runs if a > 0 and b < len(string) and is_cjk(string[a - 1]) and is_cjk(string[b])
    ]
    spaced_out = han >= 6 and len(inner) >= 0.6 * (han - 1)
    running = han > _SHORT or (string.rstrip()[-1:] in tuple("。！？；.!?;") and han > 20)
    drop: set[int] = set()
    for a, b in runs:
        before, after = string[a - 1 : a], string[b : b + 1]
        if not before or not after:
            drop.update(range(a, b))
        elif spaced_out:
            drop.update(range(a, b) if b - a == 1 else range(a + 1, b))
        elif (
            (running and is_cjk(before) and is_cjk(after))
            or (before in ")）]】" and a < 8)
            or after in ",.;:?!，。；：？！、”’）》"
            or before in "，。；：、“‘（《"
            or (before in ",;:" and is_cjk(after))
            or (is_han(before) and after.isdigit() and running)
            or (before.isdigit() and is_han(after) and (running or after in "年月日"))
        ):
            drop.update(range(a, b))
    return [u for i, u in enumerate(units) if i not in drop]


def _punctuation(units: list[Unit]) -> None:
    wide = _wide()
    signs = [u.text for u in units]
    length = len(signs)
    open_double = open_single = False
    brackets: list[bool] = []
    for i, sign in enumerate(signs):
        if sign not in wide and sign not in "\"＂'" and sign != "-":
            if sign in "“”":
                open_double = sign == "“"
            continue
        before = _near(signs, i, -1)
        after = _near(signs, i, 1)
        beside = is_cjk(before) or is_cjk(after)
        new = ""
        if sign in _QUOTES:
            new = _QUOTES[sign][open_double]
            open_double = not open_double
        elif sign == "'":
            if beside and not (_latin(before) and _latin(after)):
                new = "‘’"[open_single]
                open_single = not open_single
        elif sign == "-":
            if is_cjk(before) and i + 1 < length and signs[i + 1] == "-":
                units[i].text, units[i].repair = "—", "width"
                units[i + 1].text, units[i + 1].repair = "—", "width"
        elif sign == "(":
            close = next((j for j in range(i + 1, min(i + 200, length)) if signs[j] == ")"), -1)
            inside = any(is_han(c) for c in signs[i + 1 : close]) if close > 0 else False
            brackets.append(inside or is_cjk(before) or (close > 0 and is_cjk(_near(signs, close, 1))))
            new = wide[sign] if brackets[-1] else ""
        elif sign == ")":
            new = wide[sign] if (brackets.pop() if brackets else beside) else ""
        elif sign == ".":
            if (
                is_cjk(before)
                and before not in "0123456789"
                and (is_cjk(after) or not after or after.isdigit())
            ):
                new = wide[sign]
        elif beside and not (before.isdigit() and after.isdigit()):
            new = wide[sign]
        if new:
            units[i].text, units[i].repair = new, "width"
            signs[i] = new


def _near(signs: list[str], at: int, step: int) -> str:
    at += step
    while 0 <= at < len(signs) and signs[at] in " \t\u3000":
        at += step
    return signs[at] if 0 <= at < len(signs) else ""


def _latin(c: str) -> bool:
    return c.isascii() and c.isalpha()


def _pieces(units: list[Unit]) -> list[Piece]:
    pieces: list[Piece] = []
    run: list[Unit] = []
    for unit in units:
        if run and unit.start == run[-1].end and _plain(unit) and _plain(run[-1]):
            run.append(unit)
            continue
        if run:
            pieces.append(_piece(run))
        run = [unit]
    if run:
        pieces.append(_piece(run))
    return pieces


def _plain(unit: Unit) -> bool:
    return len(unit.text) == unit.end - unit.start


def _piece(run: list[Unit]) -> Piece:
    repair = next((u.repair for u in run if u.repair), "")
    return Piece(run[0].start, run[-1].end, "".join(u.text for u in run), repair)
