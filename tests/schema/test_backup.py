"""Backups: one moment of the archive, while others write; whole or not at all; and put back."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from lilun.schema import engine as archives
from lilun.schema.backup import backup, restore


@contextmanager
def writing(archive: Path) -> Iterator[None]:
    """Another program adds two rows in each transaction, all the time."""
    done = threading.Event()

    def write() -> None:
        connection = sqlite3.connect(archive, isolation_level=None, timeout=30)
        number = 0
        while not done.is_set():
            number += 1
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO places (name, kind) VALUES (?, 'city')", (f"甲{number}",))
            connection.execute("INSERT INTO places (name, kind) VALUES (?, 'city')", (f"乙{number}",))
            connection.execute("COMMIT")
        connection.close()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def places(path: Path) -> list[str]:
    connection = sqlite3.connect(path)
    try:
        return [
            name for (name,) in connection.execute("SELECT name FROM places WHERE kind = 'city' ORDER BY id")
        ]
    finally:
        connection.close()


def test_it_is_one_moment_while_another_program_writes(archive: Path, tmp_path: Path) -> None:
    with sqlite3.connect(archive) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    connection.close()
    before = set(places(archive))
    with writing(archive):
        for number in range(5):
            target = tmp_path / f"{number}.db"
            backup(archive, target)
            new = [name for name in places(target) if name not in before]
            assert [n[1:] for n in new if n[0] == "甲"] == [n[1:] for n in new if n[0] == "乙"]
            before_this = set(new)
            assert before_this <= set(places(archive))
    assert {path.suffix for path in tmp_path.iterdir() if path.is_file()} == {".db"}


def test_it_is_one_file_with_the_archives_permissions(archive: Path, tmp_path: Path) -> None:
    archive.chmod(0o640)
    target = tmp_path / "kept.db"
    backup(archive, target)
    assert target.stat().st_mode & 0o777 == 0o640
    connection = sqlite3.connect(target)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    connection.close()
    assert archives.state(target) is archives.State.CURRENT


def test_what_stands_at_the_target_stays(archive: Path, tmp_path: Path) -> None:
    target = tmp_path / "kept.db"
    target.write_text("mine")
    with pytest.raises(archives.ArchiveError, match="there is something here already; name another file"):
        backup(archive, target)
    assert target.read_text() == "mine"
    with pytest.raises(archives.MissingArchive, match="its folder does not exist"):
        backup(archive, tmp_path / "no" / "kept.db")
    with pytest.raises(archives.MissingArchive, match="there is no archive here"):
        backup(tmp_path / "none.db", tmp_path / "kept.db.2")


def test_a_damaged_archive_makes_no_backup(archive: Path, tmp_path: Path) -> None:
    size = archive.stat().st_size
    with archive.open("r+b") as file:
        file.seek(size // 2 // 4096 * 4096)
        file.write(b"\xa5" * 8192)
    target = tmp_path / "kept.db"
    with pytest.raises(archives.DamagedArchive):
        backup(archive, target)
    assert not list(tmp_path.glob("kept*"))


def test_a_restored_archive_is_the_backup_also_for_readers_that_are_there(
    archive: Path, tmp_path: Path
) -> None:
    target = tmp_path / "kept.db"
    backup(archive, target)
    before = places(archive)
    with archives.create_engine(archive).begin() as connection:
        connection.exec_driver_sql("INSERT INTO places (name, kind) VALUES ('丙', 'city')")
    reader = archives.open_to_read(archive).connect()
    restore(archive, target)
    assert places(archive) == before
    assert "丙" not in reader.exec_driver_sql("SELECT name FROM places").scalars().all()
    reader.close()
