"""Corrections through the commands: applied, listed, outliving a better OCR, undone, stale, in any order of loads."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from invented import ARCHIVES_PAGE, FERRY, FERRY_PAGE, ORCHARD_PAGE, Lilun, dump, sheet
from lilun.loaders.cli import main

Ask = Callable[..., list[tuple[Any, ...]]]
Write = Callable[..., Path]
KEY = "临江日报/2031-05-06/07"
KNOWN = ("--newspaper", "临江日报", "--date", "2031-05-06", "--page", "7")
SIGNED = "by: 资料室, when: 2031-06-01, why: 核对原报"
TITLE = "at: 老渡口为什么要留下, article: {title: 老渡口为何要留下}"


@pytest.fixture
def page(pages: Path) -> Path:
    path = pages / "page.md"
    path.write_text(sheet(FERRY_PAGE, ORCHARD_PAGE), encoding="utf-8")
    return path


@pytest.fixture
def entries(archive: Path) -> Write:
    """Write entries, each without who, when and why, to a file of the folder beside the archive."""

    def write(*lines: str, file: str = "own.yaml") -> Path:
        folder = archive.with_suffix(".corrections")
        folder.mkdir(exist_ok=True)
        text = "".join(f"- {{{line}, {SIGNED}}}\n" for line in lines)
        (folder / file).write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def correct(archive: Path) -> Callable[..., Result]:
    """`lilun correct SUBCOMMAND ARGUMENT…` on the test's archive."""

    def run(command: str, *words: object) -> Result:
        return CliRunner().invoke(main, ["correct", command, "--archive", str(archive), *map(str, words)])

    return run


def exported(lilun: Lilun) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lilun("export").stdout.splitlines()]


def test_a_correction_is_applied_listed_and_undone(
    lilun: Lilun, archive: Path, ask: Ask, page: Path, entries: Write, correct: Callable[..., Result]
) -> None:
    lilun("load", page, *KNOWN)
    plain = lilun("export").stdout
    entries(f"in: {KEY}, {TITLE}")
    result = lilun("load", page)
    assert result.exit_code == 0 and "1 updated, 1 unchanged" in result.output
    assert [a["title"] for a in exported(lilun)] == ["老渡口为何要留下", "南坡梨园二十年"]
    assert ask(
        "SELECT what, anchor, status, corrected_by, corrected_at, why, file, line FROM corrections"
    ) == [
        ("article", "老渡口为什么要留下", "applied", "资料室", "2031-06-01", "核对原报", "archive.corrections/own.yaml", 1)
    ]  # fmt: skip
    assert ask('SELECT field, before, after, found, start, "end" FROM correction_uses') == [
        ("title", "老渡口为什么要留下", "老渡口为何要留下", "exact", 2, 11)
    ]
    assert ask("SELECT load_id, article_key, field, before, after FROM article_history") == [
        (2, f"{KEY}/1", "title", "老渡口为什么要留下", "老渡口为何要留下")
    ]
    listed = correct("list").output
    assert "applied" in listed and "title: 老渡口为什么要留下 → 老渡口为何要留下" in listed
    before = dump(archive)
    assert "1 unchanged" in lilun("load", page).output
    assert dump(archive) == before
    entries()
    assert "1 updated, 1 unchanged" in lilun("load", page).output
    assert lilun("export").stdout == plain
    assert ask("SELECT count(*) FROM corrections") == ask("SELECT count(*) FROM correction_uses") == [(0,)]
    assert lilun("check").exit_code == 0


EVERY_KIND = (
    TITLE,
    "at: 陆闻笛, author: {name: 陆闻迪, organization: 临江大学, positions: [教授], institution: [临江大学, 历史学院]}",
    "at: 合作社请来农艺师, role: heading",
    "at: 每到雨季江水漫上第九级, text: 每到冬季，江水漫上第十级",
    "at: 桥管的是过江, to: 桥修得再多也不知道从哪里来, cites: {speaker: 陆守渡, cue: 老人说, date: 2030-05}",
    "at: 如今果子论箱, move: {before: 南坡的梨园}",
    "at: 梨树要修枝, page: {name: 理论}",
    "same_person: [邵望舒, 邵舒]",
)


