"""Mentions to events: many wordings, one row, whatever the order."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import FERRY, ORCHARD, Lilun, article
from lilun.loaders.pipeline import load, remove
from lilun.loaders.sources.manifest import PageFile, PageMetadata

Ask = Callable[..., list[tuple[Any, ...]]]
STEPS = "“渡口的路要一步一步走，急不得也慢不得”"
STONES = "“石阶要一级一级修，修一级就要牢一级”"

# file, date of the issue, the sentence that mentions the event
DATED = ("dated.md", "2032-05-06", f"2031年3月，习近平总书记在海南考察时指出，{STEPS}。")
DAY = ("day.md", "2031-04-02", f"2031年3月12日，习近平总书记在海南考察时指出，{STONES}。")
LAST_YEAR = ("last_year.md", "2032-06-01", f"去年3月，习近平总书记在海南考察时强调，{STEPS}。")
UNDATED = ("undated.md", "2032-07-01", f"习近平总书记在海南考察时指出，{STONES}。")
BARE = ("bare.md", "2033-01-01", f"习近平总书记指出，{STEPS}。")
OTHER_YEAR = (
    "other_year.md",
    "2034-01-01",
    f"2033年9月，习近平总书记在海南考察时指出，{STEPS.replace('渡口', '栈道')}。",
)
REGISTER = (
    "register.md",
    "2032-07-02",
    f"2022年4月，习近平总书记在海南考察时指出，{STONES.replace('石阶', '台阶')}。",
)


def put(folder: Path, name: str, date: str, sentence: str) -> PageFile:
    path = folder / name
    path.write_text(
        article("老渡口为什么要留下", "陆闻笛", (FERRY[0], sentence + FERRY[1], FERRY[2])), encoding="utf-8"
    )
    return PageFile(path, name, PageMetadata("临江日报", date, "7"))


def state(ask: Ask, on: Path) -> list[tuple[Any, ...]]:
    """Each mention's page with the event it ended on and why; ids are left out, as they tell of the order."""
    return ask(
        "SELECT a.key, c.position, s.key, s.date, s.title, s.origin, c.rule, "
        "(SELECT group_concat(x.key) FROM speech_candidates k JOIN speeches x ON x.id = k.speech_id "
        " WHERE k.cited_speech_id = c.id) "
        "FROM cited_speeches c JOIN articles a ON a.id = c.article_id LEFT JOIN speeches s ON s.id = c.speech_id "
        "ORDER BY a.key, c.position",
        on=on,
    )


def events(ask: Ask, archive: Path) -> dict[str, str | None]:
    """Date of the issue to the key of the event that its one mention ended on."""
    return {row[0].split("/")[1]: row[2] for row in state(ask, archive)}


def load_all(archive: Path, folder: Path, *mentions: tuple[str, str, str]) -> None:
    summary = load(archive, [put(folder, *m) for m in mentions])
    assert summary.count("failed") == 0


def test_two_wordings_of_one_event_end_on_one_row(archive: Path, pages: Path, ask: Ask) -> None:
    load_all(archive, pages, DATED, LAST_YEAR)
    found = events(ask, archive)
    assert found["2032-05-06"] == found["2032-06-01"] == "习近平/海南省/2031-03"
    assert ask(
        "SELECT origin, date, date_earliest, date_latest, occasion FROM speeches WHERE origin = 'derived'"
    ) == [("derived", "2031-03", "2031-03-01", "2031-03-31", "海南考察")]


def test_what_is_printed_stands_beside_what_was_made_of_it(archive: Path, pages: Path, ask: Ask) -> None:
    load_all(archive, pages, LAST_YEAR)
    ((attribution, printed, date, rule),) = ask(
        "SELECT attribution_as_printed, date_as_printed, date, rule FROM cited_speeches"
    )
    assert (attribution, printed, date) == ("习近平总书记在海南考察时强调", "去年3月", "2031-03")
    assert rule == "derived: mentions that agree in speaker, place and date"


def test_an_undated_mention_joins_the_latest_event_before_its_issue(
    archive: Path, pages: Path, ask: Ask
) -> None:
    load_all(archive, pages, DATED, UNDATED, OTHER_YEAR)
    assert events(ask, archive)["2032-07-01"] == "习近平/海南省/2031-03"


def test_an_undated_mention_before_all_derived_events_falls_back_on_the_register(
    archive: Path, pages: Path, ask: Ask
) -> None:
    load_all(archive, pages, ("early.md", "2023-01-05", UNDATED[2]), DATED)
    ((key, origin),) = ask(
        "SELECT s.key, s.origin FROM cited_speeches c JOIN speeches s ON s.id = c.speech_id "
        "JOIN articles a ON a.id = c.article_id WHERE a.key LIKE '%2023-01-05%'"
    )
    assert origin == "register"
    assert ask("SELECT date_earliest < '2023-01-05' FROM speeches WHERE key = ?", key) == [(1,)]


def test_the_register_goes_before_a_derived_event(archive: Path, pages: Path, ask: Ask) -> None:
    load_all(archive, pages, REGISTER)
    assert ask("SELECT s.origin, c.rule FROM cited_speeches c JOIN speeches s ON s.id = c.speech_id") == [
        ("register", "register: speaker, place and date agree")
    ]
    assert not ask("SELECT * FROM speeches WHERE origin = 'derived'")


def test_different_years_are_different_events(archive: Path, pages: Path, ask: Ask) -> None:
    load_all(archive, pages, DATED, OTHER_YEAR)
    assert len(set(events(ask, archive).values())) == 2


