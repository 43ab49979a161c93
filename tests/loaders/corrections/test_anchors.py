"""Words to their place: as they stand, folded, misread, moved; and rather to none than to a wrong one."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import ARCHIVES, FERRY, FERRY_PAGE, ORCHARD, ORCHARD_PAGE, repaired, sheet
from lilun.loaders.corrections.anchors import PageText, Place, fold
from lilun.loaders.corrections.entry import Quote
from lilun.loaders.rules import rows
from lilun.schema.correction_line import anchored

PAGE = sheet(FERRY_PAGE, ORCHARD_PAGE)
TEXT = PageText(repaired(PAGE))


def found(quote: Quote, page: str = PAGE) -> str:
    place = (TEXT if page is PAGE else PageText(repaired(page))).find(quote)
    return page[place.start : place.end] if isinstance(place, Place) else place


@pytest.mark.parametrize(
    ("words", "there", "how"),
    [
        ("老渡口为什么要留下", "老渡口为什么要留下", "exact"),
        ("老渡口 为什麼，要留下", "老渡口为什么要留下", "folded"),
        ("守渡的老入便在墻上", "守渡的老人便在墙上", "folded"),
        ("守渡的老师便在墙上添一道", "守渡的老人便在墙上添一道", "fuzzy"),
        ("“剪刀怎么下,留几个芽”", "剪刀怎么下、留几个芽", "folded"),
    ],
)
def test_words_are_found(words: str, there: str, how: str) -> None:
    place = TEXT.find(Quote(words))
    assert isinstance(place, Place)
    assert (PAGE[place.start : place.end], place.found) == (there, how)


def test_a_stretch_is_found_by_its_ends() -> None:
    assert found(Quote("桥管的是过江", last="从哪里来")) == FERRY[1][-38:-1].lstrip("老人说，")
    assert "does not stand behind" in found(Quote("桥管的是过江", last="石阶还在"))


def test_what_stands_around_tells_equal_words_apart() -> None:
    page = sheet(FERRY_PAGE, FERRY_PAGE.replace("□陆闻笛", "□邵望舒").replace(FERRY[0], ORCHARD[0]))
    assert found(Quote("老渡口为什么要留下"), page).startswith("the words fit 2 places: ")
    place = PageText(repaired(page)).find(Quote("老渡口为什么要留下", suffix="邵望舒"))
    assert isinstance(place, Place) and place.start > 150


def test_a_misread_name_is_not_found_where_the_text_names_it() -> None:
    page = FERRY_PAGE.replace("□陆闻笛", "□陆间苗") + "\n\n陆闻笛说过，桥修得再多，也要记得渡口。\n"
    quote = Quote("陆闻笛", "老渡口为什么要留下", "渡口早就不摆渡了，石阶还在")
    assert found(quote, page) == "陆间苗"
    assert found(Quote("陆闻笛", "从没有过的话", "也不在这里的话"), page).startswith(
        "the words stand nowhere on the page; the nearest"
    )


def test_a_byline_that_stands_elsewhere_is_found_there() -> None:
    page = FERRY_PAGE.replace("□陆闻笛\n", "") + "\n陆闻笛\n"
    assert found(Quote("陆闻笛", "老渡口为什么要留下", "渡口早就不摆渡了"), page) == "陆闻笛"


def test_the_rules_of_look_alikes_fold() -> None:
    signs = [sign for row in rows("look_alikes") for sign in row["signs"]]
    assert len(signs) == len(set(signs))
    assert fold("巳经 士地，未来") == fold("已經土地末来")
    assert fold("，。——“”　\n") == ""


WORDS = st.sampled_from([*FERRY, *ORCHARD])


@given(WORDS, st.data())
@settings(max_examples=150, deadline=None)
def test_what_is_quoted_is_found_where_it_stood(paragraph: str, data: st.DataObject) -> None:
    begin = PAGE.index(paragraph)
    start = data.draw(st.integers(begin, begin + len(paragraph) - 3))
    end = data.draw(st.integers(start + 2, begin + len(paragraph)))
    parts = anchored(PAGE, start, end)
    if "at" not in parts:
        return
    place = TEXT.find(
        Quote(parts["at"], parts.get("before", ""), parts.get("after", ""), parts.get("to", ""))
    )
    assert isinstance(place, Place), place
    assert fold(PAGE[place.start : place.end]) == fold(PAGE[start:end])


@given(st.integers(0, 10_000), WORDS)
@settings(max_examples=100, deadline=None)
def test_a_tenth_of_the_signs_misread_leaves_the_place(seed: int, paragraph: str) -> None:
    """Signs changed, lost and doubled over the whole page: the words are found about where they stood, or nowhere."""
    rng = random.Random(seed)
    spoilt, homes = "", []
    for at, sign in enumerate(PAGE):
        shown = (
            rng.choice(("", sign * 2, rng.choice(ARCHIVES[0])))
            if sign.isalnum() and rng.random() < 0.1
            else sign
        )
        spoilt += shown
        homes += [at] * len(shown)
    start = PAGE.index(paragraph) + rng.randrange(len(paragraph) - 12)
    parts = anchored(PAGE, start, start + 12)
    place = PageText(repaired(spoilt)).find(
        Quote(parts["at"], parts.get("before", ""), parts.get("after", ""))
    )
    if isinstance(place, Place):
        assert start - 4 <= homes[place.start] and homes[place.end - 1] < start + 16


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
@settings(max_examples=150, deadline=None)
def test_nothing_raises(exact: str, prefix: str, suffix: str, last: str) -> None:
    place = TEXT.find(Quote(exact, prefix, suffix, last))
    assert isinstance(place, str) or 0 <= place.start < place.end <= len(PAGE)
    TEXT.may_hold(Quote(exact, prefix, suffix))
