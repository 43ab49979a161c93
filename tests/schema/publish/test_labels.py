"""What the site calls things, in whose language, and at which addresses."""

from __future__ import annotations

import re

import pytest
from lilun.schema import Base
from lilun.schema.publish.addresses import address, issue_key, with_query
from lilun.schema.publish.canned import queries
from lilun.schema.publish.labels import FILE, Labels, chinese_date, preferred, table
from sqlalchemy import CheckConstraint


def test_every_coded_value_has_its_label() -> None:
    without = []
    for found in Base.metadata.tables.values():
        beside = [check for column in found.columns for check in column.constraints]
        for check in (c for c in [*found.constraints, *beside] if isinstance(c, CheckConstraint)):
            listed = re.fullmatch(r"(\w+) IN \(('.+)\)", str(check.sqltext))
            if not listed:
                continue
            words = re.findall(r"'([^']+)'", listed[2])
            without += [
                f"{found.name}.{listed[1]}.{word}"
                for word in words
                if f"{found.name}.{listed[1]}.{word}" not in table()
            ]
    assert without == []


def test_every_parameter_of_a_question_has_its_label() -> None:
    names = {name for query in queries() for name in query.defaults}
    assert names and {name for name in names if f"queries.param.{name}" not in table()} == set()


def test_labels_are_in_both_languages_and_take_the_same_values() -> None:
    for key, (chinese, english) in table().items():
        assert re.findall(r"{\w+}", chinese) == re.findall(r"{\w+}", english), key
    assert FILE.read_text(encoding="utf-8").startswith("key,zh,en\n")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9", "en"),
        ("en;q=0.3, zh-TW;q=0.8", "zh"),
        ("de,zh;q=0.5", "en"),
        ("*", "zh"),
        ("en;q=x", "zh"),
    ],
)
def test_the_browser_chooses_the_language(header: str, language: str) -> None:
    assert preferred(header) == language


def test_chinese_stands_alone_or_first() -> None:
    assert str(Labels("zh")("search.button")) == "检索"
    assert str(Labels("en")("search.button")) == (
        '<span lang="zh-Hans">检索</span> <span lang="en" class="en">Search</span>'
    )
    assert Labels("en").plain("search.button") == "Search" and str(Labels("en")("json")) == "JSON"
    assert Labels("en").word("articles", "kind", "essay") == "essay"
    assert Labels("zh").word("articles", "kind", "unheard-of") == "unheard-of"
    assert "<b>" not in Labels("zh")("page.number", n="<b>")


@pytest.mark.parametrize(
    ("edtf", "shown"),
    [
        ("2025-04-07", "2025年4月7日"),
        ("2022-08", "2022年8月"),
        ("2025", "2025年"),
        ("2025-01-22/2025-01-24", "2025年1月22日至24日"),
        ("2025-01-22/2025-02-03", "2025年1月22日至2月3日"),
        ("2024-12-31/2025-12-31", "2024年12月31日至2025年12月31日"),
        ("2022-08/2022-09", "2022年8月至9月"),
        ("1873/1886", "1873年至1886年"),
        ("2022/2022-09", "2022年至2022年9月"),
        ("2025~", "2025~"),
        (None, "日期不详"),
    ],
)
def test_dates_as_a_chinese_reader_expects_them(edtf: str | None, shown: str) -> None:
    assert chinese_date(edtf) == shown


def test_a_title_tells_its_date_as_its_reader_writes_it() -> None:
    title = "在水利工地的讲话（2022-08-16/2022-08-17）"
    assert Labels("zh").titled(title) == "在水利工地的讲话（2022年8月16日至17日）"
    assert Labels("en").titled(title) == "在水利工地的讲话（2022-08-16 – 2022-08-17）"
    assert Labels("zh").titled("水利（一）") == "水利（一）"


def test_machines_read_the_day() -> None:
    assert str(Labels().time("2025-04-07")) == '<time datetime="2025-04-07">2025年4月7日</time>'
    assert str(Labels("en").time("2022-08/2022-09")) == "2022-08 – 2022-09"
    assert str(Labels().time("<b>")) == "&lt;b&gt;" and str(Labels().time(None)) == "日期不详"


def test_an_address_encodes_each_part_of_the_key() -> None:
    assert address("article", "日报/2024-01-02/A#1?/3") == (
        "/lilun/article/%E6%97%A5%E6%8A%A5/2024-01-02/A%231%3F/3"
    )
    assert issue_key("日报", "2024-01-02", 7) == "日报/2024-01-02" and issue_key("日报", None, 7) == "7"
    assert with_query("/x", {"q": "水 利", "year": "", "paper": ["1", "2"]}) == (
        "/x?q=%E6%B0%B4+%E5%88%A9&paper=1&paper=2"
    )
