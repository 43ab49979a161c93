"""The partition of a file: every character in one span, with a role."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import ARCHIVES_PAGE, FERRY, FERRY_PAGE, ORCHARD, ORCHARD_PAGE, read_page, sheet
from lilun.loaders.reading import ReadPage, read
from lilun.loaders.sources.file import read_page as read_file
from lilun.loaders.sources.manifest import PageFile

PIECES = st.one_of(
    st.sampled_from(
        [*FERRY, *ORCHARD, "# 老渡口为什么要留下", "□陆闻笛", "（作者系临江大学教授）", "---", "", "## 一、石阶还在",
         "![](a.png)", "第7版 理论", "核心提示 渡口要留下来。", "▲图为老渡口。", "<center>", "**石阶还在**"]
    ),
    st.text(alphabet="渡口石阶，。,.()\"“” \u3000#*-_<p>|1a\t\f", max_size=30),
    st.text(max_size=20),
)  # fmt: skip


def partitions(page: ReadPage) -> None:
    at = 0
    for span in page.spans:
        assert span.start == at and span.end > span.start, span
        at = span.end
    assert at == len(page.source.raw.text)


@given(st.lists(PIECES, max_size=10), st.sampled_from(["\n", "\n\n", "\r\n", "\n\n\n"]))
@settings(max_examples=80, deadline=None)
def test_any_text_is_partitioned(pieces: list[str], end: str) -> None:
    text = end.join(pieces)
    if text.strip(" \t\r\n\f\0\u3000\ufeff"):  # an empty file is refused before
        partitions(read_page("石" + text))


def roles(page: ReadPage, role: str) -> list[str]:
    return [page.source.raw.text[s.start : s.end] for s in page.spans if s.role == role]


def test_roles_of_a_plain_page() -> None:
    page = read_page(sheet(FERRY_PAGE, ORCHARD_PAGE))
    partitions(page)
    assert roles(page, "title") == ["老渡口为什么要留下", "南坡梨园二十年"]
    assert roles(page, "byline") == ["□陆闻笛", "□邵望舒"]
    assert roles(page, "paragraph") == [*FERRY, *ORCHARD]
    assert not roles(page, "unassigned")
    assert {s.article for s in page.spans if s.role == "paragraph"} == {0, 1}


def test_what_a_copy_overwrote_is_a_duplicate_span_that_names_what_it_repeats() -> None:
    copy = ORCHARD[1][4:-5]
    spoilt = FERRY_PAGE.replace(FERRY[0], FERRY[0][:30] + copy + FERRY[0][30:])
    page = read_page(sheet(spoilt, ORCHARD_PAGE))
    partitions(page)
    (span,) = [s for s in page.spans if s.role == "duplicate"]
    assert page.source.raw.text[span.start : span.end] == copy
    assert span.repeats is not None
    assert page.source.raw.text[slice(*span.repeats)] == copy
    assert [str(p.text) for p in page.articles[0].paragraphs] == list(FERRY)


def test_front_matter_is_markup() -> None:
    head = "---\ndate: 2031-05-06\n---\n"
    page = read(read_file(PageFile(Path("page.md"), "page.md"), (head + FERRY_PAGE).encode()))
    partitions(page)
    assert (page.spans[0].start, page.spans[0].end, page.spans[0].role) == (0, len(head), "markup")
    assert page.source.metadata.date == "2031-05-06"


@pytest.mark.parametrize("text", [FERRY_PAGE, sheet(FERRY_PAGE, ORCHARD_PAGE, ARCHIVES_PAGE)])
def test_line_ends_of_windows_are_blank(text: str) -> None:
    page = read_page(text.replace("\n", "\r\n"))
    partitions(page)
    assert all(not s.strip() for s in roles(page, "blank"))
    assert "".join(roles(page, "paragraph")) == "".join(roles(read_page(text), "paragraph"))
