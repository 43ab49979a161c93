"""Which page and issue a file is: minted keys that are stable, readable, and never mistake one page for another."""

from __future__ import annotations

from dataclasses import dataclass

from lilun.loaders.fields.edtf import Days, read_edtf
from lilun.loaders.issue_date import IssueDate, infer_date
from lilun.loaders.page import Note
from lilun.loaders.reading import ReadPage

UNKNOWN = "_"


@dataclass(frozen=True, slots=True)
class Identity:
    """A page's place in the archive.

    `key` is paper/date/number for a complete page, else it ends in the beginning of the file's digest;
    `date` is EDTF or None, `known_by` as in `issues.date_known_by`. A date that only the articles' own words
    allow is inferred, with those words as `evidence`; it is no part of the key.
    """

    key: str
    complete: bool
    newspaper: str | None
    date: str | None
    days: Days | None
    known_by: str
    evidence: str | None
    number: str | None
    name: str | None
    notes: tuple[Note, ...]


def identify(page: ReadPage) -> Identity:
    """Who the page is, from what was put right, what was given and, where nothing was, from what it prints."""
    given, printed, settled = page.settled.over(page.source.metadata), page.running_head, page.settled
    notes = []
    day = given.date or printed.date
    if settled.date:
        pass  # a person has looked
    elif given.date and printed.date and not printed.date.startswith(given.date):
        message = f"the page prints {printed.date}, but {given.date} was given"
        notes.append(Note("date_conflict", "warning", message, rule="running head"))
    elif given.date and len(printed.date) > len(given.date):
        day = printed.date
    number = given.page or printed.number or None
    newspaper = given.newspaper or None
    if newspaper is None:
        notes.append(Note("unknown_newspaper", "warning", "the newspaper is not known", rule="page metadata"))
    if len(day) < 10:
        what = f"known as {day} only" if day else "not known"
        notes.append(Note("unknown_date", "warning", f"the day of the issue is {what}", rule="page metadata"))
    inferred = None if day else infer_date(page.articles)
    if inferred:
        message = f"the issue is dated {inferred.edtf} by its own text: {inferred.evidence}"
        notes.append(Note("inferred_date", "info", message, rule="issue date"))
    complete = bool(newspaper and len(day) == 10 and number)
    return Identity(
        key=key_of(newspaper, day, number, page.source.sha256),
        complete=complete,
        newspaper=newspaper,
        date=inferred.edtf if inferred else day or None,
        days=inferred.days if inferred else read_edtf(day) if day else None,
        known_by=_known_by(day, given.date, printed.date, inferred),
        evidence=inferred.evidence if inferred else None,
        number=number,
        name=given.page_name or printed.name or None,
        notes=tuple(notes),
    )


def key_of(newspaper: str | None, day: str | None, number: str | None, sha256: str) -> str:
    """The key of a page: complete with paper, full date and number, else it ends in the beginning of its file's digest."""
    complete = newspaper and len(day or "") == 10 and number
    last = _number(number) if complete and number else f"~{sha256[:12]}"
    return f"{newspaper or UNKNOWN}/{day or UNKNOWN}/{last}".replace(" ", "")


def _known_by(day: str, given: str, printed: str, inferred: IssueDate | None) -> str:
    if inferred:
        return "inferred"
    return "printed" if day and day == printed != given else "given" if day else "unknown"


def _number(number: str) -> str:
    """A page number as keys spell it: two digits at least, without slashes."""
    return (number.zfill(2) if number.isdigit() else number).replace("/", "-")
