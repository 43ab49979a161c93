"""Signatories to authors and institutions."""

from __future__ import annotations

from dataclasses import dataclass

from lilun.loaders.fields.affiliation import Affiliation
from lilun.loaders.resolve.lookup import Lookup
from lilun.loaders.resolve.register import sort_key
from lilun.loaders.rows import Rows

_RELATIVE = ("省", "市", "自治区", "区", "县", "校", "院", "本", "我")
_KINDS = (
    ("党校", "party_school"), ("行政学院", "party_school"), ("社会科学院", "academy"), ("社科院", "academy"),
    ("科学院", "academy"), ("大学", "university"), ("学院", "school"), ("研究院", "research_center"),
    ("研究中心", "research_center"), ("研究所", "research_center"), ("中心", "research_center"),
    ("委员会", "government"), ("局", "government"), ("厅", "government"), ("政府", "government"),
    ("部", "party_organ"), ("委", "party_organ"), ("报社", "press"), ("日报", "press"),
    ("协会", "association"), ("学会", "association"), ("联合会", "association"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Resolved:
    """The institutions of one affiliation, main one first, and the rule that found them."""

    institutions: tuple[int, ...]
    rule: str


def author_id(name: str, kind: str, lookup: Lookup, rows: Rows) -> int:
    """The author of that name and kind, made where there is none."""
    key = name if kind == "person" else f"{kind}:{name}"
    if key not in lookup.authors:
        lookup.authors[key] = rows.add("authors", key=key, name=name, sort_key=sort_key(name), kind=kind)
    return lookup.authors[key]


def resolve_affiliation(
    affiliation: Affiliation, paper_place: int | None, lookup: Lookup, rows: Rows
) -> Resolved:
    """The institution tree of an affiliation as printed; nothing where its head is relative and unplaced.

    省委党校 means the one of the paper's province; joint names (党校（行政学院）) are further institutions.
    """
    path = affiliation.institution_path or (affiliation.organization,)
    head = _head(path[0])
    root, rule = _root(head, paper_place, lookup)
    if root is None:
        if _is_relative(head):
            return Resolved((), "relative name without a place")
        root, rule = _make(head, None, lookup, rows), "name as printed"
    for child in path[1:]:
        root = _make(child, root, lookup, rows)
    others = []
    for joint in affiliation.joint:
        found, _ = _root(joint, paper_place, lookup)
        if found is not None and found != root and found not in others:
            others.append(found)
    return Resolved((root, *others), rule)


def _head(name: str) -> str:
    """The name before its bracketed other names."""
    for bracket in "（(":
        if name.find(bracket) > 1:
            return name[: name.find(bracket)]
    return name


def _is_relative(name: str) -> bool:
    return name.startswith(_RELATIVE) and not name.startswith(
        ("市场", "县域", "区域", "校园", "院士", "本溪", "省际")
    )


def _root(name: str, paper_place: int | None, lookup: Lookup) -> tuple[int | None, str]:
    # the register's, or one that a page made: the rule must not tell the order of loading
    if name in lookup.institutions:
        return lookup.institutions[name], "name as printed"
    held = lookup.institution_aliases.get(name, [])
    here = {paper_place, lookup.province(paper_place)} - {None}
    local = {i for i, place in held if place in here}
    if len(local) == 1:
        return local.pop(), "alias of the paper's place"
    anywhere = {i for i, place in held if place is None}
    if not anywhere and not _is_relative(name):
        anywhere = {i for i, _ in held}
    if len(anywhere) == 1:
        return anywhere.pop(), "alias"
    return None, ""


def _make(name: str, parent: int | None, lookup: Lookup, rows: Rows) -> int:
    key = f"{lookup.institution_keys[parent]}/{name}" if parent else name
    if key not in lookup.institutions:
        kind = next((k for ending, k in _KINDS if name.endswith(ending)), "other")
        if parent and kind in ("university", "party_organ", "government"):
            kind = "school"
        made = rows.add("institutions", key=key, name=name, parent_id=parent, kind=kind)
        lookup.institutions[key] = made
        lookup.institution_keys[made] = key
    return lookup.institutions[key]
