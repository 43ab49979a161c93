"""The register's CSV files: read, a user's own merged over the shipped ones, and every clash told at once.

A row of a user's file with the key of a shipped row takes its place; other rows are added. An alias belongs to
one thing: rows that give it to two are a clash, as are keys that stand twice in one folder.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, get_args

from lilun.loaders.errors import LilunError
from lilun.loaders.fields.date import read_edtf
from lilun.loaders.resolve.lookup import alias_key
from lilun.loaders.sources.decode import decode
from lilun.schema import people, printed, speech


@dataclass(frozen=True, slots=True)
class Form:
    """What one file holds: its columns, the one that is its rows' key, the kinds, and what columns point to.

    An alias file has no key: `alias_of` is the column that its aliases lead to, `scope` those that tell
    where or when an alias holds.
    """

    columns: tuple[str, ...]
    key: str = ""
    kinds: tuple[str, ...] = ()
    points: Mapping[str, str] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    alias_of: str = ""
    scope: tuple[str, ...] = ()


def _form(columns: str, key: str, kinds: Any, *, required: str = "", **points: str) -> Form:
    return Form(tuple(columns.split()), key, get_args(kinds), points, (key, *required.split()))


def _aliases(target: str, table: str, *scope: str, **points: str) -> Form:
    return Form(
        (target, "alias", *scope), points={target: table, **points}, required=(target, "alias"),
        alias_of=target, scope=scope,
    )  # fmt: skip


FORMS: Mapping[str, Form] = {
    "places": _form("name kind parent short source", "name", printed.PlaceKind, required="kind", parent="places"),
    "newspapers": _form("name place kind source", "name", printed.NewspaperKind, place="places"),
    "newspaper_aliases": _aliases("newspaper", "newspapers"),
    "speakers": _form("name born died kind source", "name", speech.SpeakerKind),
    "speaker_aliases": _aliases("speaker", "speakers", "earliest", "latest"),
    "voices": _form("name kind source", "name", speech.VoiceKind, required="kind"),
    "voice_aliases": _aliases("voice", "voices"),
    "documents": _form("title kind issuer date source", "title", speech.DocumentKind),
    "document_aliases": _aliases("document", "documents"),
    "speeches": _form(
        "key kind speaker voice title occasion place date document source", "key", speech.SpeechKind,
        required="kind title", speaker="speakers", voice="voices", place="places", document="documents",
    ),
    "speech_aliases": _aliases("speech", "speeches"),
    "institutions": _form("name parent kind place source", "name", people.InstitutionKind,
                          parent="institutions", place="places"),
    "institution_aliases": _aliases("institution", "institutions", "place", place="places"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """One row: its values by column, all present, and where it stands."""

    values: Mapping[str, str]
    file: str
    line: int

    @property
    def where(self) -> str:
        """File and line, as messages name them."""
        return f"{self.file}:{self.line}"

    def __getitem__(self, column: str) -> str:
        return self.values[column]


Facts = Mapping[str, Sequence[Fact]]


class RegisterError(LilunError):
    """Rows of a register that clash or say nothing: one line for each."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


@dataclass(frozen=True, slots=True)
class OwnRegister:
    """A user's own files: name to text; `folder` as messages show it.

    `below` are the files that they go over, where those are of another edition than the shipped ones.
    """

    folder: str
    texts: Mapping[str, str]
    below: Mapping[str, str] | None = None

    @property
    def sha256(self) -> str:
        """The digest of its files."""
        return digest(self.texts)


def read_own(folder: Path) -> OwnRegister:
    """The CSV files of a folder. Raises RegisterError where there is none, or one that no register has."""
    if not folder.is_dir():
        raise RegisterError([f"{folder}: this is no folder; name the folder of your CSV files"])
    found = sorted(folder.glob("*.csv"))
    known = ", ".join(f"{name}.csv" for name in FORMS)
    strange = [f"{path}: no register has a file of this name; the names are {known}"
               for path in found if path.stem not in FORMS]  # fmt: skip
    if strange or not found:
        raise RegisterError(strange or [f"{folder}: no CSV file is here; the names are {known}"])
    return OwnRegister(str(folder), {path.stem: decode(path.read_bytes(), path).text for path in found})


