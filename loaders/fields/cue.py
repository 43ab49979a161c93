"""Cues of citation (指出, 强调, 写道 …) and the small words around them, as the rule tables give them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from lilun.loaders.fields.source import DATE, any_of, words
from lilun.loaders.rules import rows

_WORDS = "attribution_words"
_LONGEST_WORD = 6
_MANNER = re.compile("[\u3400-\u9fff]{1,8}?地(?![质方区位带球理震图形勤])")
_DATE = re.compile(DATE)
_IN_WORK = re.compile(
    "第[〇零一二三四五六七八九十百千\\d]{1,7}条(?:第[一二三四五六七八九十\\d]{1,3}款)?|第[一二三四五六七八九十]卷|"
    "的?《[^《》]*》(?:一书|一文)?(?:里面|中|里|开篇|序言)?|(?:一书|一文)?(?:中|里|开篇|序言)"
)
# 列宁的话说, 她的回答是：“…”
_NAMED_SAYING = re.compile("的话(?:来)?[说讲](?=[，：,:就“])|的[\u3400-\u9fff]{2,3}是?：“")
_GLOSS = re.compile("[（(][^（）()]{1,40}[)）]")  # 舒马赫（E.F.Schumacher）, 严复（1854—1921）
_LIGHT = re.compile("过(?=[，：,:“]|我们|大家|人们|全党|世人|后人|一[句段番]|这样)|[说道](?=[，：,:“])")
_HAD = re.compile("(?:有过?|作过|做过|作出过)[\u3400-\u9fff]{0,8}的$")
_CLAUSE_MARKS = "，。；：！？"


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue verb, of a `kind` (says, tells, asks, thinks, proposes, decides, writes, decrees, quotes, makes,
    calls: 称为“…”).

    `indirect` says whether reported words follow ('no', 'comma': after a mark, 'bare': at once too);
    `clausal` verbs take a clause and nothing else; `follows` may come without a source after another cue;
    `noun` is also a noun.
    """

    verb: str
    kind: str
    indirect: str
    clausal: bool
    follows: bool
    noun: bool


@cache
def cues() -> dict[str, Cue]:
    """The cues by verb, from rules/cues.csv."""
    return {
        row["verb"]: Cue(
            row["verb"],
            row["kind"],
            row["indirect"],
            row["clausal"] == "yes",
            row["follows"] == "yes",
            row["noun"] == "yes",
        )
        for row in rows("cues")
    }


@cache
def lead_in() -> re.Pattern[str]:
    """What announces a quotation: a cue and a comma or colon."""
    return re.compile(rf"{any_of(v for v, c in cues().items() if c.kind != 'quotes')}[，：,:]")


@cache
def one_of(*roles: str) -> re.Pattern[str]:
    """A pattern for the words of roles of attribution_words.csv."""
    return re.compile(any_of(w for role in roles for w in words(_WORDS, role)))


@cache
def _cue_words() -> re.Pattern[str]:
    return re.compile(any_of(cues()))


@cache
def _exceptions() -> re.Pattern[str]:
    return re.compile(any_of(row["word"] for row in rows("cue_exceptions")))


def find_cues(masked: str) -> list[tuple[int, int, Cue]]:
    """The cues of a masked paragraph, (start, end, cue) in order; 说明, 道路 and the like are none."""
    shadows = [m.span() for m in _exceptions().finditer(masked)]
    found: list[tuple[int, int, Cue]] = []
    place = 0
    for match in _cue_words().finditer(masked):
        start, end = match.span()
        while place < len(shadows) and shadows[place][1] <= start:
            place += 1
        if place < len(shadows) and shadows[place][0] <= start and end <= shadows[place][1]:
            given = end == shadows[place][1] and cues()[match.group()].noun  # 作出重要指示：“…”
            if not (given and masked.startswith(("：“", "，“"), end)):
                continue
        if found and start < found[-1][1]:
            continue
        cue = cues()[match.group()]
        if _is_verb(masked, start, end, cue):
            found.append(_whole(masked, start, end, cue))
    return found


def _whole(masked: str, start: int, end: int, cue: Cue) -> tuple[int, int, Cue]:
    """The cue with the light verb or the aspect that belongs to it: 回答说, 提醒道, 告诫过."""
    light = _LIGHT.match(masked, end)
    if light is None or len(cue.verb) < 2 or cue.kind in ("quotes", "makes", "calls"):
        return start, end, cue
    if light.group() == "过":
        return start, light.end(), replace(cue, verb=cue.verb + "过")
    return start, light.end(), replace(cues()["说"], verb=cue.verb + light.group())


def _is_verb(masked: str, start: int, end: int, cue: Cue) -> bool:
    after = masked[end : end + 4]
    if after[:1] in {"的", "书", "性", "力", "者"} and not after.startswith(
        ("的那样", "的，", "的：", "的一样")
    ):
        return False
    before = masked[start - 1 : start]
    if after.startswith(("：“", "，“")) and (before != "的" or _HAD.search(masked, max(0, start - 12), start)):
        return True  # 作出批示：“…”, 有过精辟的论述：“…”
    if cue.noun and _given().search(masked, max(0, start - 12), start):
        return False
    return not (cue.noun and before in words(_WORDS, "noun_before"))


