"""How the measure reads a page: the whole way into an archive and out of it again, one archive a page."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lilun.loaders.errors import LilunError
from lilun.loaders.export import export_articles
from lilun.loaders.pipeline import load, prepare
from lilun.loaders.sources.manifest import PageMetadata, find_pages
from lilun.schema.engine import open_to_read


class PageReader:
    """Reads gold pages as `lilun load` and `lilun export` would.

    Each page gets an archive of its own in `folder`, so that composed pages of one paper and day do not
    replace each other.
    """

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template.db"
        self._archive = folder / "page.db"
        prepare(self._template)

    def read(self, page: Path) -> list[Mapping[str, Any]]:
        """The page's articles as the export has them; its paper and date stand in the folder's manifest.csv.

        Raises LilunError where the page cannot be loaded.
        """
        for leftover in self._archive.parent.glob(f"{self._archive.name}*"):
            leftover.unlink()
        shutil.copyfile(self._template, self._archive)
        files, errors = find_pages([str(page)], PageMetadata())
        summary = load(self._archive, files, errors)
        for outcome in summary.outcomes:
            if outcome.outcome == "failed":
                raise LilunError(outcome.message)
        with open_to_read(self._archive).connect() as connection:
            return list(export_articles(connection))
