"""On the fields that the labelling rules' own score.py counts, both count the same."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path

import pytest
from lilun.loaders.evaluation import evaluate, reader_of_export

_REAL = Path(os.environ.get("LILUN_REAL_PAGES") or Path(__file__).parents[4] / "shared")
_SCORE = _REAL / "evaluation" / "score.py"

pytestmark = pytest.mark.skipif(
    not _SCORE.is_file(), reason="score.py is not here; set LILUN_REAL_PAGES to its folder"
)


def _title(articles):
    articles[0]["title"] = "渠水怎样流走"


def _authors(articles):
    articles[0]["authors"] = [{"name": "沈 知秋", "affiliations": []}, {"name": "编者", "affiliations": []}]


def _affiliations(articles):
    place = articles[0]["authors"][0]["affiliations"][0]
    place["organization"] = "云溪大学"
    articles[1]["authors"][0]["affiliations"] = [{"organization": "云溪县志办", "positions": ["主任"]}]


def _sections(articles):
    articles[0]["sections"] = [
        {"heading": "从一本账做起。", "kind": "line"},
        {"heading": "让每一方水都有来处", "kind": "run-in"},
        {"heading": "干部要带着算盘下田", "kind": "run-in", "enumerator": "二、"},
    ]


def _citations(articles):
    first, second = (a["cited_speeches"] for a in articles)
    first[0] |= {"quote": "修渠先修心，心要齐，渠自通", "speaker": None, "date": "2018"}
    first.append({"attribution": "村民说", "quote": "每一方水", "mode": "direct"})
    second[0]["quote"] = "修桥要用老石料、请老匠人。这一条写进了招标文件"


def _indirect_without_content(articles):
    articles[1]["cited_speeches"][0]["quote"] = None


def _wide_dates(articles):
    articles[0]["cited_speeches"][0] |= {"date": "2018-10/2018-11", "date_earliest": "2018-10-01"}


def _documents(articles):
    articles[0]["cited_documents"] *= 2
    articles[1]["cited_documents"] = [{"title": "招标文件"}]


def _banner(articles):
    for article in articles:
        article["kicker"] = "三农论坛"


def _missing(articles):
    del articles[1]


def _extra(articles):
    articles.append(
        {"title": "启事", "authors": [], "paragraphs": ["即日起征订。"], "source": {"file": "canal.txt"}}
    )


def _breaks(articles):
    body = articles[0]["paragraphs"]
    body[0:1] = [body[0][:24], body[0][24:], body[1]]


@pytest.mark.parametrize(
    "changes",
    [
        [],
        *(
            [change]
            for change in (
                _title,
                _authors,
                _affiliations,
                _sections,
                _citations,
                _indirect_without_content,
                _wide_dates,
                _documents,
                _banner,
                _missing,
                _extra,
                _breaks,
            )
        ),
        [_title, _sections, _citations, _documents, _banner, _breaks],
        [_affiliations, _authors, _citations, _extra, _breaks],
    ],
    ids=lambda changes: "+".join(c.__name__.strip("_") for c in changes) or "none",
)
def test_both_count_the_same(tmp_path, write, page, export, page_text, changes):
    first, second = page["articles"]
    first |= {
        "kicker": "三农论坛",
        "sections_optional": ["把账算清楚", "干部要带着算盘下田"],
        "joined_paragraphs": ["这句话说出了水利工作"],
        "duplicates": [{"starts": "逐月张榜公布"}],
    }
    second |= {"cited_speeches_optional": [{"attribution": "老话", "quote": "石板上的车辙"}]}
    for change in changes:
        change(export)
    file = tmp_path / "export.jsonl"
    file.write_text("".join(json.dumps(a, ensure_ascii=False) + "\n" for a in export), encoding="utf-8")
    folder = write(page, "三农论坛\n\n" + page_text)

    spec = importlib.util.spec_from_file_location("score", _SCORE)
    theirs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(theirs)
    tallies, _ = theirs.score(folder, file)
    marks = evaluate(folder, reader_of_export(file)).marks

    expected = {name: (t["tp"], t["gold"], t["found"], t.prf()) for name, t in tallies.items()}
    ours = {name: marks[name].strict for name in expected}
    assert {
        name: (t.right, t.gold, t.found, (t.precision, t.recall, t.f1)) for name, t in ours.items()
    } == expected
    assert len(expected) >= 14
