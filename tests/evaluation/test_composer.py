"""The damage composer: each kind does what it says, and the gold follows it."""

from __future__ import annotations

import csv
import dataclasses
import json
import re
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from composer import (
    KINDS,
    STRENGTHS,
    ComposedPage,
    InvalidPageError,
    LabelledArticle,
    LabelledBlock,
    compose,
    pages,
    rates,
    read_article,
    read_articles,
    validate,
)

HERE = Path(__file__).parent
DEV = HERE / "articles" / "dev"
ALL = tuple(KINDS)

_BODY = (
    "修渠那年，云岭县的老人把“水往高处走”写在村口的墙上。镇里开会时，县长高望川指出，“渠修到哪里，心就要修到哪里。”"
    "这句话后来刻进了石碑，石碑立在坡上，人人路过都要念一遍。三年里，全村凿开了七道山梁，铺下了十二里石渠。",
    "渠通之后，人们发现难的不是凿石头，而是分水。上村说水从我门前过，下村说田在我脚下干。后来定下规矩：先人后畜，先苗后果，"
    "轮到谁家，谁家敲钟。钟声一响，争吵就停了，水也就流得久了。规矩写在《云岭县用水公约》里，三十年没有改过一个字。",
    "今天再走那条渠，石缝里长出了青苔，钟还挂在老槐树上。年轻人说，钟早就不敲了，手机一响，闸门自己会开。可是分水的道理没有变，"
    "先人后畜，先苗后果，写在纸上，也写在心上。守住规矩，就守住了一渠清水。",
)


def _article(name: str, title: str, who: str, body: tuple[str, ...] = _BODY) -> LabelledArticle:
    """An essay with kicker, byline, one heading, sign-off and one direct citation; its text varies by name."""
    paragraphs = [text.replace("云岭", name).replace("高望川", who) for text in body]
    organization, heading = f"{name}县委党校", f"规矩比石头硬（{name}）"
    gold: dict[str, Any] = {
        "kicker": f"{name}论坛",
        "title": title,
        "subtitle": None,
        "lead": None,
        "column": None,
        "kind": "essay",
        "reprinted_from": None,
        "authors": [
            {
                "name": f"{who[0]}小满",
                "kind": "person",
                "affiliations": [{"organization": organization, "positions": ["讲师"]}],
            }
        ],
        "sections": [{"enumerator": None, "heading": heading, "level": 1, "kind": "line"}],
        "sections_optional": [],
        "paragraphs": paragraphs,
        "cited_speeches": [
            {
                "speaker": who,
                "attribution": f"县长{who}指出",
                "cue": "指出",
                "mode": "direct",
                "quote": "渠修到哪里，心就要修到哪里。",
                "date": None,
            }
        ],
        "cited_speeches_optional": [],
        "cited_documents": [f"{name}县用水公约"],
    }
    blocks = (
        LabelledBlock("kicker", gold["kicker"]),
        LabelledBlock("title", title),
        LabelledBlock("byline", f"□ {who[0]} 小 满"),
        LabelledBlock("paragraph", paragraphs[0]),
        LabelledBlock("heading", heading, 1, True),
        *(LabelledBlock("paragraph", text) for text in paragraphs[1:]),
        LabelledBlock("signoff", f"（作者系{organization}讲师）"),
    )
    return LabelledArticle(name, "青石日报", "2011-03-08", {"number": "6", "name": "理论"}, blocks, gold)


ARTICLES = (
    _article("云岭", "一渠清水靠规矩", "高望川"),
    _article("双溪", "钟声里的道理", "柴有余"),
    _article("北塘", "写在墙上的话", "卓立言"),
)


def _one(kind: str, strength: int = 2, seed: int = 1, **options: Any) -> ComposedPage:
    page = compose(ARTICLES, seed=seed, damage={kind: strength}, **options)
    validate(page)
    return page


@pytest.fixture(scope="module")
def dev() -> list[LabelledArticle]:
    return read_articles(DEV)


