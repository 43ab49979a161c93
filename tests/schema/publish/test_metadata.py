"""What Datasette is told about tables, columns and views is what the models' comments say."""

from __future__ import annotations

from typing import Any

import pytest
from lilun.schema import Base
from lilun.schema.publish.metadata import metadata, title
from lilun.schema.publish.pages.start import STARTING_POINTS
from lilun.schema.views import VIEWS


@pytest.fixture(scope="module")
def tables() -> dict[str, Any]:
    return dict(metadata("档案")["databases"]["档案"]["tables"])


def test_every_table_view_and_column_is_described(tables: dict[str, Any]) -> None:
    for table in Base.metadata.sorted_tables:
        assert tables[table.name]["description"] == table.comment
        assert tables[table.name]["columns"] == {c.name: c.comment for c in table.columns}
    for view in VIEWS:
        assert tables[view.name]["columns"] == view.columns


def test_what_is_shown_names_columns_that_are_there(tables: dict[str, Any]) -> None:
    for name, shown in tables.items():
        named = [
            *shown.get("facets", ()),
            *(shown[k] for k in ("label_column", "sort", "sort_desc") if k in shown),
        ]
        assert set(named) <= set(shown.get("columns", ())), name


@pytest.mark.parametrize("name", ["articles", "paragraphs", "quotations"])
def test_what_is_searched_names_its_index(tables: dict[str, Any], name: str) -> None:
    assert (tables[name]["fts_table"], tables[name]["fts_pk"]) == (f"{name}_fts", "id")


def test_a_descending_sort_order(tables: dict[str, Any]) -> None:
    assert tables["article_overview"]["sort_desc"] == "date_earliest"
    assert "sort" not in tables["article_overview"]


@pytest.mark.parametrize(
    ("name", "comment", "expected"),
    [
        ("river_banks", "Banks (河岸、堤) of rivers.", "河岸、堤 river banks"),
        ("banks", "Banks: a joint one (河岸（堤）) has two.", "banks"),
        ("banks", "Banks of rivers.", "banks"),
    ],
)
def test_a_title_is_the_chinese_term_and_the_name(name: str, comment: str, expected: str) -> None:
    assert title(name, comment) == expected


def test_the_start_page_names_tables_that_are_there() -> None:
    assert set(STARTING_POINTS) <= set(Base.metadata.tables)
