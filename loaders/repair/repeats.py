"""Passages that stand twice in a text, found by shared k-grams and followed over single wrong characters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

K = 20  # characters that two places must share to be compared
SHORTEST = 36  # characters: the shortest passage that is called a repeat
_AGAIN = 8  # characters that must agree after a wrong, doubled or lost one


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a text, `start` up to `end`."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Repeat:
    """One passage at two places of a text, but for single characters that OCR read differently."""

    first: Place
    second: Place


def find_repeats(string: str) -> Iterator[Repeat]:
    """The longest repeats of a text, in the order of their second places; the two places never overlap."""
    seen: dict[str, int] = {}
    at = 0
    while at + K <= len(string):
        first = seen.setdefault(string[at : at + K], at)
        if at - first < K:
            at += 1
            continue
        a, b = _forward(string, first, at)
        first, start = _backward(string, first, at)
        if b - start >= SHORTEST:
            yield Repeat(Place(first, a), Place(start, b))
        for i in range(at + 1, min(b, len(string) - K + 1)):
            seen.setdefault(string[i : i + K], i)
        at = b


_STEPS = ((1, 1), (1, 0), (0, 1))  # a wrong character, one more in the first, one more in the second


def _forward(string: str, a: int, b: int) -> tuple[int, int]:
    """Where the two places that agree from `a` and `b` on end."""
    limit = b
    while True:
        while a < limit and b < len(string) and string[a] == string[b]:
            a, b = a + 1, b + 1
        step = next((s for s in _STEPS if _agree(string, a + s[0], b + s[1], limit)), None)
        if step is None:
            return a, b
        a, b = a + step[0], b + step[1]


def _agree(string: str, a: int, b: int, limit: int) -> bool:
    return (
        a + _AGAIN <= limit and b + _AGAIN <= len(string) and string[a : a + _AGAIN] == string[b : b + _AGAIN]
    )


def _backward(string: str, a: int, b: int) -> tuple[int, int]:
    """Where the two places that agree from `a` and `b` on begin, a wrong character before them included."""
    limit = a
    while True:
        while a > 0 and b > limit + K and string[a - 1] == string[b - 1]:
            a, b = a - 1, b - 1
        step = next(
            (
                s
                for s in _STEPS
                if a - s[0] >= _AGAIN
                and b - s[1] - _AGAIN > limit + K
                and string[a - s[0] - _AGAIN : a - s[0]] == string[b - s[1] - _AGAIN : b - s[1]]
            ),
            None,
        )
        if step is None:
            return a, b
        a, b = a - step[0], b - step[1]
