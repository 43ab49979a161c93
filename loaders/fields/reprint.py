"""The paper that an article was taken from: （据《…》） （摘自《…》，作者：某某） （新华社供稿）."""

from __future__ import annotations

import re

from lilun.loaders.fields.elements import alternatives, forms, person_score
from lilun.loaders.fields.names import fold, is_unknown, surname_length
from lilun.loaders.fields.signatories import Signatory, Signature, says_something

_DISPATCH = "[\\u4e00-\\u9fff]{0,8}?(?:\\d{1,2}月)?(?:\\d{1,2}日)?(?:专?电|讯|供稿|特稿|稿)"
_PUBLICATION = "(?:报|刊|杂志|网|论坛|学刊|学报|周刊|通讯|论丛|时评|研究|评论|战线|导刊|文摘|社会科学|求是)"


def read_source(text: str, start: int, end: int) -> Signature | None:
    """（据《…》） （摘自《…》，作者：某某） （来源：…）."""
    folded = fold(text)
    found = re.compile(
        f"(?:本文|此文|文章)?(?P<word>{alternatives('source')})\\s*[：，]?\\s*(?P<rest>.+)"
    ).match(folded, start, end)
    if not found:
        return None
    rest = folded[found.start("rest") : end]
    lead = folded[found.start() : found.start("rest")]
    titles = list(re.finditer("《([^《》]+)》", rest))
    if (
        not titles
        and "：" not in lead
        and not re.match("\\s*[\\u4e00-\\u9fff]{1,10}(?:报|网|社|刊|杂志|电)", rest)
    ):
        return None
    if titles and (says_something(rest[titles[-1].end() :]) or titles[0].start() > 24):
        return None
    if not titles and (says_something(rest) or len(rest) > 30):
        return None
    paper = next(
        (t for t in titles if re.search(f"{_PUBLICATION}(?:（.*）)?$", t.group(1))),
        titles[0] if titles else None,
    )
    if paper:
        at = found.start("rest") + paper.start(1)
        name = text[at : at + len(paper.group(1))]
    else:
        name = re.split("[，。；\\s]", text[found.start("rest") : end].strip())[0].removesuffix("电")
    signatories: list[Signatory] = []
    tail = re.search(
        "(?:[，；、\\s]|^)\\s*(?:原文)?(?:作者|文)?[：\\s]?\\s*(?P<name>[^，。；《》：\\s]{2,8}?)\\s*(?P<word>/文|文|撰文|整理|报道|摘编)?$",
        rest,
    )
    if titles and tail and tail.start() >= titles[0].end():
        word = tail.group("word") or ""
        if person_score(tail.group("name")) > 0.4 and (
            "作者" in tail.group() or word or person_score(tail.group("name")) > 0.7
        ):
            at = found.start("rest") + tail.start("name")
            role = forms()["after"].get(word.strip("/"), "author")
            printed = text[at : at + len(tail.group("name"))]
            signatories.append(Signatory(printed, "person", role, (), None, at, at + len(printed)))
    return Signature(
        "signoff" if signatories else "source",
        tuple(signatories),
        name,
        0.92,
        lead.strip(" ：，"),
        forms()["source"][found.group("word")],
    )


def may_be_name(words: str) -> bool:
    """Whether short words may be a name, a pen name that is a word too (秋 实) among them."""
    name = re.sub(r"\s+", "", words)
    return bool(re.fullmatch("[\\u4e00-\\u9fff]{2,4}", name)) and (
        surname_length(name) > 0 or is_unknown(name)
    )


def read_dispatch(text: str, start: int, end: int) -> Signature | None:
    """（新华社北京5月3日电） （新华社供稿）: the agency that it was taken from."""
    found = re.compile(f"据?(?P<agency>{alternatives('agency')}){_DISPATCH}").fullmatch(
        fold(text), start, end
    )
    if not found:
        return None
    return Signature("source", (), text[slice(*found.span("agency"))], 0.92, "dispatch of an agency")
