"""Authors in the archive: a page touches the names under its articles, and the order of pages does not matter."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from invented import FERRY, ORCHARD, Lilun, article, dump
from lilun.loaders.pipeline import load, remove
from lilun.loaders.resolve.people import author_name
from lilun.loaders.sources.manifest import PageFile, PageMetadata

Ask = Callable[..., list[tuple[Any, ...]]]

# file, paper, date, name, sign-off
HERE = ("here.md", "临江日报", "2031-05-06", "陆闻笛", "（作者系临江大学经济学院教授）")
AGAIN = ("again.md", "临江日报", "2033-05-06", "陆闻笛", "（作者单位：临江大学）")
ELSEWHERE = ("elsewhere.md", "云岭日报", "2031-08-06", "陆闻笛", "（作者系云岭大学法学院副教授）")
BOTH = ("both.md", "云岭日报", "2032-08-06", "陆闻笛", "（作者系云岭大学法学院教授、临江大学兼职教授）")
BARE = ("bare.md", "云岭日报", "2034-08-06", "陆闻笛", "")
STAFF = ("staff.md", "临江日报", "2031-05-07", "本报评论员", "")
STAFF_ELSEWHERE = ("staff2.md", "云岭日报", "2031-05-07", "本报评论员", "")
GROUP = ("group.md", "云岭日报", "2031-05-08", "临江大学课题组", "")
ALL = (HERE, AGAIN, ELSEWHERE, BOTH, BARE, STAFF, STAFF_ELSEWHERE, GROUP)
Printed = tuple[str, str, str, str, str]


def put(folder: Path, printed: Printed) -> PageFile:
    name, paper, date, author, signoff = printed
    path = folder / name
    # the date in the text: no two pages share their paragraphs
    body = (f"{date}这一天，{paper}说，{FERRY[0]}", ORCHARD[1], ORCHARD[2])
    path.write_text(article(f"{author}在{date}说渡口", author, body) + f"\n{signoff}\n", encoding="utf-8")
    return PageFile(path, name, PageMetadata(paper, date, "7"))


def state(on: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Authors of the bylines, the rules, and what was decided of namesakes, without ids."""
    connection = sqlite3.connect(on)
    try:
        return {
            "bylines": connection.execute(
                "SELECT a.key, b.position, u.key, u.name, u.sort_key, u.kind, b.rule FROM bylines b "
                "JOIN articles a ON a.id = b.article_id LEFT JOIN authors u ON u.id = b.author_id ORDER BY 1, 2"
            ).fetchall(),
            "authors": connection.execute("SELECT key, name, kind FROM authors ORDER BY key").fetchall(),
            "decisions": connection.execute(
                "SELECT subject, object, verdict, decided_by, score, why FROM decisions ORDER BY 1, 2"
            ).fetchall(),
        }
    finally:
        connection.close()


def authors(on: Path) -> dict[str, str]:
    """Date of the issue to the key of the author."""
    return {row[0].split("/")[1]: row[2] for row in state(on)["bylines"]}


def load_all(on: Path, folder: Path, *printed: Printed) -> None:
    assert load(on, [put(folder, p) for p in printed]).count("failed") == 0


def test_namesakes_at_two_universities_are_two_authors(archive: Path, pages: Path) -> None:
    load_all(archive, pages, HERE, AGAIN, ELSEWHERE)
    found = authors(archive)
    assert found["2031-05-06"] == found["2033-05-06"] == "陆闻笛/临江大学"
    assert found["2031-08-06"] == "陆闻笛/云岭大学"
    ((subject, other, verdict, _, score, _),) = state(archive)["decisions"]
    assert (subject, other, verdict) == ("陆闻笛/临江大学", "陆闻笛/云岭大学", "different")
    assert 0 < score < 0.5


def test_one_with_two_posts_is_one_author_and_parts_again_when_that_page_goes(
    archive: Path, pages: Path
) -> None:
    load_all(archive, pages, HERE, AGAIN, ELSEWHERE)
    before = state(archive)
    load_all(archive, pages, BOTH)
    assert set(authors(archive).values()) == {"陆闻笛"}
    assert state(archive)["decisions"] == []
    remove(archive, "both.md")
    assert state(archive) == before


