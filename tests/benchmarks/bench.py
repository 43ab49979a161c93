#!/usr/bin/env python3
"""Measure lilun: made pages, a large archive, the latency of every page of its site, the speed of loading.

    bench.py pages DIR --count 1000          write made pages and their manifest.csv
    bench.py archive FILE                    an archive of a million paragraphs (minutes, some GB)
    bench.py latency FILE                    every page, view and canned query of its site, beside stock Datasette
    bench.py load                            pages/s by stage, and what the machine allows beside it
    bench.py load --pin                      the same, and its figures become the pinned ones

`-o NAME` writes NAME.json and NAME.md beside printing the table.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

Row = Sequence[Any]
PINS = Path(__file__).with_name("pins.json")
SMALL = 8  # pages of the small form


def main() -> int:
    """Run one benchmark; 1 where a figure is beyond its limit."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    made = _command(commands, "pages", _pages, "a folder")
    made.add_argument("--count", type=int, default=1000)
    made.add_argument("--first", type=int, default=0, help="the number of the first page (default 0)")
    large = _command(commands, "archive", _archive, "the archive to make")
    large.add_argument("--paragraphs", type=int, default=1_000_000)
    large.add_argument("--pages", type=int, default=160, help="made pages that are really read (default 160)")
    asked = _command(commands, "latency", _latency, "the archive")
    asked.add_argument("--only", default="", help="only kinds of pages whose name holds this")
    asked.add_argument("--asked", type=int, default=20, help="requests of each kind (default 20)")
    loaded = _command(commands, "load", _load, "")
    loaded.add_argument("--pages", type=int, default=SMALL, help=f"made pages to load (default {SMALL})")
    loaded.add_argument("--runs", type=int, default=1, help="runs, of which the median is told (default 1)")
    loaded.add_argument("--pin", action="store_true", help="write the ratios to pins.json")
    given = parser.parse_args()
    run: Callable[[argparse.Namespace], int] = given.run
    return run(given)


def _command(commands: Any, name: str, run: Callable[[argparse.Namespace], int], what: str) -> Any:
    command = commands.add_parser(name, help=(run.__doc__ or "").split(".")[0])
    if what:
        command.add_argument("path", type=Path, help=what)
    command.add_argument("-o", "--output", type=Path, help="write NAME.json and NAME.md")
    command.set_defaults(run=run)
    return command


def _pages(given: argparse.Namespace) -> int:
    """Write made pages."""
    from made import write

    size = write(given.path, given.count, given.first)
    print(f"{given.count} pages in {given.path}, {size / given.count:,.0f} bytes a page")
    return 0


def _archive(given: argparse.Namespace) -> int:
    """Make a large archive."""
    from large import enlarge
    from lilun.loaders.pipeline import load
    from lilun.loaders.sources.manifest import PageMetadata, find_pages
    from made import write

    if given.path.exists():
        print(f"{given.path}: this file exists; name another, or remove it", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), given.pages)
        files, errors = find_pages([folder], PageMetadata())
        load(given.path, files, errors)
    count = enlarge(given.path, given.paragraphs, _progress("copies"))
    print(f"{count:,} paragraphs in {given.path}, {given.path.stat().st_size / 1e9:.2f} GB")
    return 0


def _latency(given: argparse.Namespace) -> int:
    """Measure the pages of an archive's site."""
    from latency import measure

    head = ("page", "limit ms", "median", "quartiles", "slowest", "first", "processor", "stock Datasette", "")
    rows = []
    found = []
    for one in measure(given.path, given.only, given.asked):
        found.append(one)
        beside = "" if one.stock is None else f"{one.stock:,.1f} {one.stock_failed}".strip()
        verdict = one.failed or ("" if one.kept else "over")
        rows.append(
            (one.name, f"{one.limit:.0f}", f"{one.median:,.1f}", f"{one.low:,.1f}–{one.high:,.1f}",
             f"{one.slowest:,.1f}", f"{one.first:,.1f}",
                f"{one.cpu:,.1f}", beside, verdict)
        )  # fmt: skip
        print(
            f"{one.name}: {one.median:,.1f} (processor {one.cpu:,.1f}) {verdict}", file=sys.stderr, flush=True
        )
    _report(given, [asdict(one) for one in found], head, rows)
    return 0 if all(one.kept for one in found) else 1


def _load(given: argparse.Namespace) -> int:
    """Measure loading."""
    from load import measure

    runs = []
    for _ in range(given.runs):
        with tempfile.TemporaryDirectory() as folder:
            runs.append(measure(Path(folder), given.pages))
    found = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
    pinned = json.loads(PINS.read_text(encoding="utf-8")) if PINS.exists() else {}
    rows = []
    for name, value in found.items():
        spread = f"{min(run[name] for run in runs):,.3g}–{max(run[name] for run in runs):,.3g}"
        was = pinned.get(name)
        rows.append(
            (name, f"{value:,.3g}", spread, "" if was is None else f"{was:,.3g}", _change(value, was))
        )
    _report(given, runs, (f"{given.pages} pages", "median", "spread", "pinned", "change"), rows)
    if given.pin:
        PINS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    return 0


def _change(value: float, pinned: float | None) -> str:
    return "" if not pinned else f"{100 * (value / pinned - 1):+.0f} %"


def _progress(what: str) -> Callable[[int, int], None]:
    begun = time.monotonic()

    def tell(done: int, of: int) -> None:
        print(
            f"\r{done} of {of} {what}, {time.monotonic() - begun:.0f} s", end="", file=sys.stderr, flush=True
        )

    return tell


def _report(given: argparse.Namespace, found: Any, head: Row, rows: Sequence[Row]) -> None:
    """Print the table, and write it and the figures where a name is given."""
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in (head, ["---"] * len(head), *rows)]
    print("\n".join(lines))
    if given.output:
        given.output.with_suffix(".json").write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
        given.output.with_suffix(".md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
