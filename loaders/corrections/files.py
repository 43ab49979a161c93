"""The YAML files of a folder: entries read with their lines, and what is wrong with one said in a sentence.

Every scalar is a string: a number keeps its noughts (版次 06) and a day is no date object. Entries that are wrong
are left out and told; the others hold.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from lilun.loaders.corrections.entry import NO_CITATION, PEOPLE, Correction, Quote
from lilun.loaders.corrections.forms import FORMS, Form
from lilun.loaders.errors import InputError
from lilun.loaders.fields.edtf import read_edtf

SUFFIXES = (".yaml", ".yml")
_ANCHOR = ("at", "before", "after", "to")
_SIGNED = ("by", "when", "why")
_UNFILLED = re.compile(r"[?？]+")
_ASK = "a question mark stands where a value should; write what is right in its place"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file or an entry of it: where (`line` from 1, or None), and what to write instead."""

    file: str
    line: int | None
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


@dataclass(frozen=True, slots=True)
class ReadFiles:
    """What a folder holds: the entries in order of file and line, what is wrong, and the files that nobody can read."""

    corrections: tuple[Correction, ...]
    problems: tuple[Problem, ...] = ()
    unreadable: frozenset[str] = frozenset()


def read_folder(folder: Path) -> ReadFiles:
    """The entries of all YAML files of a folder and those in it. Raises InputError where there is no such folder."""
    if not folder.is_dir():
        raise InputError(folder, "this is no folder", "name the folder of your YAML files of corrections")
    found: list[Correction] = []
    problems: list[Problem] = []
    unreadable = set()
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file()):
        name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
        try:
            entries, wrong = read_text(path.read_text(encoding="utf-8-sig"), name)
        except (_Unreadable, OSError, UnicodeDecodeError) as error:
            problems.append(_unreadable(name, error))
            unreadable.add(name)
            continue
        found += entries
        problems += wrong
    once: dict[str, Correction] = {}
    for entry in found:
        first = once.setdefault(entry.digest, entry)
        if first is not entry:
            message = f"this entry stands in {first.where} already; take one of the two out"
            problems.append(Problem(entry.file, entry.line, message))
    return ReadFiles(tuple(once.values()), tuple(problems), frozenset(unreadable))


def read_text(text: str, file: str) -> tuple[list[Correction], list[Problem]]:
    """The entries of one file's text, and what is wrong with others. Raises ValueError where it is no YAML."""
    try:
        document = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or "it is nested too deeply"
        raise _Unreadable(mark.line + 1 if mark else None, said) from None
    if document is None:
        return [], []
    if not isinstance(document, yaml.SequenceNode):
        raise _Unreadable(document.start_mark.line + 1, "entries are missing")
    entries, problems = [], []
    for node in document.value:
        try:
            entries.append(_entry(node, file))
        except _Wrong as wrong:
            problems.append(Problem(file, wrong.line, wrong.message))
    return entries, problems


def revived(what: str, value: Any) -> Any:
    """A value as an entry holds it, out of what `plain` made of it."""
    return _revived(value, FORMS[what])


class _Unreadable(ValueError):
    def __init__(self, line: int | None, said: str) -> None:
        self.line = line
        super().__init__(said)


class _Wrong(Exception):
    def __init__(self, node: yaml.Node, message: str) -> None:
        self.line: int = node.start_mark.line + 1
        self.message = message
        super().__init__(message)


def _unreadable(name: str, error: Exception) -> Problem:
    if isinstance(error, _Unreadable):
        remedy = "write a list of entries, each beginning with “- ”, and put quotation marks around words with : or #"
        return Problem(name, error.line, f"this is no YAML that can be read ({error}); {remedy}")
    if isinstance(error, UnicodeDecodeError):
        return Problem(name, None, "this is not UTF-8; save the file as UTF-8")
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return Problem(name, None, f"cannot be read ({reason}); check the file and its rights")


# -- one entry --------------------------------------------------------------------------------------


