"""Chromium before the sample site: a page at phone's and desk's width, watched for errors and for what it asks of others.

`pytest tests/browser` runs these; without Chromium (Debian: `apt-get install chromium fonts-noto-cjk`) they skip.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from chromium_site import Site, chromium, launch, sample_site
from playwright.sync_api import Browser, Page, sync_playwright
from watched_page import watched

WIDTHS = (400, 1400)


@pytest.fixture(scope="session")
def program() -> str:
    """This system's Chromium; what needs it skips without."""
    found = chromium()
    if found is None:
        pytest.skip("no Chromium here; install it (Debian: apt-get install chromium fonts-noto-cjk)")
    return found


@pytest.fixture(scope="session")
def site(program: str) -> Iterator[Site]:
    """The sample pages, served."""
    with sample_site() as served:
        yield served


@pytest.fixture(scope="session")
def browser(program: str) -> Iterator[Browser]:
    """Chromium, one for all tests."""
    with sync_playwright() as playwright:
        yield launch(playwright, program)


@pytest.fixture(params=WIDTHS)
def width(request: pytest.FixtureRequest) -> int:
    """Of the window, in pixels: a phone's and a desk's."""
    return int(request.param)


@pytest.fixture
def page(browser: Browser, site: Site, width: int) -> Iterator[Page]:
    """A watched page on the site of the samples."""
    with watched(browser, site, width) as page:
        yield page
