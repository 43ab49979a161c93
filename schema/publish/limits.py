"""Limits of a connection that answers strangers' SQL: how long a value may be, how much a result may hold."""

from __future__ import annotations

import sqlite3
import weakref
from typing import Any

LONGEST_VALUE = 5_000_000  # bytes of one value: a request for more is refused before it takes the memory
LARGEST_RESULT = 100_000_000  # characters and bytes of one result: two thousand long values would be gigabytes


class _Counting:
    """A row factory that makes `sqlite3.Row`s and raises once a cursor's rows hold too much."""

    def __init__(self) -> None:
        self._cursor: weakref.ref[sqlite3.Cursor] | None = None
        self._held = 0

    def __call__(self, cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> sqlite3.Row:
        if self._cursor is None or self._cursor() is not cursor:
            self._cursor, self._held = weakref.ref(cursor), 0
        for value in row:
            if isinstance(value, str | bytes):
                self._held += len(value)
        if self._held > LARGEST_RESULT:
            raise sqlite3.OperationalError(
                f"the result holds more than {LARGEST_RESULT:,} characters; ask for fewer rows or columns"
            )
        return sqlite3.Row(cursor, row)


def apply(connection: sqlite3.Connection) -> None:
    """Set them on a connection. Its rows are `sqlite3.Row`, as Datasette has them."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    connection.row_factory = _Counting()
