"""The migrations make what the models say, and keep rows on the way up and down."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from lilun.schema import Base
from lilun.schema import engine as archives
from lilun.schema.counts import MARKS
from lilun.schema.facts import TRIGGERS
from lilun.schema.search import INDEXES
from lilun.schema.views import VIEWS
from sqlalchemy import Integer, text

ROOT = archives.migrations_folder().parent


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    path = tmp_path_factory.mktemp("migrated") / "a.db"
    archives.upgrade(path)
    return sqlite3.connect(path)


@pytest.fixture(scope="module")
def modelled(tmp_path_factory: pytest.TempPathFactory) -> sqlite3.Connection:
    path = tmp_path_factory.mktemp("modelled") / "b.db"
    engine = archives.create_engine(path)
    with engine.begin() as connection:
        Base.metadata.create_all(connection)
        for made in (*VIEWS, *INDEXES, *TRIGGERS, *MARKS):
            connection.exec_driver_sql(made.ddl)
    engine.dispose()
    return sqlite3.connect(path)


def objects(connection: sqlite3.Connection) -> dict[tuple[str, str], str | None]:
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE tbl_name <> 'alembic_version'")
    return {(kind, name): _even(sql) for kind, name, sql in rows}


def _even(sql: str | None) -> str | None:
    """White space evened, and a table's columns and constraints in one order."""
    if sql is None:
        return None
    sql = re.sub(r"\s+", " ", sql)
    head, _, body = sql.partition(" (")
    if sql.startswith("CREATE TABLE"):
        inside = body.strip().removesuffix(")").strip()
        parts = re.split(r", (?=CONSTRAINT |\"?[a-z_]+\"? (?:INTEGER|TEXT|FLOAT|BOOLEAN|BLOB))", inside)
        return f"{head} ({', '.join(sorted(part.strip() for part in parts))})"
    return sql


def test_both_have_the_same_objects_with_the_same_text(
    migrated: sqlite3.Connection, modelled: sqlite3.Connection
) -> None:
    """Tables with their CHECKs, indexes with their conditions, views and search tables."""
    ours, theirs = objects(migrated), objects(modelled)
    assert ours.keys() == theirs.keys()
    for key, sql in theirs.items():
        assert ours[key] == sql, key


@pytest.mark.parametrize("name", [*Base.metadata.tables, *(view.name for view in VIEWS)])
def test_both_have_the_same_columns_keys_and_indexes(
    migrated: sqlite3.Connection, modelled: sqlite3.Connection, name: str
) -> None:
    def told(connection: sqlite3.Connection) -> list[list[tuple[object, ...]]]:
        answers = [connection.execute(f"PRAGMA table_xinfo({name})").fetchall()]
        keys = connection.execute(f"PRAGMA foreign_key_list({name})").fetchall()
        answers.append(sorted(key[2:] for key in keys))
        indexes = []
        for _, index, unique, origin, partial in connection.execute(f"PRAGMA index_list({name})").fetchall():
            columns = tuple(row[2] for row in connection.execute(f'PRAGMA index_info("{index}")'))
            # SQLite numbers the indexes of constraints as they come
            indexes.append((index if origin == "c" else "", unique, origin, partial, columns))
        answers.append(sorted(indexes))
        return answers

    assert told(migrated) == told(modelled)
    assert told(migrated)[0]


def test_the_comparison_would_notice_a_changed_check(modelled: sqlite3.Connection) -> None:
    sql = modelled.execute("SELECT sql FROM sqlite_master WHERE name = 'spans'").fetchone()[0]
    assert _even(sql.replace("'unassigned'", "'other'")) != _even(sql)
    assert _even(sql.replace("ON DELETE CASCADE", "ON DELETE RESTRICT")) != _even(sql)


def config(path: Path) -> Config:
    made = Config()
    made.set_main_option("script_location", str(archives.migrations_folder()))
    made.attributes["archive"] = path
    return made


