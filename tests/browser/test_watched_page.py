"""The watch itself: an error on the console, a thrown one and a request elsewhere are faults."""

from __future__ import annotations

from contextlib import suppress

import pytest
from chromium_site import Site
from playwright.sync_api import Browser, Error
from watched_page import watched


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("console.error('水')", "error: 水"),
        ("setTimeout(() => { throw new Error('渠') })", "thrown: 渠"),
        ("document.body.append(Object.assign(new Image(), {src: '/lilun-static/none.png'}))", "none.png"),
        ("document.body.setAttribute('style', 'color: red')", "Content Security Policy"),
        ("location = 'http://elsewhere.invalid/'", "asked elsewhere: http://elsewhere.invalid/"),
    ],
)
def test_a_fault_is_told(browser: Browser, site: Site, fault: str, told: str) -> None:
    with pytest.raises(AssertionError) as raised, watched(browser, site, 1400) as page:
        page.goto("/")
        with suppress(Error):
            page.evaluate(fault)
        page.wait_for_timeout(500)
    assert told in str(raised.value)


def test_a_page_without_a_fault_is_not(browser: Browser, site: Site) -> None:
    with watched(browser, site, 1400) as page:
        page.goto("/lilun/article/none")
