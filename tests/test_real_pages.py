"""Two real pages against what a careful reader finds on them. Where they are is said by LILUN_REAL_PAGES."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lilun.loaders.export import json_lines
from lilun.loaders.pipeline import load
from lilun.loaders.sources.manifest import PageMetadata, find_pages
from lilun.schema import engine as archives

SHARED = Path(
    os.environ.get("LILUN_REAL_PAGES") or Path(__file__).resolve().parents[1] / ".." / "shared"
).resolve()
PAGES, GOLD, SCORE = SHARED / "pages", SHARED / "gold", SHARED / "evaluation" / "score.py"

pytestmark = pytest.mark.skipif(
    not (PAGES.is_dir() and GOLD.is_dir() and SCORE.is_file()),
    reason=f"no real pages: {SHARED} has no pages/, gold/ and evaluation/score.py (set LILUN_REAL_PAGES)",
)


def export(archive: Path) -> bytes:
    with archives.open_to_read(archive).connect() as connection:
        return "".join(json_lines(connection)).encode()


def load_paths(archive: Path, *paths: Path) -> None:
    files, errors = find_pages(map(str, paths), PageMetadata())
    assert not errors
    assert load(archive, files).count("failed") == 0


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("real") / "real.db"
    load_paths(path, PAGES)
    return path


@pytest.fixture(scope="module")
def score(archive: Path) -> dict[str, Any]:
    """What the judge says: per field tp, gold and found."""
    lines = archive.with_suffix(".jsonl")
    lines.write_bytes(export(archive))
    command = [sys.executable, str(SCORE), str(GOLD), str(lines), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    scores: dict[str, Any] = json.loads(done.stdout)
    return scores


@pytest.fixture
def ask(archive: Path) -> Callable[..., list[tuple[Any, ...]]]:
    def query(sql: str, *values: object) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(archive)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    return query


def test_every_gold_article_is_found_and_no_other(score: dict[str, Any]) -> None:
    found = score["articles"]
    assert (found["tp"], found["gold"], found["found"]) == (7, 7, 7)


@pytest.mark.parametrize(
    ("field", "gold"),
    [
        ("title", 7),
        ("authors", 7),
        ("affiliations", 7),
        ("positions", 11),
        ("sections", 16),
        ("duplicates removed", 2),
    ],
)
def test_fields_without_miss_or_error(score: dict[str, Any], field: str, gold: int) -> None:
    found = score[field]
    assert (found["tp"], found["gold"], found["found"]) == (gold, gold, gold)


def test_every_paragraph_that_a_column_cut_is_joined(score: dict[str, Any]) -> None:
    found = score["column breaks joined"]
    assert found["tp"] == found["gold"] >= 10


def test_cited_speeches(score: dict[str, Any]) -> None:
    found = score["cited speeches"]
    assert found["gold"] == 17
    assert found["tp"] >= 14
    assert found["found"] - found["tp"] <= 3


def test_coverage_is_the_length_of_the_files(ask: Callable[..., list[tuple[Any, ...]]]) -> None:
    files = sorted(PAGES.glob("*.txt"))
    length = sum(len(path.read_bytes().decode("utf-8-sig")) for path in files)
    assert ask("SELECT sum(characters) FROM coverage") == [(length,)]
    ((unassigned,),) = ask("SELECT ifnull(sum(characters), 0) FROM coverage WHERE role = 'unassigned'")
    assert unassigned < 0.01 * length


def gold_events() -> list[tuple[str, str, set[str], int]]:
    """Of each gold page its events: file, event, the phrases that date it there, articles that mention it."""
    found: dict[tuple[str, str], tuple[set[str], set[int]]] = {}
    for path in sorted(GOLD.glob("*.json")):
        page = json.loads(path.read_text(encoding="utf-8"))
        for number, article in enumerate(page["articles"]):
            for mention in article["cited_speeches"]:
                if mention.get("event") and not mention.get("optional"):
                    phrases, articles = found.setdefault((page["file"], mention["event"]), (set(), set()))
                    phrases.add(mention["date_as_printed"])
                    articles.add(number)
    return [(file, event, phrases, len(articles)) for (file, event), (phrases, articles) in found.items()]


def test_the_mentions_of_one_event_end_on_one_row(ask: Callable[..., list[tuple[Any, ...]]]) -> None:
    events = gold_events()
    assert sorted(articles for _, _, _, articles in events) == [2, 3]
    rows = set()
    for file, event, phrases, articles in events:
        marks = ", ".join("?" * len(phrases))
        ((speeches, speech, unresolved, seen),) = ask(
            "SELECT count(DISTINCT c.speech_id), min(c.speech_id), sum(c.speech_id IS NULL), count(DISTINCT a.id) "
            "FROM cited_speeches c JOIN articles a ON a.id = c.article_id JOIN page_sources s ON s.page_id = a.page_id "
            f"JOIN source_files f ON f.id = s.source_file_id WHERE f.path = ? AND c.date_as_printed IN ({marks})",
            file, *sorted(phrases),
        )  # fmt: skip
        assert (speeches, unresolved, seen) == (1, 0, articles), event
        rows.add(speech)
    assert len(rows) == len(events)


def test_the_same_export_whatever_the_order(archive: Path, tmp_path: Path) -> None:
    first, second = sorted(PAGES.glob("*.txt"))
    expected = export(archive)
    for number, runs in enumerate([[[first], [second]], [[second], [first]], [[second, first], [PAGES]]]):
        path = tmp_path / f"{number}.db"
        for run in runs:
            load_paths(path, *run)
        assert export(path) == expected


def test_loading_twice_changes_nothing(archive: Path) -> None:
    before = archive.read_bytes()
    files, _ = find_pages([str(PAGES)], PageMetadata())
    assert load(archive, files).count("unchanged") == 2
    assert archive.read_bytes() == before


def test_nothing_of_these_pages_is_in_the_project() -> None:
    """No forty characters in a row of any page stand in a file of the project; titles of public documents may."""
    root = Path(__file__).resolve().parents[1]
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=root, capture_output=True, text=True
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    grams = set()
    for path in PAGES.glob("*.txt"):
        text = re.sub(r"《[^《》]*》", "《》", path.read_text(encoding="utf-8-sig"))
        grams |= {text[i : i + 40] for i in range(len(text) - 39)}
    for name in listed.stdout.splitlines():
        path = root / name
        if path.is_file() and path.suffix in (".py", ".csv", ".toml", ".md", ".txt", ".json", ".html"):
            text = path.read_text(encoding="utf-8", errors="replace")
            assert not any(text[i : i + 40] in grams for i in range(len(text) - 39)), name
