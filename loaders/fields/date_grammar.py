"""The grammar of Chinese date phrases: what stands at a place of a folded text, and what days it means.

A phrase is read into a `Parse`, whose `sense` turns one day of issue into EDTF and raises ValueError where
the calendar has no such day. Nothing here knows that an issue's date may itself be uncertain: `date.py` does.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from lilun.loaders.fields import date_words as words
from lilun.loaders.fields.calendar import STEMS, lunar_day
from lilun.loaders.fields.date_point import (
    CN,
    DIGITS,
    NUMERALS,
    Antecedent,
    Kind,
    Parse,
    Point,
    calendar,
    coming_one,
    gap,
    latest,
    months_of,
    number,
    read_year,
    resolve,
    shifted_month,
    year_digits,
)
from lilun.loaders.fields.edtf import OPEN, Days, days_edtf, edtf_bounds, interval, month_edtf, year_edtf

_NEW_YEAR_DAY = re.compile(rf"大?年初(?P<d>[{CN}])")
_WEEKDAY = re.compile(
    r"(?:星期|礼拜)(?P<d>[一二三四五六日天])(?!次)|周(?P<z>[一二三四五六日])(?=[上下中晚早凌当，, 、]|$)"
)
_WEEKDAY_OF = re.compile(r"(?:星期|礼拜|周)?(?P<d>[一二三四五六日天末])(?![个次些])")
_CENTURY = re.compile(r"(?:公元 ?)?(?P<c>[0-9]{1,2}|二十[一二]?|十[一二三四五六七八九]?|[五六七八九]) ?世纪")
_DECADE = re.compile(
    r" ?(?:(?P<y>1[5-9][0-9]0|20[0-9]0|[一二][〇一二三四五六七八九]{2}〇)|(?P<d>[0-9])0"
    r"|(?P<a>[一二三四五六七八九])(?P<b>[一二三四五六七八九])?十) ?年代"
)
_AGO = re.compile(
    rf"(?P<n>[0-9]{{1,3}}|两|[{CN}]{{1,3}}) ?(?P<u>年|个月|个?星期|周|天) ?(?:以|之)?前(?![后三两])"
)
_RECENT = re.compile(
    r"(?:近|过去|最近|这)的?(?P<n>[0-9]{1,3}|[一二三四五六七八九十]{1,3})年(?:以来|来|间|里)?"
)
_COMING = re.compile(r"(?:未来|今后)的?(?P<n>[0-9]{1,3}|[一二三四五六七八九十]{1,3})年")
_SEASON = re.compile("(?P<y>[" + "".join(words.SEASON_YEARS) + "])(?P<s>[春夏秋冬])(?![节晚运])")
_ANNIVERSARY = re.compile(rf"(?P<n>[0-9]{{1,3}}|[{CN}百]{{1,5}})周年(?:之际)?")
_YEARS_ON = re.compile(rf"(?:(?:[0-9]{{1,3}}|[{CN}百]{{1,5}})[多余几]?年)?(?:以来|来)")
_REIGN = re.compile(r"年间|时期|朝")


# ---- feasts, events, centuries, windows ----------------------------------------------------------------


def _around(first: date, last: date, days: tuple[int, int]) -> str:
    """Days around a feast or event: counted from its first day alone if both lie before it."""
    before = days[1] < 0
    return days_edtf(Days(first + timedelta(days[0]), (first if before else last) + timedelta(days[1])))


def _feast(text: str, start: int, before: Antecedent) -> Parse | None:
    at, point = start, None
    if found := read_year(text, start, before):
        at, point = gap(text, found[0]), found[1]
    year = point.year if point else None
    fixed = bool(point and point.fixed)
    if match := _NEW_YEAR_DAY.match(text, at):
        day = number(match["d"])
        return _of_year(match.end(), year, fixed, lambda y: lunar_day(y, 1, day).isoformat(), "lunar-day")
    word = words.FEASTS.at(text, at)
    if word is None:
        return None
    feast, end = word.value, at + len(word.text)
    suffix = words.FEAST_SUFFIXES.at(text, end)
    if suffix is None and year is None and feast.needs:
        return None
    days: tuple[int, int] = (0, 0)
    if suffix:
        end += len(suffix.text)
        days = feast.holiday if isinstance(suffix.value, str) else suffix.value
    coming = text.startswith(words.FEAST_COMING_AFTER, end) or text.endswith(words.COMING_BEFORE, 0, start)

    def make(y: int) -> str:
        return _around(*feast.days(y), days)

    rule = "feast" + (
        "-" + suffix.text.removeprefix("节") if suffix and suffix.text.removeprefix("节") else ""
    )
    return _of_year(end, year, fixed, make, rule, coming)


def _of_year(
    end: int,
    year: Callable[[date], int] | None,
    fixed: bool,
    make: Callable[[int], str],
    rule: str,
    coming: bool = False,
) -> Parse:
    """A feast of its printed year, or else its latest (or coming) occurrence."""
    if year is not None:
        return Parse(end, lambda today: make(year(today)), "feast", rule, fixed)
    if coming:
        return Parse(end, lambda today: coming_one(make, today), "feast", rule + "-coming", False)
    return Parse(
        end,
        lambda today: latest(range(today.year + 1, today.year - 3, -1), make, today),
        "feast",
        rule,
        False,
    )


def _event(text: str, start: int, before: Antecedent) -> Parse | None:
    word = words.EVENTS.at(text, start)
    if word is None or (start and text[start] in NUMERALS and text[start - 1] in NUMERALS):
        return None
    event, end = word.value, start + len(word.text)
    first, last = edtf_bounds(event.edtf)
    if first is None:
        return None
    if match := _ANNIVERSARY.match(text, end):
        count, atom = number(match["n"]), event.edtf.partition("/")[0]
        edtf = f"{int(atom[:4]) + count:04d}{atom[4:]}"
        return Parse(match.end(), lambda _: edtf, "event", "anniversary", True)
    if match := _YEARS_ON.match(text, end):
        return _open(match.end(), event.edtf, "event-since")
    suffix = words.EVENT_SUFFIXES.at(text, end)
    general = words.SUFFIXES.at(text, end)
    if suffix and last and (general is None or len(general.text) <= len(suffix.text)):
        end += len(suffix.text)
        if isinstance(suffix.value, str):
            return _open_before(end, event.edtf, "event-before")
        edtf = event.edtf if suffix.value == (0, 0) else _around(first, last, suffix.value)
        return Parse(end, lambda _: edtf, "period", "event-" + suffix.text, True)
    if general and general.value == "since":
        return _open(end + len(general.text), event.edtf, "event-since")
    if general and general.value == "before":
        return _open_before(end + len(general.text), event.edtf, "event-before")
    if event.alone == "no" or (
        event.alone == "quoted" and word.text.endswith('"') and text.startswith(words.PLANS, end)
    ):
        return None
    kind: Kind = "period" if word.text.endswith(("时期", "期间", '"')) else "event"
    return Parse(end, lambda _: event.edtf, kind, "event", True)


def _open(end: int, edtf: str, rule: str) -> Parse:
    return Parse(end, lambda _: f"{edtf.partition('/')[0]}/{OPEN}", "open", rule, True)


def _open_before(end: int, edtf: str, rule: str) -> Parse:
    return Parse(end, lambda _: _until(edtf), "open", rule, True)


def _until(edtf: str) -> str:
    """All before a date, whole years as years."""
    first = edtf_bounds(edtf)[0]
    if first is None:
        raise ValueError("nothing lies before an open date")
    atom = edtf.partition("/")[0]
    if len(atom) == 4 and atom.isdigit():
        return f"{OPEN}/{year_edtf(first.year - 1)}"
    return f"{OPEN}/{first - timedelta(1)}"


def _century(text: str, start: int, before: Antecedent) -> Parse | None:
    shift: int | None = None
    century = 0
    if word := words.CENTURIES.at(text, start):
        shift, end = word.value, start + len(word.text)
    elif match := _CENTURY.match(text, start):
        century, end = number(match["c"]) - 1, match.end()
        if text.endswith("前", 0, start) or not 0 <= century <= 21:
            return None
    elif match := _DECADE.match(text, start):
        return _decades(text, match, None, False)
    else:
        return None

    def hundred(today: date) -> int:
        return century if shift is None else today.year // 100 + shift

    fixed = shift is None
    if match := _DECADE.match(text, gap(text, end)):
        return _decades(text, match, hundred, fixed)
    kind: Kind = "absolute" if fixed else "relative"
    if part := words.CENTURY_PARTS.at(text, end):
        first, last = part.value

        def sense(today: date) -> str:
            base = hundred(today) * 100
            if last - first == 9:
                return f"{(base + first) // 10:03d}X"
            return interval(year_edtf(base + first), year_edtf(base + last))

        return Parse(end + len(part.text), sense, kind, "century-part", fixed)
    return Parse(end, lambda today: f"{hundred(today):02d}XX", kind, "century", fixed)


def _decades(text: str, match: re.Match[str], hundred: Callable[[date], int] | None, fixed: bool) -> Parse:
    """Decades of a century (八九十年代 are two); without a century, the latest past ones."""
    if match["y"]:
        whole = year_digits(match["y"]) // 10
        first, span, fixed = whole % 10, 0, True
        hundred = lambda _: whole // 10  # noqa: E731
    else:
        first = int(match["d"]) if match["d"] else DIGITS.index(match["a"])
        span = DIGITS.index(match["b"]) - first if match["b"] else 0
        if span < 0:
            raise ValueError("the decades run backwards")
    end = match.end()
    part = words.DECADE_PARTS.at(text, end) if span == 0 else None

    def make(base: int) -> str:
        decade = base * 10 + first
        if part:
            return interval(year_edtf(decade * 10 + part.value[0]), year_edtf(decade * 10 + part.value[1]))
        return interval(f"{decade:03d}X", f"{decade + span:03d}X")

    def sense(today: date) -> str:
        if hundred is not None:
            return make(hundred(today))
        now = today.year // 100
        return latest((now, now - 1), make, today)

    kind: Kind = "absolute" if fixed else "relative"
    return Parse(end + (len(part.text) if part else 0), sense, kind, "decade", fixed)


def _reign(text: str, start: int, before: Antecedent) -> Parse | None:
    era = words.ERAS.at(text, start)
    if era is None or not (match := _REIGN.match(text, start + len(era.text))):
        return None
    edtf = interval(year_edtf(era.value.before + 1), year_edtf(era.value.before + era.value.years))
    return Parse(match.end(), lambda _: edtf, "period", "reign", True)


def _window(text: str, start: int, before: Antecedent) -> Parse | None:
    """Windows before the issue, lengths of years up to it and from it, a length of time ago."""
    if word := words.WINDOWS.at(text, start):
        first, last = word.value
        return Parse(
            start + len(word.text),
            lambda t: f"{t + timedelta(first)}/{t + timedelta(last)}",
            "vague",
            "window",
            False,
        )
    if match := _RECENT.match(text, start):
        count = number(match["n"])
        return Parse(
            match.end(),
            lambda t: f"{year_edtf(t.year - count)}/{year_edtf(t.year)}",
            "vague",
            "recent-years",
            False,
        )
    if match := _COMING.match(text, start):
        count = number(match["n"])
        return Parse(
            match.end(),
            lambda t: f"{year_edtf(t.year)}/{year_edtf(t.year + count)}",
            "vague",
            "coming-years",
            False,
        )
    match = _AGO.match(text, start)
    if match is None or text.endswith(("第", "几", "数", "多", "近", "约", "前"), 0, start):
        return None
    count, unit = number(match["n"]), match["u"]

    def ago(today: date) -> str:
        if unit == "年":
            return year_edtf(today.year - count)
        if unit == "个月":
            return month_edtf(*shifted_month(today, -count))
        if unit == "天":
            return (today - timedelta(count)).isoformat()
        monday = today - timedelta(today.weekday() + 7 * count)
        return f"{monday}/{monday + timedelta(6)}"

    return Parse(match.end(), ago, "relative", "ago", False)


def _days(text: str, start: int, before: Antecedent) -> Parse | None:
    """Days and weeks counted from the issue or from the date before, weekdays, seasons, bare parts."""
    if word := words.SAME_DAY.at(text, start):
        if before.year and before.month and before.day:
            that = date(before.year, before.month, before.day) + timedelta(word.value)
            return Parse(start + len(word.text), lambda _: that.isoformat(), "relative", "same-day", True)
        return None
    if word := words.DAYS.at(text, start):
        shift = word.value
        # 今天 and 明天 are as often the present and the future as a day.
        kind: Kind = "relative" if shift < 0 else "vague"
        return Parse(
            start + len(word.text), lambda t: (t + timedelta(shift)).isoformat(), kind, "issue-day", False
        )
    if word := words.WEEKS.at(text, start):
        end, weeks = start + len(word.text), word.value
        first, last = 0, 6
        if match := _WEEKDAY_OF.match(text, end):
            end = match.end()
            first, last = (5, 6) if match["d"] == "末" else (("一二三四五六日".find(match["d"])) % 7,) * 2

        def week(t: date) -> str:
            monday = t + timedelta(7 * weeks - t.weekday())
            return interval(str(monday + timedelta(first)), str(monday + timedelta(last)))

        return Parse(end, week, "relative", "week", False)
    if (match := _WEEKDAY.match(text, start)) and not text.endswith(("每", "一", "两"), 0, start):
        day = "一二三四五六日".find(match["d"] or match["z"]) % 7
        return Parse(
            match.end(), lambda t: str(t - timedelta((t.weekday() - day) % 7)), "relative", "weekday", False
        )
    if match := _SEASON.match(text, start):
        years = words.SEASON_YEARS[match["y"]]
        season = words.YEAR_PARTS.at(match["s"], 0)
        if season:
            months = season.value
            return Parse(
                match.end(), lambda t: months_of(t.year + years, *months), "relative", "season", False
            )
    return _bare_part(text, start)


def _bare_part(text: str, start: int) -> Parse | None:
    """A part of a year or month alone: the latest that has begun; of 前三季度, that has all but ended."""
    if (word := words.BARE_MONTH_PARTS.at(text, start)) and (part := words.MONTH_PARTS.at(word.text, 0)):
        point = Point(days=part.value)
        return Parse(start + len(word.text), partial(resolve, point), "relative", "bare-part", False)
    if (word := words.BARE_YEAR_PARTS.at(text, start)) is None or (
        part := words.YEAR_PARTS.at(word.text, 0)
    ) is None:
        return None
    first, last = part.value
    begun = last if any(mark in word.text for mark in "前至-") else first

    def sense(today: date) -> str:
        year = today.year if date(today.year, begun, 1) <= today else today.year - 1
        return months_of(year, first, last)

    return Parse(start + len(word.text), sense, "relative", "bare-part", False)


# ---- the whole ------------------------------------------------------------------------------------------


def _with_suffix(text: str, parse: Parse) -> Parse:
    """The phrase with what follows it: 以来, 以前, 前后."""
    at = parse.end + (text.startswith(" ", parse.end))
    suffix = words.SUFFIXES.at(text, at)
    if suffix is None or parse.kind in ("vague", "open"):
        return parse
    if parse.kind == "feast" and not suffix.text.endswith("以来"):
        return parse  # feasts have suffixes of their own
    end, inner = at + len(suffix.text), parse.sense
    if suffix.value == "since":
        return Parse(end, lambda t: _since(inner(t)), "open", parse.rule + "-since", parse.fixed)
    if suffix.value == "before":
        return Parse(end, lambda t: _until(inner(t)), "open", parse.rule + "-before", parse.fixed)
    return Parse(end, lambda t: _widened(inner(t)), parse.kind, parse.rule + "-about", parse.fixed)


def _since(edtf: str) -> str:
    atom = edtf.partition("/")[0]
    first = edtf_bounds(edtf)[0]
    return f"{atom if 'X' not in atom else year_edtf(first.year) if first else OPEN}/{OPEN}"


def _widened(edtf: str) -> str:
    """A date with its own unit on either side: 1978年前后 is 1977 to 1979."""
    first, last = edtf_bounds(edtf)
    if first is None or last is None:
        return edtf
    atom = edtf.partition("/")[0]
    if len(atom) == 4:
        return interval(year_edtf(first.year - 1), year_edtf(last.year + 1))
    if len(atom) == 7:
        before, after = shifted_month(first, -1), shifted_month(last, 1)
        return interval(month_edtf(*before), month_edtf(*after))
    return f"{first - timedelta(3)}/{last + timedelta(3)}"


_Reader = Callable[[str, int, Antecedent], Parse | None]
_NUMERAL = frozenset("0123456789两廿卅" + DIGITS + CN)
_YEAR_FIRST = {
    *_NUMERAL,
    *STEMS,
    *"公西农",
    *words.YEARS.firsts,
    *words.SAME_YEAR.firsts,
    *words.ERAS.firsts,
}
_FIRSTS: dict[_Reader, set[str]] = {
    calendar: {*_YEAR_FIRST, *"阴旧夏闰正元腊冬", *words.MONTHS.firsts, *words.SAME_MONTH.firsts},
    _feast: {*_YEAR_FIRST, *words.FEASTS.firsts, *"大年"},
    _event: {*words.EVENTS.firsts},
    _century: {*_NUMERAL, "公", *words.CENTURIES.firsts},
    _reign: {*words.ERAS.firsts},
    _window: {*_NUMERAL, *words.WINDOWS.firsts, *"近过最这未今"},
    _days: {
        *words.DAYS.firsts, *words.SAME_DAY.firsts, *words.WEEKS.firsts, *words.SEASON_YEARS,
        *words.BARE_YEAR_PARTS.firsts, *words.BARE_MONTH_PARTS.firsts, *"星礼周",
    },
}  # fmt: skip
_STARTERS = sorted({*words.SET_PHRASES.firsts}.union(*_FIRSTS.values()))
# Which readers a character may begin a phrase of: most of a text is passed over without trying any.
_READERS = {char: tuple(reader for reader, firsts in _FIRSTS.items() if char in firsts) for char in _STARTERS}
STARTS = re.compile("[" + re.escape("".join(_STARTERS)) + "]")
# Of a number, only one that a unit follows; words that begin with a numeral (七夕, 十九大) are tried besides.
_COUNTED = re.compile(rf"[0-9Oo两廿卅{DIGITS}{CN}]+ ?[年月日号世个天周星至到\-./]")
_BY_WORD = {
    char: tuple(
        r
        for r, table in ((_feast, words.FEASTS), (_event, words.EVENTS), (_days, words.BARE_YEAR_PARTS))
        if char in table.firsts
    )
    for char in _NUMERAL
}
_INSIDE = NUMERALS | {".", "·", "第", ","}


def read_at(text: str, start: int, before: Antecedent) -> tuple[Parse | None, int]:
    """The longest phrase at `start` of a folded text, and where reading goes on if there is none.

    An impossible date (2月30日, 13月) is None, and reading goes on behind it, so that no part of it is found.
    """
    if phrase := words.SET_PHRASES.at(text, start):
        return None, start + len(phrase.text)
    first, beyond = text[start], start + 1
    readers = _READERS.get(first, ())
    if first in _NUMERAL:
        if start and text[start - 1] in _INSIDE:
            return None, beyond
        if not _COUNTED.match(text, start):
            readers = _BY_WORD[first]
    best: Parse | None = None
    for reader in readers:
        try:
            parse = reader(text, start, before)
        except (ValueError, OverflowError):
            beyond = max(beyond, _past_numerals(text, start))
            continue
        if parse:
            parse = _with_suffix(text, parse)
            if best is None or parse.end > best.end:
                best = parse
    return best, beyond


_IMPOSSIBLE = re.compile(rf"(?:[{''.join(sorted(NUMERALS))}]+ ?[年月日号]? ?|[年月日号])+")


def _past_numerals(text: str, start: int) -> int:
    """The end of the run of numbers and units that begins at the first numeral of an impossible date."""
    at = next((i for i in range(start, min(start + 8, len(text))) if text[i] in NUMERALS), start)
    match = _IMPOSSIBLE.match(text, at)
    return match.end() if match else start + 1
