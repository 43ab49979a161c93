"""The occasion of a cited speech: what an attribution says of where and when it was spoken or written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lilun.loaders.fields.document import is_document_title
from lilun.loaders.fields.names import fold
from lilun.loaders.fields.source import DATE, Source

_VISIT = "考察调研|视察调研|调研考察|考察|调研|视察"
_VISITS = re.compile(
    rf"(?:在|于|赴|到)(?!{DATE})(?P<place>[^，。；：“”《》在]{{2,12}}?)(?P<visit>{_VISIT})(?:工作)?(?:时|期间|中|后|并|过程中|途中|，|$)"
    rf"|(?:在|于)(?:{DATE})?(?P<object>(?:考察|视察|调研)[^，。；：“”《》在]{{2,12}}?)(?:时|期间|后)"
)
_AT = re.compile(
    r"(?:在|于|主持召开|出席|参加|主持|召开的)(?:主持召开|主持|出席)?(?P<name>[^，。；：]{2,60}?"
    r"(?:会议|闭幕会|开幕会|闭幕式|开幕式|谈话|演讲|讲话|座谈会|大会|全会|集体学习|研讨会|研讨班|开班式|论坛|峰会|年会|典礼|仪式|审议|讨论|会谈|会见|晚宴|宴会|纪念会|茶话会|团拜会|代表大会|一中全会))"
    r"(?=上(?!海)|中|时|期间|后|的|并|发表|，|开幕(?!会|式)|闭幕(?!会|式)|作|致|讲话|$)"
)
# what stands before a meeting's name and is none of it: 今年8月召开的全国某某会议
_HELD = re.compile(rf"(?:{DATE})?(?:召开|举行|举办|闭幕|结束|举行过?)的|(?:{DATE})的(?=[\u3400-\u9fff]{{4}})")
_SPEAKS = re.compile(
    r"在(?P<name>[^，。；：在]{2,40}?)(?:发表|作|致)(?:重要|主旨|题为[^，。；：]{2,40})?(?:的?)(?:演讲|讲话|致辞|报告|授课)"
)
_REPORT = re.compile(
    r"(?:在|于)?(?:(?P<name>(?:党的|中共)?第?[〇一二三四五六七八九十\d]{1,3}大)(?:政治)?报告(?:中|里)?"
    r"|(?P<work>政府工作报告)(?:中|里|时))"
)
# 关于《某某决定》的说明: what a leader tells a plenum of a draft is a speech, and not the document
_EXPLAINS = re.compile(r"(?P<name>关于《[^《》]{4,100}》的说明)")
_CONGRESS = re.compile(
    r"(?:在|于)(?P<name>(?:党的|中共)第?[〇一二三四五六七八九十\d]{1,3}(?:大|届[〇一二三四五六七八九十\d]{1,2}中全会))(?:上|期间|时|闭幕)?"
)
_LETTER = re.compile(
    r"给(?P<to>[^，。；：“”]{2,40}?)的?(?:回信|复信)"
    r"|(?P<whole>(?:致|向)[^，。；：“”]{2,40}?(?:贺信|贺电|慰问信)|致信[^，。；]{0,30}|复信|回信|贺信)"
)
_BOOK = re.compile(
    r"《(?P<title>[^《》]{1,100}(?:《[^《》]{1,80}》[^《》]{0,80})?)》(?:一[书文])?(?:的[^，。；]{1,8})?(?:中|里|一文|一书|序言|讲话)"
)


# 本报讯（记者某某）10月16日，……座谈会在……举行: what a report from a meeting begins with.
_DISPATCH = re.compile(
    rf"[^，。]{{0,20}}?(?:本报讯|讯[（(]|日电|记者)[^，。]{{0,40}}?(?P<date>{DATE})[，,]?(?:[^，。；]{{2,40}}的)?"
    r"(?P<name>[^，。；]{4,60}?(?:会议|座谈会|研讨会|大会|论坛|峰会|年会|推进会|交流会|报告会|工作会|动员会))"
    r"[^，。；会]{0,16}(?:举行|召开|举办|开幕|闭幕)"
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """An occasion: `name` as the field calls it (福建考察, 党的十九大 …), `place` of a visit.

    `kind` and `document` stand where the occasion changes the source's: a report, a letter, a book.
    """

    name: str | None = None
    place: str | None = None
    kind: str | None = None
    document: str | None = None


def dispatched(text: str) -> tuple[str, str] | None:
    """Name and printed date of the meeting that a news report's first paragraph reports, if it is one."""
    match = _DISPATCH.match(fold(text))
    return match and (text[match.start("name") : match.end("name")], match.group("date"))


def occasion_of(text: str, source: Source, floor: int, cue_start: int) -> Occasion:
    """The occasion that the sentence from `floor` to the cue names; all None where it names none."""
    if source.kind in ("report", "meeting", "document", "organ", "other") or (
        source.speaker is None and source.document
    ):
        return Occasion()
    low = max(floor, cue_start - 160)
    folded = fold(text[low:cue_start])

    def printed(match: re.Match[str], group: str) -> str:
        return text[low + match.start(group) : low + match.end(group)]

    if (explained := _EXPLAINS.search(folded)) is not None:
        return Occasion(printed(explained, "name"), kind="speech")
    if (report := _REPORT.search(folded)) is not None:
        return Occasion(printed(report, "name" if report["name"] else "work"), kind="report")
    if (work := _BOOK.search(folded)) is not None:
        title = printed(work, "title")
        return Occasion(kind="document" if is_document_title(title) else "book", document=title)
    if (letter := _LETTER.search(folded)) is not None:
        to = letter.group("to") and printed(letter, "to")
        return Occasion(f"给{to}的回信" if to else printed(letter, "whole"), kind="letter")
    if (visit := _VISITS.search(folded)) is not None:
        if visit.group("object"):
            return Occasion(
                printed(visit, "object"),
                place=text[low + visit.start("object") + 2 : low + visit.end("object")],
            )
        place = printed(visit, "place")
        return Occasion(place + printed(visit, "visit")[:2], place=place)
    for pattern in (_SPEAKS, _AT, _CONGRESS):
        if (event := pattern.search(folded)) is not None:
            name = re.sub("[上中时]$", "", printed(event, "name"))
            held = _HELD.match(fold(name))
            return Occasion(name[held.end() :] if held else name)
    return Occasion()
