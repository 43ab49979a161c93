"""Passages that OCR pasted twice, and what stands twice by right."""

from __future__ import annotations

import pytest
from invented import ARCHIVES, FERRY, ORCHARD, repaired
from lilun.loaders.page import Page


def page(*paragraphs: str) -> Page:
    return repaired("\n\n".join(paragraphs))


def copies(found: Page) -> list[str]:
    return [found.raw.text[d.start : d.end] for d in found.duplicates]


def originals(found: Page) -> list[str]:
    return [found.raw.text[d.of_start : d.of_end] for d in found.duplicates]


PASSAGE = ORCHARD[1][4:-5]  # both ends cut a clause
SPOILT = FERRY[0][:30] + PASSAGE + FERRY[0][30:]


def test_a_passage_pasted_into_the_middle_of_another_article() -> None:
    found = page(*ORCHARD, SPOILT, *FERRY[1:])
    assert copies(found) == [PASSAGE]
    assert originals(found) == [PASSAGE]
    assert found.duplicates[0].start > found.duplicates[0].of_start
    assert [str(b) for b in found.blocks] == [*ORCHARD, *FERRY]


def test_the_copy_can_stand_before_its_original() -> None:
    found = page(SPOILT, *FERRY[1:], *ORCHARD)
    assert copies(found) == [PASSAGE]
    assert found.duplicates[0].start < found.duplicates[0].of_start
    assert [str(b) for b in found.blocks] == [*FERRY, *ORCHARD]


def test_a_paragraph_that_stands_twice_as_a_whole() -> None:
    found = page("老渡口为什么要留下", FERRY[1], *ORCHARD, FERRY[1], "（作者系临江大学教授）")
    assert copies(found) == [FERRY[1]]
    assert [str(b) for b in found.blocks] == [
        "老渡口为什么要留下",
        FERRY[1],
        *ORCHARD,
        "（作者系临江大学教授）",
    ]


def test_a_paragraph_that_stands_twice_behind_paragraphs_that_end_alike() -> None:
    found = page(*FERRY, ORCHARD[0], FERRY[1])
    assert copies(found) == [FERRY[1]]
    assert [str(b) for b in found.blocks] == [*FERRY, ORCHARD[0]]


def test_a_copy_is_a_finding_and_a_gap_another() -> None:
    found = page(*ORCHARD, SPOILT)
    assert {n.kind for n in found.notes} == {"duplicate_passage", "gap"}
    for note in found.notes:
        assert (note.start, note.end) == (found.duplicates[0].start, found.duplicates[0].end)


def test_a_whole_copy_leaves_no_gap() -> None:
    found = page("老渡口为什么要留下", FERRY[1], *ORCHARD, FERRY[1], "（作者系临江大学教授）")
    assert {n.kind for n in found.notes} == {"duplicate_passage"}


QUOTED = "“看一个地方肯不肯下慢功夫，就看它怎么对待老物件；老物件留住了，一个地方的心气也就留住了，这比盖多少高楼都要紧”"
SET_PHRASE = "认真学习领会全会精神，切实把思想和行动统一到党中央决策部署上来，"
SLOGAN = "守住一江清水，守住两岸青山，守住乡亲们心里的那份记性。"


@pytest.mark.parametrize(
    "paragraphs",
    [
        (f"老县长在座谈会上指出，{QUOTED}。{FERRY[0]}", *ORCHARD, f"{ARCHIVES[0]}老县长在座谈会上指出，{QUOTED}。"),
        (f"老县长指出：{QUOTED}。", FERRY[0], f"老县长多次强调：{QUOTED}。", ARCHIVES[0]),
        (f"要{SET_PHRASE}把渡口守好。{FERRY[0]}", ORCHARD[0], f"我们{SET_PHRASE}把果园种好。{ARCHIVES[0]}"),
        (f"{SLOGAN}{FERRY[0]}", f"{SLOGAN}{ORCHARD[0]}", f"{ARCHIVES[0]}{SLOGAN}"),
        (*FERRY, *ORCHARD, *ARCHIVES),
        (FERRY[0], "石阶还在。", ORCHARD[0], "石阶还在。"),
    ],
    ids=["a quotation in two articles", "a quotation with two cues", "a set phrase", "a slogan", "nothing twice",
         "a short sentence twice"],
)  # fmt: skip
def test_what_stands_twice_by_right_stays(paragraphs: tuple[str, ...]) -> None:
    found = page(*paragraphs)
    assert not found.duplicates
    assert [str(b) for b in found.blocks] == list(paragraphs)


def test_a_repaired_page_has_no_copies_left() -> None:
    once = page(*ORCHARD, SPOILT, *FERRY[1:])
    assert not page(*map(str, once.blocks)).duplicates


def test_a_copy_with_a_wrong_character_is_one_copy() -> None:
    wrong = PASSAGE.replace("请来", "清来")
    found = page(*ORCHARD, FERRY[0][:30] + wrong + FERRY[0][30:], *FERRY[1:])
    assert copies(found) == [wrong] and originals(found) == [PASSAGE]


def test_a_block_that_stands_inside_another_paragraph_is_the_copy() -> None:
    found = page(FERRY[0] + FERRY[1] + FERRY[2], *ORCHARD, FERRY[1])
    assert copies(found) == [FERRY[1]]
    assert [str(b) for b in found.blocks] == ["".join(FERRY), *ORCHARD]


def test_whole_sentences_inside_a_sentence_are_the_copy() -> None:
    long = "".join(ORCHARD)
    found = page(long + ARCHIVES[0], FERRY[0][: FERRY[0].index("，") + 1] + long + FERRY[0][10:], *FERRY[1:])
    assert copies(found) == [long] and found.duplicates[0].of_start < found.duplicates[0].start


def test_the_end_under_a_copy_is_torn() -> None:
    found = page(*ORCHARD, FERRY[0][:30] + PASSAGE, *FERRY[1:])
    assert [str(b) for b in found.blocks if b.torn] == [FERRY[0][:30]]
