"""Bylines to authors, a whole group of one name at a time; what was decided of each two of a name is kept."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lilun.loaders import rules
from lilun.loaders.redirects import gone, redirect, settle
from lilun.loaders.resolve.institutions import is_relative
from lilun.loaders.resolve.lookup import Lookup
from lilun.loaders.resolve.namesakes import Pair, Person, Ruling, Signing, tell_apart
from lilun.loaders.resolve.register import sort_key
from lilun.loaders.rows import among, many
from sqlalchemy import Connection

_DOTS = re.compile("[・‧•∙⋅●．]")
_COMMITTEES = ("party_organ", "government")  # what is below them is an institution of its own
_MOVED = "authors of the name were told apart anew"


@dataclass(frozen=True, slots=True)
class _Level:
    """An institution among those above and below it."""

    key: str
    kind: str
    place: int | None


def author_name(printed: str) -> str:
    """A name as authors are compared by it: no spaces, and one dot in 阿不都·热西提."""
    return _DOTS.sub("·", re.sub(r"\s+", "", unicodedata.normalize("NFKC", printed).replace("・", "·")))


def reopen_authors(connection: Connection, articles: Sequence[int]) -> None:
    """Make the names under articles that are about to go pending again; the rules' decisions on them go."""
    sql = "SELECT DISTINCT author_name FROM bylines WHERE article_id IN ({}) AND author_name IS NOT NULL"
    reopen_names(connection, among(connection, sql, articles).scalars().all())


def reopen_names(connection: Connection, names: Sequence[str]) -> None:
    """Make all bylines of these names pending again; the rules' decisions on them go."""
    among(connection, "UPDATE bylines SET rule = NULL WHERE author_name IN ({})", names)
    many(
        connection,
        "DELETE FROM decisions WHERE kind = 'author' AND decided_at IS NULL AND subject >= ? AND subject < ?",
        [_behind(name) for name in names],
    )


def pending_names(connection: Connection) -> list[str]:
    """Names with a byline that no rule has decided yet."""
    found: list[str] = list(
        connection.exec_driver_sql(
            "SELECT DISTINCT author_name FROM bylines WHERE rule IS NULL AND author_name IS NOT NULL"
        ).scalars()
    )
    return found


def resolve_authors(connection: Connection, lookup: Lookup, names: Iterable[str]) -> None:
    """Give every byline of these names its author and the rule, and write what was decided of namesakes."""
    for name in sorted(set(names)):
        _Group(connection, lookup, name).resolve()


