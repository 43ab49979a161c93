"""Chinese date phrases, absolute and relative to the issue, as EDTF with first and last day.

Policy: a month without a year is the latest past one, unless its own sentence has just named a month of a
year that it follows; 日前 and 近日 are windows before the issue; 前夕 is the week before a feast. Against an
issue whose own date is an interval, a phrase means the widest interval that its days allow. Words and windows
are rows of `rules/dates.toml`, named periods of `rules/date_events.csv`. Pure: no clock, no database.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from lilun.loaders.fields.date_grammar import STARTS, read_at
from lilun.loaders.fields.date_point import Antecedent, Kind, Parse
from lilun.loaders.fields.date_words import fold
from lilun.loaders.fields.edtf import Days, days_edtf, edtf_bounds, interval, read_edtf

__all__ = [
    "DatePhrase",
    "Days",
    "InferredIssue",
    "days_edtf",
    "find_dates",
    "infer_issue",
    "read_date",
    "read_edtf",
]

_LEADS = ("自从", "自", "从", "在", "于", "到", "至")
_SENTENCE_END = re.compile(r"[。！？!?\n]")
# A relative phrase without an issue is impossible if it is so in a leap year and in a common one.
_PROBES = (date(2023, 12, 31), date(2024, 12, 31), date(2023, 6, 30), date(2025, 12, 31))


@dataclass(frozen=True, slots=True)
class DatePhrase:
    """A date as printed and as read. Offsets are code points of the text searched.

    `edtf` is '' and the days are None where the phrase needs an issue date that is not known; an open
    interval has None at its open end. `rule` names the rule that read it.
    """

    start: int
    end: int
    text: str
    edtf: str
    earliest: date | None
    latest: date | None
    kind: Kind
    rule: str


def find_dates(text: str, issue: Days | None) -> list[DatePhrase]:
    """The date phrases of a text, leftmost and longest, in order, none overlapping.

    `issue` is the interval in which the issue's date lies. 当年, 同月, 次日 are read by the date that stands
    before them in the same text, and are not found where there is none. Impossible dates are not found.
    """
    folded = fold(text)
    found: list[DatePhrase] = []
    before = Antecedent()
    at = 0
    while match := STARTS.search(folded, at):
        start = match.start()
        if before.near and _SENTENCE_END.search(folded, found[-1].end, start):
            before = Antecedent(before.year, before.month, before.day)
        parse, beyond = read_at(folded, start, before)
        if parse is None:
            at = beyond
            continue
        at = parse.end
        phrase = _settle(text, start, parse, issue)
        if phrase:
            found.append(phrase)
            before = _antecedent(phrase, before)
    return found


def read_date(phrase: str, issue: Days | None) -> DatePhrase | None:
    """The date that a whole phrase means, a leading 自 or 在 aside; None if it is not one date phrase."""
    folded = fold(phrase)
    begin = len(folded) - len(folded.lstrip())
    end = len(folded.rstrip())
    lead = next((word for word in _LEADS if folded.startswith(word, begin)), "")
    for start in sorted({begin, begin + len(lead)}):
        if start < end:
            parse, _ = read_at(folded[:end], start, Antecedent())
            if parse and parse.end == end:
                return _settle(phrase, start, parse, issue)
    return None


def _settle(text: str, start: int, parse: Parse, issue: Days | None) -> DatePhrase | None:
    """The phrase against an issue; None for an impossible date."""
    edtf = ""
    if parse.fixed:
        edtf = _sense(parse, date.min) or ""
        if not edtf:
            return None
    elif issue is None:
        if not any(_sense(parse, day) for day in _PROBES):
            return None
    else:
        widest = _widest(parse, issue)
        if widest is None:
            return None
        edtf = widest
    earliest, latest = edtf_bounds(edtf) if edtf else (None, None)
    return DatePhrase(
        start, parse.end, text[start : parse.end], edtf, earliest, latest, parse.kind, parse.rule
    )


def _sense(parse: Parse, day: date) -> str | None:
    try:
        edtf = parse.sense(day)
        edtf_bounds(edtf)
    except (ValueError, OverflowError):
        return None
    return edtf


def _widest(parse: Parse, issue: Days) -> str | None:
    """The hull of what the phrase means on each day of the interval; None if it means nothing on any.

    What a phrase means never moves back as the issue moves on, so the ends of the interval give the ends of
    the hull; only where an end allows no such date (今年2月29日) are the months between tried.
    """
    first = _sense(parse, issue.earliest)
    if issue.earliest == issue.latest:
        return first
    last = _sense(parse, issue.latest)
    if first is None:
        first = next((s for day in _months(issue, False) if (s := _sense(parse, day))), last)
    if last is None:
        last = next((s for day in _months(issue, True) if (s := _sense(parse, day))), first)
    if first is None or last is None:
        return None
    return interval(first, last)


def _months(issue: Days, backwards: bool) -> Iterable[date]:
    """The last days of the months of an interval, at most a century of them."""
    count = min((issue.latest.year - issue.earliest.year) * 12 + 12, 1200)
    for step in range(count):
        base = issue.latest if backwards else issue.earliest
        year, month = divmod(base.year * 12 + base.month + (-step - 1 if backwards else step + 1), 12)
        if not 1 <= year <= 9999:
            return
        day = date(year, month + 1, 1) - timedelta(1) if (year, month) != (1, 0) else date.min
        if issue.earliest <= day <= issue.latest:
            yield day


def _antecedent(phrase: DatePhrase, before: Antecedent) -> Antecedent:
    """What a later 同年 or 次日 refers to: the last end of a date that is sure to its year."""
    if phrase.kind in ("vague", "open", "period"):
        return Antecedent(before.year, before.month, before.day)
    if not phrase.edtf or "X" in phrase.edtf:
        return Antecedent()
    numbers = [int(n) for n in phrase.edtf.rpartition("/")[2].split("-")]
    # A hull over an uncertain issue names no one year.
    if phrase.earliest and phrase.earliest.year != numbers[0] and "range" not in phrase.rule:
        return Antecedent()
    year, month, day = (*numbers, None, None)[:3]
    return Antecedent(year, month, day, near=True)


@dataclass(frozen=True, slots=True)
class InferredIssue:
    """When an issue without a date can have appeared, by its own text.

    `days` is None where the evidence contradicts itself; `evidence` holds the pairs that restrict it.
    """

    days: Days | None
    evidence: tuple[tuple[str, str], ...]


def infer_issue(mentions: Iterable[tuple[str, str]]) -> InferredIssue | None:
    """The interval that the issue's date must lie in, from (EDTF, relative phrase) pairs that mean one event.

    One article's 2022年8月 and another's 去年8月 for the same visit give 2023. Pairs whose phrase does not
    depend on the issue say nothing; None if no pair says anything. The order of the pairs does not matter.
    Raises ValueError for an EDTF that is none, or is open.
    """
    evidence: list[tuple[str, str]] = []
    spans: list[Days] = []
    for edtf, phrase in sorted(set(mentions)):
        folded = fold(phrase)
        parse, _ = read_at(folded, 0, Antecedent())
        if parse is None or parse.end != len(folded) or parse.fixed or parse.kind == "open":
            continue
        span = _issues_that_allow(parse, read_edtf(edtf))
        if span:
            evidence.append((edtf, phrase))
            spans.append(span)
    if not spans:
        return None
    earliest, latest = max(s.earliest for s in spans), min(s.latest for s in spans)
    return InferredIssue(Days(earliest, latest) if earliest <= latest else None, tuple(evidence))


def _issues_that_allow(parse: Parse, event: Days) -> Days | None:
    """The issue days whose phrase can mean a day of the event; by bisection, as meaning never moves back."""

    def meaning(day: date) -> Days | None:
        edtf = next((s for later in _defined(day) if (s := _sense(parse, later))), None)
        return read_edtf(edtf) if edtf else None

    def first_day(reached: str) -> date | None:
        low = max(event.earliest.toordinal() - 4000, 1)
        high = min(event.latest.toordinal() + 40000, date.max.toordinal())
        while low < high:
            middle = (low + high) // 2
            days = meaning(date.fromordinal(middle))
            if days is None:
                return None
            past = days.latest >= event.earliest if reached == "touches" else days.earliest > event.latest
            low, high = (low, middle) if past else (middle + 1, high)
        return date.fromordinal(low)

    first, after = first_day("touches"), first_day("passes")
    if first is None or after is None or first >= after:
        return None
    first = next((day for day in _defined(first) if _sense(parse, day)), first)
    return Days(first, after - timedelta(1)) if first < after else None


def _defined(day: date) -> Iterable[date]:
    """The day, then the first days of the months after it, where 今年2月29日 comes to mean something."""
    yield day
    for month in range(day.year * 12 + day.month, min(day.year * 12 + day.month + 109, 9999 * 12)):
        yield date(month // 12, month % 12 + 1, 1)
