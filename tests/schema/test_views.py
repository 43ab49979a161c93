"""What the views say of pages whose rows are known."""

from __future__ import annotations

from lilun.schema import counts
from page_rows import insert, write_page
from sqlalchemy import Connection, text


def rows(connection: Connection, query: str) -> list[dict[str, object]]:
    counts.refresh(connection)
    return [dict(row) for row in connection.execute(text(query)).mappings()]


def test_an_article_is_told_in_one_row(connection: Connection, page: dict[str, int]) -> None:
    (row,) = rows(connection, "SELECT * FROM article_overview")
    assert row == {
        "id": page["article"],
        "key": "临江日报/2021-03-09/7/1",
        "newspaper": "临江日报",
        "date": "2021-03-09",
        "date_earliest": "2021-03-09",
        "year": 2021,
        "page": "7",
        "page_name": "理论",
        "position": 1,
        "column_name": None,
        "kind": "essay",
        "kicker": "城市谈",
        "title": "留住烟火",
        "subtitle": None,
        "authors": "周一鸣（临江大学法学院）",
        "sections": 1,
        "paragraphs": 1,
        "citations": 1,
        "documents": 1,
        "characters": 15,
    }


def test_signatories_stand_in_printed_order(connection: Connection, page: dict[str, int]) -> None:
    for position, name in ((3, "丙"), (2, "乙")):
        insert(
            connection,
            "bylines",
            article_id=page["article"],
            position=position,
            role="author",
            name_as_printed=name,
        )
    (row,) = rows(connection, "SELECT authors FROM article_overview")
    assert row["authors"] == "周一鸣（临江大学法学院）、乙、丙"


def test_an_article_of_an_unknown_paper_and_day_has_its_row(
    connection: Connection, page: dict[str, int]
) -> None:
    connection.execute(
        text(
            "UPDATE issues SET newspaper_id = NULL, date = NULL, date_earliest = NULL, date_latest = NULL, "
            "date_known_by = 'unknown'"
        )
    )
    (row,) = rows(connection, "SELECT newspaper, date, year, title FROM article_overview")
    assert row == {"newspaper": None, "date": None, "year": None, "title": "留住烟火"}


def test_a_mention_is_told_in_one_row(connection: Connection, page: dict[str, int]) -> None:
    (row,) = rows(connection, "SELECT * FROM citation_overview")
    told = ("speaker", "speech", "occasion", "speech_date", "quote", "authors", "institutions", "days_after")
    assert [row[name] for name in told] == [
        "甲某",
        "调研讲话",
        "调研",
        "2021-03-01/2021-03-02",
        "水清则鱼跃",
        "周一鸣",
        "临江大学法学院",
        7,
    ]


def test_days_after_are_not_made_up(connection: Connection, page: dict[str, int]) -> None:
    connection.execute(
        text("UPDATE issues SET date = '2021-03', date_earliest = '2021-03-01', date_latest = '2021-03-31'")
    )
    (row,) = rows(connection, "SELECT days_after, year FROM citation_overview")
    assert row == {"days_after": None, "year": 2021}


def test_a_speech_is_counted_once_a_mention_whatever_number_signed(
    connection: Connection, page: dict[str, int]
) -> None:
    second = insert(connection, "authors", key="乙", name="乙", sort_key="yi", kind="person")
    insert(connection, "bylines", article_id=page["article"], author_id=second, position=2, role="author")
    write_page(connection, day="2021-04-06")
    (row,) = rows(connection, "SELECT * FROM speech_echo")
    assert (row["mentions"], row["articles"], row["authors"], row["newspapers"]) == (2, 2, 2, 1)
    assert (row["first_quoted"], row["last_quoted"], row["days_to_first"]) == ("2021-03-09", "2021-04-06", 7)


def test_a_university_counts_its_schools(connection: Connection, page: dict[str, int]) -> None:
    write_page(connection, day="2022-03-09")
    output = rows(connection, "SELECT * FROM institution_output ORDER BY institution_id, year")
    assert [
        (row["institution"], row["part_of"], row["year"], row["articles"], row["own_articles"])
        for row in output
    ] == [
        ("临江大学", None, 2021, 1, 0),
        ("临江大学", None, 2022, 1, 0),
        ("法学院", "临江大学", 2021, 1, 1),
        ("法学院", "临江大学", 2022, 1, 1),
    ]


def test_institutions_that_contain_each_other_do_not_hang_the_view(
    connection: Connection, page: dict[str, int]
) -> None:
    connection.execute(
        text("UPDATE institutions SET parent_id = (SELECT max(id) FROM institutions) WHERE parent_id IS NULL")
    )
    assert len(rows(connection, "SELECT * FROM institution_output")) == 2


def test_a_missed_week_of_a_weekly_page_is_missing(connection: Connection, page: dict[str, int]) -> None:
    for day in ("2021-03-16", "2021-03-23", "2021-04-13", "2021-04-20"):
        write_page(connection, day=day)
    (row,) = rows(connection, "SELECT * FROM missing_pages")
    assert (row["what"], row["after"], row["before"], row["usual_days"], row["missing"]) == (
        "issues",
        "2021-03-23",
        "2021-04-13",
        7,
        2,
    )


def test_a_page_number_left_out_is_missing(connection: Connection, page: dict[str, int]) -> None:
    for number in ("9", "A2"):
        insert(connection, "pages", key=f"x/{number}", issue_id=page["issue"], number=number)
    (row,) = rows(connection, "SELECT * FROM missing_pages")
    assert (row["what"], row["after"], row["before"], row["date"], row["missing"]) == (
        "pages",
        "7",
        "9",
        "2021-03-09",
        1,
    )


def test_coverage_adds_up_to_the_file_and_forgets_older_sources(
    connection: Connection, page: dict[str, int]
) -> None:
    told = rows(connection, "SELECT role, spans, characters FROM coverage")
    assert told == [
        {"role": "paragraph", "spans": 1, "characters": 15},
        {"role": "title", "spans": 1, "characters": 4},
    ]
    assert rows(connection, "SELECT sum(characters) AS c FROM coverage") == rows(
        connection, "SELECT sum(characters) AS c FROM source_files"
    )
    connection.execute(text("UPDATE page_sources SET is_current = 0"))
    assert rows(connection, "SELECT * FROM coverage") == []


def test_the_searched_text_stands_in_printed_order(connection: Connection, page: dict[str, int]) -> None:
    insert(connection, "paragraphs", article_id=page["article"], position=0, role="lead", text="提要。")
    insert(
        connection,
        "sections",
        article_id=page["article"],
        position=2,
        level=1,
        heading="无字之节",
        kind="line",
    )
    insert(
        connection, "sections", article_id=page["article"], position=3, level=1, heading="段首", kind="run-in"
    )
    insert(connection, "paragraphs", article_id=page["article"], position=2, role="body", text="尾段。")
    (row,) = rows(connection, "SELECT * FROM article_texts")
    assert row["headline"] == "城市谈\n留住烟火"
    assert row["body"] == "提要。\n一、街巷\n水清则鱼跃。老街要留住烟火气。\n尾段。\n无字之节"
