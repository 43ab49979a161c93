"""What people come for, done in the browser: search and read, follow a citation, compare phrases, take away."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from chromium_site import Site, kinds
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect


def test_search_and_open_an_article(page: Page) -> None:
    page.goto("/")
    page.get_by_role("main").get_by_role("searchbox").fill("群众")
    page.keyboard.press("Enter")
    hits = page.locator("ol.hits li")
    expect(hits.first.locator("mark").first).to_have_text("群众")
    title = hits.first.get_by_role("link").first
    words = title.inner_text()
    title.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(words)
    expect(page.locator("article mark.hit").first).to_have_text("群众")


def test_narrow_a_search_and_widen_it_again(page: Page) -> None:
    page.goto("/lilun/search?q=群众")
    before = page.locator("nav.kinds").inner_text()
    facet = page.locator(".results aside a").first
    paper = facet.inner_text()
    facet.click()
    expect(page.get_by_label("报纸")).to_have_value(paper)
    for imprint in page.locator("ol.hits li").all():
        assert paper in imprint.inner_text()
    page.locator(".chips a").first.click()
    expect(page.locator("nav.kinds")).to_have_text(before)


@pytest.mark.parametrize(("typed", "said"), [("群眾", "群众"), ("港口装备自主", "港口")])
def test_what_finds_nothing_is_tried_again_and_the_page_says_so(page: Page, typed: str, said: str) -> None:
    page.goto("/lilun/search")
    page.get_by_role("main").get_by_role("searchbox").fill(typed)
    page.keyboard.press("Enter")
    expect(page.locator(".notice")).to_contain_text(said)
    expect(page.locator("ol.hits mark").first).to_be_visible()


def test_follow_a_citation_to_its_speech_and_back(page: Page, site: Site) -> None:
    page.goto(kinds(site)["article"])
    title = page.get_by_role("heading", level=1).inner_text()
    page.locator("article sup a").first.click()
    note = page.locator("aside.made li:target")
    expect(note).to_be_in_viewport()
    speech = note.locator("a[href*='/lilun/speech/']")
    name = speech.inner_text()
    speech.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_role("link", name=title)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_row_leads_to_its_page_and_the_page_to_its_row(page: Page, site: Site) -> None:
    page.goto(kinds(site)["article"])
    address = unquote(page.url)
    page.locator(".imprint").get_by_role("link", name="记录").click()
    assert re.search(r"/articles/\d+$", page.url)
    page.get_by_role("link", name="阅读页").click()
    assert unquote(page.url) == address


def test_change_a_charts_phrase(page: Page) -> None:
    page.goto("/lilun/phrase?q=治理")
    chart = page.locator("figure.chart.drawn").first
    expect(chart).to_be_visible()
    before = picture(page)
    page.get_by_label(re.compile("说法")).fill("发展，群众")
    page.get_by_role("button", name="查看").click()
    expect(page.locator("figure.chart.drawn")).to_have_count(3)
    for words in ("发展", "群众"):
        expect(page.locator("figure.chart").first.locator("thead")).to_contain_text(words)
    assert picture(page) != before
    assert page.evaluate(INKED) > 100, "the chart is blank"


def test_a_chart_without_scripts_is_its_table(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=site.home)
    page = context.new_page()
    page.goto("/lilun/phrase?q=治理")
    if page.locator("figure.chart details[open]").count() == 0:
        page.locator("figure.chart summary").first.click()
    expect(page.locator("figure.chart tbody td").first).to_be_visible()
    context.close()


def test_switch_the_language_and_keep_it(page: Page, site: Site) -> None:
    page.goto(kinds(site)["speech"])
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^zh"))
    page.get_by_role("link", name="English").click()
    expect(page.get_by_text("Speaker", exact=True)).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("link", name="Search").first).to_be_visible()
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("link", name="Search")).to_have_count(0)


def test_an_english_browser_gets_english_beside_the_chinese(browser: Browser, site: Site) -> None:
    context = browser.new_context(locale="en-GB", base_url=site.home)
    page = context.new_page()
    page.goto("/lilun/review")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("核对.*Review"))
    context.close()


def test_take_a_result_away_as_a_spreadsheet(page: Page, site: Site, tmp_path: Path) -> None:
    page.goto(kinds(site)["table"])
    with page.expect_download() as waiting:
        page.get_by_role("link", name="xlsx").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.suffix == ".xlsx"
    rows = list(load_workbook(file, read_only=True).active.iter_rows(values_only=True))
    titles = [row[rows[0].index("title")] for row in rows[1:]]
    assert len(titles) == int(site.first("SELECT count(*) FROM articles")) and all(titles)


def test_take_a_whole_search_away_as_citations_and_as_a_spreadsheet(page: Page, tmp_path: Path) -> None:
    page.goto("/lilun/search?q=的&in=paragraphs")
    told = int(page.locator("nav.kinds [aria-current] .n").inner_text())
    assert told > page.locator("ol.hits li").count(), "more than one page of hits"
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Excel").click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    rows = list(load_workbook(file, read_only=True).active.iter_rows(values_only=True))
    assert len(rows) - 1 == told and all("的" in row[rows[0].index("text")] for row in rows[1:])
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSL-JSON").click()
    cited = json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))
    articles = {row[rows[0].index("article_id")] for row in rows[1:]}
    assert len(cited) == len(articles) and all(entry["title"] for entry in cited)


def picture(page: Page) -> str:
    """The first chart as it is drawn, in base 64."""
    page.wait_for_timeout(500)  # till it stands still
    return str(page.evaluate("document.querySelector('figure.chart canvas').toDataURL()"))


INKED = """() => {
  const canvas = document.querySelector('figure.chart canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let inked = 0;
  for (let at = 3; at < data.length; at += 4) if (data[at]) inked += 1;
  return inked;
}"""
