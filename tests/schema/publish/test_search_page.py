"""Search: the box and the page find exactly what LIKE finds, rank it, and try again where nothing is found."""

from __future__ import annotations

import io
import random
import re
import sqlite3
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lilun.loaders.cli import main
from lilun.schema.publish.pages.hits import Asked, list_sql
from lilun.schema.publish.plugin import prepare_connection
from lilun.schema.publish.retry import attempts, loose, simplified
from site_client import Site, small_site

PAGES = Path(__file__).resolve().parents[3] / "seeds" / "pages"
LIKE = {
    "articles": "SELECT id FROM article_texts WHERE headline LIKE :term ESCAPE '\\' OR body LIKE :term ESCAPE '\\'",
    "paragraphs": "SELECT id FROM paragraphs WHERE text LIKE :term ESCAPE '\\'",
    "quotations": "SELECT id FROM quotations WHERE text LIKE :term ESCAPE '\\'",
}
HAN = re.compile(r"[一-鿿]+")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the sample pages."""
    from click.testing import CliRunner

    archive = tmp_path_factory.mktemp("loaded") / "sample.db"
    result = CliRunner().invoke(main, ["load", str(PAGES), "--archive", str(archive)])
    assert result.exit_code == 0, result.output
    return archive


@pytest.fixture(scope="module")
def sample(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(loaded, tmp_path_factory.mktemp("config"))
    yield site
    site.close()


@pytest.fixture(scope="module")
def small(empty_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = small_site(empty_archive, tmp_path_factory.mktemp("small"))
    yield site
    site.close()


def terms_of(archive: Path) -> list[str]:
    """300 terms of 1 to 8 characters drawn from the loaded text: Han, and at least 40 with Latin or digits."""
    rng = random.Random(5)
    with sqlite3.connect(archive) as connection:
        texts = [text for (text,) in connection.execute("SELECT text FROM paragraphs ORDER BY id")]
        texts += [
            text for (text,) in connection.execute("SELECT title FROM articles WHERE title IS NOT NULL")
        ]
    han = [run for text in texts for run in HAN.findall(text)]
    other = [run for text in texts for run in re.findall(r"[一-鿿]{0,3}[A-Za-z0-9.%+-]+[一-鿿]{0,3}", text)]
    drawn: set[str] = set()
    while len(drawn) < 260:
        run = rng.choice(han)
        length = min(rng.randint(1, 8), len(run))
        start = rng.randrange(len(run) - length + 1)
        drawn.add(run[start : start + length])
    while len(drawn) < 300:
        run = rng.choice(other)
        length = min(rng.randint(1, 8), len(run))
        start = rng.randrange(len(run) - length + 1)
        term = run[start : start + length]
        if not HAN.fullmatch(term):
            drawn.add(term)
    return sorted(drawn)


def test_300_terms_find_exactly_likes_rows(loaded: Path, sample: Site) -> None:
    """All rows for Han terms, and for every term no row that LIKE does not find: in the box and on the page."""
    terms = terms_of(loaded)
    assert len(terms) == 300 and sum(1 for term in terms if not HAN.fullmatch(term)) == 40
    connection = sqlite3.connect(loaded)
    prepare_connection(connection)
    tables = list(LIKE)
    found_something = 0
    for number, term in enumerate(terms):
        escaped = re.sub(r"([\\%_])", r"\\\1", term)
        expected = {
            table: {row for (row,) in connection.execute(sql, {"term": f"%{escaped}%"})}
            for table, sql in LIKE.items()
        }
        found_something += any(expected.values())
        table = tables[number % 3]
        box = sample.get(f"{sample.base}/{table}.json", _search=term, _shape="array", _size="max")
        page = {
            kind: {
                row[0]
                for row in connection.execute(
                    f"SELECT id FROM ({list_sql(kind, Asked(term))})", {"q": term, "size": -1, "start": 0}
                )
            }
            for kind in tables
        }
        for kind, rows in [(table, {row["id"] for row in box.json()}), *page.items()]:
            if HAN.fullmatch(term):
                assert rows == expected[kind], (term, kind)
            else:
                assert rows <= expected[kind] and (rows or not expected[kind]), (term, kind)
    assert found_something == 300


def hits(page: Any) -> list[str]:
    """The keys of the articles that a search page shows, in order."""
    return re.findall(r'class="title" href="/lilun/article/([^"?#]+)', page.text)


def test_articles_paragraphs_and_quotations_are_found_together(small: Site) -> None:
    page = small.get("/lilun/search", q="渠")
    assert page.status_code == 200
    assert re.findall(r'<h2 id="(\w+)">[^<]*<span class="n">(\d+)</span>', page.text) == [
        ("articles", "3"),
        ("paragraphs", "5"),
        ("quotations", "2"),
    ]
    assert "把每一条<mark>渠</mark>都修到田头" in page.text
    assert "昨日开<mark>渠</mark>" in page.text
    only = small.get("/lilun/search", q="渠", **{"in": "quotations"})
    assert 'id="quotations"' in only.text and 'id="articles"' not in only.text


def test_a_headline_stands_before_a_body(small: Site) -> None:
    page = small.get("/lilun/search", q="山中")
    assert len(hits(page)) == 1
    # 山中的渠 has it in the title; the news item, shorter, only in its one paragraph
    page = small.get("/lilun/search", q="渠")
    assert hits(page)[0].endswith("2025-03-20/6/1")
    assert "山中的<mark>渠</mark></a>" in page.text


@pytest.mark.parametrize(
    ("filters", "keys"),
    [
        ({"newspaper": "松岭日报"}, {"2025-03-20/6/1"}),
        ({"year": "2024"}, {"2024-03-05/6/1", "2024-03-05/6/2"}),
        ({"institution": "松岭市委党校"}, {"2025-03-20/6/1"}),
        ({"institution": "市委党校"}, {"2025-03-20/6/1"}),
        ({"institution": "青川大学"}, {"2024-03-05/6/1", "2025-03-20/6/1"}),
        ({"institution": "没有这个单位"}, set()),
        ({"speech": "丁某/2024-03-01/水利会议"}, {"2024-03-05/6/1", "2025-03-20/6/1"}),
        ({"speech": "三月讲话", "year": "2024"}, {"2024-03-05/6/1"}),
        ({"newspaper": "松岭日报", "year": "2024"}, set()),
    ],
)
def test_filters_keep_what_fits(small: Site, filters: dict[str, str], keys: set[str]) -> None:
    page = small.get("/lilun/search", q="渠", **filters)
    assert page.status_code == 200
    assert {key.partition("/")[2] for key in hits(page)} == keys
    for name, value in filters.items():
        assert f"{value} ×" in page.text, name
    one = small.get("/lilun/search", q="渠", **{"in": "paragraphs"}, **filters)
    assert ("没有找到“渠”。" in one.text) == ("可以去掉上面的条件" in one.text) == (not keys)


def test_the_facets_count_and_lead_on(small: Site) -> None:
    page = small.get("/lilun/search", q="渠").text
    aside = page[page.index("<aside") :]
    assert re.search(r'newspaper=[^"]+">青川日报</a> <span class="n">2</span>', aside)
    assert re.search(r'year=2025">2025</a> <span class="n">1</span>', aside)
    assert re.search(r'institution=[^"]+">青川大学</a> <span class="n">2</span>', aside)
    assert re.search(r'speech=[^"]+">在水利会议上的讲话</a> <span class="n">2</span>', aside)


def test_traditional_characters_and_glued_words_are_tried_again(small: Site) -> None:
    page = small.get("/lilun/search", q="山中的渠")
    assert "notice" not in page.text
    page = small.get("/lilun/search", q="水長流")
    assert "已改用简体“水长流”检索" in page.text and "<mark>水长流</mark>" in page.text
    page = small.get("/lilun/search", q="水利会议田头")
    assert "没有找到“水利会议田头”。" in page.text and "可以换短一些的词" in page.text
    assert page.text.count("没有找到") == 1 and "可以去掉" not in page.text
    page = small.get("/lilun/search", q="条例水利所长")
    assert "以下结果含有其中各词" in page.text and hits(page)
    english = small.get("/lilun/search", q="水長流", lang="en")
    assert "in simplified characters" in english.text


def test_what_is_tried_after_the_query_itself() -> None:
    assert simplified("營商環境，優質") == "营商环境，优质"
    assert loose("优化营商环境") == "优化 营商 环境"
    assert attempts("營商環境") == [("simplified", "营商环境"), ("loose", "营商 环境")]
    assert attempts("水") == [] and attempts("， 。") == []


def test_the_sql_is_one_click_away_and_gives_the_same_rows(small: Site) -> None:
    page = small.get("/lilun/search", q="渠", year="2024", **{"in": "articles"})
    link = re.search(r'<a href="([^"]+)" title="[^"]*">SQL</a> <a href="([^"]+)">JSON</a>', page.text)
    assert link
    shown = small.get(unescape(link[1]))
    assert shown.status_code == 200 and "WITH hits AS" in shown.text
    rows = small.get(unescape(link[2])).json()
    assert [row["key"].partition("/")[2] for row in rows] == [key.partition("/")[2] for key in hits(page)]
    assert len(rows) == 2


def test_all_of_a_search_is_taken_away_and_not_what_the_page_shows(sample: Site) -> None:
    for kind in ("articles", "paragraphs", "quotations"):
        page = sample.get("/lilun/search", q="发展", year="2024", **{"in": kind}).text
        told = int(re.search(r'aria-current="true">[^<]*<span class="n">([\d,]+)<', page)[1])  # type: ignore[index]
        ways = {
            re.search(r"\.(\w+)\?", link)[1]: unescape(link)  # type: ignore[index]
            for link in re.findall(r'href="([^"]+)"', page[page.index('<p class="take">') :].split("</p>")[0])
        }
        assert set(ways) == {"xlsx"} | ({"csl", "bib", "ris", "gbt"} if kind != "quotations" else set())
        sheet = openpyxl.load_workbook(io.BytesIO(sample.get(ways["xlsx"]).content)).worksheets[0]
        rows = list(sheet.iter_rows(values_only=True))
        assert len(rows) - 1 == told > 0
        if kind == "articles":
            assert len(sample.get(ways["csl"]).json()) == told


@pytest.mark.parametrize(
    "q", ['"', "*", "\x00", "渠" * 3000, '<script>alert("1")</script>', "𠮷", "%", "渠 OR ("]
)
def test_no_query_breaks_the_page(small: Site, q: str) -> None:
    for kind in ("", "articles", "paragraphs", "quotations"):
        page = small.get("/lilun/search", q=q, page="2", year="20'24", institution='"', **{"in": kind})
        assert page.status_code == 200
        assert "<script>alert" not in page.text
    assert small.get("/lilun/search", q=q).status_code == 200


def test_a_table_leads_to_the_search_page_with_its_words(small: Site) -> None:
    page = small.get(f"{small.base}/articles", _search="山中的渠")
    assert re.search(r'href="/lilun/search\?q=%E5%B1%B1', page.text)
