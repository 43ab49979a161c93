"""Copies of an archive for keeping: as it stood at one moment, also while a load runs, and put back the same way."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from lilun.schema import engine as archives


def backup(archive: Path | str, target: Path | str) -> None:
    """Write the archive as it stands, of whatever schema, to `target`, which must not exist.

    Another program may write meanwhile: the copy holds what was committed before it began. It is one file without
    a journal, checked by SQLite, and appears whole or not at all. Raises ArchiveError.
    """
    archive, target = Path(archive), Path(target)
    if archives.revision(archive) is None:
        archives.open_to_read(archive)  # says that there is nothing to copy
    if target.exists():
        raise archives.ArchiveError(
            target, "there is something here already", "name another file, or move this one away"
        )
    archives.require_writable_folder(target)
    part = target.with_name(f"{target.name}.part")  # of a backup that was killed, too
    try:
        part.unlink(missing_ok=True)
        _copy(archive, part)
        _seal(part)
        shutil.copymode(archive, part)
        part.replace(target)
        _settle(target.parent)
    except OSError as error:
        raise archives.ArchiveError(
            target, f"this file cannot be written ({error.strerror})", "name another file"
        ) from None
    finally:
        part.unlink(missing_ok=True)


def restore(archive: Path | str, kept: Path | str) -> None:
    """Make the archive what the backup `kept` is, in one transaction: readers see one or the other.

    Raises ArchiveError; the archive is then as it was.
    """
    _copy(Path(kept), Path(archive))


def _copy(source: Path, target: Path) -> None:
    with (
        archives.explaining(target),
        closing(sqlite3.connect(target, timeout=archives.PATIENCE)) as written,
        archives.explaining(source),
        closing(archives.connect(source, read_only=True)) as read,
    ):
        read.backup(written)  # all pages in one step: one state of the archive


def _seal(path: Path) -> None:
    """Make a copy one sound file, without a journal beside it, that the disk has."""
    with archives.explaining(path), closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        wrong = [said for (said,) in connection.execute("PRAGMA quick_check(1)") if said != "ok"]
    if wrong:
        raise archives.DamagedArchive(
            path, f"the copy is damaged ({wrong[0]})", "run `lilun check` on the archive"
        )
    _settle(path)


def _settle(path: Path) -> None:
    """Wait until the disk has it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
