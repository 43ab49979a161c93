"""Signatures of one name to persons: a pure function of the set of signatures, whatever the order they came in.

An institution that two signatures share joins them, and one signature that names two institutions joins both;
years that no working life spans part them again. A signature without an institution goes to the only person
of the name that it can be of, or of its paper. Where nothing settles it, two persons stay apart and the pair gets a
score for somebody to look at.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from lilun.loaders import rules

CAREER = 45  # years: from the first to the last article of one author
MOVE = 10  # years: a pause after which an author may come back from another institution
DOUBTFUL = 0.5  # a pair of this score and more is for a person to look at
_SEVERAL = "no institution named, several authors of the name"


@dataclass(frozen=True, slots=True)
class Signing:
    """One signature under one article.

    `order` is the article's key and the position; `houses` are the institutions that tell persons apart
    (university, party school, organ of a committee); `units` are the houses with what is named below them; days are
    ISO, '' where unknown.
    """

    order: tuple[str, int]
    houses: frozenset[str]
    units: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    provinces: frozenset[str] = frozenset()
    newspaper: str = ""
    earliest: str = ""
    latest: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """An author: the key, and the signatures with the rule that gave each to this author."""

    key: str
    signings: tuple[tuple[Signing, str], ...]

    @property
    def members(self) -> tuple[Signing, ...]:
        """The signatures alone."""
        return tuple(s for s, _ in self.signings)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two authors of one name, or two units of one author: the verdict, how likely they are one, and why."""

    subject: str
    object: str
    verdict: str  # 'different', 'unsure' or 'same'
    score: float
    rule: str
    why: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person decided on two of a name: words behind it, such as the institutions, and whether they are one."""

    subject: str
    object: str
    same: bool


_Home = Callable[[Signing], frozenset[str]]


def tell_apart(
    name: str, signings: Iterable[Signing], rulings: Sequence[Ruling] = ()
) -> tuple[tuple[Person, ...], tuple[Pair, ...]]:
    """The persons of a name, and what is thought of each two of them."""
    ordered = sorted(signings, key=lambda s: s.order)
    housed = [s for s in ordered if s.houses]
    groups: list[list[tuple[Signing, str]]] = []
    for members in _joined_in_time(housed, _homes(rulings)):
        rule = _rule(members)
        groups.append([(s, rule) for s in members])
    settled = [[s for s, _ in group] for group in groups]
    left: dict[tuple[str, str], list[Signing]] = defaultdict(list)
    for signing in (s for s in ordered if not s.houses):
        at, rule = _only_one(signing, settled)
        if at is not None:
            groups[at].append((signing, rule))
        else:
            left[rule, signing.newspaper if rule == _SEVERAL else ""].append(signing)
    for (rule, _), signed in sorted(left.items()):
        groups += [[(s, rule) for s in era] for era in _eras(signed)]
    groups.sort(key=lambda group: min(_when(s) for s, _ in group))
    keys = _keys(name, [[s for s, _ in group] for group in groups])
    persons = tuple(
        sorted(
            (
                Person(key, tuple(sorted(group, key=lambda p: p[0].order)))
                for key, group in zip(keys, groups, strict=True)
            ),
            key=lambda p: p.key,
        )
    )
    return persons, (*_pairs(name, persons), *_units(name, persons))


def _homes(rulings: Sequence[Ruling]) -> _Home:
    """What a signature is joined by: its houses, as far as no person has ruled otherwise."""
    joined = {frozenset((r.subject, r.object)): f"{r.subject}={r.object}" for r in rulings if r.same}
    parted = [(r.subject, r.object) for r in rulings if not r.same]

    def homes(signing: Signing) -> frozenset[str]:
        words = signing.houses | signing.units
        found = set(signing.houses)
        for one, other in parted:  # parted within one house: its units count there
            for house in signing.houses:
                if one.startswith(f"{house}/") and other.startswith(f"{house}/"):
                    found.discard(house)
                    found |= {unit for unit in signing.units if unit == house or unit.startswith(f"{house}/")}
        for both, token in joined.items():
            if both & words:
                found.add(token)
        return frozenset(found)

    return homes


def _joined_in_time(signings: Sequence[Signing], homes: _Home) -> list[list[Signing]]:
    """Signatures that share a house, directly or through others, within one working life."""
    found: list[list[Signing]] = []
    for component in _components(signings, homes):
        eras = _eras(component)
        if len(eras) == 1:
            found.append(component)
        else:
            for era in eras:
                found += _joined_in_time(era, homes)
    return found


def _components(signings: Sequence[Signing], homes: _Home) -> list[list[Signing]]:
    components: list[tuple[set[str], list[Signing]]] = []
    for signing in signings:
        names, members = set(homes(signing)), [signing]
        apart = []
        for other_names, others in components:
            if names & other_names:
                names |= other_names
                members += others
            else:
                apart.append((other_names, others))
        components = [*apart, (names, members)]
    return [sorted(members, key=lambda s: s.order) for _, members in components]


def _eras(signings: Sequence[Signing]) -> list[list[Signing]]:
    """Signatures by time: no era is longer than a working life. Undated ones go with the only era, or are their own."""
    eras: list[list[Signing]] = []
    for signing in sorted((s for s in signings if s.earliest), key=_when):
        if eras and int(signing.latest[:4]) - int(eras[-1][0].earliest[:4]) <= CAREER:
            eras[-1].append(signing)
        else:
            eras.append([signing])
    undated = [s for s in signings if not s.earliest]
    if len(eras) == 1:
        eras[0] += undated
    elif undated:
        eras.append(undated)
    return eras


def _when(signing: Signing) -> tuple[str, str, tuple[str, int]]:
    return (signing.earliest or "9999", signing.latest or "9999", signing.order)


def _rule(members: Sequence[Signing]) -> str:
    if len(members) == 1:
        return "the institution that it names"
    shared = frozenset.intersection(*(s.houses for s in members))
    return "one institution" if shared else "institutions that one signature joins"


def _only_one(signing: Signing, settled: Sequence[Sequence[Signing]]) -> tuple[int | None, str]:
    """The person that a signature without institution is of, or the rule that leaves it open."""
    possible = [at for at, members in enumerate(settled) if _one_life([*members, signing])]
    if len(possible) == 1:
        return possible[0], "only author of the name"
    if not possible:
        return None, "no institution named"
    here = [
        at
        for at in possible
        if signing.newspaper and any(s.newspaper == signing.newspaper for s in settled[at])
    ]
    if len(here) == 1:
        return here[0], "only author of the name in the paper"
    return None, _SEVERAL


def _years(members: Iterable[Signing]) -> tuple[int, int] | None:
    dated = [s for s in members if s.earliest]
    if not dated:
        return None
    return min(int(s.earliest[:4]) for s in dated), max(int(s.latest[:4]) for s in dated)


def _one_life(members: Iterable[Signing]) -> bool:
    years = _years(members)
    return years is None or years[1] - years[0] <= CAREER


def _keys(name: str, groups: Sequence[Sequence[Signing]]) -> list[str]:
    """Readable keys: the name alone where it is one person's, else with the house or the paper, and the first year."""
    if len(groups) == 1:
        return [name]
    anchors = [f"{name}/{_anchor(members)}" for members in groups]
    twice = {anchor for anchor, count in Counter(anchors).items() if count > 1}
    dated = []
    for anchor, members in zip(anchors, groups, strict=True):
        years = _years(members)
        dated.append(f"{anchor}/{years[0] if years else '_'}" if anchor in twice else anchor)
    seen: Counter[str] = Counter()
    keys = []
    for key in dated:
        seen[key] += 1
        keys.append(key if seen[key] == 1 else f"{key}/{seen[key]}")
    return keys