def test_undamaged_page_prints_every_block_on_a_line_of_its_own() -> None:
    page = compose(ARTICLES, seed=1, damage={})
    validate(page)
    lines = [re.sub("^#+ ", "", line) for line in page.text.split("\n") if line]
    assert lines == [block.text for article in ARTICLES for block in article.blocks]
    for gold, article in zip(page.gold["articles"], ARTICLES):
        assert {key: gold[key] for key in article.gold} == article.gold
        assert not gold["alternatives"] and not gold["duplicates"] and not gold["joined_paragraphs"]


def test_only_headlines_and_marked_headings_have_marks_on_an_undamaged_page() -> None:
    page = compose(ARTICLES, seed=1, damage={})
    marked = {block["role"] for block in page.gold["blocks"] if block["text"].startswith("#")}
    assert {"title", "heading"} <= marked <= {"kicker", "title", "heading"}


def test_pages_deal_every_article_once_two_to_five_a_page(dev: list[LabelledArticle]) -> None:
    dealt = pages(dev, 3)
    assert Counter(article.id for page in dealt for article in page) == Counter(a.id for a in dev)
    assert all(2 <= len(page) <= 5 for page in dealt)
    assert dealt != pages(dev, 4)
    assert all(len({article.traditional for article in page}) == 1 for page in dealt)


def test_a_left_over_article_joins_another_page() -> None:
    for count in range(2, 12):
        for seed in range(10):
            articles = [dataclasses.replace(ARTICLES[0], id=str(n)) for n in range(count)]
            sizes = [len(page) for page in pages(articles, seed)]
            assert sum(sizes) == count and min(sizes) >= 2 and max(sizes) <= 5


@pytest.mark.parametrize("strength", STRENGTHS)
def test_all_kinds_together_leave_a_valid_page(dev: list[LabelledArticle], strength: int) -> None:
    for seed in (1, 2):
        for group in pages(dev, seed):
            validate(compose(group, seed=seed, damage=dict.fromkeys(ALL, strength)))


@pytest.mark.parametrize("kind", ALL)
def test_each_kind_alone_hits_every_page_and_leaves_it_valid(dev: list[LabelledArticle], kind: str) -> None:
    for group in pages(dev, 1):
        clean = compose(group, seed=1, damage={})
        page = compose(group, seed=1, damage={kind: 2})
        validate(page)
        assert page.gold["hit_by"] == [kind]
        assert page.text != clean.text or kind in (
            "quote_marks",
            "title_moved",
            "byline_moved",
            "interleaved",
        )


def test_same_arguments_give_the_same_page_in_another_process(tmp_path: Path) -> None:
    outs = []
    for number in "12":
        out = tmp_path / number
        command = [sys.executable, str(HERE / "compose.py"), "dev", str(out), "--strength", "3"]
        subprocess.run(command, check=True, capture_output=True, env={"PYTHONHASHSEED": number, "PATH": ""})
        outs.append({path.name: path.read_bytes() for path in out.iterdir()})
    assert outs[0] == outs[1]
    assert len(outs[0]) > 10


def test_column_cut_cuts_paragraphs_within_a_sentence() -> None:
    page = _one("column_cut")
    pieces = [block for block in page.gold["blocks"] if block.get("continues")]
    assert pieces
    for piece in pieces:
        above = page.gold["blocks"][page.gold["blocks"].index(piece) - 1]
        assert above["text"][-1] not in "。！？"
    assert [gold["paragraphs"] for gold in page.gold["articles"]] == [a.gold["paragraphs"] for a in ARTICLES]
    joined = [string for gold in page.gold["articles"] for string in gold["joined_paragraphs"]]
    assert len(joined) == len(pieces)
    assert all(any(j in p for gold in page.gold["articles"] for p in gold["paragraphs"]) for j in joined)


@pytest.mark.parametrize("width", [15, 20, 25])
def test_hard_lines_are_as_wide_as_the_column(width: int) -> None:
    page = _one("hard_lines", width=width)
    for block in page.gold["blocks"]:
        if block["role"] == "paragraph":
            *full, last = block["text"].replace("　　", "口口").split("\n")
            assert full and len(last) <= width + 1
            first = full.pop(0)
            assert len(first) in range(width - 3, width + 2)  # the indent takes two, kept or lost
            assert all(width - 1 <= len(line) <= width + 1 for line in full)
            assert not any(line[0] in "，。、；：”》）" for line in [*full, last])


