"""A short form of the fuzzer, the inputs that failed once, and what must hold for every text and every manifest."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lilun.loaders.errors import InputError
from lilun.loaders.reading import read
from lilun.loaders.sources.file import read_page
from lilun.loaders.sources.manifest import COLUMNS, PageFile, PageMetadata, find_pages

sys.path.insert(0, str(Path(__file__).parent))

from inputs import ODD, SIGNS, small
from invariants import violations
from run import examine, load_all

CASES = sorted((Path(__file__).parent / "cases").glob("*.bin"))


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.touch()
    return path


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_page_is_read_or_refused(page: Path, seed: int) -> None:
    how, wrong = examine(small(seed), page)
    assert how in ("read", "refused") and not wrong, wrong


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_what_failed_once_holds_now(page: Path, case: Path) -> None:
    how, wrong = examine(case.read_bytes(), page)
    assert how in ("read", "refused") and not wrong, wrong


def test_damaged_pages_make_a_sound_archive(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    for seed in range(12):
        (folder / f"{seed}.txt").write_bytes(small(seed))
    for case in CASES:
        (folder / case.name).write_bytes(case.read_bytes())
    assert load_all(folder, tmp_path / "a.db") == []


TEXTS = st.text(
    st.one_of(st.sampled_from([*SIGNS, *(o for o in ODD if len(o) == 1)]), st.characters(codec="utf-8")),
    max_size=300,
)


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_every_text_is_partitioned(text: str) -> None:
    try:
        found = read(read_page(PageFile(Path(__file__), "page.txt"), text.encode()))
    except InputError:
        return
    assert violations(found) == []


# -- manifests -----------------------------------------------------------------------------------------

VALUES = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=12),
    st.sampled_from(["good.txt", "./good.txt", "../out.txt", "/etc/passwd", "sub/../good.txt", "link.txt", "loop", "sub",
                     "manifest.csv", "~", "*.txt", "good.txt\0", "\"a\nb.txt\"", "\"", "'", ",", "\r", "\n", "2024-05-06", "一"]),
)  # fmt: skip


@given(rows=st.lists(st.lists(VALUES, max_size=7), max_size=6), header=st.sampled_from([COLUMNS, COLUMNS[::-1], ("FILE", "x"), ("a",), ("file", "file")]),
       mark=st.sampled_from([",", ";", "\t"]), end=st.sampled_from(["\n", "\r\n", "\r"]))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_no_manifest_leads_out_of_its_folder(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[str]],
    header: tuple[str, ...],
    mark: str,
    end: str,
) -> None:
    folder = tmp_path_factory.mktemp("manifest") / "pages"
    (folder / "sub").mkdir(parents=True)
    (folder / "good.txt").write_text("渡口还在。", encoding="utf-8")
    (folder.parent / "out.txt").write_text("门外的话。", encoding="utf-8")
    (folder / "link.txt").symlink_to(folder.parent / "out.txt")
    (folder / "loop").symlink_to(folder)
    text = end.join(mark.join(row) for row in [list(header), *rows])
    (folder / "manifest.csv").write_bytes(text.encode())
    for given_path in (folder, folder / "manifest.csv"):
        try:
            pages, errors = find_pages([str(given_path)], PageMetadata())
        except InputError as error:
            errors, pages = [error], []
        assert all("\n" not in str(e) for e in errors), errors
        assert all(p.path.resolve().is_relative_to(folder.resolve()) for p in pages)
        assert {p.path.resolve().name for p in pages} <= {"good.txt", "manifest.csv"}


def test_a_folder_that_leads_back_to_itself_is_gone_through_once(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "one.txt").write_text("渡口还在。", encoding="utf-8")
    (folder / "sub" / "back").symlink_to(folder)
    (folder / "broken.txt").symlink_to(folder / "none")
    os.mkfifo(folder / "pipe.txt")
    pages, errors = find_pages([str(folder)], PageMetadata())
    assert [p.shown for p in pages] == ["sub/one.txt"] and errors == []
