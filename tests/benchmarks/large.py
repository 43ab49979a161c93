"""A large archive soon: what the loader wrote of some pages, copied row by row as later issues with other words.

Reading a million paragraphs takes hours, and latencies ask only for the rows. A copy has ids, keys, dates, names and text
of its own and hangs together as the pages do; speeches, institutions, papers, and the authors and quotations that
several articles share stay one row, so that what is cited often is cited the more often. Its words are the pages' with
rarer characters exchanged: frequent terms are everywhere, and the index gets as many others as a large archive has.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

from lilun.schema import Base, counts, facts, search
from lilun.schema import engine as archives

DAYS = 28  # from one copy to the next
COMMON = 300  # characters that every copy keeps
BAND = 60  # a character gives way to one of about its own frequency
COPIED = (  # with what hangs on a page, in the order of their keys
    "issues", "pages", "source_files", "page_sources", "articles", "article_parts", "bylines", "cited_speeches",
    "findings", "keywords", "sections", "spans", "affiliations", "paragraphs", "quotation_uses", "speech_candidates",
    "affiliation_institutions", "affiliation_names", "citation_spans", "cited_documents", "paragraph_fingerprints",
    "paragraph_pieces", "passage_uses", "posts", "quotation_grams", "quotation_pairs",
)  # fmt: skip
RARE = {  # of these only the rows that a single article has: ids of the others stay
    "authors": "SELECT author_id FROM bylines WHERE author_id NOT NULL GROUP BY 1 HAVING count(DISTINCT article_id) = 1",
    "quotations": "SELECT id FROM quotations WHERE articles <= 1",
    "passages": "SELECT id FROM passages WHERE articles <= 3 AND NOT is_set_phrase",
}
_OWN = "author_id IN (SELECT id FROM temp.rare_authors)"
_SHARED = "id IN (SELECT cited_speech_id FROM quotation_uses WHERE quotation_id NOT IN (SELECT id FROM temp.rare_quotations))"
CHANGED = {
    "issues": dict.fromkeys(("date", "date_earliest", "date_latest"), "later({0})"),
    "pages": {"key": "later(key)"},
    "source_files": {"sha256": "numbered(sha256)", "path": "later('') || path", "text": "fresh(text)"},
    "articles": {"key": "later(key)"} | dict.fromkeys(("kicker", "title", "subtitle"), "fresh({0})"),
    "sections": {"heading": "fresh(heading)"},
    "paragraphs": {"text": "fresh(text)"},
    "keywords": {"term": "fresh(term)"},
    "authors": {"key": "numbered(key)", "name": "renamed(name)", "sort_key": "sort_key"},
    "bylines": {column: f"CASE WHEN {_OWN} THEN renamed({{0}}) ELSE {{0}} END" for column in ("name_as_printed", "author_name")},
    "cited_speeches": {"quote": f"CASE WHEN {_SHARED} THEN quote ELSE fresh(quote) END"},
    "quotations": {"key": "numbered(key)", "text": "fresh(text)"},
    "passages": {"key": "numbered(key)", "text": "fresh(text)", "fingerprint": "hashed(fingerprint)"},
    "quotation_grams": {"gram": "hashed(gram)"},
    "paragraph_fingerprints": {"fingerprint": "hashed(fingerprint)", "rank": "hashed(rank)"},
}  # fmt: skip
ONLY = {
    "quotation_grams": "quotation_id IN (SELECT id FROM temp.rare_quotations)",
    "quotation_pairs": "quotation_id IN (SELECT id FROM temp.rare_quotations) "
    "AND other_id IN (SELECT id FROM temp.rare_quotations)",
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def enlarge(archive: Path, paragraphs: int, watch: Callable[[int, int], None] = lambda done, of: None) -> int:
    """Copy the pages of an archive until it has about so many paragraphs, and index it anew; its paragraphs then.

    `watch` is told after each copy how many are done and how many there are to be.
    """
    connection = sqlite3.connect(archive, isolation_level=None)
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "foreign_keys = OFF", "cache_size = -1000000"):
        connection.execute(f"PRAGMA {pragma}")
    (held,) = connection.execute("SELECT count(*) FROM paragraphs").fetchone()
    copies = max(0, round(paragraphs / held) - 1)
    dropped = _drop(connection)
    for name, sql in RARE.items():
        connection.execute(
            f"CREATE TEMP TABLE rare_{name} AS {sql.replace('SELECT author_id', 'SELECT author_id AS id')}"
        )
        connection.execute(f"CREATE UNIQUE INDEX temp.rare_{name}_id ON rare_{name} (id)")
    frequent = _frequent(connection)
    statements = _statements(connection)
    for copy in range(1, copies + 1):
        _functions(connection, copy, frequent)
        connection.execute("BEGIN")
        for statement in statements:
            connection.execute(statement, {"copy": copy})
        connection.execute("COMMIT")
        watch(copy, copies)
    for name in ("quotations", "passages"):  # the shared ones stand in every copy
        connection.execute(
            f"UPDATE {name} SET articles = articles * ? WHERE id <= (SELECT max(id) FROM temp.first_{name}) "
            f"AND id NOT IN (SELECT id FROM temp.rare_{name})",
            (copies + 1,),
        )
    for sql in dropped:
        connection.execute(sql)
    connection.close()
    engine = archives.create_engine(archive)
    with engine.begin() as opened:
        opened.exec_driver_sql("PRAGMA cache_size = -1000000")
        search.reindex(opened)
        facts.remake(opened)
        counts.remake(opened)
    engine.dispose()
    return held * (copies + 1)


def _drop(connection: sqlite3.Connection) -> list[str]:
    """Drop indexes and triggers that can be made again once the rows are there; the statements that make them."""
    dropped = []
    for kind, name, sql in connection.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE type = 'trigger' OR sql LIKE 'CREATE INDEX%'"
    ).fetchall():
        connection.execute(f"DROP {kind} {name}")
        dropped.append(sql)
    return dropped


def _statements(connection: sqlite3.Connection) -> list[str]:
    """An INSERT a table that copies the rows of the pages, with :copy as the number of the copy."""
    steps = {}
    for name in (*RARE, *COPIED):
        (steps[name],) = connection.execute(f'SELECT coalesce(max(id), 0) FROM "{name}"').fetchone()
        connection.execute(f"CREATE TEMP TABLE first_{name} AS SELECT {steps[name]} AS id")
    found = []
    for name in (*RARE, *COPIED):
        table = Base.metadata.tables[name]
        values = []
        for column in table.columns:
            changed = CHANGED.get(name, {}).get(column.name)
            targets = [key.column.table.name for key in column.foreign_keys]
            quoted = f'"{column.name}"'
            if changed:
                values.append(changed.format(quoted))
            elif column.name == "id":
                values.append(f"id + :copy * {steps[name]}")
            elif targets and targets[0] in RARE:
                rare = f"{quoted} IN (SELECT id FROM temp.rare_{targets[0]})"
                values.append(f"{quoted} + :copy * {steps[targets[0]]} * ({rare})")
            elif targets and targets[0] in steps:
                values.append(f"{quoted} + :copy * {steps[targets[0]]}")
            else:
                values.append(quoted)
        conditions = [f"id <= {steps[name]}"]
        if name in RARE:
            conditions.append(f"id IN (SELECT id FROM temp.rare_{name})")
        if name in ONLY:
            conditions.append(ONLY[name])
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        found.append(
            f'INSERT INTO "{name}" ({columns}) SELECT {", ".join(values)} FROM "{name}" WHERE {" AND ".join(conditions)}'
        )
    return found


def _frequent(connection: sqlite3.Connection) -> list[str]:
    """The Han characters of the pages, the most frequent first."""
    counts: Counter[str] = Counter()
    for (text,) in connection.execute("SELECT text FROM source_files"):
        counts.update(text)
    return [sign for sign, _ in counts.most_common() if "一" <= sign <= "鿿"]


def _functions(connection: sqlite3.Connection, copy: int, frequent: list[str]) -> None:
    """What CHANGED calls, for one copy."""
    random = Random(copy)
    exchanged: dict[int, str] = {}
    for start in range(COMMON, len(frequent), BAND):
        band = frequent[start : start + BAND]
        exchanged |= dict(zip(map(ord, band), random.sample(band, len(band))))
    given = frequent[COMMON : COMMON + 600]

    def later(text: str | None) -> str | None:
        if not text:
            return f"{copy:04}/" if text == "" else None
        return _DAY.sub(lambda day: (date.fromisoformat(day[0]) + timedelta(DAYS * copy)).isoformat(), text)

    def renamed(name: str | None) -> str | None:
        own = Random(f"{copy} {name}")
        return name and name[0] + "".join(own.choices(given, k=len(name) - 1))

    functions: dict[str, Callable[..., object]] = {
        "later": later,
        "renamed": renamed,
        "fresh": lambda text: text and text.translate(exchanged),
        "numbered": lambda text: f"{copy:06x}{text[6:]}" if len(text) == 64 else f"{text}-{copy}",
        "hashed": lambda number: (number * (2 * copy + 1) + copy) % 2**62,
    }
    for name, function in functions.items():
        connection.create_function(name, 1, function, deterministic=True)
