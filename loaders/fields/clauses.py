"""Clauses of a sign-off that say who somebody is: 张三系某大学教授，李四系某研究所研究员; 某大学（张三）."""

from __future__ import annotations

import re
from dataclasses import replace

from lilun.loaders.fields.affiliation import (
    clean,
    ends_as_organization,
    ends_as_post,
    read_affiliations,
    split_top,
)
from lilun.loaders.fields.elements import elements, person_score
from lilun.loaders.fields.names import fold
from lilun.loaders.fields.shares import given, one_each
from lilun.loaders.fields.signatories import Signatory, Signature, assemble, says_something

_LONGEST_CLAUSE = 60
_NAME = (
    "(?:[\\u4e00-\\u9fff](?:\\s?[\\u4e00-\\u9fff]){1,3}?|[\\u4e00-\\u9fff]{1,9}(?:·[\\u4e00-\\u9fff]{1,9})+)"
)
_NAMED_CLAUSE = re.compile(
    f"(?:(?:本文|文章)?(?:第[一二三四五]|通讯)?作者[：\\s]*)?(?P<names>{_NAME}(?:[、，\\s]+{_NAME})*?)"
    "(?P<link>[，\\s]*(?:现|分别|依次|均|都|皆)*(?:(?:同时|另|还|并)+(?:兼任?|担任)|系|为|是|现任|任职于|供职于|就职于|来自|任(?!平))[：\\s]*)(?=.{3})"
)
_CLAUSE_START = re.compile("[，；。、/\\s]+")
_HOUSED = re.compile("\\s*(?P<house>[^（）]{4,30})（(?P<names>[^（）]{2,20})）\\s*")
_GLUED = re.compile("(?=(?P<name>[\\u4e00-\\u9fff]{2,4})[均皆]?(?:系|现任))")


def named_clauses(text: str, start: int, end: int, bracketed: bool) -> Signature | None:
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


def _glued(folded: str, start: int, end: int) -> list[int]:
    """Where a clause begins right after a post, as where the end of a line is lost: …主任张三系…."""
    return [
        m.start()
        for m in _GLUED.finditer(folded, start + 2, end)
        if person_score(m.group("name")) > 0.6 and ends_as_post(folded[start : m.start()])
    ]


def housed_names(text: str, start: int, end: int) -> Signature | None:
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
