"""Characters in the right article, in the right order, and still there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lilun.loaders.evaluation.body import in_order


def size(page):
    return sum(len(p) for a in page["articles"] for p in a["paragraphs"])


def test_a_paragraph_in_the_other_article(score, page, export):
    moved = export[0]["paragraphs"].pop()
    export[1]["paragraphs"].append(moved)
    report = score(page, export)
    share = len(moved) / size(page)
    assert report.character_error() == pytest.approx(share)
    boundaries = report.marks["boundaries"].strict
    assert 1 - boundaries.recall == pytest.approx(share)
    assert 1 - boundaries.precision == pytest.approx(share)
    assert report.marks["paragraphs"].strict.right == 4


def test_order_matters_to_the_body_alone(score, page, export):
    export[0]["paragraphs"].insert(0, export[0]["paragraphs"].pop())
    marks = score(page, export).marks
    assert marks["boundaries"].strict.f1 == marks["paragraphs"].strict.f1 == 1
    last = len(export[0]["paragraphs"][0])
    assert 1 - marks["body"].strict.recall == pytest.approx(last / size(page))


def test_a_running_head_in_the_body_costs_precision(score, page, export):
    export[0]["paragraphs"].insert(1, "责任编辑某某电话一二三四五")
    marks = score(page, export).marks
    assert marks["body"].strict.recall == marks["boundaries"].strict.recall == 1
    assert marks["body"].strict.precision < 1
    assert marks["boundaries"].strict.precision < 1


def test_a_paragraph_cut_in_two_keeps_its_characters(score, page, export):
    first = export[0]["paragraphs"][0]
    export[0]["paragraphs"][:1] = [first[:20], first[20:]]
    report = score(page, export)
    assert report.character_error() == 0
    t = report.marks["paragraphs"].strict
    assert (t.right, t.gold, t.found) == (4, 5, 6)


def test_a_heading_taken_for_a_paragraph_is_in_the_right_article(score, page, export):
    export[0]["paragraphs"].insert(2, "从一本账做起")
    marks = score(page, export).marks
    assert marks["boundaries"].strict.f1 == 1
    assert marks["body"].strict.precision < 1


def test_what_the_damage_took_is_not_counted(score, page, export, page_text):
    page["damage"] = "paste"
    lost = "带着算盘下田，同农户一道"
    assert lost in page_text
    third = export[0]["paragraphs"][2]
    export[0]["paragraphs"][2] = third.replace(lost, "")
    report = score(page, export, page_text.replace(lost, ""))
    assert report.character_error() == 0
    assert report.marks["body"].strict.gold == size(page) - len(lost)
    assert score(page, export).character_error() == pytest.approx(len(lost) / size(page))


def test_repaired_and_printed_forms_count_slip_by_slip(score, page, export, page_text):
    clean = page["articles"][0]["paragraphs"][0]
    printed = clean.replace("座谈会", "座座谈会").replace("根本", "根木").replace("说出", "说岀")
    page["articles"][0]["alternatives"] = {clean: [printed]}
    page["damage"] = "lookalikes"
    for form in (clean, printed, printed.replace("座座", "座"), clean.replace("根本", "根木")):
        export[0]["paragraphs"][0] = form
        report = score(page, export, page_text.replace(clean, printed))
        assert report.character_error() == 0
        assert report.marks["boundaries"].strict.f1 == 1
    export[0]["paragraphs"][0] = clean.replace("水利工作", "水里工作")
    assert score(page, export, page_text.replace(clean, printed)).character_error() > 0


def test_blocks_tell_what_an_article_prints(score, page, export, page_text):
    sign_off = "（作者：云溪大学水利学院教授、博士生导师）"
    export[0]["paragraphs"].append(sign_off)
    assert score(page, export).marks["boundaries"].strict.precision < 1
    first, second = page_text.split("# 留住")
    page["blocks"] = [
        {"role": "x", "text": first, "article": 1},
        {"role": "x", "text": "# 留住" + second, "article": 2},
        {"role": "furniture", "text": "版权所有", "article": None},
    ]
    assert score(page, export).marks["boundaries"].strict.precision == 1


def test_joins_and_duplicates(score, page, export):
    first = page["articles"][0]
    first["joined_paragraphs"] = ["心齐渠自通。”这句话"]
    first["duplicates"] = [{"starts": "逐月张榜公布，让每一方水"}]
    report = score(page, export)
    assert report.marks["column breaks joined"].strict.f1 == report.marks["duplicates removed"].strict.f1 == 1
    body = export[0]["paragraphs"]
    body[0:2] = [body[0][:30], body[0][30:], body[1], body[1]]
    report = score(page, export)
    assert report.marks["duplicates removed"].strict.f1 == 0
    body[1:1] = [body[1][:6]]
    assert any(m.found == "stands 2 times" for m in report.articles[0].misses)


texts = st.text(alphabet="甲乙丙丁戊己庚辛", max_size=80)


@given(texts, texts)
def test_agreements_are_as_many_on_both_sides(a, b):
    left, right = in_order(a, b)
    assert (len(left), len(right)) == (len(a), len(b))
    assert "".join(c for c, m in zip(a, left) if m) == "".join(c for c, m in zip(b, right) if m)


@given(texts)
def test_a_text_agrees_with_itself(a):
    assert all(in_order(a, a)[0])


def test_scattered_agreements_do_not_count():
    a = "春江潮水连海平海上明月共潮生"
    b = "春眠不觉晓处处闻啼鸟夜来风雨声花落知多少明月何时照我还"
    assert not any(in_order(a, b)[0])
