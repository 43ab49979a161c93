"""Calendar dates as printed: years, months and days of every notation, their parts, and ranges of two.

A date is read into a `Point`, which says what was printed; `resolve` gives its EDTF against one day of issue.
What counts from the issue, or was not printed, is settled there; ValueError is raised where the calendar has
no such day.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from lilun.loaders.fields import date_words as words
from lilun.loaders.fields.calendar import BRANCHES, STEMS, lunar_day, lunar_month, sexagenary
from lilun.loaders.fields.edtf import day_edtf, edtf_bounds, interval, month_edtf, year_edtf

Kind = Literal["absolute", "relative", "vague", "period", "feast", "open", "event"]
Sense = Callable[[date], str]

DIGITS = "〇一二三四五六七八九"
CN = "一二三四五六七八九十"
_Y4 = rf"[12一二][0-9Oo{DIGITS}]{{3}}"
_NUM = rf"(?:[0-9]{{1,2}}|[{CN}]{{1,3}}|[廿卅][{CN[:9]}]?)"
_TO = r" ?(?:至|到|-{1,2}) ?"
_YEAR = re.compile(
    rf"(?:公元|西元) ?(?P<ad>[0-9]{{3,4}}|{_Y4}) ?年"
    rf"|(?P<y4>{_Y4})(?: ?年度?(?![代级轮龄])|(?={_TO}{_Y4} ?年))"
    rf"|农?历?(?P<gz>[{STEMS}][{BRANCHES}])[鼠牛虎兔龙蛇马羊猴鸡狗猪]?年"
    rf"|(?P<y2>[0-9]{{2}}|[{DIGITS}]{{2}}) ?年(?= ?(?:{_NUM}|元) ?月)"
)
_ERA_YEAR = re.compile(rf" ?(?P<n>元|{_NUM}) ?年")
_MONTH = re.compile(
    rf"(?P<cal>农历|阴历|旧历|夏历)? ?(?P<leap>闰)?"
    rf"(?:(?P<m>{_NUM})(?: ?月份?|(?={_TO}{_NUM} ?月))|(?P<name>[正元腊冬])月)"
)
_DAY = re.compile(rf" ?(?P<d>{_NUM})(?: ?[日号](?!线|楼|文件)|(?={_TO}{_NUM} ?[日号]))")
_LUNAR_DAY = re.compile(rf" ?(?:初(?P<early>[{CN}])|(?P<d>廿[{CN[:9]}]?|[{CN}]{{1,3}}))(?![日号])")
_EARLY_DAY = re.compile(rf"初(?P<early>[{CN}])")
_WEEKDAY_TAIL = re.compile(r" ?[(（]?(?:星期|周|礼拜)[一二三四五六日天](?![次个])[)）]?")
_ISO = re.compile(
    r"(?P<y>[12][0-9]{3})(?P<s>[-./])(?P<m>[0-9]{1,2})(?P=s)(?P<d>[0-9]{1,2})(?![0-9]|[-./][0-9])"
)
NUMERALS = frozenset("0123456789Oo〇零廿卅百千万亿两几" + CN)


@dataclass(frozen=True, slots=True)
class Parse:
    """A phrase that ends at `end`; `fixed` where its sense does not depend on the issue."""

    end: int
    sense: Sense
    kind: Kind
    rule: str
    fixed: bool


@dataclass(frozen=True, slots=True)
class Antecedent:
    """The last date before a phrase, as far as it is known; `near` where no sentence ended since."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    near: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """A calendar date as printed; what is None was not printed. Years and months may count from the issue."""

    year: Callable[[date], int] | None = None
    month: int | None = None
    month_shift: int | None = None
    day: int | None = None
    day_shift: int | None = None
    lunar: bool = False
    leap: bool = False
    months: tuple[int, int] | None = None  # a part of the year
    days: tuple[int, int] | None = None  # a part of the month
    coming: bool = False  # without a year: the next such month, not the latest past one
    fixed: bool = True
    rule: str = "date"


def number(text: str) -> int:
    """A number below a thousand in Arabic or Chinese numerals; ValueError for what is none."""
    if text.isascii():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十").replace("两", "二").replace("元", "一")
    hundreds, found, rest = text.partition("百")
    if found:
        return number(hundreds or "一") * 100 + (number(rest.lstrip("〇零")) if rest else 0)
    if "十" in text:
        tens, _, ones = text.partition("十")
        if len(tens) > 1 or len(ones) > 1:
            raise ValueError(f"{text} is no number")
        return 10 * (DIGITS.index(tens) if tens else 1) + (DIGITS.index(ones) if ones else 0)
    return int("".join(str(DIGITS.index(c)) for c in text))


def year_digits(text: str) -> int:
    return int("".join(c if c in "0123456789" else "0" if c in "Oo" else str(DIGITS.index(c)) for c in text))


def latest(years: Iterable[int], make: Callable[[int], str], today: date) -> str:
    """The first of the years, latest first, whose date has begun; ValueError if there is none."""
    for year in years:
        try:
            edtf = make(year)
        except ValueError:
            continue
        first = edtf_bounds(edtf)[0]
        if first is not None and first <= today:
            return edtf
    raise ValueError("no such day in the years before the issue")


def coming_one(make: Callable[[int], str], today: date) -> str:
    """What `make` gives for the first year whose date is not over; ValueError if there is none."""
    for year in range(today.year, today.year + 9):
        try:
            edtf = make(year)
        except ValueError:
            continue
        last = edtf_bounds(edtf)[1]
        if last is not None and last >= today:
            return edtf
    raise ValueError("no such day in the years after the issue")


def _years_back(today: date) -> range:
    return range(today.year, max(today.year - 9, 0), -1)


def shifted_month(today: date, shift: int) -> tuple[int, int]:
    year, month = divmod(today.year * 12 + today.month - 1 + shift, 12)
    return year, month + 1


def months_of(year: int, first: int, last: int) -> str:
    """Months of a year; past 12 they run into the next."""
    end_year, end = (year + 1, last - 12) if last > 12 else (year, last)
    return interval(month_edtf(year, first), month_edtf(end_year, end))


def _days_of(year: int, month: int, first: int, last: int) -> str:
    end = edtf_bounds(month_edtf(year, month))[1]
    assert end is not None
    return interval(day_edtf(year, month, first), day_edtf(year, month, min(last, end.day)))


def _within_year(point: Point, year: int) -> str:
    """The point's EDTF in a given year; ValueError for an impossible date."""
    if point.months:
        return months_of(year, *point.months)
    if point.month is None:
        return year_edtf(year)
    return _within_month(point, year, point.month)


