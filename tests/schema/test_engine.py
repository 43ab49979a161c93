"""Opening archives in every state, and the words of what goes wrong."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from lilun.schema import engine as archives
from lilun.schema.engine import State
from sqlalchemy import text
from sqlalchemy.exc import OperationalError


def test_an_archive_is_made_where_there_is_none_and_then_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    assert archives.state(path) is State.ABSENT
    assert archives.upgrade(path) is True
    assert archives.state(path) is State.CURRENT and archives.revision(path) == archives.head()
    before = path.read_bytes()
    assert archives.upgrade(path) is False
    assert path.read_bytes() == before


def test_an_empty_file_becomes_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    path.touch()
    assert archives.state(path) is State.EMPTY
    archives.upgrade(path)
    assert archives.state(path) is State.CURRENT


def test_it_works_from_any_directory_by_a_relative_path(tmp_path: Path) -> None:
    code = (
        "import lilun.schema.engine as e\n"
        "engine = e.open_to_write('档案 a#b?.db')\n"
        "with engine.connect() as c: assert c.exec_driver_sql('SELECT count(*) FROM pages').scalar() == 0\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=tmp_path, check=True)
    assert (tmp_path / "档案 a#b?.db").exists()


def test_pragmas(archive: Path) -> None:
    with archives.open_to_write(archive).connect() as connection:
        told = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("foreign_keys", "journal_mode", "busy_timeout")
        }
    assert told == {"foreign_keys": 1, "journal_mode": "wal", "busy_timeout": 30_000}


def test_ddl_and_rows_roll_back_together(archive: Path) -> None:
    engine = archives.create_engine(archive)
    with engine.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE x (y)")
        connection.exec_driver_sql("INSERT INTO places (name, kind) VALUES ('某省', 'province')")
        with connection.begin_nested() as savepoint:
            connection.exec_driver_sql("DELETE FROM places")
            savepoint.rollback()
        assert connection.exec_driver_sql("SELECT count(*) FROM places").scalar() == 1
        connection.rollback()
        assert connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name = 'x'").scalar() == 0
        assert connection.exec_driver_sql("SELECT count(*) FROM places").scalar() == 0


def test_a_reader_cannot_write(archive: Path) -> None:
    with archives.open_to_read(archive).connect() as connection, pytest.raises(archives.ReadOnlyArchive):
        connection.execute(text("DELETE FROM pages"))


def refusal(error: type[archives.ArchiveError], path: Path, action: object = archives.upgrade) -> str:
    """The one line of an error, which names the file first."""
    with pytest.raises(error) as caught:
        action(path)  # type: ignore[operator]
    message = str(caught.value)
    assert message.startswith(f"{path}: ") and "\n" not in message and message.endswith(".")
    return message.removeprefix(f"{path}: ")


@pytest.mark.parametrize(
    "content", [b"not a database at all, but text", b"SQLite format 3\x00" + b"\x07" * 4000]
)
def test_a_file_that_is_no_archive_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(content)
    for action in (archives.upgrade, archives.open_to_read):
        said = refusal(archives.NotAnArchive, path, action)
        assert (
            said == "this is not a SQLite database; name another file with --archive or move this one away."
        )
    assert path.read_bytes() == content


@pytest.mark.parametrize("table", ["recipes (id)", "alembic_version (version_num)"])
def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path, table: str) -> None:
    path = tmp_path / "x.db"
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE TABLE {table}")
    before = path.read_bytes()
    assert "not made by lilun" in refusal(archives.NotAnArchive, path)
    assert path.read_bytes() == before


def test_a_newer_schema_is_refused(archive: Path) -> None:
    with sqlite3.connect(archive) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for action in (archives.upgrade, archives.open_to_read):
        said = refusal(archives.NewerArchive, archive, action)
        assert said == "this archive's schema is newer than this lilun knows (9999); install the newer lilun."


def test_an_older_schema_is_read_only_after_an_upgrade(archive: Path) -> None:
    with sqlite3.connect(archive) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    assert "run `lilun upgrade` first" in refusal(archives.OlderArchive, archive, archives.open_to_read)


def test_reading_what_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    assert "make one with `lilun load`" in refusal(archives.MissingArchive, path, archives.open_to_read)
    assert not path.exists()
    assert "make the folder first" in refusal(archives.MissingArchive, tmp_path / "no" / "a.db")
    assert "not a file" in refusal(archives.NotAnArchive, tmp_path)


def test_a_locked_archive_is_waited_for_and_then_refused(archive: Path) -> None:
    with sqlite3.connect(archive, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")

        def write(path: Path) -> None:
            with archives.create_engine(path, timeout=0.05).begin() as connection:
                connection.execute(text("DELETE FROM pages"))

        said = refusal(archives.LockedArchive, archive, write)
        assert said == "another program is writing to it; wait until it has finished and try again."
        with archives.open_to_read(archive).connect() as reader:
            assert reader.execute(text("SELECT count(*) FROM pages")).scalar() == 0


def test_a_file_marked_read_only_is_read_but_not_written(archive: Path) -> None:
    archive.chmod(0o444)
    assert "change its permissions or work on a copy" in refusal(archives.ReadOnlyArchive, archive)
    with archives.open_to_read(archive).connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM pages")).scalar() == 0


def test_errors_of_the_sql_stay_what_they_are(archive: Path) -> None:
    with (
        archives.open_to_read(archive).connect() as connection,
        pytest.raises(OperationalError, match="no such table"),
    ):
        connection.execute(text("SELECT * FROM unheard_of"))


def test_a_stale_search_index_is_rebuilt_on_the_way(archive: Path) -> None:
    with sqlite3.connect(archive) as connection:
        connection.execute("UPDATE search_indexes SET tokenizer_version = 0")
    assert archives.upgrade(archive) is True
    assert archives.upgrade(archive) is False


def test_a_failed_making_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "new.db"

    def fail(*_: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("alembic.command.upgrade", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        archives.upgrade(path)
    assert list(tmp_path.iterdir()) == []
