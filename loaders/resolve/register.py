"""The register: facts in CSV files (places, papers, speakers, speeches, documents, institutions) as rows.

The shipped files are in seeds/reference; a user's own are merged over them. Rows are matched by their natural
keys, so ids stay when the register grows; the files' digests are kept, so an unchanged register costs one look.
What the register no longer holds becomes what a page would have made of it, or goes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lilun.loaders.errors import InputError
from lilun.loaders.fields.date import read_edtf
from lilun.loaders.redirects import gone
from lilun.loaders.resolve.lookup import PLACE_KINDS
from lilun.loaders.resolve.register_files import (
    Fact,
    Facts,
    OwnRegister,
    digest,
    merged,
    shipped_digest,
    shipped_texts,
)
from pypinyin import lazy_pinyin
from sqlalchemy import Connection

_SHIPPED, _OWN = "reference", "own"
_AMENDED = ("law", "constitution")
_SHORTEST_LEVEL = 3  # characters: 大学 behind its academy's name is no name of a level


def sort_key(name: str) -> str:
    """Pinyin of a name, for sorting."""
    return " ".join(lazy_pinyin(name)).lower()


def kept_register(connection: Connection) -> OwnRegister | None:
    """The user's own register that the archive was last resolved with; None where there was none."""
    texts = _kept_texts(connection, _OWN)
    return OwnRegister("own register", texts) if texts else None


def used_register(connection: Connection) -> OwnRegister:
    """All files that the archive was last resolved with, also where the shipped ones have another edition by now."""
    return OwnRegister(
        "own register", _kept_texts(connection, _OWN), _kept_texts(connection, _SHIPPED) or None
    )


def _kept_texts(connection: Connection, register: str) -> dict[str, str]:
    rows = connection.exec_driver_sql(
        "SELECT f.name, f.text FROM register_files f JOIN registers r ON r.id = f.register_id WHERE r.name = ?",
        (register,),
    )
    return dict(rows.tuples().all())


def register_changed(connection: Connection, own: OwnRegister | None) -> bool:
    """Whether the archive's register rows are of other files than the shipped ones with `own` over them."""
    known = dict(connection.exec_driver_sql("SELECT name, sha256 FROM registers").tuples().all())
    return known != _digests(own)


def sync_register(connection: Connection, own: OwnRegister | None = None) -> None:
    """Bring the archive's register rows to the state of the CSV files, where they are not there already.

    Raises RegisterError where rows of `own` clash or point to nothing.
    """
    if not register_changed(connection, own):
        return
    _Register(connection, merged(own)).write()
    execute = connection.exec_driver_sql
    execute("DELETE FROM registers")
    for name, digest in _digests(own).items():
        execute("INSERT INTO registers (name, sha256) VALUES (?, ?)", (name, digest))
    kept = {_SHIPPED: own.below if own and own.below else shipped_texts(), _OWN: own.texts if own else {}}
    for register, texts in kept.items():
        for name, text in sorted(texts.items()):
            execute(
                "INSERT INTO register_files (register_id, name, text) SELECT id, ?, ? FROM registers WHERE name = ?",
                (name, text, register),
            )


def _digests(own: OwnRegister | None) -> dict[str, str]:
    shipped = digest(own.below) if own and own.below else shipped_digest()
    return {_SHIPPED: shipped, **({_OWN: own.sha256} if own and own.texts else {})}


def _institution_levels(rows: Sequence[Fact]) -> dict[str, tuple[str, str]]:
    """Full names to keys (parent/child) and the name of the level alone, parents first.

    北京大学马克思主义学院 within 北京大学 is its 马克思主义学院, as a page prints it behind the university.
    Raises InputError for a parent that has no row.
    """
    found: dict[str, tuple[str, str]] = {}
    waiting = list(rows)
    while waiting:
        ready = [r for r in waiting if not r["parent"] or r["parent"] in found]
        if not ready:
            raise _missing("institutions", waiting[0]["parent"])
        for r in ready:
            name, parent = r["name"], r["parent"]
            if not parent:
                found[name] = (name, name)
                continue
            rest = name.removeprefix(parent)
            level = rest if len(rest) >= _SHORTEST_LEVEL else name
            found[name] = (f"{found[parent][0]}/{level}", level)
        waiting = [r for r in waiting if r["name"] not in found]
    return found


def _missing(table: str, key: str) -> InputError:
    return InputError(
        "register", f"{table} has no “{key}”, which another row names", f"add it to {table}.csv"
    )


