"""Lunar days, solar terms and sexagenary years as days of the Gregorian calendar.

The calendar is lunar-python's (no disagreement with the published tables over 1901–2099); this module gives
it one face: dates in, dates out, ValueError for what no calendar has.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from lunar_python import Lunar, Solar

LUNAR_YEARS = range(1600, 2201)
STEMS = "甲乙丙丁戊己庚辛壬癸"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"


@lru_cache(4096)
def lunar_day(year: int, month: int, day: int, leap: bool = False) -> date:
    """The Gregorian day of a lunar one; ValueError if its year lacks it (a leap month, the 30th)."""
    if year not in LUNAR_YEARS:
        raise ValueError(f"lunar years are read from 1600 to 2200, not {year}")
    try:
        solar = Lunar.fromYmd(year, -month if leap else month, day).getSolar()
        return date(solar.getYear(), solar.getMonth(), solar.getDay())
    except Exception as error:  # lunar-python raises the bare class
        raise ValueError(f"the lunar year {year} has no day {month}/{day}: {error}") from None


def lunar_month(year: int, month: int, leap: bool = False) -> tuple[date, date]:
    """The first and last day of a lunar month; ValueError if that year lacks it."""
    first = lunar_day(year, month, 1, leap)
    try:
        return first, lunar_day(year, month, 30, leap)
    except ValueError:
        return first, first + timedelta(28)


def lunar_feast(year: int, month: int, day: int) -> date:
    """The day of a lunar feast that lies in a Gregorian year: 腊八 of 2025 is 7 January 2025.

    A year that has no such day (the twelfth month may slip out of it) gets that of its own lunar year.
    """
    before = lunar_day(year - 1, month, day) if month > 10 else None
    return before if before and before.year == year else lunar_day(year, month, day)


@lru_cache(1024)
def solar_term(year: int, name: str) -> date:
    """The day of a solar term (清明, 冬至) in a Gregorian year."""
    if year not in LUNAR_YEARS:
        raise ValueError(f"solar terms are read from 1600 to 2200, not {year}")
    table = Solar.fromYmd(year, 6, 15).getLunar().getJieQiTable()
    # The table begins with the winter solstice of the year before; that of its end has a Latin key.
    solar = table["DONG_ZHI" if name == "冬至" else name]
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def sexagenary(name: str) -> int | None:
    """The remainder by 60 of the years that bear this name (甲子 4); None for a pair that does not occur."""
    stem, branch = STEMS.index(name[0]), BRANCHES.index(name[1])
    if (stem - branch) % 2:
        return None
    return (next(n for n in range(stem, 60, 10) if n % 12 == branch) + 4) % 60
