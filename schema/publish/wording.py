"""Wordings side by side: which belong together, and where one differs from another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Indel

LONGEST = 2_000  # characters compared of each wording; the rest is shown unmarked
SHORTEST = 2  # an agreement of fewer characters between two differences is chance: they are joined


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that both wordings have, that only the other has (left out), or that only this one has (put in)."""

    kind: Literal["same", "out", "in"]
    text: str


def compare(text: str, other: str) -> tuple[Piece, ...]:
    """How `text` differs from `other`, in order: "same" and "in" joined are `text`, "same" and "out" the other."""
    mine, theirs = text[:LONGEST], other[:LONGEST]
    runs: list[tuple[bool, str, str]] = []  # agrees, theirs, mine
    for step in Indel.opcodes(theirs, mine):
        there, here = theirs[step.src_start : step.src_end], mine[step.dest_start : step.dest_end]
        agrees = step.tag == "equal" and (len(here) >= SHORTEST or not runs or step.src_end == len(theirs))
        if runs and runs[-1][0] == agrees:
            there, here = runs[-1][1] + there, runs[-1][2] + here
            runs.pop()
        runs.append((agrees, there, here))
    pieces: list[Piece] = []
    for agrees, there, here in runs:
        if agrees:
            pieces.append(Piece("same", here))
        else:
            pieces += [Piece("out", there)] if there else []
            pieces += [Piece("in", here)] if here else []
    if len(text) > LONGEST:
        pieces.append(Piece("in" if len(other) <= LONGEST else "same", text[LONGEST:]))
    return tuple(pieces)


def groups(numbers: Iterable[int], pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """The numbers that pairs join, directly or through others: each group in the order given."""
    leader = {number: number for number in numbers}

    def lead(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    for one, other in pairs:
        if one in leader and other in leader:
            leader[lead(one)] = lead(other)
    found: dict[int, list[int]] = {}
    for number in leader:
        found.setdefault(lead(number), []).append(number)
    return list(found.values())


def fullest(texts: Sequence[str], uses: Sequence[int]) -> int:
    """Which wording the others are compared with: the longest of those that are used most widely."""
    most = max(uses)
    widely = [place for place, count in enumerate(uses) if count * 4 >= most]
    return max(widely, key=lambda place: (len(texts[place]), uses[place], -place))
