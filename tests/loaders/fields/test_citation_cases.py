"""Citations and documents of labelled passages: what the readers find of them, pinned by floors.

tests/evaluation/citations.json holds the passages, written and labelled apart from the readers. A citation is
found when its words are (for indirect ones the same start, or one within the other, is enough); an optional
one counts neither way. Cue, source, speaker and exact content are counted over the found ones.
"""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lilun.loaders.fields.citation import Citation, find_citations
from lilun.loaders.fields.document import find_documents

_ROOT = Path(__file__).resolve().parents[3]
_PASSAGES = _ROOT / "tests" / "evaluation" / "citations.json"
_REGISTER = _ROOT / "seeds" / "reference"

# Precision and recall no lower than these, in every field. A cue is compared as printed: 说过 is not 说.
FLOORS = {
    "all": 0.98,
    "direct": 0.98,
    "indirect": 0.97,
    "cue": 0.92,
    "source": 0.97,
    "content": 0.97,
    "speaker": 0.98,
    "documents": 0.94,
}


@dataclass
class _Tally:
    right: int = 0
    gold: int = 0
    found: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 1.0

    def count(self, right: bool, miss: str) -> None:
        self.gold += 1
        self.found += 1
        self.right += right
        if not right:
            self.misses.append(miss)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


def _same_words(one: str, other: str) -> bool:
    one, other = _bare(one), _bare(other)
    if not one or not other:
        return False
    if one in other or other in one:
        return min(len(one), len(other)) >= 0.6 * max(len(one), len(other))
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= 0.8


def _same_content(gold: dict[str, Any], found: Citation) -> bool:
    if _same_words(gold["quote"], found.quote):
        return True
    if gold["mode"] == "direct":
        return False
    one, other = _bare(gold["quote"]), _bare(found.quote)
    shorter, longer = sorted((one, other), key=len)
    return bool(shorter) and (
        one[:8] == other[:8] or (shorter in longer and len(shorter) >= 0.4 * len(longer))
    )


@cache
def _register() -> tuple[dict[str, str], list[tuple[str, str, str, str]]]:
    """Who gave a report by its alias, and (alias, name, first day, last day) of titles that stand for persons."""

    def rows(name: str) -> list[dict[str, str]]:
        with (_REGISTER / name).open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    given = {row["key"]: row["speaker"] for row in rows("speeches.csv")}
    reports = {row["alias"]: given.get(row["speech"], "") for row in rows("speech_aliases.csv")}
    titles = [
        (row["alias"], row["speaker"], row["earliest"], row["latest"] or "9999")
        for row in rows("speaker_aliases.csv")
    ]
    return reports, titles


def _speaker(found: Citation, day: str) -> str | None:
    """The speaker, by the register where the passage itself names none: a report's, a title's (总书记)."""
    if found.speaker:
        return found.speaker
    reports, titles = _register()
    if found.source_kind == "report":
        return reports.get(f"{found.occasion}报告") or None
    holders = {
        name
        for alias, name, earliest, latest in titles
        if alias == found.source and earliest <= day <= latest
    }
    return holders.pop() if len(holders) == 1 else None


def _read_citations(passage: dict[str, Any], tallies: dict[str, _Tally]) -> None:
    left = find_citations(list(enumerate(passage["paragraphs"], 1)))
    for gold in passage["cited_speeches"]:
        hit = next((c for c in left if _same_content(gold, c)), None)
        if hit is not None:
            left.remove(hit)
        if gold.get("optional"):
            continue
        for name in ("all", "direct" if gold["mode"] == "direct" else "indirect"):
            tallies[name].gold += 1
            tallies[name].found += hit is not None
            tallies[name].right += hit is not None
            if hit is None:
                tallies[name].misses.append(f"missed: {gold['attribution']}|{gold['quote']}")
        if hit is None:
            continue
        printed = [("cue", hit.verb), ("source", hit.source), ("speaker", _speaker(hit, passage["date"]))]
        for name, value in printed:
            tallies[name].count((gold[name] or "") == (value or ""), f"{gold[name]}: {value}")
        tallies["content"].count(_bare(gold["quote"]) == _bare(hit.quote), f"{gold['quote']}: {hit.quote}")
    for extra in left:
        if any(_same_content(gold, extra) for gold in passage["cited_speeches_optional"]):
            continue
        for name in ("all", "direct" if extra.mode == "direct" else "indirect"):
            tallies[name].found += 1
            tallies[name].misses.append(f"none there: {extra.attribution}|{extra.quote}")


def _read_documents(passage: dict[str, Any], tally: _Tally) -> None:
    gold = Counter(_bare(title) for title in passage["cited_documents"])
    found = Counter(_bare(d.title) for d in find_documents(list(enumerate(passage["paragraphs"], 1))))
    tally.gold += gold.total()
    tally.found += found.total()
    tally.right += (gold & found).total()
    tally.misses += [*(gold - found), *(found - gold)]


@pytest.fixture(scope="module")
def tallies() -> dict[str, _Tally]:
    counted: dict[str, _Tally] = defaultdict(_Tally)
    for passage in json.loads(_PASSAGES.read_text(encoding="utf-8")):
        _read_citations(passage, counted)
        _read_documents(passage, counted["documents"])
    return counted


@pytest.mark.parametrize("name", FLOORS)
def test_no_lower_than_its_floor(name: str, tallies: dict[str, _Tally]) -> None:
    tally = tallies[name]
    figures = f"precision {tally.precision:.3f}, recall {tally.recall:.3f}"
    assert min(tally.precision, tally.recall) >= FLOORS[name], "\n".join([figures, *tally.misses])


def test_the_passages_hold_enough_of_each(tallies: dict[str, _Tally]) -> None:
    assert tallies["direct"].gold >= 60
    assert tallies["indirect"].gold >= 100
    assert tallies["documents"].gold >= 15
