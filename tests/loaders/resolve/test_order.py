"""Loading in any order and in any batches, loading again and removing end in the same rows as loading all at once."""

from __future__ import annotations

from collections.abc import Callable
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lilun.loaders.resolve import passages, quotations, stretches
from small_texts import Small, contents, empty, take_out, write

CLAUSES = (
    "山上的水要一滴一滴引到田里去",
    "修渠先修心",
    "老井边的石板记得每一双挑水的脚",
    "把账本摊开在大榕树底下给众人看",
    "一粒种子先要认得脚下的泥土",
    "雨落在谁家的瓦上就先流进谁家的缸",
    "夜校的灯亮到最后一个人合上书本为止",
    "桥墩要打在看不见的石头上",
)
JOINTS = ("，", "、", "；", "")


@st.composite
def wordings(draw: st.DrawFn, most: int = 5) -> str:
    """Clauses put together, now and then with a character lost, changed or elided: so that many wordings meet."""
    parts = draw(st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=most))
    text = draw(st.sampled_from(JOINTS)).join(parts)
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(text) - 1))
        text = text[:at] + draw(st.sampled_from(("", "甲", "……"))) + text[at + 1 :]
    return text


@st.composite
def articles(draw: st.DrawFn) -> list[Small]:
    made = []
    for number in range(draw(st.integers(1, 7))):
        quotes = draw(st.lists(wordings(3), max_size=3))
        plain = draw(st.lists(wordings(), max_size=2))
        texts = (*(f"{draw(st.sampled_from(CLAUSES))}他说：“{quote}”" for quote in quotes), *plain)
        made.append(Small(f"{number}", texts, tuple(enumerate(quotes))))
    return made


@pytest.mark.parametrize("sample", [2, stretches.SAMPLE])
@given(st.data())
@settings(max_examples=40, deadline=None)
def test_any_way_to_the_same_articles_ends_in_the_same_rows(sample: int, data: st.DataObject) -> None:
    """Also where more articles hold the same words than are compared."""
    with patch.object(stretches, "SAMPLE", sample):
        any_way(data)


def any_way(data: st.DataObject) -> None:
    wanted = data.draw(articles())
    with empty() as together:
        write(together, wanted)
        expected = contents(together)
        assert list(quotations.check(together)) == []
        assert list(passages.check(together)) == []
    others = data.draw(articles())
    shuffled = data.draw(st.permutations(wanted))
    with empty() as step_by_step:
        # articles that go again, some under the names of those that stay: as a page that is replaced
        for article in others:
            write(step_by_step, [article])
        while shuffled:
            count = data.draw(st.integers(1, len(shuffled)))
            write(step_by_step, shuffled[:count])
            if data.draw(st.booleans()):
                take_out(step_by_step, [shuffled[0].name])
                write(step_by_step, shuffled[:1])
            shuffled = shuffled[count:]
        take_out(step_by_step, sorted({a.name for a in others} - {a.name for a in wanted}))
        assert contents(step_by_step) == expected
        for table in ("quotation_uses", "quotation_grams", "passage_uses", "paragraph_fingerprints"):
            step_by_step.exec_driver_sql(f"DELETE FROM {table}")
        quotations.make_missing_quotations(step_by_step)
        passages.make_missing_passages(step_by_step)
        passages.mark_set_phrases(step_by_step)
        assert contents(step_by_step) == expected


@given(articles())
@settings(max_examples=30, deadline=None)
def test_removing_all_leaves_nothing(given_articles: list[Small]) -> None:
    with empty() as connection:
        write(connection, given_articles)
        take_out(connection, [a.name for a in given_articles])
        assert not any(contents(connection).values())


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_a_page_that_is_written_again_keeps_the_ids_of_quotations_and_passages(data: st.DataObject) -> None:
    given_articles = data.draw(articles())

    def ids(table: str) -> Callable[[], list[tuple[object, ...]]]:
        return lambda: [
            tuple(r) for r in connection.exec_driver_sql(f"SELECT id, key FROM {table} ORDER BY id")
        ]

    with empty() as connection:
        write(connection, given_articles)
        for table in ("quotations", "passages"):
            before = ids(table)()
            write(connection, given_articles)
            assert ids(table)() == before
