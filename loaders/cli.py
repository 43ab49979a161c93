"""The commands. No rules here: each command calls the stage that does the work and prints what it says.

Modules that need a database are imported inside the commands, so that `lilun --help` is quick.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from lilun.loaders.corrections.commands import correct
from lilun.loaders.errors import InputError, LilunError, UsageError
from lilun.loaders.options import (
    archive_option,
    corrections_folder,
    corrections_option,
    register_choice,
    register_options,
)

_FAILED = 1  # a file failed, or something is wrong with the archive
_INTERRUPTED = 130  # Ctrl-C, as shells count it


class _Group(click.Group):
    """Expected errors become one line on standard error and an exit code, without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except UsageError as error:
            raise click.UsageError(str(error), ctx) from None
        except Exception as error:
            # imported here and not before: both modules take longer to load than --help may take
            from lilun.schema.engine import ArchiveError
            from lilun.schema.publish.serve import ServeError

            if not isinstance(error, (LilunError, ArchiveError, ServeError)):
                raise
            click.echo(f"lilun: {error}", err=True)
            ctx.exit(_FAILED)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="lilun")
def main() -> None:
    """Turn OCR'd theory pages (理论版) of Chinese newspapers into an archive that answers in SQL."""


main.add_command(correct)


@main.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@archive_option
@click.option("--newspaper", default="", help="The paper's name, for all pages of the run.")
@click.option("--date", default="", help="The issue's date: 2025-04-07, 2025-04 or 2025.")
@click.option("--page", default="", help="The page's number (版次).")
@click.option("--page-name", default="", help="The page's name (版名), such as 理论.")
@register_options
@corrections_option
@click.option(
    "--over-newer", is_flag=True, help="Let a text take its page's place though the text there is newer."
)
@click.option("--dry-run", is_flag=True, help="Show what would be written; write nothing.")
def load(
    paths: tuple[str, ...], archive: Path, newspaper: str, date: str, page: str, page_name: str,
    register: Path | None, shipped_register: bool, corrections: Path | None, over_newer: bool, dry_run: bool,
) -> None:  # fmt: skip
    """Load pages: each PATH is a file, a folder, a pattern or a manifest.csv.

    A file that is behind more than one PATH is loaded once. What the options say of the pages goes
    before a manifest.csv, and that before a page's front matter.
    Of two texts of one page the one whose file was changed last is read; the other is kept.
    Ctrl-C stops after saying what is not in; the same command again goes on there.
    Exit code 0 when all were loaded, 1 when any file failed (the others are in), 2 for usage.
    """
    from lilun.loaders.pipeline import load as load_files
    from lilun.loaders.report import resolution_lines, stopped_line, summary_line, watching
    from lilun.loaders.sources.manifest import PageMetadata, find_pages, normal_date

    choice = register_choice(register, shipped_register)
    options = PageMetadata(newspaper.strip(), normal_date(date, "--date"), page.strip(), page_name.strip())
    files, errors = find_pages(paths, options)
    if dry_run:
        sys.exit(_preview(archive, files, errors, corrections_folder(archive, corrections)))
    with watching(len(files) + len(errors)) as watch:
        folder = corrections_folder(archive, corrections)
        summary = load_files(archive, files, errors, watch, choice, folder, over_newer=over_newer)
    for line in resolution_lines(summary.resolved):
        click.echo(line)
    click.echo(summary_line(summary))
    if summary.stopped is not None:
        click.echo(f"lilun: {stopped_line(summary)}", err=True)
        sys.exit(_INTERRUPTED if isinstance(summary.stopped, KeyboardInterrupt) else _FAILED)
    sys.exit(_FAILED if summary.count("failed") else 0)


