"""Every operation on an archive under every fault, as a table: `python tests/faults/matrix.py [--each N] [--seed N]`.

A cell tells how many faults were injected, what was lost (0, or the run fails), and how long the operation took
when it was run again. Before that `lilun check` must find nothing wrong and every page that was told to be in must
be in; after it the archive must be the one that an undisturbed run makes.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parent))

import injection as inject
from injection import Child, Ended, Hooks
from lilun.loaders import pipeline
from lilun.schema import engine as archives
from operations import OPERATIONS, Operation, pages_of, state_of, wrong_with
from sqlalchemy import Engine, event

T = TypeVar("T")
STAGES = (
    "lilun.loaders.pipeline.read_bytes", "lilun.loaders.pipeline.read_page", "lilun.loaders.pipeline.read",
    "lilun.loaders.pipeline.identify", "lilun.loaders.pipeline.Lookup", "lilun.loaders.pipeline.PageWriter",
    "lilun.loaders.pipeline.sync_register", "lilun.loaders.pipeline.resolve_anew",
    "lilun.loaders.pipeline.remove_page", "lilun.loaders.pipeline.resolve_pending",
    "lilun.loaders.pipeline.drop_unused", "lilun.loaders.write.reopen_groups",
    "lilun.loaders.write.add_quotations", "lilun.loaders.write.add_passages", "lilun.schema.search.index_rows",
    "lilun.schema.search.reindex", "lilun.schema.engine._migrate", "lilun.schema.backup._copy",
    "lilun.schema.backup._seal",
)  # fmt: skip
"""Functions of the product at whose beginning a child is killed, wherever an operation calls them."""


@dataclass(slots=True)
class Bench:
    """One operation with its beginning, its undisturbed end, and the ground on which it is disturbed."""

    operation: Operation
    ground: Path
    chance: random.Random
    end: str = ""
    counts: Counter[str] = field(default_factory=Counter)
    began_with: set[str] = field(default_factory=set)
    ends_with: set[str] = field(default_factory=set)

    @property
    def archive(self) -> Path:
        return self.ground / "here" / "archive.db"

    def measure(self) -> None:
        """Run it undisturbed: first in this process, so that the children find read what they need."""
        self.fresh()
        self.began_with = pages_of(self.archive)
        self.operation.run(self.archive, lambda key: None)
        self.fresh()
        ended = inject.count(self.operation, self.archive, STAGES)
        assert not ended.crash and not ended.error, ended
        self.counts = ended.counts
        assert not (wrong := wrong_with(self.archive)), wrong
        self.end, self.ends_with = state_of(self.archive), pages_of(self.archive)

    def fresh(self) -> None:
        """Put the beginning back."""
        shutil.rmtree(self.archive.parent, ignore_errors=True)
        self.archive.parent.mkdir(parents=True)
        self.operation.before(self.archive)

    def start(self, hooks: Hooks, setup: Callable[[], None] | None = None) -> Child:
        return inject.start(self.operation, self.archive, hooks, setup)

    def recover(self, ended: Ended) -> float:
        """Seconds that the operation takes when it is run again; AssertionError where anything is lost or wrong."""
        assert not ended.crash, ended.crash
        assert not (wrong := wrong_with(self.archive)), wrong
        promised = set(ended.told) | (self.began_with & self.ends_with)
        assert promised <= pages_of(self.archive), promised - pages_of(self.archive)
        began = time.perf_counter()
        again = self.start(Hooks()).wait()
        seconds = time.perf_counter() - began
        assert not again.crash and not again.error, again
        assert not (wrong := wrong_with(self.archive)), wrong
        assert state_of(self.archive) == self.end
        left = {path.name for path in self.archive.parent.iterdir()}
        assert not [name for name in left if name.endswith((".part", ".fresh", "-journal"))], left
        return seconds


Injected = list[tuple[Ended, float]]
"""Of each fault how the child ended, and the seconds of the recovery."""


def kill_at_statements(bench: Bench, each: int) -> Injected:
    """kill -9 before a statement of SQL"""
    numbers = range(1, bench.counts["statement"] + 1)
    return [_killed(bench, Hooks(statement=inject.at(n, inject.kill))) for n in _some(bench, numbers, each)]


def kill_within_statements(bench: Bench, each: int) -> Injected:
    """kill -9 in the middle of a statement"""
    numbers = range(1, bench.counts["within"] + 1)
    hooks = (Hooks(None, inject.WITHIN, inject.at(n, inject.kill)) for n in _some(bench, numbers, each))
    return [_killed(bench, h) for h in hooks]


def kill_at_commits(bench: Bench, each: int) -> Injected:
    """kill -9 right after a commit or at the closing of a connection"""
    points = [("commit", n) for n in range(1, bench.counts["commit"] + 1)]
    points += [(name, n) for name in ("closing", "closed") for n in range(1, bench.counts["closing"] + 1)]
    return [
        _killed(bench, Hooks(**{name: inject.at(n, inject.kill)})) for name, n in _some(bench, points, each)
    ]  # type: ignore[arg-type]


def kill_at_stages(bench: Bench, each: int) -> Injected:
    """kill -9 where a stage begins"""
    done: Injected = []
    for stage in _some(bench, [s for s in STAGES if bench.counts.get(s)], each):
        number = bench.chance.randint(1, bench.counts[stage])

        def setup(stage: str = stage, number: int = number) -> None:
            inject.before(stage, inject.at(number, inject.kill))

        bench.fresh()
        ended = bench.start(Hooks(), setup).wait()
        done.append((ended, bench.recover(ended)))
    return done


def kill_at_any_time(bench: Bench, each: int) -> Injected:
    """kill -9 from outside, at a random moment"""
    done: Injected = []
    for _ in range(each):
        bench.fresh()
        child = bench.start(Hooks())
        time.sleep(bench.chance.random() * bench.counts["milliseconds"] / 1000)
        os.kill(child.pid, signal.SIGKILL)
        ended = child.wait()
        done.append((ended, bench.recover(ended)))
    return done


def power_cut_at_commits(bench: Bench, each: int) -> Injected:
    """the power fails while a commit is written to the journal"""
    done: Injected = []
    for number in _some(bench, range(1, bench.counts["commit"] + 1), each):
        bench.fresh()
        before, after = inject.copy_disk(bench.archive, "before"), inject.copy_disk(bench.archive, "after")
        before()

        def cut(after: Callable[[], None] = after) -> None:
            after()
            inject.kill()

        def keep(number: int = number, before: Callable[[], None] = before) -> Callable[[], None]:
            calls = 0

            def call() -> None:
                nonlocal calls
                calls += 1
                if calls == number:
                    cut()
                before()

            return call

        # what is checkpointed is so at the end of a connection alone, so that it is known what is durable
        ended = bench.start(Hooks(commit=keep(), pragmas=("PRAGMA wal_autocheckpoint = 0",))).wait()
        assert ended.signal == signal.SIGKILL, ended
        disks = [inject.disk(bench.ground / name / bench.archive.name) for name in ("before", "after")]
        inject.put(inject.torn_commit(disks[0], disks[1], bench.chance), bench.archive)
        done.append((ended, bench.recover(ended)))
    return done


def power_cut_at_checkpoints(bench: Bench, each: int) -> Injected:
    """the power fails while the journal is carried over into the file"""
    done: Injected = []
    for number in _some(bench, range(1, bench.counts["closing"] + 1), each):
        bench.fresh()
        before = inject.copy_disk(bench.archive, "before")
        cut = inject.copy_disk(bench.archive, "after")
        hooks = Hooks(
            closing=inject.at(number, before), closed=inject.at(number, lambda: (cut(), inject.kill()))
        )  # noqa: B023
        ended = bench.start(hooks).wait()
        if not ended.signal:
            continue
        disks = [inject.disk(bench.ground / name / bench.archive.name) for name in ("before", "after")]
        inject.put(inject.torn_checkpoint(disks[0], disks[1], bench.chance), bench.archive)
        done.append((ended, bench.recover(ended)))
    return done


def full_disk(bench: Bench, each: int) -> Injected:
    """no file may grow further"""
    done: Injected = []
    for _ in range(each):
        bench.fresh()
        size = bench.archive.stat().st_size if bench.archive.exists() else 1_000_000
        limit = int(size * bench.chance.uniform(0.01, 1.2))

        def setup(limit: int = limit) -> None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        ended = bench.start(Hooks(), setup).wait()
        done.append((ended, bench.recover(ended)))
    return done


def read_only_folder(bench: Bench, each: int) -> Injected:
    """the archive's folder may not be written"""
    bench.fresh()
    before = state_of(bench.archive) if archives.state(bench.archive) is archives.State.CURRENT else None
    bench.archive.parent.chmod(0o555)
    try:
        ended = bench.start(Hooks()).wait()
        assert "ReadOnlyArchive" in ended.error or "cannot be written" in ended.error, ended
    finally:
        bench.archive.parent.chmod(0o755)
    assert before is None or state_of(bench.archive) == before
    return [(ended, bench.recover(ended))]


