"""Corrections in the archive: the entries that it was read with, what each changed, and which do not fit.

The archive keeps the entries, so a run without their folder knows them, and tells by them which pages are to be
read again when an entry comes, changes or goes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence

from lilun.loaders.corrections.anchors import PageText
from lilun.loaders.corrections.entry import PEOPLE, Correction, Quote, Tried, plain
from lilun.loaders.corrections.files import Problem, ReadFiles, revived
from lilun.loaders.corrections.people import settle_people
from lilun.loaders.history import record_one
from lilun.loaders.identity import key_of
from lilun.loaders.kept import kept_source
from lilun.loaders.repair import repair
from lilun.loaders.rows import Rows, among, many
from sqlalchemy import Connection

_COLUMNS = (
    "digest", "file", "line", "page_key", "what", "anchor", "anchor_end", "prefix", "suffix", "value", "corrected_by",
    "corrected_at", "why",
)  # fmt: skip
STALE, BROKEN = "stale_correction", "broken_correction"


def kept(connection: Connection) -> list[Correction]:
    """The entries that the archive holds, in their order."""
    return [
        Correction(
            what=what, value=revived(what, json.loads(value)),
            at=Quote(anchor, prefix or "", suffix or "", last or "") if anchor else None,
            page=page or "", by=by, when=when, why=why, file=file, line=line,
        )
        for _, file, line, page, what, anchor, last, prefix, suffix, value, by, when, why in connection.exec_driver_sql(
            f"SELECT {', '.join(_COLUMNS)} FROM corrections ORDER BY file, line, id"
        )
    ]  # fmt: skip


def sync(connection: Connection, read: ReadFiles, begin: Callable[[], int]) -> list[int]:
    """Bring the kept entries to those of the files; the rows of `page_sources` whose pages are to be read again.

    Entries of a file that nobody can read stay as they are. `begin` gives the run, and is called where anything
    has changed.
    """
    held = {entry.digest: entry for entry in kept(connection)}
    given = {entry.digest: entry for entry in read.corrections}
    gone = [e for digest, e in held.items() if digest not in given and e.file not in read.unreadable]
    new = [entry for digest, entry in given.items() if digest not in held]
    moved = [entry for digest, entry in given.items() if digest in held and held[digest] != entry]
    if not (gone or new or moved):
        return []
    load_id = begin()
    pages = _pages_of(connection, [entry.digest for entry in gone])
    displaced = _displaced(connection, [entry.digest for entry in gone if entry.what == "page"])
    for entry in gone:
        _tell(connection, load_id, entry, came=False)
    among(connection, "DELETE FROM corrections WHERE digest IN ({})", [entry.digest for entry in gone])
    many(
        connection,
        f"UPDATE corrections SET {', '.join(f'{c} = ?' for c in _COLUMNS[1:])} WHERE digest = ?",
        [(*_row(entry)[1:], entry.digest) for entry in moved],
    )
    many(
        connection,
        f"INSERT INTO corrections ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})",
        [_row(entry) for entry in new],
    )
    for entry in new:
        _tell(connection, load_id, entry, came=True)
    settle_people(connection, [entry for entry in (*gone, *new) if entry.what in PEOPLE])
    pages |= _pages_for(connection, [entry for entry in new if entry.what not in PEOPLE])
    return [*sorted(pages), *displaced]


def add_uses(rows: Rows, connection: Connection, load_id: int, page: int, articles: Sequence[int], tried: Iterable[Tried]) -> None:  # fmt: skip
    """Rows for what came of the corrections of a page; `articles` are the ids of its articles in order."""
    tried = list(tried)
    digests = [t.correction.digest for t in tried]
    ids = dict(
        among(connection, "SELECT digest, id FROM corrections WHERE digest IN ({})", digests).tuples().all()
    )
    for one in tried:
        found = {
            "page_id": page, "load_id": load_id, "found": one.found or None, "start": one.start, "end": one.end,
            "score": one.score if one.found else None, "correction_id": ids[one.correction.digest],
        }  # fmt: skip
        for effect in one.effects:
            article = None if effect.article is None else articles[effect.article]
            rows.add("correction_uses", **found, article_id=article, field=effect.field, before=effect.before,
                     after=effect.after)  # fmt: skip
        if one.reason:
            rows.add("correction_uses", **found, reason=one.reason)


def settle(connection: Connection, load_id: int | None) -> None:
    """Say of each correction whether it is applied, stale or pending, and make a finding of each that is stale."""
    execute = connection.exec_driver_sql
    execute(_STATUS)
    execute(
        "UPDATE corrections SET load_id = (SELECT max(u.load_id) FROM correction_uses u "
        "WHERE u.correction_id = corrections.id AND u.reason IS NULL) WHERE status = 'applied' AND what NOT IN (?, ?)",
        PEOPLE,
    )
    execute("DELETE FROM findings WHERE kind = ?", (STALE,))
    execute(
        "INSERT INTO findings (load_id, page_id, path, kind, severity, message, line, rule) "
        "SELECT ?1, (SELECT max(u.page_id) FROM correction_uses u WHERE u.correction_id = c.id), c.file, ?2, 'warning', "
        "'a correction of ' || c.what || ' at “' || c.anchor || '” does not fit: ' || c.reason, c.line, 'corrections' "
        "FROM corrections c WHERE c.status = 'stale' ORDER BY c.file, c.line",
        (load_id, STALE),
    )


def find_broken(connection: Connection, load_id: int, problems: Sequence[Problem]) -> None:
    """A finding for each entry or file that is wrong, in place of those of an earlier run."""
    connection.exec_driver_sql("DELETE FROM findings WHERE kind = ?", (BROKEN,))
    many(
        connection,
        "INSERT INTO findings (load_id, path, kind, severity, message, line, rule) "
        "VALUES (?, ?, ?, 'error', ?, ?, 'corrections')",
        [(load_id, p.file, BROKEN, p.message, p.line) for p in problems],
    )


_STATUS = """
UPDATE corrections SET (status, reason) = (
    SELECT
        CASE
            WHEN fits THEN 'applied'
            WHEN misfit IS NOT NULL OR (load_id IS NOT NULL AND what NOT IN ('same_person', 'different_people'))
                THEN 'stale'
            ELSE 'pending'
        END,
        CASE
            WHEN fits THEN NULL
            WHEN misfit IS NOT NULL THEN misfit
            WHEN what IN ('same_person', 'different_people') THEN 'nobody of these names signs an article here'
            WHEN load_id IS NOT NULL THEN 'its words are on no page any more'
            WHEN moved IS NOT NULL THEN 'the page is “' || moved || '” now; write that after “in”'
            WHEN page_key IS NOT NULL THEN 'no page “' || page_key || '” is in the archive'
            ELSE 'its words are on no page of the archive'
        END
    FROM (
        SELECT
            CASE WHEN corrections.what IN ('same_person', 'different_people') THEN (
                SELECT count(DISTINCT words.value) = 2 FROM json_each(corrections.value) AS words
                JOIN bylines ON bylines.name_as_printed = words.value
                    OR words.value LIKE bylines.author_name || '/%'
            ) ELSE EXISTS (
                SELECT 1 FROM correction_uses
                WHERE correction_uses.correction_id = corrections.id AND correction_uses.reason IS NULL
            ) END AS fits,
            (
                SELECT max(correction_uses.reason) FROM correction_uses
                WHERE correction_uses.correction_id = corrections.id
            ) AS misfit,
            (
                SELECT redirects.new FROM redirects
                WHERE redirects.kind = 'pages' AND redirects.old = corrections.page_key
            ) AS moved
    )
)
"""


def _row(entry: Correction) -> tuple[object, ...]:
    at = entry.at or Quote("")
    value = json.dumps(plain(entry.value), ensure_ascii=False)
    words = (at.exact or None, at.last or None, at.prefix or None, at.suffix or None)
    return (
        entry.digest, entry.file, entry.line, entry.page or None, entry.what, *words, value, entry.by, entry.when,
        entry.why,
    )  # fmt: skip


def _tell(connection: Connection, load_id: int, entry: Correction, *, came: bool) -> None:
    about = "、".join(entry.value) if entry.at is None else entry.at.shown
    key = f"{entry.page or '*'} “{about}”"
    value = json.dumps(plain(entry.value), ensure_ascii=False)
    before, after = (None, value) if came else (value, None)
    record_one(connection, load_id, "corrections", key, entry.what, before, after)


def _pages_of(connection: Connection, digests: Sequence[str]) -> set[int]:
    """The current sources of the pages that these corrections were tried on."""
    sql = (
        "SELECT s.id FROM corrections c JOIN correction_uses u ON u.correction_id = c.id "
        "JOIN page_sources s ON s.page_id = u.page_id AND s.is_current WHERE c.digest IN ({})"
    )
    return set(among(connection, sql, digests).scalars())


def _displaced(connection: Connection, digests: Sequence[str]) -> list[int]:
    """The older texts of pages that these corrections moved there, or moved another text onto."""
    sql = (
        "SELECT DISTINCT s.id FROM corrections c JOIN correction_uses u ON u.correction_id = c.id "
        "JOIN page_sources s ON s.page_id = u.page_id AND NOT s.is_current WHERE c.digest IN ({}) ORDER BY s.id"
    )
    return list(among(connection, sql, digests).scalars())


def _pages_for(connection: Connection, entries: Sequence[Correction]) -> set[int]:
    """The current sources of the pages that these corrections may be about."""
    named = {entry.page for entry in entries if entry.page}
    quotes = [entry.at for entry in entries if not entry.page and entry.at]
    found = set()
    for source, key, path, sha256, paper, day, number in connection.exec_driver_sql(
        "SELECT s.id, p.key, f.path, f.sha256, s.newspaper, s.date, s.number FROM page_sources s "
        "JOIN pages p ON p.id = s.page_id JOIN source_files f ON f.id = s.source_file_id WHERE s.is_current"
    ).all():
        if named & {key, path, key_of(paper, day, number, sha256)}:
            found.add(source)
        elif quotes:
            text = PageText(repair(kept_source(connection, source).raw))
            if any(text.may_hold(quote) for quote in quotes):
                found.add(source)
    return found
