"""Opening an archive: the file, its state, its schema brought to head, and errors that name the remedy."""

from __future__ import annotations

import re
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.pool import NullPool

APPLICATION_ID = 0x6C696C75  # "lilu" in the file's header: how an archive is told from other databases
HEADER = b"SQLite format 3\x00"
UNRESOLVED = ""  # digest of the register of an archive whose schema was upgraded and whose rows were not yet
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
PATIENCE = 30.0  # seconds that a writer waits for another: resolving a large archive takes some


class ArchiveError(Exception):
    """An archive cannot be used. The message is one sentence: file, reason, remedy."""

    def __init__(self, path: Path | str, reason: str, remedy: str) -> None:
        super().__init__(f"{path}: {reason}; {remedy}.")
        self.path = Path(path)
        self.reason = reason
        self.remedy = remedy


class MissingArchive(ArchiveError):
    """There is no file at the path."""


class NotAnArchive(ArchiveError):
    """The file is no SQLite database, or one that lilun did not make."""


class NewerArchive(ArchiveError):
    """The file has a schema that this lilun does not know."""


class OlderArchive(ArchiveError):
    """The file has an older schema and was opened to read only."""


class LockedArchive(ArchiveError):
    """Another program is writing and did not finish in time."""


class ReadOnlyArchive(ArchiveError):
    """The file or its folder may not be written."""


class DamagedArchive(ArchiveError):
    """The file is an archive that SQLite cannot read or extend."""


class State(Enum):
    """What stands at a path: nothing yet, or an archive of which age."""

    ABSENT = "absent"
    EMPTY = "empty"
    OLDER = "older"
    CURRENT = "current"
    NEWER = "newer"


def migrations_folder() -> Path:
    """The folder with env.py and versions/, wherever lilun is installed."""
    import lilun.migrations

    # resolved: a strict editable install links file by file, and a new migration is not linked yet
    return Path(str(lilun.migrations.__file__)).resolve().parent


@cache
def revisions() -> dict[str, str | None]:
    """Every revision that this lilun knows and the one below it, read from the files' own lines."""
    found: dict[str, str | None] = {}
    for file in sorted((migrations_folder() / "versions").glob("*.py")):
        text = file.read_text(encoding="utf-8")
        here = re.search(r'^revision\b[^=\n]*=\s*"([^"]+)"', text, re.M)
        below = re.search(r'^down_revision\b[^=\n]*=\s*(?:"([^"]+)"|None)', text, re.M)
        if here and below:
            found[here[1]] = below[1]
    return found


def head() -> str:
    """The revision that this lilun's models describe. Reads files only; Alembic is not imported."""
    known = revisions()
    tops = set(known) - set(known.values())
    if len(tops) != 1:
        raise RuntimeError(f"the migrations have {len(tops)} heads, not one: {sorted(tops)}")
    return tops.pop()


def revision(path: Path | str) -> str | None:
    """The revision that an archive is at, None for a new or empty file. Raises ArchiveError."""
    path = Path(path)
    if not path.exists() or (path.is_file() and path.stat().st_size == 0):
        return None
    if not path.is_file():
        raise NotAnArchive(path, "this is not a file", "name the archive's file with --archive")
    try:
        with path.open("rb") as file:
            # a power cut may have torn the first page; where there is a journal, SQLite mends it from there
            if file.read(len(HEADER)) != HEADER and not path.with_name(path.name + "-wal").exists():
                raise NotAnArchive(
                    path,
                    "this is not a SQLite database",
                    "name another file with --archive or move this one away",
                )
    except PermissionError:
        raise ReadOnlyArchive(path, "this file may not be read", "change its permissions") from None
    try:
        connection = connect(path, read_only=True)
        try:
            (identity,) = connection.execute("PRAGMA application_id").fetchone()
            names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
            if identity != APPLICATION_ID:
                if not names:
                    return None
                raise NotAnArchive(
                    path,
                    "this SQLite database was not made by lilun",
                    "name another file with --archive or move this one away",
                )
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
            return str(row[0]) if row else None
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise _explained(path, error) or DamagedArchive(
            path, f"SQLite cannot read it ({error})", "restore it from a copy"
        ) from error


