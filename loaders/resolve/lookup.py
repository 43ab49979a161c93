"""What the archive and the register know, as dictionaries: names and aliases to rows."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import get_args

from lilun.loaders.fields.names import fold
from lilun.schema.printed import PlaceKind
from sqlalchemy import Connection

PLACE_KINDS = get_args(PlaceKind)  # from the widest, so that a place comes after the one that it lies in
_PARTY = re.compile(r"^(?:中国共产党|中共|我们?党的?|党的)")


@dataclass(frozen=True, slots=True)
class Place:
    """A place; `province` is the id of the province that it lies in (its own for a province), or None."""

    id: int
    name: str
    kind: str
    province: int | None


@dataclass(frozen=True, slots=True)
class Event:
    """A row of `speeches` as resolution sees it; days are ISO strings, '' where unknown."""

    id: int
    key: str
    kind: str
    speaker_id: int | None
    voice_id: int | None
    place_id: int | None
    occasion: str
    earliest: str
    latest: str
    origin: str
    title: str = ""
    document_id: int | None = None


class Lookup:
    """Names to ids. Read once a run; rows that the run adds are added here as well.

    What a name means is settled by the register alone. Rows that pages made are kept beside it, so that the
    same name finds the same row; one that the register has taken over since is left out.
    """

    def __init__(self, connection: Connection) -> None:
        rows = connection.exec_driver_sql
        self.speakers: dict[str, int] = {
            name: i
            for i, name in rows(
                "SELECT id, name FROM speakers "
                "WHERE origin = 'register' OR name NOT IN (SELECT alias FROM speaker_aliases)"
            )
        }
        self.speaker_names = {i: name for name, i in self.speakers.items()}
        self.speaker_aliases: dict[str, list[tuple[int, str, str]]] = defaultdict(list)
        for alias, speaker, earliest, latest in rows(
            "SELECT alias, speaker_id, earliest, latest FROM speaker_aliases ORDER BY alias, speaker_id"
        ):
            self.speaker_aliases[alias].append((speaker, earliest or "", latest or "9999"))
        self.voices: dict[str, int] = {name: i for i, name in rows("SELECT id, name FROM voices")}
        self.voices |= {
            alias: i for i, alias in rows("SELECT voice_id, alias FROM voice_aliases ORDER BY voice_id DESC")
        }
        self.documents: dict[str, int] = {title: i for i, title in rows("SELECT id, title FROM documents")}
        self.documents |= {
            alias: i
            for i, alias in rows("SELECT document_id, alias FROM document_aliases ORDER BY document_id DESC")
        }
        self.speech_aliases: dict[str, list[int]] = defaultdict(list)
        for alias, speech in rows("SELECT alias, speech_id FROM speech_aliases ORDER BY alias, speech_id"):
            self.speech_aliases[alias_key(alias)].append(speech)
        self.document_keys: dict[str, int] = {}  # as names of texts are compared; the register's alone
        for i, name in rows(
            "SELECT document_id, alias FROM document_aliases UNION ALL "
            "SELECT id, title FROM documents WHERE origin = 'register' ORDER BY 1, 2"
        ):
            self.document_keys.setdefault(alias_key(name), i)
        self._read_places(connection)
        self._read_institutions(connection)
        self.columns: dict[tuple[int | None, str], int] = {
            (paper, name): i for i, paper, name in rows("SELECT id, newspaper_id, name FROM columns")
        }
        self.read_events(connection)

    def read_events(self, connection: Connection) -> None:
        """Read `speeches` again, after events were derived."""
        self.events: dict[int, Event] = {
            row[0]: Event(*row)
            for row in connection.exec_driver_sql(
                "SELECT id, key, kind, speaker_id, voice_id, place_id, ifnull(occasion, ''), "
                "ifnull(date_earliest, ''), ifnull(date_latest, ''), origin, title, document_id "
                "FROM speeches ORDER BY key"
            )
        }
        self.register_titles: dict[str, list[int]] = defaultdict(list)
        # document → the rows that it is the text of
        self.texts: dict[int, list[int]] = defaultdict(list)
        for event in self.events.values():
            if event.origin == "register" and event.occasion:
                self.register_titles[alias_key(event.occasion)].append(event.id)
            if event.origin == "register" and event.document_id is not None:
                self.texts[event.document_id].append(event.id)

    def _read_places(self, connection: Connection) -> None:
        rows = connection.exec_driver_sql("SELECT id, name, kind, parent_id, short FROM places").all()
        self.places: dict[int, Place] = {}
        self.place_names: dict[str, int] = {}
        for i, name, kind, parent, short in sorted(rows, key=lambda row: PLACE_KINDS.index(row.kind)):
            self.places[i] = Place(i, name, kind, i if kind == "province" else self.province(parent))
            for label in (name, short):
                if label:
                    self.place_names.setdefault(label, i)

    def _read_institutions(self, connection: Connection) -> None:
        rows = connection.exec_driver_sql
        self.institutions: dict[str, int] = {}
        self.register_institutions: set[int] = set()
        for i, key, origin in rows("SELECT id, key, origin FROM institutions"):
            self.institutions[key] = i
            if origin == "register":
                self.register_institutions.add(i)
        self.institution_keys = {i: key for key, i in self.institutions.items()}
        self.institution_aliases: dict[str, list[tuple[int, int | None]]] = defaultdict(list)
        for alias, institution, place in rows(
            "SELECT alias, institution_id, place_id FROM institution_aliases ORDER BY alias, institution_id"
        ):
            self.institution_aliases[alias].append((institution, place))

    def speaker(self, name: str, day: str) -> int | None:
        """The speaker by name or alias; an alias counts on days that it held (`day` ISO, '' unknown).

        A name in traditional characters is the one that the register has in simplified ones.
        """
        if name in self.speakers:
            return self.speakers[name]
        name = fold(name)
        if name in self.speakers:
            return self.speakers[name]
        holders = {
            speaker
            for speaker, earliest, latest in self.speaker_aliases.get(name, ())
            if not day or (earliest <= day <= latest)
        }
        return holders.pop() if len(holders) == 1 else None

    def document(self, title: str) -> int | None:
        """The document of that title or alias, however its spaces, marks and characters are printed."""
        found = self.documents.get(title) or self.documents.get(f"《{title}》")
        return found or self.document_keys.get(alias_key(title))

    def place(self, text: str) -> int | None:
        """The place that a printed place name means: 辽宁, 广东湛江 (the city), 北京市; None where unknown."""
        if text in self.place_names:
            return self.place_names[text]
        for cut in range(1, len(text) - 1):
            rest = self.place_names.get(text[cut:])
            if rest is not None and text[:cut] in self.place_names:
                return rest
        for end in range(len(text) - 1, 1, -1):
            found = self.place_names.get(text[:end])
            if found is not None and self.places[found].kind != "country":
                return self.place(text[:end]) or found
        return None

    def province(self, place: int | None) -> int | None:
        """The province that a place lies in, or None."""
        return self.places[place].province if place in self.places else None


def alias_key(text: str) -> str:
    """A name of a meeting or text as aliases are compared: simplified, without the Party before it, marks and spaces."""
    return _PARTY.sub("", re.sub(r"[\s《》〈〉“”‘’「」、，。（）()的]", "", fold(text)))
