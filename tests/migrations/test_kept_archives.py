"""Archives of earlier schemas, kept as files: upgraded, their steps failing, and stepped down again."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from click.testing import CliRunner, Result
from lilun.loaders.checking import check
from lilun.loaders.cli import main
from lilun.loaders.export import json_lines
from lilun.schema import engine as archives
from lilun.schema.backup import backup

KEPT = {
    path.name.split("-")[1].split(".")[0]: path
    for path in sorted(Path(__file__).parent.glob("schema-*.db.gz"))
}


@pytest.fixture(params=sorted(KEPT))
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """An archive as an earlier lilun wrote it."""
    path = tmp_path / "archive.db"
    path.write_bytes(gzip.decompress(KEPT[request.param].read_bytes()))
    return path


def lilun(*arguments: object) -> Result:
    return CliRunner().invoke(main, list(map(str, arguments)))


def config(path: Path) -> Config:
    made = Config()
    made.set_main_option("script_location", str(archives.migrations_folder()))
    made.attributes["archive"] = path
    return made


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Rows of the tables that every schema has."""
    tables = ("source_files", "pages", "articles", "paragraphs", "spans", "paragraph_pieces", "bylines", "affiliations",
              "cited_speeches", "citation_spans", "cited_documents")  # fmt: skip
    with sqlite3.connect(path) as connection:
        return {t: connection.execute(f"SELECT count(*), sum(id) FROM {t}").fetchall() for t in tables}


def export(path: Path) -> str:
    with archives.open_to_read(path).connect() as connection:
        assert check(connection) == []
        return "".join(json_lines(connection))


def test_there_are_kept_archives() -> None:
    assert KEPT and KEPT.keys() <= archives.revisions().keys()


def test_it_is_upgraded_with_a_backup_beside_it(older: Path) -> None:
    at = archives.revision(older)
    rows, before = contents(older), older.with_name("before.db")
    backup(older, before)
    result = lilun("upgrade", "--archive", older)
    assert result.exit_code == 0, result.output
    assert contents(older) == rows
    assert export(older).count("\n") == rows["articles"][0][0]
    if at == archives.head():
        return
    kept = archives.kept_before_upgrade(older, str(at))
    assert f"the archive as it was: {kept}" in result.output
    with sqlite3.connect(kept) as connection, sqlite3.connect(before) as other:
        assert list(connection.iterdump()) == list(other.iterdump())
    again = lilun("upgrade", "--archive", older)
    assert again.output == f"{older}: already at schema {archives.head()}\n"


def test_loading_into_it_upgrades_it_and_ends_as_a_fresh_load(older: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# 新修的堤\n\n□顾南汀\n\n堤修好以后，江水再也没有漫过那棵老柳树，村里人把这一天记在石头上。\n",
        encoding="utf-8",
    )
    assert lilun("load", "--archive", older, page).exit_code == 0
    assert "新修的堤" in export(older)
    verdict = lilun("verify", older)
    assert verdict.exit_code == 0, verdict.output


@pytest.mark.parametrize("how", ["raises", "commits half of it and raises", "damages the file and raises"])
def test_a_step_that_fails_leaves_the_archive_as_it_was(
    older: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    command.downgrade(config(older), "0009")
    rows, before = contents(older), older.with_name("before.db")
    backup(older, before)

    def fail(path: Path) -> None:
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA foreign_keys = OFF")
            if how.startswith("commits"):
                connection.executescript("DROP VIEW article_overview; DELETE FROM paragraphs; "
                                         "UPDATE alembic_version SET version_num = '0010'")  # fmt: skip
        connection.close()
        if how.startswith("damages"):
            with path.open("r+b") as file:
                file.seek(8192)
                file.write(b"\xa5" * 40_000)
        raise ValueError("no such column: moon")

    monkeypatch.setattr(archives, "_migrate", fail)
    result = lilun("upgrade", "--archive", older)
    assert result.exit_code == 1
    kept = archives.kept_before_upgrade(older, "0009")
    assert result.stderr == (
        f"lilun: {older}: a step from schema 0009 to {archives.head()} failed (ValueError: no such column: moon); "
        f"the archive is as it was and {kept} is a backup of it; please report this.\n"
    )
    assert archives.revision(older) == "0009" and contents(older) == rows == contents(kept)
    monkeypatch.undo()
    assert lilun("upgrade", "--archive", older).exit_code == 0
    assert export(older)


def test_an_archive_with_facts_of_its_own_keeps_them_through_every_step(older: Path) -> None:
    command.downgrade(config(older), "0009")
    assert lilun("upgrade", "--archive", older).exit_code == 0
    with sqlite3.connect(older) as connection:
        assert connection.execute(
            "SELECT origin FROM institutions WHERE name = '临江县文史馆'"
        ).fetchall() == [("register",)]


def test_stepping_down_keeps_what_the_older_schema_has(older: Path) -> None:
    archives.upgrade(older)
    rows = contents(older)
    for revision in sorted(archives.revisions(), reverse=True)[1:]:
        if revision < "0005":  # its rows go with the tables
            break
        command.downgrade(config(older), revision)
        with sqlite3.connect(older) as connection:
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert contents(older) == rows, revision
    assert lilun("upgrade", "--archive", older).exit_code == 0
    assert contents(older) == rows
    assert export(older)
