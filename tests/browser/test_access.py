"""Every kind of page: axe-core finds no grave fault, and nothing is wider than the window."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from chromium_site import Site, kinds
from playwright.sync_api import Page, expect

GRAVE = ("serious", "critical")
MISSING = ("nothing there", "no such row")
# what kinds() names, known before there is a site
KINDS = (
    "start",
    "search",
    "search of one kind",
    "search in vain",
    "article",
    "article with hits",
    "article beside its source",
    "citation",
    "speech",
    "quotation",
    "author",
    "institution",
    "newspaper",
    "issue",
    "page",
    "list of newspapers",
    "list of speeches",
    "list of institutions",
    "list of authors",
    "phrases",
    "spread",
    "cited together, authors",
    "cited together, sources",
    "questions",
    "review",
    "missing pages",
    "nothing there",
    "no such row",
    "tables",
    "table",
    "table searched",
    "row",
    "question",
    "SQL",
)


def faults(page: Page) -> list[str]:
    """What axe-core finds grave, each with its element."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {node['html'][:200]}"
        for fault in found
        if fault["impact"] in GRAVE
        for node in fault["nodes"]
    ]


def test_the_kinds_are_all_tried(site: Site) -> None:
    assert tuple(kinds(site)) == KINDS


def test_axe_finds_a_fault_that_was_put_there(page: Page) -> None:
    page.goto("/")
    page.evaluate("document.querySelector('main').append(Object.assign(new Image(), {src: 'data:,'}))")
    assert any(fault.startswith("image-alt") for fault in faults(page))


@pytest.mark.parametrize("kind", KINDS)
def test_it_can_be_read_by_everybody(page: Page, site: Site, width: int, kind: str) -> None:
    answer = page.goto(kinds(site)[kind])
    assert answer and answer.status == (404 if kind in MISSING else 200)
    if page.locator("figure.chart").count():
        expect(page.locator("figure.chart.drawn").first).to_be_attached()
    assert page.evaluate("document.documentElement.scrollWidth") <= width, "wider than the window"
    assert faults(page) == []


@pytest.mark.parametrize("kind", ["start", "article", "speech", "phrases", "review", "search"])
def test_english_fits_too(page: Page, site: Site, width: int, kind: str) -> None:
    address = kinds(site)[kind]
    page.goto(address + ("&" if "?" in address else "?") + "lang=en")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert faults(page) == []
