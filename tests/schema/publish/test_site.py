"""The site as a reader meets it: pages asked for through Datasette's own client, over a small archive."""

from __future__ import annotations

import asyncio
import html
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from datasette.app import Datasette
from datasette.utils import tilde_encode
from lilun.schema.publish import serve
from lilun.schema.publish.metadata import SETTINGS, metadata
from small_archive import BODY, HOSTILE, QUOTE, fill

SHOWN = html.escape(HOSTILE, quote=True).replace("&quot;", "&#34;")


@pytest.fixture(scope="module")
def small(empty_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    path = Path(shutil.copy(empty_archive, folder / "水利.db"))
    fill(path)
    serve.write_config(folder / "config", path)
    return path


def get(archive: Path, path: str, **options: Any) -> Any:
    """The answer to one request, from a Datasette set up as `serve` sets it up."""

    async def ask() -> Any:
        site = Datasette(
            [str(archive)],
            metadata=metadata(archive.stem),
            plugins_dir=str(archive.parent / "config" / "plugins"),
            template_dir=str(serve.FOLDER / "templates"),
            static_mounts=[("lilun-static", str(serve.FOLDER / "static"))],
            settings={name: {"off": False, "on": True}.get(str(v), v) for name, v in SETTINGS.items()},
        )
        await site.invoke_startup()
        return await site.client.get(path, **options)

    return asyncio.run(ask())


@pytest.fixture(scope="module")
def base(small: Path) -> str:
    return "/" + tilde_encode(small.stem)


def test_the_start_page_lists_articles_questions_and_tables(small: Path) -> None:
    page = get(small, "/")
    assert page.status_code == 200
    assert "山中的渠" in page.text and "2025年3月20日" in page.text
    assert SHOWN in page.text and "<script>alert" not in page.text
    assert f"/lilun/article/{quote('松岭日报')}/2025-03-20/6/1" in page.text
    assert "谁写得最多" in page.text and "/lilun/questions" in page.text


def test_an_article_is_read_at_its_key(small: Path, base: str) -> None:
    page = get(small, "/lilun/article/" + quote("青川日报/2024-03-05/6/1"))
    assert page.status_code == 200
    text = page.text
    assert '<html lang="zh-Hans">' in text
    assert f"<h1>{SHOWN}</h1>" in text and "<script>alert" not in text
    assert '<p class="kicker">水利谈</p>' in text and "——一点想法" in text
    assert "沈渠</a>" in text and "（青川大学水利学院 教授）" in text
    assert "2024年3月5日" in text and "第6版 理论" in text
    assert '<h2 id="s1">一、修好每条渠</h2>' in text
    assert text.index('id="p0" class="lead"') < text.index('id="s1"') < text.index('id="p1"')
    # offsets are code points: the character outside the BMP before it moves nothing
    assert f"“<mark>{QUOTE}</mark><sup>" in text
    speech = "/lilun/speech/" + quote("丁某/2024-03-01/水利会议")
    assert f'<li id="n1">\n  <b>丁某</b>\n  <a href="{speech}">在水利会议上的讲话</a>' in text
    assert '<a class="document" href="#d1">《河道管理条例》</a>' in text
    assert f'<a href="{base}/documents/1">《河道管理条例》</a>' in text
    assert "<b>管到田头。</b>山水相连" in text
    assert f'href="{base}/articles/1"' in text and f'href="{base}/articles/1.json"' in text
    assert f'href="/lilun/article/{quote("青川日报")}/2024-03-05/6/2"' in text


def test_nothing_is_fetched_from_elsewhere(small: Path) -> None:
    for path in ("/", "/lilun/article/" + quote("青川日报/2024-03-05/6/1")):
        text = get(small, path).text
        fetched = re.findall(r'<(?:link[^>]+rel="stylesheet"|script|img|iframe)[^>]*>', text)
        assert fetched and not [tag for tag in fetched if "//" in tag]
    style = get(small, "/lilun-static/lilun.css")
    assert style.status_code == 200 and "@import" not in style.text and "url(" not in style.text


@pytest.mark.parametrize(
    "address", ["1", quote("青川日报/2024-03/6/1"), quote("青川日报/2024-03-05/6/1", safe="")]
)
def test_an_id_or_a_former_key_leads_to_the_key(small: Path, address: str) -> None:
    page = get(small, f"/lilun/article/{address}", follow_redirects=False)
    if address.endswith("05%2F6%2F1"):
        assert page.status_code == 200
    else:
        assert page.status_code == 302
        assert page.headers["location"] == f"/lilun/article/{quote('青川日报')}/2024-03-05/6/1"


@pytest.mark.parametrize("address", ["999", "9" * 30, quote("青川日报"), "%00", "%F0%28", "<b>"])
def test_no_such_article_is_not_found(small: Path, address: str) -> None:
    page = get(small, f"/lilun/article/{quote(address, safe='%')}")
    assert page.status_code == 404
    assert "没有这篇文章" in page.text and "<b>" not in page.text


@pytest.mark.parametrize(
    ("table", "typed", "ids"),
    [
        ("articles", "渠通则田", {1, 2}),
        ("articles", "渠", {1, 2, 3}),
        ("articles", "山中的渠", {2}),
        ("articles", "AI看水", {1, 2}),
        ("articles", "渠 本报", {3}),
        ("articles", "渠田", set()),
        ("paragraphs", "𠮷桥下", {12, 22}),
        ("paragraphs", "ai", {10, 20}),
        ("quotations", "户头", {1}),
        ("quotations", '"户头" AND (', set()),
        ("article_overview", "本报讯", {3}),
    ],
)
def test_search_finds_the_rows_that_hold_what_was_typed(
    small: Path, base: str, table: str, typed: str, ids: set[int]
) -> None:
    found = get(
        small, f"{base}/{table}.json?{urlencode({'_search': typed, '_shape': 'array', '_size': 100})}"
    )
    assert found.status_code == 200
    assert {row["id"] for row in found.json()} == ids
    assert get(small, f"{base}/{table}?{urlencode({'_search': typed})}").status_code == 200


def test_an_empty_search_box_filters_nothing(small: Path, base: str) -> None:
    found = get(small, f"{base}/articles.json?_search=&_shape=array")
    assert len(found.json()) == 3


def test_tables_link_titles_and_mark_what_was_searched(small: Path, base: str) -> None:
    page = get(small, f"{base}/articles")
    assert "文章 articles" in page.text and "<script>alert" not in page.text
    assert f'<a href="/lilun/article/1">{SHOWN}</a>' in page.text
    assert '<a href="/lilun/article/3">（无题）</a>' in page.text
    assert 'name="_search"' in page.text
    assert '<details class="columns">' in page.text and "</dl></details>" in page.text
    page = get(small, f"{base}/articles?{urlencode({'_search': 'script'})}")
    assert "&lt;<mark>script</mark>&gt;" in page.text and "<script>alert" not in page.text
    page = get(small, f"{base}/paragraphs?{urlencode({'_search': '古𠮷'})}")
    assert "<mark>古𠮷</mark>桥边" in page.text


def test_foreign_keys_lead_somewhere(small: Path, base: str) -> None:
    page = get(small, f"{base}/cited_speeches").text
    assert f'<a href="{base}/speeches/1">在水利会议上的讲话</a>' in page
    page = get(small, f"{base}/findings").text
    assert f'<a href="{base}/articles/3">#3</a>' in page  # it has no title
    page = get(small, f"{base}/articles/2").text
    assert f'<a href="{base}/pages/2">2</a>' in page
    page = get(small, f"{base}/citation_overview").text
    assert '<a href="/lilun/article/2">山中的渠</a>' in page
    assert '<a href="/lilun/speech/1">在水利会议上的讲话</a>' in page
    page = get(small, f"{base}/citation_spans").text
    assert BODY not in page and BODY[:30].replace("&", "&amp;") + "…" in page


def test_internal_tables_are_hidden(small: Path, base: str) -> None:
    tables = {t["name"]: t["hidden"] for t in get(small, f"{base}.json?_show_hidden=1").json()["tables"]}
    hidden = {name for name, is_hidden in tables.items() if is_hidden}
    assert {"alembic_version", "articles_fts", "articles_fts_data", "sqlite_sequence"} <= hidden
    assert "articles" in tables and not {"articles", "paragraphs", "findings"} & hidden


def test_a_value_too_long_is_refused(small: Path, base: str) -> None:
    page = get(small, f"{base}.json?{urlencode({'sql': 'select hex(zeroblob(50000000))'})}")
    assert page.status_code == 400


def test_an_archive_of_any_name_is_served(small: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(small, tmp_path / "a b%2F.2024.db"))
    copy = serve.write_config(tmp_path / "config", copy)
    (tmp_path / "config" / "config").symlink_to(tmp_path / "config")
    name = tilde_encode(copy.stem)
    assert "文章 articles" in get(copy, f"/{name}/articles").text
    assert "山中的渠" in get(copy, "/lilun/article/2", follow_redirects=True).text
    assert get(copy, f"/{name}/most_echoed").status_code == 200


def test_a_table_without_an_index_has_a_box_of_its_own(small: Path, base: str) -> None:
    page = get(small, f"{base}/authors?{urlencode({'name__contains': '沈'})}").text
    assert '<input type="search" name="name__contains" value="沈">' in page
    assert "沈渠" in page and "温良" not in page and 'name="_search"' not in page
    assert 'name="quote__contains"' in get(small, f"{base}/citation_overview").text
    assert "__contains" not in get(small, f"{base}/articles").text.split("</form>")[0]


def test_coded_values_stand_in_the_readers_language(small: Path, base: str) -> None:
    for table in ("articles", "article_overview"):
        assert '理论文章 <span class="code">essay</span>' in get(small, f"{base}/{table}").text
        assert "理论文章 <span" not in get(small, f"{base}/{table}?_lang=en").text
    assert "存疑" in get(small, f"{base}/findings/1").text
    assert get(small, f"{base}/articles.json?_shape=array").json()[0]["kind"] == "essay"


def test_tables_switch_the_language_too_and_keep_it(small: Path, base: str) -> None:
    page = get(small, f"{base}/articles?kind=essay&_lang=en")
    assert "lilun_lang=en" in page.headers["set-cookie"]
    assert f'href="{base}/articles?kind=essay&amp;_lang=zh" lang="zh-Hans">中文</a>' in page.text
    assert "2 rows" in page.text, "it is no filter"
    page = get(small, f"{base}/articles", headers={"Cookie": "lilun_lang=en"})
    assert "Search" in page.text and "set-cookie" not in page.headers


def test_the_parameters_of_a_question_are_named_in_chinese(small: Path, base: str) -> None:
    page = get(small, f"{base}/most_echoed").text
    assert '报纸 <span class="code">newspaper</span></label> <input' in page
    assert '">newspaper</label> <input' in get(small, f"{base}/most_echoed?_lang=en").text
