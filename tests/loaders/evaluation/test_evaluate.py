"""The measure as a whole: pairing, crashes, groups, exports, and its speed."""

from __future__ import annotations

import copy
import json
import time
from pathlib import Path

import pytest
from lilun.loaders.errors import InputError
from lilun.loaders.evaluation import evaluate, reader_of_export, report_lines


def test_an_article_without_title_and_author_is_paired_by_its_body(score, page, export):
    export[0] |= {"title": None, "authors": []}
    report = score(page, export)
    assert report.marks["articles"].strict.f1 == 1
    assert report.marks["body"].strict.f1 == 1
    assert report.marks["title"].strict.right == 1


def test_a_title_that_went_to_the_other_article_does_not_take_its_body_along(score, page, export):
    export[0]["title"], export[1]["title"] = export[1]["title"], export[0]["title"]
    for article in export:
        article["authors"] = []
    report = score(page, export)
    assert report.marks["body"].strict.f1 == 1
    assert report.marks["title"].strict.right == 0


def test_two_articles_read_as_one(score, page, export):
    export[0]["paragraphs"] += export.pop()["paragraphs"]
    report = score(page, export)
    t = report.marks["articles"].strict
    assert (t.right, t.gold, t.found) == (1, 2, 1)
    assert report.marks["boundaries"].strict.recall < 0.7
    assert report.marks["boundaries"].strict.precision < 0.7


def test_an_article_too_many(score, page, export):
    extra = {"title": "广告", "authors": [], "paragraphs": ["本店新到春茶若干，欢迎选购。"]}
    report = score(page, [*export, extra])
    assert report.marks["articles"].strict.found == 3
    assert report.marks["boundaries"].strict.precision < 1
    beyond = report.articles[-1]
    assert beyond.number is None
    assert str(beyond.misses[0]) == "articles: 广告, not in gold"


def test_a_crash_is_a_miss_and_is_named(write, page):
    def crash(_: Path) -> list[dict[str, object]]:
        raise RuntimeError("no such glyph")

    report = evaluate(write(page), crash)
    assert report.failures == {"canal.txt": "RuntimeError: no such glyph"}
    assert report.marks["articles"].strict.recall == 0
    assert report.marks["header"].strict.f1 == 0
    assert report.character_error() == 1
    lines = list(report_lines(report))
    assert lines[0] == "1 pages, 2 articles, 1 pages could not be read"
    assert "canal.txt: could not be read (RuntimeError: no such glyph)" in lines


def test_scores_by_newspaper_and_damage_with_their_spread(write, page, export):
    for seed, damage in enumerate(({}, {"spaces": 2}, {"spaces": 2}), 1):
        name = f"s{seed}.txt"
        changed = copy.deepcopy(page) | {
            "file": name,
            "seed": seed,
            "damage": damage,
            "newspaper": f"报{seed}",
        }
        folder = write(changed, folder=f"gold/{seed}")

    def read(path: Path) -> list[dict[str, object]]:
        return export[:1] if path.name == "s3.txt" else export

    report = evaluate(folder, read)
    assert [a.key for a in report.articles][:2] == ["1/s1.txt#1", "1/s1.txt#2"]
    by_damage = report.by("damage")
    assert by_damage["none"]["articles"].strict.f1 == 1
    assert by_damage["spaces 2"]["articles"].strict.recall == 0.75
    assert report.by("newspaper")["报3"]["articles"].strict.recall == 0.5
    assert report.spread("articles", "spaces 2") == pytest.approx((2 / 3, 5 / 6, 1))
    text = "\n".join(report_lines(report))
    assert "spaces 2" in text
    assert "0.667 to 1.000" in text


def test_an_export_is_read_by_source_file(tmp_path, write, page, export):
    folder = write(page)
    lines = [json.dumps(a | {"source": {"file": "somewhere/gold/canal.txt"}}) for a in export]
    other = json.dumps(export[0] | {"source": {"file": "elsewhere/canal.txt"}, "title": "不是这一页"})
    file = tmp_path / "export.jsonl"
    file.write_text("\n".join([other, *lines, ""]), encoding="utf-8")
    report = evaluate(folder, reader_of_export(file))
    assert report.marks["title"].strict.f1 == 1
    assert reader_of_export(file)(Path("unknown.txt")) == []


def test_a_broken_export_names_its_line(tmp_path):
    file = tmp_path / "export.jsonl"
    file.write_text('{"source": {"file": "a.txt"}}\n{"title": 1}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"line 2 is no article with source\.file; give what `lilun export"):
        reader_of_export(file)


def test_long_pages_are_scored_quickly(score, page, export, page_text):
    long = ["".join(chr(0x4E00 + (i * 7919 + n * 104729) % 20000) for i in range(2000)) for n in range(5)]
    for article in (page["articles"][0], export[0]):
        article["paragraphs"] = [*article["paragraphs"], *long]
    export[0]["paragraphs"] = [p[::-1] if p is long[2] else p for p in export[0]["paragraphs"]]
    began = time.perf_counter()
    report = score(page, export, page_text + "\n" + "\n".join(long))
    assert time.perf_counter() - began < 3
    assert 0.15 < report.character_error() < 0.21
