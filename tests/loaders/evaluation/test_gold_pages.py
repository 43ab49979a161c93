"""Gold is read and checked: every problem says file, article and field."""

from __future__ import annotations

import pytest
from lilun.loaders.evaluation import GoldError, read_gold
from lilun.loaders.evaluation.gold import other_forms


def test_sound_gold_is_read(write, page):
    (read,) = read_gold(write(page))
    assert (read.file, read.newspaper, read.damage, len(read.articles)) == ("canal.txt", "云溪日报", "", 2)


@pytest.mark.parametrize(
    "change, words",
    [
        (lambda a: a.update(title="渠水没有流来"), "canal.json, article 1 (渠水没有流来), title"),
        (lambda a: a["authors"][0].update(name="沈秋知"), "authors 1 name: the page does not print “沈秋知”"),
        (lambda a: a["paragraphs"].append("这一段页面上没有印过，一个字也没有。"), "paragraphs 4"),
        (lambda a: a["cited_speeches"][0].update(quote="没有人这样说过"), "cited_speeches 1 quote"),
        (lambda a: a["cited_speeches"][0].update(date="去年"), "cited_speeches 1 date: 去年 is no EDTF date"),
        (lambda a: a["cited_speeches"][0].update(mode="quoted"), "cited_speeches 1 mode"),
        (lambda a: a.update(kind="poem"), "kind: poem is none of"),
        (lambda a: a.update(sections=["标题", 3]), "sections: is no list of the right form"),
        (lambda a: a["authors"][0].pop("name"), "write null for a signature without one"),
        (lambda a: a.update(title=3), "title: is no string"),
    ],
)
def test_a_problem_names_file_article_and_field(write, page, change, words):
    change(page["articles"][0])
    with pytest.raises(GoldError) as error:
        read_gold(write(page))
    assert words in str(error.value)
    assert str(error.value).startswith("canal.json, article 1")


def test_all_problems_are_told_at_once(write, page):
    page["articles"][0]["title"] = "错的题目"
    page["articles"][1]["authors"][0]["name"] = "另一个人"
    with pytest.raises(GoldError) as error:
        read_gold(write(page))
    assert [p.field for p in error.value.problems] == ["title", "authors 1 name"]


def test_folder_and_page_must_be_there(tmp_path, write, page):
    with pytest.raises(GoldError, match="holds no gold"):
        read_gold(tmp_path)
    folder = write(page)
    (folder / "canal.txt").unlink()
    with pytest.raises(GoldError, match=r"canal\.txt stands neither beside the gold file nor in pages/"):
        read_gold(folder)


def test_broken_json_is_named(tmp_path):
    (tmp_path / "bad.json").write_text("{", encoding="utf-8")
    with pytest.raises(GoldError, match=r"^bad\.json: is no UTF-8 JSON"):
        read_gold(tmp_path)


def test_width_quotes_and_space_may_differ(write, page, page_text):
    page["articles"][0]["paragraphs"][0] = (
        page["articles"][0]["paragraphs"][0].replace("：“", ':"').replace("，", ", ")
    )
    read_gold(write(page))


def test_a_paragraph_cut_by_a_column_stands(write, page, page_text):
    cut = page_text.replace("要带着算盘下田，", "要带着算\n\n另一栏的文字插在中间\n\n盘下田，")
    page["articles"][0]["joined_paragraphs"] = ["要带着算盘下田"]
    read_gold(write(page, cut))


def test_damaged_pages_are_checked_by_runs(write, page, page_text):
    damaged = page_text.replace("心齐渠自通", "心齐渠渠自诵")
    with pytest.raises(GoldError, match="cited_speeches 1 quote"):
        read_gold(write(page, damaged))
    page["damage"] = {"doubled": 2, "lookalikes": 2}
    (read,) = read_gold(write(page, damaged))
    assert read.damage == "together 2"


def test_alternatives_in_each_form(page):
    article = page["articles"][0]
    first = article["paragraphs"][0]
    for given in ({first: ["印成别样"]}, {"0": "印成别样"}, [["印成别样"]]):
        assert list(other_forms(article | {"alternatives": given}).values()) == [["印成别样"]]
    inside = article | {"paragraphs": [{"text": first, "alternatives": ["印成别样"]}]}
    assert list(other_forms(inside).values()) == [["印成别样"]]