def _within_month(point: Point, year: int, month: int) -> str:
    if point.lunar:
        if point.day is not None:
            return lunar_day(year, month, point.day, point.leap).isoformat()
        first, last = lunar_month(year, month, point.leap)
        if point.days:
            return f"{first + timedelta(point.days[0] - 1)}/{min(last, first + timedelta(point.days[1] - 1))}"
        return f"{first}/{last}"
    if point.day is not None:
        return day_edtf(year, month, point.day)
    return _days_of(year, month, *point.days) if point.days else month_edtf(year, month)


def resolve(point: Point, today: date) -> str:
    """EDTF of a point against one day of issue; ValueError for an impossible date."""
    if point.day_shift is not None:
        return (today + timedelta(point.day_shift)).isoformat()
    if point.year is not None:
        return _within_year(point, point.year(today))
    if point.month_shift is not None:
        return _within_month(point, *shifted_month(today, point.month_shift))
    if point.month is not None or point.months:
        if point.coming:
            return coming_one(lambda year: _within_year(point, year), today)
        return latest(_years_back(today), lambda year: _within_year(point, year), today)
    for shift in range(12):
        year, month = shifted_month(today, -shift)
        try:
            edtf = _within_month(point, year, month)
        except ValueError:
            continue
        first = edtf_bounds(edtf)[0]
        if first is not None and first <= today:
            return edtf
    raise ValueError("no month has such a day")


def _last_atom(edtf: str) -> tuple[int | None, int | None]:
    numbers = [int(n) for n in re.findall(r"[0-9]+", edtf.rpartition("/")[2])]
    return (numbers[0] if numbers else None), (numbers[1] if len(numbers) > 1 else None)


