"""Faults: a child process in which an operation meets one, without a hook in what is tested.

The child's `sqlite3.connect` gives connections that count statements and commits; what it tells goes through a
pipe, so that the parent knows what was promised before the child was killed.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from operations import EXPECTED, Operation

_connect = sqlite3.connect
SECTOR = 512  # bytes that a disk writes whole or not at all


@dataclass(slots=True)
class Hooks:
    """What the child does at the statements, within them, at the commits and at the closing of connections."""

    statement: Callable[[str], None] | None = None
    instructions: int = 0  # of SQLite's machine, between two calls of `within`
    within: Callable[[], int] | None = None
    commit: Callable[[], None] | None = None
    closing: Callable[[], None] | None = None
    closed: Callable[[], None] | None = None
    timeout: float | None = None
    pragmas: tuple[str, ...] = ()


@dataclass(slots=True)
class Ended:
    """How the child ended: the signal that killed it or 0, what it had told, what it said last."""

    signal: int = 0
    told: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    error: str = ""  # what an expected error said
    crash: str = ""  # the traceback of any other


def watch(hooks: Hooks) -> None:
    """From now on every connection of this process calls the hooks."""

    class Watched(sqlite3.Connection):
        def __init__(self, *arguments: Any, **named: Any) -> None:
            if hooks.timeout is not None:
                named["timeout"] = hooks.timeout
            super().__init__(*arguments, **named)
            for pragma in hooks.pragmas:
                self.execute(pragma)
            if hooks.statement:
                self.set_trace_callback(hooks.statement)
            if hooks.within:
                self.set_progress_handler(hooks.within, hooks.instructions)

        def commit(self) -> None:
            super().commit()
            if hooks.commit:
                hooks.commit()

        def close(self) -> None:
            if hooks.closing:
                hooks.closing()
            super().close()
            if hooks.closed:
                hooks.closed()

    def connect(*arguments: Any, **named: Any) -> sqlite3.Connection:
        return _connect(*arguments, factory=Watched, **named)

    sqlite3.connect = connect  # type: ignore[assignment]


@dataclass(slots=True)
class Child:
    """An operation in a process of its own."""

    pid: int
    pipe: int

    def wait(self) -> Ended:
        """Wait for its end."""
        with os.fdopen(self.pipe, encoding="utf-8") as file:
            lines = file.read().splitlines()
        _, status = os.waitpid(self.pid, 0)
        ended = Ended(signal=os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0)
        for line in lines:
            what, _, rest = line.partition(" ")
            if what == "told":
                ended.told.append(rest)
            elif what == "error":
                ended.error = rest
            else:
                ended.crash += f"{rest}\n"
        return ended


def start(
    operation: Operation, archive: Path, hooks: Hooks, setup: Callable[[], None] | None = None
) -> Child:
    """Run the operation in a child with these hooks."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid:
        os.close(writing)
        return Child(pid, reading)
    try:
        os.close(reading)
        signal.signal(signal.SIGINT, signal.default_int_handler)

        def say(what: str, rest: object) -> None:
            for line in str(rest).splitlines():
                os.write(writing, f"{what} {line}\n".encode())

        watch(hooks)
        if setup:
            setup()
        try:
            operation.run(archive, lambda key: say("told", key))
        except EXPECTED as error:
            say("error", f"{type(error).__name__}: {error}")
        except BaseException:
            say("crash", traceback.format_exc())
    finally:
        os._exit(0)


def before(function: str, action: Callable[[], object]) -> None:
    """From now on a function of the product, given by its full name, acts first."""
    module, _, name = function.rpartition(".")
    found = getattr(sys.modules[module], name)

    def acting(*arguments: Any, **named: Any) -> Any:
        action()
        return found(*arguments, **named)

    setattr(sys.modules[module], name, acting)


@contextmanager
def lock_held(archive: Path) -> Iterator[None]:
    """Another program holds the write lock meanwhile: a process of its own, since a fork inherits SQLite's locks."""
    reading, writing = os.pipe()
    ready, done = os.pipe()
    pid = os.fork()
    if not pid:
        try:
            connection = _connect(archive, isolation_level=None)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("BEGIN IMMEDIATE")
            os.write(done, b".")
            os.read(reading, 1)
            connection.execute("ROLLBACK")
            connection.close()
        finally:
            os._exit(0)
    os.read(ready, 1)
    try:
        yield
    finally:
        os.write(writing, b".")
        for end in (reading, writing, ready, done):
            os.close(end)
        os.waitpid(pid, 0)


