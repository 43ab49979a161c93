"""What folding takes away, and the quick paths that must not change a result."""

from __future__ import annotations

import difflib

from hypothesis import given
from hypothesis import strategies as st
from lilun.loaders.evaluation.folding import alike, bare, block_ratio, covered, grams, norm, plain

texts = st.text(alphabet="甲乙丙丁，。“”A1 ", max_size=30)


def test_folds():
    assert norm("（Ａ） “甲”—") == '(A)"甲"-'
    assert bare("——《甲》·乙，１２。") == "甲乙12"
    assert plain("「甲」。乙、") == plain('"甲".乙,')


@given(texts)
def test_folding_twice_changes_nothing(text):
    for fold in (norm, bare, plain):
        assert fold(fold(text)) == fold(text)


@given(texts, texts)
def test_the_bound_never_hides_a_ratio(a, b):
    ratio = difflib.SequenceMatcher(None, a, b, autojunk=False).ratio() if a and b else 0.0
    assert block_ratio(a, b) == ratio
    assert (block_ratio(a, b, 0.8) >= 0.8) == (ratio >= 0.8)


@given(texts, texts)
def test_covered_is_what_a_slow_search_finds(text, known):
    runs = frozenset(grams(known, 3))
    slow = [
        any(
            text[i : i + 3] in runs
            for i in range(max(0, at - 2), at + 1)
            if len(text[i : i + 3]) == min(3, len(text))
        )
        for at in range(len(text))
    ]
    if len(text) >= 3:
        assert covered(text, runs, 3) == slow


def test_alike_from_four_fifths_on():
    assert alike("甲乙丙丁戊", "甲乙丙丁己")
    assert not alike("甲乙丙丁", "甲乙丙戊")
    assert alike("", "")
    assert not alike("甲", "")
