"""The words of date phrases, from `rules/dates.toml` and `rules/date_events.csv`, ready to be matched."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Generic, TypeVar

from lilun.loaders.fields.calendar import lunar_day, lunar_feast, solar_term
from lilun.loaders.fields.edtf import edtf_bounds, month_edtf, read_edtf

RULES = Path(__file__).parent.parent / "rules"
_TABLE: Mapping[str, Any] = tomllib.loads((RULES / "dates.toml").read_text(encoding="utf-8"))

if len(_TABLE["fold"]["from"]) != len(_TABLE["fold"]["to"]):
    raise ValueError("dates.toml [fold]: `from` and `to` differ in length; give one character for each")
_FOLD = str.maketrans(_TABLE["fold"]["from"], _TABLE["fold"]["to"])


def fold(text: str) -> str:
    """The text with printed forms of one character made one (full width, dashes, quotes); same length."""
    return text.translate(_FOLD)


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Word(Generic[T]):
    """A word, what it means, and the contexts in which it does not mean it."""

    text: str
    value: T
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()

    def stands(self, text: str, start: int) -> bool:
        """Whether the word stands at `start` and its surroundings allow it."""
        if not text.startswith(self.text, start):
            return False
        if self.not_before and text.startswith(self.not_before, start + len(self.text)):
            return False
        return not (self.not_after and text.endswith(self.not_after, 0, start))


class Words(Generic[T]):
    """Words by their first two characters, longest first; `firsts`: the characters that begin them."""

    def __init__(self, words: Iterable[Word[T]]) -> None:
        self.all = sorted(words, key=lambda word: -len(word.text))
        self.firsts = frozenset(word.text[0] for word in self.all)
        self._by_two: dict[str, list[Word[T]]] = {}
        for word in self.all:
            self._by_two.setdefault(word.text[:2], []).append(word)

    def at(self, text: str, start: int) -> Word[T] | None:
        """The longest word that stands at `start`."""
        for key in (text[start : start + 2], text[start : start + 1]):
            for word in self._by_two.get(key, ()):
                if word.stands(text, start):
                    return word
        return None


def _folded(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(fold(word) for word in words)


def _words(name: str, value: Callable[[Mapping[str, Any]], T]) -> Words[T]:
    rows = _TABLE[name] if isinstance(_TABLE[name], list) else [_TABLE[name]]
    return Words(
        Word(word, value(row), _folded(row.get("not_after", ())), _folded(row.get("not_before", ())))
        for row in rows
        for word in _folded(row["words"])
    )


def _pair(key: str) -> Callable[[Mapping[str, Any]], tuple[int, int]]:
    return lambda row: (row[key][0], row[key][1])


def _shift(row: Mapping[str, Any]) -> int:
    return int(row["shift"])


def _plain(words: Iterable[str], value: T) -> list[Word[T]]:
    return [Word(word, value) for word in _folded(words)]


@dataclass(frozen=True, slots=True)
class Era:
    """A reign: its year N is the Gregorian year `before` + N; `lunar` where its months are lunar."""

    before: int
    years: int
    lunar: bool


@dataclass(frozen=True, slots=True)
class Feast:
    """A feast, by its place in the lunar or solar calendar; `holiday`: its days, counted from its own."""

    lunar: tuple[int, int] | None
    lunar_last: tuple[int, int] | None
    solar: tuple[int, int] | None
    eve_of: tuple[int, int] | None
    month: int | None
    months: Mapping[str, int]
    term: str
    holiday: tuple[int, int]
    needs: bool = False

    def days(self, year: int) -> tuple[date, date]:
        """Its first and last day in a Gregorian year; ValueError outside the years of the calendar."""
        if self.solar:
            day = date(year, *self.solar)
        elif self.eve_of:
            day = lunar_day(year, *self.eve_of) - timedelta(1)
        elif self.term:
            day = solar_term(year, self.term)
        elif self.lunar:
            day = lunar_feast(year, *self.lunar)
            if self.lunar_last:
                return day, lunar_feast(year, *self.lunar_last)
        elif self.month:
            days = read_edtf(month_edtf(year, self.months.get(str(year), self.month)))
            return days.earliest, days.latest
        else:
            raise ValueError("a feast in dates.toml has no day: give it lunar, solar, eve_of, month or term")
        return day, day


@dataclass(frozen=True, slots=True)
class Event:
    """A named event or period; `alone`: whether its bare name says when (yes, no, quoted: not as a plan)."""

    edtf: str
    alone: str


def _two(row: Mapping[str, Any], key: str) -> tuple[int, int] | None:
    return (row[key][0], row[key][1]) if key in row else None


def _feasts() -> Words[Feast]:
    words = []
    for row in _TABLE["feast"]:
        needs = _folded(row.get("needs", ()))
        for word in _folded(row["words"]):
            feast = Feast(
                _two(row, "lunar"),
                _two(row, "lunar_last"),
                _two(row, "solar"),
                _two(row, "eve_of"),
                row.get("month"),
                row.get("months", {}),
                row.get("term", ""),
                _two(row, "days") or (0, 0),
                word in needs,
            )
            words.append(Word(word, feast, _folded(row.get("not_after", ()))))
    return Words(words)


def _events() -> Words[Event]:
    words = []
    not_before = _folded(_TABLE["suffixes"]["not_before_event"])
    with (RULES / "date_events.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            edtf_bounds(row["edtf"])  # a bad row is refused when the rules are read
            for name in _folded(row["names"].split("|")):
                # 中央 and 省委 count their own sessions: 省委十三届二中全会 is none of these.
                not_after = (
                    ("委", "委会") if name[0] in "一二三四五六七八九十" and name.endswith("全会") else ()
                )
                bad = not_before if name.endswith("大") else ()
                words.append(Word(name, Event(row["edtf"], row["alone"]), not_after, bad))
    return Words(words)


YEARS = _words("year", _shift)
SAME_YEAR = _words("same_year", _shift)
MONTHS = _words("month", _shift)
SAME_MONTH = _words("same_month", _shift)
DAYS = _words("day", _shift)
SAME_DAY = _words("same_day", _shift)
WEEKS = _words("week", _shift)
WINDOWS = _words("window", _pair("days"))
YEAR_PARTS = _words("year_part", _pair("months"))
MONTH_PARTS = _words("month_part", _pair("days"))
CENTURY_PARTS = _words("century_part", _pair("years"))
DECADE_PARTS = _words("decade_part", _pair("years"))
CENTURIES = _words("century", _shift)
ERAS = _words("era", lambda row: Era(row["before"], row["years"], row["lunar"]))
BARE_YEAR_PARTS = _words("bare_year_parts", lambda row: None)
BARE_MONTH_PARTS = _words("bare_month_parts", lambda row: None)
SET_PHRASES = _words("set_phrases", lambda row: None)
FEASTS = _feasts()
EVENTS = _events()
SEASON_YEARS: Mapping[str, int] = _TABLE["seasons"]["years"]

_S = _TABLE["suffixes"]
_NO_SINCE, _NO_BEFORE = _folded(_S["not_before_since"]), _folded(_S["not_before_before"])
SUFFIXES: Words[str] = Words(
    # A longer word that begins with the suffix (后勤, 前沿) is not it.
    Word(word, meaning, (), tuple(other[len(word) :] for other in longer if other.startswith(word)))
    for meaning, longer in (("since", _NO_SINCE), ("before", _NO_BEFORE), ("about", ()))
    for word in _folded(_S[meaning])
)
EVENT_SUFFIXES: Words[str | tuple[int, int]] = Words(
    Word(fold(word), value if isinstance(value, str) else (value[0], value[1]))
    for word, value in _S["event"].items()
)
PLANS = _folded(_S["plans"])
FEAST_SUFFIXES: Words[str | tuple[int, int]] = Words(
    Word(fold(word), value if isinstance(value, str) else (value[0], value[1]))
    for word, value in _TABLE["feast_suffixes"].items()
)
FEAST_COMING_AFTER = _folded(_TABLE["feast_coming"]["after"])
COMING_BEFORE = _folded((*_TABLE["coming"]["before"], *_TABLE["feast_coming"]["before"]))
BARE_DAY = (_folded(_TABLE["bare_day"]["not_after"]), _folded(_TABLE["bare_day"]["not_before"]))
BARE_MONTH = (_folded(_TABLE["bare_month"]["not_after"]), _folded(_TABLE["bare_month"]["not_before"]))
