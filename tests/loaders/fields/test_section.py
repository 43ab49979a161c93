"""The section tree."""

from __future__ import annotations

import pytest
from invented import FERRY
from lilun.loaders.fields.section import Heading, Section, read_heading, read_run_ins, tree


@pytest.mark.parametrize(
    ("text", "enumerator", "heading"),
    [
        ("一、石阶还在", "一、", "石阶还在"),
        ("（一）石阶还在", "（一）", "石阶还在"),
        ("(二) 石阶还在。", "(二)", "石阶还在"),
        ("1.石阶还在", "1.", "石阶还在"),
        ("第一章 石阶还在", "第一章", "石阶还在"),
        ("一 石阶还在", "一", "石阶还在"),
        ("二　种树的人", "二", "种树的人"),
        ("一 个渡口", None, "一 个渡口"),
        ("石阶还在", None, "石阶还在"),
        ("■ 石阶还在", None, "石阶还在"),
        ("——石阶还在", None, "石阶还在"),
        ("石阶  还在：", None, "石阶 还在"),
    ],
)
def test_a_heading_on_a_line_of_its_own(text: str, enumerator: str | None, heading: str) -> None:
    found = read_heading(text)
    assert (found.enumerator, found.heading, found.kind) == (enumerator, heading, "line")


@pytest.mark.parametrize(
    ("paragraph", "enumerator", "heading"),
    [
        ("（一）守住石阶。石阶是渡口的根。", "（一）", "守住石阶"),
        ("一、守住石阶。石阶是渡口的根。", "一、", "守住石阶"),
        ("（二）石阶为什么要守？因为它是根。", "（二）", "石阶为什么要守？"),
        ("（三）守住石阶 石阶是渡口的根。", "（三）", "守住石阶"),
    ],
)
def test_a_heading_that_runs_into_its_paragraph(paragraph: str, enumerator: str, heading: str) -> None:
    (found,) = read_run_ins([paragraph])
    assert found is not None
    assert (found.enumerator, found.heading, found.kind) == (enumerator, heading, "run-in")


@pytest.mark.parametrize(
    "paragraph",
    [
        "石阶是渡口的根。守住它。",
        "（一）守住石阶。",
        "（一）" + "守住渡口的每一级石阶和每一道刻痕，" * 4 + "这是根。石阶在。",
        "3.5公里长的栈道。修好了。",
    ],
    ids=["no enumerator", "nothing behind it", "too long", "a figure"],
)
def test_no_run_in_heading(paragraph: str) -> None:
    assert read_run_ins([paragraph]) == [None]


def test_a_parallel_set_needs_two() -> None:
    first, second = "第一，守住石阶。石阶是渡口的根。", "第二，守住刻痕。刻痕是渡口的记性。"
    assert [h.heading if h else None for h in read_run_ins([first, FERRY[1], second])] == [
        "守住石阶",
        None,
        "守住刻痕",
    ]
    assert read_run_ins([first, FERRY[1]]) == [None, None]


def levels(*texts: str) -> list[tuple[int, int | None]]:
    return [(s.level, s.parent) for s in tree([read_heading(t) for t in texts])]


def test_levels_and_parents() -> None:
    assert levels("一、甲", "（一）乙", "（二）丙", "二、丁", "（一）戊") == [
        (1, None),
        (2, 0),
        (2, 0),
        (1, None),
        (2, 3),
    ]


def test_three_levels() -> None:
    assert levels("一、甲", "（一）乙", "1.丙", "（二）丁", "二、戊") == [
        (1, None),
        (2, 0),
        (3, 1),
        (2, 0),
        (1, None),
    ]


def test_one_level_whatever_it_is() -> None:
    assert levels("（一）甲", "（二）乙") == [(1, None), (1, None)]
    assert levels("甲", "乙") == [(1, None), (1, None)]


def test_a_heading_without_enumerator_is_not_below_arabic_numerals() -> None:
    assert levels("1.甲", "2.乙", "——丙") == [(1, None), (1, None), (1, None)]
    assert levels("一、甲", "乙", "二、丙") == [(1, None), (2, 0), (1, None)]


def test_a_higher_style_that_comes_later_is_not_below() -> None:
    assert levels("（一）甲", "一、乙", "（一）丙") == [(1, None), (1, None), (2, 1)]


def test_what_an_ordinal_counts_on_behind_is_below_it() -> None:
    assert levels("第一，甲", "第二，乙", "1.丙", "2.丁", "第三，戊") == [
        (1, None),
        (1, None),
        (2, 1),
        (2, 1),
        (1, None),
    ]


def test_marks_give_levels_where_they_differ() -> None:
    found = tree(
        [
            Heading(None, t, "line", style)
            for t, style in (("甲", "heading2"), ("乙", "heading3"), ("丙", "heading2"))
        ]
    )
    assert found == [
        Section(None, "甲", 1, "line", None), Section(None, "乙", 2, "line", 0), Section(None, "丙", 1, "line", None),
    ]  # fmt: skip


def test_no_headings_no_sections() -> None:
    assert tree([]) == []
