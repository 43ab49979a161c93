"""An archive is rebuilt from what it keeps; what was lost or changed in it shows."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from invented import ARCHIVES_PAGE, FERRY_PAGE, ORCHARD_PAGE, Lilun
from lilun.loaders.cli import main
from lilun.loaders.pipeline import load
from lilun.loaders.resolve import register_files
from lilun.loaders.verify import verify
from click.testing import CliRunner, Result


@pytest.fixture
def filled(lilun: Lilun, archive: Path, pages: Path) -> Path:
    """Pages in several encodings, one given by options, one read again, with facts of the user's own."""
    (pages / "ferry.md").write_text(FERRY_PAGE, encoding="utf-8")
    (pages / "orchard.txt").write_bytes(ORCHARD_PAGE.encode("gb18030"))
    (pages / "archives.txt").write_bytes(b"\xff\xfe" + ARCHIVES_PAGE.encode("utf-16-le"))
    (pages / "big.txt").write_bytes(b"\xfe\xff" + ARCHIVES_PAGE.replace("修志", "编志").encode("utf-16-be"))
    own = pages.parent / "own"
    own.mkdir()
    (own / "newspapers.csv").write_text("name,place,kind,source\n临江日报,,city,here\n", encoding="utf-8")
    assert lilun("load", "--register", own, pages).exit_code == 0
    where = ("--newspaper", "临江日报", "--date", "2024-05-06", "--page", "7")
    assert lilun("load", *where, pages / "ferry.md").exit_code == 0
    (pages / "ferry.md").write_text(FERRY_PAGE.replace("三十年", "四十年"), encoding="utf-8")
    assert lilun("load", *where, pages / "ferry.md").exit_code == 0
    return archive


def told(path: Path) -> Result:
    return CliRunner().invoke(main, ["verify", str(path)])


def test_a_backup_is_rebuilt_byte_for_byte(lilun: Lilun, filled: Path, tmp_path: Path) -> None:
    backup = tmp_path / "kept.db"
    assert lilun("backup", backup).exit_code == 0
    before = backup.read_bytes()
    result = told(backup)
    assert (result.exit_code, result.output) == (
        0,
        f"{backup}: 5 files and 4 articles rebuilt, byte for byte\n",
    )
    assert backup.read_bytes() == before
    assert list(tmp_path.glob("kept*")) == [backup]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("UPDATE source_files SET text = replace(text, '老人', '老者')", "ferry.md: the kept text is not that of the file"),
        ("UPDATE articles SET title = '另一个题目' WHERE title LIKE '南坡%'", "1 articles are not what the kept sources say (orchard.txt, article 1)"),
        ("DELETE FROM bylines WHERE name_as_printed = '秦砚耕'", "2 articles are not what the kept sources say"),
        ("UPDATE paragraphs SET text = replace(text, '梨园', '桃园')", "are not what the source holds"),
    ],
)  # fmt: skip
def test_what_was_changed_shows(filled: Path, change: str, sentence: str) -> None:
    with sqlite3.connect(filled) as connection:
        connection.execute(change)
    connection.close()
    result = told(filled)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert all(line.startswith(f"{filled}: ") for line in result.stderr.splitlines())


def test_facts_of_another_edition_do_not_matter(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The register is the one that was used, not the one that is shipped by now."""
    texts = dict(register_files.shipped_texts())
    texts["newspapers"] = texts["newspapers"].splitlines()[0] + "\n"
    texts["newspaper_aliases"] = "newspaper,alias\n"
    monkeypatch.setattr(register_files, "shipped_texts", lambda: texts)
    for cached in (register_files.shipped, register_files.shipped_digest):
        cached.cache_clear()
    try:
        assert verify(filled).wrong == ()
    finally:
        monkeypatch.undo()
        for cached in (register_files.shipped, register_files.shipped_digest):
            cached.cache_clear()


def test_an_empty_archive_is_rebuilt(archive: Path) -> None:
    assert load(archive, []).outcomes == []
    verdict = verify(archive)
    assert (verdict.files, verdict.articles, verdict.wrong) == (0, 0, ())
