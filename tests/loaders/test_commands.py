"""The commands over an archive: check, export, findings, remove, reindex, upgrade."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from invented import ARCHIVES_PAGE, FERRY, FERRY_PAGE, ORCHARD_PAGE, Lilun, dump, sheet
from lilun.schema import engine as archives

Ask = Callable[..., list[tuple[Any, ...]]]
KEY = "临江日报/2031-05-06/07"


@pytest.fixture
def filled(lilun: Lilun, archive: Path, pages: Path) -> Path:
    """The test's archive with a page of two articles and another of one."""
    (pages / "a.md").write_text(sheet(FERRY_PAGE, ORCHARD_PAGE), encoding="utf-8")
    (pages / "b.md").write_text(ARCHIVES_PAGE, encoding="utf-8")
    lilun("load", pages / "a.md", "--newspaper", "临江日报", "--date", "2031-05-06", "--page", "7")
    lilun("load", pages / "b.md")
    return archive


def change(archive: Path, *statements: str) -> None:
    connection = sqlite3.connect(archive)
    connection.execute("PRAGMA foreign_keys = OFF")
    with connection:
        for statement in statements:
            assert connection.execute(statement).rowcount != 0, statement
    connection.close()


# -- check --------------------------------------------------------------------------------------


def test_a_sound_archive(lilun: Lilun, filled: Path) -> None:
    result = lilun("check")
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{filled}: sound\n", "")


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("DELETE FROM pages WHERE key LIKE '_/%'", "points to a row of pages that is not there"),
        ("DELETE FROM spans WHERE id = (SELECT id FROM spans WHERE role = 'paragraph' LIMIT 1)", "are in no span or in two"),
        ("UPDATE spans SET start = start - 1 WHERE id = (SELECT id FROM spans WHERE role = 'paragraph' LIMIT 1)",
         "are in no span or in two"),
        ("DELETE FROM spans WHERE id = (SELECT max(id) FROM spans)", "the spans end at character"),
        ("DELETE FROM spans", "the spans end at character 0 of"),
        ("UPDATE source_files SET text = replace(text, '渡口', '码头')", "are not what the source holds"),
        ("UPDATE paragraph_pieces SET text_end = text_end - 1 WHERE id = (SELECT min(id) FROM paragraph_pieces)",
         "the pieces end at character"),
        ("UPDATE paragraphs SET text = text || '又一句。' WHERE id = (SELECT min(id) FROM paragraphs)",
         "the pieces end at character"),
        ("UPDATE paragraphs SET text = replace(text, '石阶', '台阶')", "paragraphs_fts does not agree with paragraphs"),
        ("UPDATE articles SET title = '别的题目' WHERE position = 2", "articles_fts does not agree with"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(lilun: Lilun, filled: Path, statement: str, sentence: str) -> None:
    change(filled, statement)
    result = lilun("check")
    assert result.exit_code == 1
    assert "sound" not in result.stdout
    told = [line for line in result.stderr.splitlines() if sentence in line]
    assert told and all(line.startswith(f"{filled}: ") for line in told), result.stderr


def test_an_older_schema_is_told(lilun: Lilun, filled: Path) -> None:
    older = next(below for here, below in archives.revisions().items() if here == archives.head())
    change(filled, f"UPDATE alembic_version SET version_num = '{older}'")
    result = lilun("check")
    assert result.exit_code == 1
    assert result.stderr == f"lilun: {filled}: this archive has an older schema; run `lilun upgrade` first.\n"


# -- reindex, upgrade ---------------------------------------------------------------------------


def test_reindex_mends_the_search_index(lilun: Lilun, filled: Path) -> None:
    change(filled, "UPDATE articles SET title = '别的题目' WHERE position = 2")
    assert lilun("check").exit_code == 1
    result = lilun("reindex")
    assert result.exit_code == 0
    assert "articles_fts: 3 rows" in result.stdout and "paragraphs_fts: 9 rows" in result.stdout
    assert lilun("check").exit_code == 0


def test_upgrade(lilun: Lilun, filled: Path, tmp_path: Path) -> None:
    result = lilun("upgrade")
    assert (result.exit_code, result.stdout) == (0, f"{filled}: already at schema {archives.head()}\n")
    new = tmp_path / "new.db"
    assert lilun("upgrade", on=new).stdout == f"{new}: upgraded to schema {archives.head()}\n"
    assert lilun("check", on=new).exit_code == 0


# -- export -------------------------------------------------------------------------------------


def test_export_to_a_file_and_to_standard_output_are_the_same_bytes(
    lilun: Lilun, filled: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out.jsonl"
    assert lilun("export", "--format", "jsonl", "-o", output).stdout == ""
    assert output.read_bytes() == lilun("export").stdout_bytes
    assert output.read_bytes().endswith(b"}\n") and b"\r" not in output.read_bytes()


def test_the_lines_of_the_export(lilun: Lilun, filled: Path, ask: Ask) -> None:
    lines = [json.loads(line) for line in lilun("export").stdout_bytes.decode().splitlines()]
    assert [(a["newspaper"], a["position"], a["title"]) for a in lines] == [
        ("临江日报", 1, "老渡口为什么要留下"), ("临江日报", 2, "南坡梨园二十年"), (None, 1, "修志贵在一个慢字"),
    ]  # fmt: skip
    first = lines[0]
    ((digest,),) = ask("SELECT sha256 FROM source_files WHERE path = 'a.md'")
    assert list(first) == [
        "source", "newspaper", "date", "page", "position", "kind", "column", "kicker", "title", "subtitle", "lead",
        "reprinted_from", "authors", "sections", "paragraphs", "cited_speeches", "cited_documents", "keywords",
    ]  # fmt: skip
    assert first["source"] == {"file": "a.md", "sha256": digest}
    assert (first["date"], first["page"]) == ("2031-05-06", {"number": "7", "name": None})
    assert (first["kicker"], first["lead"], first["sections"], first["cited_speeches"]) == (
        None,
        None,
        [],
        [],
    )
    assert first["authors"] == [{"name": "陆闻笛", "kind": "person", "role": "author", "affiliations": []}]
    assert first["paragraphs"] == list(FERRY)
    assert (lines[2]["date"], lines[2]["page"]) == (None, {"number": None, "name": None})


def test_the_order_of_the_export(lilun: Lilun, pages: Path) -> None:
    """Newspaper, earliest day, page number as a number, path, position; absent values last."""
    rows = [
        ("e.md", "海岬日报", "", ""), ("d.md", "海岬日报", "2031-05-06", "10"), ("c.md", "海岬日报", "2031-05-06", "9"),
        ("b.md", "海岬日报", "2031", ""), ("a.md", "", "", ""), ("g.md", "临江日报", "2032-01-01", "1"),
    ]  # fmt: skip
    for number, (name, *_) in enumerate(rows):
        text = FERRY_PAGE.replace("第九级", f"第{number + 10}级")
        (pages / name).write_text(text, encoding="utf-8")
    listed = "\n".join(",".join(row) for row in rows)
    (pages / "manifest.csv").write_text(f"file,newspaper,date,page\n{listed}\n", encoding="utf-8")
    assert lilun("load", pages).exit_code == 0
    lines = [json.loads(line) for line in lilun("export").stdout_bytes.decode().splitlines()]
    assert [a["source"]["file"] for a in lines] == ["g.md", "b.md", "c.md", "d.md", "e.md", "a.md"]


def test_an_empty_archive_exports_nothing(lilun: Lilun) -> None:
    result = lilun("export")
    assert (result.exit_code, result.stdout_bytes) == (0, b"")


# -- findings, remove ---------------------------------------------------------------------------


def test_findings_by_file_and_line(lilun: Lilun, filled: Path, pages: Path) -> None:
    (pages / "c.md").write_text(
        "\n\n".join(["# 石阶的账本", *FERRY, "# 只有题目没有正文的一篇"]) + "\n", encoding="utf-8"
    )
    lilun("load", pages / "c.md")
    result = lilun("findings")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert "b.md: warning: unknown_newspaper: the newspaper is not known" in lines
    assert not any(line.startswith("a.md") for line in lines)
    assert lines[-1].split()[0] == str(len(lines) - 1)
    only = lilun("findings", "--kind", "unknown_date").stdout.splitlines()
    assert len(only) == 3 and all(": unknown_date: " in line for line in only[:-1])
    every = lilun("findings", "--severity", "info").stdout.splitlines()
    assert "c.md:1: info: no_author: no author was found for this article" in every
    assert lilun("findings", "--severity", "error").stdout.startswith("0 of ")


@pytest.mark.parametrize("what", [KEY, "a.md"])
def test_remove_takes_all_that_hangs_on_a_page(lilun: Lilun, filled: Path, ask: Ask, what: str) -> None:
    result = lilun("remove", what)
    assert (result.exit_code, result.stdout) == (0, f"removed    {KEY}\n")
    for table in ("pages", "issues", "articles", "source_files", "page_sources"):
        assert ask(f"SELECT count(*) FROM {table}") == [(1,)], table
    assert ask("SELECT DISTINCT page_id FROM articles") == ask("SELECT id FROM pages")
    assert ask("SELECT count(*) FROM findings WHERE path = 'a.md'") == [(0,)]
    assert ask("SELECT count(*) FROM paragraphs") == [(3,)]
    assert lilun("check").exit_code == 0


def test_remove_and_load_again_gives_the_same_export_under_new_ids(
    lilun: Lilun, filled: Path, ask: Ask, pages: Path
) -> None:
    before, ids = lilun("export").stdout_bytes, ask("SELECT id FROM articles")
    lilun("remove", "a.md")
    lilun("load", pages / "a.md", "--newspaper", "临江日报", "--date", "2031-05-06", "--page", "7")
    assert lilun("export").stdout_bytes == before
    assert not set(ask("SELECT id FROM articles WHERE key LIKE ?", f"{KEY}%")) & set(ids)


def test_remove_of_what_is_not_there(lilun: Lilun, filled: Path) -> None:
    before = dump(filled)
    result = lilun("remove", "gone.md")
    assert result.exit_code == 1
    assert (
        result.stderr
        == f"lilun: {filled}: no page or file “gone.md”; `select key from pages` lists the pages\n"
    )
    assert dump(filled) == before


def test_the_archive_can_be_named_by_the_environment(
    lilun: Lilun, filled: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from click.testing import CliRunner
    from lilun.loaders.cli import main

    monkeypatch.setenv("LILUN_ARCHIVE", str(filled))
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["check"]).stdout == f"{filled}: sound\n"
    monkeypatch.delenv("LILUN_ARCHIVE")
    assert "lilun.db: there is no archive here" in CliRunner().invoke(main, ["check"]).stderr