def _preview(archive: Path, files: Any, errors: Any, corrections: Path | None) -> int:
    from lilun.loaders.pipeline import FileOutcome, Summary, preview
    from lilun.loaders.report import outcome_line, summary_line

    summary = Summary([FileOutcome(e.path, "failed", message=str(e)) for e in errors])
    for outcome in summary.outcomes:
        click.echo(outcome_line(outcome), err=True)
    for outcome, page in preview(archive, files, corrections):
        summary.outcomes.append(outcome)
        click.echo(outcome_line(outcome), err=outcome.outcome == "failed")
        for number, article in enumerate(page.articles if page else (), start=1):
            names = "、".join(s.name or "?" for s in article.signatories) or "—"
            title = article.headline.title or "(no title)"
            click.echo(f"  {number}. {title}  {names}  {article.characters} characters")
    click.echo(f"would be: {summary_line(summary)}")
    return _FAILED if summary.count("failed") else 0


@main.command()
@archive_option
@click.option(
    "--format", "form", type=click.Choice(["jsonl"]), default="jsonl", show_default=True, help="JSON Lines."
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A file instead of standard output.")
def export(archive: Path, form: str, output: Path | None) -> None:
    """Write the archive as JSON Lines, one article a line."""
    from lilun.loaders.export import json_lines
    from lilun.schema.engine import open_to_read

    with open_to_read(archive).connect() as connection:
        if output is None:
            for line in json_lines(connection):
                click.echo(line.encode(), nl=False)
            return
        if output.exists() and output.samefile(archive):
            raise UsageError(f"{output}: this is the archive; name another file for the export")
        try:
            with output.open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(json_lines(connection))
        except OSError as error:
            raise InputError(output, f"cannot be written ({error.strerror})", "name another file") from None


@main.command()
@archive_option
def check(archive: Path) -> None:
    """Check the archive: schema, foreign keys, spans, search index. Exit code 1 where anything is wrong."""
    from lilun.loaders.checking import check as look
    from lilun.schema.engine import open_to_read

    with open_to_read(archive).connect() as connection:
        wrong = look(connection)
    for sentence in wrong:
        click.echo(f"{archive}: {sentence}", err=True)
    if wrong:
        sys.exit(_FAILED)
    click.echo(f"{archive}: sound")


@main.command()
@archive_option
@click.option("--kind", help="Only findings of this kind, such as gap or no_title.")
@click.option(
    "--severity", type=click.Choice(["info", "warning", "error"]), default="warning", show_default=True,
    help="The least severity to list.",
)  # fmt: skip
def findings(archive: Path, kind: str | None, severity: str) -> None:
    """List what a person should look at, by file and line."""
    from lilun.schema.engine import open_to_read

    levels = ["info", "warning", "error"]
    wanted = levels[levels.index(severity) :]
    with open_to_read(archive).connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT path, line, severity, kind, message FROM findings ORDER BY path, line, kind, id"
        ).all()
    shown = [r for r in rows if r.severity in wanted and kind in (None, r.kind)]
    for row in shown:
        place = f"{row.path or '—'}:{row.line}" if row.line else row.path or "—"
        click.echo(f"{place}: {row.severity}: {row.kind}: {row.message}")
    click.echo(f"{len(shown)} of {len(rows)} findings")


@main.command()
@archive_option
@register_options
@corrections_option
def resolve(archive: Path, register: Path | None, shipped_register: bool, corrections: Path | None) -> None:
    """Resolve authors, institutions, speeches and documents anew, after facts or rules have grown.

    Changes only what changes, and ends as a fresh load would.
    """
    from lilun.loaders.pipeline import resolve as resolve_archive
    from lilun.loaders.report import resolution_lines, watching

    with watching(0) as watch:
        choice = register_choice(register, shipped_register)
        summary = resolve_archive(archive, choice, corrections_folder(archive, corrections), watch)
    for line in resolution_lines(summary.resolved):
        click.echo(line)
    sys.exit(_FAILED if summary.count("failed") else 0)


@main.command()
@click.argument("page", metavar="PAGE")
@archive_option
def remove(page: str, archive: Path) -> None:
    """Remove a page and all that hangs on it. PAGE is its key (辽东日报/2025-04-07/06) or its file."""
    from lilun.loaders.pipeline import remove as remove_page

    removed = remove_page(archive, page)
    for key in removed:
        click.echo(f"removed    {key}")


