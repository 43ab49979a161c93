"""By keyboard alone, and on paper."""

from __future__ import annotations

import pytest
from chromium_site import Site, kinds
from playwright.sync_api import Page, expect


@pytest.mark.parametrize("kind", ["start", "search", "article", "speech", "phrases", "review"])
def test_the_keyboard_goes_everywhere_and_is_seen(page: Page, site: Site, kind: str) -> None:
    page.goto(kinds(site)[kind])
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    reached = []
    for _ in range(300):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at is None:
            break
        assert at["seen"], f"the focus is not seen on {at['html']}"
        reached.append(at["number"])
    assert reached == sorted(reached), "the order of keys is not the order of the page"
    assert len(set(reached)) == len(reached) >= min(300, page.evaluate(REACHABLE))


def test_print_is_the_text_alone(page: Page, site: Site) -> None:
    page.goto(kinds(site)["article"])
    page.emulate_media(media="print")
    for hidden in ("header.site nav", "header.site form", "article a.anchor", ".imprint .screen"):
        assert not page.locator(hidden).first.is_visible(), hidden
    for shown in ("h1", "article .text p", "#notes"):
        expect(page.locator(shown).first).to_be_visible()
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
    assert page.pdf(format="A4").startswith(b"%PDF")


# the element in focus: its place among the page's elements, and whether an outline or its own border shows it
FOCUSED = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const style = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  return {
    number: [...document.querySelectorAll('*')].indexOf(at),
    html: at.outerHTML.slice(0, 120),
    seen: box.width > 0 && box.height > 0 && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0,
  };
}"""
REACHABLE = """() => [...document.querySelectorAll('main a[href], main button, main input, main select, main summary')]
  .filter((one) => one.checkVisibility()).length"""
