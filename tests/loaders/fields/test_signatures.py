"""Signatures labelled by hand, in the forms that papers print, against what the readers find.

The labels follow the rules of the gold pages: one author a signatory in printed order, one affiliation an
organization as printed, each post apart. Counted is each name, each organization with its author's name, each
post with both. Run with `-s` to see what is missed.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from lilun.loaders.evaluation.folding import bare
from lilun.loaders.fields.byline import merge, read_byline, read_dateline, read_digest, read_signoff
from lilun.loaders.fields.signatories import Signatory

CASES = Path(__file__).parents[2] / "evaluation" / "signatures.json"
FLOORS = {"authors": 0.99, "affiliations": 0.985, "positions": 0.98, "sources": 0.99}

Case = dict[str, Any]
Keys = Counter[tuple[str, ...]]


def read(case: Case) -> tuple[tuple[Signatory, ...], str | None]:
    """The signatories and the source that the readers find, joined as an article joins them."""
    byline = read_byline(case["byline"]) if case["byline"] else None
    signoff = read_signoff(case["signoff"]) if case["signoff"] else None
    sourced = bool(signoff and signoff.reprinted_from)
    first = case["opening"]
    opening = (read_digest(first, sourced) or read_dateline(first)) if first else None
    signatories = merge(byline, signoff) or (opening.signatories if opening else ())
    return signatories, next(
        (s.reprinted_from for s in (signoff, byline, opening) if s and s.reprinted_from), None
    )


def wanted(case: Case, field: str, optional: bool = False) -> Keys:
    """What the label asks for of a field, or what it merely allows."""
    keys: Keys = Counter()
    if field == "sources":
        if case["reprinted_from"] and not optional:
            keys[(bare(case["reprinted_from"]),)] += 1
        return keys
    for author in case["authors"]:
        name = bare(author["name"] or "")
        if field == "authors" and name and not optional:
            keys[(name,)] += 1
        for affiliation in author["affiliations"]:
            organization = bare(affiliation["organization"])
            free = affiliation.get("optional", False)
            if field == "affiliations" and free == optional:
                keys[(name, organization)] += 1
            if field == "positions":
                posts = affiliation["positions"] if free == optional else []
                posts = [*posts, *(affiliation.get("positions_optional", []) if optional else [])]
                keys.update((name, organization, bare(post)) for post in posts)
    return keys


def found(signatories: tuple[Signatory, ...], source: str | None, field: str) -> Keys:
    keys: Keys = Counter()
    if field == "sources":
        return Counter([(bare(source),)] if source else [])
    for signer in signatories:
        name = bare(signer.name or "")
        if field == "authors" and name:
            keys[(name,)] += 1
        for affiliation in signer.affiliations:
            organization = bare(affiliation.organization)
            if field == "affiliations" and organization:
                keys[(name, organization)] += 1
            if field == "positions":
                keys.update((name, organization, bare(post.title)) for post in affiliation.positions)
    return keys


def without(keys: Keys, allowed: Keys) -> Keys:
    """`keys` less what the label allows: a post without its organization is the same post."""
    left = keys - allowed
    for key in allowed:
        left -= Counter({k: n for k, n in left.items() if len(k) == 3 and (k[0], k[2]) == (key[0], key[-1])})
    return left


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    loaded: list[Case] = json.loads(CASES.read_text(encoding="utf-8"))
    return loaded


@pytest.mark.parametrize("field", FLOORS)
def test_signatures(cases: list[Case], field: str) -> None:
    right = asked = given = 0
    for case in cases:
        want, got = wanted(case, field), found(*read(case), field)
        got = want & got | without(got - want, wanted(case, field, optional=True))
        right += (want & got).total()
        asked += want.total()
        given += got.total()
        if want != got:
            print(
                f"{case['id']:>3} {field} ({case['form']}): missed {list(want - got)}, beside {list(got - want)}"
            )
    precision, recall = right / given, right / asked
    f1 = 2 * precision * recall / (precision + recall)
    print(f"{field}: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f} of {asked}")
    assert f1 >= FLOORS[field]
