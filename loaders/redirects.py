"""Keys that moved: an old one leads to the new one, or to nothing where the thing is gone."""

from __future__ import annotations

from sqlalchemy import Connection


def redirect(connection: Connection, kind: str, old: str, new: str | None, why: str) -> None:
    """Let `old` lead to `new`, and with it what led to `old`. `kind` is the table that the keys belong to."""
    if new is not None:
        settle(connection, kind, new)
    connection.exec_driver_sql("UPDATE redirects SET new = ? WHERE kind = ? AND new = ?", (new, kind, old))
    connection.exec_driver_sql(
        "INSERT INTO redirects (kind, old, new, why) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (kind, old) DO UPDATE SET new = excluded.new, why = excluded.why",
        (kind, old, new, why),
    )


def settle(connection: Connection, kind: str, key: str) -> None:
    """A key that is in use leads nowhere else."""
    connection.exec_driver_sql("DELETE FROM redirects WHERE kind = ? AND old = ?", (kind, key))


def gone(connection: Connection, kind: str, key: str) -> None:
    """What led to a key that is there no more leads to nothing."""
    connection.exec_driver_sql("UPDATE redirects SET new = NULL WHERE kind = ? AND new = ?", (kind, key))
