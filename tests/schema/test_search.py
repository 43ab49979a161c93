"""Search finds the rows that hold what was typed: no more, no less."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lilun.schema import search
from page_rows import insert
from sqlalchemy import Connection, text

SENTENCES = [
    "城市更新不是推倒重来，而是让老街重新有了烟火气。",
    "2023年，全市R&D经费占比达到3.5%，比上年提高0.2个百分点。",
    "“小切口”立法解决大问题——这是基层的经验。",
    "用好AI、5G和C++写成的系统，政务服务“一网通办”。",
    "发展新质 生产力，要因地制宜；新质生产力不是口号。",
    "党的建设是根本。党建引领，党群同心，共建共享。",
    "㐂事与𠮷字、𪚥字、⺠生，罕用字也要找得到。",
    "ＧＤＰ增长５％，全角也一样；Ünïcode café и кириллица。",
    "水　清\t则\n鱼跃。",
    "气",
    "",
    "email: a_b@c.org / http://x.cn/?q=1 * NEAR(党 建) AND OR NOT ^ - +",
]


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    """An FTS5 table of its own, beside the texts, as the archive has it."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE quotations (id INTEGER PRIMARY KEY, text TEXT)")
    connection.execute(search.BY_TABLE["quotations"].ddl)
    rng = random.Random(7)
    texts = SENTENCES + [
        "".join(rng.choices("党建的城市水气新，。 5G", k=rng.randint(1, 40))) for _ in range(300)
    ]
    for number, string in enumerate(texts, 1):
        connection.execute("INSERT INTO quotations VALUES (?, ?)", (number, string))
        connection.execute(
            "INSERT INTO quotations_fts (rowid, text) VALUES (?, ?)", (number, search.tokens(string))
        )
    yield connection
    connection.close()


def found(connection: sqlite3.Connection, query: str) -> set[int]:
    rows = connection.execute(
        "SELECT rowid FROM quotations_fts WHERE quotations_fts MATCH ?", (search.match_query(query),)
    )
    return {row for (row,) in rows}


def holding(connection: sqlite3.Connection, *terms: str) -> set[int]:
    rows = connection.execute("SELECT id, text FROM quotations")
    return {row for row, string in rows if all(search.fold(term) in search.fold(string) for term in terms)}


def test_search_finds_exactly_likes_rows(index: sqlite3.Connection) -> None:
    """Every stretch of up to six Han characters of the texts, against LIKE itself."""
    texts = [string for (string,) in index.execute("SELECT text FROM quotations LIMIT 40")]
    terms = {
        string[start : start + length]
        for string in texts
        for length in range(1, 7)
        for start in range(len(string) - length + 1)
    }
    terms = {term for term in terms if all("一" <= character <= "鿿" for character in term)}
    assert len(terms) > 500
    for term in sorted(terms):
        like = {
            row for (row,) in index.execute("SELECT id FROM quotations WHERE text LIKE ?", (f"%{term}%",))
        }
        assert like and found(index, term) == like, term


@pytest.mark.parametrize(
    "term",
    [
        "3.5%",
        "R&D",
        "C++",
        "5G",
        "5",
        "202",
        "023",
        "AI",
        "gdp",
        "ＡＩ",
        "5%",
        "，而",
        "——",
        "“小切口”",
        "𠮷字",
        "𠮷",
        "民生",
        "кир",
        "é",
    ],
)
def test_terms_of_other_signs_are_found_as_typed(index: sqlite3.Connection, term: str) -> None:
    rows = holding(index, term)
    assert rows and found(index, term) == rows


def test_a_space_means_both_and_quotation_marks_mean_together(index: sqlite3.Connection) -> None:
    assert found(index, "更新 老街") == holding(index, "更新", "老街") != set()
    assert found(index, "更新　老街") == found(index, "更新 老街")
    assert found(index, '"新质 生产力"') == holding(index, "新质 生产力") == {5}
    assert found(index, "更新老街") == set()


