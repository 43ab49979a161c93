"""What a text's opening and end say of the text before and after it: numbers, build, a word across a cut."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache

from lilun.loaders import lexicon
from lilun.loaders.rules import rows

_BULLET = re.compile(r"(?:——|—|――|[■□◆◇●◎▲△▶★☆○※►])+[\s\u3000]*")
_HAN = {c: i for i, c in enumerate("〇一二三四五六七八九")}
_SEQUENCE = {"首先": 1, "其次": 2, "再次": 3}
_TOPIC = re.compile(r"[^。！？!?；]{2,30}(?=[。！？!?；])")
_PARTS = re.compile(r"[，,、：:；\u3000 ]")
_ACROSS = ((1, 1), (1, 2), (2, 1), (2, 2), (1, 3), (3, 1))  # characters before and after a cut
_SUREST = 4.0  # the most that a word across a cut says


@dataclass(frozen=True, slots=True)
class Number:
    """The number that a block begins with: its style (a row of numberings.csv) and value."""

    style: str
    value: int


@cache
def _numberings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["style"], re.compile(row["pattern"])) for row in rows("numberings"))


def number(text: str) -> Number | None:
    """The number that a text begins with, a bullet before it aside."""
    bullet = _BULLET.match(text)
    for style, pattern in _numberings():
        if found := pattern.match(text, bullet.end() if bullet else 0):
            return Number(style, _value(found[1]))
    return None


def _value(digits: str) -> int:
    if digits in _SEQUENCE:
        return _SEQUENCE[digits]
    if "①" <= digits[0] <= "⑳":
        return ord(digits[0]) - ord("①") + 1
    if digits.isdigit():
        return int(digits)
    tens, ten, ones = digits.partition("十")
    if not ten:
        return _HAN.get(tens, 0)
    return 10 * _HAN.get(tens, 1) + _HAN.get(ones, 0)


def style(text: str, mark: str) -> tuple[str, str]:
    """How a heading is set: its numbering or bullet, and its mark."""
    found, bullet = number(text), _BULLET.match(text)
    return (found.style if found else bullet[0].strip() if bullet else ""), mark


@lru_cache(maxsize=4096)
def build(text: str) -> tuple[int, ...]:
    """The lengths of a line's parts."""
    return tuple(len(part) for part in _PARTS.split(text.strip()))


def topic(text: str) -> str:
    """The first sentence of a paragraph where it is short enough to name what follows, else ''."""
    found = _TOPIC.match(text)
    return found[0] if found else ""


@lru_cache(maxsize=16384)  # of two paragraphs in each of the splits that are tried
def alike(one: str, other: str) -> float:
    """How far two topic sentences are built alike (渠要常修。路要常修。), 0 to about 1."""
    if not one or not other:
        return 0.0
    begin, end = _shared(one, other), _shared(one[::-1], other[::-1])
    a, b = build(one), build(other)
    same = len(a) == len(b) and all(abs(x - y) <= 1 for x, y in zip(a, b))
    share = min(1.0, (min(begin, 6) + min(end, 4)) / 4)
    return share * (1.0 if same or begin + end >= 4 else 0.5) + 0.3 * (
        same and len(a) > 1 and begin + end > 0
    )


def _shared(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next((n for n, (x, y) in enumerate(zip(one, other)) if x != y), min(len(one), len(other)))


def across(before: str, after: str) -> float:
    """How common the best word is that the end of one text and the beginning of the next make, 0 to 4."""
    best = 0.0
    for left, right in _ACROSS:
        if left <= len(before) and right <= len(after):
            found = lexicon.count(before[-left:] + after[:right])
            best = max(best, math.log1p(found) / 4 * (1.0 if left + right == 2 else 1.5))
    return min(best, _SUREST)
