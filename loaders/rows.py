"""Rows on their way into the archive: ids made here, tuples written in bulk, in the order foreign keys ask for."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from lilun.schema import Base
from sqlalchemy import Connection, CursorResult

_Row = TypeVar("_Row")


def among(connection: Connection, sql: str, values: Iterable[Any]) -> CursorResult[Any]:
    """Run a statement in which {} stands for a list of values, however many there are."""
    listed = json.dumps(list(values))
    return connection.exec_driver_sql(sql.format("SELECT value FROM json_each(?1)"), (listed,))


def many(connection: Connection, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Run a statement once for each row of values."""
    if rows:
        connection.exec_driver_sql(sql, list(rows))


CLOSELY = 500  # rows of a kind that `lilun check` compares with what they should be made of


def spread(rows: Sequence[_Row], most: int) -> Sequence[_Row]:
    """Rows evenly spread over all, no more than `most`: all where they are no more."""
    return rows[:: -(-len(rows) // most) or 1]


def batches(rows: Sequence[_Row], size: int = 200) -> Iterator[Sequence[_Row]]:
    """Rows in order, `size` at a time."""
    return (rows[start : start + size] for start in range(0, len(rows), size))


class Rows:
    """Collects new rows of one transaction. `add` gives the row's id at once; `write` inserts them all.

    A row's id is one more than any that its table ever had, so ids that people linked to are never reused.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._next: dict[str, int] = {}
        self._rows: dict[str, dict[tuple[str, ...], list[tuple[Any, ...]]]] = defaultdict(
            lambda: defaultdict(list)
        )

    def add(self, table: str, **values: Any) -> int:
        """One new row; an `id` among the values is kept. Returns its id."""
        row_id = values.pop("id", None) or self._new_id(table)
        self._rows[table]["id", *values].append((row_id, *values.values()))
        return int(row_id)

    def write(self) -> None:
        """Insert what was added. Raises sqlalchemy.exc.IntegrityError where a constraint does not hold."""
        for table in Base.metadata.sorted_tables:
            for columns, rows in self._rows.pop(table.name, {}).items():
                names = ", ".join(f'"{c}"' for c in columns)
                marks = ", ".join("?" * len(columns))
                self._connection.exec_driver_sql(
                    f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', rows
                )

    def _new_id(self, table: str) -> int:
        if table not in self._next:
            highest = self._connection.exec_driver_sql(f'SELECT max(id) FROM "{table}"').scalar() or 0
            ever = self._connection.exec_driver_sql(
                "SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)
            ).scalar()
            self._next[table] = max(highest, ever or 0)
        self._next[table] += 1
        return self._next[table]
