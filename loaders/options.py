"""Options that several commands take, and what they mean together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from lilun.loaders.errors import UsageError


def archive_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """--archive, which every command takes."""
    return click.option(
        "--archive", type=click.Path(path_type=Path), envvar="LILUN_ARCHIVE", default="lilun.db",
        show_default=True, show_envvar=True, help="The archive's file.",
    )(command)  # fmt: skip


def register_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """--register and --shipped-register, which the commands that resolve take."""
    own = click.option(
        "--register", type=click.Path(path_type=Path), metavar="DIR",
        help="A folder of your own CSV files of facts, put over the shipped ones and kept in the archive.",
    )  # fmt: skip
    shipped = click.option(
        "--shipped-register", is_flag=True, help="Use the shipped facts alone; forget those of --register."
    )
    return own(shipped(command))


def register_choice(register: Path | None, shipped_register: bool) -> Any:
    if register is not None and shipped_register:
        raise UsageError("--register and --shipped-register contradict each other; give one of them")
    return register or ("shipped" if shipped_register else "kept")


def corrections_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """--corrections, which the commands that read pages take."""
    return click.option(
        "--corrections", type=click.Path(path_type=Path), metavar="DIR",
        help="Your folder of corrections (YAML); by default ARCHIVE's name with the ending .corrections, where that is.",
    )(command)  # fmt: skip


def corrections_folder(archive: Path, folder: Path | None) -> Path | None:
    """The folder of corrections: the one given, or the one beside the archive; None keeps what the archive holds."""
    beside = archive.with_suffix(".corrections")
    return folder or (beside if beside.is_dir() else None)
