"""What holds for every table: comments, names, foreign keys; and what the constraints keep out."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import lilun.schema
import pytest
from lilun.schema import Base
from lilun.schema.base import described, table
from lilun.schema.search import INDEXES
from lilun.schema.views import VIEWS
from page_rows import insert
from sqlalchemy import Connection, Table, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped

TABLES = list(Base.metadata.tables.values())
FOLDER = Path(str(lilun.schema.__file__)).resolve().parent

NAMED_IN_THE_DESIGN = [
    "newspapers",
    "newspaper_aliases",
    "places",
    "issues",
    "pages",
    "source_files",
    "page_sources",
    "spans",
    "loads",
    "changes",
    "findings",
    "corrections",
    "columns",
    "articles",
    "article_parts",
    "sections",
    "paragraphs",
    "paragraph_pieces",
    "authors",
    "bylines",
    "institutions",
    "institution_aliases",
    "affiliations",
    "posts",
    "speakers",
    "speaker_aliases",
    "voices",
    "speeches",
    "speech_aliases",
    "speech_candidates",
    "cited_speeches",
    "citation_spans",
    "quotations",
    "quotation_uses",
    "passages",
    "passage_uses",
    "documents",
    "cited_documents",
    "keywords",
    "redirects",
    "decisions",
    "affiliation_institutions",
    "search_indexes",
]


def test_every_table_of_the_design_is_there() -> None:
    assert set(NAMED_IN_THE_DESIGN) <= set(Base.metadata.tables)


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.name)
def test_a_table_is_described_in_sentences(model: Table) -> None:
    for comment in (model.comment, *(column.comment for column in model.columns)):
        assert comment is not None and re.fullmatch(r"[A-Z\d].{5,118}\.", comment), comment


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_a_view_is_described_column_by_column(view: lilun.schema.views.View, connection: Connection) -> None:
    assert view.comment.endswith(".")
    assert all(comment.endswith(".") for comment in view.columns.values())
    columns = connection.execute(text(f"PRAGMA table_xinfo({view.name})")).all()
    assert [column.name for column in columns] == list(view.columns)


def test_a_table_without_a_comment_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match=r"without a comment: .*bare_things\.name"):

        class BareThing(Base):
            __tablename__ = "bare_things"
            __table_args__ = table("Things without.")
            name: Mapped[str] = described("")

    Base.metadata.remove(Base.metadata.tables["bare_things"])


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.name)
def test_ids_come_first_and_foreign_keys_say_what_deleting_does(model: Table) -> None:
    assert next(iter(model.columns)).name == "id"
    indexed = {next(iter(index.columns)).name for index in model.indexes if not _partial(index)}
    indexed |= {
        next(iter(key.columns)).name
        for key in model.constraints
        if key.__class__.__name__ == "UniqueConstraint"
    }
    for key in model.foreign_keys:
        assert key.ondelete in ("CASCADE", "RESTRICT", "SET NULL"), key.parent
        assert key.ondelete != "SET NULL" or key.parent.nullable, key.parent
        assert key.parent.name in indexed or key.parent.primary_key, (
            f"{key.parent} has no index that begins with it"
        )
    for constraint in model.constraints:
        assert constraint.name, constraint


def _partial(index: object) -> bool:
    return index.dialect_options["sqlite"]["where"] is not None  # type: ignore[attr-defined]


@pytest.mark.parametrize("model", TABLES, ids=lambda model: model.name)
def test_what_datasette_is_told_names_columns(model: Table) -> None:
    shown = model.info["datasette"]
    assert set(shown) <= {"label_column", "facets", "sort", "size"}
    names = [
        *shown.get("facets", []),
        *filter(None, [shown.get("label_column"), shown.get("sort", "").lstrip("-")]),
    ]
    assert set(names) <= set(model.columns.keys())


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_what_datasette_is_told_of_views_names_columns(view: lilun.schema.views.View) -> None:
    names = [*view.datasette.get("facets", []), view.datasette.get("sort", "").lstrip("-")]
    assert set(filter(None, names)) <= set(view.columns)


def test_the_folder_cannot_be_imported_under_its_bare_name() -> None:
    run = subprocess.run(
        [sys.executable, "-c", "import schema"],
        cwd=FOLDER.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "import lilun.schema" in run.stderr


def test_schema_never_imports_loaders() -> None:
    for file in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
            assert not [name for name in names if "loaders" in name.split(".")], file


def test_importing_models_does_not_import_alembic() -> None:
    code = "import sys, lilun.schema.engine as e; e.head(); sys.exit('alembic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_deleting_a_page_removes_all_that_hangs_on_it(connection: Connection, page: dict[str, int]) -> None:
    kept = {
        *("newspapers", "places", "issues", "source_files", "loads", "authors", "institutions", "documents"),
        *("speakers", "speeches", "quotations", "passages"),
    }
    assert {t.name for t in TABLES if _count(connection, t.name)} > kept
    connection.execute(text("DELETE FROM pages"))
    assert {t.name for t in TABLES if _count(connection, t.name)} - {"search_indexes", "stale_counts"} == kept
    assert connection.execute(text("PRAGMA foreign_key_check")).all() == []


def test_deleting_a_speech_leaves_the_mention_unsettled(connection: Connection, page: dict[str, int]) -> None:
    connection.execute(text("DELETE FROM speeches"))
    assert connection.execute(text("SELECT id, speech_id FROM cited_speeches")).all() == [
        (page["mention"], None)
    ]


@pytest.mark.parametrize(
    "name", ["newspapers", "authors", "institutions", "speakers", "documents", "quotations"]
)
def test_what_rows_lean_on_cannot_be_deleted(connection: Connection, page: dict[str, int], name: str) -> None:
    with pytest.raises(IntegrityError, match="FOREIGN KEY"):
        connection.execute(text(f"DELETE FROM {name}"))


def test_ids_that_were_linked_to_are_never_given_again(connection: Connection) -> None:
    def add() -> int:
        return insert(connection, "authors", key="吴", name="吴", sort_key="wu", kind="person")

    first = add()
    connection.execute(text("DELETE FROM authors"))
    assert add() > first


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE spans SET role = 'headline'",
        'UPDATE spans SET "end" = start',
        "UPDATE spans SET duplicate_of_id = id WHERE role = 'title'",
        "UPDATE articles SET kind = 'poem'",
        "UPDATE issues SET date_earliest = '2021-03'",
        "UPDATE issues SET date_latest = '2020-01-01'",
        "UPDATE issues SET date = NULL",
        "UPDATE paragraphs SET position = 0",
        "UPDATE loads SET status = 'finished'",
        "UPDATE institutions SET parent_id = id",
        "UPDATE passages SET is_set_phrase = 2",
        "UPDATE source_files SET sha256 = 'abc'",
        "INSERT INTO places (name, kind) VALUES ('临江省', 'province')",
        "INSERT INTO issues (newspaper_id, date, date_earliest, date_latest, date_known_by) "
        "SELECT newspaper_id, date, date_earliest, date_latest, 'printed' FROM issues",
        'INSERT INTO page_sources (page_id, source_file_id, start, "end", is_current, load_id) '
        "SELECT page_id, source_file_id, 1, 2, 1, load_id FROM page_sources",
    ],
)
def test_constraints_keep_it_out(connection: Connection, page: dict[str, int], statement: str) -> None:
    with pytest.raises(IntegrityError, match=r"(CHECK|UNIQUE) constraint failed"):
        connection.execute(text(statement))


def test_partial_dates_may_repeat(connection: Connection, page: dict[str, int]) -> None:
    for _ in range(2):
        insert(
            connection,
            "issues",
            newspaper_id=page["paper"],
            date="2021-03",
            date_earliest="2021-03-01",
            date_latest="2021-03-31",
            date_known_by="inferred",
        )
    for _ in range(2):
        insert(connection, "issues", date_known_by="unknown")


def test_search_covers_columns_that_exist(connection: Connection) -> None:
    for index in INDEXES:
        names = {column.name for column in connection.execute(text(f"PRAGMA table_info({index.content})"))}
        assert {"id", *index.columns} <= names


def _count(connection: Connection, name: str) -> int:
    return int(connection.execute(text(f"SELECT count(*) FROM {name}")).scalar_one())