def _resolve_range(left: Point, right: Point, today: date) -> str:
    """EDTF of a range; what its right end leaves out it has from its left end."""
    first = resolve(left, today)
    year, month = _last_atom(first)
    inherits_year = right.year is None and right.month_shift is None and right.day_shift is None
    if not inherits_year:
        return interval(first, resolve(right, today))
    if year is None:
        raise ValueError("the range has no year to inherit")
    if right.month is None and not right.months:
        if month is None:
            raise ValueError("the range has no month to inherit")
        return interval(first, _within_month(replace(right, lunar=left.lunar), year, month))
    end = replace(right, lunar=left.lunar or right.lunar)
    try:
        return interval(first, _within_year(end, year))
    except ValueError:  # 11月至3月 runs into the next year
        return interval(first, _within_year(end, year + 1))


# ---- calendar points ----------------------------------------------------------------------------------


def read_year(text: str, start: int, before: Antecedent) -> tuple[int, Point] | None:
    """A year at `start`, of any kind: its end and a point that holds it."""
    match = _YEAR.match(text, start)
    if match:
        end = match.end()
        if match["y4"] or match["ad"]:
            year = year_digits(match["y4"] or match["ad"])
            # 2000年前, 1500年的历史 tell a length of time.
            if (
                year % 100 == 0
                and year != 1900
                and text.startswith(("前", "来", "历史", "的历史", "后", "间", "之久", "文明"), end)
            ):
                return None
            return end, Point(year=lambda _: year, rule="year")
        if match["gz"]:
            cycle = sexagenary(match["gz"])
            if cycle is None:
                return None
            return end, Point(year=lambda t: t.year - (t.year - cycle) % 60, fixed=False, rule="sexagenary")
        short = year_digits(match["y2"])
        return end, Point(year=lambda t: t.year - (t.year - short) % 100, fixed=False, rule="short-year")
    era = words.ERAS.at(text, start)
    if era and (match := _ERA_YEAR.match(text, start + len(era.text))):
        count, reign = number(match["n"]), era.value
        if not 1 <= count <= reign.years:
            raise ValueError(f"{era.text} has no year {count}")
        return match.end(), Point(year=lambda _: reign.before + count, lunar=reign.lunar, rule="era")
    if same := words.SAME_YEAR.at(text, start):
        if before.year is None:
            return None
        that = before.year + same.value
        return start + len(same.text), Point(year=lambda _: that, rule="same-year")
    if word := words.YEARS.at(text, start):
        shift = word.value
        return start + len(word.text), Point(year=lambda t: t.year + shift, fixed=False, rule="issue-year")
    return None


def _read_month(text: str, start: int, point: Point | None) -> tuple[int, Point] | None:
    match = _MONTH.match(text, start)
    if match is None:
        return None
    base = point or Point(fixed=False, rule="month")
    name = match["name"]
    month = {"正": 1, "元": 1, "冬": 11, "腊": 12}[name] if name else number(match["m"])
    if not 1 <= month <= 12:
        raise ValueError(f"there is no month {month}")
    lunar = base.lunar or bool(match["cal"] or match["leap"]) or name in ("正", "冬", "腊")
    return match.end(), replace(base, month=month, lunar=lunar, leap=bool(match["leap"]))


def _read_day(text: str, start: int, point: Point) -> tuple[int, Point] | None:
    """A day of the month or a part of the month after a month."""
    if match := _DAY.match(text, start):
        day = number(match["d"])
        if not 1 <= day <= 31:
            raise ValueError(f"there is no day {day}")
        end = match.end()
        if tail := _WEEKDAY_TAIL.match(text, end):
            end = tail.end()
        return end, replace(point, day=day)
    if early := _EARLY_DAY.match(text, start):  # 八月初五 is lunar, whatever the month was called
        return early.end(), replace(point, day=number(early["early"]), lunar=True)
    if point.lunar and (match := _LUNAR_DAY.match(text, start)):
        return match.end(), replace(point, day=number(match["early"] or match["d"]))
    if part := words.MONTH_PARTS.at(text, start):
        return start + len(part.text), replace(point, days=part.value)
    return None


def gap(text: str, at: int) -> int:
    """Where a phrase goes on after a blank or 的 between its parts."""
    for filler in (" 的 ", "的 ", " 的", "的", " "):
        if text.startswith(filler, at):
            return at + len(filler)
    return at