def test_ids_stay_with_most_of_the_articles_and_old_keys_lead_on(
    archive: Path, pages: Path, ask: Ask
) -> None:
    load_all(archive, pages, HERE, AGAIN)
    ((first,),) = ask("SELECT id FROM authors")
    load_all(archive, pages, ELSEWHERE)
    assert ask("SELECT key FROM authors WHERE id = ?", first) == [("陆闻笛/临江大学",)]
    assert ask("SELECT new FROM redirects WHERE kind = 'authors' AND old = '陆闻笛'") == [
        ("陆闻笛/临江大学",)
    ]
    load_all(archive, pages, BOTH)
    assert ask("SELECT id FROM authors") == [(first,)]
    assert ask("SELECT old, new FROM redirects WHERE kind = 'authors' ORDER BY old") == [
        ("陆闻笛/临江大学", "陆闻笛"),
        ("陆闻笛/云岭大学", "陆闻笛"),
    ]


def test_staff_and_groups(archive: Path, pages: Path) -> None:
    load_all(archive, pages, STAFF, STAFF_ELSEWHERE, GROUP)
    assert state(archive)["authors"] == [
        ("group:临江大学课题组", "临江大学课题组", "group"),
        ("staff:临江日报/本报评论员", "本报评论员", "staff"),
        ("staff:云岭日报/本报评论员", "本报评论员", "staff"),
    ]


def test_the_last_page_gone_nothing_is_left_of_the_name(archive: Path, pages: Path) -> None:
    load_all(archive, pages, HERE, ELSEWHERE)
    remove(archive, "here.md")
    remove(archive, "elsewhere.md")
    assert state(archive) == {"bylines": [], "authors": [], "decisions": []}


def test_a_run_that_was_killed_is_completed_by_the_next(
    archive: Path, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("lilun.loaders.pipeline._Run.finish", lambda run: None)
        load_all(archive, pages, HERE)
    assert state(archive)["bylines"][0][2] is None
    load_all(archive, pages, ELSEWHERE)
    assert authors(archive) == {"2031-05-06": "陆闻笛/临江大学", "2031-08-06": "陆闻笛/云岭大学"}


def test_what_a_person_decides_outlives_pages(archive: Path, pages: Path, lilun: Lilun) -> None:
    load_all(archive, pages, HERE, ELSEWHERE)
    connection = sqlite3.connect(archive)
    connection.execute(
        "UPDATE decisions SET verdict = 'same', decided_by = '资料室', decided_at = '2034-01-01' WHERE kind = 'author'"
    )
    connection.commit()
    connection.close()
    load_all(archive, pages, AGAIN)
    assert set(authors(archive).values()) == {"陆闻笛"}
    before = dump(archive)
    assert lilun("resolve").exit_code == 0
    assert dump(archive) == before


@settings(
    max_examples=4,
    deadline=None,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.permutations(ALL), st.sets(st.sampled_from(ALL)), st.integers(1, len(ALL)))
def test_any_order_with_pages_gone_and_come_again(
    new_archive: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory,
    order: list[Printed], gone: set[Printed], cut: int,
) -> None:  # fmt: skip
    folder = tmp_path_factory.mktemp("pages")
    straight, crooked = new_archive(folder / "straight.db"), new_archive(folder / "crooked.db")
    load_all(straight, folder, *ALL)
    load_all(crooked, folder, *order[:cut])
    for printed in order[:cut]:
        if printed in gone:
            remove(crooked, printed[0])
    load_all(crooked, folder, *order[cut:], *order)
    assert state(crooked) == state(straight)


@pytest.mark.parametrize(
    ("printed", "name"),
    [("李　明", "李明"), ("阿不都•热西提", "阿不都·热西提"), ("阿不都・热西提", "阿不都·热西提")],
)
def test_one_spelling_of_a_name(printed: str, name: str) -> None:
    assert author_name(printed) == name
