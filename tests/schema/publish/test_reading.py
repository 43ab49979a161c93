"""Cutting text at marks, and the forms of dates and addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lilun.schema.publish.reading import Mark, address, chinese_date, cut


@pytest.mark.parametrize(
    ("edtf", "shown"),
    [
        ("2025-04-07", "2025年4月7日"),
        ("2022-08", "2022年8月"),
        ("2025", "2025年"),
        ("2025-01-22/2025-01-24", "2025年1月22日至2025年1月24日"),
        ("2025~", "2025~"),
        (None, "日期不详"),
    ],
)
def test_dates_as_a_chinese_reader_expects_them(edtf: str | None, shown: str) -> None:
    assert chinese_date(edtf) == shown


def test_an_address_encodes_each_part_of_the_key() -> None:
    assert address("日报/2024-01-02/A#1?/3") == "/read/%E6%97%A5%E6%8A%A5/2024-01-02/A%231%3F/3"


def test_overlapping_marks_are_cut_at_every_boundary() -> None:
    pieces = cut(
        "一二三四五六", [Mark(1, 4, "quotation", 1), Mark(3, 5, "quotation", 2), Mark(3, 4, "document", 9)]
    )
    assert [(p.text, p.notes, p.document, p.ends) for p in pieces] == [
        ("一", (), None, ()),
        ("二三", (1,), None, ()),
        ("四", (1, 2), 9, (1,)),
        ("五", (2,), None, (2,)),
        ("六", (), None, ()),
    ]


@given(
    st.text(alphabet="渠水𠮷<", max_size=20),
    st.lists(st.tuples(st.integers(-2, 25), st.integers(-2, 25)), max_size=6),
)
def test_the_pieces_are_the_text_wherever_the_marks_stand(text: str, marks: list[tuple[int, int]]) -> None:
    pieces = cut(text, [Mark(start, end, "quotation", n) for n, (start, end) in enumerate(marks)])
    assert "".join(piece.text for piece in pieces) == text