def test_hard_lines_lose_indents_and_blank_lines_on_some_pages() -> None:
    texts = [_one("hard_lines", 3, seed).text for seed in range(12)]
    assert 0 < sum("　　" in text for text in texts) < 12
    assert 0 < sum("\n\n" not in text for text in texts) < 12


def test_half_width_leaves_none_of_its_marks() -> None:
    for strength, gone in ((1, "，（）"), (2, "，（）：；？！"), (3, "，（）：；？！。、")):
        page = _one("half_width", strength)
        assert not set(gone) & set(page.text)
        assert page.gold["articles"][0]["paragraphs"] == ARTICLES[0].gold["paragraphs"]


def test_spaces_stand_between_characters_alone() -> None:
    page = _one("spaces", 3)
    undamaged = compose(ARTICLES, seed=1, damage={}).text
    assert page.text != undamaged
    assert page.text.replace(" ", "") == undamaged.replace(" ", "")


def test_heading_marks_are_lost_and_body_lines_gain_them() -> None:
    assert "#" not in _one("heading_marks_lost", 3).text
    page = _one("body_marked", 3)
    wrong = [block for block in page.gold["blocks"] if block["text"].startswith("#")]
    assert {block["role"] for block in wrong} & {"paragraph", "byline", "signoff"}
    assert page.gold["articles"][0]["sections"] == ARTICLES[0].gold["sections"]


def test_title_moves_to_the_end_or_into_another_article() -> None:
    ends, inside, lost = 0, 0, 0
    for seed in range(40):
        page = _one("title_moved", 3, seed)
        blocks = page.gold["blocks"]
        ends += blocks[-1]["role"] == "title"
        inside += any(
            one["article"] == other["article"] != title["article"]
            for one, title, other in zip(blocks, blocks[1:], blocks[2:])
            if title["role"] == "title"
        )
        lost += any(gold["title"] is None for gold in page.gold["articles"])
        standing = {block["article"] for block in blocks if block["role"] == "title"}
        assert [gold["title"] is not None for gold in page.gold["articles"]] == [
            number in standing for number in range(1, 4)
        ]
    assert ends and inside and lost


def test_interleaved_articles_take_turns() -> None:
    page = _one("interleaved", 3)
    order = [block["article"] for block in page.gold["blocks"]]
    turns = sum(one != other for one, other in pairwise(order))
    assert turns > 4
    assert Counter(order) == Counter(n + 1 for n, a in enumerate(ARTICLES) for _ in a.blocks)


def test_paste_repeats_one_passage_over_lost_text() -> None:
    page = _one("paste", 2)
    (duplicate,) = [d for gold in page.gold["articles"] for d in gold["duplicates"]]
    assert 40 <= duplicate["characters"] <= 250
    assert page.text.count(duplicate["starts"]) == 2
    bodies = ["".join(gold["paragraphs"]) for gold in page.gold["articles"]]
    assert sum(body.count(duplicate["starts"]) for body in bodies) == 1
    lost = [home for home, cause in page.trace.lost.items() if cause == "paste"]
    assert sum(map(len, bodies)) + len(lost) == sum(len(p) for a in ARTICLES for p in a.gold["paragraphs"])


def test_doublings_and_look_alikes_count_as_printed_and_as_repaired() -> None:
    for kind in ("doubled", "lookalikes", "stray_english"):
        page = _one(kind, 3)
        alternatives = {k: v for gold in page.gold["articles"] for k, v in gold["alternatives"].items()}
        assert alternatives
        for clean, printed in alternatives.items():
            assert all(form in page.text and form != clean for form in printed)
            assert any(clean in block.text for article in ARTICLES for block in article.blocks)


