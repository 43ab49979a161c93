"""What a page prints of itself: date line, folio and page name in its furniture."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

_DATE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
_HAN_DATE = re.compile(
    r"([一二三四五六七八九〇○零]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日"
)
_NUMBER = re.compile(
    r"(?:^|\s)(?:第\s*)?([A-Z]?\d{1,3})\s*版|^([A-Z]?\d{1,2})$|(?<=[\u4e00-\u9fff])\s+([A-Z]?\d{1,2})$"
)
_NAME = re.compile(r"(理论周刊|理论专刊|理论版|思想理论|理论与实践|理论|学习|评论|专版)")
_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}


@dataclass(frozen=True, slots=True)
class RunningHead:
    """Date (ISO), page number and page name as printed; '' where the page does not say."""

    date: str = ""
    number: str = ""
    name: str = ""


def read_running_head(furniture: Iterable[str]) -> RunningHead:
    """What the furniture of a page says of issue and page; the first of each kind counts."""
    day = number = name = ""
    for text in furniture:
        if len(text) > 80:
            continue
        day = day or _day(text)
        found = _NUMBER.search(text)
        if not number and found:
            number = next(g for g in found.groups() if g)
        found = _NAME.search(text)
        if not name and found:
            name = found[1]
    return RunningHead(day, number.lstrip("0") or number, name)


def _day(text: str) -> str:
    found = _DATE.search(text)
    if found:
        parts = [int(g) for g in found.groups()]
    else:
        found = _HAN_DATE.search(text)
        if not found:
            return ""
        parts = [int("".join(_DIGITS[c] for c in found[1])), _small(found[2]), _small(found[3])]
    try:
        return date(*parts).isoformat()
    except ValueError:
        return ""


def _small(numeral: str) -> int:
    """一 to 九十九 as an integer."""
    tens, _, ones = numeral.partition("十")
    if "十" not in numeral:
        return int("".join(_DIGITS[c] for c in numeral))
    return int(_DIGITS.get(tens, "1")) * 10 + int(_DIGITS.get(ones, "0") if ones else 0)
