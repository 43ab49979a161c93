"""Chromium before the sample site: a page at phone's and desk's width, watched for errors and for what it asks of others.

`pytest tests/browser` runs these; without Chromium (Debian: `apt-get install chromium fonts-noto-cjk`) they skip.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from chromium_site import Site, chromium, launch, sample_site
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

WIDTHS = (400, 1400)


@dataclass
class Watch:
    """What a page said on its console, threw, and asked of other machines."""

    home: str
    errors: list[str] = field(default_factory=list)

    def follow(self, page: Page) -> None:
        """Listen to the page from now on."""
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.errors.append(f"thrown: {error}"))
        page.on("request", self._asked)

    def _said(self, message: ConsoleMessage) -> None:
        address = message.location.get("url", "") if message.location else ""
        # the browser says so of every page that is answered with 404, as a page that is not there must be
        own_status = "Failed to load resource" in message.text and "/lilun-static/" not in address
        if message.type in ("error", "warning") and not own_status:
            self.errors.append(f"{message.type}: {message.text} ({address})")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.errors.append(f"asked elsewhere: {request.url}")


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
    """A page of a reader of Chinese; the test fails where it said an error or asked another machine."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="zh-CN", base_url=site.home
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    watch = Watch(site.home)
    watch.follow(page)
    yield page
    context.close()
    assert watch.errors == []
