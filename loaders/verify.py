"""An archive rebuilt from what it keeps: sources, what is known of their pages, the register as it was used.

So a backup is known to be one: whatever is lost or changed in it, the rebuilt export differs.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from lilun.loaders.checking import check
from lilun.loaders.errors import LilunError
from lilun.loaders.export import json_lines
from lilun.loaders.pipeline import load
from lilun.loaders.resolve.register import used_register
from lilun.loaders.sources.file import sha256
from lilun.loaders.sources.manifest import PageFile, PageMetadata
from lilun.schema.engine import open_to_read
from sqlalchemy import Connection

# older readings of a page before the one that it is read from now, as they came
_SOURCES = """
SELECT f.sha256, f.path, f.encoding, f.text, f.bytes, n.name,
       CASE WHEN i.date_known_by = 'given' THEN i.date END, p.number, p.name, f.loader_version
FROM page_sources s
JOIN source_files f ON f.id = s.source_file_id
JOIN pages p ON p.id = s.page_id
JOIN issues i ON i.id = p.issue_id
LEFT JOIN newspapers n ON n.id = i.newspaper_id
ORDER BY s.is_current, s.id
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rebuild showed: articles of the archive, and each thing that is wrong as one sentence."""

    pages: int
    articles: int
    wrong: tuple[str, ...]


def verify(archive: Path) -> Verdict:
    """Check the archive, rebuild it in a temporary folder and compare the exports byte for byte.

    Raises ArchiveError, and LilunError where what is kept cannot be loaded again.
    """
    with tempfile.TemporaryDirectory() as folder, open_to_read(archive).connect() as connection:
        wrong = check(connection)
        sources = list(_sources(connection, Path(folder), wrong))
        rebuilt = Path(folder) / "rebuilt.db"
        summary = load(rebuilt, sources, register=used_register(connection))
        wrong += [outcome.message for outcome in summary.outcomes if outcome.outcome == "failed"]
        if not sources:
            return Verdict(0, 0, tuple(wrong))
        if not rebuilt.exists():
            raise LilunError(f"{archive}: nothing that it keeps can be loaded again; {wrong[-1]}")
        with open_to_read(rebuilt).connect() as other:
            articles, differing = 0, []
            for kept, again in itertools.zip_longest(json_lines(connection), json_lines(other)):
                articles += kept is not None
                if kept != again:
                    differing.append(articles)
        if differing:
            wrong.append(_differing(connection, differing))
    return Verdict(len(sources), articles, tuple(wrong))


def rebuild(archive: Path, target: Path) -> None:
    """Load all that the archive keeps into a new one."""


def _sources(connection: Connection, folder: Path, wrong: list[str]) -> Iterator[PageFile]:
    """The kept files, written out, with what was given of their pages; one that is not as it was is told."""
    for digest, path, encoding, text, data, newspaper, date, number, name, _ in connection.exec_driver_sql(
        _SOURCES
    ):
        whole = text.encode(encoding, "surrogatepass") if data is None else bytes(data)
        if sha256(whole) != digest:
            wrong.append(f"{path}: the kept text is not that of the file that was loaded")
        file = folder / f"{digest}{PurePosixPath(path).suffix}"
        file.write_bytes(whole)
        yield PageFile(file, path, PageMetadata(newspaper or "", date or "", number or "", name or ""))
