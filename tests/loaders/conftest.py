"""An archive with its register, made once and copied for each test, and the commands run in this process."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from invented import Lilun
from lilun.loaders.cli import main
from lilun.loaders.resolve.register import sync_register
from lilun.schema import engine as archives


@pytest.fixture(scope="session")
def _registered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("registered") / "archive.db"
    engine = archives.open_to_write(path)
    with engine.begin() as connection:
        sync_register(connection)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def new_archive(_registered: Path) -> Callable[[Path], Path]:
    """A function that puts a fresh archive, with nothing but the register, at a path."""
    return lambda path: Path(shutil.copy(_registered, path))


@pytest.fixture
def archive(new_archive: Callable[[Path], Path], tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    return new_archive(folder / "archive.db")


@pytest.fixture
def lilun(archive: Path) -> Lilun:
    """`lilun COMMAND ARGUMENT…` on the test's archive, or on the one given by keyword."""

    def run(*arguments: object, on: Path = archive) -> Result:
        command, *rest = map(str, arguments)
        result = CliRunner().invoke(main, [command, "--archive", str(on), *rest])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """An empty folder for page files."""
    folder = tmp_path / "pages"
    folder.mkdir()
    return folder


@pytest.fixture
def ask(archive: Path) -> Callable[..., list[tuple[object, ...]]]:
    """Rows of a query on the test's archive."""

    def query(sql: str, *values: object, on: Path = archive) -> list[tuple[object, ...]]:
        connection = sqlite3.connect(on)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    return query
