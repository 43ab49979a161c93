"""A site for strangers, without full text, over an article whose words are markup: they see it and nothing runs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from chromium_site import Site, kinds, sample_site
from click.testing import CliRunner
from lilun.loaders.cli import main
from playwright.sync_api import Browser, Page, expect
from watched_page import watched

TITLE = "渠边的<script>document.title='坏'</script>与<img src=x onerror=alert(1)>"
BODY = "古𠮷桥下的水<b>流到</b>田头，\u202e字序不变\u202c，人人都说好。" * 4
SHOWN = 60  # characters of an article


def make_strange(archive: Path) -> None:
    """Put the markup into the first article as its words: whatever a loader lets through, the site shows."""
    with sqlite3.connect(archive) as connection:
        connection.execute("UPDATE articles SET title = ? WHERE id = 1", (TITLE,))
        connection.execute("UPDATE paragraphs SET text = ? WHERE article_id = 1 AND position = 1", (BODY,))
    connection.close()
    result = CliRunner().invoke(main, ["reindex", "--archive", str(archive)])
    assert result.exit_code == 0, result.output


@pytest.fixture(scope="module")
def strangers(program: str) -> Iterator[Site]:
    """The samples, one of them strange, served as to strangers."""
    with sample_site("--public", "--excerpt", str(SHOWN), change=make_strange) as site:
        yield site


@pytest.fixture
def stranger(browser: Browser, strangers: Site, width: int) -> Iterator[Page]:
    """A watched page on it; a dialog that opens is an error too."""
    with watched(browser, strangers, width) as page:
        opened: list[str] = []
        page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
        yield page
        assert opened == []


def test_no_full_text_and_no_fault(stranger: Page, strangers: Site, width: int) -> None:
    for kind in ("start", "search", "article", "speech", "quotation", "phrases", "review", "table", "row"):
        answer = stranger.goto(kinds(strangers)[kind])
        assert answer and answer.status == 200, kind
        assert stranger.evaluate("document.documentElement.scrollWidth") <= width, kind
    stranger.goto(kinds(strangers)["article"])
    expect(stranger.locator(".withheld")).to_contain_text(str(SHOWN))
    stranger.goto(kinds(strangers)["review"])
    expect(stranger.locator("pre.source")).to_have_count(0)


def test_words_that_are_markup_stay_words(stranger: Page, strangers: Site) -> None:
    key = strangers.first("SELECT key FROM articles WHERE id = 1")
    for address in (
        f"/lilun/article/{key}",
        "/lilun/search?q=" + quote("渠边的"),
        f"/{strangers.archive.stem}/articles",
    ):
        stranger.goto(address)
        expect(stranger.get_by_text("渠边的<script>").first).to_be_visible()
        assert stranger.locator("img[src='x'], main script").count() == 0
        assert stranger.title() != "坏"
    stranger.goto(f"/lilun/article/{key}")
    expect(stranger.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(stranger.locator("article b")).to_have_count(0)
