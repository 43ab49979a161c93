"""Affiliations to institutions: the register first, then the tree that the page's own words make.

What a name means depends on the register and on the paper's place alone, never on what other pages said: so the
order of loading does not matter, and resolving again after the register has grown ends as a fresh load does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lilun.loaders import rules
from lilun.loaders.fields.affiliation import Affiliation, ends_as_organization, institution_path
from lilun.loaders.fields.names import fold
from lilun.loaders.resolve.lookup import Lookup
from lilun.loaders.rows import Rows

# 中国共产党临江市委员会 and 临江市委 are 中共临江市委; a committee of a government (发展改革委) is none of these
_COMMITTEE = re.compile(
    r"^(?:(?:中国共产党|中共)(?P<full>.{1,12}?[省市县区州旗盟])(?:委员会|委)"
    r"|(?!民盟|民革|民建|民进|农工党|致公党|九三学社|台盟|共青团|团)"  # 民盟某市委 is no committee of the Party's
    r"(?P<short>.{2,12}?[省市县区州旗盟])委(?!员会|托|派|会))(?P<rest>.*)$"
)
_TELLING, _UNIT = 3, 3  # characters: 北大荒 is no part of 北大, and 大学 no unit of what stands before it
_INSTITUTE = re.compile("..{1,4}(?<!研究)所")
_OPEN = re.compile(r"[（(]")


@dataclass(frozen=True, slots=True)
class Named:
    """An affiliation as it was read: its levels from the house down, and what stands in its brackets."""

    organization: str
    levels: tuple[str, ...]
    joint: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @classmethod
    def of(cls, affiliation: Affiliation) -> Named:
        """What the field reader found."""
        return cls(
            affiliation.organization, affiliation.institution_path, affiliation.joint, affiliation.other_names
        )


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper whose place relative names (省委党校, 市社科联, 本报理论部) go by."""

    name: str | None
    place_id: int | None


@dataclass(frozen=True, slots=True)
class Resolved:
    """The institutions of one affiliation, main one first, each with the rule that found it.

    `rule` is that of the main one, or says why there is none; empty where no organization is named.
    """

    institutions: tuple[tuple[int, str], ...]
    rule: str


def resolve_affiliation(named: Named, paper: Paper, lookup: Lookup, rows: Rows) -> Resolved:
    """The institution tree of an affiliation; nothing where its head is relative and the place unknown.

    省委党校 means the one of the paper's province; joint names (党校（行政学院）) are further institutions.
    """
    if not named.organization:
        return Resolved((), "")
    levels = named.levels or institution_path(named.organization) or (named.organization,)
    main, rule = _whole(levels, named.others, paper, lookup, rows)
    if main is None:
        return Resolved((), rule)
    found = {main: rule}
    for joint in named.joint:
        other, rule_of_joint = _joint(joint, levels[0], paper, lookup, rows)
        if other is not None:
            found.setdefault(other, rule_of_joint)
    for other_name in named.others:
        known, _ = _known(other_name, paper, lookup)
        if known is not None:
            found.setdefault(known, "other name in brackets")
    return Resolved(tuple(found.items()), rule)


def unresolved_institution(organization: str) -> str:
    """The finding for an organization that no institution answers."""
    return f"“{organization}” is relative, and the paper's place does not settle it"


def _whole(
    levels: Sequence[str], others: Sequence[str], paper: Paper, lookup: Lookup, rows: Rows
) -> tuple[int | None, str]:
    """The institution of the smallest unit: as much of the name as the register knows, and the rest below it."""
    levels = _parted(levels, paper, lookup)
    head = levels[0]
    below = levels[1:]
    root, rule, taken = _longest(levels, paper, lookup)
    if root is None and is_relative(head, lookup):
        placed = expand(head, paper, lookup)
        if placed is None:
            return None, "relative name without a place"
        levels = (*(institution_path(placed) or (placed,)), *below)
        root, rule, taken = _longest(levels, paper, lookup)
        rule = "relative name in the paper's place"
        head = levels[0]
    if root is None:
        place = next((o for o in others if o in lookup.place_names), "")
        root = make(canonical(_bare(head)) + (f"（{place}）" if place else ""), None, lookup, rows)
        rule, taken = rule or "name as printed", 1
    for level in levels[taken:]:
        root = make(_organ(_bare(level), lookup.institution_keys[root]), root, lookup, rows)
    return root, rule


