"""Sign-offs: who signs after an article and where he is from, or the paper that it was taken from."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from lilun.loaders.fields.affiliation import (
    clean,
    ends_as_organization,
    ends_as_post,
    read_affiliations,
    split_top,
)
from lilun.loaders.fields.brackets import PAIRS, closing, opening, stripped, unbracketed
from lilun.loaders.fields.elements import alternatives, elements, forms, person_score, within_organization
from lilun.loaders.fields.names import fold
from lilun.loaders.fields.reprint import may_be_name, read_dispatch, read_source
from lilun.loaders.fields.shares import given, one_each
from lilun.loaders.fields.signatories import (
    Signatory,
    Signature,
    assemble,
    excluded,
    read_spread,
    says_something,
)

_LONGEST_SIGNOFF = 500
_LONGEST_CLAUSE = 60
_LEAD = re.compile(
    "(?:本文|此文|文章|该文|以上文章)?(?:第[一二三四五]|通讯|署名|[两二三四五]位|[两二三四五]名)?"
    "(?P<who>作者|(?:课题组|调研组|项目组|写作组)(?:组长|负责人|成员)|撰稿人|撰稿|撰文|执笔人|执笔者|执笔|译者|整理者?|采写|主讲人)"
    "(?:简介|介绍)?(?P<unit>(?:所在|工作)?单位|来自)?"
    "\\s*(?P<copula>(?:[，：\\s]*(?:分别|均|都|皆|现|依次|曾)*(?:任职于|供职于|就职于|来自|现任|(?:同时|另|还|并)+(?:兼任?|担任)|兼任|系|为|是|任(?!平)))|[：\\s])"
    "\\s*(?P<several>(?:分别|均|都|依次)(?:系|为|是)?[：\\s]*)?"
)


_UNIT_LEAD = re.compile(
    "(?P<who>(?:作者)?)(?P<unit>(?:所在|工作|供稿)?单位)(?P<copula>：|(?<=作者单位)(?=[\\u4e00-\\u9fff]))(?P<several>)\\s*"
)
_NAMED_LEAD = re.compile(
    "(?:本文|文章)?(?P<who>作者|执笔|执笔人|译者|整理)(?P<unit>)(?P<copula>)(?P<several>)"
    "(?=(?P<first>[\\u4e00-\\u9fff·]{2,4}?)(?:、[\\u4e00-\\u9fff·]{2,4})*\\s*[，\\s]*(?:均|都|分别)*(?:系|为|是|任|现任|$|[，\\s]))"
)


_SPREAD_OUT = re.compile("[，\\s]*(?:分别|依次|均|都)(?:系|为|是|任|来自)[：\\s]*")
_PROJECT = re.compile(
    "[，；。（\\s]*(?:(?:本文|此文|该文|文章|本研究|本成果)[^；。]*(?:项目|课题|基金|成果|资助)"
    "|系[^；。]*(?:基金|项目|课题)[^；。]*(?:成果|资助))[^；。]*[；。]?"
)
# What an editor adds about the text: 有删节, 标题为编者所加.
_EDITED = re.compile(
    "[，；。、\\s]*(?:(?:本文|文章|原文|全文|内容|本报|发表时|刊发时|此处)*\\s*(?:略?有|作了?|做了?)(?:所)?(?:删节|删改|删减|改动|节选|修改|压缩)"
    "|(?:本文|此文|全文)?(?:系|为|是)?根据[^，。；]{0,14}(?:录音|讲话|发言|采访|记录)稿?整理(?:而成)?|(?:本文)?未经(?:本人|作者)审[阅定校]"
    "|（[^（）]*邮(?:政)?编[^（）]*）|(?:文章)?(?:大?小?标题|题目|题)[^，。；]{0,6}(?:编者|编辑|本报|本刊)所?[加拟])[。]?$"
)


def read_signoff(text: str) -> Signature | None:
    """The signatories or the source that a block or bracket after an article gives, or None.

    Reads （作者系…） 【作者单位：…】 （作者：单位 名） （执笔：…） （据《…》） and their like, with or
    without the brackets; several brackets one after another are read together.
    """
    return read_spread(_unheaded(text), _read_signoff)


def _read_signoff(text: str) -> Signature | None:
    folded = fold(text)
    start, end = stripped(folded, 0, len(folded))
    if not 2 < end - start <= _LONGEST_SIGNOFF or excluded(folded[start:end]):
        return None
    start, end = _unmarked(folded, start, end)
    groups = _groups(folded, start, end)
    read = [s for a, b in groups if (s := _read_group(text, a, b, bracketed=folded[a] in PAIRS))]
    if not read or (len(read) < len(groups) and len(groups) < 3 and len(read) == 0):
        return None
    signatories = tuple(s for r in read for s in r.signatories)
    first = max(read, key=lambda r: r.score)
    source = next((r.reprinted_from for r in read if r.reprinted_from), None)
    form = "signoff" if signatories else "source"
    score = first.score if len(read) == len(groups) else first.score * 0.6
    taken = next((r.taken for r in read if r.taken), "")
    return Signature(form, signatories, source, round(score, 3), first.rule, taken)


_HEADED = re.compile("[（【](?P<label>作者(?:简介|介绍|单位)?)[）】](?=.)")


def _unheaded(text: str) -> str:
    """【作者简介】张三，… as 作者简介：张三，…, character for character."""
    headed = _HEADED.match(fold(text))
    return f" {headed.group('label')}：{text[headed.end() :]}" if headed else text


def _unmarked(folded: str, start: int, end: int) -> tuple[int, int]:
    """Without the marks before and the editor's credit after the brackets."""
    while start < end and (folded[start] in forms()["mark"] or folded[start] == " "):
        start += 1
    credit = _credit().search(folded, start, end)
    if credit and folded[start : start + 1] in PAIRS and folded[: credit.start()].rstrip()[-1:] in "）】":
        end = credit.start()
    return stripped(folded, start, end)


