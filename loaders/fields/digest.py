"""The opening of a digest: 某某大学教授某某在《某报》撰文认为."""

from __future__ import annotations

import re
from dataclasses import replace

from lilun.loaders.fields.affiliation import (
    ends_as_organization,
    ends_as_post,
    read_affiliations,
)
from lilun.loaders.fields.brackets import stripped
from lilun.loaders.fields.elements import (
    elements,
    is_group,
    is_staff,
    person_score,
    split_organization_name,
    within_organization,
)
from lilun.loaders.fields.names import begins_word, fold
from lilun.loaders.fields.signatories import Signatory, Signature, assemble

# A name of a form that no list holds, behind a post: 某大学教授佐佐木某某.
_AFTER_POST = re.compile("(?<=[授员士任长师家者])[\u4e00-\u9fff]{4,6}$")
_TITLE = re.compile("(?:副教授|教授|研究员|院士|博士|院长|所长|主任|校长|书记|部长|局长)$")
_REPORTING = (
    "认为|指出|提出|强调|说|表示|谈到|写道|分析|论述|阐述|建议|主张|称|呼吁|分析认为|介绍|阐明|直言|探讨"
)


_DIGEST = re.compile(
    "(?P<who>[^。！？；《》]{2,120}?)(?:日前|近日|最近|新近|，)*(?:在|于|为)(?:[^《。]{0,14})《(?P<paper>[^《》]{2,20})》"
    "(?P<when>（[^）]{2,20}）|[^，。《》]{0,16}?)?(?:上)?(?:，)?"
    "(?P<cue>(?:刊发|发表|刊登|刊载|撰写|推出)?(?:署名|题为|以|《)?[^。，]{0,40}?(?:撰文|刊文|著文|发文|撰写文章|文章|文中|一文|刊发|发表))"
    f"(?:中|里|，|《[^》]*》|\\s)*(?:{_REPORTING}|(?<=，)(?:对|就|针对))"
)


# Without a word for writing, a scholar with a post and the paper he stands in must show it.
_DIGEST_BARE = re.compile(
    "(?P<who>[^。！？；《》]{4,120}?)(?:日前|近日|最近|，)*在《(?P<paper>[^《》]{2,20})》(?P<when>（[^）]{2,20}）)?"
    f"(?:杂志|网站|客户端)?上?，?(?:{_REPORTING})"
)
# Where the paper stands in a line of its own (据《…》), the scholar's post and the verb are enough.
_DIGEST_UNNAMED = re.compile(
    f"(?P<who>[^。！？；《》“”]{{4,120}}?)(?:日前|近日|最近|，)*(?:{_REPORTING})[，：]"
)
_EARLIER = re.compile("(?:日前|近日|最近|新近|近期|不久前)[，\\s]*")
_DIGEST_PAPER_FIRST = re.compile(
    "(?:据)?《(?P<paper>[^《》]{2,20})》(?P<when>（[^）]{2,20}）|[^，。《》]{0,16}?)?(?:刊发|发表|刊登|刊载|登载)(?:了)?(?:署名)?“?"
    "(?P<who>[^。！？；《》“”]{2,100}?)”?(?:的|署名|题为|撰写的)*(?:《[^》]*》)?(?:的)?(?:署名)?(?:文章|一文|评论|撰文|文)"
)


_OPENING = 200  # characters within which a digest names its author


def read_digest(sentence: str, sourced: bool = False) -> Signature | None:
    """The author digested and the paper that a digest's opening names: 某大学教授张三在《某报》撰文认为.

    With `sourced` the paper is known from a line of its own, and 某大学教授张三认为 opens a digest too.
    """
    sentence = sentence[:_OPENING]
    folded = fold(sentence)
    start = len(folded) - len(folded.lstrip(" 　●■□◆"))
    earlier = _EARLIER.match(folded, start)
    start = earlier.end() if earlier else start
    for pattern in (_DIGEST, _DIGEST_PAPER_FIRST, _DIGEST_BARE, *([_DIGEST_UNNAMED] if sourced else [])):
        found = pattern.match(folded, start)
        if not found:
            continue
        a, b = stripped(folded, found.start("who"), found.end("who"))
        people = _digested(sentence, a, b)
        if pattern in (_DIGEST_BARE, _DIGEST_UNNAMED):
            people = people if all(s.affiliations for s in people) else []
        if people:
            paper = None if pattern is _DIGEST_UNNAMED else sentence[slice(*found.span("paper"))]
            sure = sum(person_score(s.name or "") if s.kind == "person" else 0.9 for s in people) / len(
                people
            )
            return Signature("byline", tuple(people), paper, round(0.7 + 0.3 * sure, 3), "digest opening")
    return None


def _holds_no_word(name: str) -> bool:
    return not any(begins_word(name[i : i + 2]) for i in range(len(name) - 1))


def _digested(text: str, start: int, end: int) -> list[Signatory]:
    folded = fold(text)
    while end > start and (
        m := re.search("(?:日前|近日|最近|新近|近期|，|等|\\s|同志|先生)$", folded[start:end])
    ):
        end -= len(m.group())
    titled = _TITLE.search(folded, start, end)
    if titled and titled.start() - start >= 2:
        # 某大学张三教授: the title stands after the name.
        people = _digested(text, start, titled.start())
        if any(s.name and s.kind == "person" for s in people):
            house = people[-1].affiliations[-1].organization if people[-1].affiliations else ""
            given = read_affiliations(house + titled.group())
            return [*people[:-1], replace(people[-1], affiliations=people[-1].affiliations[:-1] + given)]
    found = elements(text, start, end, 0.2)
    signatories = [s for s in assemble(text, found)]
    if signatories and not any(e.kind == "other" and not within_organization(e, found) for e in found):
        return [replace(s, role="digested") for s in signatories]
    glued = split_organization_name(text[start:end])
    if glued:
        at, _ = glued
        return [
            Signatory(
                re.sub(r"\s+", "", text[start + at : end]),
                "person",
                "digested",
                read_affiliations(text[start : start + at]),
                None,
                start + at,
                end,
            )
        ]
    foreign = _AFTER_POST.search(folded, start, end)
    if foreign and ends_as_post(folded[start : foreign.start()]) and _holds_no_word(foreign.group()):
        house = read_affiliations(text[start : foreign.start()])
        return [Signatory(text[slice(*foreign.span())], "person", "digested", house, None, *foreign.span())]
    words = text[start:end]
    if is_staff(words) or is_group(words) or (ends_as_organization(words) and len(words) >= 5):
        return [Signatory(words, "staff" if is_staff(words) else "group", "digested", (), None, start, end)]
    return []
