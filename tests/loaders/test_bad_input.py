"""Bad input gets one line with file, reason and remedy, its exit code, and leaves the archive as it was."""

from __future__ import annotations

import random
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from invented import FERRY_PAGE, ORCHARD_PAGE, Lilun, dump
from lilun.schema import engine as archives

Ask = Callable[..., list[tuple[Any, ...]]]
ONE_LINE = re.compile(r"(?:failed     |lilun: )(?P<file>\S.*?): (?P<reason>[^;]+); (?P<remedy>[^;]+)\n")


def told(result: Result) -> str:
    """The one line on standard error."""
    assert "Traceback" not in result.output
    assert ONE_LINE.fullmatch(result.stderr), result.stderr
    return result.stderr.strip()


@pytest.fixture
def filled(lilun: Lilun, archive: Path, tmp_path: Path) -> Path:
    """The test's archive with one page in it."""
    path = tmp_path / "first.md"
    path.write_text(ORCHARD_PAGE, encoding="utf-8")
    assert lilun("load", path).exit_code == 0
    return archive


def nothing(path: Path) -> None:
    path.write_bytes(b"")


def blank(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf \r\n\r\n\xe3\x80\x80\r\n")


def picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + random.Random(7).randbytes(4000))


def random_bytes(path: Path) -> None:
    path.write_bytes(b"\xfe" + random.Random(7).randbytes(20_000))


def long_line(path: Path) -> None:
    path.write_text("渡口" * 20_000, encoding="utf-8")


def too_much(path: Path) -> None:
    path.write_text("渡口的石阶还在。\n\n" * 6_100, encoding="utf-8")


def too_many_lines(path: Path) -> None:
    path.write_text("# 渡口\n" * 4_000, encoding="utf-8")


