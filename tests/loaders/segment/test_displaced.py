"""Pages out of order: headlines far from their texts, three articles in turns, and sound pages left alone."""

from __future__ import annotations

from invented import ARCHIVES, FERRY, ORCHARD, article, read_page, sheet
from lilun.loaders.page import Block, Text
from lilun.loaders.segment.assign import assign
from lilun.loaders.segment.displaced import in_order

FERRY_TITLE, ORCHARD_TITLE, ARCHIVES_TITLE = "# 老渡口为什么要留下", "# 南坡梨园二十年", "# 修志贵在一个慢字"
SIGNED = "（作者系临江大学{}学院教授）"


def bodies(*blocks: str) -> dict[str | None, list[str]]:
    found = read_page("\n\n".join(blocks)).articles
    return {a.headline.title: [str(p.text) for p in a.paragraphs if p.role == "body"] for a in found}


def authors(*blocks: str) -> dict[str | None, list[str | None]]:
    return {
        a.headline.title: [s.name for s in a.signatories] for a in read_page("\n\n".join(blocks)).articles
    }


WHOLE = {
    "老渡口为什么要留下": list(FERRY),
    "南坡梨园二十年": list(ORCHARD),
    "修志贵在一个慢字": list(ARCHIVES),
}


def test_three_articles_in_turns_one_headline_below_its_text() -> None:
    cut = FERRY[1].index("管的是过江") + 2
    page = (
        FERRY_TITLE, "□陆闻笛", FERRY[0], FERRY[1][:cut],
        "□邵望舒", ORCHARD[0], ORCHARD[1],
        FERRY[1][cut:], FERRY[2], SIGNED.format("历史"),
        ORCHARD[2], ORCHARD_TITLE, SIGNED.format("农"),
        ARCHIVES_TITLE, "□秦砚耕", *ARCHIVES,
    )  # fmt: skip
    assert bodies(*page) == WHOLE
    assert authors(*page)["南坡梨园二十年"] == ["邵望舒"]


def test_a_headline_and_byline_at_the_page_end_after_their_text() -> None:
    page = (
        FERRY_TITLE, "□陆闻笛", *FERRY, SIGNED.format("历史"),
        *ARCHIVES, SIGNED.format("文"),
        ORCHARD_TITLE, "□邵望舒", *ORCHARD, SIGNED.format("农"),
        ARCHIVES_TITLE, "□秦砚耕",
    )  # fmt: skip
    assert bodies(*page) == WHOLE


def test_an_editors_note_above_the_first_headline_is_part_of_that_article() -> None:
    note = "编者按 记性没有了，桥修得再多也不知道从哪里来。本版今天谈谈一个县怎样留住它的老地方，供读者参考。"
    found = read_page("\n\n".join((note, sheet(article("老渡口为什么要留下", "陆闻笛", FERRY)))))
    assert [a.headline.title for a in found.articles] == ["老渡口为什么要留下"]


def test_a_sound_page_is_not_looked_at() -> None:
    placed = read_page(
        sheet(article("老渡口为什么要留下", "陆闻笛", FERRY), article("南坡梨园二十年", "邵望舒", ORCHARD))
    ).segmented.placed
    assert in_order(assign(placed)) is None


def test_a_torn_end_is_no_reason_to_look_for_more() -> None:
    placed = read_page(article("老渡口为什么要留下", "陆闻笛", FERRY)).segmented.placed[-1]
    torn = type(placed)(
        Block(Text(placed.block.text.pieces).slice(0, 30), torn=True), "paragraph", placed.labelled
    )
    assert not torn.breaks_off
    assert type(placed)(Block(torn.block.text), "paragraph", placed.labelled).breaks_off
