"""An archive rebuilt from what it keeps: sources, what is known of their pages, corrections, the register as used.

So a backup is known to be one: whatever is lost or changed in it, the rebuilt export differs.
"""

from __future__ import annotations

import itertools
import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from lilun.loaders.checking import check
from lilun.loaders.corrections.archive import kept
from lilun.loaders.corrections.files import ReadFiles
from lilun.loaders.export import json_lines
from lilun.loaders.pipeline import load, prepare
from lilun.loaders.resolve.register import used_register
from lilun.loaders.sources.file import sha256
from lilun.loaders.sources.manifest import PageFile, PageMetadata
from lilun.loaders.version import __version__
from lilun.schema.engine import open_to_read
from sqlalchemy import Connection

# the readings that are no longer current before those that are
_SOURCES = """
SELECT f.sha256, f.path, f.encoding, f.text, f.bytes, f.loader_version,
       ifnull(s.newspaper, ''), ifnull(s.date, ''), ifnull(s.number, ''), ifnull(s.name, '')
FROM page_sources s
JOIN source_files f ON f.id = s.source_file_id
ORDER BY s.is_current, s.id
"""
_SHOWN = 3  # articles that a sentence names


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rebuild showed: files and articles that the archive keeps, and each thing that is wrong as one sentence."""

    files: int
    articles: int
    wrong: tuple[str, ...]


def verify(archive: Path) -> Verdict:
    """Check the archive, rebuild it in a temporary folder and compare the exports byte for byte.

    Raises ArchiveError.
    """
    with tempfile.TemporaryDirectory() as folder, open_to_read(archive).connect() as connection:
        wrong = check(connection)
        sources = list(_sources(connection, Path(folder), wrong))
        rebuilt = Path(folder) / "rebuilt.db"
        prepare(rebuilt)
        summary = load(
            rebuilt, sources, register=used_register(connection), corrections=ReadFiles(tuple(kept(connection))),
            over_newer=True,
        )  # fmt: skip
        wrong += [outcome.message for outcome in summary.outcomes if outcome.outcome == "failed"]
        articles = 0
        with open_to_read(rebuilt).connect() as other:
            differing = []
            for line, again in itertools.zip_longest(json_lines(connection), json_lines(other)):
                articles += line is not None
                if line != again:
                    differing.append(_where(line or again or ""))
        if differing:
            wrong.append(_told(connection, differing))
    return Verdict(len(sources), articles, tuple(wrong))


def _sources(connection: Connection, folder: Path, wrong: list[str]) -> Iterator[PageFile]:
    """The kept files, written out, with what was given of their pages; one that is not as it came is told."""
    for digest, path, encoding, text, data, _, *known in connection.exec_driver_sql(_SOURCES):
        whole = text.encode(encoding, "surrogatepass") if data is None else bytes(data)
        if sha256(whole) != digest:
            wrong.append(f"{path}: the kept text is not that of the file that was loaded")
            continue
        file = folder / f"{digest}{PurePosixPath(path).suffix}"
        file.write_bytes(whole)
        yield PageFile(file, path, PageMetadata(*known))


def _where(line: str) -> str:
    """Which article a line of the export is."""
    article = json.loads(line)
    return f"{article['source']['file']}, article {article['position']}"


def _told(connection: Connection, differing: list[str]) -> str:
    versions = connection.exec_driver_sql(
        "SELECT DISTINCT loader_version FROM source_files WHERE loader_version <> ?", (__version__,)
    ).scalars()
    others = ", ".join(sorted(versions))
    why = f"; lilun {others} read them, and this is {__version__}" if others else ""
    first = "; ".join(differing[:_SHOWN]) + ("; …" if len(differing) > _SHOWN else "")
    return f"{len(differing)} articles are not what the kept sources say ({first}){why}"