@pytest.mark.parametrize("query", ["", " ", '"', '""', '" "', '"""', "\x00", "\u3000"])
def test_a_query_without_a_term_finds_nothing(index: sqlite3.Connection, query: str) -> None:
    assert found(index, query) == set()


QUERIES = st.text(
    st.one_of(
        st.sampled_from("党建城市水气新，。 5G\"*()+-^:{}'%_“”\x00\ue000\ue001"),
        st.characters(exclude_categories=["Cs"]),
    )
)


@settings(max_examples=400, deadline=None)
@given(QUERIES)
@example('NEAR("党" 建) AND * -"')
@example("\ue00041\ue001")
@example("党 " * 5000)
@example("党" * 20000)
def test_no_query_raises_and_each_finds_what_holds_its_terms(index: sqlite3.Connection, query: str) -> None:
    terms = search.terms(query)
    assert found(index, query) == (holding(index, *terms) if terms else set())


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_folding_keeps_every_offset(string: str) -> None:
    folded = search.fold(string)
    assert len(folded) == len(string)
    assert search.fold(folded) == folded


def write(connection: Connection, string: str) -> int:
    row = insert(connection, "quotations", key=string, text=string, characters=len(string))
    search.index_rows(connection, "quotations", [row])
    return row


def hits(connection: Connection, name: str, query: str) -> list[int]:
    return list(
        connection.execute(
            text(f"SELECT rowid FROM {name} WHERE {name} MATCH :query ORDER BY rowid"),
            {"query": search.match_query(query)},
        ).scalars()
    )


def test_a_row_taken_out_is_no_longer_found_and_the_others_are(connection: Connection) -> None:
    first, second = write(connection, "老街的水"), write(connection, "老街的火")
    assert hits(connection, "quotations_fts", "老街") == [first, second]
    search.unindex_rows(connection, "quotations", [first])
    connection.execute(text("DELETE FROM quotations WHERE id = :id"), {"id": first})
    assert hits(connection, "quotations_fts", "老街") == [second]
    assert search.check(connection) == []


def test_an_article_is_found_by_headline_heading_and_body(
    connection: Connection, page: dict[str, int]
) -> None:
    search.index_rows(connection, "articles", [page["article"]])
    for query in ("城市谈", "留住烟火", "街巷", "鱼跃"):
        assert hits(connection, "articles_fts", query) == [page["article"]]
    assert hits(connection, "articles_fts", "headline: 留住") == []


def test_check_names_what_does_not_agree_and_reindex_heals_it(
    connection: Connection, page: dict[str, int]
) -> None:
    assert search.check(connection) == [
        f"{index.name} does not agree with {index.content} in 1 row (id {row}); run `lilun reindex`"
        for index, row in zip(
            search.INDEXES, [page["article"], page["paragraph"], page["quotation"]], strict=True
        )
    ]
    assert search.reindex(connection) == {"articles_fts": 1, "paragraphs_fts": 1, "quotations_fts": 1}
    assert search.check(connection) == []
    connection.execute(text("UPDATE paragraphs SET text = '火气烟'"))
    assert [line.split()[0] for line in search.check(connection)] == ["articles_fts", "paragraphs_fts"]
    search.reindex(connection)
    assert search.check(connection) == []
    assert hits(connection, "paragraphs_fts", "鱼跃") == []


def test_check_notices_fts5s_own_rebuild(connection: Connection, page: dict[str, int]) -> None:
    search.reindex(connection)
    connection.execute(text("INSERT INTO paragraphs_fts(paragraphs_fts) VALUES ('rebuild')"))
    assert [line.split()[0] for line in search.check(connection)] == ["paragraphs_fts"]


def test_an_index_of_another_tokenizer_is_not_written_to(
    connection: Connection, page: dict[str, int]
) -> None:
    connection.execute(text("UPDATE search_indexes SET tokenizer_version = 0"))
    for write_rows in (search.index_rows, search.unindex_rows):
        with pytest.raises(search.StaleIndex, match="lilun reindex"):
            write_rows(connection, "paragraphs", [page["paragraph"]])
    assert "written by another version" in search.check(connection)[0]
    search.reindex(connection)
    assert search.check(connection) == []
