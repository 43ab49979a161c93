"""Wordings compared: what is left out and put in, and which belong together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lilun.schema.publish.pages.institution import tree
from lilun.schema.publish.pages.speech import side_by_side
from lilun.schema.publish.wording import compare, fullest, groups

TEXTS = st.text(alphabet="渠水田头修到，。𠮷<", max_size=40)


def shown(text: str, other: str) -> str:
    marks = {"same": "{}", "out": "[-{}-]", "in": "{{+{}+}}"}
    return "".join(marks[piece.kind].format(piece.text) for piece in compare(text, other))


def test_differences_are_marked_where_they_stand() -> None:
    assert shown("把渠修到田头", "把每一条渠都修到田头") == "把[-每一条渠都-]{+渠+}修到田头"
    assert shown("渠要修到田头", "渠要修到田头、管到户头") == "渠要修到田头[-、管到户头-]"
    assert shown("水流到田头", "水流到户头") == "水流到[-户-]{+田+}头"
    assert shown("一样", "一样") == "一样" and shown("", "没有") == "[-没有-]"


@given(TEXTS, TEXTS)
def test_the_pieces_give_back_both_wordings(text: str, other: str) -> None:
    pieces = compare(text, other)
    assert "".join(p.text for p in pieces if p.kind != "out") == text
    assert "".join(p.text for p in pieces if p.kind != "in") == other
    assert all(p.text for p in pieces)


def test_an_endless_wording_is_compared_at_its_beginning_and_shown_whole() -> None:
    text = "渠水长流，" * 2_000
    assert "".join(piece.text for piece in compare(text, "渠水长流，") if piece.kind != "out") == text


def test_what_is_joined_through_others_is_one_group() -> None:
    assert groups([5, 1, 2, 9, 7], [(1, 2), (2, 9), (3, 5)]) == [[5], [1, 2, 9], [7]]
    assert fullest(["渠", "渠水", "渠水长流很久"], [8, 3, 1]) == 1


def test_wordings_stand_in_groups_with_the_fullest_common_one_first() -> None:
    rows = [
        {"id": 1, "text": "修到田头", "articles": 2},
        {"id": 2, "text": "把渠修到田头", "articles": 3},
        {"id": 3, "text": "别的话", "articles": 4},
    ]
    shown_groups = side_by_side(rows, [(1, 2)])
    assert [[one.row["id"] for one in group] for group in shown_groups] == [[2, 1], [3]]
    assert [(p.kind, p.text) for p in shown_groups[0][1].pieces] == [("out", "把渠"), ("same", "修到田头")]
    assert shown_groups[1][0].pieces == ()


def test_parts_stand_under_what_they_are_part_of() -> None:
    rows = [
        {"id": 4, "parent_id": 3, "articles": 1},
        {"id": 2, "parent_id": 1, "articles": 5},
        {"id": 3, "parent_id": 1, "articles": 1},
    ]
    top = tree(1, rows)
    assert [(node.row["id"], [part.row["id"] for part in node.parts]) for node in top] == [(2, []), (3, [4])]
