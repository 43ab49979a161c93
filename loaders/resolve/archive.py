"""Resolution over the loaded archive: what is pending after pages came or went."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lilun.loaders.resolve.events import resolve_events
from lilun.loaders.resolve.institutions import unresolved_institution
from lilun.loaders.resolve.lookup import Lookup
from lilun.loaders.resolve.passages import mark_set_phrases
from lilun.loaders.resolve.people import pending_names, resolve_authors
from lilun.loaders.resolve.quotations import place_by_wording, unplace_by_wording, worded_as
from lilun.loaders.rows import among
from sqlalchemy import Connection

_RELATIVE = unresolved_institution("{}").replace("'", "''")
# (kind, what should be found: article, message, rule), in the order in which it is told
_UNRESOLVED = {
    "unresolved_speech": (
        "SELECT c.article_id, 'no speech is known for “' || c.attribution_as_printed || '” (' || c.date_as_printed "
        "|| ')' AS message, c.rule, c.position FROM cited_speeches c "
        "WHERE c.speech_id IS NULL AND c.speaker_id IS NOT NULL AND c.date_as_printed IS NOT NULL"
    ),
    "unresolved_institution": (
        f"SELECT b.article_id, replace('{_RELATIVE}', '{{}}', f.organization_as_printed) AS message, "
        "f.rule, min(b.position) AS position FROM affiliations f "
        "JOIN bylines b ON b.id = f.byline_id WHERE f.institution_id IS NULL AND f.organization_as_printed <> '' "
        "GROUP BY b.article_id, message, f.rule"
    ),
}


def resolve_pending(connection: Connection, lookup: Lookup) -> None:
    """Resolve the names and the groups of mentions that no rule has decided yet.

    A byline or mention is pending while its `rule` is NULL: so a run that was killed is completed by the next.
    """
    keys = connection.exec_driver_sql(
        "SELECT DISTINCT event_key FROM cited_speeches WHERE event_key IS NOT NULL AND rule IS NULL"
    ).scalars()
    resolve_groups(connection, lookup, pending_names(connection), keys.all())


def resolve_groups(
    connection: Connection, lookup: Lookup, names: Iterable[str], event_keys: Sequence[str],
    moved: dict[int, int] | None = None, quotations: Sequence[int] | None = None,
) -> None:  # fmt: skip
    """Resolve whole groups: authors of a name, mentions of an event, and what hangs on events.

    `moved` are events that mentions left already, to where they went. `quotations` are those whose mentions may
    have other events now; those of the groups where none are given.
    """
    worded = worded_as(connection, event_keys) if quotations is None else quotations
    resolve_authors(connection, lookup, names)
    unplace_by_wording(connection, worded)
    resolve_events(connection, lookup, event_keys, moved)
    place_by_wording(connection, worded)
    mark_set_phrases(connection)
    find_unresolved(connection, "unresolved_speech")


def find_unresolved(connection: Connection, kind: str) -> None:
    """A finding for each dated mention of a person's speech, or for each organization, that no row answers.

    Findings that stand there already keep their rows. Linear in what is unresolved.
    """
    execute = connection.exec_driver_sql
    execute(f"CREATE TEMP TABLE wanted AS {_UNRESOLVED[kind]}")
    execute("CREATE INDEX temp.ix_wanted ON wanted (article_id, message)")
    execute(
        "DELETE FROM findings WHERE kind = ? AND NOT EXISTS (SELECT 1 FROM wanted w "
        "WHERE w.article_id = findings.article_id AND w.message = findings.message AND w.rule IS findings.rule)",
        (kind,),
    )
    execute(
        "INSERT INTO findings (load_id, source_file_id, page_id, article_id, path, kind, severity, message, rule) "
        "SELECT s.load_id, s.source_file_id, a.page_id, a.id, f.path, ?1, 'info', w.message, w.rule "
        "FROM wanted w JOIN articles a ON a.id = w.article_id "
        "JOIN page_sources s ON s.page_id = a.page_id AND s.is_current "
        "JOIN source_files f ON f.id = s.source_file_id "
        # + keeps SQLite from the index on kind, which has few values
        "WHERE NOT EXISTS (SELECT 1 FROM findings g WHERE +g.kind = ?1 AND g.article_id = w.article_id "
        "AND g.message = w.message AND g.rule IS w.rule) ORDER BY a.key, w.position",
        (kind,),
    )
    execute("DROP TABLE wanted")


def reopen_groups(connection: Connection, keys: set[str]) -> None:
    """Make groups pending again, where mentions came or went."""
    among(connection, "UPDATE cited_speeches SET rule = NULL WHERE event_key IN ({})", sorted(keys))
