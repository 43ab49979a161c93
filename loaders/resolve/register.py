"""The register: facts in CSV files (places, papers, speakers, speeches, documents, institutions) as rows.

The shipped files are in seeds/reference. Rows are matched by their natural keys, so ids stay when the
register grows; the files' digest is kept, so an unchanged register costs one look.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from lilun.loaders.errors import InputError
from lilun.loaders.fields.date import read_edtf
from pypinyin import lazy_pinyin
from sqlalchemy import Connection

FILES = ("places", "newspapers", "newspaper_aliases", "speakers", "speaker_aliases", "voices", "voice_aliases",
         "documents", "document_aliases", "speeches", "speech_aliases", "institutions",
         "institution_aliases")  # fmt: skip
_Row = Mapping[str, str]


def shipped_register() -> Traversable:
    """The folder of CSV files that comes with lilun."""
    return files("lilun.seeds").joinpath("reference")


def sort_key(name: str) -> str:
    """Pinyin of a name, for sorting."""
    return " ".join(lazy_pinyin(name)).lower()


def sync_register(connection: Connection, folder: Traversable | None = None) -> bool:
    """Bring the archive's register rows to the state of the CSV files; False where they are there already.

    Raises InputError for a row that points to nothing.
    """
    folder = folder or shipped_register()
    texts = {name: folder.joinpath(f"{name}.csv").read_text(encoding="utf-8") for name in FILES}
    digest = hashlib.sha256("\0".join(texts.values()).encode()).hexdigest()
    known = connection.exec_driver_sql("SELECT sha256 FROM registers WHERE name = 'reference'").scalar()
    if known == digest:
        return False
    _Register(connection, {name: list(csv.DictReader(t.splitlines())) for name, t in texts.items()}).write()
    connection.exec_driver_sql("DELETE FROM registers WHERE name = 'reference'")
    connection.exec_driver_sql("INSERT INTO registers (name, sha256) VALUES ('reference', ?)", (digest,))
    return True


@cache
def register_institutions() -> frozenset[str]:
    """The keys of the institutions that the shipped register holds."""
    text = shipped_register().joinpath("institutions.csv").read_text(encoding="utf-8")
    return frozenset(_institution_keys(list(csv.DictReader(text.splitlines()))).values())


def _institution_keys(rows: Sequence[_Row]) -> dict[str, str]:
    """Names to keys (parent/child), parents first. Raises InputError for a parent that has no row."""
    keys: dict[str, str] = {}
    waiting = list(rows)
    while waiting:
        ready = [r for r in waiting if not r["parent"] or r["parent"] in keys]
        if not ready:
            raise _missing("institutions", waiting[0]["parent"])
        for r in ready:
            keys[r["name"]] = f"{keys[r['parent']]}/{r['name']}" if r["parent"] else r["name"]
        waiting = [r for r in waiting if r["name"] not in keys]
    return keys


def _missing(table: str, key: str) -> InputError:
    return InputError(
        "register", f"{table} has no “{key}”, which another row names", f"add it to {table}.csv"
    )


class _Register:
    """One writing of the register: the rows by file, and the ids that keys got."""

    def __init__(self, connection: Connection, rows: Mapping[str, Sequence[_Row]]) -> None:
        self.connection = connection
        self.rows = rows
        self.ids: dict[str, dict[str, int]] = {}

    def write(self) -> None:
        self._places()
        self._upsert("newspapers", "name", (
            {"name": r["name"], "place_id": self._id("places", r["place"]), "kind": r["kind"],
             "origin": "register", "source": r["source"]} for r in self.rows["newspapers"]))  # fmt: skip
        self._aliases("newspaper_aliases", "newspaper")
        self._upsert("speakers", "name", (
            {"name": r["name"], "sort_key": sort_key(r["name"]), "kind": r["kind"] or None, "born": r["born"] or None,
             "died": r["died"] or None, "source": r["source"]} for r in self.rows["speakers"]))  # fmt: skip
        self._aliases("speaker_aliases", "speaker", ("earliest", "latest"))
        self._upsert("voices", "name", ({"name": r["name"], "kind": r["kind"]} for r in self.rows["voices"]))
        self._aliases("voice_aliases", "voice")
        self._upsert("documents", "title", (
            {"title": r["title"], "kind": r["kind"] or None, "issuer": r["issuer"] or None, **_dates(r),
             "source": r["source"]} for r in self.rows["documents"]))  # fmt: skip
        self._aliases("document_aliases", "document")
        titles = Counter((r["speaker"], r["voice"], r["title"]) for r in self.rows["speeches"])
        self._upsert("speeches", "key", (
            {"key": r["key"], "speaker_id": self._id("speakers", r["speaker"]),
             "voice_id": self._id("voices", r["voice"]), "kind": r["kind"],
             "title": _told_apart(r, titles[r["speaker"], r["voice"], r["title"]]),
             "occasion": r["occasion"] or None, "place_id": self._id("places", r["place"]), **_dates(r),
             "origin": "register", "document_id": self._id("documents", r["document"]), "source": r["source"]}
            for r in self.rows["speeches"]))  # fmt: skip
        self._aliases("speech_aliases", "speech")
        self._institutions()

    def _places(self) -> None:
        for kind in ("country", "province", "city", "county"):
            self._upsert("places", "name", (
                {"name": r["name"], "kind": kind, "parent_id": self._id("places", r["parent"]),
                 "short": r["short"] or None} for r in self.rows["places"] if r["kind"] == kind))  # fmt: skip

    def _institutions(self) -> None:
        rows = {r["name"]: r for r in self.rows["institutions"]}
        keys = _institution_keys(self.rows["institutions"])
        for name, key in keys.items():  # parents first
            row = rows[name]
            parent = self.ids["institutions"][row["parent"]] if row["parent"] else None
            values = {"key": key, "name": name, "kind": row["kind"] or None, "parent_id": parent,
                      "place_id": self._id("places", row["place"])}  # fmt: skip
            self._upsert("institutions", "key", [values])
            self.ids["institutions"][name] = self.ids["institutions"][key]
        self._replace("institution_aliases", (
            {"alias": r["alias"], "institution_id": self._id("institutions", r["institution"]),
             "place_id": self._id("places", r["place"])} for r in self.rows["institution_aliases"]))  # fmt: skip

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
        execute = self.connection.exec_driver_sql
        ids = self.ids.setdefault(table, {})
        for row in rows:
            columns = list(row)
            sets = ", ".join(f'"{c}" = excluded."{c}"' for c in columns if c != key)
            names = ", ".join(f'"{c}"' for c in columns)
            marks = ", ".join("?" * len(columns))
            if table == "places":
                found = execute(
                    "SELECT id FROM places WHERE name = ? AND parent_id IS ?", (row["name"], row["parent_id"])
                ).scalar()
                if found is None:
                    execute(f"INSERT INTO places ({names}) VALUES ({marks})", tuple(row.values()))
                    found = execute("SELECT last_insert_rowid()").scalar_one()
                ids[row[key]] = found
                continue
            execute(
                f'INSERT INTO "{table}" ({names}) VALUES ({marks}) ON CONFLICT ("{key}") DO UPDATE SET {sets}',
                tuple(row.values()),
            )
            ids[row[key]] = execute(f'SELECT id FROM "{table}" WHERE "{key}" = ?', (row[key],)).scalar_one()

    def _replace(self, table: str, rows: Iterable[dict[str, Any]]) -> None:
        self.connection.exec_driver_sql(f'DELETE FROM "{table}"')
        for row in rows:
            names = ", ".join(f'"{c}"' for c in row)
            marks = ", ".join("?" * len(row))
            self.connection.exec_driver_sql(
                f'INSERT OR IGNORE INTO "{table}" ({names}) VALUES ({marks})', tuple(row.values())
            )


def _told_apart(row: _Row, namesakes: int) -> str:
    """A speech's title, with its date behind it where others have the same title."""
    return f"{row['title']}（{row['date']}）" if namesakes > 1 and row["date"] else row["title"]


def _dates(row: _Row) -> dict[str, str | None]:
    """date, date_earliest and date_latest of a row's EDTF."""
    if not row["date"]:
        return {"date": None, "date_earliest": None, "date_latest": None}
    days = read_edtf(row["date"])
    return {
        "date": row["date"],
        "date_earliest": days.earliest.isoformat(),
        "date_latest": days.latest.isoformat(),
    }