def _organ(name: str, parent: str) -> str:
    """A unit by its full name: 宣传部 of 中共临江市委员会 is 中共临江市委宣传部, 经济所 of an academy its 经济研究所."""
    if _INSTITUTE.fullmatch(name) and parent.endswith("科学院"):
        return f"{name.removesuffix('所')}研究所"
    committee = parent.removesuffix("员会")
    return f"{committee}{name}" if committee.endswith("委") and committee.startswith("中共") else name


def _parted(levels: Sequence[str], paper: Paper, lookup: Lookup) -> Sequence[str]:
    """The levels, the first one parted where the register knows its beginning: 某某市委讲师团 is the committee's."""
    if _known(levels[0], paper, lookup)[0] is not None:
        return levels
    head = _bare(levels[0])
    for end in range(len(head) - _UNIT, _TELLING - 1, -1):
        if _in_register(head[:end], paper.place_id, lookup)[0] is not None and ends_as_organization(
            head[end:]
        ):
            return (head[:end], head[end:], *levels[1:])
    return levels


def _longest(levels: Sequence[str], paper: Paper, lookup: Lookup) -> tuple[int | None, str, int]:
    """The register's institution for as many levels as make one of its names, its rule, and how many."""
    for taken in range(len(levels), 0, -1):
        found, rule = _known("".join(levels[:taken]), paper, lookup)
        if found is not None:
            return found, rule, taken
    return None, "", 0


def _joint(joint: str, head: str, paper: Paper, lookup: Lookup, rows: Rows) -> tuple[int | None, str]:
    """The institution that shares a house: （行政学院） behind 临江市委党校 is the city's."""
    placed = _with_place_of(joint, head, lookup)
    for name in dict.fromkeys((placed, joint)):
        found, rule = _known(name, paper, lookup)
        if found is not None:
            return found, rule
    if is_relative(joint, lookup):
        expanded = expand(joint, paper, lookup)
        if expanded is None:
            return None, ""
        placed = expanded
    return make(canonical(placed), None, lookup, rows), "other name in brackets"


def _with_place_of(joint: str, head: str, lookup: Lookup) -> str:
    """A name in brackets with the place that stands before the bracket, where it has none of its own."""
    committee = _COMMITTEE.match(head)
    if committee is None or _COMMITTEE.match(joint):
        return joint
    place = committee["full"] or committee["short"]
    placed = any(joint[:n] in lookup.place_names for n in range(2, 8))
    if placed or joint.startswith((place[:-1], "国家", "中国", "中央")):
        return joint
    return f"{place}{joint}"


def _known(name: str, paper: Paper, lookup: Lookup) -> tuple[int | None, str]:
    """The register's institution of a name and the rule, or None; other spellings of the name count."""
    for spelling in _spellings(name):
        found, rule = _in_register(spelling, paper.place_id, lookup)
        if found is not None:
            return found, rule
    return None, ""


def _spellings(name: str) -> Iterator[str]:
    yield name
    folded = name.replace("(", "（").replace(")", "）")
    yield folded
    yield _bare(folded)
    yield canonical(_bare(folded))
    yield fold(name)  # in simplified characters


def _in_register(name: str, paper_place: int | None, lookup: Lookup) -> tuple[int | None, str]:
    key = lookup.institutions.get(name)
    if key in lookup.register_institutions:
        return key, "name in the register"
    held = lookup.institution_aliases.get(name, [])
    here = {paper_place, lookup.province(paper_place)} - {None}
    local = {i for i, place in held if place in here}
    if len(local) == 1:
        return local.pop(), "alias of the paper's place"
    anywhere = {i for i, place in held if place is None}
    if not anywhere and not is_relative(name, lookup):
        anywhere = {i for i, _ in held}
    if len(anywhere) == 1:
        return anywhere.pop(), "alias"
    return None, ""


