"""A chart and the table behind it: rows of SQL turned into one column a line and one row a point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

MOST_LINES = 8  # more are not told apart without colour; the table has them all


@dataclass(frozen=True, slots=True)
class Point:
    """A value as it is drawn, and what stands beside it in the table, such as a count."""

    value: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over the same places of one axis; a place where a line has no point is a gap, not a zero.

    `unit` and `axis` are words for the reader; `numeric` places are numbers with their distances kept.
    """

    name: str
    axis: str
    unit: str
    places: tuple[str, ...]
    lines: tuple[tuple[str, Mapping[str, Point]], ...]
    kind: Literal["line", "bar", "steps"] = "line"
    numeric: bool = False

    @property
    def drawn(self) -> int:
        """How many lines are drawn: the table shows the rest too."""
        return min(len(self.lines), MOST_LINES)

    @property
    def left_out(self) -> int:
        return len(self.lines) - self.drawn


def periods(found: Iterable[str]) -> tuple[str, ...]:
    """Every year (2023), or month (2023-05), from the first of these to the last, none left out."""
    given = sorted(set(found))
    if not given:
        return ()
    first, last = given[0], given[-1]
    if len(first) == 4:
        return tuple(f"{year:04}" for year in range(int(first), int(last) + 1))
    start, end = (int(month[:4]) * 12 + int(month[5:7]) - 1 for month in (first, last))
    return tuple(f"{number // 12:04}-{number % 12 + 1:02}" for number in range(start, end + 1))


def largest_first(
    lines: Mapping[str, Mapping[str, Point]], weight: Mapping[str, float]
) -> tuple[tuple[str, Mapping[str, Point]], ...]:
    """The lines, the weightiest first, names deciding among equals."""
    return tuple(sorted(lines.items(), key=lambda line: (-weight.get(line[0], 0), line[0])))


def running(rows: Sequence[Mapping[str, Any]], place: str, value: str) -> dict[int, float]:
    """The last `value` at each `place` of rows in order: what a running total had come to."""
    return {int(row[place]): float(row[value]) for row in rows}


def carried(places: Sequence[int], line: Mapping[int, float]) -> dict[str, Point]:
    """A running total at every place: it keeps what it had come to, and is nothing before it begins."""
    points, total = {}, 0.0
    for place in places:
        total = line.get(place, total)
        points[str(place)] = Point(total)
    return points
