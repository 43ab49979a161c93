"""Which printed lines make one block."""

from __future__ import annotations

import textwrap

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
