"""Titles, authors, sections, documents: strict, soft, and what counts neither way."""

from __future__ import annotations

import pytest


def strict(report, field):
    t = report.marks[field].strict
    return t.right, t.gold, t.found


def soft(report, field):
    t = report.marks[field].soft
    return t.right, t.gold, t.found


def test_a_reading_without_fault_scores_one_everywhere(score, page, export):
    report = score(page, export)
    assert {name: m.strict.f1 for name, m in report.marks.items() if m.strict.f1 != 1} == {}
    assert [m for a in report.articles for m in a.misses] == []
    assert report.character_error() == 0


def test_a_title_one_sign_off_is_right_by_edit_distance_only(score, page, export):
    export[0]["title"] = "渠水怎样流迸田里"
    report = score(page, export)
    assert strict(report, "title") == (1, 2, 2)
    assert soft(report, "title") == (2, 2, 2)
    assert strict(report, "header") == (1, 2, 2)
    assert soft(report, "header") == (2, 2, 2)


def test_punctuation_width_and_space_are_folded(score, page, export):
    export[0]["title"] = "渠水 怎样流进田里"
    export[0]["subtitle"] = "云溪县的三年实践"
    assert score(page, export).marks["header"].strict.f1 == 1


def test_a_name_with_one_sign_wrong_is_wrong_in_both(score, page, export):
    export[0]["authors"][0]["name"] = "沈知秩"
    report = score(page, export)
    assert strict(report, "authors") == soft(report, "authors") == (1, 2, 2)
    assert strict(report, "affiliations") == (0, 1, 1)


def test_positions_count_apart_with_their_organization(score, page, export):
    export[0]["authors"][0]["affiliations"][0]["positions"] = ["教授、博士生导师"]
    assert strict(score(page, export), "positions") == (0, 2, 1)


def test_a_signature_without_a_name_is_not_scored(score, page, export):
    page["articles"][1]["authors"].append({"name": None, "affiliations": []})
    export[0]["authors"].append({"name": None, "affiliations": [{"organization": "某处", "positions": []}]})
    report = score(page, export)
    assert report.marks["authors"].strict.f1 == report.marks["affiliations"].strict.f1 == 1


def test_absent_fields_are_not_scored(score, page, export):
    for article in page["articles"]:
        for field in ("paragraphs", "kind", "cited_documents", "authors"):
            del article[field]
    fields = set(score(page, export).marks)
    assert not fields & {
        "boundaries",
        "body",
        "paragraphs",
        "kind",
        "cited documents",
        "authors",
        "positions",
    }
    assert "header" in fields


def test_a_banner_may_stand_on_every_article(score, page, export, page_text):
    page["articles"][0]["kicker"] = "三农论坛"
    for article in export:
        article["kicker"] = "三农论坛"
    report = score(page, export, "三农论坛\n\n" + page_text)
    assert strict(report, "kicker") == (1, 1, 1)
    page["articles"][1]["kicker_note"] = "no banner"
    assert strict(score(page, export, "三农论坛\n\n" + page_text), "kicker") == (1, 1, 2)


def test_sections_optional_and_unnumbered_run_ins_count_neither_way(score, page, export):
    page["articles"][1]["sections_optional"] = ["古桥不仅是过河的路"]
    export[1]["sections"] = [
        {"heading": "古桥不仅是过河的路", "kind": "line", "level": 1},
        {"heading": "石板上的车辙", "kind": "run-in", "enumerator": None, "level": 1},
        {"heading": "比县志里的文字还要深", "kind": "line", "level": 1},
    ]
    report = score(page, export)
    assert strict(report, "sections") == strict(report, "section levels") == (2, 2, 3)


def test_levels_are_part_of_section_levels_only(score, page, export):
    export[0]["sections"][1]["level"] = 1
    report = score(page, export)
    assert strict(report, "sections") == (2, 2, 2)
    assert strict(report, "section levels") == (1, 2, 2)


def test_documents_are_each_counted_once(score, page, export):
    export[0]["cited_documents"] = [{"title": "云溪县灌溉管理办法"}] * 2 + [{"title": "县志"}]
    assert strict(score(page, export), "cited documents") == (1, 1, 2)


def test_another_right_form_counts(score, page, export):
    page["articles"][0]["alternatives"] = {"渠水怎样流进田里": ["渠水怎样流迸田里"]}
    export[0]["title"] = "渠水怎样流迸田里"
    assert strict(score(page, export), "title") == (2, 2, 2)


@pytest.mark.parametrize(
    "given, right",
    [("编者按：渠水年年流，今年不同。", 1), ("编者按：渠水年年流，", 0), (None, 0)],
)
def test_a_lead_is_whole_unless_gold_has_its_beginning(score, page, export, page_text, given, right):
    text = "编者按：渠水年年流，今年不同。\n\n" + page_text
    page["articles"][0]["lead"] = "编者按：渠水年年流，今年不同。"
    export[0]["lead"] = given
    assert strict(score(page, export, text), "lead")[0] == right
    page["articles"][0]["lead"] = "编者按：渠水年年流，"
    assert strict(score(page, export, text), "lead")[0] == int(given == "编者按：渠水年年流，")
    page["articles"][0]["lead_note"] = "only its beginning"
    assert strict(score(page, export, text), "lead")[0] == int(given is not None)


def test_kind_and_reprint(score, page, export):
    export[0]["kind"] = "news"
    export[1]["reprinted_from"] = "某报"
    report = score(page, export)
    assert strict(report, "kind") == (1, 2, 2)
    assert strict(report, "reprinted_from") == (0, 0, 1)


@pytest.mark.parametrize(
    ("gold", "given", "right", "near"),
    [
        (["云溪大学", "水利学院"], ["云溪大学", "水利学院"], (1, 1, 1), (1, 1, 1)),
        (["云溪大学", "水利学院"], ["水利学院"], (0, 1, 1), (1, 1, 1)),
        (["云溪大学", "水利学院"], ["云溪大学"], (0, 1, 1), (0, 1, 1)),
        (["云溪大学", "水利学院"], [], (0, 1, 0), (0, 1, 0)),
        (["云溪市委党校（云溪行政学院）"], ["云溪市委党校"], (1, 1, 1), (1, 1, 1)),
        (["市委党校"], [], (1, 1, 1), (1, 1, 1)),  # whose it is the page does not say
        (["市委党校"], ["中共云溪市委党校"], (0, 1, 1), (0, 1, 1)),
    ],
)
def test_institutions_by_their_path(score, page, export, gold, given, right, near):
    page["articles"][0]["authors"][0]["affiliations"][0]["institution_path"] = gold
    export[0]["authors"][0]["affiliations"][0]["institution"] = given
    report = score(page, export)
    assert (strict(report, "institutions"), soft(report, "institutions")) == (right, near)


def test_an_affiliation_that_was_not_found_has_no_institution_to_score(score, page, export):
    page["articles"][0]["authors"][0]["affiliations"][0]["institution_path"] = ["云溪大学", "水利学院"]
    export[0]["authors"][0]["affiliations"] = []
    assert "institutions" not in score(page, export).marks