class _Group:
    """All bylines of one name, on their way to authors."""

    def __init__(self, connection: Connection, lookup: Lookup, name: str) -> None:
        self.connection = connection
        self.name = name
        self.lookup = lookup
        self.known: dict[int, str] = dict(
            connection.exec_driver_sql("SELECT id, key FROM authors WHERE name = ?", (name,)).tuples().all()
        )
        # order → id, author and rule until now
        self.bylines: dict[tuple[str, int], tuple[int, int | None, str | None]] = {}
        self.signings: dict[str, list[Signing]] = defaultdict(list)  # by kind
        self._read()

    def resolve(self) -> None:
        """Decide, and write what differs from what stands there."""
        persons, pairs = tell_apart(self.name, self.signings.pop("person", ()), self._rulings())
        authors = [(person, "person") for person in persons]
        for kind, signings in sorted(self.signings.items()):
            authors += [(group, kind) for group in _collectives(self.name, kind, signings, self.lookup)]
        shared = self._shared([person for person, _ in authors])
        ids = self._rows([person.key for person, _ in authors], shared)
        for person, kind in authors:
            if person.key not in ids:
                ids[person.key] = self._new(person.key, kind)
            for signing, rule in person.signings:
                byline, before, was = self.bylines[signing.order]
                if (before, was) != (ids[person.key], rule):
                    self.connection.exec_driver_sql(
                        "UPDATE bylines SET author_id = ?, rule = ? WHERE id = ?",
                        (ids[person.key], rule, byline),
                    )
        self._drop(ids, shared)
        self._decide(pairs)

    def _read(self) -> None:
        rows = self.connection.exec_driver_sql(
            "SELECT b.id, a.key, b.position, b.author_id, b.author_kind, b.rule, ifnull(n.name, ''), n.place_id, "
            "ifnull(i.date_earliest, ''), ifnull(i.date_latest, '') FROM bylines b "
            "JOIN articles a ON a.id = b.article_id JOIN pages p ON p.id = a.page_id "
            "JOIN issues i ON i.id = p.issue_id LEFT JOIN newspapers n ON n.id = i.newspaper_id "
            "WHERE b.author_name = ? ORDER BY a.key, b.position",
            (self.name,),
        ).all()
        named = self._institutions()
        for byline, article, position, author, kind, rule, paper, place, earliest, latest in rows:
            order = (article, position)
            self.bylines[order] = (byline, author, rule)
            chains = [chain for chain, _ in named.get(byline, ()) if chain]
            # what no institution answers: the same words in the same paper mean the same
            unplaced = {f"{paper}/{words}" for chain, words in named.get(byline, ()) if not chain}
            places = [
                next((level.place for level in reversed(chain) if level.place), None) for chain in chains
            ]
            self.signings[kind or "person"].append(
                Signing(
                    order,
                    houses=frozenset({*(_house(chain).key for chain in chains), *unplaced}),
                    units=frozenset(chain[-1].key for chain in chains),
                    kinds=frozenset(_house(chain).kind for chain in chains) - {"", "other"},
                    provinces=self._provinces(places) or self._provinces([place]),
                    newspaper=paper,
                    earliest=earliest,
                    latest=latest,
                )
            )

    def _provinces(self, places: Iterable[int | None]) -> frozenset[str]:
        found = {self.lookup.province(place) for place in places}
        return frozenset(self.lookup.places[province].name for province in found if province is not None)

    def _institutions(self) -> dict[int, list[tuple[list[_Level], str]]]:
        """For each byline its institutions, each from the root down, with the words that name it; none where unresolved."""
        # a circle of parents ends with the eighth: no row may hang a run
        rows = self.connection.exec_driver_sql(
            "WITH RECURSIVE named (byline_id, affiliation_id, position, organization, leaf, id, depth) AS ("
            "  SELECT b.id, f.id, x.position, f.organization_as_printed, x.institution_id, x.institution_id, 0 "
            "  FROM bylines b JOIN affiliations f ON f.byline_id = b.id "
            "  LEFT JOIN affiliation_institutions x ON x.affiliation_id = f.id "
            "  WHERE b.author_name = ? AND f.organization_as_printed <> '' "
            "  UNION ALL SELECT byline_id, affiliation_id, n.position, organization, leaf, i.parent_id, depth + 1 "
            "  FROM named n JOIN institutions i ON i.id = n.id WHERE i.parent_id IS NOT NULL AND depth < 8) "
            "SELECT byline_id, affiliation_id, leaf, organization, i.key, i.kind, i.place_id FROM named "
            "LEFT JOIN institutions i ON i.id = named.id ORDER BY byline_id, affiliation_id, leaf, depth DESC",
            (self.name,),
        )
        chains: dict[tuple[int, int, int | None, str], list[_Level]] = defaultdict(list)
        for byline, affiliation, leaf, organization, key, kind, place in rows:
            chain = chains[byline, affiliation, leaf, organization]
            if key is not None:
                chain.append(_Level(key, kind or "", place))
        found: dict[int, list[tuple[list[_Level], str]]] = defaultdict(list)
        for (byline, _, _, organization), chain in chains.items():
            found[byline].append((chain, organization))
        return found

    def _rulings(self) -> list[Ruling]:
        """What a person has decided of two authors of the name."""
        begin, end = _behind(self.name)
        return [
            Ruling(subject.removeprefix(begin), other.removeprefix(begin), verdict == "same")
            for subject, other, verdict in self.connection.exec_driver_sql(
                "SELECT subject, object, verdict FROM decisions WHERE kind = 'author' AND decided_at IS NOT NULL "
                "AND verdict <> 'unsure' AND subject >= ? AND subject < ? ORDER BY subject, object",
                (begin, end),
            )
        ]

    def _shared(self, persons: Sequence[Person]) -> Counter[tuple[int, str]]:
        """How many bylines each row of `authors` has until now of each person to be."""
        shared: Counter[tuple[int, str]] = Counter()
        for person in persons:
            for signing in person.members:
                before = self.bylines[signing.order][1]
                if before in self.known:
                    shared[before, person.key] += 1
        return shared

    def _rows(self, keys: Sequence[str], shared: Counter[tuple[int, str]]) -> dict[str, int]:
        """Rows for these keys: the row that had most of the bylines gets the key, then the one that had the key."""
        execute = self.connection.exec_driver_sql
        wanted = [(-count, key, row) for (row, key), count in shared.items()]
        wanted += [(0, key, row) for row, key in self.known.items() if key in keys]
        ids: dict[str, int] = {}
        for _, key, row in sorted(wanted):
            if key not in ids and row not in ids.values():
                ids[key] = row
        freed = [
            row
            for row, key in self.known.items()
            if ids.get(key) != row and (key in ids or row in ids.values())
        ]
        for row in freed:  # first away, then back: two rows may change keys with each other
            execute("UPDATE authors SET key = ? WHERE id = ?", (f"\0{row}", row))
        for key, row in sorted(ids.items()):
            if row in freed:
                execute("UPDATE authors SET key = ? WHERE id = ?", (key, row))
                if self.known[row] not in keys:
                    redirect(self.connection, "authors", self.known[row], key, _MOVED)
                settle(self.connection, "authors", key)
        return ids

    def _new(self, key: str, kind: str) -> int:
        settle(self.connection, "authors", key)
        return int(
            self.connection.exec_driver_sql(
                "INSERT INTO authors (key, name, sort_key, kind) VALUES (?, ?, ?, ?) RETURNING id",
                (key, self.name, sort_key(self.name), kind),
            ).scalar_one()
        )

    def _drop(self, ids: dict[str, int], shared: Counter[tuple[int, str]]) -> None:
        """Rows of the name that no byline has any more; their keys lead to who has most of their bylines."""
        for row, key in sorted(self.known.items()):
            if row in ids.values():
                continue
            self.connection.exec_driver_sql("DELETE FROM authors WHERE id = ?", (row,))
            heirs = sorted((-count, heir) for (before, heir), count in shared.items() if before == row)
            if key not in ids:
                if heirs:
                    redirect(self.connection, "authors", key, heirs[0][1], _MOVED)
                else:
                    gone(self.connection, "authors", key)

    def _decide(self, pairs: Sequence[Pair]) -> None:
        """Bring the rules' decisions on the name to these pairs; a person's stand above them."""
        execute = self.connection.exec_driver_sql
        rows = execute(
            "SELECT id, subject, object, verdict, decided_by, score, why, decided_at FROM decisions "
            "WHERE kind = 'author' AND subject >= ? AND subject < ?",
            _behind(self.name),
        ).all()
        ruled = {(r.subject, r.object) for r in rows if r.decided_at is not None}
        wanted = {(p.subject, p.object, p.verdict, p.rule, p.score, p.why or None) for p in pairs
                  if (p.subject, p.object) not in ruled and (p.object, p.subject) not in ruled}  # fmt: skip
        for row in rows:
            stands = tuple(row[1:7])
            if row.decided_at is None:
                if stands in wanted:
                    wanted.discard(stands)
                else:
                    execute("DELETE FROM decisions WHERE id = ?", (row.id,))
        for values in sorted(wanted):
            execute(
                "INSERT INTO decisions (kind, subject, object, verdict, decided_by, score, why) "
                "VALUES ('author', ?, ?, ?, ?, ?, ?)",
                values,
            )


