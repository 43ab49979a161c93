"""Plain text and Markdown to lines: marks off, every character's place kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lilun.loaders.sources.text import MARKS, read


@pytest.mark.parametrize(("mark", "pattern", "example"), MARKS)
def test_each_mark_by_its_example(mark: str, pattern: object, example: str) -> None:
    (line,) = read(example).lines
    assert line.mark == mark


@pytest.mark.parametrize(
    ("printed", "content", "level"),
    [
        ("# 老渡口为什么要留下", "老渡口为什么要留下", 1),
        ("### 一、石阶还在 ###", "一、石阶还在", 3),
        ("##石阶还在", "石阶还在", 2),
        ("  **石阶还在**", "石阶还在", 0),
        ("<h2>石阶还在</h2>", "石阶还在", 2),
        ("> 编者按：渡口要留下", "编者按：渡口要留下", 0),
        ("- 修栈道", "修栈道", 0),
        ("— 修栈道", "— 修栈道", 0),
        ("-修栈道", "-修栈道", 0),
        ("**石阶**还在", "**石阶**还在", 0),
        ("3 * 4 * 5", "3 * 4 * 5", 0),
    ],
)
def test_content_without_its_mark(printed: str, content: str, level: int) -> None:
    (line,) = read(printed).lines
    assert printed[line.start : line.end] == content
    assert line.level == level


def test_gaps_and_indents() -> None:
    first, second, third, fourth = read("一\n\n\n\u3000\u3000二\r\n三\r\n\r\n  四\n").lines
    assert [ln.gap for ln in (first, second, third, fourth)] == [0, 2, 0, 1]
    assert [ln.indent for ln in (first, second, third, fourth)] == [0, 4, 0, 2]


def test_only_the_stretch_that_is_the_page() -> None:
    text = "---\ndate: 2031\n---\n石阶还在\n"
    page = read(text, text.index("石"))
    assert [(ln.start, ln.end) for ln in page.lines] == [(text.index("石"), len(text) - 1)]
    assert page.text == text


@given(st.text(alphabet="渡口。# *->_|`!\t\r\n\u3000\f<h1/", max_size=80))
def test_lines_stand_in_order_inside_the_text_and_hold_all_words(text: str) -> None:
    page = read(text)
    at = 0
    for line in page.lines:
        assert at <= line.start < line.end <= len(text)
        at = line.end
    held = "".join(text[ln.start : ln.end] for ln in page.lines)
    assert (
        [c for c in held if c in "渡口。"] == [c for c in text if c in "渡口。"] or "<" in text or "!" in text
    )
