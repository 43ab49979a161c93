"""Which files are pages: folders, globs and manifests with the oddities of spreadsheets."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from invented import FERRY_PAGE
from lilun.loaders.errors import InputError, UsageError
from lilun.loaders.sources.manifest import PageFile, PageMetadata, find_pages, normal_date

NOTHING = PageMetadata()


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FERRY_PAGE, encoding="utf-8")


def manifest(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "manifest.csv"
    path.write_bytes(text.encode(encoding))
    return path


def found(*paths: object, options: PageMetadata = NOTHING) -> tuple[list[PageFile], list[str]]:
    files, errors = find_pages(map(str, paths), options)
    return files, [str(e) for e in errors]


def shown(files: list[PageFile]) -> list[str]:
    return [f.shown for f in files]


def test_folder_with_folders_in_it(pages: Path) -> None:
    write(pages, "b.txt", "a.md", "sub/c.markdown", "sub/deep/d.TXT")
    write(pages, "README.md", "scan.json", ".hidden.txt", ".git/e.txt")
    files, errors = found(pages)
    assert shown(files) == ["a.md", "b.txt", "sub/c.markdown", "sub/deep/d.TXT"]
    assert not errors


def test_each_file_once_however_often_it_is_named(pages: Path) -> None:
    write(pages, "a.txt", "b.txt")
    files, errors = found(pages / "b.txt", pages, pages / "*.txt", os.path.relpath(pages / "a.txt"))
    assert shown(files) == ["a.txt", "b.txt"]
    assert not errors


def test_order_is_by_path_not_by_argument(pages: Path) -> None:
    write(pages, "a.txt", "b.txt")
    assert shown(found(pages / "b.txt", pages / "a.txt")[0]) == ["a.txt", "b.txt"]


def test_glob_takes_pages_alone(pages: Path) -> None:
    write(pages, "a.txt", "README.md", "notes.json", "sub/b.md")
    files, errors = found(pages / "**/*")
    assert sorted(f.path.name for f in files) == ["a.txt", "b.md"]
    assert not errors


def test_glob_minds_a_manifest(pages: Path) -> None:
    write(pages, "a.txt", "draft.txt")
    manifest(pages, "file,newspaper\na.txt,临江日报\n")
    for pattern in ("*.txt", "*"):
        files, errors = found(pages / pattern)
        assert shown(files) == ["a.txt"] and not errors
        assert files[0].metadata.newspaper == "临江日报"


def test_where_there_is_a_manifest_only_its_files_are_pages(pages: Path) -> None:
    write(pages, "a.txt", "draft.txt")
    path = manifest(pages, "file,newspaper,date,page,page_name\na.txt,临江日报,2031-05-06,7,理论\n")
    expected = PageMetadata("临江日报", "2031-05-06", "7", "理论")
    for given in (pages, path, pages / "a.txt"):
        files, errors = found(given)
        assert [(f.shown, f.metadata) for f in files] == [("a.txt", expected)]
        assert not errors


def test_options_go_before_the_manifest(pages: Path) -> None:
    write(pages, "a.txt")
    manifest(pages, "file,newspaper,date\na.txt,临江日报,2031\n")
    (file,), _ = found(pages, options=PageMetadata(newspaper="海岬日报", page="3"))
    assert file.metadata == PageMetadata("海岬日报", "2031", "3", "")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("file,newspaper,date\na.txt,临江日报,2031\n", "utf-8-sig"),
        ("file,newspaper,date\na.txt,临江日报,2031\n", "gb18030"),
        ("file,newspaper,date\na.txt,临江日报,2031\n", "utf-16"),
        ("file;newspaper;date\na.txt;临江日报;2031\n", "utf-8"),
        ("file\tnewspaper\tdate\na.txt\t临江日报\t2031\n", "utf-8"),
        ("file,newspaper,date\r\na.txt,临江日报,2031\r\n", "utf-8"),
        ('"file","newspaper","date"\n"a.txt","临江日报","2031"\n', "utf-8"),
        (" File , Newspaper , DATE \n a.txt , 临江日报 , 2031 \n", "utf-8"),
        ("date,newspaper,file\n2031,临江日报,a.txt\n", "utf-8"),
        ("file,newspaper,date,remark\na.txt,临江日报,2031,good scan\n", "utf-8"),
        ("\n\nfile,newspaper,date\n\n\na.txt,临江日报,2031\n\n,,\n", "utf-8"),
        ("file,newspaper,date\na.txt,临江日报,2031\na.txt,临江日报,2031\n", "utf-8"),
        ("file,newspaper,date\n./a.txt,临江日报,2031\n", "utf-8"),
    ],
    ids=["BOM", "GBK", "UTF-16", "semicolons", "tabs", "CRLF", "quoted", "spaces and case", "order of columns",
         "more columns", "blank lines", "a row twice", "dot"],
)  # fmt: skip
def test_oddities_of_manifests(pages: Path, text: str, encoding: str) -> None:
    write(pages, "a.txt")
    manifest(pages, text, encoding)
    files, errors = found(pages)
    assert [(f.path.name, f.metadata.newspaper, f.metadata.date) for f in files] == [
        ("a.txt", "临江日报", "2031")
    ]
    assert not errors


def test_missing_columns_and_short_rows_say_nothing_of_the_page(pages: Path) -> None:
    write(pages, "a.txt", "b.txt")
    manifest(pages, "file,page\na.txt,7\nb.txt\n")
    files, errors = found(pages)
    assert [f.metadata for f in files] == [PageMetadata(page="7"), NOTHING]
    assert not errors


def test_a_missing_file_is_an_error_and_the_rest_is_found(pages: Path) -> None:
    write(pages, "a.txt")
    path = manifest(pages, "file\ngone.txt\na.txt\n")
    files, errors = found(pages)
    assert shown(files) == ["a.txt"]
    assert errors == [f"{path}, line 2: gone.txt is not there; add the file or take its line out"]


def test_the_line_of_an_error_counts_blank_lines(pages: Path) -> None:
    write(pages, "a.txt")
    path = manifest(pages, "file\n\na.txt\n\ngone.txt\n")
    assert found(pages)[1] == [f"{path}, line 5: gone.txt is not there; add the file or take its line out"]


@pytest.mark.parametrize("name", ["../outside.txt", "/etc/hostname", "sub/../../outside.txt"])
def test_a_file_outside_the_folder_is_refused(pages: Path, name: str) -> None:
    write(pages.parent, "outside.txt")
    write(pages, "a.txt")
    manifest(pages, f"file\n{name}\na.txt\n")
    files, errors = found(pages)
    assert shown(files) == ["a.txt"]
    assert len(errors) == 1 and f"{name} lies outside the manifest's folder; move it" in errors[0]


def test_a_link_out_of_the_folder_is_refused(pages: Path) -> None:
    write(pages.parent, "outside.txt")
    (pages / "link.txt").symlink_to(pages.parent / "outside.txt")
    manifest(pages, "file\nlink.txt\n")
    files, errors = found(pages)
    assert not files and "lies outside" in errors[0]


def test_one_file_twice_with_different_data_is_told(pages: Path) -> None:
    write(pages, "a.txt")
    path = manifest(pages, "file,date\na.txt,2031-05-06\na.txt,2031-05-07\n")
    files, errors = found(pages)
    assert [f.metadata.date for f in files] == ["2031-05-06"]
    assert errors == [f"{path}, line 3: a.txt stands in line 2 with other data; leave the line that is right"]


@pytest.mark.parametrize("name", ["x" * 400 + ".txt", "a\0b.txt"])
def test_a_name_that_no_file_can_have(pages: Path, name: str) -> None:
    write(pages, "a.txt")
    manifest(pages, f"file\n{name}\na.txt\n")
    files, errors = found(pages)
    assert shown(files) == ["a.txt"]
    assert len(errors) == 1 and "is not there" in errors[0]


@pytest.mark.parametrize("text", ["newspaper,date\n临江日报,2031\n", "file,newspaper\n", "nothing here\n"])
def test_a_manifest_without_files(pages: Path, text: str) -> None:
    write(pages, "a.txt")
    path = manifest(pages, text)
    files, errors = found(pages)
    assert not files
    assert errors == [
        f"{path}: the manifest has no column 'file' or no rows; columns are file, newspaper, date, page, page_name"
    ]


def test_a_manifest_in_a_folder_below_keeps_its_place(pages: Path) -> None:
    write(pages, "a.txt", "sub/b.txt", "sub/c.txt")
    manifest(pages / "sub", "file,page\nb.txt,7\n")
    assert shown(found(pages)[0]) == ["a.txt", "sub/b.txt"]


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("gone.txt", "there is no such file or folder; check the path"),
        ("*.nothing", "no file fits this pattern; check the pattern and the folder"),
        ("x" * 5000, "there is no such file or folder; check the path"),
    ],
)
def test_paths_that_are_not_there(pages: Path, path: str, message: str) -> None:
    files, errors = found(pages / path)
    assert not files and errors == [f"{pages / path}: {message}"]


def test_a_folder_without_pages(pages: Path) -> None:
    (pages / "scan.json").write_text("{}", encoding="utf-8")
    files, errors = found(pages)
    assert not files
    assert len(errors) == 1 and errors[0].startswith(f"{pages}: the folder holds no page; pages end in ")


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("2031", "2031"), ("2031-05", "2031-05"), ("2031-5", "2031-05"), ("2031-05-06", "2031-05-06"),
        ("2031/5/6", "2031-05-06"), ("2031.5.6", "2031-05-06"), ("20310506", "2031-05-06"),
        ("2031年5月6日", "2031-05-06"), ("2031年5月", "2031-05"), ("2031年", "2031"), (" 2031 ", "2031"), ("", ""),
    ],
)  # fmt: skip
def test_dates_as_people_write_them(written: str, edtf: str) -> None:
    assert normal_date(written, "page.txt") == edtf


@pytest.mark.parametrize("written", ["2031-02-30", "2031-13", "06.05.2031", "next week", "0000", "二〇三一"])
def test_what_is_no_date(written: str) -> None:
    with pytest.raises(
        InputError, match=f"page.txt: “{written}” is no date; write 2025-04-07, 2025-04 or 2025"
    ):
        normal_date(written, "page.txt")
    with pytest.raises(UsageError, match=f"--date {written}: this is no date; write 2025-04-07"):
        normal_date(written, "--date")