def count(operation: Operation, archive: Path, stages: Iterable[str]) -> Ended:
    """An undisturbed run: how many statements, calls within statements, commits, closings and stages it has."""
    counts: Counter[str] = Counter()
    path = archive.parent.parent / "counts"

    def add(name: str) -> Callable[..., int]:
        def call(*_: object) -> int:
            counts[name] += 1
            return 0

        return call

    def setup() -> None:
        for stage in stages:
            before(stage, add(stage))

    def counted(archive: Path, tell: Callable[[str], None]) -> None:
        operation.run(archive, tell)
        path.write_text(json.dumps(counts))

    hooks = Hooks(add("statement"), WITHIN, add("within"), add("commit"), add("closing"))
    began = time.perf_counter()
    ended = start(replace(operation, run=counted), archive, hooks, setup).wait()
    if not ended.crash and not ended.error:
        ended.counts = Counter(json.loads(path.read_text()))
        ended.counts["milliseconds"] = int((time.perf_counter() - began) * 1000)
    return ended


WITHIN = 2_000  # instructions of SQLite's machine


def kill() -> None:
    """The end, without a word."""
    os.kill(os.getpid(), signal.SIGKILL)


def at(number: int, action: Callable[[], object]) -> Callable[..., int]:
    """A hook that acts at its call of that number, from 1."""
    calls = 0

    def call(*_: object) -> int:
        nonlocal calls
        calls += 1
        if calls == number:
            action()
        return 0

    return call


# -- a power cut --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Disk:
    """The bytes of an archive and of its journal at one moment."""

    database: bytes
    journal: bytes


def disk(archive: Path) -> Disk:
    """What stands on the disk now."""
    journal = archive.with_name(archive.name + "-wal")
    return Disk(
        archive.read_bytes() if archive.exists() else b"", journal.read_bytes() if journal.exists() else b""
    )


def copy_disk(archive: Path, name: str) -> Callable[[], None]:
    """A hook that keeps what stands on the disk under a name beside the archive's folder."""

    def copy() -> None:
        folder = archive.parent.parent / name
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(archive.parent, folder)

    return copy


def torn_commit(before: Disk, after: Disk, chance: random.Random) -> Disk:
    """A cut while a commit is written: what it adds to the journal is there, not there, or noise, sector by sector.

    What stood in the journal before is durable, unless the journal was begun anew; the file is then as checkpointed.
    """
    same = before.journal[:32] == after.journal[:32] and len(after.journal) >= len(before.journal)
    durable = len(before.journal) if same else 0
    torn = bytearray(after.journal)
    for place in range(durable - durable % SECTOR, len(torn), SECTOR):
        first, last = max(place, durable), min(place + SECTOR, len(torn))
        fate = chance.random()
        if fate < 0.1:
            torn[first:last] = chance.randbytes(last - first)
        elif fate < 0.2:
            torn[first:last] = bytes(last - first)
    length = chance.randint(durable, len(torn)) if chance.random() < 0.7 else len(torn)
    return Disk(after.database, bytes(torn[:length]))


def torn_checkpoint(before: Disk, after: Disk, chance: random.Random) -> Disk:
    """A cut while the journal is carried over into the file: of each sector the old, the new or noise; the journal whole."""
    length = max(len(before.database), len(after.database))
    old, new = before.database.ljust(length, b"\0"), after.database
    torn = bytearray(old)
    for place in range(0, len(new), SECTOR):
        fresh = new[place : place + SECTOR]
        if fresh != old[place : place + SECTOR] and chance.random() < 0.7:
            torn[place : place + len(fresh)] = (
                fresh if chance.random() < 0.8 else chance.randbytes(len(fresh))
            )
    return Disk(bytes(torn), before.journal)


def put(image: Disk, archive: Path) -> None:
    """Make the image what stands on the disk, with nothing else beside it."""
    for path in archive.parent.glob(archive.name + "*"):
        path.unlink()
    if image.database or image.journal:
        archive.write_bytes(image.database)
    if image.journal:
        archive.with_name(archive.name + "-wal").write_bytes(image.journal)
