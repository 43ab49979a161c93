"""No view and no canned query reads a long table from end to end where a key, an index or the facts would do."""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from lilun.schema.publish.canned import queries
from lilun.schema.publish.plugin import prepare_connection
from lilun.schema.views import VIEWS, View

# tables with so many rows, or rows so wide, that reading all of one takes a large part of a second
LONG = {
    *("articles", "bylines", "citation_spans", "cited_documents", "cited_speeches", "findings", "keywords"),
    *("paragraph_fingerprints", "paragraph_pieces", "paragraphs", "passage_uses", "posts", "quotation_grams"),
    *("quotation_uses", "quotations", "sections", "source_files", "spans"),
}
READ_WHOLE = {  # what asks about every row of a table, or stops after the first of them
    "article_texts": {"articles"},  # the first rows, in the order of the table
    "documents_cited": {"cited_documents"},
    "findings_by_paper": {"findings"},
    "findings_to_check": {"findings"},
    "headings_that_recur": {"sections"},
    "home_province": {"cited_speeches"},
    "posts_held": {"posts"},
    "quotations_worded_differently": {"quotation_uses"},
    "repeated_without_attribution": {"passage_uses"},
}


def _sorted(view: View) -> str:
    """What the table page of a view asks."""
    sort = view.datasette.get("sort", "")
    order = f" ORDER BY {sort.lstrip('-')}{' DESC' if sort.startswith('-') else ''}" if sort else ""
    return f"SELECT * FROM {view.name}{order} LIMIT 51"


ASKED = [(view.name, _sorted(view), {}) for view in VIEWS] + [(q.name, q.sql, q.defaults) for q in queries()]


@pytest.fixture(scope="module", params=["new", "long"])
def planned(
    empty_archive: Path, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[sqlite3.Connection]:
    """An archive as SQLite knows it: without figures, and with those of a million paragraphs."""
    path = tmp_path_factory.mktemp("planned") / "archive.db"
    path.write_bytes(empty_archive.read_bytes())
    if request.param == "long":
        with sqlite3.connect(path) as filled:
            filled.execute("ANALYZE")
            filled.execute("DELETE FROM sqlite_stat1")
            with (Path(__file__).parent / "long_archive.csv").open(encoding="utf-8", newline="") as file:
                rows = [(row["tbl"], row["idx"] or None, row["stat"]) for row in csv.DictReader(file)]
            filled.executemany("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", rows)
        filled.close()
    connection = sqlite3.connect(path)
    prepare_connection(connection)
    connection.row_factory = None  # type: ignore[assignment]
    yield connection
    connection.close()


def _read_whole(connection: sqlite3.Connection, sql: str, given: dict[str, str]) -> set[str]:
    """Long tables that the plan reads row by row; through a covering index it does not read the table."""
    steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", given)]
    aliases = {alias: table for table, alias in re.findall(r"(?:FROM|JOIN) (\w+) AS (\w+)", sql)}
    scans = [re.match(r"SCAN (\w+)$", step) for step in steps]
    return {aliases.get(scan[1], scan[1]) for scan in scans if scan} & LONG


@pytest.mark.parametrize(("name", "sql", "given"), ASKED, ids=[name for name, *_ in ASKED])
def test_no_long_table_is_read_whole(
    planned: sqlite3.Connection, name: str, sql: str, given: dict[str, str]
) -> None:
    assert _read_whole(planned, sql, given) <= READ_WHOLE.get(name, set())


def test_a_scan_would_be_noticed(planned: sqlite3.Connection) -> None:
    sql = "SELECT * FROM cited_speeches AS c JOIN articles ON articles.id = c.article_id WHERE c.quote LIKE '%a%'"
    assert _read_whole(planned, sql, {}) & {"cited_speeches", "articles"}
