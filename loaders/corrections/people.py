"""Two names that are one person's, and two people of one name, as corrections say it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from lilun.loaders.corrections.entry import PEOPLE, Correction
from lilun.loaders.resolve.people import author_name, reopen_names
from lilun.loaders.rows import among
from sqlalchemy import Connection

_SAME, _DIFFERENT = PEOPLE


def known_as(connection: Connection) -> dict[str, str]:
    """Names to the name that their person goes by: the one that the corrections name first."""
    pairs = [
        json.loads(value)
        for (value,) in connection.exec_driver_sql(
            "SELECT value FROM corrections WHERE what = ? ORDER BY value", (_SAME,)
        )
    ]
    leads = {other: one for one, other in pairs if not _of_one_name(one, other)}
    found = {}
    for name in leads:
        seen = [name]
        while (to := leads.get(seen[-1])) and to not in seen:
            seen.append(to)
        # names that lead to each other in a circle are known by the first of them
        found[name] = min(seen) if leads.get(seen[-1]) else seen[-1]
    return {name: to for name, to in found.items() if name != to}


def settle_people(connection: Connection, entries: Iterable[Correction]) -> None:
    """Let the archive follow entries on people that came or went; their names are resolved again by the run.

    The rows of `corrections` are those that hold from now on.
    """
    touched = {value.partition("/")[0] for entry in entries for value in entry.value}
    if not touched:
        return
    execute = connection.exec_driver_sql
    execute(
        "DELETE FROM decisions WHERE correction IS NOT NULL AND correction NOT IN (SELECT digest FROM corrections)"
    )
    for what, value, by, when, why, digest in execute(
        "SELECT what, value, corrected_by, corrected_at, why, digest FROM corrections WHERE what IN (?, ?) "
        "ORDER BY file, line", PEOPLE,
    ).all():  # fmt: skip
        one, other = json.loads(value)
        if _of_one_name(one, other):
            execute(
                "INSERT INTO decisions (kind, subject, object, verdict, decided_by, why, decided_at, correction) "
                "VALUES ('author', ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, subject, object) DO UPDATE SET "
                "verdict = excluded.verdict, decided_by = excluded.decided_by, score = NULL, why = excluded.why, "
                "decided_at = excluded.decided_at, correction = excluded.correction",
                (one, other, "same" if what == _SAME else "different", by, why, when, digest),
            )
    _rename(connection, touched)


def _rename(connection: Connection, touched: set[str]) -> None:
    """Give bylines of these names the name that their person goes by, and make all of them pending."""
    names = known_as(connection)
    rows = among(
        connection,
        "SELECT id, name_as_printed, author_name FROM bylines WHERE author_name IN ({0}) OR name_as_printed IN ({0})",
        sorted(touched),
    ).all()
    for byline, printed, before in rows:
        plain = author_name(printed)
        after = names.get(plain, plain)
        touched |= {before, after}
        if before != after:
            connection.exec_driver_sql("UPDATE bylines SET author_name = ? WHERE id = ?", (after, byline))
    reopen_names(connection, sorted(touched))


def _of_one_name(one: str, other: str) -> bool:
    return one.partition("/")[0] == other.partition("/")[0]
