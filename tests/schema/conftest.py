"""An archive at head, made once and copied for each test, and one page written into it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from lilun.schema import engine as archives
from page_rows import write_page
from sqlalchemy import Connection


@pytest.fixture(scope="session")
def empty_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "empty.db"
    archives.upgrade(path)
    return path


@pytest.fixture
def archive(empty_archive: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(empty_archive, tmp_path / "archive.db"))


@pytest.fixture
def connection(archive: Path) -> Iterator[Connection]:
    engine = archives.create_engine(archive)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def page(connection: Connection) -> dict[str, int]:
    """Ids of one page with one article in it, and a row in every table that hangs on it."""
    return write_page(connection)
