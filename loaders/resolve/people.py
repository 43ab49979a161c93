"""Signatories to authors and institutions."""

from __future__ import annotations

from dataclasses import dataclass

from lilun.loaders import rules
from lilun.loaders.fields.affiliation import Affiliation
from lilun.loaders.resolve.lookup import Lookup
from lilun.loaders.resolve.register import sort_key
from lilun.loaders.rows import Rows


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
        if _is_relative(head, lookup):
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


def _is_relative(name: str, lookup: Lookup) -> bool:
    """Whether a name leaves out whose it is: 省委党校, but neither 市场监督管理总局 nor one that begins with a place."""
    beginnings = [row for row in rules.rows("relative_names") if name.startswith(row["beginning"])]
    longest = max(beginnings, key=lambda row: len(row["beginning"]), default=None)
    placed = any(name[:n] in lookup.place_names for n in range(2, 6))
    return longest is not None and longest["relative"] == "yes" and not placed


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
    if not anywhere and not _is_relative(name, lookup):
        anywhere = {i for i, _ in held}
    if len(anywhere) == 1:
        return anywhere.pop(), "alias"
    return None, ""


def _make(name: str, parent: int | None, lookup: Lookup, rows: Rows) -> int:
    key = f"{lookup.institution_keys[parent]}/{name}" if parent else name
    if key not in lookup.institutions:
        kind = next(
            (r["kind"] for r in rules.rows("institution_kinds") if name.endswith(r["ending"])), "other"
        )
        if parent and kind in ("university", "party_organ", "government"):
            kind = "school"
        made = rows.add("institutions", key=key, name=name, parent_id=parent, kind=kind)
        lookup.institutions[key] = made
        lookup.institution_keys[made] = key
    return lookup.institutions[key]
