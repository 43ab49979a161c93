"""Cutting text at marks."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lilun.schema.publish.reading import Mark, cut


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
