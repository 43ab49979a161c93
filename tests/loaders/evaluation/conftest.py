"""An invented page of two articles: its text, its gold, and the export of a reader without fault."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Json = dict[str, Any]

_FIRST = [
    "去年十月，王远山在青石镇座谈会上指出：“修渠先修心，心齐渠自通。”这句话说出了水利工作的根本道理。",
    "《云溪县灌溉管理办法》要求各村按户登记用水，逐月张榜公布，让每一方水都有来处、有去处。",
    "（一）把账算清楚。干部要带着算盘下田，同农户一道核对面积，不能坐在办公室里估数。",
]
_SECOND = [
    "古桥不仅是过河的路，也是一座村庄的记忆。石板上的车辙，比县志里的文字还要深。",
    "县文物局提出，修桥要用老石料、请老匠人。这一条写进了招标文件，工期虽然长了，桥却活了下来。",
]
_TEXT = "\n\n".join(
    (
        "# 渠水怎样流进田里\n\n——云溪县的三年实践",
        "□ 沈知秋",
        *_FIRST[:2],
        "## 从一本账做起",
        _FIRST[2],
        "（作者：云溪大学水利学院教授、博士生导师）",
        "# 留住村口那座桥",
        "陆 鸣",
        *_SECOND,
    )
)


def _cited(paragraph: int, body: list[str], source: str, cue: str, quote: str, **more: Any) -> Json:
    text = body[paragraph - 1]
    parts = {"source": source, "cue": cue, "content": quote}
    spans = [
        {"part": part, "paragraph": paragraph, "start": text.index(s), "end": text.index(s) + len(s)}
        for part, s in parts.items()
    ]
    return {"source": source, "cue": cue, "quote": quote, "spans": spans, **more}


_ARTICLES: list[Json] = [
    {
        "kicker": None,
        "title": "渠水怎样流进田里",
        "subtitle": "——云溪县的三年实践",
        "lead": None,
        "column": None,
        "kind": "essay",
        "reprinted_from": None,
        "authors": [
            {
                "name": "沈知秋",
                "kind": "person",
                "affiliations": [
                    {"organization": "云溪大学水利学院", "positions": ["教授", "博士生导师"]},
                ],
            }
        ],
        "sections": [
            {"enumerator": None, "heading": "从一本账做起", "level": 1, "kind": "line"},
            {"enumerator": "（一）", "heading": "把账算清楚", "level": 2, "kind": "run-in"},
        ],
        "paragraphs": _FIRST,
        "cited_speeches": [
            _cited(
                1,
                _FIRST,
                "王远山",
                "指出",
                "修渠先修心，心齐渠自通。",
                speaker="王远山",
                attribution="去年十月，王远山在青石镇座谈会上指出",
                date="2018-10",
                mode="direct",
            )
        ],
        "cited_documents": ["云溪县灌溉管理办法"],
    },
    {
        "kicker": None,
        "title": "留住村口那座桥",
        "subtitle": None,
        "lead": None,
        "column": None,
        "kind": "essay",
        "reprinted_from": None,
        "authors": [{"name": "陆鸣", "kind": "person", "affiliations": []}],
        "sections": [],
        "paragraphs": _SECOND,
        "cited_speeches": [
            _cited(
                2,
                _SECOND,
                "县文物局",
                "提出",
                "修桥要用老石料、请老匠人",
                speaker=None,
                attribution="县文物局提出",
                date=None,
                mode="indirect",
            )
        ],
        "cited_documents": [],
    },
]


@pytest.fixture
def page() -> Json:
    """The gold page; change it at will."""
    articles = copy.deepcopy(_ARTICLES)
    for article in articles:
        for cited in article["cited_speeches"]:
            del cited["spans"]
    return {"file": "canal.txt", "newspaper": "云溪日报", "date": "2019-03-05", "articles": articles}


@pytest.fixture
def export() -> list[Json]:
    """The page's articles as a reader without fault exports them; change them at will."""
    articles = copy.deepcopy(_ARTICLES)
    for article in articles:
        article["source"] = {"file": "canal.txt"}
        article["cited_documents"] = [{"title": title} for title in article["cited_documents"]]
        for cited in article["cited_speeches"]:
            del cited["cue"]  # an export has the cue's place alone
    return articles


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a gold page with its text into the folder `gold`, which it returns."""

    def write(page: Json, text: str = _TEXT, folder: str = "gold") -> Path:
        gold = tmp_path / folder
        gold.mkdir(parents=True, exist_ok=True)
        (gold / page["file"]).write_text(text, encoding="utf-8")
        file = gold / Path(page["file"]).with_suffix(".json").name
        file.write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")
        return tmp_path / folder.split("/")[0]

    return write


@pytest.fixture
def score(write: Callable[..., Path]) -> Callable[..., Any]:
    """Scores articles against a gold page."""
    from lilun.loaders.evaluation import evaluate

    def score(page: Json, articles: list[Json], text: str = _TEXT) -> Any:
        return evaluate(write(page, text), lambda _: articles)

    return score


@pytest.fixture
def page_text() -> str:
    return _TEXT
