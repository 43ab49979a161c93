"""What must hold of a repaired page whatever its text."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st
from invented import ARCHIVES, FERRY, FERRY_PAGE, ORCHARD, repaired

LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [*FERRY, *ORCHARD, *ARCHIVES, "# 老渡口", "**石阶还在**", "---", "", "□陆闻笛", "![](a.png)"]
        ),
        st.text(alphabet='渡口石阶，。,.()"“” \u3000#*-_<p>|1a', max_size=30),
        st.text(max_size=20),
    ),
    max_size=12,
)


@given(LINES)
@settings(max_examples=100, deadline=None)
def test_never_raises_and_every_piece_leads_back(texts: list[str]) -> None:
    text = "\n".join(texts)
    page = repaired(text)
    for block in page.blocks:
        assert block.text.string.strip()
        for piece in block.text.pieces:
            assert 0 <= piece.start <= piece.end <= len(text)
            if not piece.repair:
                assert piece.text == text[piece.start : piece.end]
    for copy in page.duplicates:
        assert 0 <= copy.start < copy.end <= len(text)
        assert 0 <= copy.of_start < copy.of_end <= len(text)


@given(LINES)
@settings(max_examples=60, deadline=None)
def test_blocks_and_copies_never_overlap(texts: list[str]) -> None:
    page = repaired("\n".join(texts))
    taken = [(p.start, p.end) for b in page.blocks for p in b.text.pieces if p.start < p.end]
    taken += [(d.start, d.end) for d in page.duplicates]
    taken.sort()
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(taken))


def test_marks_are_kept_beside_the_text() -> None:
    page = repaired(FERRY_PAGE)
    assert [(str(b)[:4], b.mark, b.level) for b in page.blocks[:2]] == [
        ("老渡口为", "heading", 1),
        ("□陆闻笛", "", 0),
    ]


def test_rules_and_pictures_are_no_blocks_but_keep_their_place() -> None:
    text = "---\n\n![](scan.png)\n\n石阶还在。\n"
    page = repaired(text)
    assert [str(b) for b in page.blocks] == ["石阶还在。"]
    assert [(text[a:b], role) for a, b, role in page.blanks] == [
        ("---", "markup"),
        ("![](scan.png)", "furniture"),
    ]
