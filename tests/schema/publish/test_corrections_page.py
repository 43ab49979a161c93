"""What the review page gives to paste puts the finding right; corrections are listed with what they changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from lilun.loaders.corrections.files import read_text
from lilun.loaders.pipeline import load
from lilun.loaders.sources.manifest import PageFile, PageMetadata
from lilun.schema import engine as archives
from lilun.schema.correction_line import anchored, line
from lilun.schema.publish.proposals import ASK, ENTRIES, proposal
from sample_archive import sample_archive
from site_client import Site

PASTED = re.compile(r'<details class="paste">.*?<code>(.*?)</code>', re.S)

NAMELESS = """2031年5月6日 星期二

渡口早就不摆渡了，石阶还在。每到雨季，江水漫上第九级，守渡的老人便在墙上添一道刻痕，三十年下来密密麻麻。

有人问，桥修好了，还留着渡口做什么？老人说，桥管的是过江，渡口管的是记性。记性没有了，桥修得再多也不知道从哪里来。
"""


def pasted(site: Site, **given: str) -> list[str]:
    return [unescape(code) for code in PASTED.findall(site.get("/lilun/review", **given).text)]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Path]]:
    folder = tmp_path_factory.mktemp("samples")
    archive = sample_archive(folder / "samples.db")
    shown = Site(archive, folder / "config")
    yield shown, archive
    shown.close()


def test_every_line_of_the_samples_is_an_entry_that_finds_its_place(
    samples: tuple[Site, Path], tmp_path: Path
) -> None:
    """As it stands where the machine proposes something, else once the question mark is filled in."""
    site, _ = samples
    lines = [line for number in (1, 2, 3, 4) for line in pasted(site, page=str(number))]
    assert len(lines) >= 10
    values = {"occasion": "庆祝大会", "institution": "临江大学", "text": "甲", "title": "乙", "authors": "陆闻笛",
              "newspaper": "临江日报", "date": "2031-05-06"}  # fmt: skip
    filled = []
    for one in dict.fromkeys(lines):
        entries, problems = read_text(one, "own.yaml")
        assert len(entries) + len(problems) == 1, one
        if ASK in one:
            assert "a question mark stands where a value should" in problems[0].message
            name = re.search(r"(\w+): \[?\"?？", one)
            assert name, one
            one = one.replace(ASK, values[name[1]])
        filled.append(one)
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "own.yaml").write_text("\n".join(filled) + "\n", encoding="utf-8")
    copy = sample_archive(tmp_path / "samples.db")
    assert load(copy, [], corrections=folder).count("failed") == 0
    with archives.open_to_read(copy).connect() as connection:
        rows = connection.exec_driver_sql("SELECT status, what, anchor, reason FROM corrections").all()
        contradictions = [
            row for row in rows if row.status != "applied" and "says otherwise" not in (row.reason or "")
        ]
        assert len(rows) == len(filled) and not contradictions, contradictions


def test_a_page_without_head_is_put_right_by_what_its_findings_give(tmp_path: Path) -> None:
    archive, page = tmp_path / "a.db", tmp_path / "page.txt"
    page.write_text(NAMELESS, encoding="utf-8")
    files = [PageFile(page, "page.txt", PageMetadata())]
    load(archive, files)
    site = Site(archive, tmp_path / "config")
    lines = {kind: pasted(site, kind=kind) for kind in ("no_title", "no_author", "unknown_newspaper")}
    site.close()
    assert all(len(found) == 1 for found in lines.values()), lines
    folder = tmp_path / "a.corrections"
    folder.mkdir()
    for kind, value in (("no_title", "老渡口"), ("no_author", "陆闻笛"), ("unknown_newspaper", "临江日报")):
        (folder / f"{kind}.yaml").write_text(lines[kind][0].replace(ASK, value) + "\n", encoding="utf-8")
    assert load(archive, files, corrections=folder).count("failed") == 0
    with archives.open_to_read(archive).connect() as connection:
        kinds = connection.exec_driver_sql("SELECT kind FROM findings").scalars().all()
        assert not {"no_title", "no_author", "unknown_newspaper", "stale_correction"} & set(kinds)
        assert connection.exec_driver_sql(
            "SELECT a.title, b.name_as_printed, n.name FROM articles a JOIN bylines b ON b.article_id = a.id "
            "JOIN pages p ON p.id = a.page_id JOIN issues i ON i.id = p.issue_id "
            "JOIN newspapers n ON n.id = i.newspaper_id"
        ).all()[0] == ("老渡口", "陆闻笛", "临江日报")
    site = Site(archive, tmp_path / "config2")
    listed = unescape(site.get("/lilun/review/corrections", lang="zh").text)
    assert listed.count('<li id="c') == 3 and "已生效" in listed and "<ins>老渡口</ins>" in listed
    assert "还没有订正" in site.get("/lilun/review/corrections", status="stale", lang="zh").text
    rows = site.get(f"{site.base}/what_people_corrected.json", status="applied", _shape="array").json()
    assert {(row["what"], row["after"]) for row in rows} >= {("article", "老渡口"), ("authors", "陆闻笛")}
    history = site.get(f"{site.base}/what_changed.json", field="title", _shape="array").json()
    assert [(row["before"], row["after"], row["load_id"]) for row in history] == [(None, "老渡口", 2)]
    site.close()


def test_what_no_words_can_put_right_gives_no_line() -> None:
    for kind in (kind for kind, entry in ENTRIES.items() if entry is None):
        finding = {"kind": kind, "message": "", "page": None, "date": None, "page_start": 0}
        assert proposal(finding, NAMELESS, (25, 40), "读者", "核对") is None


def test_words_are_quoted_with_what_stands_around_them() -> None:
    text = "甲乙丙丁戊\n己庚辛壬癸，子丑寅卯辰巳午未申酉戌亥。" * 2
    assert anchored(text, 6, 11) == {
        "at": "己庚辛壬癸",
        "before": "甲乙丙丁戊",
        "after": "，子丑寅卯辰巳午未申酉戌亥。甲乙",
    }
    long = anchored(text, 0, 30)
    assert (long["at"], long["to"]) == ("甲乙丙丁戊 己庚辛壬癸，", "午未申酉戌亥。甲乙丙丁戊")
    said = line(
        {"why": "一: 二", "at": "是，否", "in": "报/2031-05-06/06", "role": "heading", "when": "2031-06-01"}
    )
    assert said == '- {in: 报/2031-05-06/06, at: 是，否, why: "一: 二", role: heading, when: "2031-06-01"}'
