"""What stands in several articles is found as far as it agrees, wherever it stands."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from unittest.mock import patch

import pytest
from lilun.loaders.resolve import passages, stretches
from lilun.loaders.resolve.winnowing import GRAM, SHORTEST, hashes, winnow
from lilun.loaders.resolve.wordings import Wording
from lilun.schema import counts
from small_texts import Small, empty, take_out, write
from sqlalchemy import Connection

SHARED = "山上的水要一滴一滴引到田里去，夜校的灯亮到最后一个人合上书本，桥墩打在看不见的石头上"


def text(seed: int, length: int) -> str:
    random = Random(seed)
    return "".join(chr(random.randrange(0x4E00, 0x9FA5)) for _ in range(length))


def found(connection: Connection) -> list[Sequence[object]]:
    """Passage, articles and number of uses."""
    return [
        tuple(row)
        for row in connection.exec_driver_sql(
            "SELECT p.text, p.articles, count(*) FROM passages p JOIN passage_uses u ON u.passage_id = p.id "
            "GROUP BY p.id ORDER BY p.characters, p.text"
        )
    ]


@pytest.mark.parametrize("length", [SHORTEST - 1, SHORTEST, SHORTEST + 1, 55])
def test_everything_of_thirty_characters_is_found_wherever_it_stands(length: int) -> None:
    shared = text(1, length)
    for seed in range(2, 14):
        with empty() as connection:
            here = text(seed, seed * 7 % 50) + shared + text(seed + 50, seed * 11 % 40)
            there = text(seed + 100, seed * 13 % 45) + shared + text(seed + 150, seed * 5 % 60)
            write(connection, [Small("甲", (here,))])
            write(connection, [Small("乙", (text(500, 80), there))])
            assert found(connection) == ([(shared, 2, 2)] if length >= SHORTEST else [])
            for start, end, paragraph in connection.exec_driver_sql(
                'SELECT u.start, u."end", p.text FROM passage_uses u JOIN paragraphs p ON p.id = u.paragraph_id'
            ):
                assert paragraph[start:end] == shared


def test_two_texts_that_share_enough_share_a_fingerprint() -> None:
    shared = text(3, SHORTEST)
    for seed in range(40):
        one = text(seed + 10, seed) + shared + text(seed + 60, 30)
        other = text(seed + 110, 40 - seed) + shared + text(seed + 160, 9)
        assert {h for h, _ in winnow(one)} & {h for h, _ in winnow(other)}
    assert all(hashes(shared, GRAM)[at] == hashed for hashed, at in winnow(shared))
    assert winnow(shared[:-1]) == []


def test_punctuation_and_width_make_no_difference_and_the_fullest_printing_is_shown() -> None:
    with empty() as connection:
        write(
            connection, [Small("甲", (f"开头不同，{SHARED}。",)), Small("乙", (SHARED.replace("，", " ,"),))]
        )
        ((shown, articles, uses),) = found(connection)
        assert (shown, articles, uses) == (SHARED.replace("，", " ,"), 2, 2)
        take_out(connection, ["乙"])
        assert found(connection) == []


def test_what_agrees_further_in_some_articles_is_a_passage_of_its_own() -> None:
    longer = f"老井边的石板记得每一双脚，{SHARED}"
    with empty() as connection:
        write(
            connection,
            [Small("甲", (longer,)), Small("乙", (f"先说一句，{longer}",)), Small("丙", (f"再讲{SHARED}",))],
        )
        assert found(connection) == [(SHARED, 3, 3), (longer, 2, 2)]
        take_out(connection, ["丙"])
        assert found(connection) == [(longer, 2, 2)]


def test_an_article_that_repeats_itself_is_no_reuse() -> None:
    with empty() as connection:
        write(connection, [Small("甲", (f"一遍，{SHARED}。", f"又一遍，{SHARED}！"))])
        assert found(connection) == []
        write(connection, [Small("乙", (SHARED,))])
        assert found(connection) == [(SHARED, 2, 3)]


def test_noise_has_no_fingerprints() -> None:
    assert winnow("水" * 5000) == []
    assert winnow("一二三四五六七" * 900) == []
    with empty() as connection:
        write(connection, [Small("甲", ("水" * 5000,)), Small("乙", ("水" * 5000,))])
        assert found(connection) == []


def test_words_in_somebodys_mouth_are_attributed() -> None:
    with empty() as connection:
        write(connection, [Small.quoting("甲", SHARED), Small("乙", (f"他说过：{SHARED}",))])
        assert [
            tuple(row)
            for row in connection.exec_driver_sql(
                "SELECT a.key, u.is_attributed FROM passage_uses u JOIN paragraphs p ON p.id = u.paragraph_id "
                "JOIN articles a ON a.id = p.article_id ORDER BY a.key"
            )
        ] == [("乙", 0), ("甲", 1)]


def test_what_a_large_share_holds_is_a_set_phrase_and_stops_being_one() -> None:
    with empty() as connection:
        for number in range(5):
            write(connection, [Small(f"{number}", (text(number, 40) + SHARED + text(number + 40, 40),))])
        first = connection.exec_driver_sql("SELECT min(id) FROM articles").scalar_one()
        assert overview(connection) == [(1, 5, 1.0, first)]
        write(connection, [Small("另", (text(77, 90),))])
        assert overview(connection) == [(1, 5, 0.8333, first)]
        take_out(connection, ["4"])
        assert overview(connection) == [(0, 4, 0.8, first)]


def overview(connection: Connection) -> list[tuple[object, ...]]:
    counts.refresh(connection)
    row = "SELECT is_set_phrase, articles, share, first_article_id FROM passage_overview"
    return [tuple(found) for found in connection.exec_driver_sql(row)]


def test_places_lead_back_to_the_printed_text() -> None:
    wording = Wording("ＡＩ，修 渠。")
    assert wording.bare == "ai修渠"
    assert wording.printed[slice(*wording.stretch(1, 3))] == "Ｉ，修"
    assert wording.within(1, 6) == (1, 4)
    assert wording.shown(0, 2) + wording.shown(2, 4) == wording.printed


def test_check_tells_what_is_not_so() -> None:
    with empty() as connection:
        write(connection, [Small("甲", (f"先说，{SHARED}",)), Small("乙", (SHARED,))])
        assert list(passages.check(connection)) == []
        for statement, told in (
            ("DELETE FROM passages", "stands in several articles and is not in the table"),
            ("UPDATE passages SET articles = 9", "stands in 2 articles, and its row says otherwise"),
            ("UPDATE passages SET text = text || '水'", "has another text than its key says"),
            ("UPDATE passage_uses SET start = start + 1", "does not stand where its row says"),
            ("UPDATE passage_uses SET is_attributed = 1", "is wrong about its attribution"),
            ("DELETE FROM paragraph_fingerprints", "its fingerprints are not those of its text"),
        ):
            connection.exec_driver_sql("BEGIN")
            connection.exec_driver_sql(statement)
            assert any(told in message for message in passages.check(connection)), statement
            connection.exec_driver_sql("ROLLBACK")


def test_a_formula_of_many_articles_is_one_passage_and_costs_what_a_sample_costs() -> None:
    with empty() as connection:
        compared = []
        for number in range(100):
            # what stands before and behind agrees by chance with some of the others
            words = f"{'甲乙丙'[number % 3]}{SHARED}{'丁戊'[number % 2]}"
            with patch.object(stretches, "agreement", wraps=stretches.agreement) as agreement:
                write(connection, [Small(f"{number}", (text(number, 40) + words + text(number + 1000, 40),))])
            compared.append(agreement.call_count)
        assert found(connection) == [(SHARED, 100, 100)]
        assert list(passages.check(connection)) == []
        assert max(compared[50:]) <= max(compared[:50])
        take_out(connection, [f"{number}" for number in range(1, 100)])
        assert found(connection) == []