def test_lost_quotation_marks_are_gone_from_the_gold_but_count() -> None:
    article = next(
        gold
        for seed in range(60)
        for gold in _one("quote_marks", 3, seed).gold["articles"]
        if gold["cited_speeches"][0]["mode"] == "indirect"
    )
    assert article["cited_speeches"][0]["mode_alternatives"] == ["direct"]
    assert "指出，渠修到哪里，心就要修到哪里。" in article["paragraphs"][0]
    assert any("指出，“渠修" in form for form in article["alternatives"][article["paragraphs"][0]])


def test_byline_stands_elsewhere_or_is_missing() -> None:
    places, missing = Counter[str](), 0
    for seed in range(40):
        page = _one("byline_moved", 3, seed)
        for number, gold in enumerate(page.gold["articles"], 1):
            roles = [block["role"] for block in page.gold["blocks"] if block["article"] == number]
            if "byline" not in roles:
                missing += 1
                assert gold["authors"] == []
                assert gold["authors_unnamed"][0]["affiliations"][0]["positions"] == ["讲师"]
            else:
                assert gold["authors"][0]["name"].endswith("小满")
                place = roles.index("byline")
                places["before" if place == 0 else "end" if place >= len(roles) - 2 else "after"] += 1
    assert missing and min(places[place] for place in ("before", "end", "after")) > 0


def test_furniture_belongs_to_no_article() -> None:
    kinds = set()
    for seed in range(10):
        page = _one("furniture", 3, seed)
        foreign = [block for block in page.gold["blocks"] if block["article"] is None]
        assert len(foreign) == 9
        kinds |= {block["role"] for block in foreign}
        assert page.gold["articles"][0]["paragraphs"] == ARTICLES[0].gold["paragraphs"]
        assert not re.search(r"\{\w+\}", page.text)
    assert kinds == {"furniture", "caption"}


def test_continued_pieces_lose_their_head_or_tail() -> None:
    jumps = Counter[str]()
    for seed in range(30):
        page = _one("continued", 3, seed)
        for gold, article in zip(page.gold["articles"], ARTICLES):
            if "continued" not in gold:
                assert gold["paragraphs"] == article.gold["paragraphs"]
                continue
            jumps[gold["continued"]] += 1
            here, whole = "".join(gold["paragraphs"]), "".join(article.gold["paragraphs"])
            assert 0 < len(here) < len(whole)
            assert whole.endswith(here) if gold["continued"] == "from" else whole.startswith(here)
            assert gold["title"] or gold["authors"]
        assert "上接" in page.text or "下转" in page.text
    assert set(jumps) == {"from", "to"}


def test_strength_and_share_grow(dev: list[LabelledArticle]) -> None:
    for kind, row in rates().items():
        assert kind in KINDS and row["what"] and row["unit"] and row["example"]
        assert row["pages"] == sorted(row["pages"]) and 0 < row["pages"][0] <= row["pages"][2] <= 1
        assert all(len(values) == 3 for values in row.values() if isinstance(values, list))
    assert set(rates()) == set(KINDS)
    hits = [
        sum(
            len(compose(group, seed=1, damage=dict.fromkeys(ALL, strength)).gold["hit_by"])
            for group in pages(dev, 1)
        )
        for strength in STRENGTHS
    ]
    assert hits == sorted(hits)


def test_a_date_that_another_issue_settles_is_left_out() -> None:
    cited = [
        {"date": "2010-05", "date_as_printed": "去年5月", "occasion": None},
        {"date": "2009-05", "date_as_printed": "2009年5月", "occasion": None},
        {"date": "2011-02", "date_as_printed": None, "occasion": "全县水利会议"},
        {"date": "2011-02", "date_as_printed": None, "occasion": "县委第三次全会"},
        {"date": "1956", "date_as_printed": None, "occasion": "水利座谈会"},
    ]
    old = dataclasses.replace(
        ARTICLES[0],
        gold=ARTICLES[0].gold
        | {"cited_speeches": [ARTICLES[0].gold["cited_speeches"][0] | c for c in cited]},
    )
    new = dataclasses.replace(ARTICLES[1], date="2012-01-03")
    page = compose([old, new], seed=1, damage={})
    assert page.gold["date"] == "2012-01-03"
    dates = [speech["date"] for speech in page.gold["articles"][0]["cited_speeches"]]
    assert dates == [None, "2009-05", None, "2011-02", "1956"]
    alone = compose([old], seed=1, damage={})
    assert [s["date"] for s in alone.gold["articles"][0]["cited_speeches"]] == [c["date"] for c in cited]