@cache
def shipped() -> Facts:
    """The rows of the register that comes with lilun."""
    return _shipped_rows(shipped_texts())


def _shipped_rows(texts: Mapping[str, str]) -> Facts:
    problems: list[str] = []
    return {
        name: _rows(name, texts[name], f"shipped {name}.csv", problems) for name in FORMS if name in texts
    }


@cache
def shipped_texts() -> Mapping[str, str]:
    """The shipped files: name to text."""
    folder = shipped_folder()
    return {name: folder.joinpath(f"{name}.csv").read_text(encoding="utf-8") for name in FORMS}


@cache
def shipped_digest() -> str:
    """The digest of the shipped files."""
    return digest(shipped_texts())


def shipped_folder() -> Traversable:
    """The folder of CSV files that comes with lilun."""
    return files("lilun.seeds").joinpath("reference")


def merged(own: OwnRegister | None) -> Facts:
    """The shipped rows with a user's own over them. Raises RegisterError with all that clashes."""
    if own is None:
        return shipped()
    problems: list[str] = []
    given = {
        name: _rows(name, text, f"{own.folder}/{name}.csv", problems) for name, text in own.texts.items()
    }
    facts = dict(shipped() if own.below is None else _shipped_rows(own.below))
    for name, rows in given.items():
        facts[name] = _over(FORMS[name], facts[name], rows, problems)
    for name, rows in given.items():
        for fact in rows:
            problems += _wrong(name, fact, facts)
    problems += _circles("places", facts) + _circles("institutions", facts)
    for name in FORMS:
        if FORMS[name].alias_of and given.keys() & {name, FORMS[name].points[FORMS[name].alias_of]}:
            problems += _clashes(name, facts)
    if problems:
        raise RegisterError(list(dict.fromkeys(problems)))
    return facts


def digest(texts: Mapping[str, str]) -> str:
    """The digest of files, given by name."""
    return hashlib.sha256("\0".join(f"{name}\0{texts[name]}" for name in sorted(texts)).encode()).hexdigest()


def _rows(name: str, text: str, file: str, problems: list[str]) -> list[Fact]:
    """The rows of one file; columns that it leaves out are empty."""
    form = FORMS[name]
    reader = csv.reader(text.removeprefix("\ufeff").splitlines())
    header = [column.strip() for column in next(reader, [])]
    unknown = [column for column in header if column not in form.columns]
    missing = [column for column in form.required if column not in header]
    if unknown or missing:
        what = f"the column “{unknown[0]}” is not known" if unknown else f"there is no column “{missing[0]}”"
        problems.append(f"{file}:1: {what}; the columns are {','.join(form.columns)}")
        return []
    facts = []
    for values in reader:
        if not any(value.strip() for value in values):
            continue
        if len(values) > len(header):
            problems.append(
                f"{file}:{reader.line_num}: {len(values)} values for {len(header)} columns; "
                "put quotation marks around a value that has a comma"
            )
            continue
        given = dict(zip(header, (value.strip() for value in values)))
        facts.append(Fact({c: given.get(c, "") for c in form.columns}, file, reader.line_num))
    return facts


def _over(form: Form, below: Sequence[Fact], above: Sequence[Fact], problems: list[str]) -> Sequence[Fact]:
    if not form.key:
        return [*below, *above]
    own: dict[str, Fact] = {}
    for fact in above:
        first = own.setdefault(fact[form.key], fact)
        if first is not fact:
            problems.append(
                f"{fact.where}: “{fact[form.key]}” stands in line {first.line} already; keep one of the two rows"
            )
    known = {fact[form.key] for fact in below}
    return [
        *(own.get(fact[form.key], fact) for fact in below),
        *(fact for key, fact in own.items() if key not in known),
    ]


