"""Interleaved columns: small invented pages whose articles take turns, and pages that only look as if they did."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from invented import ARCHIVES, FERRY, ORCHARD, article, read_page, sheet
from lilun.loaders.rules import rows
from lilun.loaders.segment.strands import Head, Item, Strands
from lilun.loaders.segment.succession import Number, across, alike, build, number, style, topic

DIKE = (
    "堤防修得好不好，汛期一看便知。守堤的人说，去年加高的两里石堤没有渗一滴水，没加高的土堤却日夜有人巡查。",
    "石堤贵，土堤贱，可土堤年年要培土。县水利站算了一笔账，十年培土的工钱，够把全县的土堤换成石堤。",
    "堤上种树也有讲究。根浅的柳树护坡，根深的杨树伤堤，守堤的老把式教年轻人认树，比看图纸还管用。",
)
FERRY_HEAD = ("# 老渡口为什么要留下", "□陆闻笛")
ORCHARD_HEAD = ("# 南坡梨园二十年", "□邵望舒")


def bodies(*blocks: str) -> dict[str | None, list[str]]:
    """The paragraphs of a page's articles, by title."""
    found = read_page("\n\n".join(blocks)).articles
    return {a.headline.title: [str(p.text) for p in a.paragraphs if p.role == "body"] for a in found}


def test_columns_that_alternate_below_two_headlines() -> None:
    mixed = (FERRY[0], ORCHARD[0], FERRY[1], ORCHARD[1], FERRY[2], ORCHARD[2])
    assert bodies(*FERRY_HEAD, *ORCHARD_HEAD, *mixed) == {
        "老渡口为什么要留下": list(FERRY),
        "南坡梨园二十年": list(ORCHARD),
    }


def test_the_first_article_has_no_byline_and_its_first_column_stands_below_it() -> None:
    found = bodies(
        FERRY_HEAD[0], FERRY[0], *ORCHARD_HEAD, ORCHARD[0],
        FERRY[1], FERRY[2], "（作者系临江大学教授）", ORCHARD[1], ORCHARD[2], "（作者系南坡县委党校讲师）",
    )  # fmt: skip
    assert found == {"老渡口为什么要留下": list(FERRY), "南坡梨园二十年": list(ORCHARD)}


def test_a_column_that_ends_inside_a_word_goes_on_in_the_next_one_of_its_article() -> None:
    cut = ORCHARD[1].index("农艺师") + 1
    found = bodies(
        *FERRY_HEAD, FERRY[0], *ORCHARD_HEAD, ORCHARD[0], ORCHARD[1][:cut],
        FERRY[1], ORCHARD[1][cut:], ORCHARD[2], FERRY[2],
    )  # fmt: skip
    assert found == {"老渡口为什么要留下": list(FERRY), "南坡梨园二十年": list(ORCHARD)}


@pytest.mark.parametrize("texts", [(FERRY, ORCHARD), (ORCHARD, ARCHIVES), (ARCHIVES, DIKE), (DIKE, FERRY)])
def test_articles_that_do_not_alternate_are_left_as_they_stand(texts: tuple[tuple[str, ...], ...]) -> None:
    first, second = texts
    found = bodies(
        *sheet(article("头一篇", "陆闻笛", first), article("第二篇", "邵望舒", second)).split("\n\n")
    )
    assert list(found.values()) == [list(first), list(second)]


def _split(heads: tuple[str, ...], *blocks: tuple[str, str]) -> str:
    strands = Strands(
        [Head(h) for h in heads], [Item.of(text, role) for role, text in blocks], [0] * len(heads)
    )
    return "".join(map(str, strands.best()[0]))


def test_numbers_run_on_within_an_article() -> None:
    found = _split(
        ("老渡口", "南坡梨园"),
        ("paragraph", FERRY[0]), ("heading", "一、石阶还在"), ("paragraph", FERRY[1]),
        ("paragraph", ORCHARD[0]), ("heading", "（一）修枝"), ("paragraph", ORCHARD[1]),
        ("heading", "二、记性还在"), ("paragraph", FERRY[2]),
        ("heading", "（二）装箱"), ("paragraph", ORCHARD[2]),
    )  # fmt: skip
    assert found == "0001110011"


def test_nothing_follows_a_signoff() -> None:
    items = [
        Item.of(FERRY[0], "paragraph"),
        Item.of(ORCHARD[0], "paragraph"),
        Item.of(FERRY[1], "paragraph"),
        Item.of("（陆闻笛，临江大学教授）", "signoff", names=frozenset({"陆闻笛"})),
        Item.of("树老了，人也老了。", "paragraph"),
    ]
    heads = [Head("老渡口", frozenset({"陆闻笛"})), Head("南坡梨园", frozenset({"邵望舒"}))]
    assert Strands(heads, items, [0, 0]).best()[0] == [0, 1, 0, 0, 1]


def test_the_plain_reading_of_a_sound_page_is_not_odd() -> None:
    items = [Item.of(text, "paragraph") for text in (*FERRY, *ORCHARD)]
    sound = Strands([Head("老渡口"), Head("南坡梨园")], items, [0, 3])
    assert not sound.plain().odd
    assert sound.best()[0] == [0, 0, 0, 1, 1, 1]


@pytest.mark.parametrize("row", rows("numberings"), ids=lambda row: row["style"])
def test_numberings(row: Mapping[str, str]) -> None:
    assert number(row["example"]) == Number(row["style"], 2)


@pytest.mark.parametrize(
    ("text", "value"),
    [("十、渡口", 10), ("十二、渡口", 12), ("二十一、渡口", 21), ("■ 3.渡口", 3), ("2031年的渡口", None), ("一个渡口", None),
     ("3.5米高的堤", None)],
)  # fmt: skip
def test_values_of_numbers(text: str, value: int | None) -> None:
    found = number(text)
    assert (found.value if found else None) == value


def test_what_headings_look_like() -> None:
    assert style("◎石阶还在", "") == ("◎", "")
    assert style("一、石阶还在", "heading3") == ("han", "heading3")
    assert build("石阶还在，人不在") == (4, 3)


def test_topic_sentences_built_alike() -> None:
    assert topic("渠要常修。三年不修，水就不来。") == "渠要常修"
    assert alike("渠要常修", "路要常修") > 0.5 > alike("渠要常修", "孩子们都到河边去了")
    assert alike("", "路要常修") == 0.0


def test_a_word_across_a_cut() -> None:
    assert across("合作社请来农艺", "师，把剪刀怎么下") > 0
    assert across("把剪刀怎么下、留几个", "渡口早就不摆渡了") == 0
