"""Every canned query over a small archive: it runs with its example, with nothing filled in, and says what is so."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from lilun.schema.publish import plugin
from lilun.schema.publish.canned import Query, queries
from sample_archive import sample_archive
from small_archive import HOSTILE, LONGER, QUOTE, fill

NAMES = [query.name for query in queries()]
BY_NAME = {query.name: query for query in queries()}


@pytest.fixture(scope="module")
def small(empty_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = Path(shutil.copy(empty_archive, tmp_path_factory.mktemp("queries") / "small.db"))
    fill(path)
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    plugin.prepare_connection(connection)
    yield connection
    connection.close()


def ask(small: sqlite3.Connection, name: str, **given: str) -> list[dict[str, object]]:
    query = BY_NAME[name]
    blank = dict.fromkeys(query.defaults, "")
    assert given.keys() <= blank.keys()
    return [dict(row) for row in small.execute(query.sql, blank | given)]


def test_there_are_queries_enough_and_no_two_of_a_name() -> None:
    assert len(NAMES) >= 25
    assert len(set(NAMES)) == len(NAMES)
    assert len({query.group for query in queries()}) == 4


@pytest.mark.parametrize("query", queries(), ids=NAMES)
def test_a_query_is_described_and_names_its_parameters(query: Query) -> None:
    for words in (query.group, query.title, query.description):
        assert re.search("[\u4e00-\u9fff]", words.zh) and re.match("[A-Z]", words.en)
    assert query.description.zh[-1] in "。？" and query.description.en[-1] in ".?"
    without_strings = re.sub(r"'[^']*'", "", query.sql)
    assert set(re.findall(r"(?<!:):(\w+)", without_strings)) == set(query.defaults)


@pytest.mark.parametrize("query", queries(), ids=NAMES)
def test_a_query_runs_with_its_defaults_and_with_nothing_filled_in(
    small: sqlite3.Connection, query: Query
) -> None:
    assert small.execute(f"EXPLAIN QUERY PLAN {query.sql}", query.defaults).fetchall()
    small.execute(query.sql, query.defaults).fetchall()
    small.execute(query.sql, dict.fromkeys(query.defaults, "")).fetchall()
    for awkward in ("'", '"', "%", "a AND (", "𠮷"):
        small.execute(query.sql, dict.fromkeys(query.defaults, awkward)).fetchall()


def test_who_writes_most(small: sqlite3.Connection) -> None:
    rows = ask(small, "most_articles")
    assert [(r["author"], r["articles"], r["newspapers"]) for r in rows] == [("沈渠", 2, 2), ("温良", 1, 1)]
    assert rows[0]["institutions"] == "青川大学水利学院"
    assert [r["author"] for r in ask(small, "most_articles", year="2024", newspaper="青川日报")] == ["沈渠"]
    assert ask(small, "most_articles", year="2023") == []


def test_what_an_author_wrote_and_held(small: sqlite3.Connection) -> None:
    rows = ask(small, "works_of_an_author", author="沈渠")
    assert [(r["article"], r["posts"]) for r in rows] == [(HOSTILE, "教授"), ("山中的渠", "教授")]


def test_who_writes_in_several_papers(small: sqlite3.Connection) -> None:
    rows = ask(small, "authors_in_several_papers", least="2")
    assert [(r["author"], r["where_printed"]) for r in rows] == [("沈渠", "青川日报,松岭日报")]
    assert [r["author"] for r in ask(small, "authors_in_several_papers")] == ["沈渠", "温良"]


def test_institutions_count_their_parts(small: sqlite3.Connection) -> None:
    rows = {r["institution"]: (r["articles"], r["without_parts"]) for r in ask(small, "by_institution")}
    assert rows == {"青川大学": (2, 0), "水利学院": (2, 2), "松岭市委党校": (1, 1)}
    rows = ask(small, "by_institution", year="2025")
    assert {r["institution"]: r["articles"] for r in rows} == {
        "青川大学": 1,
        "水利学院": 1,
        "松岭市委党校": 1,
    }


def test_kinds_of_institutions_by_year(small: sqlite3.Connection) -> None:
    rows = [
        (r["year"], r["kind"], r["articles"], r["percent"])
        for r in ask(small, "kinds_of_institutions_by_year")
    ]
    assert rows == [
        ("2024", "university", 1, 100.0),
        ("2025", "party_school", 1, 100.0),
        ("2025", "university", 1, 100.0),
    ]


def test_what_an_institution_wrote_by_any_of_its_names(small: sqlite3.Connection) -> None:
    rows = ask(small, "works_of_an_institution", institution="青川大学")
    assert [(r["article"], r["institution"]) for r in rows] == [
        ("山中的渠", "青川大学/水利学院"),
        (HOSTILE, "青川大学/水利学院"),
    ]
    assert [r["author"] for r in ask(small, "works_of_an_institution", institution="市委党校")] == ["温良"]
    assert ask(small, "works_of_an_institution", institution="青川") == []


def test_articles_without_author(small: sqlite3.Connection) -> None:
    assert [r["article_id"] for r in ask(small, "without_author")] == [3]


def test_speeches_most_echoed_and_by_whom(small: sqlite3.Connection) -> None:
    (row,) = ask(small, "most_echoed")
    assert (row["speech"], row["articles"], row["mentions"], row["newspapers"]) == (
        "在水利会议上的讲话",
        2,
        2,
        2,
    )
    assert row["quoted_by"] == "沈渠、温良"
    (row,) = ask(small, "most_echoed", newspaper="青川日报", year="2024")
    assert (row["articles"], row["quoted_by"]) == (1, "沈渠")


def test_days_from_a_speech_to_its_first_citation(small: sqlite3.Connection) -> None:
    (row,) = ask(small, "days_to_first_citation")
    assert (row["first_quoted"], row["days"], row["authors"]) == ("2024-03-05", 4, "沈渠")
    (row,) = ask(small, "days_to_first_citation", newspaper="松岭日报")
    assert row["days"] == 384


def test_days_from_a_speech_to_its_first_citation_by_institution(small: sqlite3.Connection) -> None:
    rows = ask(small, "days_to_first_citation_by_institution")
    assert rows and all(r["days"] >= 0 for r in rows)
    assert len({(r["institution"], r["speech"]) for r in rows}) == len(rows)
    assert ask(small, "days_to_first_citation_by_institution", institution="没有这个机构") == []


@pytest.mark.parametrize("words", ["水利会议", "三月讲话", "在水利会议上的讲话"])
def test_articles_quoting_a_speech(small: sqlite3.Connection, words: str) -> None:
    assert [r["article_id"] for r in ask(small, "articles_quoting_a_speech", speech=words)] == [1, 2]
    assert ask(small, "articles_quoting_a_speech") == []


def test_who_is_quoted_and_how(small: sqlite3.Connection) -> None:
    rows = ask(small, "who_is_quoted_by_year")
    assert [(r["year"], r["quoted"], r["percent"]) for r in rows] == [
        ("2024", "丁某", 100.0),
        ("2025", "丁某", 100.0),
    ]
    rows = ask(small, "quote_or_paraphrase")
    assert [(r["author"], r["mentions"], r["percent_direct"]) for r in rows] == [
        ("沈渠", 2, 50.0),
        ("温良", 1, 0.0),
    ]
    assert [r["article_id"] for r in ask(small, "quoting_nobody")] == [3]


def test_documents_cited_and_since_when(small: sqlite3.Connection) -> None:
    (row,) = ask(small, "documents_cited", kind="regulation")
    assert (row["document"], row["articles"], row["first_day"]) == ("河道管理条例", 2, "2024-03-05")
    assert ask(small, "documents_cited", kind="law") == []


def test_a_phrase_over_time_counts_every_occurrence(small: sqlite3.Connection) -> None:
    rows = ask(small, "phrase_over_time", phrase="水利")
    assert [
        (r["period"], r["newspaper"], r["articles"], r["occurrences"], r["characters"]) for r in rows
    ] == [
        ("2024", "青川日报", 1, 3, 120),
        ("2025", "松岭日报", 1, 3, 100),
    ]
    assert rows[1]["per_million"] == 30000.0
    assert [r["occurrences"] for r in ask(small, "phrase_over_time", phrase="无此说法")] == [0, 0]
    (row,) = ask(small, "phrase_over_time", phrase="水利", newspaper="松岭日报", by="month")
    assert (row["period"], row["occurrences"]) == ("2025-03", 3)


def test_a_phrase_first_printed_and_in_context(small: sqlite3.Connection) -> None:
    rows = ask(small, "phrase_first_printed", phrase="渠通")
    assert [(r["newspaper"], r["date"]) for r in rows] == [
        ("青川日报", "2024-03-05"),
        ("松岭日报", "2025-03-20"),
    ]
    assert rows[0]["words"] == "核心观点：⟦渠通⟧则田活，ＡＩ看水。"
    rows = ask(small, "phrase_in_context", phrase="古𠮷")
    assert [r["article_id"] for r in rows] == [2, 2, 1, 1]
    assert all("⟦古𠮷⟧桥" in str(r["words"]) for r in rows)


def test_quotations_and_passages(small: sqlite3.Connection) -> None:
    (row,) = ask(small, "quotations_worded_differently", speaker="丁某")
    assert (row["wording"], row["relation"], row["as_printed_here"]) == (LONGER, "shortened", QUOTE)
    assert row["difference"] == "把每一条渠都修到田头[-、管到户头-]"
    (row,) = ask(small, "most_used_quotations")
    assert (row["quotation"], row["articles"]) == (LONGER, 1)
    (row,) = ask(small, "repeated_without_attribution")
    assert (row["passage"], row["articles"], row["articles_that_attribute"]) == ("山水相连", 2, 0)
    assert row["first_printed"] == "青川日报/2024-03-05/6/1"
    assert [r["is_set_phrase"] for r in ask(small, "set_phrases")] == [0]
    small.execute("UPDATE passages SET is_set_phrase = 1")
    (row,) = ask(small, "set_phrases")
    assert (row["passage"], row["percent_of_articles"], row["first_article_id"]) == ("山水相连", 66.7, 1)
    assert ask(small, "repeated_without_attribution") == []
    small.rollback()
    headings = {r["beginning"]: r["newspapers"] for r in ask(small, "headings_that_recur", characters="99")}
    assert headings == {"修好每条渠": 2, "管到田头。": 2}
    assert {r["beginning"] for r in ask(small, "headings_that_recur", characters="2")} == {"修好", "管到"}


def test_findings_gravest_first(small: sqlite3.Connection) -> None:
    rows = ask(small, "findings_to_check")
    assert [(r["severity"], r["file"]) for r in rows] == [("error", "空.txt"), ("warning", "1.txt")]
    assert [r["line"] for r in ask(small, "findings_to_check", kind="no-title")] == [4]


def test_a_page_as_it_was_printed(small: sqlite3.Connection) -> None:
    rows = ask(small, "page_as_printed", page="青川日报/2024-03-05/6")
    assert [r["role"] for r in rows] == ["furniture", "title", "paragraph", "unassigned"]
    assert rows[1]["text"] == HOSTILE + "\n" and rows[3]["text"] == "残字"
    assert ask(small, "page_as_printed")[0]["page_id"] == 2, "the newest where none is named"


def test_how_well_each_paper_is_read(small: sqlite3.Connection) -> None:
    rows = {r["newspaper"]: r for r in ask(small, "reading_by_paper")}
    assert rows["青川日报"]["findings"] == 1 and rows["松岭日报"]["findings"] == 0
    characters = rows["青川日报"]["characters"]
    assert isinstance(characters, int)
    assert rows["青川日报"]["percent_unassigned"] == round(200 / characters, 2)


def test_how_a_speech_spreads_day_by_day(small: sqlite3.Connection) -> None:
    rows = ask(small, "spread_of_a_speech", speech="丁某/2024-03-01/水利会议")
    assert [(r["day"], r["days_after"], r["articles_so_far"]) for r in rows] == [
        ("2024-03-05", 4, 1),
        ("2025-03-20", 384, 2),
    ]
    assert ask(small, "spread_of_a_speech") == rows, "the speech quoted most where none is named"
    assert ask(small, "spread_of_a_speech", speech="无此讲话") == []
    rows = ask(small, "who_is_first")
    assert [(r["newspaper"], r["first"], r["fewest_days"]) for r in rows] == [
        ("青川日报", 1, 4),
        ("松岭日报", 0, 384),
    ]


def test_who_cites_with_whom(small: sqlite3.Connection) -> None:
    (row,) = ask(small, "citing_alike")
    assert (row["one"], row["other"], row["speeches_shared"], row["overlap"]) == ("沈渠", "温良", 1, 1.0)
    assert row["wrote_together"] == 1
    assert (
        ask(small, "citing_alike", author="温良") == [row] and ask(small, "citing_alike", author="某") == []
    )
    assert ask(small, "cited_together") == [], "one speaker alone is no pair"


def test_posts_cues_and_what_stands_beside(small: sqlite3.Connection) -> None:
    (row,) = ask(small, "posts_held", kind="academic")
    assert (row["post"], row["authors"], row["articles"]) == ("教授", 1, 2)
    (row,) = ask(small, "cues")
    assert (row["cue"], row["speaker"], row["mentions"], row["percent_direct"]) == ("说", "丁某", 2, 50.0)
    assert ask(small, "beside_a_phrase", phrase="水利") == [], "no keyword was computed"


def test_the_run_of_a_paper_and_its_doubts(small: sqlite3.Connection) -> None:
    rows = ask(small, "the_run_of_a_paper")
    assert [(r["newspaper"], r["year"], r["issues"], r["pages"], r["issues_missing"]) for r in rows] == [
        ("松岭日报", 2025, 1, 1, 0),
        ("青川日报", 2024, 1, 1, 0),
    ]
    assert [(r["kind"], r["findings"]) for r in ask(small, "findings_by_paper")] == [
        ("unreadable", 1),
        ("no-title", 1),
    ]
    (row,) = ask(small, "loads_and_changes")
    assert (row["status"], row["fields_changed"]) == ("finished", 0)
    assert [r["articles"] for r in ask(small, "articles_over_time", by="month")] == [2, 1]
    assert ask(small, "unsettled_mentions") == []
    assert {r["mentions"] for r in ask(small, "home_province")} == {1}


# these ask for what five pages of three papers, each loaded once, do not have
UNANSWERED_BY_SAMPLES = {"namesakes_to_look_at", "what_changed", "what_people_corrected"}


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """An archive of the sample pages that ship with lilun."""
    path = sample_archive(tmp_path_factory.mktemp("samples") / "samples.db")
    connection = sqlite3.connect(path)
    plugin.prepare_connection(connection)
    yield connection
    connection.close()


@pytest.mark.parametrize(
    "query", [q for q in queries() if q.name not in UNANSWERED_BY_SAMPLES], ids=lambda query: query.name
)
def test_a_query_answers_on_the_sample_pages(samples: sqlite3.Connection, query: Query) -> None:
    assert samples.execute(query.sql, query.defaults).fetchone() is not None


def test_a_parameter_that_is_not_given_has_its_default_and_one_given_empty_asks_for_all() -> None:
    query = BY_NAME["phrase_over_time"]
    assert query.with_defaults("by=month") == "by=month&" + urlencode(
        {"phrase": query.defaults["phrase"], "newspaper": ""}
    )
    assert query.with_defaults("phrase=&by=year&newspaper=x") == "phrase=&by=year&newspaper=x"
