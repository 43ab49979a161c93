"""Pinned floors: figures below which a change may not fall, and the record of why one was lowered.

A floors file is JSON: {"floors": {field: {"strict": F1, "soft": F1}}, "history": [{"date", "reason", "changes":
[{"field", "measure", "from", "to"}]}]}. For `body` the figure is recall, so that 1 minus it is the character error.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lilun.loaders.errors import InputError, UsageError
from lilun.loaders.evaluation.report import Report

_DIGITS = 4  # floors are rounded down, so that a run equals its own floor
_MEASURES = ("strict", "soft")


@dataclass(frozen=True, slots=True)
class Fall:
    """A figure below its floor; `value` is None where the run has no such field any more."""

    field: str
    measure: str
    floor: float
    value: float | None

    def __str__(self) -> str:
        now = "is not measured any more" if self.value is None else f"fell to {self.value:.4f}"
        return f"{self.field} ({self.measure}) {now}; its floor is {self.floor:.4f}"


def check_floors(report: Report, path: Path) -> list[Fall]:
    """The figures of a run that fell below the floors of a file."""
    figures = _figures(report)
    return [
        Fall(field, measure, floor, figures.get((field, measure)))
        for field, floors in _read(path)["floors"].items()
        for measure, floor in floors.items()
        if figures.get((field, measure), -1.0) < floor
    ]


def pin_floors(report: Report, path: Path, date: str, reason: str | None = None) -> list[dict[str, Any]]:
    """Pin a run's figures as floors; returns the changes.

    A floor rises freely. One that falls, or whose field is gone, needs `reason`, which is kept in the file with
    `date` (ISO 8601, the caller's); without it UsageError names the fields and nothing is written.
    """
    known = _read(path) if path.exists() else {"floors": {}, "history": []}
    figures = _figures(report)
    before = {(f, m): floor for f, floors in known["floors"].items() for m, floor in floors.items()}
    changes = [
        {"field": f, "measure": m, "from": before.get((f, m)), "to": figures.get((f, m))}
        for f, m in dict.fromkeys((*before, *figures))
        if before.get((f, m)) != figures.get((f, m))
    ]
    fallen = [c for c in changes if c["from"] is not None and (c["to"] is None or c["to"] < c["from"])]
    if fallen and not (reason or "").strip():
        named = ", ".join(f"{c['field']} ({c['measure']}) {c['from']} to {c['to']}" for c in fallen)
        raise UsageError(f"{path}: this would lower {named}; give --reason and say why")
    floors: dict[str, dict[str, float]] = {}
    for (field, measure), figure in figures.items():
        floors.setdefault(field, {})[measure] = figure
    if changes:
        known["history"].append(
            {"date": date, "reason": (reason or "").strip() or "raised", "changes": changes}
        )
    text = json.dumps({"floors": floors, "history": known["history"]}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
    return changes


def _figures(report: Report) -> dict[tuple[str, str], float]:
    figures = {}
    for field, marks in report.marks.items():
        for measure in _MEASURES:
            tally = getattr(marks, measure)
            value = tally.recall if field == "body" else tally.f1
            figures[field, measure] = math.floor(value * 10**_DIGITS + 1e-9) / 10**_DIGITS
    return figures


def _read(path: Path) -> dict[str, Any]:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
        for floors in known["floors"].values():
            if not set(floors) <= set(_MEASURES) or not all(
                isinstance(f, float | int) for f in floors.values()
            ):
                raise ValueError
        known.setdefault("history", [])
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        remedy = "pin the floors of a good run with --pin"
        raise InputError(path, "is no file of pinned floors", remedy) from error
    return dict(known)