def read_point(text: str, start: int, before: Antecedent, ranging: bool = False) -> tuple[int, Point] | None:
    """The calendar date at `start` and where it ends; None if there is none, ValueError if it is impossible.

    `ranging`: it is the right end of a range, where a bare month or day needs no proof that it is one.
    """
    if match := _ISO.match(text, start):
        year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
        return match.end(), Point(year=lambda _: year, month=month, day=day, rule="numeric")
    if dated := read_year(text, start, before):
        end, point = dated
        for at in (end, gap(text, end)):
            if monthly := _read_month(text, at, point):
                end, point = monthly
                return _read_day(text, end, point) or _read_day(text, gap(text, end), point) or monthly
            if part := words.YEAR_PARTS.at(text, at):
                return at + len(part.text), replace(point, months=part.value, rule=point.rule + "-part")
        return dated
    if named := _month_by_name(text, start, before):
        end, point = named
        return _read_day(text, gap(text, end), point) or named
    if found := _read_month(text, start, None):
        return _bare_month(text, start, found, before, ranging)
    return _bare_day(text, start, before, ranging)


def _month_by_name(text: str, start: int, before: Antecedent) -> tuple[int, Point] | None:
    """上月, counted from the issue, or 同月, from the date before."""
    if word := words.MONTHS.at(text, start):
        return start + len(word.text), Point(month_shift=word.value, fixed=False, rule="issue-month")
    word = words.SAME_MONTH.at(text, start)
    if word is None or not (before.year and before.month):
        return None
    year, month = shifted_month(date(before.year, before.month, 1), word.value)
    return start + len(word.text), Point(year=lambda _: year, month=month, rule="same-month")


def _bare_month(
    text: str, start: int, found: tuple[int, Point], before: Antecedent, ranging: bool
) -> tuple[int, Point] | None:
    """A month without a year: of the year that its sentence has named, else the latest past one."""
    end, point = found
    not_after, not_before = words.BARE_MONTH
    if not ranging and (text.startswith(not_before, end) or text.endswith(not_after, 0, start)):
        return None
    if before.near and before.year and before.month and (point.month or 0) >= before.month and not ranging:
        that = before.year
        point = replace(point, year=lambda _: that, fixed=True, rule="month-after-year")
    elif text.endswith(words.COMING_BEFORE, 0, start):
        point = replace(point, coming=True, rule="coming-month")
    if day := _read_day(text, gap(text, end), point):
        return day
    # 二月二 and 三月三 are feasts or names, no months.
    return None if text[end - 2 : end - 1] in CN and text[end : end + 1] in {*CN} else (end, point)


def _bare_day(text: str, start: int, before: Antecedent, ranging: bool) -> tuple[int, Point] | None:
    """A day without a month: of the month that its sentence has named, else the latest past one."""
    match = _DAY.match(text, start)
    if match is None or (match[0].endswith("号") and not ranging):
        return None
    end = match.end()
    not_after, not_before = words.BARE_DAY
    if not ranging:
        if text.startswith(not_before, end) or text.endswith(not_after, 0, start):
            return None
        # 一日 and 三日 are mostly lengths of time; in a dateline or before a clause they are days.
        if not text[start].isascii() and not text.startswith(
            ("电", "讯", "上午", "下午", "晚", "至", "，", ","), end
        ):
            return None
    day = number(match["d"])
    if not 1 <= day <= 31:
        raise ValueError(f"there is no day {day}")
    point = Point(day=day, fixed=False, rule="day")
    if before.near and before.year and before.month and not ranging:
        that, month = before.year, before.month
        point = replace(point, year=lambda _: that, month=month, fixed=True, rule="day-after-month")
    return end, point


def calendar(text: str, start: int, before: Antecedent) -> Parse | None:
    """A calendar date or a range of two."""
    found = read_point(text, start, before)
    if found is None:
        return None
    end, left = found
    kind: Kind = "absolute" if left.fixed and not left.rule.startswith("same") else "relative"
    plain = Parse(end, lambda today: resolve(left, today), kind, left.rule, left.fixed)
    joint = re.compile(_TO).match(text, end)
    if joint is None:
        return plain
    try:
        other = read_point(text, joint.end(), before, ranging=True)
        if other is None or (other[1].day is None) is not (left.day is None):
            return plain
        right = other[1]
        inherits = right.year is None and right.month_shift is None and right.day_shift is None
        fixed = left.fixed and (right.fixed or inherits)
        if fixed:
            _resolve_range(left, right, date.min)  # a range that runs backwards is no range
    except ValueError:
        return plain
    return Parse(
        other[0], lambda today: _resolve_range(left, right, today), kind, left.rule + "-range", fixed
    )