def state(lilun: Lilun, ask: Ask) -> list[Any]:
    """What must not depend on the way to it: the export, the corrections, the people."""
    return [
        lilun("export").stdout,
        ask("SELECT digest, status, reason FROM corrections ORDER BY digest"),
        ask("SELECT u.field, u.before, u.after, u.reason FROM correction_uses u ORDER BY 1, 2, 3, 4"),
        ask("SELECT a.key, a.name FROM authors a ORDER BY 1"),
        ask("SELECT kind, path, message FROM findings ORDER BY 1, 2, 3"),
    ]


def test_any_way_ends_alike(
    lilun: Lilun, archive: Path, ask: Ask, page: Path, entries: Write, new_archive: Callable[[Path], Path]
) -> None:
    other = page.with_name("z.md")
    other.write_text(ARCHIVES_PAGE.replace("秦砚耕", "邵舒"), encoding="utf-8")
    folder = entries(*EVERY_KIND)
    states = []
    for number, run in enumerate(
        (
            lambda: lilun("load", page.parent, *KNOWN[:4]),
            lambda: [lilun("load", p, *KNOWN[:4]) for p in (other, page)],
            lambda: [folder.rename("_"), lilun("load", page.parent, *KNOWN[:4]), Path("_").rename(folder),
                     lilun("load", other)],
            lambda: [folder.rename("_"), lilun("load", page.parent, *KNOWN[:4]), Path("_").rename(folder),
                     lilun("resolve")],
            lambda: [entries(*EVERY_KIND[::2]), lilun("load", page, *KNOWN[:4]), entries(*EVERY_KIND[1:]),
                     lilun("load", other, *KNOWN[:4]), entries(*EVERY_KIND), lilun("load", page)],
        )
    ):  # fmt: skip
        for path in archive.parent.glob("archive.db*"):
            path.unlink()
        new_archive(archive)
        os.chdir(archive.parent)
        run()
        assert lilun("check").output.endswith("sound\n"), number
        states.append(state(lilun, ask))
    assert {status for _, status, _ in states[0][1]} == {"applied"}
    for number, other_state in enumerate(states):
        assert other_state == states[0], number


def test_what_each_kind_says_stands_in_the_archive(
    lilun: Lilun, ask: Ask, page: Path, entries: Write
) -> None:
    entries(*EVERY_KIND)
    assert lilun("load", page, *KNOWN).exit_code == 0
    ferry, orchard = exported(lilun)
    assert ferry["page"]["name"] == "理论"
    assert ferry["authors"] == [
        {"name": "陆闻迪", "kind": "person", "role": "author", "affiliations": [
            {"organization": "临江大学", "institution": ["临江大学", "历史学院"], "positions": ["教授"]}]}
    ]  # fmt: skip
    assert [s["heading"] for s in orchard["sections"]] == ["合作社请来农艺师"]
    assert "第十级" in ferry["paragraphs"][0] and orchard["paragraphs"][0].startswith("如今果子论箱")
    (cited,) = ferry["cited_speeches"]
    assert (cited["speaker"], cited["date"], cited["date_earliest"]) == ("陆守渡", "2030-05", "2030-05-01")
    assert cited["quote"].startswith("桥管的是过江") and cited["quote"].endswith("从哪里来")
    before = lilun("export").stdout
    assert lilun("resolve").exit_code == 0
    assert lilun("export").stdout == before


def test_a_correction_outlives_a_better_ocr(lilun: Lilun, ask: Ask, page: Path, entries: Write) -> None:
    worse = (
        sheet(FERRY_PAGE, ORCHARD_PAGE).replace("渡口", "渡囗").replace("，", ",").replace("石阶", "石 阶")
    )
    page.write_text(worse, encoding="utf-8")
    lilun("load", page, *KNOWN)
    entries(f"in: {KEY}, at: 守渡的老人便在墙上添, before: 江水漫上第九级, role: heading", TITLE)
    lilun("load", page, *KNOWN)
    page.write_text(sheet(FERRY_PAGE, ORCHARD_PAGE).replace("守渡的老人", "守渡的者人"), encoding="utf-8")
    assert "1 updated" in lilun("load", page, *KNOWN).output
    assert ask("SELECT DISTINCT status FROM corrections") == [("applied",)]
    assert {how for (how,) in ask("SELECT found FROM correction_uses")} == {"fuzzy", "exact"}
    assert exported(lilun)[0]["title"] == "老渡口为何要留下"


