"""Hits, excerpts and marks on the original text."""

from __future__ import annotations

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lilun.schema.publish.excerpt import CLOSE, OPEN, count, hits, marked, marked_excerpt, snippet
from lilun.schema.search import fold, terms

TEXTS = st.text(alphabet="渠水𠮷ＡaA <>&\"'", max_size=60)


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("修渠引水，渠成水到", "渠", [(1, 2), (5, 6)]),
        ("𠮷水𠮷渠", "渠", [(3, 4)]),
        ("ＡＩ看水", "ai", [(0, 2)]),
        ("修渠引水", "修渠 渠引", [(0, 3)]),
        ("修渠 引水", '"渠 引"', [(1, 4)]),
        ("修渠引水", "", []),
        ("修渠引水", '"', []),
    ],
)
def test_hits_are_offsets_in_the_original(text: str, query: str, expected: list[tuple[int, int]]) -> None:
    assert hits(text, query) == expected


def test_a_snippet_keeps_to_its_width_around_the_first_hit() -> None:
    text = "前" * 100 + "引水渠" + "后" * 100
    cut = snippet(text, "引水渠", 20)
    assert cut is not None and cut.startswith("…前") and cut.endswith("后…")
    assert "⟦引水渠⟧" in cut and len(cut) == 20 + 4
    assert snippet("修渠引水", "没有", 20) == "修渠引水"
    assert snippet(None, "渠", 20) is None
    assert snippet("修渠", None, None) == "修渠"


def test_a_long_hit_is_shown_whole() -> None:
    assert "⟦" + "渠" * 50 + "⟧" in str(snippet("水" * 90 + "渠" * 50 + "水" * 90, "渠" * 50, 10))


def test_counts() -> None:
    assert count("水利兴，水利活", "水利") == 2
    assert count(None, "水利") == count("水利", None) == count("水利", "") == 0


def test_marks_come_after_escaping() -> None:
    assert marked("<b>渠</b>", "渠") == "&lt;b&gt;<mark>渠</mark>&lt;/b&gt;"
    assert marked("a&lt;b", "lt") == "a&amp;<mark>lt</mark>;b"
    assert marked_excerpt("<i>⟦渠⟧</i>") == "&lt;i&gt;<mark>渠</mark>&lt;/i&gt;"
    assert marked_excerpt("⟧渠⟦") == "⟧渠⟦"


@given(TEXTS, TEXTS, st.integers(-5, 100))
def test_nothing_is_lost_and_nothing_is_added(text: str, query: str, width: int) -> None:
    plain = str(snippet(text, query, width)).replace(OPEN, "").replace(CLOSE, "").strip("…")
    assert plain in text
    assert "<" not in str(marked(text, query)).replace("<mark>", "").replace("</mark>", "")


SIGNS = st.sampled_from("发展ＡａＡİßﬁ⼤大 　\t]^-\\ⅷ①𝐀㈱𠮷豈豈")


@given(text=st.text(SIGNS, max_size=40), query=st.text(SIGNS, min_size=1, max_size=6))
def test_counting_folds_as_searching_does(text: str, query: str) -> None:
    assert count(text, query) == sum(fold(text).count(term) for term in terms(query))


def test_no_character_beyond_those_planes_folds() -> None:
    beyond = chain(range(0x20000, 0x2F800), range(0x2FA20, 0x110000))
    assert [code for code in beyond if fold(chr(code)) != chr(code)] == []