def second_writer(bench: Bench, each: int) -> Injected:
    """another process does the same at the same time"""
    done: Injected = []
    for _ in range(each):
        bench.fresh()
        first = bench.start(Hooks())
        time.sleep(bench.chance.random() * 0.05)
        both = [first.wait()] if bench.operation.name == "backup" else [first, bench.start(Hooks())]
        ended = [e.wait() if isinstance(e, Child) else e for e in both]
        assert not any(e.crash or e.error for e in ended), ended
        told = Ended(told=[key for e in ended for key in e.told])
        assert state_of(bench.archive) == bench.end
        done.append((told, bench.recover(told)))
    return done


def reader(bench: Bench, each: int) -> Injected:
    """another process reads and checks the archive all the time"""
    bench.fresh()
    writer = bench.start(Hooks())
    looks = 0
    while os.waitid(os.P_PID, writer.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None or not looks:
        try:
            assert wrong_with(bench.archive) == []
            if archives.state(bench.archive) is archives.State.CURRENT:
                state_of(bench.archive)
        except (archives.MissingArchive, archives.OlderArchive):
            pass
        looks += 1
    ended = writer.wait()
    assert not ended.error, ended
    return [(ended, bench.recover(ended))]


def locked(bench: Bench, each: int) -> Injected:
    """another program holds the lock: longer than a writer waits, and then shorter"""
    if bench.operation.name == "make":
        return []
    bench.fresh()
    with inject.lock_held(bench.archive):
        ended = bench.start(Hooks(timeout=0.1)).wait()
        assert bench.operation.name == "backup" or "LockedArchive" in ended.error, ended
        waiting = bench.start(Hooks())
        time.sleep(0.3)
    patient = waiting.wait()
    assert not patient.error, patient
    return [(patient, bench.recover(patient))]


def interrupt(bench: Bench, each: int) -> Injected:
    """Ctrl-C"""

    def stop() -> None:
        raise KeyboardInterrupt

    done: Injected = []
    for number in _some(bench, range(1, max(bench.counts["statement"] // 3, 2)), each):
        bench.fresh()

        def setup(number: int = number) -> None:
            # not from a callback of SQLite, which swallows it
            event.listen(Engine, "before_cursor_execute", inject.at(number, stop))

        ended = bench.start(Hooks(), setup).wait()
        done.append((ended, bench.recover(ended)))
    return done


FAULTS: dict[str, Callable[[Bench, int], Injected]] = {
    "kill: statement": kill_at_statements,
    "kill: within": kill_within_statements,
    "kill: commit": kill_at_commits,
    "kill: stage": kill_at_stages,
    "kill: any time": kill_at_any_time,
    "power: commit": power_cut_at_commits,
    "power: checkpoint": power_cut_at_checkpoints,
    "full disk": full_disk,
    "read-only": read_only_folder,
    "second writer": second_writer,
    "reader": reader,
    "locked": locked,
    "Ctrl-C": interrupt,
}


def _killed(bench: Bench, hooks: Hooks) -> tuple[Ended, float]:
    bench.fresh()
    ended = bench.start(hooks).wait()
    return ended, bench.recover(ended)


def _some(bench: Bench, things: Iterable[T], number: int) -> list[T]:
    listed = list(things)
    return bench.chance.sample(listed, min(number, len(listed)))


def cells(each: int, seed: int, ground: Path, wanted: list[str]) -> Iterator[tuple[str, str, Injected]]:
    """Each operation and fault with what was injected. Raises AssertionError where anything was lost."""
    for name, operation in OPERATIONS.items():
        if wanted and name not in wanted:
            continue
        bench = Bench(operation, ground, random.Random(f"{seed} {name}"))
        bench.measure()
        for fault, injected in FAULTS.items():
            try:
                yield name, fault, injected(bench, each)
            except Exception as error:
                error.add_note(f"operation {name}, fault {fault}, seed {seed}")
                raise


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--each", type=int, default=5, help="faults injected in each cell, where it has so many"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the random places")
    parser.add_argument(
        "--operation", action="append", default=[], choices=list(OPERATIONS), help="only this"
    )
    options = parser.parse_args()
    # reading is pure, and the same each time: what the children do is write
    pipeline.read = lru_cache(maxsize=None)(pipeline.read)  # type: ignore[assignment]
    width = max(map(len, FAULTS)) + 2
    kills = faults = 0
    row = ""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        for name, fault, injected in cells(options.each, options.seed, Path(folder), options.operation):
            if name != row:
                print(
                    f"\n{name}\n{'':{width}}{'injected':>9}{'killed':>8}{'lost':>6}{'recovery, s: median':>21}{'longest':>9}"
                )
                row = name
            killed = sum(1 for ended, _ in injected if ended.signal)
            kills, faults = kills + killed, faults + len(injected)
            if not injected:
                print(f"{fault:{width}}{'—':>9}")
                continue
            times = sorted(seconds for _, seconds in injected)
            print(
                f"{fault:{width}}{len(injected):>9}{killed:>8}{0:>6}{times[len(times) // 2]:>21.2f}{times[-1]:>9.2f}",
                flush=True,
            )
    print(
        f"\n{faults} faults injected, {kills} of them kills; nothing lost; {time.perf_counter() - began:.0f} s"
    )


if __name__ == "__main__":
    main()
