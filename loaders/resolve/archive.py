"""Resolution over the loaded archive: what is pending after a load, or everything anew."""

from __future__ import annotations

from lilun.loaders.resolve.events import resolve_events
from lilun.loaders.resolve.lookup import Lookup
from lilun.loaders.resolve.quotations import place_by_wording
from sqlalchemy import Connection


def resolve_pending(connection: Connection, lookup: Lookup) -> int:
    """Resolve the groups of mentions that no rule has decided yet; how many groups there were.

    A mention is pending while its `rule` is NULL: so a run that was killed is completed by the next.
    """
    keys = [
        key
        for (key,) in connection.exec_driver_sql(
            "SELECT DISTINCT event_key FROM cited_speeches WHERE event_key IS NOT NULL AND rule IS NULL"
        )
    ]
    resolve_events(connection, lookup, keys)
    place_by_wording(connection)
    _find_unresolved(connection)
    return len(keys)


def _find_unresolved(connection: Connection) -> None:
    """A finding for each dated mention of a person's speech that no row of `speeches` answers."""
    connection.exec_driver_sql("DELETE FROM findings WHERE kind = 'unresolved_speech'")
    connection.exec_driver_sql(
        "INSERT INTO findings (load_id, source_file_id, page_id, article_id, path, kind, severity, message, rule) "
        "SELECT s.load_id, s.source_file_id, a.page_id, a.id, f.path, 'unresolved_speech', 'info', "
        "'no speech is known for “' || c.attribution_as_printed || '” (' || c.date_as_printed || ')', c.rule "
        "FROM cited_speeches c JOIN articles a ON a.id = c.article_id "
        "JOIN page_sources s ON s.page_id = a.page_id AND s.is_current "
        "JOIN source_files f ON f.id = s.source_file_id "
        "WHERE c.speech_id IS NULL AND c.speaker_id IS NOT NULL AND c.date_as_printed IS NOT NULL "
        "ORDER BY a.key, c.position"
    )


def reopen_groups(connection: Connection, keys: set[str]) -> None:
    """Make groups pending again, where mentions came or went."""
    for key in sorted(keys):
        connection.exec_driver_sql("UPDATE cited_speeches SET rule = NULL WHERE event_key = ?", (key,))
