"""What becomes of quotations that several articles word alike, shorter, or otherwise."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from lilun.loaders.resolve import quotations
from lilun.loaders.resolve.difference import difference
from lilun.loaders.resolve.wordings import fullest, key_of, quoted
from small_texts import Small, empty, take_out, write
from sqlalchemy import Connection

CANAL = "把每一条水渠都修到田头，让每一户人家都用上放心水"
LAMP = "夜校的灯要一直亮到最后一个人合上书本为止"


def uses(connection: Connection) -> list[Sequence[object]]:
    """Article, relation, what it leads to and the difference, own wordings left out."""
    return [
        tuple(row)
        for row in connection.exec_driver_sql(
            "SELECT a.key, u.relation, q.text, u.difference FROM quotation_uses u "
            "JOIN quotations q ON q.id = u.quotation_id JOIN cited_speeches c ON c.id = u.cited_speech_id "
            "JOIN articles a ON a.id = c.article_id WHERE u.relation <> 'same' ORDER BY a.key, q.text"
        )
    ]


def wordings(connection: Connection) -> list[Sequence[object]]:
    return [
        tuple(row)
        for row in connection.exec_driver_sql(
            "SELECT text, articles FROM quotations ORDER BY characters, text"
        )
    ]


def test_one_wording_is_one_quotation_whatever_its_punctuation() -> None:
    with empty() as connection:
        write(connection, [Small.quoting("甲", CANAL), Small.quoting("乙", CANAL.replace("，", " ") + "。")])
        write(connection, [Small.quoting("丙", CANAL, CANAL)])
        assert wordings(connection) == [(CANAL.replace("，", " ") + "。", 3)]
        assert uses(connection) == []
        take_out(connection, ["乙"])
        assert wordings(connection) == [(CANAL, 2)]


def test_a_difference_is_shown_as_the_fullest_printing_has_it() -> None:
    with empty() as connection:
        write(connection, [Small.quoting("甲", CANAL), Small.quoting("乙", "把每一条水渠都修到田头")])
        plain = uses(connection)
        write(connection, [Small.quoting("丙", CANAL.replace("都用上", "，都用上"))])
        ((*_, shown),) = uses(connection)
        assert shown == "把每一条水渠都修到田头[-让每一户人家，都用上放心水-]"
        take_out(connection, ["丙"])
        assert uses(connection) == plain


def test_a_short_wording_is_anybodys() -> None:
    with empty() as connection:
        write(connection, [Small.quoting("甲", "修到田头去吧"), Small.quoting("乙", "修到田头")])
        assert wordings(connection) == []


@pytest.mark.parametrize(
    ("wording", "relation", "shown"),
    [
        ("把每一条水渠都修到田头", "shortened", "把每一条水渠都修到田头[-让每一户人家都用上放心水-]"),
        (
            "水渠都修到田头，让每一户人家",
            "shortened",
            "[-把每一条-]水渠都修到田头，让每一户人家[-都用上放心水-]",
        ),
        (
            "把每一条水渠都修到田头……用上放心水",
            "shortened",
            "把每一条水渠都修到田头[-让每一户人家都-]{+……+}用上放心水",
        ),
        (CANAL.replace("每一户", "一户"), "altered", "把每一条水渠都修到田头，让[-每-]一户人家都用上放心水"),
        (
            CANAL.replace("水渠", "渠道"),
            "altered",
            "把每一条[-水渠-]{+渠道+}都修到田头，让每一户人家都用上放心水",
        ),
    ],
)
def test_a_wording_leads_to_the_one_that_it_shortens_or_alters(
    wording: str, relation: str, shown: str
) -> None:
    for order in (1, -1):
        with empty() as connection:
            pages = [Small.quoting("甲", CANAL), Small.quoting("乙", CANAL), Small.quoting("丙", wording)]
            for page in pages[::order]:
                write(connection, [page])
            ((article, found, text, difference_shown),) = uses(connection)
            assert (article, found, text) == ("丙", relation, CANAL)
            assert difference_shown == shown
            assert len(wordings(connection)) == 2
            take_out(connection, ["甲", "乙"])
            assert uses(connection) == []


def test_words_that_stand_in_several_quotations_are_a_part_of_each() -> None:
    part = "灯要一直亮到最后一个人"
    with empty() as connection:
        write(connection, [Small.quoting("甲", LAMP), Small.quoting("乙", f"桥上的{part}走过去")])
        write(connection, [Small.quoting("丙", part)])
        assert [(a, relation) for a, relation, *_ in uses(connection)] == [("丙", "part")] * 2
        assert len(wordings(connection)) == 3
        take_out(connection, ["乙"])
        assert [(a, relation, text) for a, relation, text, _ in uses(connection)] == [
            ("丙", "shortened", LAMP)
        ]


def test_wordings_that_are_much_alike_count_as_one_that_holds_it() -> None:
    misread = LAMP.replace("夜校", "夜枚")
    with empty() as connection:
        for name, text in (("甲", LAMP), ("乙", LAMP), ("丙", misread), ("丁", "灯要一直亮到最后一个人")):
            write(connection, [Small.quoting(name, text)])
        assert [(a, relation, text) for a, relation, text, _ in uses(connection)] == [
            ("丁", "shortened", LAMP),
            ("丙", "altered", LAMP),
        ]


def test_the_more_usual_wording_leads_and_a_much_longer_one_is_the_fuller() -> None:
    misread = LAMP.replace("夜校", "夜枚")
    with empty() as connection:
        write(
            connection,
            [Small.quoting("甲", LAMP), Small.quoting("乙", misread), Small.quoting("丙", misread)],
        )
        assert [(a, text) for a, _, text, _ in uses(connection)] == [("甲", misread)]
        write(connection, [Small.quoting("丁", LAMP), Small.quoting("戊", LAMP)])
        assert [(a, text) for a, _, text, _ in uses(connection)] == [("丙", LAMP), ("乙", LAMP)]
        longer = LAMP + "，桥墩要打在看不见的石头上，一滴水也不能白流"
        write(connection, [Small.quoting("己", longer)])
        assert ("乙", "altered") in [(a, relation) for a, relation, *_ in uses(connection)]
        assert ("甲", "shortened", longer) in [use[:3] for use in uses(connection)]


@pytest.mark.parametrize(
    ("mine", "other", "shown"),
    [
        ("修渠先修心", "修渠，先修心。", ""),
        ("修渠修心", "修渠先修心", "修渠[-先-]修心"),
        ("修渠先修心田", "修渠先修心", "修渠先修心{+田+}"),
        ("水滴石也穿", "水滴，石自穿", "水滴石[-自-]{+也+}穿"),
        ("甲乙山丙丁", "戊己山庚辛", "[-戊己山庚辛-]{+甲乙山丙丁+}"),
        (
            "老井边的石板记得每一双挑水的脚，夜校的灯亮到最后一个人走",
            "老井边的石板记得每一双挑水的脚，夜校的灯亮到最后一个人走远了",
            "……亮到最后一个人走[-远了-]",
        ),
    ],
)
def test_a_difference_reads_as_left_out_and_put_in(mine: str, other: str, shown: str) -> None:
    assert difference(quoted(mine), quoted(other)) == shown


def test_the_fullest_printing_does_not_depend_on_order() -> None:
    printings = ["山高水长", "山高，水长", "山高水，长"]
    assert fullest(printings) == fullest(printings[::-1]) == "山高水，长"


def test_check_tells_what_is_not_so() -> None:
    with empty() as connection:
        write(
            connection,
            [Small.quoting("甲", CANAL), Small.quoting("乙", CANAL[:12]), Small.quoting("丙", LAMP)],
        )
        assert list(quotations.check(connection)) == []
        key = key_of(quoted(CANAL).bare)
        for statement, told in (
            (
                "UPDATE quotations SET articles = 7",
                f"quotation {key} is quoted by another number of articles",
            ),
            (
                "UPDATE quotations SET text = text || '水'",
                f"quotation {key} has another text than its mentions",
            ),
            ("DELETE FROM quotation_pairs", f"quotation {key} has 0 pairs, and its words give 1"),
            ("DELETE FROM quotation_grams", f"quotation {key} is not found by its own words"),
            ("DELETE FROM quotation_uses WHERE relation = 'shortened'", "does not lead to the quotations"),
            ("UPDATE cited_speeches SET quote = NULL", f"quotation {key} is quoted nowhere"),
        ):
            connection.exec_driver_sql("BEGIN")
            connection.exec_driver_sql(statement)
            assert any(told in message for message in quotations.check(connection)), statement
            connection.exec_driver_sql("ROLLBACK")
