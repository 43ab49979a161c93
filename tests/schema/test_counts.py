"""Counts beside the tables: what changes is noted by whoever changes it, and counted again at the end of a run."""

from __future__ import annotations

import pytest
from lilun.schema import counts
from sqlalchemy import Connection
from test_facts import CHANGES

MORE = [
    "UPDATE spans SET role = 'unassigned' WHERE role = 'paragraph'",
    "DELETE FROM spans",
    "UPDATE page_sources SET is_current = 0",
    "UPDATE affiliations SET institution_id = NULL",
    "DELETE FROM affiliation_institutions",
    "DELETE FROM affiliations",
    "DELETE FROM passage_uses",
    "UPDATE passage_uses SET is_attributed = 1 - is_attributed",
    "INSERT INTO institutions (id, key, name) VALUES (77, '省', '省'); UPDATE institutions SET parent_id = 77 WHERE id <> 77",
]


def _run(connection: Connection, statements: str) -> None:
    for statement in statements.split("; "):
        connection.exec_driver_sql(statement)


def _rows(connection: Connection) -> dict[str, set[tuple[object, ...]]]:
    return {
        count.name: {
            tuple(row)
            for row in connection.exec_driver_sql(f"SELECT {', '.join(count.columns)} FROM {count.name}")
        }
        for count in counts.COUNTS
    }


def test_a_new_page_is_counted(connection: Connection, page: dict[str, int]) -> None:
    assert any(counts.check(connection))
    counts.refresh(connection)
    assert all(_rows(connection).values())
    assert list(counts.check(connection)) == []
    assert connection.exec_driver_sql("SELECT count(*) FROM stale_counts").scalar() == 0


@pytest.mark.parametrize("change", [*CHANGES, *MORE])
def test_what_changed_is_counted_again(connection: Connection, page: dict[str, int], change: str) -> None:
    counts.refresh(connection)
    _run(connection, change)
    counts.refresh(connection)
    assert list(counts.check(connection)) == []
    rows = _rows(connection)
    counts.remake(connection)
    assert _rows(connection) == rows


def test_only_what_changed_is_counted_again(connection: Connection, page: dict[str, int]) -> None:
    counts.refresh(connection)
    connection.exec_driver_sql("UPDATE speech_counts SET mentions = 99")
    connection.exec_driver_sql("UPDATE source_file_counts SET spans = 99")
    connection.exec_driver_sql("UPDATE spans SET role = role")
    counts.refresh(connection)
    assert [sentence.split()[0] for sentence in counts.check(connection)] == ["speech_counts"]
