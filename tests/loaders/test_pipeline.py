"""From files to rows: what a run writes, keeps, replaces and leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from invented import ARCHIVES_PAGE, FERRY, FERRY_PAGE, ORCHARD, ORCHARD_PAGE, Lilun, dump, sheet
from lilun.loaders import pipeline
from lilun.loaders.write import PageWriter

Ask = Callable[..., list[tuple[Any, ...]]]
KNOWN = ("--newspaper", "临江日报", "--date", "2031-05-06", "--page", "7")


@pytest.fixture
def ferry(pages: Path) -> Path:
    path = pages / "ferry.md"
    path.write_text(FERRY_PAGE, encoding="utf-8")
    return path


def last_line(result: Any) -> str:
    return str(result.stdout.strip().splitlines()[-1])


def test_a_page_becomes_rows(lilun: Lilun, ask: Ask, ferry: Path) -> None:
    result = lilun("load", ferry, *KNOWN, "--page-name", "理论")
    assert result.exit_code == 0
    assert last_line(result).startswith("1 inserted, 0 updated, 0 unchanged, 0 failed; 0 findings")
    assert "inserted   ferry.md  临江日报/2031-05-06/07  1 article, 0 findings" in result.stdout
    assert ask("SELECT key, number, name FROM pages") == [("临江日报/2031-05-06/07", "7", "理论")]
    assert ask("SELECT key, title, kind FROM articles") == [
        ("临江日报/2031-05-06/07/1", "老渡口为什么要留下", "essay")
    ]
    assert [t for (t,) in ask("SELECT text FROM paragraphs ORDER BY position")] == list(FERRY)
    assert ask("SELECT path, encoding, media_type, text FROM source_files") == [
        ("ferry.md", "utf-8", "text/markdown", FERRY_PAGE)
    ]
    assert ask("SELECT sum(characters) FROM coverage") == [(len(FERRY_PAGE),)]
    assert ask("SELECT status, inserted, updated, unchanged, failed FROM loads") == [("finished", 1, 0, 0, 0)]
    assert lilun("check").exit_code == 0


def test_the_same_file_again_changes_nothing_and_says_so(lilun: Lilun, archive: Path, ferry: Path) -> None:
    lilun("load", ferry, *KNOWN)
    before = dump(archive)
    result = lilun("load", ferry, *KNOWN)
    assert (result.exit_code, last_line(result)) == (
        0,
        "0 inserted, 0 updated, 1 unchanged, 0 failed; 0 findings",
    )
    assert "unchanged  ferry.md  临江日报/2031-05-06/07" in result.stdout
    assert lilun("load", ferry).exit_code == 0  # and so does saying less of it than is known
    assert dump(archive) == before


def test_the_same_bytes_under_another_name_are_the_same_page(
    lilun: Lilun, archive: Path, ferry: Path
) -> None:
    lilun("load", ferry)
    before = dump(archive)
    copy = ferry.with_name("copy.md")
    copy.write_bytes(ferry.read_bytes())
    assert "1 unchanged" in last_line(lilun("load", copy))
    assert dump(archive) == before


def test_either_order_one_by_one_or_together(
    lilun: Lilun, new_archive: Callable[[Path], Path], pages: Path, tmp_path: Path
) -> None:
    names = ["a.md", "b.md", "c.md"]
    for name, text in zip(names, (FERRY_PAGE, ORCHARD_PAGE, ARCHIVES_PAGE)):
        (pages / name).write_text(text, encoding="utf-8")
    (pages / "manifest.csv").write_text(
        "file,newspaper,date,page\na.md,临江日报,2031-05-06,7\nb.md,海岬日报,2031,\nc.md,,,\n",
        encoding="utf-8",
    )
    exports = []
    for number, runs in enumerate(
        [[names], [names[::-1]], [[n] for n in names], [[n] for n in names[::-1]], [names] * 2]
    ):
        on = new_archive(tmp_path / f"{number}.db")
        for run in runs:
            assert lilun("load", *(pages / n for n in run), on=on).exit_code == 0
        exports.append(lilun("export", on=on).stdout_bytes)
    assert len(exports[0].splitlines()) == 3
    assert all(e == exports[0] for e in exports)


def test_a_changed_page_under_a_complete_key_replaces_the_old_and_keeps_ids(
    lilun: Lilun, ask: Ask, ferry: Path
) -> None:
    lilun("load", ferry, *KNOWN)
    (page,), (article,) = ask("SELECT id FROM pages"), ask("SELECT id FROM articles")
    ferry.write_text(FERRY_PAGE.replace("要留下", "该留下"), encoding="utf-8")
    result = lilun("load", ferry, *KNOWN)
    assert last_line(result).startswith("0 inserted, 1 updated")
    assert (ask("SELECT id FROM pages"), ask("SELECT id FROM articles")) == ([page], [article])
    assert ask("SELECT title FROM articles") == [("老渡口为什么该留下",)]
    assert ask("SELECT row_key, field, before, after FROM changes") == [
        ("临江日报/2031-05-06/07/1", "title", "老渡口为什么要留下", "老渡口为什么该留下")
    ]
    assert ask("SELECT count(*), sum(is_current) FROM page_sources") == [(2, 1)]
    assert ask("SELECT sum(characters) FROM coverage") == [(len(FERRY_PAGE),)]
    assert lilun("check").exit_code == 0


def test_a_page_that_lost_an_article_keeps_the_ids_of_the_others(lilun: Lilun, ask: Ask, pages: Path) -> None:
    path = pages / "page.md"
    path.write_text(sheet(FERRY_PAGE, ORCHARD_PAGE), encoding="utf-8")
    lilun("load", path, *KNOWN)
    first = ask("SELECT id FROM articles WHERE position = 1")
    path.write_text(FERRY_PAGE, encoding="utf-8")
    lilun("load", path, *KNOWN)
    assert ask("SELECT id FROM articles") == first
    path.write_text(sheet(FERRY_PAGE, ORCHARD_PAGE), encoding="utf-8")
    lilun("load", path, *KNOWN)
    assert ask("SELECT id FROM articles WHERE position = 1") == first
    assert lilun("check").exit_code == 0


@pytest.mark.parametrize(
    "said",
    [
        (),
        ("--newspaper", "临江日报"),
        KNOWN[:4],
        ("--newspaper", "临江日报", "--date", "2031-05", "--page", "7"),
    ],
)
def test_an_incomplete_key_never_replaces(lilun: Lilun, ask: Ask, ferry: Path, said: tuple[str, ...]) -> None:
    lilun("load", ferry, *said)
    ferry.write_text(ORCHARD_PAGE, encoding="utf-8")
    assert last_line(lilun("load", ferry, *said)).startswith("1 inserted, 0 updated")
    assert {t for (t,) in ask("SELECT title FROM articles")} == {"老渡口为什么要留下", "南坡梨园二十年"}
    assert ask("SELECT count(*) FROM pages") == [(2,)]


def test_a_page_that_becomes_better_known_moves_with_a_redirect(lilun: Lilun, ask: Ask, ferry: Path) -> None:
    lilun("load", ferry)
    ((old, page),) = ask("SELECT key, id FROM pages")
    (article,) = ask("SELECT id FROM articles")
    assert last_line(lilun("load", ferry, "--newspaper", "临江日报")).startswith("0 inserted, 1 updated")
    ((middle, same),) = ask("SELECT key, id FROM pages")
    assert same == page and middle.startswith("临江日报/_/~")
    lilun("load", ferry, "--date", "2031-05-06", "--page", "7")  # what was known before still holds
    assert ask("SELECT key, id FROM pages") == [("临江日报/2031-05-06/07", page)]
    assert ask("SELECT id FROM articles") == [article]
    assert ask("SELECT kind, old, new FROM redirects ORDER BY id") == [
        ("pages", old, "临江日报/2031-05-06/07"), ("pages", middle, "临江日报/2031-05-06/07")
    ]  # fmt: skip
    assert ask("SELECT count(*) FROM issues") == [(1,)]
    assert not ask("SELECT * FROM findings")
    assert lilun("check").exit_code == 0


def test_a_page_that_moved_was_removed_and_comes_again(lilun: Lilun, ask: Ask, ferry: Path) -> None:
    for _ in range(2):
        assert lilun("load", ferry).exit_code == 0
        assert lilun("load", ferry, *KNOWN).exit_code == 0
        assert [new for (new,) in ask("SELECT new FROM redirects")] == ["临江日报/2031-05-06/07"]
        assert lilun("remove", "临江日报/2031-05-06/07").exit_code == 0
        assert ask("SELECT new FROM redirects") == [(None,)]


def test_a_page_that_moves_onto_another_replaces_it(lilun: Lilun, ask: Ask, ferry: Path) -> None:
    other = ferry.with_name("other.md")
    other.write_text(ORCHARD_PAGE, encoding="utf-8")
    lilun("load", other, *KNOWN)
    page = ask("SELECT id FROM pages")
    lilun("load", ferry)
    lilun("load", ferry, *KNOWN, "--over-newer")
    assert ask("SELECT id FROM pages") == page
    assert ask("SELECT title FROM articles") == [("老渡口为什么要留下",)]
    assert lilun("check").exit_code == 0


def test_a_page_name_that_is_said_later_is_kept(lilun: Lilun, ask: Ask, ferry: Path) -> None:
    lilun("load", ferry, *KNOWN)
    assert last_line(lilun("load", ferry, "--page-name", "理论周刊")).startswith("0 inserted, 1 updated")
    assert ask("SELECT key, name FROM pages") == [("临江日报/2031-05-06/07", "理论周刊")]
    assert last_line(lilun("load", ferry, "--page-name", "理论周刊")).startswith(
        "0 inserted, 0 updated, 1 unchanged"
    )


def test_a_failing_page_leaves_nothing_and_the_rest_loads(
    lilun: Lilun, ask: Ask, pages: Path, monkeypatch: pytest.MonkeyPatch, archive: Path
) -> None:
    """The page of the middle breaks a constraint after most of its rows are written."""
    for name, text in (("a.md", FERRY_PAGE), ("b.md", ORCHARD_PAGE), ("c.md", ARCHIVES_PAGE)):
        (pages / name).write_text(text, encoding="utf-8")
    honest = PageWriter._findings

    def twice(self: PageWriter, page: Any, identity: Any, source: int, page_id: int) -> int:
        if page.source.path == "b.md":
            self.rows.add("pages", key=identity.key, issue_id=1)
        return honest(self, page, identity, source, page_id)

    monkeypatch.setattr(PageWriter, "_findings", twice)
    result = lilun("load", pages)
    assert result.exit_code == 1
    assert last_line(result).startswith("2 inserted, 0 updated, 0 unchanged, 1 failed")
    assert (
        f"{pages}/b.md: its rows do not fit the archive (UNIQUE constraint failed: pages.key)"
        in result.stderr
    )
    assert "Traceback" not in result.output
    assert {t for (t,) in ask("SELECT title FROM articles")} == {"老渡口为什么要留下", "修志贵在一个慢字"}
    assert not ask("SELECT * FROM source_files WHERE path = 'b.md'")
    assert ask("SELECT kind, path FROM findings WHERE severity = 'error'") == [("failed_file", "b.md")]
    assert not ask("SELECT * FROM authors WHERE name = '邵望舒'")
    assert lilun("check").exit_code == 0
    monkeypatch.undo()
    assert last_line(lilun("load", pages)).startswith("1 inserted, 0 updated, 2 unchanged, 0 failed")


def test_a_fault_of_the_reader_stops_one_page_alone(
    lilun: Lilun, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, text in (("a.md", FERRY_PAGE), ("b.md", ORCHARD_PAGE)):
        (pages / name).write_text(text, encoding="utf-8")
    honest = pipeline.read

    def broken(source: Any) -> Any:
        if source.path == "a.md":
            raise IndexError("list index out of range")
        return honest(source)

    monkeypatch.setattr(pipeline, "read", broken)
    result = lilun("load", pages)
    assert (result.exit_code, last_line(result)[:35]) == (1, "1 inserted, 0 updated, 0 unchanged,")
    assert (
        "a.md: reading it failed (IndexError: list index out of range, at test_pipeline.py:" in result.stderr
    )
    assert "please report this page" in result.stderr
    dry = lilun("load", pages, "--dry-run")
    assert dry.exit_code == 1 and "reading it failed" in dry.stderr


def test_a_page_without_article_is_kept_with_a_finding(lilun: Lilun, ask: Ask, pages: Path) -> None:
    path = pages / "advertisement.txt"
    path.write_text("电话：0000-1234567\n\n2031年5月6日 星期二\n", encoding="utf-8")
    result = lilun("load", path, *KNOWN)
    assert result.exit_code == 0
    assert ask("SELECT count(*) FROM pages") == [(1,)] and ask("SELECT count(*) FROM articles") == [(0,)]
    assert ("no_article", "warning") in ask("SELECT kind, severity FROM findings")
    assert ask("SELECT sum(characters) FROM coverage") == [(len(path.read_text(encoding="utf-8")),)]
    assert lilun("check").exit_code == 0
    assert "unchanged" in lilun("load", path).stdout


def test_unknown_paper_and_date_are_findings(lilun: Lilun, ask: Ask, ferry: Path) -> None:
    lilun("load", ferry)
    assert set(ask("SELECT kind, path FROM findings")) == {
        ("unknown_newspaper", "ferry.md"),
        ("unknown_date", "ferry.md"),
    }
    assert ask("SELECT newspaper_id, date, date_earliest, date_known_by FROM issues") == [
        (None, None, None, "unknown")
    ]


def test_a_month_is_never_padded(lilun: Lilun, ask: Ask, ferry: Path) -> None:
    lilun("load", ferry, "--newspaper", "临江日报", "--date", "2031-05")
    assert ask("SELECT date, date_earliest, date_latest FROM issues") == [
        ("2031-05", "2031-05-01", "2031-05-31")
    ]


def test_a_newspaper_that_the_register_lacks_is_added_once(lilun: Lilun, ask: Ask, ferry: Path) -> None:
    other = ferry.with_name("other.md")
    other.write_text(ORCHARD_PAGE, encoding="utf-8")
    assert not ask("SELECT * FROM newspapers WHERE name = '临江日报'")
    lilun("load", ferry, other, "--newspaper", "临江日报")
    assert ask("SELECT origin FROM newspapers WHERE name = '临江日报'") == [("loaded",)]


def test_another_name_of_a_paper_means_the_paper(lilun: Lilun, ask: Ask, ferry: Path) -> None:
    ((alias, name),) = ask(
        "SELECT a.alias, n.name FROM newspaper_aliases a JOIN newspapers n ON n.id = a.newspaper_id "
        "WHERE a.alias <> n.name ORDER BY 1 LIMIT 1"
    )
    lilun("load", ferry, "--newspaper", alias, *KNOWN[2:])
    assert ask("SELECT key FROM pages") == [(f"{name}/2031-05-06/07",)]
    assert "1 unchanged" in last_line(lilun("load", ferry, "--newspaper", alias))


def test_two_pages_of_one_issue_share_it(lilun: Lilun, ask: Ask, ferry: Path) -> None:
    other = ferry.with_name("other.md")
    other.write_text(ORCHARD_PAGE, encoding="utf-8")
    lilun("load", ferry, *KNOWN)
    lilun("load", other, *KNOWN[:4], "--page", "8")
    assert ask("SELECT count(*) FROM issues") == [(1,)]
    assert ask("SELECT count(*) FROM pages") == [(2,)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_end_on_the_same_rows(lilun: Lilun, ask: Ask, pages: Path, encoding: str) -> None:
    path = pages / "page.txt"
    path.write_bytes(FERRY_PAGE.encode(encoding))
    assert lilun("load", path, *KNOWN).exit_code == 0
    assert [t for (t,) in ask("SELECT text FROM paragraphs ORDER BY position")] == list(FERRY)
    assert ask("SELECT encoding, text, bytes FROM source_files") == [(encoding, FERRY_PAGE, None)]


def test_bytes_are_kept_where_the_text_does_not_give_them_back(lilun: Lilun, ask: Ask, pages: Path) -> None:
    path = pages / "page.txt"
    path.write_bytes(b"\xfe\xff" + FERRY_PAGE.encode("utf-16-be"))
    lilun("load", path)
    ((text, kept),) = ask("SELECT text, bytes FROM source_files")
    assert (text, kept) == (FERRY_PAGE, path.read_bytes())


def test_front_matter_fills_what_nothing_else_says(lilun: Lilun, ask: Ask, pages: Path) -> None:
    path = pages / "page.md"
    path.write_text(
        f"---\nnewspaper: 海岬日报\ndate: 2031年5月6日\npage: 7\n---\n{FERRY_PAGE}", encoding="utf-8"
    )
    lilun("load", path)
    assert ask("SELECT key FROM pages") == [("海岬日报/2031-05-06/07",)]
    assert not ask("SELECT * FROM articles WHERE title LIKE '%日报%'")


def test_a_copy_that_stands_before_its_original_names_it(lilun: Lilun, ask: Ask, pages: Path) -> None:
    copy = ORCHARD[1][4:-5]
    spoilt = FERRY_PAGE.replace(FERRY[0], FERRY[0][:30] + copy + FERRY[0][30:])
    path = pages / "page.md"
    path.write_text(sheet(spoilt, ORCHARD_PAGE), encoding="utf-8")
    lilun("load", path)
    ((a, b, original_start, original_end),) = ask(
        'SELECT d.start, d."end", o.start, o."end" FROM spans d JOIN spans o ON o.id = d.duplicate_of_id'
    )
    text = path.read_text(encoding="utf-8")
    assert text[a:b] == copy and copy in text[original_start:original_end]
    assert [t for (t,) in ask("SELECT text FROM paragraphs ORDER BY id")] == [*FERRY, *ORCHARD]
    assert ask("SELECT count(*) FROM paragraph_pieces WHERE span_id IS NULL") == [(0,)]
    assert lilun("check").exit_code == 0


def test_dry_run_tells_and_writes_nothing(lilun: Lilun, archive: Path, ferry: Path, tmp_path: Path) -> None:
    before = archive.read_bytes()
    result = lilun("load", "--dry-run", ferry, *KNOWN)
    assert result.exit_code == 0
    assert "  1. 老渡口为什么要留下  陆闻笛  " in result.stdout
    assert last_line(result).startswith("would be: 1 inserted, 0 updated, 0 unchanged, 0 failed")
    assert archive.read_bytes() == before
    nowhere = tmp_path / "new.db"
    assert lilun("load", "--dry-run", ferry, on=nowhere).exit_code == 0
    assert not nowhere.exists()


def test_dry_run_tells_what_the_load_then_does(lilun: Lilun, ferry: Path) -> None:
    lilun("load", ferry)
    for said, outcome in (((), "unchanged"), (KNOWN, "updated"), (KNOWN, "unchanged"), ((), "unchanged")):
        told = lilun("load", "--dry-run", ferry, *said).stdout.splitlines()[0]
        done = lilun("load", ferry, *said).stdout.splitlines()[0]
        assert told.split()[0] == done.split()[0] == outcome
        assert told.split()[2] == done.split()[2]


def test_an_institution_that_a_page_made_reads_the_same_whichever_page_made_it(
    lilun: Lilun, new_archive: Callable[[Path], Path], ask: Ask, pages: Path, tmp_path: Path
) -> None:
    signoff = "（作者系临江渡口大学教授）\n"
    for name, text in (("a.md", FERRY_PAGE), ("b.md", ORCHARD_PAGE)):
        (pages / name).write_text(f"{text}\n{signoff}", encoding="utf-8")
    found = []
    for names in (["a.md", "b.md"], ["b.md", "a.md"]):
        on = new_archive(tmp_path / f"{names[0]}.db")
        for name in names:
            lilun("load", pages / name, on=on)
        found.append(
            ask(
                "SELECT a.title, i.key, f.rule FROM affiliations f JOIN institutions i ON i.id = f.institution_id "
                "JOIN bylines b ON b.id = f.byline_id JOIN articles a ON a.id = b.article_id ORDER BY a.title",
                on=on,
            )
        )
    assert [key for _, key, _ in found[0]] == ["临江渡口大学"] * 2
    assert found[0] == found[1]