def test_a_bare_mention_has_no_event_unless_another_places_its_words(
    archive: Path, pages: Path, ask: Ask
) -> None:
    load_all(archive, pages, BARE)
    assert events(ask, archive) == {"2033-01-01": None}
    load_all(archive, pages, DATED)
    assert events(ask, archive)["2033-01-01"] == "习近平/海南省/2031-03"
    assert ask("SELECT count(*) FROM quotations") == [(1,)]
    remove(archive, "dated.md")
    assert events(ask, archive) == {"2033-01-01": None}


def test_a_better_known_day_moves_the_event_with_a_redirect(archive: Path, pages: Path, ask: Ask) -> None:
    load_all(archive, pages, DATED)
    load_all(archive, pages, DAY)
    assert set(events(ask, archive).values()) == {"习近平/海南省/2031-03-12"}
    assert ask("SELECT kind, old, new FROM redirects") == [
        ("speeches", "习近平/海南省/2031-03", "习近平/海南省/2031-03-12")
    ]
    remove(archive, "day.md")
    assert set(events(ask, archive).values()) == {"习近平/海南省/2031-03"}
    assert ask("SELECT old, new FROM redirects") == [("习近平/海南省/2031-03-12", "习近平/海南省/2031-03")]


def test_derived_events_go_with_their_last_mention(archive: Path, pages: Path, ask: Ask) -> None:
    load_all(archive, pages, DATED, UNDATED)
    remove(archive, "dated.md")
    assert not ask("SELECT * FROM speeches WHERE origin = 'derived'")
    remove(archive, "undated.md")
    assert not ask("SELECT * FROM cited_speeches")


def two_events(archive: Path, dates: Sequence[str]) -> None:
    import sqlite3

    with sqlite3.connect(archive) as connection:
        ((speaker,),) = connection.execute("SELECT id FROM speakers WHERE name = '习近平'").fetchall()
        ((place,),) = connection.execute("SELECT id FROM places WHERE name = '海南省'").fetchall()
        for date in dates:
            connection.execute(
                "INSERT INTO speeches (key, speaker_id, kind, title, occasion, place_id, date, date_earliest, "
                "date_latest, origin) VALUES (?, ?, 'speech', '考察讲话', '海南考察', ?, ?, ?, ?, 'register')",
                (f"register-{date}", speaker, place, date, date, date),
            )
    connection.close()


def test_several_candidates_are_kept_and_none_is_taken(archive: Path, pages: Path, ask: Ask) -> None:
    two_events(archive, ["2031-03-05", "2031-03-25"])
    load_all(archive, pages, DATED)
    assert ask("SELECT speech_id, rule FROM cited_speeches") == [(None, "several events fit")]
    assert ask(
        "SELECT s.key, k.score FROM speech_candidates k JOIN speeches s ON s.id = k.speech_id ORDER BY s.key"
    ) == [("register-2031-03-05", 0.5), ("register-2031-03-25", 0.5)]


def test_a_day_decides_between_candidates(archive: Path, pages: Path, ask: Ask) -> None:
    two_events(archive, ["2031-03-12", "2031-03-25"])
    load_all(archive, pages, DAY)
    assert set(events(ask, archive).values()) == {"register-2031-03-12"}


ALL = (DATED, DAY, LAST_YEAR, UNDATED, BARE, OTHER_YEAR, REGISTER)


@pytest.fixture(scope="module")
def outcomes() -> dict[frozenset[str], list[tuple[Any, ...]]]:
    """For each set of pages, the state in which the first order of loading left the archive."""
    return {}


@given(st.permutations(ALL), st.integers(2, 5), st.lists(st.booleans(), min_size=5, max_size=5))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_order_of_loading_does_not_matter(
    new_archive: Callable[[Path], Path], tmp_path: Path, ask: Ask, outcomes: dict[frozenset[str], list[tuple[Any, ...]]],
    order: list[tuple[str, str, str]], count: int, cuts: list[bool],
) -> None:  # fmt: skip
    """Any pages, in any order, in any runs, end as the same pages loaded at once in one order."""
    chosen = order[:count]
    names = frozenset(name for name, _, _ in chosen)
    if names not in outcomes:
        at_once = new_archive(tmp_path / "at_once.db")
        load_all(at_once, tmp_path, *sorted(chosen))
        outcomes[names] = state(ask, at_once)
    piecewise = new_archive(tmp_path / "piecewise.db")
    run: list[tuple[str, str, str]] = []
    for mention, cut in itertools.zip_longest(chosen, cuts[: count - 1], fillvalue=True):
        run.append(mention)  # type: ignore[arg-type]
        if cut:
            load_all(piecewise, tmp_path, *run)
            run = []
    assert state(ask, piecewise) == outcomes[names]


def test_a_page_that_is_removed_leaves_no_trace_in_the_others(
    new_archive: Callable[[Path], Path], tmp_path: Path, ask: Ask
) -> None:
    alone, visited = new_archive(tmp_path / "alone.db"), new_archive(tmp_path / "visited.db")
    load_all(alone, tmp_path, UNDATED, BARE)
    load_all(visited, tmp_path, UNDATED, DATED, BARE, DAY)
    for name in ("dated.md", "day.md"):
        remove(visited, name)
    assert state(ask, visited) == state(ask, alone)


def test_a_run_that_was_killed_is_completed_by_the_next(
    lilun: Lilun, archive: Path, pages: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from lilun.loaders import pipeline

    with monkeypatch.context() as patch:
        patch.setattr(pipeline._Run, "finish", lambda run: None)
        load_all(archive, pages, DATED)
    assert events(ask, archive) == {"2032-05-06": None}
    (pages / "next.md").write_text(article("南坡梨园二十年", "邵望舒", ORCHARD), encoding="utf-8")
    assert lilun("load", pages / "next.md").exit_code == 0
    assert "习近平/海南省/2031-03" in events(ask, archive).values()
