"""Which printed lines make one block."""

from __future__ import annotations

import textwrap

import pytest
from invented import FERRY, ORCHARD, lines
from lilun.loaders.page import RawPage
from lilun.loaders.repair.lines import group_lines
from lilun.loaders.sources.text import read


def blocks(raw: RawPage) -> list[str]:
    return ["".join(raw.text[ln.start : ln.end] for ln in group) for group in group_lines(raw)]


def columns(paragraph: str, width: int = 18, indent: str = "") -> str:
    """A paragraph with its printed line breaks."""
    return "\n".join(textwrap.wrap(indent + paragraph, width, drop_whitespace=False))


def test_one_line_a_paragraph() -> None:
    assert blocks(lines(*FERRY)) == list(FERRY)


def test_blank_lines_end_a_block() -> None:
    assert blocks(read("\n\n".join(FERRY))) == list(FERRY)


def test_kept_line_breaks_of_a_column() -> None:
    assert blocks(read("\n\n".join(columns(p) for p in FERRY))) == list(FERRY)


def test_kept_line_breaks_with_indents_and_no_blank_lines() -> None:
    text = "\n".join(columns(p, indent="\u3000\u3000") for p in (*FERRY, *ORCHARD))
    assert blocks(read(text)) == [*FERRY, *ORCHARD]


def test_a_marked_line_stands_alone() -> None:
    text = f"# 老渡口\n{columns(FERRY[0])}\n**石阶还在**\n{columns(FERRY[1])}"
    assert blocks(read(text)) == ["老渡口", FERRY[0], "石阶还在", FERRY[1]]


def test_a_signoff_in_brackets_stands_alone() -> None:
    text = f"{columns(FERRY[0])}\n（作者系临江大学教授）"
    assert blocks(read(text)) == [FERRY[0], "（作者系临江大学教授）"]


def test_short_lines_of_a_headline_are_not_joined() -> None:
    assert blocks(lines("老渡口为什么要留下", "陆闻笛")) == ["老渡口为什么要留下", "陆闻笛"]


def test_all_lines_are_kept_in_order() -> None:
    raw = read("\n".join(columns(p) for p in (*FERRY, *ORCHARD)))
    assert [ln for group in group_lines(raw) for ln in group] == list(raw.lines)


def test_a_line_between_two_paragraphs_is_a_block_of_its_own() -> None:
    text = "\n".join((columns(FERRY[0]), "石阶还在", columns(FERRY[1])))
    assert blocks(read(text)) == [FERRY[0], "石阶还在", FERRY[1]]
    indented = "\n".join((columns(FERRY[0], indent="　　"), "石阶还在", columns(FERRY[1], indent="　　")))
    assert blocks(read(indented)) == [FERRY[0], "石阶还在", FERRY[1]]


@pytest.mark.parametrize(
    "signoff",
    [
        "（作者为临江大学马克思主义学院院长、教授，临江市哲学研究会会长）",
        "作者为临江大学马克思主义学院副院长、教授、临江市哲学研究会会长",
    ],
)
def test_a_signoff_over_two_lines_takes_its_width_from_the_page(signoff: str) -> None:
    text = "\n\n".join((*(columns(p) for p in (*FERRY, *ORCHARD)), columns(signoff)))
    assert blocks(read(text)) == [*FERRY, *ORCHARD, signoff]


def test_two_columns_of_different_width() -> None:
    signoff = "作者为临江大学马克思主义学院副院长、教授、临江市哲学研究会会长"
    wide = [columns(p, width=24) for p in ("".join(ORCHARD), signoff)]
    text = "\n\n".join((*(columns(p) for p in FERRY), *wide))
    assert blocks(read(text)) == [*FERRY, "".join(ORCHARD), signoff]


def test_names_on_a_full_line_do_not_go_on() -> None:
    names = "古丽米热·阿不都拉 欧阳修远 陆闻笛"
    assert blocks(read("\n".join((names, columns("".join(FERRY)))))) == [names, "".join(FERRY)]
