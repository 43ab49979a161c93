"""Pages that answer: the start page, charts, questions, citations, review, and results to take away."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest
import rispy
from lilun.schema.publish.canned import queries
from lilun.schema.publish.exports import BOM
from lilun.schema.publish.pages.phrase import MOST, phrases
from lilun.schema.publish.pages.review import around, locate
from sample_archive import sample_archive
from site_client import Site, small_site

KEY = quote("青川日报/2024-03-05/6/1")


@pytest.fixture(scope="module")
def site(empty_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    small = small_site(empty_archive, tmp_path_factory.mktemp("answers"))
    yield small
    small.close()


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("samples")
    shown = Site(sample_archive(folder / "samples.db"), folder / "config")
    yield shown
    shown.close()


def cells(html: str) -> list[list[str]]:
    """The text of every table row of a page."""
    return [
        [" ".join(unescape(re.sub(r"<[^>]+>", "", cell)).split()) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
        for row in re.findall(r"<tr>(.*?)</tr>", html, re.S)
    ]  # fmt: skip


def test_the_start_page_is_the_archive_at_a_glance(site: Site) -> None:
    page = site.get("/", lang="zh").text
    assert "3 篇文章" in page and "2 种报纸" in page and "1 篇被引讲话" in page
    assert ["2024年", "2", ""] in cells(page) or ["2024年3月", "2", ""] in cells(page)
    for shown in ("山中的渠", "在水利会议上的讲话", "青川大学", "新增0版", "no-title"):
        assert shown in page
    assert f"/lilun/article/{KEY}" in page and "/lilun/review?kind=no-title" in page
    assert page.count("<details><summary>") >= 4, "the questions by group"


def test_the_start_page_tells_what_has_changed(empty_archive: Path, tmp_path: Path) -> None:
    changing = small_site(empty_archive, tmp_path)
    assert "3 篇文章" in changing.get("/").text
    import sqlite3

    connection = sqlite3.connect(tmp_path / "水利.db")
    connection.execute("DELETE FROM articles WHERE id = 3")
    connection.commit()
    connection.close()
    assert "2 篇文章" in changing.get("/").text
    changing.close()


def test_a_phrase_over_time_by_paper(site: Site) -> None:
    page = site.get("/lilun/phrase", q="水利，渠通", by="year").text
    rows = cells(page)
    assert ["时间", "水利", "渠通"] in rows, "compared"
    assert ["2024年", "25000 (3次)".replace("25000", "25,000"), "8,333.3 (1次)"] in rows
    assert ["时间", "松岭日报", "青川日报"] in rows
    assert ["2024年", "", "25,000 (3次)"] in rows, "a paper that printed nothing is a gap, not a zero"
    assert page.count('<figure class="chart"') == 3
    behind = unescape(re.search(r'href="([^"]*/phrases_compared[^"]*)"', page)[1])  # type: ignore[index]
    drawn = site.get(*behind.replace("?", ".json?_shape=array&", 1).split()).json()
    assert [(row["phrase"], row["period"], row["occurrences"]) for row in drawn][:2] == [
        ("水利", "2024", 3),
        ("渠通", "2024", 1),
    ]
    for figure in re.findall(r"<figure.*?</figure>", page, re.S):
        assert "<canvas" in figure and "<table" in figure and 'role="img"' in figure
    assert "/phrase_over_time?phrase=%E6%B0%B4%E5%88%A9&amp;newspaper=&amp;by=year" in page, (
        "the SQL behind it"
    )


def test_phrases_are_parted_by_commas_and_bounded(site: Site) -> None:
    assert phrases(["水利,渠；渠", " 桥 "]) == ["水利", "渠", "桥"]
    page = site.get("/lilun/phrase", q=",".join(f"词{n}" for n in range(20))).text
    assert page.count('<section aria-labelledby="f') == MOST and "一次最多看6个说法" in page
    assert site.get("/lilun/phrase", q="\"'<b>AND (").status_code == 200
    assert "<b>AND" not in site.get("/lilun/phrase", q="<b>AND (").text


def test_how_a_speech_spreads(site: Site) -> None:
    page = site.get("/lilun/spread", speech="丁某/2024-03-01/水利会议").text
    assert ["0", "0"] in cells(page) and ["4", "1"] in cells(page) and ["384", "2"] in cells(page)
    assert ["2025年3月20日", "384", "1", "2", "松岭日报"] in cells(page)
    assert 'data-kind="steps" data-numeric="1"' in page
    assert "在水利会议上的讲话" in site.get("/lilun/spread", speech="no such").text, "the speech quoted most"


def test_who_cites_with_whom(site: Site, samples: Site) -> None:
    assert ["沈渠", "温良", "1", "1 / 1", "1.0", "✓"] in cells(site.get("/lilun/together").text)
    page = samples.get("/lilun/together", by="sources").text
    assert '<table class="matrix">' in page and page.count('class="self"') > 2
    assert samples.get("/lilun/together", by="sources", name="无此人").status_code == 200


def test_every_question_stands_on_the_page_of_questions(site: Site) -> None:
    chinese, both = site.get("/lilun/questions", lang="zh").text, site.get("/lilun/questions", lang="en").text
    for query in queries():
        assert query.title.zh in chinese and query.description.zh in unescape(chinese)
        assert query.title.en in unescape(both) and query.description.en in unescape(both)
        assert f"{site.base}/{query.name}" in chinese


def test_a_canned_query_is_filled_in_with_its_defaults(samples: Site) -> None:
    page = samples.get(f"{samples.base}/phrase_in_context").text
    assert 'value="高质量发展"' in page and "⟦" not in page and "<mark>高质量发展</mark>" in page
    rows = samples.get(f"{samples.base}/phrase_over_time.json", _shape="array").json()
    assert rows and {len(row["period"]) for row in rows} == {4}
    assert (
        samples.get(f"{samples.base}/phrase_over_time.json", _shape="array", by="month").json()[0]["period"][
            4
        ]
        == "-"
    )
    assert samples.get(f"{samples.base}/phrase_in_context.json", _shape="array", phrase="").json() == []


def test_a_table_can_be_taken_away_whole(site: Site) -> None:
    answer = site.raw(f"{site.base}/paragraphs.xlsx?_size=2&article_id=1")
    assert answer.headers["content-disposition"].startswith('attachment; filename="paragraphs.xlsx"')
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = book["结果 Result"]
    assert sheet.max_row == 4, "three paragraphs though a page of the table has two"
    assert "article_id" in str([row[1].value for row in book["说明 About"].iter_rows()])
    assert openpyxl.load_workbook(io.BytesIO(site.raw(f"{site.base}/articles.xlsx").content))
    sheet = openpyxl.load_workbook(io.BytesIO(site.raw(f"{site.base}/most_articles.xlsx").content))[
        "结果 Result"
    ]
    assert [cell.value for cell in sheet["A"]] == ["author", "沈渠", "温良"]


def test_a_csv_has_its_mark_only_where_asked(site: Site) -> None:
    plain = site.raw(f"{site.base}/articles.csv?_size=max")
    marked = site.raw(f"{site.base}/articles.csv?_size=max&_bom=1")
    assert marked.content == BOM + plain.content and not plain.content.startswith(BOM)
    assert site.raw(f"{site.base}/articles.csv?_stream=on&_bom=1").content.startswith(BOM)
    assert not site.raw(f"{site.base}/nothing.csv?_bom=1").content.startswith(BOM)
    for path in ("articles", "most_articles"):
        assert "_bom=1" in site.get(f"{site.base}/{path}").text


def test_an_article_is_cited_in_every_format(site: Site) -> None:
    page = site.get(f"/lilun/cite/{KEY}").text
    assert "沈渠. &lt;script&gt;" in page and "[N]. 青川日报, 2024-03-05(6)." in unescape(page)
    (found,) = rispy.loads(site.get(f"/lilun/cite/{KEY}.ris").text)
    assert found["authors"] == ["沈渠"] and found["secondary_title"] == "青川日报"
    answer = site.raw(f"/lilun/cite/{KEY}.csl")
    assert answer.headers["content-type"] == "application/vnd.citationstyles.csl+json"
    assert json.loads(answer.text)[0]["issued"] == {"date-parts": [[2024, 3, 5]]}
    assert "filename*=UTF-8''%E9%9D%92" in answer.headers["content-disposition"]
    assert site.get(f"/lilun/cite/{KEY}.bib").text.startswith("@article{qingchuanribao-2024-03-05-6-1,")
    assert site.raw("/lilun/cite/2").headers["location"].endswith("/2025-03-20/6/1")
    assert site.get("/lilun/cite/none").status_code == site.get("/lilun/cite/none.ris").status_code == 404


def test_a_result_is_cited_whole_and_each_article_once(site: Site) -> None:
    assert len(rispy.loads(site.get(f"{site.base}/articles.ris", _size=1).text)) == 3
    assert len(rispy.loads(site.get(f"{site.base}/articles.ris", _search="山中的渠").text)) == 1
    lines = site.get(f"{site.base}/citation_overview.gbt").text.splitlines()
    assert len(lines) == 2 and lines[0].startswith("[1] ")
    assert (
        site.get(f"{site.base}/articles_quoting_a_speech.bib", speech="水利会议").text.count("@article{") == 2
    )
    sql = "select article_id, count(*) as n from paragraphs group by 1"
    assert len(json.loads(site.get(f"{site.base}.csl", sql=sql).text)) == 3
    refused = site.get(f"{site.base}/authors.ris")
    assert refused.status_code == 400 and "article_id" in refused.text
    assert (
        ".ris" in site.get(f"{site.base}/articles").text and ".ris" not in site.get(f"{site.base}/loads").text
    )


def test_findings_stand_beside_their_source(samples: Site) -> None:
    page = samples.get("/lilun/review", lang="zh").text
    marks = re.findall(r"<mark>(.*?)</mark>", page, re.S)
    assert len(marks) == page.count('<pre class="source"') >= 10 and all(marks)
    repeated = samples.get("/lilun/review", kind="duplicate_passage").text
    assert repeated.count("<li id=") == 3 and "重复文字" in repeated
    one = samples.get("/lilun/review", kind="duplicate_passage", paper="海岬日报").text
    assert one.count("<li id=") == 1 and "共1条" in one
    assert "没有待核事项" in samples.get("/lilun/review", kind="duplicate_passage", severity="error").text
    assert samples.get("/lilun/review", page="999").status_code == 200


def finding(**changed: object) -> dict[str, object]:
    return {
        "start": None,
        "end": None,
        "line": None,
        "message": "",
        "page_start": 0,
        "page_end": None,
    } | changed


def test_a_place_is_what_the_finding_says_or_quotes() -> None:
    text = "古𠮷桥\n第二行的话，断\n在此处。\n末行"
    assert locate(finding(start=1, end=2), text) == (1, 2), "offsets are code points"
    assert locate(finding(start=3), text) == (3, 3)
    assert locate(finding(message="no speech is known for “话，断在此”"), text) == (8, 14)
    assert locate(finding(message="“断在此” or “话”", page_start=14), text) is None
    assert locate(finding(line=2), text) == (4, 11)
    assert locate(finding(line=4), text) == (17, 19) and locate(finding(line=9), text) is None
    assert locate(finding(start=99, end=100), text) is None


def test_the_source_around_a_place_is_cut_at_lines() -> None:
    text = "甲" * 200 + "\n" + "乙" * 20 + "在此" + "丙" * 20 + "\n" + "丁" * 300
    start = text.index("在此")
    place = around(text, start, start + 2)
    assert (place.before, place.marked, place.number) == ("乙" * 20, "在此", 2)
    assert place.after == "丙" * 20 and place.cut_before and place.cut_after
    whole = around("短", 0, 1)
    assert (whole.before, whole.marked, whole.after, whole.cut_after) == ("", "短", "", False)


def test_what_is_missing_of_a_run(site: Site) -> None:
    page = site.get("/lilun/review/missing").text
    assert ["青川日报", "2024", "1", "1", "2024年3月5日", "2024年3月5日", "0", "0"] in cells(page)
    assert "没有看出缺期缺版" in page
    assert "松岭日报" not in str(cells(site.get("/lilun/review/missing", paper="青川日报").text))


@pytest.mark.parametrize("path", ["/", "/lilun/phrase", "/lilun/spread", "/lilun/together", "/lilun/review",
                                  "/lilun/review/missing", "/lilun/questions", f"/lilun/cite/{KEY}"])  # fmt: skip
def test_a_page_is_whole_in_both_languages_and_fetches_nothing_from_elsewhere(site: Site, path: str) -> None:
    for language, tag in (("zh", "zh-Hans"), ("en", "en")):
        page = site.get(path, lang=language)
        assert page.status_code == 200 and f'<html lang="{tag}">' in page.text
        assert page.text.count("<h1>") == 1 and "<script>alert" not in page.text
        fetched = re.findall(r'<(?:link|script|img)[^>]*(?:src|href)="([^"]+)"', page.text)
        assert fetched and all(
            address.startswith("/") and not address.startswith("//") for address in fetched
        )
        for address in fetched:
            assert site.raw(address).status_code == 200, address
        assert not re.search(r"<script>|<style|\sstyle=|\son[a-z]+=", page.text), "the policy would refuse it"
        assert "script-src 'self';" in page.headers["content-security-policy"]