@lru_cache(maxsize=1)
def _credit() -> re.Pattern[str]:
    return re.compile(f"(?:[，；。\\s]+|(?<=[）】]))(?:本版)?(?:{alternatives('excluded')})[：/\\s].*$")


def _groups(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    """The bracketed stretches when the text is nothing but brackets, otherwise the text itself."""
    groups: list[tuple[int, int]] = []
    at = start
    while at < end:
        if folded[at] in " 。":
            at += 1
            continue
        close = closing(folded, at, end) if folded[at] in PAIRS else None
        if close is None:
            return [(start, end)]
        groups.append((at, close + 1))
        at = close + 1
    return groups or [(start, end)]


def _read_group(text: str, start: int, end: int, bracketed: bool) -> Signature | None:
    folded = fold(text)
    start, end, enclosed = unbracketed(folded, start, end)
    bracketed = bracketed or (enclosed and not says_something(folded[start:end]))
    start, end = stripped(folded, start, end)
    taken = re.compile(
        f"[；。，\\s]\\s*(?=(?:本文|文章|此文)?(?:{alternatives('source')})[^，；。]{{0,6}}《)"
    ).search(folded, start, end)
    if taken and (source := read_source(text, taken.end(), _unedited(folded, taken.end(), end))):
        before = _read_group(text, start, taken.start(), bracketed)
        if before is None and bracketed and may_be_name(folded[start : taken.start()]):
            name = text[start : taken.start()]
            signer = Signatory(re.sub(r"\s+", "", name), "person", "author", (), None, start, taken.start())
            before = Signature("signoff", (signer,), None, 0.9, "name before the source")
        if before:
            return replace(before, reprinted_from=source.reprinted_from, taken=source.taken)
        if bracketed:
            return source
    end = _unedited(folded, start, end)
    if bracketed and (shared := _with_helpers(text, start, end)):
        return shared
    start, end = _without_notes(folded, start, end)
    if end - start < 2:
        return None
    if clauses := _named_clauses(text, start, end, bracketed) or _sentences(text, start, end, bracketed):
        return clauses
    lead = (
        _LEAD.match(folded, start, end)
        or _named_lead(folded, start, end)
        or _UNIT_LEAD.match(folded, start, end)
    )
    if lead:
        return _after_lead(text, lead, end, bracketed)
    source = read_source(text, start, end) or (read_dispatch(text, start, end) if bracketed else None)
    if source:
        return source
    spread = _SPREAD_OUT.search(folded, start, end)
    if bracketed and spread and (read := _named_several(text, start, end, spread, "names with 分别")):
        return read
    inside = _LEAD.search(folded, start, end)
    if inside and inside.start() > start:
        return _names_before_lead(text, start, inside, end)
    if says_something(folded[start:end]) or (not bracketed and end - start > 40):
        return None
    found = elements(text, start, end, 0.15)
    if not found or any(e.kind == "other" and not within_organization(e, found) for e in found):
        return None
    signatories = assemble(text, found)
    names = [e.score for e in found if e.kind in ("name", "staff", "group")]
    if not signatories or not names:
        return None
    organized = any(e.kind in ("organization", "place") for e in found)
    if not bracketed and (not organized or min(names) < 0.5):
        return None
    sure = sum(names) / len(names)
    roled = any(s.role != "author" for s in signatories)
    score = (0.7 if roled else 0.6 if organized else 0.3) + (0.3 if roled or organized else 0.4) * sure
    if not bracketed:
        return Signature("signoff", tuple(signatories), None, round(score * 0.55, 3), "place and name")
    return Signature("signoff", tuple(signatories), None, round(score, 3), "names in brackets")


def _with_helpers(text: str, start: int, end: int) -> Signature | None:
    """（作者系某大学教授，本报记者张三采访整理）, （本文由某课题组撰写，执笔：张三）: two who sign in one bracket."""
    folded = fold(text)
    told, body = _TOLD_TO.search(folded, start, end), _WRITTEN_BY.match(folded, start, end)
    writer = _WRITER.search(folded, start, end)
    if writer and (first := _read_group(text, start, writer.start(), bracketed=True)):
        known = {s.name for s in first.signatories}
        wrote = _read_group(text, writer.start("writer"), end, bracketed=True)
        more = tuple(s for s in wrote.signatories if s.name not in known) if wrote else ()
        return replace(first, signatories=first.signatories + more)
    if told and (first := _read_group(text, start, told.start(), bracketed=True)):
        helpers = assemble(text, elements(text, *told.span("who"), 0.0))
        return replace(first, signatories=first.signatories + tuple(helpers)) if helpers else None
    if body and (rest := _read_group(text, body.end(), end, bracketed=True)):
        name = text[slice(*body.span("who"))]
        group = Signatory(name, "group", "author", (), None, *body.span("who"))
        return replace(rest, signatories=(group, *rest.signatories))
    return None


_NAME = (
    "(?:[\\u4e00-\\u9fff](?:\\s?[\\u4e00-\\u9fff]){1,3}?|[\\u4e00-\\u9fff]{1,9}(?:·[\\u4e00-\\u9fff]{1,9})+)"
)
_NAMED_CLAUSE = re.compile(
    f"(?:(?:本文|文章)?(?:第[一二三四五]|通讯)?作者[：\\s]*)?(?P<names>{_NAME}(?:[、，\\s]+{_NAME})*?)"
    "(?P<link>[，\\s]*(?:现|分别|依次|均|都|皆)*(?:(?:同时|另|还|并)+(?:兼任?|担任)|系|为|是|现任|任职于|供职于|就职于|来自|任(?!平))[：\\s]*)(?=.{3})"
)
_CLAUSE_START = re.compile("[，；。、/\\s]+")


_HOUSED = re.compile("\\s*(?P<house>[^（）]{4,30})（(?P<names>[^（）]{2,20})）\\s*")
# Who wrote down what the author said: ，本报记者李四采访整理; and who wrote in a body's name.
_TOLD_TO = re.compile(
    "[，；。\\s]\\s*(?:本文)?由?(?P<who>[\\u4e00-\\u9fff]{0,12}(?:记者|通讯员|编辑)[^，；。]{2,24}?(?:采访整理|整理|采写|采访|翻译|编译))[。]?$"
)
_WRITER = re.compile("[。；]\\s*(?P<writer>执笔[人者]?[：\\s])")
_WRITTEN_BY = re.compile(
    "(?:本文|本报告|本期|此文)(?:系|由)(?P<who>[^，；。]{4,40}?)(?:集体|共同|联合|组织)?(?:撰写|写作|完成|提供|供稿)[，；。\\s]+"
)
_GLUED = re.compile("(?=(?P<name>[\\u4e00-\\u9fff]{2,4})[均皆]?(?:系|现任))")


def _glued(folded: str, start: int, end: int) -> list[int]:
    """Where a clause begins right after a post, as where the end of a line is lost: …主任张三系…."""
    return [
        m.start()
        for m in _GLUED.finditer(folded, start + 2, end)
        if person_score(m.group("name")) > 0.6 and ends_as_post(folded[start : m.start()])
    ]


def _named_clauses(text: str, start: int, end: int, bracketed: bool) -> Signature | None:
    """张三、李四均系某大学教授，王五系某研究所研究员: each clause gives to its own names."""
    folded = fold(text)
    starts = sorted(
        {start, *(m.end() for m in _CLAUSE_START.finditer(folded, start, end)), *_glued(folded, start, end)}
    )
    clauses: list[tuple[re.Match[str], list[Signatory]]] = []
    for at in starts:
        if clauses and at < clauses[-1][0].end():
            continue
        clause = _NAMED_CLAUSE.match(folded, at, end)
        found = elements(text, *clause.span("names"), 0.1) if clause else []
        if clause and found and all(e.kind == "name" for e in found):
            clauses.append((clause, assemble(text, found)))
        elif at == start:
            return None
    signatories: list[Signatory] = []
    ends = [clause.start() for clause, _ in clauses[1:]] + [end]
    for (clause, named), stop in zip(clauses, ends):
        words = clean(text[clause.end() : stop])
        if not (ends_as_organization(words) or ends_as_post(words)):
            return None
        apart = "分别" in clause.group("link") or "依次" in clause.group("link")
        shares = one_each(words) if apart else [read_affiliations(words)]
        nameless = [Signatory(None, "person", "author", a, None, clause.end(), stop) for a in shares]
        signatories += given(named, nameless, alike=bool(re.search("[均都皆]", clause.group("link"))))
    introduced = len(clauses) > 1 or _introduces(folded, clauses[0][0], end)
    if not bracketed and (not introduced or says_something(folded[start:end])):
        return None
    return Signature("signoff", tuple(signatories), None, 0.95, "names with their verbs")


def _introduces(folded: str, clause: re.Match[str], end: int) -> bool:
    """Whether one clause is a line that says who somebody is and no more: 张三系某大学教授."""
    short = end - clause.start() <= _LONGEST_CLAUSE
    return short and person_score(clause.group("names")) > 0.3 and ends_as_post(folded[clause.end() : end])


def _sentences(text: str, start: int, end: int, bracketed: bool) -> Signature | None:
    """张三，男，某大学教授。李四，女，某大学讲师。 read one person at a time."""
    spans = [(start + a, start + b) for a, b in split_top(text[start:end], "。") if b > a + 1]
    if not bracketed or len(spans) < 2:
        return None
    lead = _LEAD.match(fold(text), *spans[0])
    if lead and lead.group("copula").strip() == "：":
        spans[0] = (lead.end(), spans[0][1])
    read = [_read_group(text, a, b, bracketed) for a, b in spans]
    if not all(r and len(r.signatories) == 1 and r.signatories[0].name for r in read):
        return None
    return Signature("signoff", tuple(s for r in read if r for s in r.signatories), None, 0.9, "one each")


def _housed(text: str, start: int, end: int) -> Signature | None:
    """作者单位：某大学（张三）、某学院（李四）: the name in brackets behind its house."""
    signatories: list[Signatory] = []
    for a, b in split_top(text[start:end], "、，；"):
        item = _HOUSED.fullmatch(fold(text[start + a : start + b]))
        if not item or not ends_as_organization(item.group("house")):
            return None
        names = elements(text, start + a + item.start("names"), start + a + item.end("names"), 0.3)
        if not names or any(e.kind != "name" for e in names):
            return None
        house = read_affiliations(text[start + a : start + a + item.end("house")])
        signatories += [replace(s, affiliations=house) for s in assemble(text, names)]
    return Signature("signoff", tuple(signatories), None, 0.95, "names behind their houses")


def _named_lead(folded: str, start: int, end: int) -> re.Match[str] | None:
    """作者张三系…: no mark between the word and the name."""
    lead = _NAMED_LEAD.match(folded, start, end)
    if not lead:
        return None
    return lead if person_score(lead.group("first")) > 0.3 else None


def _after_lead(text: str, lead: re.Match[str], end: int, bracketed: bool = True) -> Signature | None:
    folded = fold(text)
    start, end = stripped(folded, lead.end(), end)
    if end - start < 2:
        return None
    if lead.group("unit") and (housed := _housed(text, start, end)):
        return housed
    who = lead.group("who")
    role = forms()["before"].get(who, "author")
    several = "分别" in lead.group() or "依次" in lead.group()
    copula = (lead.group("copula") or "").strip(" ：")
    rule = "unit of the author" if lead.group("unit") else f"{who}{copula or '：'}"
    if several:
        rule += " 分别"
    elif re.search("[均都皆]", lead.group()):
        rule += " 均"
    spread = _SPREAD_OUT.search(folded, start, end)
    if spread and not copula:
        return _named_several(text, start, end, spread, rule)
    if re.search("第[二三四五]作者", folded[start:end]):
        several = True
        rule += " 分别"
    found = elements(text, start, end, 0.5 if copula or lead.group("unit") else 0.0)
    if role != "author":
        found = [replace(e, role=role) if e.role == "author" else e for e in found]
    words = clean(text[start:end])
    organized = ends_as_organization(words) or ends_as_post(words)
    named = any(e.kind in ("name", "staff", "group") for e in found)
    if copula and organized and found[0].kind != "name":
        # 作者系 leads to a post: a name seen in the middle is a word that a line's end has cut.
        named = False
    if named and not (copula and not any(e.kind == "name" for e in found)):
        signatories = assemble(text, found)
        strange = any(e.kind == "other" and not within_organization(e, found) for e in found)
        return Signature("signoff", tuple(signatories), None, 0.7 if strange else 0.97, rule)
    if not copula and not lead.group("unit") and not organized:
        return None
    if end - start > 40 and not organized and says_something(folded[start:end]):
        return None
    if not organized and not bracketed:
        return None
    people = one_each(text[start:end]) if several else [read_affiliations(text[start:end])]
    signatories = [Signatory(None, "person", role, a, None, start, end) for a in people if a]
    if not signatories:
        return None
    return Signature("signoff", tuple(signatories), None, 0.97 if organized else 0.6, rule)


def _named_several(text: str, start: int, end: int, link: re.Match[str], rule: str) -> Signature | None:
    """张三、李四分别系某大学教授、某研究所研究员."""
    found = elements(text, start, link.start(), 0.1)
    named = assemble(text, found)
    words = clean(text[link.end() : end])
    if not named or any(e.kind != "name" for e in found):
        return None
    if not (ends_as_organization(words) or ends_as_post(words)):
        return None
    alike = "分别" not in link.group() and "依次" not in link.group()
    shares = [read_affiliations(text[link.end() : end])] if alike else one_each(text[link.end() : end])
    nameless = [Signatory(None, "person", "author", s, None, start, end) for s in shares]
    return Signature("signoff", given(named, nameless, alike), None, 0.97, rule)


def _names_before_lead(text: str, start: int, lead: re.Match[str], end: int) -> Signature | None:
    """（张三 作者单位：某大学）, （某课题组 执笔：张三）."""
    before = elements(text, start, lead.start(), 0.2)
    if not before or any(e.kind == "other" for e in before):
        return None
    after = _after_lead(text, lead, end)
    if not after:
        return None
    first = assemble(text, before)
    if not first and all(e.kind == "organization" for e in before):
        words = text[start : lead.start()].strip(" ，、：　")
        first = [Signatory(words, "group", "author", (), None, start, start + len(words))]
    if any(s.name for s in after.signatories):
        return replace(after, signatories=tuple(first) + after.signatories)
    return replace(after, signatories=given(first, after.signatories))


def trailing_signoff(paragraph: str) -> int | None:
    """The offset at which a sign-off begins inside the end of `paragraph`, or None; 0 is never returned."""
    folded = fold(paragraph)
    end = len(folded.rstrip(" 。"))
    best: int | None = None
    while end > 0 and folded[end - 1] in "）】":
        at = opening(folded, end)
        if at is None or at == 0 or end - at > _LONGEST_SIGNOFF:
            break
        read = read_signoff(paragraph[at:end])
        if not read or read.score < 0.6:
            break
        if read.rule == "names in brackets" and (read.score < 0.65 or not _closes(folded[:at])):
            break
        best = at
        end = len(folded[:at].rstrip(" 。")) if folded[:at].rstrip().endswith("）") else at
        end = len(folded[:end].rstrip())
    if best is not None:
        return best
    # Without brackets, or with a bracket that the page has lost.
    for found in re.finditer(
        "(?:[。！？”]|[）】])\\s*(?P<sign>[（【]?(?:本文|文章)?(?:作者|执笔|撰稿)[^。]{3,120})。?$", folded
    ):
        if (
            found.start("sign")
            and (read := read_signoff(paragraph[found.start("sign") :].strip("（【( [）)】]")))
            and read.score >= 0.8
        ):
            return found.start("sign")
    return None


def _closes(before: str) -> bool:
    return before.rstrip()[-1:] in "。！？”…）"


def _unedited(folded: str, start: int, end: int) -> int:
    """Where the words end without the editor's remarks after them."""
    while edited := _EDITED.search(folded, start, end):
        if edited.start() <= start:
            break
        end = edited.start()
    return end


def _without_notes(folded: str, start: int, end: int) -> tuple[int, int]:
    """The words without a note on the grant (本文系…项目阶段性成果) and an editor's credit after them."""
    credit = _credit().search(folded, start, end)
    if credit:
        end = credit.start()
    project = _PROJECT.search(folded, start, end)
    if not project:
        return start, end
    lead = _LEAD.search(folded, start, end) if project.start() == start else None
    if lead and lead.group("who") == "作者" and lead.start() > start:
        return lead.start(), end
    return start, project.start()
