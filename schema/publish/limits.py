"""Limits of a connection that answers strangers' SQL: how long a value may be, how much a result may hold."""

from __future__ import annotations

import sqlite3
import time
import weakref
from collections.abc import Callable, Mapping
from typing import Any

LONGEST_VALUE = 5_000_000  # bytes of one value: a request for more is refused before it takes the memory
LARGEST_RESULT = (
    100_000_000  # characters and bytes of one result: two thousand long values would be gigabytes
)


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


class _Spent:
    """How long the Python functions of one statement have run: SQLite's own time limit does not see into them."""

    def __init__(self, seconds: float) -> None:
        self._allowed = seconds
        self._left = seconds

    def begin(self, statement: str) -> None:
        """A statement begins."""
        self._left = self._allowed

    def within(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, which raises TimeoutError once its statement has spent its time."""

        def bounded(*arguments: Any) -> Any:
            if self._left < 0:
                raise TimeoutError("the functions of this statement took too long")
            before = time.perf_counter()
            try:
                return function(*arguments)
            finally:
                self._left -= time.perf_counter() - before

        return bounded


def add_functions(
    connection: sqlite3.Connection, functions: Mapping[str, tuple[int, Callable[..., Any]]], seconds: float
) -> None:
    """Give SQL these functions (name: arguments and function); together they may run so long a statement."""
    spent = _Spent(seconds)
    connection.set_trace_callback(spent.begin)
    for name, (arguments, function) in functions.items():
        connection.create_function(name, arguments, spent.within(function), deterministic=True)


def apply(connection: sqlite3.Connection) -> None:
    """Set them on a connection. Its rows are `sqlite3.Row`, as Datasette has them."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    connection.row_factory = _Counting()
