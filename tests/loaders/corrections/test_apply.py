"""Corrections over a page that has been read: what each does, what it refuses, and that no character is lost."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from invented import FERRY, FERRY_PAGE, ORCHARD_PAGE, article, read_page, sheet
from lilun.loaders.corrections.apply import Corrections, correct
from lilun.loaders.corrections.files import read_text
from lilun.loaders.reading import ReadPage

PAGE = sheet(FERRY_PAGE, ORCHARD_PAGE)
SIGNED = "by: 资料室, when: 2031-06-01, why: 核对原报"
SPEECH = article(
    "摆渡人的话",
    "陆闻笛",
    ("县水利局局长秦砚耕指出：“修渠先修心，心里没有水，渠里也留不住水。”", FERRY[0], FERRY[1]),
)


def corrected(*entries: str, page: str = PAGE) -> ReadPage:
    found, problems = read_text("".join(f"- {{in: page.md, {e}, {SIGNED}}}\n" for e in entries), "own.yaml")
    assert not problems, problems
    return correct(read_page(page), Corrections(found))


def reasons(*entries: str, page: str = PAGE) -> list[str]:
    return [t.reason for t in sorted(corrected(*entries, page=page).tried, key=lambda t: t.correction.line)]


def texts(page: ReadPage, number: int = 0) -> list[str]:
    return [str(p.text) for p in page.articles[number].paragraphs]


def test_a_page_without_corrections_is_the_page() -> None:
    page = read_page(PAGE)
    assert correct(page, Corrections()) is page


def test_words_are_put_right_and_lead_back_to_their_place() -> None:
    page = corrected("at: 漫上第九级, text: 漫过第十一级台阶")
    assert "江水漫过第十一级台阶，守渡" in texts(page)[0]
    (piece,) = [p for p in page.articles[0].paragraphs[0].text.pieces if p.repair == "corrected"]
    assert PAGE[piece.start : piece.end] == "漫上第九级"


def test_words_that_run_over_two_blocks_are_put_right_in_one() -> None:
    page = corrected("at: 老人说桥管的是过江, to: 县里后来把渡口, text: 三个人说起渡口，县里把渡口")
    assert "做什么？三个人说起渡口，县里把渡口列入保护名单" in "".join(texts(page))
    assert "".join(PAGE[s.start : s.end] for s in page.spans) == PAGE
    assert "unassigned" not in {s.role for s in page.spans}


def test_a_part_of_a_paragraph_becomes_a_heading_and_the_rest_stays() -> None:
    page = corrected("at: 合作社请来农艺师, role: heading")
    assert texts(page, 1)[1:3] == [
        "梨树要修枝，人也要琢磨。",
        "把剪刀怎么下、留几个芽讲得明明白白，第二年一等果多了两成。",
    ]
    assert [s.heading for s in page.articles[1].sections] == ["合作社请来农艺师"]
    back = corrected(
        "at: 守渡的人, role: paragraph",
        page=PAGE.replace("桥修好了", "桥修好了").replace(FERRY[1], f"## 守渡的人\n\n{FERRY[1]}"),
    )
    assert [s.heading for s in back.articles[0].sections] == []


def test_a_line_leaves_the_article_and_comes_back() -> None:
    page = corrected("at: 渡口早就不摆渡了, to: 密密麻麻, role: furniture")
    assert len(page.articles[0].paragraphs) == 2 and any(
        str(p).startswith("渡口早就") for p in page.segmented.furniture
    )
    byline = corrected("at: 陆闻笛, role: furniture")
    assert byline.articles[0].signatories == () and any(n.kind == "no_author" for n in byline.notes)


def test_a_split_at_a_heading_makes_it_the_title_and_a_merge_undoes_it() -> None:
    marked = PAGE.replace(FERRY[1], f"## 守渡的人\n\n{FERRY[1]}")
    page = corrected("at: 守渡的人, split: here", page=marked)
    assert [a.headline.title for a in page.articles] == ["老渡口为什么要留下", "守渡的人", "南坡梨园二十年"]
    page = corrected("at: 渡口早就不摆渡了, merge: 南坡的梨园有四百亩", page=marked)
    assert [a.headline.title for a in page.articles] == ["老渡口为什么要留下"]
    assert [s.heading for s in page.articles[0].sections] == ["守渡的人", "南坡梨园二十年"]
    assert [s.name for s in page.articles[0].signatories] == ["陆闻笛", "邵望舒"]


def test_citations_are_unmade_amended_and_added() -> None:
    (before,) = read_page(SPEECH).articles[0].citations
    assert before.speaker == "秦砚耕"
    assert corrected("at: 修渠先修心, citation: none", page=SPEECH).articles[0].citations == ()
    (amended,) = (
        corrected("at: 修渠先修心, citation: {speaker: 秦耕, date: 2030-05, occasion: 水利会议}", page=SPEECH)
        .articles[0]
        .citations
    )
    assert (amended.speaker, amended.date_given, amended.occasion) == ("秦耕", "2030-05", "水利会议")
    cites = "at: 桥管的是过江, to: 从哪里来, cites: {speaker: 陆守渡, source: 老人, cue: 说}"
    added = corrected(cites, page=SPEECH).articles[0].citations[1]
    parts = {
        s.part: texts(corrected(cites, page=SPEECH))[s.paragraph - 1][s.start : s.end] for s in added.spans
    }
    assert parts["source"] == "老人" and parts["cue"] == "说" and parts["content"] == added.quote
    assert (added.mode, added.attribution, added.speaker) == ("indirect", "老人说", "陆守渡")
    (known,) = (
        corrected("at: 修渠先修心, to: 留不住水, cites: {speaker: 秦耕}", page=SPEECH).articles[0].citations
    )
    assert (known.speaker, known.quote) == ("秦耕", before.quote), "what is found already is not added twice"


def test_the_author_is_the_one_that_the_words_name() -> None:
    page = PAGE.replace("□陆闻笛", "□陆闻笛 秦砚耕")
    signed = corrected("at: 秦砚耕, author: {organization: 临江大学教授}", page=page).articles[0].signatories
    assert [(s.name, [a.organization for a in s.affiliations]) for s in signed] == [
        ("陆闻笛", []),
        ("秦砚耕", ["临江大学"]),
    ]
    assert [p.title for p in signed[1].affiliations[0].positions] == ["教授"]
    assert reasons("at: 陆闻笛秦砚耕, author: {role: translator}", page=page) == [
        "the words name several of 陆闻笛、秦砚耕; let “at” be one name"
    ]
    assert reasons("at: 渡口早就不摆渡了, author: {role: translator}", page=page) == [
        "陆闻笛、秦砚耕 signs the article, nobody like the words; give its authors first, as authors: [name]"
    ]


def test_what_does_not_fit_is_said() -> None:
    (nowhere,) = reasons("at: 从没有过的话啊, role: heading")
    assert nowhere.startswith("the words stand nowhere on the page")
    assert reasons(
        "at: 从没有过的话啊, role: heading",
        "at: 桥修好了, citation: {speaker: 陆闻笛}",
        "at: 桥修好了, merge: 县里后来把渡口列入",
        "at: 有人问桥修好了, merge: 从没有过的话啊",
        "at: 老渡口为什么要留下, split: here",
        "at: 如今果子论箱, move: {before: 包装上印着各家}",
    ) == [
        nowhere,
        "no citation stands at these words; “cites” adds one",
        "both words stand in one article already",
        f"“从没有过的话啊”: {nowhere}",
        "an article begins there already",
        "the words to move it to are its own",
    ]


def test_two_that_contradict_each_other_are_told() -> None:
    told = reasons("at: 老渡口为什么要留下, article: {title: 甲}", "at: 渡口早就不摆渡了, article: {title: 乙}",
                   "at: 桥修好了, role: heading", "at: 桥修好了, role: title")  # fmt: skip
    assert told == ["", "own.yaml:1 says otherwise of the same; take one of the two out",
                    "", "own.yaml:3 says otherwise of the same; take one of the two out"]  # fmt: skip


def test_what_a_person_has_settled_is_no_finding() -> None:
    nameless = "\n\n".join(FERRY)
    kinds = {n.kind for n in read_page(nameless).notes}
    assert {"no_title", "no_author"} <= kinds
    page = corrected(
        "at: 渡口早就不摆渡了, article: {title: 老渡口}",
        "at: 渡口早就不摆渡了, authors: [陆闻笛]",
        page=nameless,
    )
    assert not {"no_title", "no_author"} & {n.kind for n in page.notes}


ENTRIES = (
    "at: 老渡口为什么要留下, article: {title: 甲乙丙, kind: essay}",
    "at: 合作社请来农艺师, role: heading",
    "at: 守渡的老人, role: furniture",
    "at: 南坡梨园二十年, role: kicker",
    "at: 漫上第九级, text: 漫过十一级台阶",
    "at: 有人问, to: 做什么, split: here",
    "at: 梨树要修枝, merge: 县里后来把渡口列入",
    "at: 如今果子论箱, move: {before: 南坡的梨园}",
    "at: 邵望舒, move: {after: 陆闻笛}",
    "at: 邵望舒, role: signoff",
    "at: 谁也不敢马虎, cites: {speaker: 陆守渡}",
    "at: 陆闻笛, author: {institution: [临江大学, 历史学院]}",
)


@given(st.lists(st.sampled_from(ENTRIES), unique=True), st.randoms())
@settings(max_examples=120, deadline=None)
def test_any_corrections_in_any_order_end_alike_and_lose_no_character(entries: list[str], rng: Any) -> None:
    page = corrected(*entries)
    assert "".join(PAGE[s.start : s.end] for s in page.spans) == PAGE, "the spans are the file"
    assert "unassigned" not in {s.role for s in page.spans}
    for read in page.articles:
        numbers = {p.number for p in read.paragraphs}
        assert all(span.paragraph in numbers for c in read.citations for span in c.spans)
    again = corrected(*entries)
    assert (again.articles, again.spans) == (page.articles, page.spans)
    # in which file and line an entry stands decides between two that contradict each other, and nothing else
    if all(not t.reason for t in page.tried) and not {"split", "merge", "move"} & {
        t.correction.what for t in page.tried
    }:
        shuffled = list(entries)
        rng.shuffle(shuffled)
        other = corrected(*shuffled)
        assert (other.articles, other.spans) == (page.articles, page.spans)
