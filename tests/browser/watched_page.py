"""A page that is watched: what it says on its console, throws, and asks of other machines is a fault."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from chromium_site import Site
from playwright.sync_api import Browser, ConsoleMessage, Page, Request


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


@contextmanager
def watched(browser: Browser, site: Site, width: int) -> Iterator[Page]:
    """A page of a reader of Chinese. Raises AssertionError where it said an error or asked another machine."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="zh-CN", base_url=site.home
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    watch = Watch(site.home)
    watch.follow(page)
    yield page
    context.close()
    assert not watch.errors, "\n".join(watch.errors)
