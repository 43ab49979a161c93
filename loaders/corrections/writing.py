"""Entries written for a person and entries shown: `lilun correct add` and `lilun correct list`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lilun.loaders.corrections.anchors import PageText
from lilun.loaders.corrections.entry import PEOPLE, Quote
from lilun.loaders.corrections.files import read_text
from lilun.loaders.corrections.forms import FORMS
from lilun.loaders.errors import LilunError, UsageError
from lilun.loaders.kept import kept_source, page_key
from lilun.loaders.repair import repair
from lilun.schema.correction_line import anchored, line
from lilun.schema.engine import open_to_read
from sqlalchemy import Connection

FILE = "corrections.yaml"
_ANY = "*"


def add_entry(
    archive: Path,
    folder: Path,
    page: str,
    what: str,
    value: str,
    at: str | None,
    to: str | None,
    by: str,
    why: str,
) -> str:
    """Write an entry to the folder's file, made where it is missing; file and line of it.

    `page` is a page's key or file, or * for any page. The words `at` are looked for on the page and written with
    what stands around them. Raises LilunError where they fit no place or the entry is wrong.
    """
    name, _, field = what.partition(".")
    if name not in FORMS:
        raise UsageError(f"“{name}” cannot be corrected; give one of {', '.join(FORMS)}")
    entry: dict[str, Any] = {}
    if name not in PEOPLE:
        if not at:
            raise UsageError(f"--at is missing; give words of the page that {name} is about")
        entry = _anchor(archive, page, Quote(at, last=to or ""))
    when = datetime.now(UTC).date().isoformat()
    said = line({**entry, "by": by, "when": when, "why": why})
    # the value stands as it was given, so that lists are written here as they are in the files
    said = said.replace(
        ", by: ", f", {name}: {{{field}: {value}}}, by: " if field else f", {name}: {value}, by: ", 1
    )
    if name in PEOPLE:
        said = f"- {{{name}: {value}, {said.removeprefix('- {')}"
    path = folder / FILE
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    before += "" if not before or before.endswith("\n") else "\n"
    number = before.count("\n") + 1
    try:
        _, problems = read_text(said, FILE)
    except ValueError as error:
        raise LilunError(
            f"“{value}” is no value that can be written ({error}); put quotation marks around it"
        ) from None
    if problems:
        raise LilunError(problems[0].message)
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{before}{said}\n", encoding="utf-8")
    return f"{path}:{number}"


def listed(connection: Connection, status: str | None) -> Iterator[str]:
    """A line for each correction, with what it changed or why it does not fit below it."""
    for row in connection.exec_driver_sql(
        "SELECT id, file, line, status, what, anchor, value, corrected_by, corrected_at, why, reason FROM corrections "
        "WHERE ?1 IS NULL OR status = ?1 ORDER BY file, line",
        (status,),
    ).all():
        about = f" at “{row.anchor}”" if row.anchor else f" {row.value}"
        yield f"{row.status:<10} {row.file}:{row.line}  {row.what}{about}  ({row.corrected_by}, {row.corrected_at}: {row.why})"
        if row.reason:
            yield f"           {row.reason}"
        for use in connection.exec_driver_sql(
            "SELECT p.key, u.field, u.before, u.after FROM correction_uses u JOIN pages p ON p.id = u.page_id "
            "WHERE u.correction_id = ? AND u.reason IS NULL ORDER BY p.key, u.id",
            (row.id,),
        ):
            yield f"           {use.key}  {use.field}: {_short(use.before)} → {_short(use.after)}"


def _anchor(archive: Path, page: str, quote: Quote) -> dict[str, str]:
    """Where an entry is and what it holds on to. Raises LilunError where the words fit no place of the page."""
    with open_to_read(archive).connect() as connection:
        sources = connection.exec_driver_sql(
            "SELECT s.id FROM page_sources s JOIN pages p ON p.id = s.page_id "
            "JOIN source_files f ON f.id = s.source_file_id WHERE s.is_current AND ?1 IN (p.key, f.path, '*')",
            (page,),
        ).scalars().all()  # fmt: skip
        if page == _ANY:
            return {"at": quote.exact, **({"to": quote.last} if quote.last else {})}
        if not sources:
            raise LilunError(f"{archive}: no page or file “{page}”; `select key from pages` lists the pages")
        if len(sources) > 1:
            raise LilunError(f"{archive}: “{page}” is the file of {len(sources)} pages; give the key of one")
        key, source = page_key(connection, sources[0]), kept_source(connection, sources[0])
    text = PageText(repair(source.raw))
    place = text.find(quote)
    if isinstance(place, str):
        raise LilunError(f"{page}: “{quote.shown}”: {place}")
    named = {} if "~" in key else {"in": key}  # an incomplete key ends with the file: another OCR has another
    return {**named, **anchored(*text.stretch(place))}


def _short(words: str | None) -> str:
    words = " ".join((words or "∅").split())
    return words if len(words) <= 40 else f"{words[:38]}…"
