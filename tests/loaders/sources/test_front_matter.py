"""What a page says of itself between two lines of ---."""

from __future__ import annotations

import pytest
from lilun.loaders.sources.front_matter import read_front_matter

BODY = "# 老渡口为什么要留下\n"


def test_fields_and_where_the_page_begins() -> None:
    head = "---\nnewspaper: 临江日报\ndate: 2031-05-06\npage: 7\npage_name: 理论\n---\n"
    said, start = read_front_matter(head + BODY)
    assert said == {"newspaper": "临江日报", "date": "2031-05-06", "page": "7", "page_name": "理论"}
    assert (head + BODY)[start:] == BODY


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("报纸：临江日报", "newspaper", "临江日报"),
        ("日期: 2031年5月6日", "date", "2031年5月6日"),
        ("版次：7", "page", "7"),
        ("版名: 理论周刊", "page_name", "理论周刊"),
        ("  Date :  '2031' ", "date", "2031"),
        ('newspaper: "临江日报"', "newspaper", "临江日报"),
    ],
)
def test_names_of_fields(line: str, field: str, value: str) -> None:
    assert read_front_matter(f"---\n{line}\n---\n{BODY}")[0] == {field: value}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends(end: str) -> None:
    head = end.join(["---", "date: 2031", "engine: scan 3", "---", ""])
    assert read_front_matter(head + BODY) == ({"date": "2031"}, len(head))


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"---\n\n{BODY}---\n又一篇\n",
        f"---\n记者：周一鸣\n---\n{BODY}",
        f"{BODY}---\ndate: 2031\n---\n",
        f"---\ndate: 2031\n{BODY}",
        "",
        "---",
    ],
    ids=[
        "none",
        "rules of an engine",
        "no known field",
        "not at the beginning",
        "not closed",
        "empty",
        "a rule",
    ],
)
def test_no_front_matter(text: str) -> None:
    assert read_front_matter(text) == ({}, 0)