def test_unknown_kind_and_strength_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no damage kind 'rain'; there are continued"):
        compose(ARTICLES, seed=1, damage={"rain": 1})
    with pytest.raises(ValueError, match="spaces: no strength 4; give 1, 2 or 3"):
        compose(ARTICLES, seed=1, damage={"spaces": 4})


def _tampered(page: ComposedPage, **gold: Any) -> ComposedPage:
    first, *rest = page.gold["articles"]
    return dataclasses.replace(page, gold=page.gold | {"articles": [first | gold, *rest]})


@pytest.mark.parametrize("damage", [{}, {"column_cut": 2}])
def test_validate_refuses_gold_that_does_not_stand(damage: dict[str, int]) -> None:
    page = compose(ARTICLES, seed=1, damage=damage)
    paragraphs = page.gold["articles"][0]["paragraphs"]
    with pytest.raises(InvalidPageError, match="title is not on the page: 一渠浊水"):
        validate(_tampered(page, title="一渠浊水"))
    with pytest.raises(InvalidPageError, match="gold paragraphs are not what stands"):
        validate(_tampered(page, paragraphs=paragraphs[1:]))
    with pytest.raises(InvalidPageError, match="gold paragraphs are not what stands"):
        validate(_tampered(page, paragraphs=[paragraphs[0][:-1], *paragraphs[1:]]))


def test_validate_refuses_characters_without_an_account() -> None:
    page = _one("lookalikes", 3)
    at = next(i for i, cause in enumerate(page.trace.causes) if cause == "lookalikes")
    unsaid = dataclasses.replace(
        page.trace, causes=(*page.trace.causes[:at], "", *page.trace.causes[at + 1 :])
    )
    with pytest.raises(InvalidPageError, match=f"character {at} was ., is ., unsaid"):
        validate(dataclasses.replace(page, trace=unsaid))
    foreign = dataclasses.replace(page.trace, homes=(*page.trace.homes[:at], -1, *page.trace.homes[at + 1 :]))
    with pytest.raises(InvalidPageError, match="lost unsaid"):
        validate(dataclasses.replace(page, trace=foreign))


def test_article_whose_blocks_and_gold_disagree_is_refused(tmp_path: Path) -> None:
    raw = json.loads((sorted(DEV.glob("*.json"))[0]).read_text(encoding="utf-8"))
    raw["article"]["paragraphs"].pop()
    path = tmp_path / "bad.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(ValueError, match=r"bad\.json: the gold paragraphs are not the paragraph blocks"):
        read_article(path)


def test_command_writes_pages_gold_and_manifest(tmp_path: Path) -> None:
    command = [sys.executable, str(HERE / "compose.py")]
    run = subprocess.run(
        [*command, "dev", str(tmp_path / "out"), "--seeds", "2", "--damage", "paste,spaces"],
        capture_output=True,
        text=True,
        check=True,
    )
    texts = sorted((tmp_path / "out").glob("*.txt"))
    assert f"{len(texts)} pages" in run.stdout
    with (tmp_path / "out" / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["file"] for row in rows] == [path.name for path in texts]
    for path, row in zip(texts, rows):
        gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        text = path.read_text(encoding="utf-8")
        assert (gold["file"], gold["newspaper"], gold["date"]) == (row["file"], row["newspaper"], row["date"])
        assert gold["damage"] == {"paste": 2, "spaces": 2}
        assert all(text[block["start"] : block["end"]] == block["text"] for block in gold["blocks"])
    bad = subprocess.run([*command, "nowhere", str(tmp_path / "no")], capture_output=True, text=True)
    assert bad.returncode == 2 and "no labelled article" in bad.stderr
