"""Findings in Chinese: every sentence that the loader says is known, and comes out with what it fills in."""

from __future__ import annotations

import ast
import csv
import sqlite3
from pathlib import Path

import pytest
from lilun.schema.publish.doubts import FILE, in_chinese, sentences
from lilun.schema.publish.labels import Labels, table
from sample_archive import sample_archive

LOADERS = Path(__file__).resolve().parents[3] / "loaders"
SAID_IN_SQL = {"failed_file", "unresolved_institution", "unresolved_speech"}
ROWS = list(csv.DictReader(FILE.open(encoding="utf-8", newline="")))


def said() -> set[str]:
    """The kinds of finding in the loaders' code: the first argument of every Note."""
    return {
        call.args[0].value
        for file in LOADERS.rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Note"
        if call.args and isinstance(call.args[0], ast.Constant)
    }


def test_every_kind_has_a_sentence_and_a_label() -> None:
    assert len(said()) > 8
    for kind in said() | SAID_IN_SQL:
        assert any(sentence.kind == kind for sentence in sentences()), kind
        assert f"findings.kind.{kind}" in table(), kind


def test_every_kind_that_has_a_label_has_a_sentence() -> None:
    labelled = {key.removeprefix("findings.kind.") for key in table() if key.startswith("findings.kind.")}
    assert labelled <= {sentence.kind for sentence in sentences()}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["example"])
def test_an_example_is_said_in_chinese(row: dict[str, str]) -> None:
    chinese = in_chinese(row["kind"], row["example"], lambda role: f"<{role}>")
    assert chinese and "{" not in chinese and chinese != row["example"]


def test_what_is_filled_in_stays_and_roles_are_translated() -> None:
    message = "read as heading, could be title (margin 0.4): 渠水 (margin 2): 怎样进田"
    assert Labels("zh").finding("doubtful_role", message) == (
        "读作“小标题”，也可能是“标题”（分差0.4）：渠水 (margin 2): 怎样进田"
    )
    assert Labels("en").finding("doubtful_role", message) == message


def test_an_unknown_sentence_stays_as_it_is() -> None:
    assert in_chinese("gap", "something else", str) is None
    assert Labels("zh").finding("new_kind", "something else") == "something else"


def test_all_findings_of_the_samples_are_known(tmp_path: Path) -> None:
    with sqlite3.connect(sample_archive(tmp_path / "samples.db")) as connection:
        found = connection.execute("SELECT kind, message FROM findings").fetchall()
    assert found and [pair for pair in found if in_chinese(*pair, str) is None] == []