def test_alembic_finds_nothing_to_add(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    archives.upgrade(path)
    command.check(config(path))


@pytest.mark.parametrize("given", ["option", "environment"])
def test_the_command_line_of_alembic_works(tmp_path: Path, given: str) -> None:
    if not (ROOT / "alembic.ini").exists():
        pytest.skip("alembic.ini is in the source tree only, and these migrations are installed elsewhere")
    path = tmp_path / "a.db"
    alembic = [sys.executable, "-m", "alembic", "-c", str(ROOT / "alembic.ini")]
    environment = {"PATH": "", "LILUN_ARCHIVE": str(path)} if given == "environment" else {"PATH": ""}
    if given == "option":
        alembic += ["-x", f"archive={path}"]
    for words in (["upgrade", "head"], ["check"]):
        run = subprocess.run(
            [*alembic, *words], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stderr
    assert archives.state(path) is archives.State.CURRENT


def test_steps_are_named_for_what_they_do() -> None:
    files = [file.stem for file in (archives.migrations_folder() / "versions").glob("0*.py")]
    assert len(files) == len(archives.revisions())
    assert all(re.fullmatch(r"\d{4}_[a-z]+_[a-z_]+", stem) for stem in files)


def fill(path: Path) -> None:
    with archives.create_engine(path).begin() as connection:
        for statement in (
            "INSERT INTO newspapers (id, name, origin) VALUES (1, '临江日报', 'loaded')",
            "INSERT INTO issues (id, newspaper_id, date_known_by) VALUES (1, 1, 'unknown')",
            "INSERT INTO pages (id, key, issue_id) VALUES (1, '临江日报//7', 1)",
            "INSERT INTO articles (id, key, page_id, position, kind, title, characters) "
            "VALUES (1, '临江日报//7/1', 1, 1, 'essay', '留住烟火', 0)",
            "INSERT INTO paragraphs (id, article_id, position, role, text) "
            "VALUES (1, 1, 1, 'body', '水清则鱼跃。')",
            "INSERT INTO cited_speeches (id, article_id, position, mode) VALUES (1, 1, 1, 'direct')",
            "INSERT INTO findings (page_id, article_id, kind, severity, message) "
            "VALUES (1, 1, 'x', 'info', 'y')",
        ):
            connection.execute(text(statement))


def test_stepping_down_and_up_again_with_rows_in_it(tmp_path: Path) -> None:
    """Each step takes its own tables away and no row of the tables that stay."""
    path = tmp_path / "a.db"
    archives.upgrade(path)
    fill(path)
    for revision in sorted(archives.revisions(), reverse=True)[1:]:
        command.downgrade(config(path), revision)
        with sqlite3.connect(path) as connection:
            names = {
                name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            }
            for name in names & {"newspapers", "issues", "pages", "articles", "paragraphs", "cited_speeches"}:
                assert connection.execute(f"SELECT count(*) FROM {name}").fetchone() == (1,), (revision, name)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    archives.upgrade(path)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT key FROM pages").fetchall() == [("临江日报//7",)]
    command.downgrade(config(path), "base")
    with sqlite3.connect(path) as connection:
        names = {
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type <> 'index'")
        }
    assert names <= {"alembic_version", "sqlite_sequence"}
    assert archives.upgrade(path) is True


def test_a_rebuilt_table_keeps_its_rows_children_and_views(tmp_path: Path) -> None:
    """What the next migration will do to a table in the middle of everything."""
    path = tmp_path / "a.db"
    archives.upgrade(path)
    fill(path)
    with archives.create_engine(path, migrating=True).begin() as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("pages") as batch:
            batch.alter_column("number", type_=Integer())
    with archives.create_engine(path).connect() as connection:
        for name in ("pages", "articles", "paragraphs", "findings", "article_overview"):
            assert connection.execute(text(f"SELECT count(*) FROM {name}")).scalar() == 1, name
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        sql = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = 'articles'")).scalar_one()
        assert "REFERENCES pages (id)" in sql


def test_a_step_that_leaves_rows_dangling_is_undone(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    archives.upgrade(path)
    fill(path)
    command.downgrade(config(path), "0006")
    with sqlite3.connect(path) as connection:
        connection.execute("DELETE FROM pages")
    with pytest.raises(archives.ArchiveError, match=r"2 rows of .*articles.* would point to rows"):
        archives.upgrade(path)
    assert archives.revision(path) == "0006"