def _wrong(name: str, fact: Fact, facts: Facts) -> Iterator[str]:
    """What is wrong with one row by itself and with what it points to."""
    form = FORMS[name]
    for column in form.required:
        if not fact[column]:
            yield f"{fact.where}: {column} is empty; fill it in or take the row out"
    if form.kinds and fact["kind"] and fact["kind"] not in form.kinds:
        yield f"{fact.where}: no kind is called “{fact['kind']}”; write one of {', '.join(form.kinds)}"
    for column, table in form.points.items():
        if fact[column] and fact[column] not in _keys(facts, table):
            yield f"{fact.where}: {table}.csv has no “{fact[column]}”; add it there or mend the name"
    if name == "speeches" and bool(fact["speaker"]) == bool(fact["voice"]) and fact["kind"] != "book":
        yield f"{fact.where}: “{fact['key']}” needs a speaker or a voice, and not both; fill in one of the two"
    if name in ("speeches", "documents"):
        yield from _wrong_date(fact)
    if name == "speaker_aliases":
        for column in ("earliest", "latest"):
            if fact[column] and not _is_day(fact[column]):
                yield f"{fact.where}: “{fact[column]}” is no day; write {column} like 2012-11-15"
        if fact["earliest"] and fact["latest"] and fact["latest"] < fact["earliest"]:
            yield (
                f"{fact.where}: “{fact['alias']}” ends on {fact['latest']}, before it begins on "
                f"{fact['earliest']}; mend one of the two days"
            )


def _wrong_date(fact: Fact) -> Iterator[str]:
    date = fact["date"]
    if not date:
        return
    begin, _, end = date.partition("/")
    try:
        if end and read_edtf(end).latest < read_edtf(begin).earliest:
            yield f"{fact.where}: the date {date} ends before it begins; write the earlier day first"
            return
        read_edtf(date)
    except ValueError:
        yield f"{fact.where}: “{date}” is no date; write 2031, 2031-05, 2031-05-06 or 2031-05-06/2031-05-09"


def _is_day(text: str) -> bool:
    try:
        days = read_edtf(text)
    except ValueError:
        return False
    return len(text) == 10 and days.earliest == days.latest


def _keys(facts: Facts, table: str) -> set[str]:
    return {fact[FORMS[table].key] for fact in facts[table]}


def _circles(table: str, facts: Facts) -> list[str]:
    rows = {fact["name"]: fact for fact in facts[table]}
    problems = []
    for name, fact in rows.items():
        seen = {name}
        at = fact["parent"]
        while at in rows and at not in seen:
            seen.add(at)
            at = rows[at]["parent"]
        if at == name:
            problems.append(f"{fact.where}: “{name}” is part of itself; mend its parent")
    return problems


def _clashes(name: str, facts: Facts) -> Iterator[str]:
    """Aliases that lead to two things, or that are the name of another one."""
    form = FORMS[name]
    table = form.points[form.alias_of]
    fold = alias_key if name == "speech_aliases" else str
    names = _keys(facts, table)
    seen: dict[tuple[str, ...], list[Fact]] = {}
    for fact in facts[name]:
        target, alias = fact[form.alias_of], fact["alias"]
        where = (fold(alias), fact["place"] if "place" in form.scope else "")
        others = seen.setdefault(where, [])
        for other in others:
            if other[form.alias_of] != target and _at_once(form, other, fact):
                yield (
                    f"{fact.where}: “{alias}” leads to “{target}” here and to “{other[form.alias_of]}” in "
                    f"{other.where}; keep one of the two, or make the alias longer"
                )
        others.append(fact)
        if table != "speeches" and alias in names and alias != target and not where[1]:
            yield f"{fact.where}: “{alias}” is the name of another row of {table}.csv; choose another alias"


def _at_once(form: Form, one: Fact, other: Fact) -> bool:
    """Whether two rows of an alias hold on one day."""
    if "earliest" not in form.scope:
        return True
    return one["earliest"] <= (other["latest"] or "9999") and other["earliest"] <= (one["latest"] or "9999")
