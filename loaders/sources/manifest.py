"""Which files are pages, and what is said of each outside it: paths, folders, globs and manifest.csv."""

from __future__ import annotations

import csv
import glob
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from lilun.loaders.errors import InputError, UsageError
from lilun.loaders.sources.decode import decode

MANIFEST = "manifest.csv"
SUFFIXES = frozenset({".txt", ".md", ".markdown", ".text"})
COLUMNS = ("file", "newspaper", "date", "page", "page_name")
_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?)?年?|(\d{4})(\d{2})(\d{2})")
_NOT_PAGES = ("readme", "license", "changelog")


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What options, a manifest or front matter say of a page; '' where they say nothing."""

    newspaper: str = ""
    date: str = ""
    page: str = ""
    page_name: str = ""

    def over(self, other: PageMetadata) -> PageMetadata:
        """These values, and the other's where these are empty."""
        return PageMetadata(*(getattr(self, f) or getattr(other, f) for f in COLUMNS[1:]))


NOTHING_SAID = PageMetadata()


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file to load: where it is, the relative path to keep, and what is known of its page."""

    path: Path
    shown: str
    metadata: PageMetadata = NOTHING_SAID


def find_pages(paths: Iterable[str], options: PageMetadata) -> tuple[list[PageFile], list[InputError]]:
    """The page files behind `paths` (files, folders, globs, manifests), each once, and what was wrong.

    Order is by path as kept, so that a run's order does not depend on the file system.
    """
    found: dict[Path, PageFile] = {}
    errors: list[InputError] = []
    for given in paths:
        try:
            candidates = list(_expand(given, errors))
        except InputError as error:
            errors.append(error)
            continue
        for page in candidates:
            found.setdefault(page.path.resolve(), replace(page, metadata=options.over(page.metadata)))
    return sorted(found.values(), key=lambda p: (p.shown, str(p.path))), errors


def _expand(given: str, errors: list[InputError]) -> Iterator[PageFile]:
    path = Path(given).expanduser()
    if _is_there(path):
        if path.is_dir():
            yield from _folder(path, errors)
        elif path.name == MANIFEST:
            yield from _manifest(path, errors)
        else:
            yield _listed(path) or PageFile(path, path.name)
    elif glob.has_magic(given):
        yield from _fitting(given, errors)
    else:
        raise InputError(given, "there is no such file or folder", "check the path")


def _fitting(pattern: str, errors: list[InputError]) -> Iterator[PageFile]:
    """What a pattern finds: folders and manifests as if they were named, of other files those that are pages."""
    hits = [Path(h) for h in sorted(glob.glob(pattern, recursive=True))]  # noqa: PTH207 - as a shell writes it
    if not hits:
        raise InputError(pattern, "no file fits this pattern", "check the pattern and the folder")
    for hit in hits:
        if hit.is_dir():
            yield from _folder_pages(hit, hit, errors)
        elif hit.name == MANIFEST:
            yield from _manifest(hit, errors)
        elif (hit.parent / MANIFEST).is_file():
            listed = _listed(hit)
            if listed:
                yield listed
        elif _named_as_page(hit):
            yield PageFile(hit, hit.name)


def _is_there(path: Path) -> bool:
    """Whether there is a file or folder; a name that no file system takes is not there."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _named_as_page(path: Path) -> bool:
    name = path.name.lower()
    return path.suffix.lower() in SUFFIXES and not name.startswith((".", *_NOT_PAGES))


def _listed(path: Path) -> PageFile | None:
    """What the manifest beside a file says of it; None where there is no manifest, or not this file in it."""
    manifest = path.parent / MANIFEST
    pages = _manifest(manifest, []) if manifest.is_file() else ()
    same = (p for p in pages if p.path.name == path.name and p.path.parent == path.parent)
    return next((replace(p, path=path) for p in same), None)


