"""Facts beside the tables stay what the tables say, whatever is changed and by whom."""

from __future__ import annotations

import pytest
from lilun.schema import facts
from sqlalchemy import Connection

CHANGES = [
    "UPDATE issues SET date = '2019-05', date_earliest = '2019-05-01', date_latest = '2019-05-31'",
    "UPDATE issues SET newspaper_id = NULL",
    "UPDATE articles SET characters = characters + 1",
    "INSERT INTO issues (id, date_known_by) VALUES (99, 'unknown'); UPDATE pages SET issue_id = 99",
    "UPDATE bylines SET author_id = NULL",
    "UPDATE bylines SET role = 'editor'",
    "UPDATE cited_speeches SET speech_id = NULL",
    "UPDATE cited_speeches SET speaker_id = NULL, mode = 'partial'",
    "UPDATE cited_speeches SET speaker_id = NULL; UPDATE speeches SET speaker_id = NULL, voice_id = NULL",
    "DELETE FROM speeches",
    "DELETE FROM cited_speeches",
    "DELETE FROM bylines",
    "DELETE FROM pages",
]


def _rows(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    return {
        name: [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {name}")]
        for name in facts.MADE_OF
    }


def _run(connection: Connection, statements: str) -> None:
    for statement in statements.split("; "):
        connection.exec_driver_sql(statement)


def test_there_is_a_fact_for_each_article_byline_and_mention(
    connection: Connection, page: dict[str, int]
) -> None:
    for name, source in facts.SOURCES.items():
        ids = connection.exec_driver_sql(f"SELECT id FROM {name}").scalars().all()
        assert ids == connection.exec_driver_sql(f"SELECT id FROM {source}").scalars().all() != []
    assert list(facts.check(connection)) == []


@pytest.mark.parametrize("change", CHANGES)
def test_facts_follow(connection: Connection, page: dict[str, int], change: str) -> None:
    before = _rows(connection)
    _run(connection, change)
    assert _rows(connection) != before
    assert list(facts.check(connection)) == []


@pytest.mark.parametrize("change", CHANGES[:-3])
def test_without_a_trigger_the_check_would_tell_and_remaking_mends(
    connection: Connection, page: dict[str, int], change: str
) -> None:
    for trigger in facts.TRIGGERS:
        connection.exec_driver_sql(f"DROP TRIGGER {trigger.name}")
    _run(connection, change)
    assert any("run `lilun reindex`" in sentence for sentence in facts.check(connection))
    for trigger in facts.TRIGGERS:
        connection.exec_driver_sql(trigger.ddl)
    facts.remake(connection)
    assert list(facts.check(connection)) == []


def test_what_changes_nothing_makes_no_fact_anew(connection: Connection, page: dict[str, int]) -> None:
    connection.exec_driver_sql("DELETE FROM mention_facts")
    connection.exec_driver_sql("UPDATE cited_speeches SET mode = mode, speech_id = speech_id")
    connection.exec_driver_sql("UPDATE issues SET date_earliest = date_earliest")
    assert _rows(connection)["mention_facts"] == []
