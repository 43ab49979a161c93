"""The part of EDTF (ISO 8601-2) that the archive writes, between its text and its first and last day.

Written are a year, month or day (`2025`, `2022-08`, `2025-01-22`), a decade or century (`198X`, `19XX`), and
an interval of two of them, either end of which may be open (`2022-10-16/..`). A month is never padded to a
day.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

OPEN = ".."
_ATOM = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?|(\d{3})X|(\d\d)XX", re.ASCII)


@dataclass(frozen=True, slots=True)
class Days:
    """An interval of days, both ends included; `earliest` is never after `latest`."""

    earliest: date
    latest: date

    def __post_init__(self) -> None:
        if self.earliest > self.latest:
            raise ValueError(f"{self.earliest} lies after {self.latest}: give the earlier day first")


def read_edtf(text: str) -> Days:
    """The first and last day of an EDTF date or closed interval.

    Raises ValueError with a sentence for what is no such date, and for an interval with an open end.
    """
    earliest, latest = edtf_bounds(text)
    if earliest is None or latest is None:
        raise ValueError(f"EDTF {text!r} has an open end: it has no first or no last day")
    return Days(earliest, latest)


def edtf_bounds(text: str) -> tuple[date | None, date | None]:
    """The first and last day of an EDTF date or interval; None at an open end.

    Raises ValueError with a sentence for what is no such date.
    """
    first, slash, last = text.partition("/")
    if not slash:
        return _atom_days(first, text)
    if first == last == OPEN:
        raise ValueError(f"EDTF {text!r} is open at both ends: one of them needs a date")
    earliest = None if first == OPEN else _atom_days(first, text)[0]
    latest = None if last == OPEN else _atom_days(last, text)[1]
    if earliest and latest and earliest > latest:
        raise ValueError(f"EDTF {text!r} ends before it begins")
    return earliest, latest


def _atom_days(atom: str, text: str) -> tuple[date, date]:
    match = _ATOM.fullmatch(atom)
    if not match:
        raise ValueError(
            f"{text!r} is no EDTF date: write 2025, 2025-01, 2025-01-22, 198X, or two with / between"
        )
    year, month, day, decade, century = match.groups()
    try:
        if decade:
            return date(int(decade) * 10, 1, 1), date(int(decade) * 10 + 9, 12, 31)
        if century:
            return date(int(century) * 100, 1, 1), date(int(century) * 100 + 99, 12, 31)
        if day:
            only = date(int(year), int(month), int(day))
            return only, only
        if month:
            last = monthrange(int(year), int(month))[1]
            return date(int(year), int(month), 1), date(int(year), int(month), last)
        return date(int(year), 1, 1), date(int(year), 12, 31)
    except ValueError:
        raise ValueError(f"EDTF {text!r} names a day that no calendar has") from None


def year_edtf(year: int) -> str:
    """A year as EDTF; ValueError outside 1–9999."""
    if not 1 <= year <= 9999:
        raise ValueError(f"{year} is outside the years 1 to 9999")
    return f"{year:04d}"


def month_edtf(year: int, month: int) -> str:
    """A month as EDTF; ValueError for a month that does not exist."""
    if not 1 <= month <= 12:
        raise ValueError(f"there is no month {month}")
    return f"{year_edtf(year)}-{month:02d}"


def day_edtf(year: int, month: int, day: int) -> str:
    """A day as EDTF; ValueError for a day that does not exist (30 February)."""
    return date(year, month, day).isoformat()


def interval(first: str, last: str) -> str:
    """The interval from the start of one EDTF date to the end of another; ValueError if it runs backwards."""
    start, end = first.partition("/")[0], last.rpartition("/")[2]
    if start == end:
        return start
    edtf_bounds(f"{start}/{end}")
    return f"{start}/{end}"


def days_edtf(days: Days) -> str:
    """The shortest EDTF for an interval of days: whole years and months as such, else the days."""
    first, last = days.earliest, days.latest
    if first == last:
        return first.isoformat()
    ends_month = (last + timedelta(1)).day == 1 if last < date.max else True
    if first.day == 1 and ends_month:
        if first.month == 1 and last.month == 12:
            return interval(year_edtf(first.year), year_edtf(last.year))
        return interval(month_edtf(first.year, first.month), month_edtf(last.year, last.month))
    return f"{first.isoformat()}/{last.isoformat()}"


def edtf_of(earliest: str, latest: str) -> str:
    """The shortest EDTF of an interval of ISO days: a day, a month, a year or the interval itself."""
    if earliest == latest:
        return earliest
    year, month = int(latest[:4]), int(latest[5:7])
    if (
        earliest[:7] == latest[:7]
        and earliest.endswith("-01")
        and int(latest[8:]) == monthrange(year, month)[1]
    ):
        return earliest[:7]
    if earliest.endswith("-01-01") and latest.endswith("-12-31") and earliest[:4] == latest[:4]:
        return earliest[:4]
    return f"{earliest}/{latest}"