def _folder(folder: Path, errors: list[InputError]) -> Iterator[PageFile]:
    """Pages of a folder and the folders in it; where one has a manifest, its files alone."""
    pages = list(_folder_pages(folder, folder, errors))
    if not pages and not errors:
        suffixes = ", ".join(sorted(SUFFIXES))
        raise InputError(
            folder, "the folder holds no page", f"pages end in {suffixes} or stand in a {MANIFEST}"
        )
    yield from pages


def _folder_pages(folder: Path, top: Path, errors: list[InputError]) -> Iterator[PageFile]:
    manifest = folder / MANIFEST
    if manifest.is_file():
        for page in _manifest(manifest, errors):
            yield replace(page, shown=page.path.relative_to(top).as_posix())
    else:
        for path in sorted(folder.iterdir()):
            if path.is_file() and _named_as_page(path):
                yield PageFile(path, path.relative_to(top).as_posix())
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.is_symlink() and not path.name.startswith("."):
            yield from _folder_pages(path, top, errors)


def _manifest(path: Path, errors: list[InputError]) -> Iterator[PageFile]:
    """The files that a manifest names; one that is missing or outside its folder becomes an error."""
    try:
        text = decode(path.read_bytes(), path).text
    except OSError as error:
        raise InputError(
            path, f"cannot be read ({error.strerror})", "check the file and its rights"
        ) from None
    try:
        rows = list(_rows(text))
    except csv.Error as error:
        raise InputError(
            path, f"this is no readable CSV ({error})", f"columns are {', '.join(COLUMNS)}"
        ) from None
    if not rows or "file" not in rows[0][1]:
        raise InputError(
            path, "the manifest has no column 'file' or no rows", f"columns are {', '.join(COLUMNS)}"
        )
    seen: dict[Path, tuple[int, PageMetadata]] = {}
    for number, values in rows:
        name = values["file"]
        if not name:
            continue
        page = path.parent / name
        where = f"{path}, line {number}"
        metadata = PageMetadata(*(values.get(c, "") for c in COLUMNS[1:]))
        first, said = seen.setdefault(page, (number, metadata))
        if first != number:
            if said != metadata:
                reason = f"{name} stands in line {first} with other data"
                errors.append(InputError(where, reason, "leave the line that is right"))
        elif "\0" not in name and not page.resolve().is_relative_to(path.parent.resolve()):
            errors.append(
                InputError(where, f"{name} lies outside the manifest's folder", "move it into the folder")
            )
        elif not _is_there(page) or not page.is_file():
            errors.append(InputError(where, f"{name} is not there", "add the file or take its line out"))
        else:
            yield PageFile(page, name, metadata)


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a manifest with their lines, as columns in lower case to values without white space."""
    header = text.lstrip()
    before = text.count("\n", 0, len(text) - len(header))
    delimiter = max(",;\t", key=header.split("\n", 1)[0].count)
    reader = csv.DictReader(io.StringIO(header, newline=""), delimiter=delimiter, restval="")
    for row in reader:
        yield (
            before + reader.line_num,
            {(k or "").strip().lower(): v.strip() for k, v in row.items() if isinstance(v, str)},
        )


def normal_date(value: str, where: object) -> str:
    """A date as people write it in manifests, as EDTF: 2025, 2025-04, 2025-04-07; '' stays ''.

    Raises InputError where it is none, UsageError where `where` is an option.
    """
    digits = _DATE.fullmatch(value.strip())
    if not value.strip():
        return ""
    if digits:
        parts = [int(g) for g in digits.groups() if g]
        try:
            date(*([*parts, 1, 1])[:3])
        except ValueError:
            pass
        else:
            return "-".join(f"{p:02d}" for p in parts)
    remedy = "write 2025-04-07, 2025-04 or 2025, or leave it empty"
    if isinstance(where, str) and where.startswith("--"):
        raise UsageError(f"{where} {value}: this is no date; {remedy}")
    raise InputError(where, f"“{value}” is no date", remedy)