def state(path: Path | str) -> State:
    """What stands at `path`. Raises NotAnArchive for a file that is none."""
    path = Path(path)
    at = revision(path)
    if at is None:
        return State.EMPTY if path.exists() else State.ABSENT
    if at == head():
        return State.CURRENT
    return State.OLDER if at in revisions() else State.NEWER


def connect(path: Path, *, read_only: bool = False, timeout: float = PATIENCE) -> sqlite3.Connection:
    """A connection of Python's own to the file, in autocommit."""
    return sqlite3.connect(
        _uri(path, read_only=read_only),
        uri=True,
        timeout=timeout,
        isolation_level=None,  # no BEGIN behind our back: DDL and savepoints are then transactional
        check_same_thread=False,
    )


@contextmanager
def explaining(path: Path) -> Iterator[None]:
    """What SQLite says about the file's locks, permissions, room and damage comes out as ArchiveError."""
    try:
        yield
    except sqlite3.Error as error:
        explained = _explained(path, error)
        if explained is None:
            raise
        raise explained from error


def create_engine(
    path: Path | str, *, read_only: bool = False, migrating: bool = False, timeout: float = PATIENCE
) -> Engine:
    """An engine on the archive's file in whatever state; see `open_to_read` and `open_to_write` first.

    Foreign keys are on and the journal is WAL. A transaction of a writing engine takes the write lock
    when it begins, so two at once wait for each other, `timeout` seconds at most. `migrating` leaves
    foreign keys off: a table that is rebuilt would otherwise take its children along. What
    SQLite says about locks, permissions and damage comes out as ArchiveError.
    """
    path = Path(path)
    engine = sqlalchemy.create_engine(
        "sqlite://",
        creator=lambda: connect(path, read_only=read_only, timeout=timeout),
        poolclass=NullPool,
    )

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, record: Any) -> None:
        if not read_only:
            connection.execute("PRAGMA journal_mode = WAL")
            # FULL: a page that was told to be in is in, even where the power fails a moment later
            connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA foreign_keys = {'OFF' if migrating else 'ON'}")
        # off, a rebuilt table's new name would be checked against views while the old table is gone
        connection.execute(f"PRAGMA legacy_alter_table = {'ON' if migrating else 'OFF'}")

    @event.listens_for(engine, "begin")
    def begin(connection: sqlalchemy.Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    @event.listens_for(engine, "handle_error")
    def explain(context: ExceptionContext) -> None:
        explained = _explained(path, context.original_exception)
        if explained:
            raise explained from context.original_exception

    return engine


def upgrade(path: Path | str) -> bool:
    """Bring the archive at `path` to head, making it where there is none; True if anything was done.

    Of an archive with an older schema a backup is made before, at `kept_before_upgrade`, and stays. Alembic is
    imported only where there is something to do. A search index that another tokenizer wrote is rebuilt. Raises
    ArchiveError; the file is then as it was.
    """
    path = Path(path)
    at = state(path)
    if at is State.NEWER:
        raise _newer(path)
    _require_writable(path)
    if at is State.OLDER:
        _upgrade_older(path)
    elif at is not State.CURRENT:
        try:
            _migrate(path)
        except LockedArchive:
            raise  # another process is making it: the file is not ours to take away
        except BaseException:
            if at is State.ABSENT:
                for leftover in (
                    path,
                    path.with_name(path.name + "-wal"),
                    path.with_name(path.name + "-shm"),
                ):
                    leftover.unlink(missing_ok=True)
            raise
    from lilun.schema import search

    engine = create_engine(path)
    try:
        with engine.connect() as connection:
            stale = search.stale(connection)
            if stale:
                search.reindex(connection)
                connection.commit()
    finally:
        engine.dispose()
    return at is not State.CURRENT or bool(stale)


def kept_before_upgrade(path: Path | str, older: str) -> Path:
    """Where `upgrade` puts the backup of an archive of the revision `older`."""
    path = Path(path)
    return path.with_name(f"{path.stem}-schema-{older}{path.suffix}")


def _upgrade_older(path: Path) -> None:
    """Take the steps from an older schema to head; where one fails, the archive is as it was, by the backup if need be."""
    from lilun.schema.backup import backup, restore

    with explaining(path), closing(connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")  # another program that upgrades it waits here
        older = str(revision(path))
        kept = kept_before_upgrade(path, older)
        if older != head():
            fresh = kept.with_name(f"{kept.name}.fresh")
            fresh.unlink(missing_ok=True)
            backup(path, fresh)
            fresh.replace(kept)
        connection.execute("ROLLBACK")
    try:
        _migrate(path)
    except LockedArchive:
        raise
    except BaseException as error:
        if not _is_sound(path, older) and kept.exists():
            restore(path, kept)
        if isinstance(error, ArchiveError) or not isinstance(error, Exception):
            raise
        said = " ".join(str(error).split())[:200]
        raise ArchiveError(
            path,
            f"a step from schema {older} to {head()} failed ({type(error).__name__}: {said})",
            f"the archive is as it was and {kept} is a backup of it; please report this",
        ) from error


def _migrate(path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["archive"] = path
    command.upgrade(config, "head")


def _is_sound(path: Path, expected: str) -> bool:
    """Whether the archive is at that revision and SQLite can read all of it."""
    try:
        if revision(path) != expected:
            return False
        with closing(connect(path, read_only=True)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except (ArchiveError, sqlite3.Error):
        return False


def open_to_write(path: Path | str, *, timeout: float = PATIENCE) -> Engine:
    """An engine on the archive at `path`, made or brought to head first. Raises ArchiveError."""
    upgrade(path)
    return create_engine(path, timeout=timeout)


def open_to_read(path: Path | str) -> Engine:
    """An engine that cannot write, on an archive that is at head. Raises ArchiveError."""
    path = Path(path)
    match state(path):
        case State.ABSENT:
            raise MissingArchive(
                path, "there is no archive here", "make one with `lilun load` or name one with --archive"
            )
        case State.EMPTY:
            raise MissingArchive(
                path, "this file is empty", "fill it with `lilun load` or name another with --archive"
            )
        case State.OLDER:
            raise OlderArchive(path, "this archive has an older schema", "run `lilun upgrade` first")
        case State.NEWER:
            raise _newer(path)
        case State.CURRENT:
            return create_engine(path, read_only=True)


def _newer(path: Path) -> NewerArchive:
    return NewerArchive(
        path,
        f"this archive's schema is newer than this lilun knows ({revision(path)})",
        "install the newer lilun",
    )


def _require_writable(path: Path) -> None:
    """Raise where the file is marked read-only, whoever asks, or its folder is not there."""
    if path.exists():
        # by the mode bits: root could write all the same, and would overwrite what somebody protected
        if not path.stat().st_mode & _WRITABLE:
            raise _read_only(path)
    require_writable_folder(path)


def require_writable_folder(path: Path) -> None:
    """Raise ArchiveError where the folder that a file is to be in is not there or is marked read-only."""
    folder = path.absolute().parent
    if not folder.is_dir():
        raise MissingArchive(path, "its folder does not exist", "make the folder first")
    if not folder.stat().st_mode & _WRITABLE:
        raise ReadOnlyArchive(path, "its folder is read-only", "change its permissions or name another")


def _read_only(path: Path) -> ReadOnlyArchive:
    return ReadOnlyArchive(path, "this archive is read-only", "change its permissions or work on a copy")


def _uri(path: Path, *, read_only: bool) -> str:
    """A SQLite URI; where lock files cannot be written, the file is read as one that never changes."""
    where = "file:" + quote(str(path.absolute()))
    if not read_only:
        return where
    folder = path.absolute().parent
    protected = folder.is_dir() and not folder.stat().st_mode & _WRITABLE
    return f"{where}?mode=ro" + ("&immutable=1" if protected else "")


def _explained(path: Path, error: BaseException | None) -> ArchiveError | None:
    """The ArchiveError for what SQLite says about the file, None for errors of the SQL."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return LockedArchive(
            path, "another program is writing to it", "wait until it has finished and try again"
        )
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return _read_only(path)
    if code == sqlite3.SQLITE_CANTOPEN:
        return ReadOnlyArchive(
            path, "this file cannot be opened", "check that its folder exists and may be written"
        )
    if code == sqlite3.SQLITE_NOTADB:
        return NotAnArchive(
            path, "this is not a SQLite database", "name another file with --archive or move this one away"
        )
    if code == sqlite3.SQLITE_CORRUPT:
        return DamagedArchive(
            path, "this archive is damaged", "restore it from a copy or load its files again"
        )
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return DamagedArchive(path, f"the disk would not take it ({error})", "make room and try again")
    return None
