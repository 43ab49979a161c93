"""Which blocks make which article: small invented pages in the forms that papers print."""

from __future__ import annotations

import pytest
from invented import ARCHIVES, FERRY, ORCHARD, article, read_page, repaired, sheet
from lilun.loaders.segment.articles import segment


def titles(text: str) -> list[str | None]:
    return [a.headline.title for a in read_page(text).articles]


def authors(text: str) -> list[list[str | None]]:
    return [[s.name for s in a.signatories] for a in read_page(text).articles]


def bodies(text: str) -> list[list[str]]:
    return [[str(p.text) for p in a.paragraphs if p.role == "body"] for a in read_page(text).articles]


THREE = sheet(
    article("老渡口为什么要留下", "陆闻笛", FERRY),
    article("南坡梨园二十年", "邵望舒", ORCHARD),
    article("修志贵在一个慢字", "秦砚耕", ARCHIVES),
)


def test_three_articles_with_heading_marks() -> None:
    assert titles(THREE) == ["老渡口为什么要留下", "南坡梨园二十年", "修志贵在一个慢字"]
    assert authors(THREE) == [["陆闻笛"], ["邵望舒"], ["秦砚耕"]]
    assert bodies(THREE) == [list(FERRY), list(ORCHARD), list(ARCHIVES)]


def test_the_same_without_any_mark() -> None:
    plain = THREE.replace("# ", "").replace("□", "")
    assert titles(plain) == titles(THREE)
    assert bodies(plain) == bodies(THREE)


@pytest.mark.parametrize(
    "byline", ["□陆闻笛", "■ 陆闻笛", "陆闻笛", "□ 陆 闻 笛", "作者：陆闻笛", "文/陆闻笛", "本报记者 陆闻笛"]
)
def test_forms_of_bylines(byline: str) -> None:
    text = "\n\n".join(("# 老渡口为什么要留下", byline, *FERRY))
    assert authors(text) == [["陆闻笛"]]
    assert titles(text) == ["老渡口为什么要留下"]


@pytest.mark.parametrize("signoff", ["（作者系临江大学教授）", "(作者单位:临江大学)", "作者系临江大学教授"])
def test_a_signoff_belongs_to_the_article_before_it(signoff: str) -> None:
    text = "\n\n".join(
        ("# 老渡口为什么要留下", "□陆闻笛", *FERRY, signoff, "# 南坡梨园二十年", "□邵望舒", *ORCHARD)
    )
    page = read_page(text)
    organizations = [[f.organization for s in a.signatories for f in s.affiliations] for a in page.articles]
    assert organizations == [["临江大学"], []]


def test_a_displaced_title_goes_to_the_article_that_lacks_one() -> None:
    text = "\n\n".join(
        ("# 老渡口为什么要留下", "□陆闻笛", *FERRY, "（作者系临江大学教授）", "□邵望舒", *ORCHARD, "（作者系临江学院教授）",
         "# 修志贵在一个慢字", "□秦砚耕", *ARCHIVES, "（作者系临江大学教授）", "# 南坡梨园二十年")
    )  # fmt: skip
    page = read_page(text)
    by_title = {a.headline.title: str(a.paragraphs[0].text) for a in page.articles if a.paragraphs}
    assert by_title["南坡梨园二十年"] == ORCHARD[0]
    assert by_title["老渡口为什么要留下"] == FERRY[0]
    assert len(page.articles) == 3


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("## 石阶还在", "## 刻痕还在"),
        ("**石阶还在**", "**刻痕还在**"),
        ("一、石阶还在", "二、刻痕还在"),
        ("（一）石阶还在", "（二）刻痕还在"),
        ("### 一、石阶还在", "### 二、刻痕还在"),
    ],
)
def test_styles_of_headings(first: str, second: str) -> None:
    text = "\n\n".join(
        (
            "# 老渡口为什么要留下",
            "□陆闻笛",
            FERRY[0],
            first,
            FERRY[1],
            ORCHARD[0],
            second,
            FERRY[2],
            ARCHIVES[0],
        )
    )
    (found,) = read_page(text).articles
    assert [s.heading for s in found.sections] == ["石阶还在", "刻痕还在"]
    assert [p.section for p in found.paragraphs] == [None, 0, 0, 1, 1]


def test_a_paragraph_cut_by_a_column_is_one() -> None:
    cut = FERRY[0].index("墙上")
    text = "\n\n".join(("# 老渡口为什么要留下", "□陆闻笛", FERRY[0][:cut], FERRY[0][cut:], *FERRY[1:]))
    assert bodies(text) == [list(FERRY)]


def test_a_paragraph_cut_before_its_comma_is_one() -> None:
    cut = FERRY[0].index("，守渡的老人")
    text = "\n\n".join(("# 老渡口为什么要留下", "□陆闻笛", FERRY[0][:cut], FERRY[0][cut:], *FERRY[1:]))
    assert bodies(text) == [list(FERRY)]


def furniture(text: str) -> list[str]:
    return [str(p) for p in read_page(text).segmented.furniture]


def test_furniture_is_of_no_article() -> None:
    text = sheet(THREE, "责任编辑：周一鸣\n\n美编：吴语\n")
    assert furniture(text) == ["责任编辑：周一鸣", "美编：吴语"]
    assert titles(text) == titles(THREE)


def test_a_running_head_above_the_first_title_is_furniture() -> None:
    text = sheet("2031年5月6日 星期二 第7版 理论\n", THREE)
    assert furniture(text) == ["2031年5月6日 星期二 第7版 理论"]
    assert read_page(text).running_head.date == "2031-05-06"


def test_every_block_is_placed_once() -> None:
    page = repaired(THREE)
    found = segment(page)
    placed = [p for a in found.articles for p in (*a.head, *a.body, *a.signoffs)] + list(found.furniture)
    assert sorted(p.block.text.start for p in placed) == [b.text.start for b in page.blocks]