@main.command()
@click.argument("page", metavar="PAGE")
@click.option("--html", "html_file", type=click.Path(dir_okay=False, path_type=Path),
              help="Write the explanation to this HTML file instead.")  # fmt: skip
def explain(page: str, html_file: Path | None) -> None:
    """Show how a PAGE (a file) is read: each block's role, score, runner-up, reasons and repairs."""
    from lilun.loaders.explain import explain as explain_page
    from lilun.loaders.explain import html_page, terminal_lines
    from lilun.loaders.reading import read
    from lilun.loaders.segment.articles import DOUBTFUL
    from lilun.loaders.sources.file import read_bytes, read_page
    from lilun.loaders.sources.manifest import PageMetadata, find_pages

    files, errors = find_pages([page], PageMetadata())
    for error in errors:
        raise error
    for file in files:
        found = read(read_page(file, read_bytes(file)))
        blocks = explain_page(found)
        if html_file is not None:
            html_file.write_text(html_page(file.shown, blocks, found.notes, DOUBTFUL), encoding="utf-8")
            return
        for line in terminal_lines(blocks, found.notes):
            click.echo(line)


@main.command()
@click.argument("gold", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="GOLD_DIR")
@click.option("--export", "exported", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Measure this JSON Lines export instead of reading the pages.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON, to compare with later.")
@click.option("--misses", is_flag=True, help="List each miss below the table.")
@click.option("--compare", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="An earlier --json report: what each article lost and gained.")  # fmt: skip
@click.option("--floors", type=click.Path(dir_okay=False, path_type=Path),
              help="Pinned floors; exit code 1 where a figure is below its floor.")  # fmt: skip
@click.option("--pin", is_flag=True, help="Raise the floors to these figures; with --reason also lower them.")
@click.option("--reason", help="Why a floor may be lowered; kept in the file.")
def evaluate(
    gold: Path, exported: Path | None, as_json: bool, misses: bool, compare: Path | None, floors: Path | None,
    pin: bool, reason: str | None,
) -> None:  # fmt: skip
    """Measure the reading against labelled pages: precision, recall and F1 by field, strict and soft.

    GOLD_DIR holds a JSON file of labels for each page, and the pages.
    """
    import json
    import tempfile
    from datetime import UTC, datetime

    from lilun.loaders.evaluation.evaluate import evaluate as measure
    from lilun.loaders.evaluation.evaluate import reader_of_export
    from lilun.loaders.evaluation.floors import check_floors, pin_floors
    from lilun.loaders.evaluation.reading import PageReader
    from lilun.loaders.evaluation.report import compare_lines, miss_lines, report_lines

    if pin and floors is None:
        raise UsageError("--pin needs --floors FILE, the file to write")
    with tempfile.TemporaryDirectory() as folder:
        read = reader_of_export(exported) if exported else PageReader(Path(folder)).read
        report = measure(gold, read)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
    else:
        for line in report_lines(report):
            click.echo(line)
    for line in miss_lines(report) if misses else ():
        click.echo(line)
    if compare is not None:
        for line in compare_lines(json.loads(compare.read_text(encoding="utf-8")), report):
            click.echo(line)
    if floors is None:
        return
    if pin:
        day = datetime.now(UTC).date().isoformat()
        for change in pin_floors(report, floors, day, reason):
            click.echo(f"pinned: {change}")
        return
    fallen = check_floors(report, floors)
    for fall in fallen:
        click.echo(f"lilun: {fall}", err=True)
    if fallen:
        sys.exit(_FAILED)


@main.command()
@archive_option
def reindex(archive: Path) -> None:
    """Build the search index and the facts beside the tables anew."""
    from lilun.schema import counts, facts, search
    from lilun.schema.engine import open_to_read, open_to_write

    open_to_read(archive).dispose()
    with open_to_write(archive).begin() as connection:
        indexed = search.reindex(connection)
        facts.remake(connection)
        counts.remake(connection)
    click.echo(", ".join(f"{name}: {count} rows" for name, count in indexed.items()))


@main.command()
@archive_option
def upgrade(archive: Path) -> None:
    """Bring the archive's schema to this version of lilun, with a backup of the archive as it was beside it."""
    from lilun.loaders.pipeline import upgrade as upgrade_archive
    from lilun.schema import engine

    older = engine.revision(archive)
    done = upgrade_archive(archive)
    click.echo(f"{archive}: {'upgraded to' if done else 'already at'} schema {engine.head()}")
    if done and older:
        click.echo(f"the archive as it was: {engine.kept_before_upgrade(archive, older)}")


@main.command()
@click.argument("target", type=click.Path(path_type=Path), metavar="TARGET")
@archive_option
def backup(target: Path, archive: Path) -> None:
    """Write a copy of the archive to the file TARGET, as it stands at one moment, also while a load runs."""
    from lilun.schema.backup import backup as write_backup

    write_backup(archive, target)
    click.echo(f"{target}: {target.stat().st_size / 1e6:.1f} MB, sound")


@main.command()
@click.argument("backup", type=click.Path(path_type=Path), metavar="BACKUP")
def verify(backup: Path) -> None:
    """Check that a BACKUP, or any archive, can be rebuilt from what it keeps. Exit code 1 where it cannot.

    All sources are read again into a temporary archive, with the corrections and the register as they were used,
    and the exports of both must be the same byte for byte.
    """
    from lilun.loaders.verify import verify as rebuild

    verdict = rebuild(backup)
    for sentence in verdict.wrong:
        click.echo(f"{backup}: {sentence}", err=True)
    if verdict.wrong:
        sys.exit(_FAILED)
    click.echo(f"{backup}: {verdict.files} files and {verdict.articles} articles rebuilt, byte for byte")


def excerpt_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """--excerpt, which the commands that publish take."""
    return click.option(
        "--excerpt", type=click.IntRange(0), metavar="N",
        help="Publish no full text: facts, headlines, citations, and the first N characters of each article.",
    )(command)  # fmt: skip


@main.command()
@archive_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port; by default 8001 or the next free one.")
@click.option("--public", is_flag=True, help="For strangers: a copy that never changes, with limits.")
@excerpt_option
def serve(archive: Path, host: str, port: int | None, public: bool, excerpt: int | None) -> None:
    """Publish the archive with Datasette."""
    from lilun.schema.engine import open_to_read
    from lilun.schema.publish.serve import run

    open_to_read(archive).dispose()
    sys.exit(run(archive, host, port, public=public, excerpt=excerpt))


@main.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@archive_option
@excerpt_option
@click.option(
    "--check/--no-check", default=True, show_default=True, help="Start the folder once and ask for pages."
)
def publish(folder: Path, archive: Path, excerpt: int | None, check: bool) -> None:
    """Write what a host needs into DIR: archive, site, requirements, Dockerfile and service unit."""
    from lilun.schema.publish import hosting

    hosting.publish(archive, folder, excerpt, click.echo)
    if check:
        hosting.check(folder)
        click.echo(f"{folder}: starts and answers")


@main.command()
@archive_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help="The port; by default 8001 or the next free one.")
def demo(archive: Path, host: str, port: int | None) -> None:
    """Make an archive of the sample pages and publish it: lilun at a glance."""
    from importlib.resources import as_file, files

    from lilun.loaders.pipeline import load as load_files
    from lilun.loaders.report import summary_line, watching
    from lilun.loaders.sources.manifest import PageMetadata, find_pages
    from lilun.schema.publish.serve import run

    with as_file(files("lilun.seeds").joinpath("pages")) as folder:
        pages, errors = find_pages([str(folder)], PageMetadata())
        with watching(len(pages)) as watch:
            summary = load_files(archive, pages, errors, watch)
    click.echo(summary_line(summary))
    if summary.stopped is not None:
        raise summary.stopped
    sys.exit(run(archive, host, port))