# what a loaded row of a table lacks that one of the register has
_LOADED: Mapping[str, tuple[str, ...]] = {
    "newspapers": ("place_id", "kind", "source"),
    "speakers": ("kind", "born", "died", "source"),
    "documents": ("kind", "issuer", "date", "date_earliest", "date_latest", "source"),
    "institutions": ("place_id",),
}


class _Register:
    """One writing of the register: the rows by file, and the ids that keys got."""

    def __init__(self, connection: Connection, rows: Facts) -> None:
        self.connection = connection
        self.rows = rows
        self.ids: dict[str, dict[str, int]] = {}

    def write(self) -> None:
        self._places()
        self._upsert("newspapers", "name", (
            {"name": r["name"], "place_id": self._id("places", r["place"]), "kind": r["kind"] or None,
             "origin": "register", "source": r["source"]} for r in self.rows["newspapers"]))  # fmt: skip
        self._aliases("newspaper_aliases", "newspaper")
        self._upsert("speakers", "name", (
            {"name": r["name"], "sort_key": sort_key(r["name"]), "kind": r["kind"] or None, "born": r["born"] or None,
             "died": r["died"] or None, "source": r["source"], "origin": "register"}
            for r in self.rows["speakers"]))  # fmt: skip
        self._aliases("speaker_aliases", "speaker", ("earliest", "latest"))
        self._upsert("voices", "name", ({"name": r["name"], "kind": r["kind"]} for r in self.rows["voices"]))
        self._aliases("voice_aliases", "voice")
        self._upsert("documents", "title", (
            {"title": r["title"], "kind": r["kind"] or None, "issuer": r["issuer"] or None, **_dates(r["date"]),
             "source": r["source"], "origin": "register"} for r in self.rows["documents"]))  # fmt: skip
        self._aliases("document_aliases", "document")
        titles = Counter((r["speaker"], r["voice"], r["title"]) for r in self.rows["speeches"])
        self._upsert("speeches", "key", (
            {"key": r["key"], "speaker_id": self._id("speakers", r["speaker"]),
             "voice_id": self._id("voices", r["voice"]), "kind": r["kind"],
             "title": _told_apart(r, titles[r["speaker"], r["voice"], r["title"]]),
             "occasion": r["occasion"] or None, "place_id": self._id("places", r["place"]), **_dates(r["date"]),
             "origin": "register", "document_id": self._id("documents", r["document"]), "source": r["source"]}
            for r in self.rows["speeches"]))  # fmt: skip
        self._texts()
        self._aliases("speech_aliases", "speech")
        self._institutions()
        self._let_go()

    def _texts(self) -> None:
        """A row of `speeches` for each document that no other row is the text of: words may be cited from any.

        A law is amended under its title, so that its date is not that of the words cited.
        """
        told = {r["document"] for r in self.rows["speeches"]}
        known = set(self.ids["voices"])
        self._upsert("speeches", "key", (
            {"key": f"document/{r['title']}", "speaker_id": None,
             "voice_id": self._id("voices", r["issuer"] if r["issuer"] in known else ""), "kind": "document",
             "title": r["title"], "occasion": None, "place_id": None,
             **_dates("" if r["kind"] in _AMENDED else r["date"]), "origin": "register",
             "document_id": self._id("documents", r["title"]), "source": r["source"]}
            for r in self.rows["documents"] if r["title"] not in told))  # fmt: skip

    def _let_go(self) -> None:
        """Rows that the register held and holds no more: those that pages may name become loaded ones."""
        execute = self.connection.exec_driver_sql
        for table, emptied in _LOADED.items():
            nothing = ", ".join(f"{column} = NULL" for column in emptied)
            for row in self._left(table, "origin = 'register'"):
                execute(f"UPDATE {table} SET origin = 'loaded', {nothing} WHERE id = ?", (row,))
        for row in self._left("speeches", "origin = 'register'"):
            key = execute("DELETE FROM speeches WHERE id = ? RETURNING key", (row,)).scalar_one()
            gone(self.connection, "speeches", key)
        for row in self._left("voices"):
            execute("UPDATE cited_speeches SET voice_id = NULL WHERE voice_id = ?", (row,))
            execute("UPDATE speeches SET voice_id = NULL WHERE voice_id = ?", (row,))
            execute("DELETE FROM voices WHERE id = ?", (row,))
        for row in reversed(self._left("places")):  # a place comes after the one that it lies in
            execute("UPDATE places SET parent_id = NULL WHERE parent_id = ?", (row,))
            execute("DELETE FROM places WHERE id = ?", (row,))

    def _left(self, table: str, condition: str = "1") -> list[int]:
        held = set(self.ids[table].values())
        rows = self.connection.exec_driver_sql(f"SELECT id FROM {table} WHERE {condition} ORDER BY id")
        return [row for (row,) in rows if row not in held]

    def _places(self) -> None:
        """Places, parents first. Two may have one name, so a row is known by its parent as well."""
        execute = self.connection.exec_driver_sql
        ids = self.ids.setdefault("places", {})
        for r in sorted(self.rows["places"], key=lambda r: PLACE_KINDS.index(r["kind"])):
            parent = self._id("places", r["parent"])
            values = (r["name"], parent, r["kind"], r["short"] or None)
            found = execute(
                "UPDATE places SET kind = ?3, short = ?4 WHERE name = ?1 AND parent_id IS ?2 RETURNING id",
                values,
            ).scalar()
            if found is None:
                found = execute(
                    "INSERT INTO places (name, parent_id, kind, short) VALUES (?, ?, ?, ?) RETURNING id",
                    values,
                ).scalar_one()
            ids[r["name"]] = found

    def _institutions(self) -> None:
        rows = {r["name"]: r for r in self.rows["institutions"]}
        self.ids["institutions"] = {}  # also where there is none
        levels = _institution_levels(self.rows["institutions"])
        for name, (key, level) in levels.items():  # parents first
            row = rows[name]
            parent = self.ids["institutions"][row["parent"]] if row["parent"] else None
            values = {"key": key, "name": level, "kind": row["kind"] or None, "parent_id": parent,
                      "place_id": self._id("places", row["place"]), "origin": "register"}  # fmt: skip
            self._upsert("institutions", "key", [values])
            self.ids["institutions"][name] = self.ids["institutions"][key]
        full = [{"alias": name, "institution_id": self.ids["institutions"][name], "place_id": None}
                for name, (key, _) in levels.items() if key != name]  # fmt: skip
        self._replace("institution_aliases", (*full, *(
            {"alias": r["alias"], "institution_id": self._id("institutions", r["institution"]),
             "place_id": self._id("places", r["place"])} for r in self.rows["institution_aliases"])))  # fmt: skip

    def _aliases(self, table: str, target: str, more: tuple[str, ...] = ()) -> None:
        """Rows of an alias table: the alias, its target by key, and columns kept as they are."""
        plural = f"{target}es" if target.endswith("ch") else f"{target}s"
        self._replace(table, (
            {f"{target}_id": self._id(plural, r[target]), "alias": r["alias"], **{c: r[c] or None for c in more}}
            for r in self.rows[table]))  # fmt: skip

    def _id(self, table: str, key: str) -> int | None:
        if not key:
            return None
        found = self.ids.get(table, {}).get(key)
        if found is None:
            raise _missing(table, key)
        return found

    def _upsert(self, table: str, key: str, rows: Iterable[dict[str, Any]]) -> None:
        """Insert new rows, update those whose key is there; remember their ids."""
        ids = self.ids.setdefault(table, {})
        for row in rows:
            sets = ", ".join(f'"{c}" = excluded."{c}"' for c in row if c != key)
            names = ", ".join(f'"{c}"' for c in row)
            marks = ", ".join("?" * len(row))
            ids[row[key]] = self.connection.exec_driver_sql(
                f'INSERT INTO "{table}" ({names}) VALUES ({marks}) ON CONFLICT ("{key}") DO UPDATE SET {sets} '
                "RETURNING id",
                tuple(row.values()),
            ).scalar_one()

    def _replace(self, table: str, rows: Iterable[dict[str, Any]]) -> None:
        self.connection.exec_driver_sql(f'DELETE FROM "{table}"')
        for row in rows:
            names = ", ".join(f'"{c}"' for c in row)
            marks = ", ".join("?" * len(row))
            self.connection.exec_driver_sql(
                f'INSERT OR IGNORE INTO "{table}" ({names}) VALUES ({marks})', tuple(row.values())
            )


def _told_apart(row: Fact, namesakes: int) -> str:
    """A speech's title, with its date behind it where others have the same title."""
    return f"{row['title']}（{row['date']}）" if namesakes > 1 and row["date"] else row["title"]


def _dates(date: str) -> dict[str, str | None]:
    """date, date_earliest and date_latest of a row's EDTF."""
    if not date:
        return {"date": None, "date_earliest": None, "date_latest": None}
    days = read_edtf(date)
    return {
        "date": date,
        "date_earliest": days.earliest.isoformat(),
        "date_latest": days.latest.isoformat(),
    }
