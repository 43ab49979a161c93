"""Corrections written on one OCR of a page hold on another, damaged differently: where they hit, and what loads end as."""

from __future__ import annotations

import json
import os
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from composer import KINDS, ComposedPage, compose, pages, read_articles
from lilun.loaders.corrections.anchors import PageText, Place, fold
from lilun.loaders.corrections.entry import Quote
from lilun.loaders.export import json_lines
from lilun.loaders.pipeline import load, prepare
from lilun.loaders.repair import repair
from lilun.loaders.sources.manifest import PageFile, PageMetadata
from lilun.loaders.sources.text import read as read_text
from lilun.schema import engine as archives
from lilun.schema.correction_line import anchored, line
from rapidfuzz.distance import Levenshtein

FOLDER = Path(__file__).parent / "articles" / "dev"
HEAVY = int(os.environ.get("LILUN_REOCR_PAGES", "10"))  # pages of the measure; 200 take a minute
SIGNED = {"by": "资料室", "when": "2031-06-01", "why": "核对原报"}


@cache
def two_readings(
    seed: int, strengths: tuple[int, int] = (2, 2), articles: int = 0
) -> tuple[ComposedPage, ComposedPage]:
    """One page as two engines read it; of its articles the first ones, where a number is given."""
    dealt = pages(read_articles(FOLDER), seed)
    group = dealt[seed % len(dealt)][: articles or None]
    one, other = (
        compose(group, seed=number, damage=dict.fromkeys(KINDS, strength))
        for number, strength in zip((seed, 1000 + seed), strengths)
    )
    return one, other


def quoted(text: str, start: int, end: int) -> Quote | None:
    """The words as `lilun correct` and the review page write them."""
    found = anchored(text, start, end)
    return (
        Quote(found["at"], found.get("before", ""), found.get("after", ""), found.get("to", ""))
        if "at" in found
        else None
    )


def meant(page: ComposedPage, start: int, end: int, other: ComposedPage) -> set[int] | None:
    """Where the other reading has the characters [start, end) of a page; None where it has lost most of them."""
    homes = {home for home in page.trace.homes[start:end] if home >= 0}
    found = {at for at, home in enumerate(other.trace.homes) if home in homes}
    return found if 2 * len(found) >= len(homes) else None


# -- where the words are found ----------------------------------------------------------------------


def hits(seed: int) -> Iterator[tuple[str, str]]:
    """For words of every kind of block: the block's role, and whether another reading has them right, wrong or stale."""
    rng = random.Random(seed)
    page, other = two_readings(seed, (2, 2 + seed % 2))
    text = PageText(repair(read_text(other.text)))
    blocks = [b for b in page.gold["blocks"] if b["article"] and len(fold(b["text"])) >= 2]
    for block in rng.sample(blocks, min(25, len(blocks))):
        start, end = block["start"], block["end"]
        if block["role"] in ("paragraph", "lead"):  # some words of it
            size = min(end - start, rng.choice((8, 12, 20, 60)))
            start += rng.randrange(0, end - start - size + 1)
            end = start + size
        quote, wanted = quoted(page.text, start, end), meant(page, start, end, other)
        if quote is None or wanted is None:
            continue
        found = text.find(quote)
        if not isinstance(found, Place):
            yield block["role"], "stale"
            continue
        got = set(range(found.start, found.end))
        hit = 2 * len(got & wanted) >= min(len(got), len(wanted))
        words, there = fold(page.text[start:end]), fold(other.text[found.start : found.end])
        # a passage that was pasted twice stands in two places, and either is right
        same = Levenshtein.normalized_similarity(words, there) >= 0.7
        yield block["role"], "right" if hit or same else "wrong"


def test_words_are_found_in_another_reading_or_said_to_be_stale() -> None:
    """Of 3,806 anchors on 160 pages 98.1 % hit, 1.9 % are told to be stale, and none hits another place."""
    counts = Counter(verdict for seed in range(HEAVY) for _, verdict in hits(seed))
    total = sum(counts.values())
    assert total >= 20 * HEAVY, counts
    assert counts["right"] / total >= 0.95, counts
    assert counts["wrong"] / total <= 0.005, counts


