"""Signs that OCR set wrong, and the way back from each repaired character."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lilun.loaders.page import Text
from lilun.loaders.repair.signs import repair_signs

RUNNING = (
    "渡口早就不摆渡了石阶还在每到雨季江水漫上第九级守渡的老人便在墙上添一道刻痕三十年下来密密麻麻数也数不清"
)


def repaired(text: str) -> str:
    return repair_signs(text, [(0, len(text))]).string


@pytest.mark.parametrize(
    ("came", "printed"),
    [
        # half-width signs beside Han
        ("渡口还在,石阶也在", "渡口还在，石阶也在"),
        ("他说:留下来", "他说：留下来"),
        ("一要修;二要守", "一要修；二要守"),
        ("为什么要留?因为记性!", "为什么要留？因为记性！"),
        ("老渡口(北岸)还在", "老渡口（北岸）还在"),
        ("石阶还在.", "石阶还在。"),
        ("石阶还在.渡船没了.", "石阶还在。渡船没了。"),
        ("石阶--还在", "石阶——还在"),
        # quotation marks open and close
        ('老人说,"记性没有了"。', "老人说，“记性没有了”。"),
        ('"桥"和"渡口"', "“桥”和“渡口”"),
        ("“桥修好了”,他说", "“桥修好了”，他说"),
        # figures, Latin text and dates stay
        ("长3.14公里", "长3.14公里"),
        ("有1,200级", "有1,200级"),
        ("比分是3:2", "比分是3:2"),
        ("版本 v2.0 final", "版本 v2.0 final"),
        ("GDP (gross domestic product) growth", "GDP (gross domestic product) growth"),
        ("a ferry, a quay", "a ferry, a quay"),
        ("GDP (gross domestic product)", "GDP (gross domestic product)"),
        ("don't", "don't"),
        ("渡口，石阶。", "渡口，石阶。"),
        # white space and marks that are no print
        (f"{RUNNING} {RUNNING}", RUNNING * 2),
        ("渡\u200b口还\ufeff在", "渡口还在"),
        ("**渡口**还在", "渡口还在"),
        ("渡口&nbsp;还在", "渡口还在"),
        (f"2031 年 5 月 6 日，{RUNNING}", f"2031年5月6日，{RUNNING}"),
        ("老渡口 为什么留下", "老渡口 为什么留下"),
    ],
)  # fmt: skip
def test_signs(came: str, printed: str) -> None:
    assert repaired(came) == printed


def test_lines_of_one_block_join_without_a_space_but_between_latin_words() -> None:
    text = "渡口还在\n石阶也在 the old\nferry steps"
    ranges = [(0, 4), (5, 17), (18, 29)]
    assert repair_signs(text, ranges).string == "渡口还在石阶也在 the old ferry steps"


def test_each_repaired_sign_leads_back_to_what_stood_there() -> None:
    text = "渡口还在,石阶也在"
    found = repair_signs(text, [(0, len(text))])
    assert any(p.repair == "width" for p in found.pieces)
    assert [text[found.source_of(at)] for at in (0, 4, 8)] == ["渡", ",", "在"]


SIGNS = st.text(alphabet="渡口石阶，。,.;:?!()\"'“”‘’ \u3000-—*_#<a>1 2b\u200b&\\\n《》", max_size=60)


def test_signs_repaired_by_their_neighbours_are_repaired_at_once() -> None:
    assert repaired(repaired("1::")) == repaired("1::")


@given(st.text(alphabet="渡口石阶还在,，;。?!()“”", max_size=40))
@settings(max_examples=200, deadline=None)
def test_a_repair_is_done_once(text: str) -> None:
    once = repaired(f"渡口{text}石阶")
    assert repaired(once) == once


@given(st.text(alphabet="渡口石阶还在，。？“”《》（）1a", max_size=40))
@settings(max_examples=300, deadline=None)
def test_what_the_paper_printed_stays(text: str) -> None:
    assert repaired(text) == text


def leads_back(source: str, text: Text) -> None:
    at = 0
    for piece in text.pieces:
        assert at <= piece.start <= piece.end <= len(source)
        at = piece.end
        if not piece.repair:
            assert piece.text == source[piece.start : piece.end]
    assert text.string == "".join(p.text for p in text.pieces)


@given(st.one_of(SIGNS, st.text(max_size=60)))
@settings(max_examples=200, deadline=None)
def test_every_piece_leads_back_to_its_source(text: str) -> None:
    leads_back(text, repair_signs(text, [(0, len(text))]))


@given(SIGNS, st.data())
@settings(max_examples=200, deadline=None)
def test_a_slice_is_a_slice_and_still_leads_back(text: str, data: st.DataObject) -> None:
    found = repair_signs(text, [(0, len(text))])
    a = data.draw(st.integers(0, len(found)))
    b = data.draw(st.integers(a, len(found)))
    part = found.slice(a, b)
    assert part.string == found.string[a:b]
    leads_back(text, part)
    assert found.strip().string == found.string.strip()
