"""Printed affiliations the whole way: what is printed and the paper's place to institutions and typed posts.

affiliations.csv: institutions of one affiliation are joined by + (two boards on one door), affiliations by ；, and
? is one that the paper's place does not settle.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from lilun.loaders.export import house_path
from lilun.loaders.fields.affiliation import read_affiliations
from lilun.loaders.resolve.institutions import Named, Paper, resolve_affiliation
from lilun.loaders.resolve.lookup import Lookup
from lilun.loaders.rows import Rows
from lilun.schema import engine as archives
from sqlalchemy import Connection

with (Path(__file__).parent / "affiliations.csv").open(encoding="utf-8", newline="") as _lines:
    TABLE = list(csv.DictReader(_lines, strict=True))


@pytest.fixture(scope="module")
def connection(_registered: Path) -> Iterator[Connection]:
    engine = archives.open_to_read(_registered)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_the_table_is_long_enough() -> None:
    assert len({row["printed"] for row in TABLE}) == len(TABLE) >= 60


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["printed"])
def test_affiliation(connection: Connection, row: dict[str, str]) -> None:
    lookup = Lookup(connection)
    paper = Paper(None, lookup.place_names[row["paper_place"]] if row["paper_place"] else None)
    institutions, posts = [], []
    for affiliation in read_affiliations(row["printed"]):
        found = resolve_affiliation(Named.of(affiliation), paper, lookup, Rows(connection)).institutions
        institutions.append("+".join(lookup.institution_keys[i] for i, _ in found) or "?")
        posts.append(" ".join(f"{post.title}:{post.kind}" for post in affiliation.positions) or "-")
    assert "；".join(institutions) == row["institutions"]
    assert "；".join(posts) == row["posts"]


@pytest.mark.parametrize(
    ("levels", "path"),
    [
        (["云岭大学", "经济学院", "财政系"], ["云岭大学", "经济学院", "财政系"]),
        (["中共云岭市委员会", "中共云岭市委党校", "哲学教研部"], ["中共云岭市委党校", "哲学教研部"]),
        (["云岭省人民政府", "云岭省教育厅"], ["云岭省教育厅"]),
        (["云岭省社会科学院", "地方史研究所"], ["云岭省社会科学院", "地方史研究所"]),
    ],
)
def test_an_exported_path_begins_with_the_house_that_signs(levels: list[str], path: list[str]) -> None:
    assert house_path(levels) == path
