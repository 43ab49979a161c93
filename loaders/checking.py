"""Whether an archive is sound: what `lilun check` looks at, each thing wrong as one sentence."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from lilun.loaders.resolve import passages, quotations
from lilun.schema import counts, facts, search
from lilun.schema.engine import UNRESOLVED
from lilun.schema.run import UNFINISHED
from sqlalchemy import Connection


def check(connection: Connection) -> list[str]:
    """Everything that is wrong with the archive; empty where it is sound."""
    wrong = [*_file(connection), *_foreign_keys(connection), *_partitions(connection), *_pieces(connection),
             *facts.check(connection), *search.check(connection)]  # fmt: skip
    if not connection.exec_driver_sql(UNFINISHED).first():  # a run counts at its end
        wrong += counts.check(connection)
    unfilled = list(_unresolved(connection))
    return [*wrong, *(unfilled or (*quotations.check(connection), *passages.check(connection)))]


def _file(connection: Connection) -> Iterator[str]:
    for (message,) in connection.exec_driver_sql("PRAGMA quick_check(5)"):
        if message != "ok":
            yield f"the file is damaged: {message}"


def _foreign_keys(connection: Connection) -> Iterator[str]:
    for table, row, target, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"{table} row {row} points to a row of {target} that is not there"


def _unresolved(connection: Connection) -> Iterator[str]:
    """An archive whose schema was upgraded by a run that was stopped before it filled what is new."""
    resolved = connection.exec_driver_sql("SELECT 1 FROM registers WHERE sha256 <> ?", (UNRESOLVED,)).first()
    if not resolved and connection.exec_driver_sql("SELECT 1 FROM pages LIMIT 1").first():
        yield "the schema was upgraded and the rows were not yet; run `lilun upgrade`"


def _partitions(connection: Connection) -> Iterator[str]:
    """Spans of a current source follow each other without gap or overlap from its first to its last character."""
    rows = connection.exec_driver_sql(
        'SELECT f.path, s.id, s."start" AS page_start, s."end" AS page_end, t."start", t."end" '
        "FROM page_sources s JOIN source_files f ON f.id = s.source_file_id "
        "LEFT JOIN spans t ON t.page_source_id = s.id WHERE s.is_current ORDER BY s.id, t.start"
    )
    expected: dict[int, int] = {}
    ends: dict[int, tuple[str, int]] = {}
    for path, source, page_start, page_end, start, end in rows:
        ends[source] = (path, page_end)
        at = expected.setdefault(source, page_start)
        if start is not None and start != at:
            yield f"{path}: characters {min(at, start)} to {max(at, start)} are in no span or in two"
        expected[source] = end if end is not None else at
    for source, (path, end) in ends.items():
        if expected[source] != end:
            yield f"{path}: the spans end at character {expected[source]} of {end}"


def _pieces(connection: Connection) -> Iterator[str]:
    """A paragraph's pieces make up its text; a piece without repair is what stands in the source."""
    rows = connection.exec_driver_sql(
        "SELECT a.key, p.position, p.text, f.text, c.source_start, c.source_end, c.text_start, c.text_end, c.repair "
        "FROM paragraph_pieces c JOIN paragraphs p ON p.id = c.paragraph_id JOIN articles a ON a.id = p.article_id "
        "JOIN page_sources s ON s.page_id = a.page_id AND s.is_current "
        "JOIN source_files f ON f.id = s.source_file_id ORDER BY c.paragraph_id, c.text_start, c.position"
    )
    for (key, position, text, source), pieces in itertools.groupby(rows, key=lambda row: row[:4]):
        where = f"{key}, paragraph {position}"
        at = 0
        for *_, start, end, text_start, text_end, repair in pieces:
            if text_start != at:
                yield f"{where}: characters {min(at, text_start)} to {max(at, text_start)} are in no piece or in two"
            elif repair is None and source[start:end] != text[text_start:text_end]:
                yield f"{where}: characters {text_start} to {text_end} are not what the source holds"
            at = text_end
        if at != len(text):
            yield f"{where}: the pieces end at character {at} of {len(text)}"
