"""Cited speeches: source, cue and content, mode, speaker, date and offsets."""

from __future__ import annotations

import pytest
from lilun.loaders.evaluation.citations import interval, same_content, same_date


def strict(report, field):
    t = report.marks[field].strict
    return t.right, t.gold, t.found


def soft(report, field):
    t = report.marks[field].soft
    return t.right, t.gold, t.found


def test_a_missed_citation_misses_source_cue_and_content(score, page, export):
    export[0]["cited_speeches"] = []
    report = score(page, export)
    assert strict(report, "cited speeches") == (1, 2, 1)
    assert strict(report, "cited:direct") == strict(report, "direct citations") == (0, 1, 0)
    for part in ("source", "cue", "content"):
        assert strict(report, f"citation {part}") == (1, 2, 1)


def test_an_invented_citation_costs_precision(score, page, export):
    export[0]["cited_speeches"].append(
        {"attribution": "有人说", "source": "有人", "quote": "每一方水都有来处", "mode": "direct"}
    )
    report = score(page, export)
    assert strict(report, "cited speeches") == (2, 2, 3)
    assert strict(report, "direct citations") == (1, 1, 2)
    assert strict(report, "cited:direct") == (1, 1, 1)  # of gold's, as score.py counts
    assert strict(report, "citation source") == (2, 2, 3)


def test_optional_citations_count_neither_way(score, page, export):
    page["articles"][0]["cited_speeches"][0]["optional"] = True
    page["articles"][1]["cited_speeches_optional"] = [{"attribution": "老匠人说"}]
    export[1]["cited_speeches"].append(
        {"attribution": "村里的老匠人说", "quote": "石板上的车辙", "mode": "direct"}
    )
    report = score(page, export)
    assert strict(report, "cited speeches") == (1, 1, 1)
    assert "direct citations" not in report.marks


def test_content_is_strict_by_extent_and_soft_by_answer(score, page, export):
    cited = export[0]["cited_speeches"][0]
    cited["quote"] = "修渠先修心，心齐渠"
    cited["spans"][2]["end"] -= 3
    report = score(page, export)
    assert strict(report, "cited speeches") == (2, 2, 2)
    assert strict(report, "citation content") == (1, 2, 2)
    assert soft(report, "citation content") == (2, 2, 2)
    assert strict(report, "citation offsets")[0] == strict(report, "citation offsets")[1]


def test_the_cue_is_what_its_span_points_at(score, page, export):
    cue = next(s for s in export[0]["cited_speeches"][0]["spans"] if s["part"] == "cue")
    cue["end"] += 1
    report = score(page, export)
    assert strict(report, "citation cue") == (2, 2, 2)  # the stop behind it is folded away
    cue["start"] -= 1
    report = score(page, export)
    assert strict(report, "citation cue") == (1, 2, 2)


def test_offsets_off_by_one_are_wrong(score, page, export):
    for span in export[0]["cited_speeches"][0]["spans"]:
        span["start"] += 1
        span["end"] += 1
    right, gold, found = strict(score(page, export), "citation offsets")
    assert (right, gold, found) == (3, 6, 6)
    export[0]["cited_speeches"][0]["spans"] = []
    right, gold, found = strict(score(page, export), "citation offsets")
    assert (right, gold, found) == (3, 4, 3)  # a quotation without a place is a miss


def test_a_span_outside_its_article_is_a_miss_not_a_crash(score, page, export):
    export[0]["cited_speeches"][0]["spans"][2]["paragraph"] = 9
    report = score(page, export)
    assert strict(report, "citation offsets")[0] == 5
    assert not report.failures


def test_mode_and_its_alternatives(score, page, export):
    export[0]["cited_speeches"][0]["mode"] = "partial"
    assert strict(score(page, export), "citation mode") == (1, 2, 2)
    page["articles"][0]["cited_speeches"][0]["mode_alternatives"] = ["partial"]
    assert strict(score(page, export), "citation mode") == (2, 2, 2)


def test_speaker_and_date(score, page, export):
    export[0]["cited_speeches"][0] |= {"speaker": None, "date": "2017-10"}
    report = score(page, export)
    assert strict(report, "cited:speaker") == (1, 2, 2)
    assert strict(report, "cited:date") == (0, 1, 1)


@pytest.mark.parametrize(
    "gold, found, same",
    [
        ("2018-10", {"date": "2018-10-05"}, True),
        ("2018-10-05", {"date": "2018-10"}, True),
        ("2018-10-05", {"date": "2018"}, False),  # right, but too wide to say so
        ("2018-10", {"date": "x", "date_earliest": "2018-10-01", "date_latest": "2018-10-31"}, True),
        ("2018-10", {"date": "2018-11"}, False),
        ("2018-10", {}, False),
        ("2018-02", {"date": "2018-13"}, False),
    ],
)
def test_dates_agree_within_two_months(gold, found, same):
    assert same_date(gold, found) is same


def test_intervals():
    assert interval("2020-02") == ("2020-02-01", "2020-02-29")
    assert interval("2019/2020-06") == ("2019-01-01", "2020-06-30")
    assert interval("近日") == ("", "")


def test_reported_words_may_end_elsewhere():
    gold = {"quote": "修桥要用老石料、请老匠人", "mode": "indirect"}
    longer = {"quote": "修桥要用老石料、请老匠人。这一条写进了招标文件，工期虽然长了，桥却活了下来"}
    assert same_content(gold, longer)
    assert not same_content(gold | {"mode": "direct"}, longer)
