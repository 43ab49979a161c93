"""Fuzz the way from bytes to rows: `python tests/fuzz/run.py --inputs 100000 [--seed N] [--rows SHARE] [--large]`.

Each input must end as a read page of which all invariants hold, or in one InputError, within five seconds; a share
of them is loaded into an archive that `lilun check` then finds sound. What fails is written to --failures.
"""

from __future__ import annotations

import argparse
import resource
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from inputs import large, small
from invariants import violations
from lilun.loaders.checking import check
from lilun.loaders.errors import InputError
from lilun.loaders.identity import identify
from lilun.loaders.pipeline import load
from lilun.loaders.reading import read
from lilun.loaders.sources.file import read_bytes, read_page
from lilun.loaders.sources.manifest import PageFile
from lilun.schema import engine as archives

LIMIT = 5.0  # seconds of the processor for one input
BATCH = 200  # files that are loaded together
MEMORY = 400  # times the file's size, beyond what the program takes without a page


class Hang(Exception):
    """An input took longer than it may."""


@contextmanager
def in_time() -> Iterator[None]:
    """Raise Hang where the processor is busy for longer than the limit."""

    def stop(*_: Any) -> None:
        raise Hang(f"more than {LIMIT} s")

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, LIMIT)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def examine(data: bytes, path: Path) -> tuple[str, list[str]]:
    """How an input ended ('read', 'refused', 'crash', 'hang'), and what is wrong with it."""
    try:
        with in_time():
            page = read(read_page(PageFile(path, path.name), data))
            identify(page)
    except InputError as error:
        return "refused", [] if "\n" not in str(error) else [f"the message has two lines: {error!r}"]
    except Hang:
        return "hang", [f"hang: {_place()}"]
    except Exception:
        return "crash", [traceback.format_exc()]
    return "read", violations(page)


def _place() -> str:
    where = traceback.extract_tb(sys.exc_info()[2])
    return " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(where[-4:]))


def load_all(folder: Path, archive: Path) -> list[str]:
    """Load a folder of inputs; what was told that is no refusal, and what is wrong with the archive then."""
    files = [PageFile(path, path.name) for path in sorted(folder.iterdir())]
    summary = load(archive, files)
    wrong = [o.message for o in summary.outcomes if "please report" in o.message]
    if archive.exists():
        with archives.open_to_read(archive).connect() as connection:
            wrong += check(connection)
    return wrong


def fuzz(inputs: int, first: int, share: float, failures: Path) -> Counter[str]:
    """Examine so many inputs from seed `first` on; what fails is written down. Counts by ending."""
    ended: Counter[str] = Counter()
    every = round(1 / share) if share else 0
    slowest = 0.0
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "page.txt"
        batch = Path(place) / "batch"
        path.touch()
        batch.mkdir()
        for seed in range(first, first + inputs):
            data = small(seed)
            began = time.process_time()
            how, wrong = examine(data, path)
            slowest = max(slowest, time.process_time() - began)
            ended[how] += 1
            if wrong:
                ended["violation" if how == "read" else f"wrong {how}"] += 1
                _keep(failures, f"{seed}", data, wrong)
            if every and seed % every == 0:
                (batch / f"{seed}.txt").write_bytes(data)
                ended["to rows"] += 1
            last = seed == first + inputs - 1
            if batch and every and (seed % (every * BATCH) == 0 or last):
                wrong = load_all(batch, Path(place) / f"{seed}.db")
                if wrong:
                    ended["wrong rows"] += 1
                    _keep(failures, f"rows-{seed}", b"", wrong)
                for file in (*batch.iterdir(), *Path(place).glob("*.db*")):
                    file.unlink()
            if seed % 5_000 == 0 and seed > first:
                print(f"  {seed - first:,} inputs, {dict(ended)}, slowest {slowest:.2f} s", flush=True)
    print(f"slowest input: {slowest:.2f} s of the processor")
    return ended


def _keep(failures: Path, name: str, data: bytes, wrong: list[str]) -> None:
    failures.mkdir(parents=True, exist_ok=True)
    (failures / f"{name}.bin").write_bytes(data)
    (failures / f"{name}.txt").write_text("\n".join(wrong), encoding="utf-8", errors="backslashreplace")
    print(f"FAILED {name}: {wrong[0].strip().splitlines()[-1][:200]}", flush=True)


# -- large inputs, each in a process of its own ----------------------------------------------------------


def one_large(path: Path) -> None:
    """Read one file and say how it ended, the processor's seconds, and the memory that it took, in bytes."""
    warm = path.with_name("warm.txt")
    warm.write_text("# 渡口\n\n□陆闻笛\n\n渡口早就不摆渡了，石阶还在。他说：“留着。”\n", encoding="utf-8")
    examine(warm.read_bytes(), warm)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    try:
        how, wrong = examine(read_bytes(PageFile(path, path.name)), path)
    except InputError:
        how, wrong = "refused", []
    taken = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(
        how,
        f"{time.process_time() - began:.2f}",
        taken * 1024,
        *(w.splitlines()[-1][:150] for w in wrong[:1]),
    )


def fuzz_large() -> Counter[str]:
    """Examine the large inputs; counts by ending."""
    ended: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as place:
        for name, data in large():
            path = Path(place) / "page.txt"
            path.write_bytes(data)
            done = subprocess.run(
                [sys.executable, __file__, "--one", str(path)], capture_output=True, text=True, check=False
            )
            if done.returncode:
                ended["crash"] += 1
                print(f"{name:32} crash: {done.stderr[-300:]}")
                continue
            how, seconds, memory, *wrong = done.stdout.split(maxsplit=3)
            times = int(memory) / len(data)
            ended[how] += 1
            if wrong:
                ended["violation" if how == "read" else f"wrong {how}"] += 1
            if times > MEMORY:
                ended["memory"] += 1
            print(
                f"{name:32}{len(data):>12,} bytes {how:>8} {seconds:>6} s {times:>6.0f} × {' '.join(wrong)[:120]}",
                flush=True,
            )
    return ended


BAD = ("crash", "hang", "violation", "wrong refused", "wrong rows", "wrong crash", "wrong hang", "memory")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--inputs", type=int, default=100_000, help="how many small inputs")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--rows", type=float, default=0.01, help="the share that is loaded into an archive")
    parser.add_argument("--large", action="store_true", help="the large inputs as well")
    parser.add_argument(
        "--failures", type=Path, default=Path("fuzz-failures"), help="where failing inputs go"
    )
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        one_large(options.one)
        return
    began = time.perf_counter()
    ended = (
        fuzz(options.inputs, options.seed, options.rows, options.failures) if options.inputs else Counter()
    )
    if options.large:
        ended += fuzz_large()
    print(f"{dict(ended)} in {time.perf_counter() - began:.0f} s")
    bad = {how: ended[how] for how in BAD if ended[how]}
    print(f"failed: {bad}" if bad else "0 crashes, 0 hangs, 0 violations")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