def huge_line(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(200_000_000)  # sparse: 200 MB without a line feed
        file.write("渡口".encode())


def broken_off(path: Path) -> None:
    path.write_bytes(FERRY_PAGE.encode()[:-2])


def no_date(path: Path) -> None:
    path.write_text(f"---\ndate: 06.05.31\n---\n{FERRY_PAGE}", encoding="utf-8")


BAD: list[tuple[Callable[[Path], None], str]] = [
    (nothing, "the file is empty; check the OCR run that wrote it"),
    (blank, "the file is empty; check the OCR run that wrote it"),
    (picture, "this is a PNG picture, not text; give the OCR's text of the page"),
    (random_bytes, "this is not text in any known encoding; give the page as plain text or Markdown in UTF-8, GB18030, Big5 or UTF-16"),
    (long_line, "a line of 40,000 characters is no newspaper text; lines have at most 30,000 characters"),
    (too_much, "61,000 characters are more than a newspaper page can have (60,000); give one file a page"),
    (too_many_lines, "4,000 lines are more than a newspaper page can have (3,000); give one file a page"),
    (huge_line, "the file has 200 MB, more than a newspaper page can have (1 MB); give one file a page"),
    (no_date, "“06.05.31” is no date; write 2025-04-07, 2025-04 or 2025, or leave it empty"),
]  # fmt: skip
bad_files = pytest.mark.parametrize(("write", "message"), BAD, ids=[write.__name__ for write, _ in BAD])


@bad_files
def test_alone_it_leaves_the_archive_byte_for_byte(
    lilun: Lilun, filled: Path, pages: Path, write: Callable[[Path], None], message: str
) -> None:
    path = pages / "bad.txt"
    write(path)
    before = filled.read_bytes()
    result = lilun("load", path)
    assert result.exit_code == 1
    assert told(result) == f"failed     {path}: {message}"
    assert result.stdout == "0 inserted, 0 updated, 0 unchanged, 1 failed; 0 findings\n"
    assert filled.read_bytes() == before
    assert not list(filled.parent.glob("*-wal"))


@bad_files
def test_alone_it_makes_no_archive(
    lilun: Lilun, pages: Path, tmp_path: Path, write: Callable[[Path], None], message: str
) -> None:
    write(pages / "bad.txt")
    assert lilun("load", pages / "bad.txt", on=tmp_path / "new.db").exit_code == 1
    assert not (tmp_path / "new.db").exists()


@bad_files
def test_the_other_files_of_the_run_are_in(
    lilun: Lilun, filled: Path, ask: Ask, pages: Path, write: Callable[[Path], None], message: str
) -> None:
    (pages / "good.md").write_text(FERRY_PAGE, encoding="utf-8")
    write(pages / "bad.txt")
    result = lilun("load", pages)
    assert result.exit_code == 1
    assert message in told(result)
    assert "1 inserted, 0 updated, 0 unchanged, 1 failed" in result.stdout
    assert ("老渡口为什么要留下",) in ask("SELECT title FROM articles")
    assert ask("SELECT path FROM source_files ORDER BY id") == [("first.md",), ("good.md",)]
    ((found,),) = ask("SELECT message FROM findings WHERE kind = 'failed_file' AND path = 'bad.txt'")
    assert found.endswith(message)
    assert lilun("check").exit_code == 0


def test_text_that_breaks_off(lilun: Lilun, filled: Path, pages: Path) -> None:
    path = pages / "bad.txt"
    broken_off(path)
    result = lilun("load", path)
    assert result.exit_code == 1
    assert re.search(
        r"the utf-8 text breaks off at byte \d+; write the file again, or convert it to UTF-8", told(result)
    )


def test_a_manifest_that_names_a_missing_file(lilun: Lilun, filled: Path, ask: Ask, pages: Path) -> None:
    (pages / "good.md").write_text(FERRY_PAGE, encoding="utf-8")
    manifest = pages / "manifest.csv"
    manifest.write_text("file,newspaper\ngone.md,临江日报\ngood.md,临江日报\n", encoding="utf-8")
    result = lilun("load", pages)
    assert result.exit_code == 1
    assert (
        told(result)
        == f"failed     {manifest}, line 2: gone.md is not there; add the file or take its line out"
    )
    assert "1 inserted" in result.stdout
    before = dump(filled)
    assert lilun("load", pages).exit_code == 1
    assert dump(filled) == before


def test_a_path_that_is_not_there(lilun: Lilun, filled: Path, pages: Path) -> None:
    before = filled.read_bytes()
    result = lilun("load", pages / "gone.md")
    assert result.exit_code == 1
    assert told(result) == f"failed     {pages / 'gone.md'}: there is no such file or folder; check the path"
    assert filled.read_bytes() == before
    (pages / "good.md").write_text(FERRY_PAGE, encoding="utf-8")
    result = lilun("load", pages / "gone.md", pages / "good.md")
    assert result.exit_code == 1 and "1 inserted" in result.stdout


def test_a_device_is_not_read(lilun: Lilun, filled: Path) -> None:
    result = lilun("load", "/dev/zero")
    assert result.exit_code == 1
    assert told(result) == "failed     /dev/zero: this is not a file; give the OCR's text of the page"


@pytest.mark.parametrize(
    "arguments",
    [
        ("load",),
        ("load", "page.md", "--date", "06.05.31"),
        ("load", "page.md", "--unknown"),
        ("export", "--format", "xml"),
        ("findings", "--severity", "dreadful"),
        ("serve", "--port", "0"),
        ("remove",),
        ("nonsense",),
    ],
)
def test_usage(lilun: Lilun, filled: Path, arguments: tuple[str, ...]) -> None:
    before = filled.read_bytes()
    result = lilun(*arguments)
    assert result.exit_code == 2
    assert "Usage: " in result.stderr and "Traceback" not in result.output
    assert filled.read_bytes() == before


# -- archives that cannot be used ---------------------------------------------------------------

COMMANDS = ["load", "check", "export", "findings", "remove", "reindex", "upgrade", "serve"]
READERS = ["check", "export", "findings", "serve"]


@pytest.fixture
def run(lilun: Lilun, tmp_path: Path) -> Callable[[str, Path], Result]:
    page = tmp_path / "page.md"
    page.write_text(FERRY_PAGE, encoding="utf-8")
    arguments = {"load": [page], "remove": ["first.md"]}
    return lambda command, on: lilun(command, *arguments.get(command, []), on=on)


def test_a_locked_archive(
    run: Callable[[str, Path], Result], filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "create_engine", partial(archives.create_engine, timeout=0.05))
    monkeypatch.setattr(
        archives, "open_to_write", lambda path: archives.upgrade(path) or archives.create_engine(path)
    )
    other = sqlite3.connect(filled, isolation_level=None)
    before = dump(filled)
    other.execute("BEGIN IMMEDIATE")
    other.execute("DELETE FROM keywords")
    try:
        for command in ("load", "remove", "reindex"):
            result = run(command, filled)
            assert result.exit_code == 1, command
            assert told(result) == (
                f"lilun: {filled}: another program is writing to it; wait until it has finished and try again."
            )
    finally:
        other.execute("ROLLBACK")
        other.close()
    assert dump(filled) == before
    assert run("load", filled).exit_code == 0


@pytest.fixture
def read_only(filled: Path) -> Iterator[Path]:
    filled.chmod(0o444)
    yield filled
    filled.chmod(0o644)


@pytest.mark.parametrize("command", ["load", "remove", "reindex"])
def test_a_read_only_archive(run: Callable[[str, Path], Result], read_only: Path, command: str) -> None:
    before = read_only.read_bytes()
    result = run(command, read_only)
    assert result.exit_code == 1
    assert (
        told(result)
        == f"lilun: {read_only}: this archive is read-only; change its permissions or work on a copy."
    )
    assert read_only.read_bytes() == before


@pytest.mark.parametrize("command", COMMANDS)
def test_an_archive_of_a_newer_schema(run: Callable[[str, Path], Result], filled: Path, command: str) -> None:
    with sqlite3.connect(filled) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    before = filled.read_bytes()
    result = run(command, filled)
    assert result.exit_code == 1
    assert told(result) == (
        f"lilun: {filled}: this archive's schema is newer than this lilun knows (9999); install the newer lilun."
    )
    assert filled.read_bytes() == before


def text_file(path: Path) -> None:
    path.write_text("渡口的账本，不是数据库。\n" * 20, encoding="utf-8")


def other_database(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE ledger (id INTEGER)")
    connection.close()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("write", "reason"),
    [
        (text_file, "this is not a SQLite database"),
        (other_database, "this SQLite database was not made by lilun"),
    ],
)
def test_a_file_that_is_no_archive(
    run: Callable[[str, Path], Result],
    tmp_path: Path,
    command: str,
    write: Callable[[Path], None],
    reason: str,
) -> None:
    path = tmp_path / "ledger.db"
    write(path)
    before = path.read_bytes()
    result = run(command, path)
    assert result.exit_code == 1
    assert told(result) == f"lilun: {path}: {reason}; name another file with --archive or move this one away."
    assert path.read_bytes() == before


@pytest.mark.parametrize("command", [*READERS, "remove", "reindex"])
def test_no_archive_at_all(run: Callable[[str, Path], Result], tmp_path: Path, command: str) -> None:
    path = tmp_path / "gone.db"
    result = run(command, path)
    assert result.exit_code == 1
    assert told(result).startswith(f"lilun: {path}: there is no archive here; make one with `lilun load`")
    assert not path.exists()


def test_an_archive_in_a_folder_that_is_not_there(run: Callable[[str, Path], Result], tmp_path: Path) -> None:
    result = run("load", tmp_path / "gone" / "lilun.db")
    assert result.exit_code == 1
    assert (
        told(result) == f"lilun: {tmp_path}/gone/lilun.db: its folder does not exist; make the folder first."
    )


def test_a_damaged_archive(run: Callable[[str, Path], Result], filled: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(filled, tmp_path / "damaged.db"))
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(random.Random(7).randbytes(path.stat().st_size - 8192))
    for command in ("load", "check", "export", "findings"):
        result = run(command, path)
        assert result.exit_code == 1, command
        assert "Traceback" not in result.output and str(path) in result.stderr


@pytest.mark.parametrize("what", ["a folder that is not there", "the archive"])
def test_an_export_to_where_it_cannot_be(lilun: Lilun, filled: Path, tmp_path: Path, what: str) -> None:
    before = filled.read_bytes()
    output = filled if what == "the archive" else tmp_path / "gone" / "out.jsonl"
    result = lilun("export", "-o", output)
    if what == "the archive":
        assert result.exit_code == 2 and "this is the archive; name another file" in result.stderr
    else:
        assert result.exit_code == 1
        assert (
            told(result)
            == f"lilun: {output}: cannot be written (No such file or directory); name another file"
        )
    assert filled.read_bytes() == before