def _bare(name: str) -> str:
    """The name before and behind its brackets: 临江市委党校（行政学院）哲学教研部 without them."""
    bare = re.sub(r"[（(][^（）()]*[）)]", "", name)
    cut = _OPEN.search(bare)  # a bracket that nothing closes
    return (bare[: cut.start()] if cut and cut.start() > 1 else bare).strip() or name


def canonical(name: str) -> str:
    """A name in the form that the archive keeps: 临江市委社科院 … 社会科学院, 临江市委 with 中共 before it."""
    committee = _COMMITTEE.match(name)
    if committee:
        name = f"中共{committee['full'] or committee['short']}委{committee['rest']}"
    elif re.match(r"^.{2,12}自治区党委", name) and not name.startswith("中共"):
        name = f"中共{name}"
    for row in rules.rows("institution_forms"):
        if name.endswith(row["form"]):
            return name.removesuffix(row["form"]) + row["full"]
    return name


def _relative(name: str) -> tuple[str, str]:
    """The beginning that leaves out whose a name is and what it leaves out; ('', '') for a full name."""
    beginnings = [row for row in rules.rows("relative_names") if name.startswith(row["beginning"])]
    longest = max(beginnings, key=lambda row: len(row["beginning"]), default=None)
    return (longest["beginning"], longest["level"]) if longest and longest["relative"] == "yes" else ("", "")


def begins_relative(name: str) -> bool:
    """Whether a name begins as one that leaves out whose it is: 省委党校, 市社科联, 自治区党委."""
    return bool(_relative(name)[1])


def is_relative(name: str, lookup: Lookup) -> bool:
    """Whether a name leaves out whose it is: 省委党校, but neither 市场监督管理总局 nor one that begins with a place."""
    return bool(_relative(name)[1]) and not any(name[:n] in lookup.place_names for n in range(2, 6))


def expand(name: str, paper: Paper, lookup: Lookup) -> str | None:
    """A relative name in full: 市统计局 in a paper of 临江市 is 临江市统计局; None where the paper does not say.

    A provincial paper's 市 may be any city.
    """
    beginning, level = _relative(name)
    if level == "own":
        return expand(name.removeprefix(beginning), paper, lookup) if _relative(name[1:])[1] else None
    if level == "paper":
        return f"{paper.name}{name.removeprefix(beginning)}" if paper.name else None
    ending = {"province": "省", "region": "自治区", "city": "市", "district": "区", "county": "县"}.get(level)
    for place in (paper.place_id, lookup.province(paper.place_id)):
        if ending and place is not None and _is(lookup.places[place].name, ending):
            full = lookup.places[place].name + name.removeprefix(beginning)
            return canonical(full)
    return None


def _is(place: str, ending: str) -> bool:
    return place.endswith(ending) and not (ending == "区" and place.endswith(("自治区", "行政区")))


def make(name: str, parent: int | None, lookup: Lookup, rows: Rows) -> int:
    """The institution of that name below its parent: the register's, or one that pages name."""
    key = f"{lookup.institution_keys[parent]}/{name}" if parent else name
    if key not in lookup.institutions:
        kind, place = kind_and_place(name, parent is not None, lookup)
        made = rows.add("institutions", key=key, name=name, parent_id=parent, kind=kind, place_id=place)
        lookup.institutions[key] = made
        lookup.institution_keys[made] = key
    return lookup.institutions[key]


def kind_and_place(name: str, within: bool, lookup: Lookup) -> tuple[str, int | None]:
    """What a name says of an institution that no register knows: its kind, and the place that it begins with."""
    kind = next((r["kind"] for r in rules.rows("institution_kinds") if name.endswith(r["ending"])), "other")
    if within and kind in ("university", "party_organ", "government"):
        kind = "school"
    bare = name.removeprefix("中共")
    for end in range(min(len(bare), 12), 2, -1):
        place = lookup.place_names.get(bare[:end])
        if (
            place is not None
            and lookup.places[place].name == bare[:end]
            and lookup.places[place].kind != "country"
        ):
            return kind, place
    return kind, None
