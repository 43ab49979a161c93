"""An archive of the sample pages that ship with lilun, loaded once a session."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

from lilun.loaders.pipeline import load
from lilun.loaders.sources.manifest import PageMetadata, find_pages


@cache
def _loaded() -> Path:
    path = Path(tempfile.mkdtemp(prefix="lilun-samples-")) / "samples.db"
    with as_file(files("lilun.seeds").joinpath("pages")) as folder:
        pages, errors = find_pages([str(folder)], PageMetadata())
        summary = load(path, pages, errors)
    assert summary.count("inserted") == 5 and not summary.count("failed")
    return path


def sample_archive(path: Path) -> Path:
    """A copy of it at `path`."""
    shutil.copy(_loaded(), path)
    return path
