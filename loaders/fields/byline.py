"""Bylines: who signs an article. The whole reading of signatures is importable from here."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from lilun.loaders.fields.affiliation import (
    Affiliation,
    ends_as_organization,
    ends_as_post,
    read_affiliations,
    split_top,
    stands_alone,
)
from lilun.loaders.fields.brackets import stripped, unbracketed, unclosed
from lilun.loaders.fields.digest import read_digest
from lilun.loaders.fields.elements import (
    Element,
    alternatives,
    elements,
    forms,
    in_clause,
    within_organization,
)
from lilun.loaders.fields.names import fold, name_score
from lilun.loaders.fields.shares import merge
from lilun.loaders.fields.signatories import (
    Signatory,
    Signature,
    assemble,
    excluded,
    read_spread,
    says_something,
)
from lilun.loaders.fields.signoff import read_signoff, trailing_signoff

__all__ = [
    "Affiliation",
    "Signatory",
    "Signature",
    "leading_byline",
    "merge",
    "name_score",
    "opens_report",
    "read_byline",
    "read_dateline",
    "read_digest",
    "read_signoff",
    "trailing_signoff",
]

_LONGEST_BYLINE, _LONGEST_GLUED, _SHORTEST_POST, _SHORTEST_ORGAN = 160, 60, 9, 4
_EXHORTS = re.compile(
    "^(?:从|当|做|争当|争做|让|向|致|学习|一[名个位]|怎样|如何|为什么|给)|的"
)  # 当好县委书记


def read_byline(text: str) -> Signature | None:
    """The signatories of a block that stands by a title, or None when it is no byline.

    `text` is the whole block as printed. Offsets of the signatories point into it.
    """
    return read_spread(text, _read_byline)


def _read_byline(text: str) -> Signature | None:
    text = _without_brackets(text)
    folded = fold(text)
    start, end = stripped(folded, 0, len(folded))
    if not 1 < end - start <= _LONGEST_BYLINE or excluded(folded[start:end]):
        return None
    dateline = read_dateline(text)
    if dateline and dateline.rule == "dateline" and max(s.end for s in dateline.signatories) >= end - 1:
        return dateline
    start, end, mark = _unmarked(folded, start, end)
    start, end, bracketed = unbracketed(folded, start, end)
    if bracketed:
        start, end, inner = _unmarked(folded, start, end)
        mark = mark or inner
    body = folded[start:end]
    if len(body) < 2:
        return None
    if re.match(
        "(?:本文|文章)?作者(?:简介|单位)?[：\\s]|(?:本文)?作者(?:分别|均|都)?(?:系|为|是)|执笔", body
    ):
        read = read_signoff(text)
        if read and any(s.name for s in read.signatories):
            return replace(read, form="byline", rule=f"byline of the form {read.rule}")
        return None
    if says_something(body):
        return None
    marked = bool(mark) or bracketed
    found = elements(text, start, end, 0.0)
    if not found:
        return None
    names = [e for e in found if e.kind == "name"]
    signers = [e for e in found if e.kind in ("name", "staff", "group")]
    strange = [e for e in found if e.kind == "other"]
    roled = any(e.role != "author" for e in signers) or bool(_role_word().search(body)) or "记者" in body
    organized = any(e.kind == "organization" for e in found)
    if not signers:
        return _organization_alone(text, start, end, found, marked) or _post_alone(text, start, end, found)
    if strange:
        joined = [e for e in strange if not within_organization(e, found)]
        if joined:
            return None
    signatories = assemble(text, found)
    sure = 1.0 if not names else sum(e.score for e in names) / len(names)
    if mark:
        score, rule = 0.75 + 0.25 * sure, "mark before the name"
    elif roled:
        score, rule = 0.7 + 0.3 * sure, "word beside the name"
    elif any(e.kind == "staff" for e in signers):
        score, rule = 0.9, "staff signature"
    elif any(e.kind == "group" for e in signers):
        score, rule = 0.8, "group signature"
    elif organized:
        score, rule = (0.45 + 0.5 * sure) * (1 if sure > 0.05 else 0.5), "name with organization"
    elif bracketed:
        score, rule = 0.45 + 0.5 * sure, "name in brackets"
    else:
        score, rule = 0.9 * sure, "name alone" if len(names) == 1 else "names alone"
        if len(names) > 1 and min(e.score for e in names) < 0.2:
            score *= 0.6
    if score < 0.02:
        return None
    return Signature("byline", tuple(signatories), None, round(min(score, 0.99), 3), rule)


_SEATED = re.compile("(?:[\\u4e00-\\u9fff]{2}[部委局署]|集团|公司|大学)(?:党组|党委)$|^中[宣组]部")
_BRACKETED_NAMES = re.compile("[\\s□■]*(?:[（【][\\u4e00-\\u9fff·\\s]{2,8}[）】][\\s、，]*){2,}")


def _without_brackets(text: str) -> str:
    """Names in brackets of their own, side by side ([张三][李四]), as □张三、 李四, character for character."""
    folded = fold(text)
    if not _BRACKETED_NAMES.fullmatch(folded):
        return text
    mark = " " if re.search("[□■]", folded) else "□"
    opened = re.sub("[（【]", " ", re.sub("[（【]", mark, folded, count=1))
    return re.sub("[）】]", "、", opened).rstrip("、 ").ljust(len(text))


@lru_cache(maxsize=1)
def _role_word() -> re.Pattern[str]:
    return re.compile(f"(?:^|\\s)(?:{alternatives('before')})\\s*[：/\\s]|[/\\s](?:{alternatives('after')})$")


def _organization_alone(
    text: str, start: int, end: int, found: list[Element], marked: bool
) -> Signature | None:
    """某某研究中心 alone on a line signs as a group."""
    if any(e.kind != "organization" for e in found):
        return None
    spans = [(start + a, start + b) for a, b in split_top(text[start:end], "、")]
    if not all(_is_organ(text[a:b].strip()) for a, b in spans):
        spans = [(start, end)]
        if not _is_organ(text[start:end].strip()):
            return None
    signatories = tuple(
        Signatory(re.sub(r"\s+", "", text[a:b]), "group", "author", (), None, a, b) for a, b in spans
    )
    return Signature("byline", signatories, None, 0.7 if marked else 0.5, "organization alone")


def _is_organ(words: str) -> bool:
    """Whether `words` name a centre or an organ that may sign by itself."""
    if not ends_as_organization(words) or len(words) < _SHORTEST_ORGAN or ends_as_post(words):
        return False
    organ = re.search(f"(?:{alternatives('organ')})(?:（.*）)?$", fold(words))
    if not organ or in_clause(words):
        return False
    placed = forms()["organ"][organ.group().split("（")[0]] == "placed"
    return not placed or stands_alone(words) or bool(_SEATED.search(fold(words)))


def _post_alone(text: str, start: int, end: int, found: list[Element]) -> Signature | None:
    """某大学某学院教授、某研究中心主任 alone on a line: whose post it is, the line before or after says."""
    words = text[start:end].strip()
    if any(e.kind != "organization" for e in found) or not ends_as_post(words) or in_clause(words):
        return None
    if len(words) < _SHORTEST_POST or _EXHORTS.search(fold(words)):
        return None
    affiliations = read_affiliations(words)
    if not all(a.organization and a.positions and ends_as_organization(a.organization) for a in affiliations):
        return None
    signatory = Signatory(None, "person", "author", affiliations, None, start, end)
    return Signature("byline", (signatory,), None, 0.6, "post alone")


def leading_byline(paragraph: str) -> int | None:
    """The offset at which the body begins after a byline glued to the start of `paragraph`, or None.

    Only where a mark, a bracket, a word such as 本报记者 or a gap of two spaces shows it.
    """
    folded = fold(paragraph)
    start = len(folded) - len(folded.lstrip())
    reach = min(start + _LONGEST_GLUED, len(folded))
    cuts = [
        i for i in range(start + 2, reach) if folded[i] == " " != folded[i - 1] or folded[i - 1] in "）】"
    ]
    for cut in reversed(cuts):
        if unclosed(folded[start:cut]):
            continue
        read = read_byline(paragraph[start:cut])
        if read is None or any(
            name_score(s.name) < 0.4 for s in read.signatories if s.name and s.kind == "person"
        ):
            continue
        rest = folded[cut:].lstrip()
        gap = len(folded) - cut - len(rest)
        shown = {
            "mark before the name": 0.8,
            "word beside the name": 0.8,
            "staff signature": 0.9,
            "name in brackets": 0.75 if folded[start] in "（【" else 2,
            "name alone": 0.6 if _wide(paragraph[cut : cut + gap]) else 2,
            "names alone": 0.6 if _wide(paragraph[cut : cut + gap]) else 2,
        }
        if rest and read.score >= shown.get(read.rule, 0.9):
            return cut + gap
    return None


def _wide(gap: str) -> bool:
    return len(gap) > 1 or "\u3000" in gap


def _unmarked(folded: str, start: int, end: int) -> tuple[int, int, str]:
    """Without the marks before (□ ■) and after; the mark that was found."""
    marks = forms()["mark"]
    mark = ""
    while start < end and (folded[start] in marks or folded[start] in " —-"):
        mark = mark or (folded[start] if folded[start] in marks else "")
        start += 1
    square = re.compile("[口囗日][\\s]*(?P<name>[\\u4e00-\\u9fff]{2,3})(?:\\s|$)").match(folded, start, end)
    if not mark and square and name_score(square.group("name")) > 0.5:
        mark, start = "□", square.start("name")  # a scan reads the square as a character
    while end > start and (folded[end - 1] in marks or folded[end - 1] == " "):
        end -= 1
    return start, end, mark


_DATELINE = re.compile(
    "\\s*(?:(?:本报|本刊|本网|新华社|中新社|[\\u4e00-\\u9fff]{2,6}(?:日报|网))[^（。，]{0,20}?(?:讯|电)|本报讯)"
    "\\s*(?P<bracket>（(?P<inside>[^（）]{4,60})）)?(?P<plain>\\s*(?:本报)?(?:记者|通讯员)\\s*[\\u4e00-\\u9fff]{2,4}(?=\\s|$|报道))?"
)


_SPEAKER = re.compile("\\s*(?P<who>[^。！？；：《》“”「」]{4,90}?)\\s*：\\s*(?=\\S)")


def read_dateline(paragraph: str) -> Signature | None:
    """Who is named before a paragraph's first words: reporters, 本报讯（记者 某某 通讯员 某某）, or a speaker.

    A speaker stands with his post before a colon: 某大学教授 某某：…, 某某（某局局长）：…
    """
    found = _DATELINE.match(fold(paragraph))
    if not found:
        return _speaker(paragraph)
    group = "inside" if found.group("inside") else "plain"
    if not found.group(group):
        return None
    start, end = found.span(group)
    if "记者" not in paragraph[start:end] and "通讯员" not in fold(paragraph[start:end]):
        return None
    signatories = assemble(paragraph, elements(paragraph, start, end, 0.05))
    people = tuple(s for s in signatories if s.kind == "person")
    return Signature("byline", people, None, 0.95, "dateline") if people else None


def opens_report(paragraph: str) -> bool:
    """Whether a paragraph opens with a dateline: 本报讯, 新华社北京5月3日电."""
    return bool(_DATELINE.match(fold(paragraph)))


def _speaker(paragraph: str) -> Signature | None:
    opening = _SPEAKER.match(fold(paragraph))
    if not opening:
        return None
    found = elements(paragraph, *opening.span("who"), 0.3)
    people = assemble(paragraph, found)
    if any(e.kind not in ("name", "organization") for e in found) or not people:
        return None
    if not all(any(a.organization and a.positions for a in s.affiliations) for s in people):
        return None
    return Signature("byline", tuple(people), None, 0.8, "speaker")