# -- twenty corrections --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """What is corrected at a block of a role, and what the export must say then of the article."""

    role: str
    change: Mapping[str, Any]
    holds: Callable[[Mapping[str, Any]], bool]
    part: int = 0  # characters of the block that are meant; all where 0
    target: str = ""  # role of the block whose words the change leads to


def _headings(article: Mapping[str, Any]) -> list[str]:
    return [s["heading"] for s in article["sections"]]


def _first(article: Mapping[str, Any]) -> Mapping[str, Any]:
    return article["authors"][0] if article["authors"] else {"name": None, "affiliations": []}


def _affiliated(article: Mapping[str, Any], field: str, value: Any) -> bool:
    return any(a[field] == value for author in article["authors"] for a in author["affiliations"])


CASES = {
    "title": Case("title", {"article": {"title": "石桥渡的灯"}}, lambda a: a["title"] == "石桥渡的灯"),
    "kicker": Case("title", {"article": {"kicker": "山乡纪事"}}, lambda a: a["kicker"] == "山乡纪事"),
    "subtitle": Case("title", {"article": {"subtitle": "一条河的来历"}}, lambda a: a["subtitle"] == "一条河的来历"),
    "column": Case("title", {"article": {"column": "江边夜话"}}, lambda a: a["column"] == "江边夜话"),
    "kind": Case("title", {"article": {"kind": "letter"}}, lambda a: a["kind"] == "letter"),
    "reprinted": Case("title", {"article": {"reprinted_from": "海岬日报"}}, lambda a: a["reprinted_from"] == "海岬日报"),
    "date of the page": Case("title", {"page": {"date": "2031-05-06"}}, lambda a: a["date"] == "2031-05-06"),
    "authors": Case("title", {"authors": ["陆闻笛", "邵望舒"]},
                    lambda a: [x["name"] for x in a["authors"]] == ["陆闻笛", "邵望舒"]),
    "name": Case("byline", {"author": {"name": "陆闻笛"}}, lambda a: "陆闻笛" in [x["name"] for x in a["authors"]]),
    "organization": Case("byline", {"author": {"organization": "临江大学历史学院"}},
                         lambda a: _affiliated(a, "organization", "临江大学历史学院")),
    "positions": Case("byline", {"author": {"organization": "临江大学", "positions": ["教授", "院长"]}},
                      lambda a: _affiliated(a, "positions", ["教授", "院长"])),
    "institution": Case("byline", {"author": {"institution": ["临江大学", "历史学院"]}},
                        lambda a: _affiliated(a, "institution", ["临江大学", "历史学院"])),
    "mark a heading": Case("paragraph", {"role": "heading"}, lambda a: bool(_headings(a)), part=16),
    "unmark a heading": Case("heading", {"role": "paragraph"}, lambda a: True),
    "move a heading": Case("heading", {"move": {"before": None}}, lambda a: True, target="paragraph"),
    "words": Case("paragraph", {"text": "灯下有人摇橹"}, lambda a: "灯下有人摇橹" in "".join(a["paragraphs"]), part=12),
    "split": Case("paragraph", {"split": "here"}, lambda a: True, part=14),
    "merge": Case("title", {"merge": None}, lambda a: True, target="title"),
    "a citation": Case("paragraph", {"cites": {"speaker": "陆守渡", "occasion": "渡口座谈会", "date": "2030-05"}},
                       lambda a: any(c["speaker"] == "陆守渡" and c["occasion"] == "渡口座谈会" and c["date"] == "2030-05"
                                     for c in a["cited_speeches"]), part=16),
    "no citation": Case("paragraph", {"citation": "none"}, lambda a: True, part=16),
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """A case on a page: both readings, the entry, and where its words stand in the other reading."""

    name: str
    page: ComposedPage
    other: ComposedPage
    entry: str
    wanted: set[int]


@cache
def made(name: str) -> Made:
    """The case on the first page, of those from its own number on, that has the blocks which it needs in both readings."""
    case = CASES[name]
    start_seed = 40 + 7 * list(CASES).index(name)
    for seed in range(start_seed, start_seed + 40):
        page, other = two_readings(seed, (2, 2), 2)
        if found := _entry(case, page, other):
            return Made(name, page, other, *found)
    raise AssertionError(f"no page has what {name} needs")


def _entry(case: Case, page: ComposedPage, other: ComposedPage) -> tuple[str, set[int]] | None:
    blocks = [
        b
        for b in page.gold["blocks"]
        if len(fold(b["text"])) >= max(3, 2 * case.part) and not b.get("continues")
    ]
    for block in (b for b in blocks if b["role"] == case.role and b["article"]):
        start, end = block["start"], block["end"]
        if case.part:
            start += 4
            end = start + case.part
        wanted = meant(page, start, end, other)
        several = case.role == "byline" and len(page.gold["articles"][block["article"] - 1]["authors"]) > 1
        if wanted is None or several:
            continue
        change: dict[str, Any] = json.loads(json.dumps(case.change))
        if case.target:
            others = [b for b in blocks if b["role"] == case.target and b["article"]
                      and (b["article"] != block["article"]) == (case.target == "title")
                      and meant(page, b["start"], b["end"], other)]  # fmt: skip
            if not others:
                continue
            words = anchored(page.text, others[-1]["start"], others[-1]["end"])
            ((what, inner),) = change.items()
            change = {what: {**inner, "before": words}} if isinstance(inner, dict) else {what: words}
        return line({**anchored(page.text, start, end), **change, **SIGNED}), wanted
    return None


def page_files(folder: Path, which: Callable[[Made], ComposedPage], when: int) -> list[PageFile]:
    """The twenty pages as one engine read them, with the time at which it did."""
    folder.mkdir()
    files = []
    for number, name in enumerate(CASES):
        path = folder / f"{number:02}-{when}.txt"
        path.write_text(which(made(name)).text, encoding="utf-8")
        os.utime(path, (when, when))
        known = PageMetadata("临江日报", "2030-04-05", str(number + 1))
        files.append(PageFile(path, path.name, known))
    return files


def test_twenty_corrections_over_pages_read_anew_in_any_order(tmp_path: Path) -> None:
    older = page_files(tmp_path / "older", lambda case: case.page, 1_900_000_000)
    newer = page_files(tmp_path / "newer", lambda case: case.other, 1_950_000_000)
    folder = tmp_path / "own"
    folder.mkdir()
    for number, name in enumerate(CASES):
        key = f"临江日报/2030-04-05/{number + 1:02}"
        entry = made(name).entry.replace("- {", f"- {{in: {key}, ", 1)
        (folder / f"{number:02}.yaml").write_text(f"# {name}\n{entry}\n", encoding="utf-8")
    prepare(tmp_path / "empty.db")
    shuffled = [*older, *newer]
    random.Random(6).shuffle(shuffled)
    exports = {}
    ways = {"newer alone": [newer], "older, then newer": [older, newer], "mixed": [shuffled]}
    for way, runs in ways.items():
        archive = tmp_path / f"{len(exports)}.db"
        archive.write_bytes((tmp_path / "empty.db").read_bytes())
        for files in runs:
            assert load(archive, files, corrections=folder).count("failed") == 0
        with archives.open_to_read(archive).connect() as connection:
            exports[way] = list(json_lines(connection))
            rows = connection.exec_driver_sql(
                'SELECT c.file, c.status, c.reason, u.start, u."end", u.found FROM corrections c '
                "LEFT JOIN correction_uses u ON u.correction_id = c.id ORDER BY c.file"
            ).all()
        unfit = [(row.file, row.reason) for row in rows if row.status != "applied"]
        assert not unfit, (way, unfit)
    by_page: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for text in exports["newer alone"]:
        article = json.loads(text)
        by_page[article["source"]["file"]].append(article)
    for number, (name, case) in enumerate(CASES.items()):
        place = next(set(range(row.start, row.end)) for row in rows if row.file == f"own/{number:02}.yaml")
        wanted = made(name).wanted
        assert 2 * len(place & wanted) >= min(len(place), len(wanted)), name
        assert any(case.holds(article) for article in by_page[f"{number:02}-1950000000.txt"]), name
    for way, lines in exports.items():
        assert lines == exports["newer alone"], way


@pytest.mark.parametrize("name", CASES)
def test_the_readings_of_a_case_differ(name: str) -> None:
    """Or nothing would be shown."""
    case = made(name)
    assert case.page.text != case.other.text
    assert {k for k in case.page.gold["hit_by"]} != {k for k in case.other.gold["hit_by"]} or (
        Levenshtein.normalized_similarity(case.page.text, case.other.text) < 0.97
    )
