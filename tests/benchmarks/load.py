"""How fast pages are loaded, stage by stage, and how far that is from what the machine allows.

Times are processor times, so that other work on the machine does not change them; each run is a process of its own,
so that its peak of memory is its own too.
"""

from __future__ import annotations

import importlib.util
import multiprocessing
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lilun.schema import Base, search
from lilun.schema import engine as archives
from made import write

STAGES = (  # stage, module, what it calls
    ("decode", "lilun.loaders.pipeline", "read_page"),
    ("repair", "lilun.loaders.reading", "repair"),
    ("segment", "lilun.loaders.reading", "segment"),
    ("fields", "lilun.loaders.reading", "read_article"),
    ("rows", "lilun.loaders.write", "Rows.write"),
    ("index", "lilun.loaders.write", "search.index_rows"),
    ("quotations", "lilun.loaders.write", "add_quotations"),
    ("passages", "lilun.loaders.write", "add_passages"),
    ("resolve", "lilun.loaders.pipeline", "resolve_pending"),
    ("counts", "lilun.loaders.pipeline", "counts.refresh"),
)
GROWING = ("rows", "index", "quotations", "passages")  # stages that look at what is there
HELP = [sys.executable, "-m", "lilun.loaders", "--help"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """One load: seconds of processor time in all and by stage, milliseconds a page of each stage at both ends."""

    seconds: float
    stages: dict[str, float]
    first: dict[str, float]
    last: dict[str, float]
    pages: int
    memory: int  # peak, bytes
    archive: int  # bytes
    text: int  # bytes


def measure(folder: Path, pages: int) -> dict[str, float]:
    """All figures of one load of so many made pages, by name: seconds, milliseconds, bytes, and ratios of them."""
    size = write(folder / "pages", pages)
    archive = folder / "archive.db"
    register = folder / "register.db"
    _alone(_prepare, register)
    shutil.copy(register, archive)
    loaded: Loaded = _alone(_load, folder / "pages", archive, size)
    again: Loaded = _alone(_load, folder / "pages", archive, size)
    limit = _alone(_limit, archive, register, folder / "limit.db")
    figures = {
        "pages/s": loaded.pages / loaded.seconds,
        **{f"{stage}, ms a page": 1000 * taken / loaded.pages for stage, taken in loaded.stages.items()},
        "limit (raw rows and index), ms a page": 1000 * sum(limit.values()) / loaded.pages,
        "load : limit": loaded.seconds / sum(limit.values()),
        "load without reading : limit": _written(loaded) / sum(limit.values()),
        "rows : raw rows": loaded.stages["rows"] / limit["rows"],
        "index : raw index": loaded.stages["index"] / limit["index"],
        "last quarter : first, stages that write": sum(loaded.last.values()) / sum(loaded.first.values()),
        **{f"{stage}, last quarter : first": loaded.last[stage] / loaded.first[stage] for stage in GROWING},
        "peak memory, MB": loaded.memory / 1e6,
        "archive : text, bytes": loaded.archive / loaded.text,
        "unchanged files/s": again.pages / again.seconds,
        "lilun --help, s": statistics.median(_child_seconds(HELP) for _ in range(5)),
        "one more page, cold, s": _one_more(folder, archive, pages),
    }
    if importlib.util.find_spec("sqlite_utils"):
        utils = _alone(_with_sqlite_utils, archive, folder / "utils.db")
        figures["load without reading : sqlite-utils with trigram"] = _written(loaded) / utils["seconds"]
        figures["archive : sqlite-utils file, bytes"] = loaded.archive / utils["bytes"]
    return figures


def _written(loaded: Loaded) -> float:
    read = sum(loaded.stages[stage] for stage in ("decode", "repair", "segment", "fields"))
    return loaded.seconds - read


def _alone(function: Callable[..., Any], *given: Any) -> Any:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(function, *given).result()


def _prepare(archive: Path) -> None:
    from lilun.loaders.pipeline import prepare

    prepare(archive)


def _load(folder: Path, archive: Path, size: int) -> Loaded:
    from lilun.loaders.pipeline import FileOutcome, load
    from lilun.loaders.sources.manifest import PageMetadata, find_pages

    taken: dict[str, float] = defaultdict(float)
    for stage, module, name in STAGES:
        _time(taken, stage, module, name)
    after: list[dict[str, float]] = []
    files, errors = find_pages([str(folder)], PageMetadata())
    begun = time.process_time()

    def watch(outcome: FileOutcome) -> None:
        if outcome.outcome == "failed":
            raise RuntimeError(outcome.message)
        after.append(dict(taken))

    load(archive, files, errors, watch)
    seconds = time.process_time() - begun
    quarter = max(1, len(after) // 4)
    # the first page warms dictionaries up, and says nothing of the others
    first = {stage: after[quarter].get(stage, 0) - after[0].get(stage, 0) for stage in GROWING}
    last = {stage: after[-1].get(stage, 0) - after[-1 - quarter].get(stage, 0) for stage in GROWING}
    return Loaded(
        seconds, dict(taken), first, last, len(after),
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, archive.stat().st_size, size,
    )  # fmt: skip


def _time(taken: dict[str, float], stage: str, module: str, name: str) -> None:
    """Add what a function takes to its stage."""
    owner: Any = importlib.import_module(module)
    *path, last = name.split(".")
    for part in path:
        owner = getattr(owner, part)
    function = getattr(owner, last)

    def timed(*args: Any, **options: Any) -> Any:
        before = time.process_time()
        try:
            return function(*args, **options)
        finally:
            taken[stage] += time.process_time() - before

    setattr(owner, last, timed)


def _limit(archive: Path, register: Path, copy: Path) -> dict[str, float]:
    """The rows that the load wrote, by raw sqlite3 in one transaction, and the search index over them."""
    shutil.copy(register, copy)
    source = sqlite3.connect(archive)
    target = sqlite3.connect(copy, isolation_level=None)
    target.execute("PRAGMA journal_mode = WAL")
    target.execute("PRAGMA synchronous = NORMAL")
    for kind, name in target.execute(
        "SELECT type, name FROM sqlite_master WHERE type = 'trigger'"
    ).fetchall():
        target.execute(f"DROP {kind} {name}")
    found = {"rows": 0.0, "index": 0.0}
    target.execute("BEGIN")
    for table in Base.metadata.sorted_tables:
        (held,) = target.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()
        if held:
            continue  # the register's
        rows = source.execute(f'SELECT * FROM "{table.name}"').fetchall()
        if rows:
            before = time.process_time()
            target.executemany(f'INSERT INTO "{table.name}" VALUES ({", ".join("?" * len(rows[0]))})', rows)
            found["rows"] += time.process_time() - before
    before = time.process_time()
    target.execute("COMMIT")
    found["rows"] += time.process_time() - before
    target.close()
    source.close()
    engine = archives.create_engine(copy)
    before = time.process_time()
    with engine.begin() as connection:
        search.reindex(connection)
    found["index"] = time.process_time() - before
    engine.dispose()
    return found


def _with_sqlite_utils(archive: Path, copy: Path) -> dict[str, float]:
    """The five-minute way: articles and paragraphs by sqlite-utils, and its FTS5 with trigrams. It reads no page."""
    import sqlite_utils

    source = sqlite3.connect(archive)
    source.row_factory = sqlite3.Row
    rows = {
        name: [dict(row) for row in source.execute(f"SELECT * FROM {name}")]
        for name in (
            "source_files",
            "articles",
            "paragraphs",
            "sections",
            "bylines",
            "cited_speeches",
            "citation_spans",
        )
    }
    before = time.process_time()
    target = sqlite_utils.Database(copy)
    for name, found in rows.items():
        target[name].insert_all(found, pk="id")
    target["paragraphs"].enable_fts(["text"], tokenize="trigram")
    target["articles"].enable_fts(["title"], tokenize="trigram")
    target.conn.commit()
    return {"seconds": time.process_time() - before, "bytes": copy.stat().st_size}


def _child_seconds(command: list[str]) -> float:
    """Processor time of a command of its own process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _one_more(folder: Path, archive: Path, pages: int) -> float:
    """Seconds of the command that loads one page more into the archive."""
    write(folder / "one", 1, first=pages)
    command = [sys.executable, "-m", "lilun.loaders", "load", "--archive", str(archive), str(folder / "one")]
    return _child_seconds(command)