def test_one_that_fits_no_longer_is_stale_and_comes_back(
    lilun: Lilun, ask: Ask, page: Path, entries: Write, correct: Callable[..., Result]
) -> None:
    entries(
        f"in: {KEY}, at: 桥修好了, role: heading",
        "at: 合作社请来农艺师, role: heading",
        "at: 从没有过的话, role: title",
    )
    lilun("load", page, *KNOWN)
    assert ask("SELECT status, reason FROM corrections ORDER BY line") == [
        ("applied", None), ("applied", None), ("pending", "its words are on no page of the archive")
    ]  # fmt: skip
    both = page.read_text(encoding="utf-8")
    page.write_text(sheet(FERRY_PAGE.replace(FERRY[1], FERRY[2][:20]), ARCHIVES_PAGE), encoding="utf-8")
    lilun("load", page, *KNOWN)
    (first, second, _) = ask("SELECT status, reason FROM corrections ORDER BY line")
    assert first[0] == "stale" and first[1].startswith("the words stand nowhere on the page")
    assert second == ("stale", "its words are on no page any more")
    assert ask("SELECT path, line, severity FROM findings WHERE kind = 'stale_correction' ORDER BY line") == [
        ("archive.corrections/own.yaml", 1, "warning"), ("archive.corrections/own.yaml", 2, "warning")
    ]  # fmt: skip
    assert "own.yaml:1: warning: stale_correction" in lilun("findings").output
    assert "stale" in correct("list", "--status", "stale").output
    page.write_text(both + "\n", encoding="utf-8")
    lilun("load", page, *KNOWN)
    assert ask("SELECT status FROM corrections ORDER BY line") == [("applied",), ("applied",), ("pending",)]
    assert ask("SELECT count(*) FROM findings WHERE kind = 'stale_correction'") == [(0,)]


def test_a_page_gets_another_date_and_its_own_again(
    lilun: Lilun, ask: Ask, page: Path, entries: Write
) -> None:
    lilun("load", page, *KNOWN)
    entries(f"in: {KEY}, at: 梨树要修枝, page: {{date: 2031-05-07, number: 08}}", f"in: {KEY}, {TITLE}",
            "in: 临江日报/2031-05-07/08, at: 桥修好了, role: heading")  # fmt: skip
    lilun("load", page, *KNOWN)
    assert ask("SELECT key, number FROM pages") == [("临江日报/2031-05-07/08", "08")]
    assert ask("SELECT date FROM issues") == [("2031-05-07",)]
    assert ask("SELECT DISTINCT status FROM corrections") == [("applied",)]
    assert ask("SELECT new FROM redirects WHERE old = ?", KEY) == [("临江日报/2031-05-07/08",)]
    assert "1 unchanged" in lilun("load", page, *KNOWN).output
    entries()
    lilun("load", page, *KNOWN)
    assert ask("SELECT key FROM pages") == [(KEY,)]
    assert ask("SELECT date FROM issues") == [("2031-05-06",)]


def test_articles_are_split_and_merged(lilun: Lilun, ask: Ask, page: Path, entries: Write) -> None:
    entries("at: 有人问桥修好了, split: here", "at: 梨树要修枝, merge: 县里后来把渡口列入")
    lilun("load", page, *KNOWN)
    assert [len(a["paragraphs"]) for a in exported(lilun)] == [1, 5]
    entries()
    lilun("load", page, *KNOWN)
    ids = ask("SELECT id FROM articles ORDER BY position")
    entries("at: 有人问, to: 做什么, split: here", "at: 有人问, to: 做什么, role: heading")
    lilun("load", page, *KNOWN)
    assert [a["title"] for a in exported(lilun)] == [
        "老渡口为什么要留下",
        "有人问，桥修好了，还留着渡口做什么？",
        "南坡梨园二十年",
    ]
    assert ask("SELECT id FROM articles WHERE position IN (1, 3) ORDER BY position") == ids
    assert (f"{KEY}/3", "key", f"{KEY}/2", f"{KEY}/3") in ask(
        "SELECT row_key, field, before, after FROM changes"
    )


