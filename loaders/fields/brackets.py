"""Brackets around and inside a folded line: where they close, and what stands in them."""

from __future__ import annotations

PAIRS = {"（": "）", "【": "】"}


def closing(folded: str, at: int, end: int) -> int | None:
    depth = 0
    for i in range(at, end):
        if folded[i] in "（【":
            depth += 1
        elif folded[i] in "）】":
            depth -= 1
            if depth == 0:
                return i
    return None


def opening(folded: str, end: int) -> int | None:
    depth = 0
    for i in range(end - 1, -1, -1):
        if folded[i] in "）】":
            depth += 1
        elif folded[i] in "（【":
            depth -= 1
            if depth == 0:
                return i
    return None


def unclosed(folded: str) -> bool:
    """Whether a bracket stands open at the end of `folded`."""
    return sum(c in "（【" for c in folded) > sum(c in "）】" for c in folded)


def stripped(folded: str, start: int, end: int) -> tuple[int, int]:
    while start < end and folded[start] in " \u200b\ufeff*#_":
        start += 1
    while end > start and folded[end - 1] in " \u200b\ufeff*_":
        end -= 1
    return start, end


def unbracketed(folded: str, start: int, end: int) -> tuple[int, int, bool]:
    """Inside the one bracket that holds the whole stretch; a bracket that lost its end counts."""
    if start < end and folded[start] in PAIRS:
        close = closing(folded, start, end)
        if close == end - 1:
            return (*stripped(folded, start + 1, end - 1), True)
        if close is None:
            return (*stripped(folded, start + 1, end), True)
    elif end > start and folded[end - 1] in "）】" and opening(folded[start:end], end - start) is None:
        return (*stripped(folded, start, end - 1), True)
    return start, end, False