def _anchor(members: Sequence[Signing]) -> str:
    """The house that most signatures name, the earliest named of several; the paper where none is named."""
    houses: Counter[str] = Counter()
    first: dict[str, tuple[str, str, tuple[str, int]]] = {}
    for signing in members:
        for house in signing.houses:
            houses[house] += 1
            first[house] = min(first.get(house, _when(signing)), _when(signing))
    if houses:
        return min(houses, key=lambda h: (-houses[h], first[h], h))
    return min(members, key=_when).newspaper or "_"


@cache
def _weights() -> dict[str, float]:
    return {row["evidence"]: float(row["weight"]) for row in rules.rows("author_evidence")}


def _pairs(name: str, persons: Sequence[Person]) -> list[Pair]:
    found = []
    for one, other in combinations(persons, 2):
        score, evidence = _likeness(name, one.members, other.members)
        verdict = "unsure" if score >= DOUBTFUL else "different"
        rule = "institution and time" if evidence else "too many years apart"
        found.append(Pair(one.key, other.key, verdict, score, rule, "、".join(evidence)))
    return found


def _likeness(name: str, one: Sequence[Signing], other: Sequence[Signing]) -> tuple[float, list[str]]:
    """How likely two authors are one person, 0 to 1, and the evidence; none where no life is so long."""
    if not _one_life([*one, *other]):
        return 0.0, []
    evidence = ["two persons of one name", "long name" if len(name) > 2 else "short name"]

    def share(values: Callable[[Signing], frozenset[str]]) -> bool:
        return bool(frozenset().union(*map(values, one)) & frozenset().union(*map(values, other)))

    if share(lambda s: s.provinces):
        evidence.append("one province")
    if share(lambda s: frozenset({s.newspaper} - {""})):
        evidence.append("one paper")
    if share(lambda s: s.kinds):
        evidence.append("one kind of institution")
    if not (any(s.houses for s in one) and any(s.houses for s in other)):
        evidence.append("no institution named")
    years, others = _years(one), _years(other)
    if years and others:
        gap = max(years[0], others[0]) - min(years[1], others[1])
        if gap <= 0:
            evidence.append("at the same time")
        elif gap <= MOVE:
            evidence.append("one after the other")
    return round(min(max(sum(_weights()[e] for e in evidence), 0.0), 0.95), 2), evidence


def _units(name: str, persons: Sequence[Person]) -> list[Pair]:
    """Units of one house that no signature names together: one author, and worth a second look."""
    found = []
    score = 0.7 if len(name) > 2 else 0.6
    for person in persons:
        for house in sorted({h for s in person.members for h in s.houses}):
            named = sorted({u for s in person.members for u in s.units if u.startswith(f"{house}/")})
            for one, other in combinations(named, 2):
                within = one.startswith(f"{other}/") or other.startswith(f"{one}/")
                if within or any({one, other} <= s.units for s in person.members):
                    continue
                pair = f"{name}/{one}", f"{name}/{other}"
                found.append(Pair(*pair, "same", score, "two units of one institution", house))
    return found