def test_people_are_joined_and_kept_apart(lilun: Lilun, ask: Ask, pages: Path, entries: Write) -> None:
    for number, unit in enumerate(("临江大学", "海岬大学", "北原大学")):
        text = ORCHARD_PAGE.replace("□邵望舒", f"□邵望舒（{unit}教授）")
        (pages / f"{number}.md").write_text(text, encoding="utf-8")
    (pages / "pen.md").write_text(FERRY_PAGE.replace("陆闻笛", "舒望"), encoding="utf-8")
    lilun("load", pages, *KNOWN[:4])
    before = sorted(ask("SELECT key FROM authors"))
    assert len(before) == 4
    entries("same_person: [邵望舒/临江大学, 邵望舒/海岬大学]", "same_person: [邵望舒, 舒望]")
    lilun("load", pages, *KNOWN[:4])
    assert len(ask("SELECT DISTINCT author_id FROM bylines")) == 3
    assert ask("SELECT name_as_printed, author_name FROM bylines WHERE name_as_printed = '舒望'") == [
        ("舒望", "邵望舒")
    ]
    assert ask("SELECT verdict, decided_by, why FROM decisions WHERE decided_at IS NOT NULL") == [
        ("same", "资料室", "核对原报")
    ]
    assert ask("SELECT DISTINCT status FROM corrections") == [("applied",)]
    entries()
    lilun("load", pages, *KNOWN[:4])
    assert sorted(ask("SELECT key FROM authors")) == before
    assert ask("SELECT * FROM decisions WHERE decided_at IS NOT NULL") == []


def test_broken_files_stop_nothing_and_undo_nothing(
    lilun: Lilun, ask: Ask, page: Path, entries: Write
) -> None:
    folder = entries(TITLE)
    entries("at: 桥修好了, role: heading", file="other.yaml")
    lilun("load", page, *KNOWN)
    (folder / "own.yaml").write_text("- {at: ]}\n", encoding="utf-8")
    entries("at: 桥修好了, role: heading", "at: 桥修好了, rolle: title", file="other.yaml")
    other = page.with_name("z.md")
    other.write_text(ARCHIVES_PAGE, encoding="utf-8")
    result = lilun("load", other)
    assert result.exit_code == 1
    assert "inserted   z.md" in result.output
    assert "archive.corrections/own.yaml:1: this is no YAML that can be read" in result.output
    assert "archive.corrections/other.yaml:2: “rolle” is not known" in result.output
    assert ask("SELECT status FROM corrections") == [("applied",), ("applied",)]
    assert ask("SELECT path, line FROM findings WHERE kind = 'broken_correction' ORDER BY 1") == [
        ("archive.corrections/other.yaml", 2), ("archive.corrections/own.yaml", 1)
    ]  # fmt: skip


