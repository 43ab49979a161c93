"""The sample pages as a site of their own, and Chromium to look at it: for the tests and for the screenshots."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from lilun.loaders.pipeline import load
from lilun.loaders.sources.manifest import PageMetadata, find_pages
from playwright.sync_api import Browser, Playwright

SAMPLES = Path(__file__).resolve().parents[2] / "seeds" / "pages"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")  # as the systems' packages call it


def chromium() -> str | None:
    """Path of this system's Chromium; None where there is none."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def launch(playwright: Playwright, program: str) -> Browser:
    """That Chromium without a window, for which no other machine has a name."""
    return playwright.chromium.launch(
        executable_path=program,
        args=["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
    )


@dataclass(frozen=True)
class Site:
    """A site that is served: `home` is its address, `archive` its file."""

    home: str
    archive: Path

    def first(self, sql: str) -> str:
        """The first value that the archive answers, as an address has it."""
        with sqlite3.connect(self.archive) as connection:
            return quote(str(connection.execute(sql).fetchone()[0]))

    def most(self, table: str, of: str, column: str, key: str = "key") -> str:
        """The key of the row of `table` that most rows of another table point to."""
        return self.first(
            f"SELECT {key} FROM {table} ORDER BY (SELECT count(*) FROM {of} WHERE {column} = {table}.id) DESC, id"
        )


@contextmanager
def sample_site(*options: str, change: Callable[[Path], None] | None = None) -> Iterator[Site]:
    """An archive of the sample pages, served by `lilun serve` with these options after what `change` does to it."""
    with tempfile.TemporaryDirectory(prefix="lilun-browser-") as folder:
        archive = Path(folder) / "lilun.db"
        pages, errors = find_pages([str(SAMPLES)], PageMetadata())
        summary = load(archive, pages, errors)
        assert summary.count("inserted") and not summary.count("failed")
        if change is not None:
            change(archive)
        server = subprocess.Popen(
            [sys.executable, "-m", "lilun.loaders", "serve", "--archive", str(archive), *options],
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            assert server.stdout is not None
            home = server.stdout.readline().strip()
            assert home.startswith("http://127.0.0.1:")
            yield Site(home, archive)
        finally:
            server.terminate()
            server.wait(20)


def kinds(site: Site) -> dict[str, str]:
    """An address of every kind of page, by the kind's name; of a thing's, the one with most to show."""
    article = site.most("articles", "cited_speeches", "article_id")
    page = site.first("SELECT key FROM pages ORDER BY id")
    table = site.archive.stem
    return {
        "start": "/",
        "search": "/lilun/search?q=" + quote("群众"),
        "search of one kind": "/lilun/search?in=paragraphs&q=" + quote("治理"),
        "search in vain": "/lilun/search?q=" + quote("乌有之词"),
        "article": f"/lilun/article/{article}",
        "article with hits": f"/lilun/article/{article}?q=" + quote("发展"),
        "article beside its source": f"/lilun/article/{article}?view=source",
        "citation": f"/lilun/cite/{article}",
        "speech": "/lilun/speech/" + site.most("speeches", "cited_speeches", "speech_id"),
        "quotation": "/lilun/quotation/" + site.most("quotations", "quotation_uses", "quotation_id"),
        "author": "/lilun/author/" + site.most("authors", "bylines", "author_id"),
        "institution": "/lilun/institution/" + site.most("institutions", "institutions", "parent_id"),
        "newspaper": "/lilun/newspaper/" + site.most("newspapers", "issues", "newspaper_id", "name"),
        "issue": "/lilun/issue/" + page.rpartition("/")[0],
        "page": f"/lilun/page/{page}",
        **{
            f"list of {name}": f"/lilun/list/{name}"
            for name in ("newspapers", "speeches", "institutions", "authors")
        },
        "phrases": "/lilun/phrase?q=" + quote("治理,发展") + "&by=month",
        "spread": "/lilun/spread",
        "cited together, authors": "/lilun/together",
        "cited together, sources": "/lilun/together?by=sources",
        "questions": "/lilun/questions",
        "review": "/lilun/review",
        "missing pages": "/lilun/review/missing",
        "nothing there": "/lilun/article/none",
        "no such row": f"/{table}/articles/999999",
        "tables": f"/{table}",
        "table": f"/{table}/article_overview",
        "table searched": f"/{table}/paragraphs?_search=" + quote("治理"),
        "row": f"/{table}/articles/1",
        "question": f"/{table}/most_echoed",
        "SQL": f"/{table}?sql=select+key,+title+from+articles",
    }