def _entry(node: yaml.Node, file: str) -> Correction:
    given = _mapping(
        node, "an entry is a mapping, such as - {at: …, article: {title: …}, by: …, when: …, why: …}"
    )
    whats = [key for key in given if key.value in FORMS]
    known = ", ".join((*_ANCHOR[:1], "before", "after", "to", "in", *_SIGNED))
    for key in given:
        if key.value not in FORMS and key.value not in (*_ANCHOR, *_SIGNED, "in"):
            raise _Wrong(
                key, f"“{key.value}” is not known; besides {known} an entry has one of {', '.join(FORMS)}"
            )
    if len(whats) != 1:
        found = " and ".join(f"“{key.value}”" for key in whats) or "nothing"
        raise _Wrong(node, f"{found} is corrected here; give one of {', '.join(FORMS)} in each entry")
    by_name = {key.value: value for key, value in given.items()}
    what = whats[0].value
    for name in _SIGNED:
        if name not in by_name:
            example = {"by": "资料室", "when": "2031-06-01", "why": "核对原报"}[name]
            raise _Wrong(node, f"“{name}” is missing; write who, when and why, such as {name}: {example}")
    when = _scalar(by_name["when"], "when", Form("date", "2031-06-01"))
    return Correction(
        what=what,
        value=_value(by_name[what], what, FORMS[what]),
        at=_anchor(node, by_name, what),
        page=_scalar(by_name["in"], "in", Form("text", "临江日报/2031-05-06/06")) if "in" in by_name else "",
        by=_scalar(by_name["by"], "by", Form("text", "资料室")),
        when=when,
        why=_scalar(by_name["why"], "why", Form("text", "核对原报")),
        file=file,
        line=node.start_mark.line + 1,
    )


def _anchor(node: yaml.Node, given: Mapping[str, yaml.Node], what: str) -> Quote | None:
    stray = next((name for name in (*_ANCHOR, "in") if name in given), None)
    if what in PEOPLE:
        if stray:
            raise _Wrong(
                given[stray], f"“{stray}” says nothing with {what}, which holds for the archive; take it out"
            )
        return None
    if "at" not in given:
        raise _Wrong(
            node,
            f"“at” is missing; write words of the page that {what} is about, such as at: 渡口早就不摆渡了",
        )
    return _quote(given)


def _quote(given: Mapping[str, yaml.Node]) -> Quote:
    words = {name: _scalar(given[name], name, Form("text", "渡口早就不摆渡了"), strip=False)
             for name in _ANCHOR if name in given}  # fmt: skip
    if not any(c.isalnum() for c in words["at"]):
        raise _Wrong(given["at"], "“at” holds no word to look for; write words of the page")
    return Quote(words["at"], words.get("before", ""), words.get("after", ""), words.get("to", ""))


def _value(node: yaml.Node, name: str, form: Form | Mapping[str, Form]) -> Any:
    if name == "citation" and isinstance(node, yaml.ScalarNode):
        if node.value != NO_CITATION:
            raise _Wrong(node, f"“{node.value}” says nothing of a citation; write citation: {NO_CITATION} where there is "
                               "none, or fields such as citation: {speaker: 陆闻笛}")  # fmt: skip
        return NO_CITATION
    if isinstance(form, Form):
        return _formed(node, name, form)
    first = next(iter(form))
    given = _mapping(node, f"“{name}” has fields; write {name}: {{{first}: {form[first].example}}}")
    values = {}
    for key, value in given.items():
        if key.value not in form:
            raise _Wrong(key, f"“{key.value}” is no field of {name}; write one of {', '.join(form)}")
        values[key.value] = _formed(value, key.value, form[key.value])
    if not values or (name == "move" and len(values) > 1):
        count = "one field" if name == "move" else "a field"
        raise _Wrong(node, f"“{name}” needs {count}; write {name}: {{{first}: {form[first].example}}}")
    if name == "cites" and not any(values.get(who) for who in ("speaker", "voice", "document")):
        raise _Wrong(
            node,
            "“cites” names nobody; write a speaker, a voice or a document, such as cites: {speaker: 陆闻笛}",
        )
    return values