def test_without_the_folder_the_archive_keeps_its_corrections(
    lilun: Lilun, ask: Ask, page: Path, entries: Write, tmp_path: Path
) -> None:
    folder = entries(TITLE).rename(tmp_path / "elsewhere")
    lilun("load", page, *KNOWN, "--corrections", folder)
    before = lilun("export").stdout
    page.write_text(page.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    lilun("load", page, *KNOWN)
    assert exported(lilun)[0]["title"] == "老渡口为何要留下"
    assert [a["paragraphs"] for a in exported(lilun)] == [
        json.loads(x)["paragraphs"] for x in before.splitlines()
    ]
    assert "no folder" in lilun("load", page, "--corrections", tmp_path / "none").output


def test_an_entry_is_written_and_applied(
    lilun: Lilun, archive: Path, page: Path, correct: Callable[..., Result]
) -> None:
    lilun("load", page, *KNOWN)
    signed = ("--by", "资料室", "--why", "核对原报: 见胶片")
    for what, value, at in (
        ("article.title", "老渡口为何要留下", "老渡口为什麼要留下"),
        ("author.institution", "[临江大学, 历史学院]", "陆闻笛"),
        ("role", "heading", "合作社请来农艺师"),
    ):
        result = correct("add", KEY, what, value, "--at", at, *signed)
        assert result.exit_code == 0, result.output
    text = (archive.with_suffix(".corrections") / "corrections.yaml").read_text(encoding="utf-8")
    assert text.splitlines()[0].startswith(
        f'- {{in: {KEY}, at: 老渡口为什么要留下, after: "陆闻笛 渡口早就不摆渡了，石阶'
    ) or text.splitlines()[0].startswith(f"- {{in: {KEY}, at: 老渡口为什么要留下, after: ")
    assert exported(lilun)[0]["title"] == "老渡口为何要留下"
    assert exported(lilun)[0]["authors"][0]["affiliations"][0]["institution"] == ["临江大学", "历史学院"]
    for words, said in (
        (("role", "heading", "--at", "从没有过的话"), "the words stand nowhere on the page"),
        (("role", "heading"), "--at is missing"),
        (("role", "headline", "--at", "桥修好了"), "“headline” is no role; write one of"),
        (("article.titel", "甲", "--at", "桥修好了"), "“titel” is no field of article; write one of"),
        (("heading", "甲", "--at", "桥修好了"), "“heading” cannot be corrected; give one of"),
        (("article.title", "甲: 乙}", "--at", "桥修好了"), "put quotation marks around it"),
    ):
        result = correct("add", KEY, *words, *signed)
        assert result.exit_code and said in result.output, result.output
    assert (
        "no page or file “nowhere”"
        in correct("add", "nowhere", "role", "heading", "--at", "桥", *signed).output
    )
    assert text == (archive.with_suffix(".corrections") / "corrections.yaml").read_text(encoding="utf-8")


def test_a_dry_run_shows_the_page_as_it_would_be(lilun: Lilun, page: Path, entries: Write) -> None:
    entries(TITLE)
    assert "老渡口为何要留下" in lilun("load", page, *KNOWN, "--dry-run").output


def test_an_older_text_does_not_take_the_place_of_a_newer_one(
    lilun: Lilun, ask: Ask, page: Path, new_archive: Callable[[Path], Path], tmp_path: Path
) -> None:
    older = page.with_name("older.md")
    older.write_text(sheet(FERRY_PAGE.replace("要留下", "该留下"), ORCHARD_PAGE), encoding="utf-8")
    os.utime(older, (1_000_000_000, 1_000_000_000))
    exports = []
    for number, files in enumerate(((page, older), (older, page))):
        on = new_archive(tmp_path / f"{number}.db")
        results = [lilun("load", file, *KNOWN, on=on) for file in files]
        exports.append(lilun("export", on=on).stdout)
        sources = (
            "SELECT f.path, s.is_current FROM page_sources s JOIN source_files f ON f.id = s.source_file_id"
        )
        assert sorted(ask(sources, on=on)) == [("older.md", 0), ("page.md", 1)]
        if number == 0:
            said = "the text of 2001-09-09T01:46:40 is older than that of"
            assert "1 unchanged" in results[1].output and said in results[1].output
            assert ask("SELECT severity, path FROM findings WHERE kind = 'older_text'", on=on) == [
                ("warning", "older.md")
            ]
            again = lilun("load", older, *KNOWN, on=on)
            assert "the page has a newer text; --over-newer puts this one in its place" in again.output
            assert lilun("check", on=on).exit_code == 0
    assert exports[0] == exports[1]
    on = tmp_path / "0.db"
    assert "1 updated" in lilun("load", older, "--over-newer", on=on).output
    assert ask("SELECT title FROM articles WHERE position = 1", on=on) == [("老渡口为什么该留下",)]
    assert ask("SELECT count(*) FROM findings WHERE kind = 'older_text'", on=on) == [(0,)]


@pytest.mark.parametrize("newer", [True, False], ids=["the newer one", "the older one"])
def test_a_page_that_a_correction_put_onto_another_is_itself_again(
    lilun: Lilun, ask: Ask, page: Path, entries: Write, newer: bool
) -> None:
    other = page.with_name("other.md")
    other.write_text(ARCHIVES_PAGE, encoding="utf-8")
    time = 2_000_000_000 if newer else 1_000_000_000
    os.utime(page, (time, time))
    lilun("load", page, *KNOWN)
    lilun("load", other, *KNOWN[:2], "--date", "2031-05-08", *KNOWN[4:])
    before = lilun("export").stdout
    entries("at: 梨树要修枝, page: {date: 2031-05-08}")
    lilun("load", page, *KNOWN)
    assert ask("SELECT key FROM pages") == [("临江日报/2031-05-08/07",)]
    assert len(exported(lilun)) == (2 if newer else 1)
    assert ask("SELECT status FROM corrections") == [("applied",)]
    entries()
    lilun("load", page, *KNOWN)
    assert lilun("export").stdout == before
    assert lilun("check").exit_code == 0