@cache
def _given() -> re.Pattern[str]:
    """What makes a noun of the cue behind it: 提出明确要求."""
    return re.compile(any_of(words(_WORDS, "giving")) + "(?:(?!并|同时|还)[\u3400-\u9fff]){0,6}$")


@cache
def _word_set(*roles: str) -> frozenset[str]:
    return frozenset(w for role in roles for w in words(_WORDS, role))


def _steps(masked: str, at: int, end: int, roles: tuple[str, ...], clauses: bool) -> list[int]:
    """Where a walk over small words may stand after one step from `at`."""
    found = []
    vocabulary = _word_set(*roles)
    for length in range(1, _LONGEST_WORD + 1):
        if at + length <= end and masked[at : at + length] in vocabulary:
            found.append(at + length)
    for pattern in (_DATE, _MANNER):
        match = pattern.match(masked, at, end)
        if match is not None:
            found.append(match.end())
            if clauses and masked.startswith("的", match.end()):
                found.append(match.end() + 1)
    if clauses:
        opening = one_of("circumstance_opens").match(masked, at, end)
        if opening is not None:
            stop = min(end, opening.end() + 45)
            for closing in one_of("circumstance_closes").finditer(masked, opening.end() + 1, stop):
                if any(mark in masked[opening.end() : closing.start()] for mark in _CLAUSE_MARKS):
                    break
                found.append(closing.end())
        held = _held().match(masked, at, end)
        if held is not None and one_of("basis").match(masked, at, end) is None:
            found.append(held.end())
    return found


@cache
def _held() -> re.Pattern[str]:
    held = any_of(words(_WORDS, "held"))
    return re.compile(rf"[\u3400-\u9fff\d、]{{0,25}}?{held}的|时任[\u3400-\u9fff、]{{2,25}}?的")


def walk(masked: str, start: int, end: int, roles: tuple[str, ...], clauses: bool = False) -> list[int]:
    """Every place in [start, end] reached from `start` over words of the roles, dates and 深刻地.

    `clauses` also steps over circumstances (在…会上, 日前召开的). Polynomial in end - start,
    which callers bound.
    """
    reached = {start}
    for at in range(start, end):
        if at in reached:
            reached.update(_steps(masked, at, end, roles, clauses))
    return sorted(reached)


def before_source(masked: str, start: int, end: int) -> list[int]:
    """The places where a source may begin in a clause from `start`: after 正如, 日前, 在…会上, 清代."""
    return walk(masked, start, end, ("connective", "adverb", "era"), clauses=True)


def joins(masked: str, source_end: int, cue_start: int) -> bool:
    """Is what stands between a source and its cue adverbs, an activity or an occasion (在…时)?"""
    if source_end == cue_start:
        return True
    if masked.startswith("的", source_end) and not masked.startswith("的《", source_end):
        return _NAMED_SAYING.match(masked, source_end) is not None and source_end + 3 >= cue_start
    gloss = _GLOSS.match(masked, source_end, cue_start)
    if gloss is not None:
        return joins(masked, gloss.end(), cue_start)
    work = _IN_WORK.match(masked, source_end, cue_start)
    starts = {source_end, work.end()} if work is not None else {source_end}
    for start in starts:
        for place in walk(masked, start, cue_start, ("adverb", "comma")):
            if place == cue_start or _HAD.fullmatch(masked, place, cue_start):
                return True
            if (
                cue_start - place <= 76
                and one_of("preposition", "activity").match(masked, place, cue_start) is not None
            ):
                return True
    return False


def carries(masked: str, clause: int, cue_start: int) -> bool:
    """Is all that stands in the clause before a cue without source 并, 还多次, 在…时 and the like?"""
    if cue_start in walk(masked, clause, cue_start, ("adverb", "conjunction"), clauses=True):
        return True
    if any(
        _hearers().fullmatch(masked, place, cue_start)
        for place in walk(masked, clause, cue_start, ("adverb", "conjunction"), clauses=True)
    ):
        return True
    prefix = masked[clause:cue_start]
    return bool(one_of("activity").match(prefix)) and len(prefix) <= 42 and prefix[-1:] in ("时", "后", "并")


@cache
def _hearers() -> re.Pattern[str]:
    """To whom words are said, before the cue: 对干部们, 向全体党员."""
    return re.compile(f"[对向跟同][\u3400-\u9fff]{{0,8}}?{any_of(words(_WORDS, 'hearer'))}")


def without_adverbs(masked: str, start: int, end: int) -> int:
    """The end of [start, end) before the adverbs and dates that end it."""
    vocabulary = _word_set("adverb")
    while end > start:
        length = next(
            (n for n in range(_LONGEST_WORD, 0, -1) if masked[max(start, end - n) : end] in vocabulary), 0
        )
        if not length:
            break
        end -= length
    return max(start, end)