def _behind(name: str) -> tuple[str, str]:
    """From where and up to where the keys lie that begin with a name and a stroke: 0 follows the stroke in ASCII."""
    return f"{name}/", f"{name}0"


def _house(chain: Sequence[_Level]) -> _Level:
    """The institution of a chain that tells persons apart: the university, not its school.

    A committee or a government is too wide for that: its organ counts.
    """
    wide = [level for level in chain if level.kind in _COMMITTEES]
    return next((level for level in chain if level not in wide), chain[min(1, len(chain) - 1)])


def _collectives(name: str, kind: str, signings: Sequence[Signing], lookup: Lookup) -> list[Person]:
    """Groups and staff of a name: one author; but what any could call itself (课题组, 本报评论员) is one a house or paper."""
    if not is_relative(name, lookup) and all(row["name"] != name for row in rules.rows("general_signatures")):
        return [Person(f"{kind}:{name}", tuple((s, "full name of a group") for s in signings))]
    found: dict[str, list[tuple[Signing, str]]] = defaultdict(list)
    for signing in signings:
        if kind == "group" and signing.houses:
            found[f"{kind}:{min(signing.houses)}/{name}"].append((signing, "group of the institution"))
        else:
            found[f"{kind}:{signing.newspaper or '_'}/{name}"].append(
                (signing, "staff or group of the paper")
            )
    return [Person(key, tuple(members)) for key, members in sorted(found.items())]
