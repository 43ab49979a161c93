"""Quotation marks: outer quotations, lost and doubled marks, sentences."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lilun.loaders.fields.quotation_marks import mask, outer_quotations, sentence_ends

_LEAD_IN = re.compile("(?:指出|说)[，：]")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("他说，“甲乙”“丙丁”。", ["甲乙", "丙丁"]),
        ("他说，“甲‘乙’丙”。", ["甲‘乙’丙"]),
        ("他说，“甲“乙”丙”。", ["甲“乙”丙"]),
        ('他说，"甲乙"，"丙丁"。', ["甲乙", "丙丁"]),
        ("他說，「甲『乙』丙」。", ["甲『乙』丙"]),
        ("他说，”甲乙丙”。", ["甲乙丙"]),
        ("“甲乙“，“丙丁”", ["甲乙", "丙丁"]),
        ("他说，““甲乙丙”。", ["“甲乙丙"]),
        ("他指出，甲乙丙丁戊”。", ["甲乙丙丁戊"]),
        ("他指出，“甲乙丙。又做“丁戊”的事。", ["甲乙丙。", "丁戊"]),
        ("甲乙”。", []),
        ("it’s so", []),
        ("", []),
    ],
)
def test_outer_quotations(text: str, words: list[str]) -> None:
    assert [text[q.inner_start : q.inner_end] for q in outer_quotations(text, _LEAD_IN)] == words


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("甲。乙！丙", ["甲。", "乙！", "丙"]),
        ("他说：“甲。乙。”丙丁。", ["他说：“甲。乙。”", "丙丁。"]),
        ("“甲。”“乙。”都对。", ["“甲。”“乙。”", "都对。"]),
        ("“谁？”的问题。", ["“谁？”的问题。"]),
        ("真的吗？！好。", ["真的吗？！", "好。"]),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    quotations = outer_quotations(text)
    ends = sentence_ends(text, mask(text, quotations), quotations)
    assert [text[a:b] for a, b in zip([0, *ends], ends)] == sentences


@given(st.text(alphabet='“”‘’「」『』"甲乙。，：指出 ', max_size=80))
def test_quotations_lie_in_order(text: str) -> None:
    at = 0
    quotations = outer_quotations(text, _LEAD_IN)
    for q in quotations:
        assert at <= q.start <= q.inner_start <= q.inner_end <= q.end <= len(text)
        at = q.end
    assert len(mask(text, quotations)) == len(text)
    ends = sentence_ends(text, mask(text, quotations), quotations)
    assert ends == sorted(set(ends))
    assert ends[-1] == len(text)
