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
    return len(keys)


def reopen_groups(connection: Connection, keys: set[str]) -> None:
    """Make groups pending again, where mentions came or went."""
    for key in sorted(keys):
        connection.exec_driver_sql("UPDATE cited_speeches SET rule = NULL WHERE event_key = ?", (key,))
