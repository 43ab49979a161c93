"""Counts of what was right, and what was not: the sheet that one article's score fills in."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T", bound=Hashable)


@dataclass(slots=True)
class Tally:
    """What gold has, what was found, and how much of each is right.

    For things the two numbers of right ones are one; for characters (boundaries, body) a gold character may be
    right although the export repeats it, so recall and precision keep their own.
    """

    right: int = 0  # gold items found
    gold: int = 0
    correct: int = 0  # found items that gold has
    found: int = 0

    def add(self, other: Tally) -> None:
        self.right += other.right
        self.gold += other.gold
        self.correct += other.correct
        self.found += other.found

    @property
    def precision(self) -> float:
        """Right ones over all found; 1 where gold has none either, 0 where gold has some and none was found."""
        return self.correct / self.found if self.found else float(not self.gold)

    @property
    def recall(self) -> float:
        """Right ones over all that gold has; 1 where it has none."""
        return self.right / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        p, r = self.precision, self.recall
        return 2 * p * r / (p + r) if p + r else 0.0

    def as_json(self) -> dict[str, float | int]:
        rates = {"p": round(self.precision, 5), "r": round(self.recall, 5), "f1": round(self.f1, 5)}
        return {**rates, "right": self.right, "gold": self.gold, "correct": self.correct, "found": self.found}


def things(right: int, gold: int, found: int) -> Tally:
    """A tally of things that are right or not."""
    return Tally(right, gold, right, found)


@dataclass(slots=True)
class Marks:
    """One field's tallies: exact after folding, and by edit distance."""

    strict: Tally = field(default_factory=Tally)
    soft: Tally = field(default_factory=Tally)

    def add(self, other: Marks) -> None:
        self.strict.add(other.strict)
        self.soft.add(other.soft)

    def as_json(self) -> dict[str, Any]:
        return {"strict": self.strict.as_json(), "soft": self.soft.as_json()}


@dataclass(frozen=True, slots=True)
class Miss:
    """One difference: `gold` was wanted, `found` stood there. Either may be None (nothing found, nothing wanted)."""

    field: str
    gold: str | None
    found: str | None

    def as_json(self) -> dict[str, str | None]:
        return {"field": self.field, "gold": self.gold, "found": self.found}

    def __str__(self) -> str:
        if self.found is None:
            return f"{self.field}: missing {self.gold}"
        return f"{self.field}: {self.found}, " + (f"not {self.gold}" if self.gold else "not in gold")


@dataclass(slots=True)
class Sheet:
    """The score of one article (or of what a page has beyond its articles): marks by field, and each miss."""

    marks: dict[str, Marks] = field(default_factory=dict)
    misses: list[Miss] = field(default_factory=list)

    def count(self, name: str, strict: Tally, soft: Tally | None = None) -> None:
        """Add to a field; without `soft` both measures are the same."""
        self.marks.setdefault(name, Marks()).add(Marks(strict, soft or strict))

    def miss(self, name: str, gold: object, found: object) -> None:
        self.misses.append(Miss(name, _shown(gold), _shown(found)))


def total(sheets: Iterable[Mapping[str, Marks]]) -> dict[str, Marks]:
    """The sums of several sheets' marks, field by field."""
    sums: dict[str, Marks] = {}
    for sheet in sheets:
        for name, marks in sheet.items():
            sums.setdefault(name, Marks()).add(marks)
    return sums


def _shown(value: object) -> str | None:
    if value is None or value == "" or value == ():
        return None
    return " | ".join(str(v) for v in value) if isinstance(value, tuple) else str(value)
