"""What a run tells the person who started it: a bar on a terminal, plain lines elsewhere, a summary at the end."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click
from lilun.loaders.pipeline import FileOutcome, Summary, Watch
from lilun.loaders.resolve.anew import Told


def outcome_line(outcome: FileOutcome) -> str:
    """One line for one file."""
    if outcome.outcome == "failed":
        return f"failed     {outcome.message}"
    counts = f"  {_count(outcome.articles, 'article')}, {_count(outcome.findings, 'finding')}"
    said = f"  ({outcome.message})" if outcome.message else ""
    return f"{outcome.outcome:<10} {outcome.path}  {outcome.key}{said if outcome.outcome == 'unchanged' else counts}"


def summary_line(summary: Summary) -> str:
    """The counts of a run."""
    counts = ", ".join(f"{summary.count(o)} {o}" for o in ("inserted", "updated", "unchanged", "failed"))
    return f"{counts}; {_count(summary.findings, 'finding')}"


def stopped_line(summary: Summary) -> str:
    """What a stopped run did not do, and how to go on."""
    reason = str(summary.stopped) or "stopped"
    undone = "what the pages say was not related to each other yet"
    if summary.left:
        shown = ", ".join(summary.left[:_SHOWN]) + (", …" if len(summary.left) > _SHOWN else "")
        undone = f"{_count(len(summary.left), 'file')} not loaded ({shown})"
    return f"{reason} {undone}; run the same command again to go on."


def resolution_lines(told: Sequence[Told]) -> list[str]:
    """A short table of what resolving anew looked at and changed; nothing where nothing was resolved."""
    if not told:
        return []
    lines = [f"{'':<28}{'rows':>8}{'resolved':>10}{'changed':>9}"]
    lines += [f"{f'{t.table}.{t.field}':<28}{t.rows:>8}{t.resolved:>10}{t.changed:>9}" for t in told]
    if any(t.changed for t in told):
        lines.append("each change is a row of `changes`, under the last row of `loads`")
    return lines


_SHOWN = 5  # names of files that a line lists


@contextmanager
def watching(total: int) -> Iterator[Watch]:
    """A function to call with each file's outcome: a progress bar on a terminal, a line each elsewhere."""
    if not sys.stderr.isatty():
        yield _plain
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("", total=total)

        def show(outcome: FileOutcome) -> None:
            progress.update(task, advance=1, description=outcome.path)
            if outcome.outcome == "failed":
                progress.console.print(outcome_line(outcome), style="red", markup=False, highlight=False)

        yield show


def _plain(outcome: FileOutcome) -> None:
    click.echo(outcome_line(outcome), err=outcome.outcome == "failed")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