def _formed(node: yaml.Node, name: str, form: Form) -> Any:
    if form.kind == "words":
        if isinstance(node, yaml.MappingNode):
            given = {key.value: value for key, value in _mapping(node, "").items()}
            for key in given:
                if key not in _ANCHOR:
                    raise _Wrong(node, f"“{key}” is not known here; words are given by {', '.join(_ANCHOR)}")
            if "at" in given:
                return _quote(given)
        return _quote({"at": node})
    if form.kind == "list":
        return _list(node, name, form)
    return _scalar(node, name, form)


def _list(node: yaml.Node, name: str, form: Form) -> tuple[str, ...]:
    if not isinstance(node, yaml.SequenceNode):
        raise _Wrong(node, f"“{name}” is a list; write {name}: {form.example}")
    values = tuple(_scalar(item, name, Form("text", form.example)) for item in node.value)
    if not values and not form.empty:
        raise _Wrong(node, f"“{name}” is empty; write {name}: {form.example}")
    if name in PEOPLE:
        _check_people(node, name, values)
    return values


def _check_people(node: yaml.Node, name: str, values: Sequence[str]) -> None:
    if len(values) != 2 or values[0] == values[1]:
        raise _Wrong(node, f"“{name}” is about two; write {name}: {FORMS[name].example}")  # type: ignore[union-attr]
    heads = [value.partition("/") for value in values]
    if heads[0][0] == heads[1][0] and not all(stroke and rest for _, stroke, rest in heads):
        raise _Wrong(node, f"two of one name are told apart by their institutions; write {name}: "
                           f"[{heads[0][0]}/临江大学, {heads[0][0]}/海岬大学]")  # fmt: skip
    if heads[0][0] != heads[1][0]:
        if name == "different_people":
            raise _Wrong(node, "two names are two people already; take the entry out")
        if any(stroke for _, stroke, _ in heads):
            raise _Wrong(
                node,
                f"names that differ are one person's whole; write {name}: [{heads[0][0]}, {heads[1][0]}]",
            )


def _scalar(node: yaml.Node, name: str, form: Form, *, strip: bool = True) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _Wrong(node, f"“{name}” is one value; write {name}: {form.example}")
    value: str = node.value.strip() if strip else node.value
    if node.style is None and value in ("~", "null"):
        value = ""
    if _UNFILLED.fullmatch(value):
        raise _Wrong(node, f"“{name}”: {_ASK}")
    if not value and not form.empty:
        raise _Wrong(node, f"“{name}” is empty; write {name}: {form.example}")
    if form.words and value not in form.words:
        raise _Wrong(node, f"“{value}” is no {name}; write one of {', '.join(form.words)}")
    if form.kind == "date" and not _is_day(value, day=name == "when"):
        examples = "2031-06-01" if name == "when" else "2031, 2031-05, 2031-05-06 or 2031-05-06/2031-05-09"
        raise _Wrong(node, f"“{value}” is no date for {name}; write {examples}")
    return value


def _is_day(value: str, *, day: bool) -> bool:
    try:
        if day:
            date.fromisoformat(value)
            return len(value) == 10
        begin, _, end = value.partition("/")
        return not end or read_edtf(begin).earliest <= read_edtf(end).latest if read_edtf(value) else False
    except ValueError:
        return False


def _mapping(node: yaml.Node, otherwise: str) -> dict[yaml.Node, yaml.Node]:
    """Keys to values, every key a scalar that stands once. Raises _Wrong with the sentence `otherwise`."""
    if not isinstance(node, yaml.MappingNode):
        raise _Wrong(node, otherwise)
    found: dict[str, yaml.Node] = {}
    given = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _Wrong(key, "this is no name of a field; put quotation marks around words with { or [")
        if key.value in found:
            raise _Wrong(
                key, f"“{key.value}” stands twice in one entry; keep one of the two, or begin another entry"
            )
        found[key.value] = given[key] = value
    return given


def _revived(value: Any, form: Form | Mapping[str, Form]) -> Any:
    if isinstance(value, list):
        return tuple(value)
    if not isinstance(value, Mapping):
        return value
    if isinstance(form, Form):  # words of the page
        return Quote(value["at"], value.get("before", ""), value.get("after", ""), value.get("to", ""))
    return {name: _revived(inner, form[name]) for name, inner in value.items()}
