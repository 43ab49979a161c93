"""Keep a small archive of the present schema, to be upgraded by tests from now on: `python tests/migrations/keep.py`.

Run it once for each release. It holds two sample pages, and of the register only what a user has added.
"""

from __future__ import annotations

import csv
import gzip
import io
import sqlite3
import tempfile
from pathlib import Path

from lilun.loaders.pipeline import load
from lilun.loaders.resolve.register_files import FORMS, OwnRegister
from lilun.loaders.sources.manifest import PageMetadata, find_pages
from lilun.schema import engine as archives

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "seeds" / "pages"
OWN = {"institutions": "name,parent,kind,place,source\n临江县文史馆,,,,an invented body\n"}


def _empty(name: str) -> str:
    file = io.StringIO()
    csv.writer(file).writerow(FORMS[name].columns)
    return file.getvalue()


def keep(target: Path) -> None:
    """Write the archive, compressed."""
    files, _ = find_pages([str(SAMPLES)], PageMetadata())
    register = OwnRegister("own", OWN, {name: _empty(name) for name in FORMS})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        summary = load(path, files[:2], register=register)
        assert summary.count("inserted") == 2, summary
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("VACUUM")
        connection.close()
        target.write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))


if __name__ == "__main__":
    kept = HERE / f"schema-{archives.head()}.db.gz"
    keep(kept)
    print(f"{kept.name}: {kept.stat().st_size} bytes")
