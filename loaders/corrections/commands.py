"""`lilun correct`: entries written, applied and listed."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from lilun.loaders.options import archive_option, corrections_folder, corrections_option


@click.group()
def correct() -> None:
    """Put right by hand what was read wrong: entries of YAML files, kept outside the archive and applied at each load.

    An entry holds on to words of the page, with those before and after, so it outlives a better OCR. Taking it out
    undoes it. The folder lies beside the archive (lilun.db: lilun.corrections) and may hold any number of files. In
    them an entry looks so, on one line or several:

    \b
      - in: 临江日报/2031-05-06/06        the page: its key or file; without it, any page
        at: 老渡口为什麼                  words of the page; to: the last of them, of a longer stretch
        before: 理论                      what stands before and after them, to tell them from others
        after: 渡口早就不摆渡了
        article: {title: 老渡口为什么要留下}
        by: 资料室
        when: 2031-06-01
        why: 核对原报

    \b
    In the place of article stands one of
      text              other words for these
      role              what the line is: heading, paragraph, title, byline, furniture …
      move              {before: words} or {after: words}: the block to another place
      split, merge      here: an article begins; words: of the article that goes on with this one
      page              {newspaper, date, number, name}
      article           {title, kicker, subtitle, column, kind, reprinted_from}
      authors, author   [all names]; {name, role, kind, organization, positions, institution} of one
      citation          none, or {speaker, voice, document, occasion, place, date, mode, kind, verb}
      cites             the same, of a citation that was not seen; source and cue are words of the page
      same_person       [two names, or 姓名/机构 twice], without at and in; likewise different_people
    """


@correct.command("add")
@click.argument("page", metavar="PAGE")
@click.argument("what", metavar="WHAT")
@click.argument("value", metavar="VALUE")
@click.option("--at", metavar="WORDS", help="The words of the page that it is about.")
@click.option("--to", metavar="WORDS", help="The last of these words, where --at gives only the first.")
@click.option("--by", required=True, help="Who says so.")
@click.option("--why", required=True, help="The reason or the evidence.")
@archive_option
@corrections_option
def add_correction(
    page: str, what: str, value: str, at: str | None, to: str | None, by: str, why: str, archive: Path,
    corrections: Path | None,
) -> None:  # fmt: skip
    """Write an entry and apply it: WHAT is VALUE on PAGE at the words --at.

    PAGE is the page's key (临江日报/2031-05-06/06) or file. WHAT is a kind of correction, with its field behind a dot,
    and VALUE is written as in the files: words, or a list in brackets. Some examples, after
    `lilun correct add 临江日报/2031-05-06/06 --by 资料室 --why 核对原报`:

    
      --at 老渡口为什麼 article.title 老渡口为什么要留下
      --at 陆闻苗 author.name 陆闻笛
      --at 陆闻笛 author.institution '[临江大学, 历史学院]'
      --at 合作社请来农艺师 role heading
      --at 县里后来 split here
      --at 南坡梨园 merge 如今果子论箱
      --at 桥管的是过江 citation none
      --at 桥管的是过江 --to 从哪里来 cites.speaker 陆闻笛
      --at 老渡口为什么 page.date 2031-05-07
    """
    from lilun.loaders.corrections.writing import add_entry

    folder = corrections_folder(archive, corrections) or archive.with_suffix(".corrections")
    where = add_entry(archive, folder, page, what, value, at, to, by, why)
    click.echo(f"written    {where}")
    _apply(archive, folder)


@correct.command("apply")
@archive_option
@corrections_option
def apply_corrections(archive: Path, corrections: Path | None) -> None:
    """Apply the entries as they are now, without loading a page: pages whose entries changed are read again."""
    _apply(archive, corrections_folder(archive, corrections))


@correct.command("list")
@archive_option
@click.option("--status", type=click.Choice(["applied", "stale", "pending"]), help="Only those.")
def list_corrections(archive: Path, status: str | None) -> None:
    """List the corrections that the archive knows, where each stands, and what it changed."""
    from lilun.loaders.corrections.writing import listed
    from lilun.schema.engine import open_to_read

    with open_to_read(archive).connect() as connection:
        for line in listed(connection, status):
            click.echo(line)


def _apply(archive: Path, folder: Path | None) -> None:
    from lilun.loaders.pipeline import load as load_files
    from lilun.loaders.report import summary_line, watching
    from lilun.schema.engine import open_to_read

    open_to_read(archive).dispose()
    with watching(0) as watch:
        summary = load_files(archive, [], [], watch, "kept", folder)
    click.echo(summary_line(summary))
    sys.exit(1 if summary.count("failed") else 0)
