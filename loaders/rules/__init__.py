"""Words and patterns as reviewed data: CSV and TOML files, an example beside each rule."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def rows(name: str) -> tuple[MappingProxyType[str, str], ...]:
    """The rows of a rule table NAME.csv, read once."""
    text = files("lilun.loaders.rules").joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return tuple(MappingProxyType(row) for row in csv.DictReader(text.splitlines()))


@cache
def opening(feature: str) -> re.Pattern[str]:
    """The pattern of one row of openings.csv."""
    return next(re.compile(row["pattern"]) for row in rows("openings") if row["feature"] == feature)
