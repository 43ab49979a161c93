"""What is printed: the table, the misses, two runs side by side."""

from __future__ import annotations

import json

from lilun.loaders.evaluation import compare_lines, miss_lines, report_lines
from lilun.loaders.evaluation.report import FIELDS


def test_every_field_that_is_scored_is_described(score, page, export):
    page["articles"][0] |= {"joined_paragraphs": ["修渠先修心"], "duplicates": [{"starts": "修渠先修心"}]}
    export[0]["cited_documents"][0] |= {"paragraph": 2, "start": 1, "end": 10}
    page["articles"][0]["authors"][0]["affiliations"][0]["institution_path"] = ["云溪大学"]
    assert set(score(page, export).marks) == set(FIELDS)


def test_the_table_has_a_line_a_field(score, page, export):
    export[0]["title"] = "别的"
    lines = list(report_lines(score(page, export)))
    assert lines[0] == "1 pages, 2 articles"
    row = next(line for line in lines if line.startswith("title"))
    assert row.split() == ["title", "0.500", "0.500", "0.500", "0.500", "2", "2"]
    assert "character error of the body: 0.000%" in lines


def test_each_miss_is_a_line(score, page, export):
    export[0]["title"] = None
    assert list(miss_lines(score(page, export))) == [
        "canal.txt#1 渠水怎样流进田里\ttitle\t渠水怎样流进田里\t-"
    ]


def test_json_holds_all_and_can_be_read_back(score, page, export):
    export[0]["title"] = None
    values = json.loads(json.dumps(score(page, export).as_json()))
    assert values["fields"]["title"]["strict"]["right"] == 1
    assert values["by_newspaper"]["云溪日报"]["title"]["strict"]["gold"] == 2
    assert values["articles"][0]["misses"] == [{"field": "title", "gold": "渠水怎样流进田里", "found": None}]


def test_two_runs_side_by_side(score, page, export):
    export[0]["title"] = None
    old = json.loads(json.dumps(score(page, export).as_json()))
    export[0]["title"] = page["articles"][0]["title"]
    export[1]["authors"] = []
    lines = list(compare_lines(old, score(page, export)))
    assert [line.split()[0] for line in lines[1:4]] == ["title", "authors", "canal.txt#1"]
    assert lines[1].split() == ["title", "0.6667", "1.0000", "+0.3333"]
    assert lines[3:] == [
        "canal.txt#1 渠水怎样流进田里",
        "  + title: missing 渠水怎样流进田里",
        "canal.txt#2 留住村口那座桥",
        "  - authors: missing 陆鸣",
    ]


def test_equal_runs_show_no_change(score, page, export):
    report = score(page, export)
    assert len(list(compare_lines(report.as_json(), report))) == 1


def test_gold_that_came_or_went_is_said(score, page, export):
    old = score(page, export).as_json()
    gone = page["articles"].pop()
    lines = list(compare_lines(old, score(page, export[:1])))
    assert f"canal.txt#2 {gone['title']}: no longer in gold" in lines
    new = score(page, export[:1]).as_json()
    page["articles"].append(gone)
    assert f"canal.txt#2 {gone['title']}: not in the older run" in list(
        compare_lines(new, score(page, export))
    )
