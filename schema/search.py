"""Full-text search that finds what a reader typed: FTS5 over overlapping pairs of characters.

SQLite's own tokenizers cut Chinese at punctuation only. So what is indexed is not the text but its
pairs of neighbouring characters, one token each, with the last character alone at the end: a term
of n characters is then a phrase of n - 1 tokens, a single character the beginning of a token, and a
search finds exactly the rows that hold the term, whatever stands around it. Any program can open the
file, since `unicode61` only has to cut at spaces.

The tokens are derived by this module and by nothing else. The FTS5 tables keep no text of their own
(external content): a row is taken out with the tokens that it was put in with, so call
`unindex_rows` before a row changes or goes, and `index_rows` after. FTS5's own `rebuild` would
index the raw text: `reindex` is the way.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from lilun.schema.base import Base, described, table
from sqlalchemy import Connection, text
from sqlalchemy.orm import Mapped

CLOSELY = 10_000  # characters of each index that `check` looks up token by token
TOKENIZER_VERSION = 1  # raise it with every change of `fold` or `tokens`: archives are then indexed anew


class SearchIndex(Base):
    __tablename__ = "search_indexes"
    __table_args__ = table(
        "Search indexes (检索索引) and the version of the tokenizer that wrote each.", label="name"
    )
    name: Mapped[str] = described("Name of the FTS5 table.", unique=True)
    tokenizer_version: Mapped[int] = described("Version of the tokenizer that its rows were written with.")


@dataclass(frozen=True, slots=True)
class Index:
    """An FTS5 table: which rows and columns it covers. `content` has the ids of `table`."""

    name: str
    table: str
    content: str
    columns: tuple[str, ...]

    @property
    def ddl(self) -> str:
        """The statement that makes it."""
        arguments = (
            *self.columns,
            f"content='{self.content}'",
            "content_rowid='id'",
            "tokenize='unicode61 remove_diacritics 0'",
        )
        listed = ",\n".join(f"    {argument}" for argument in arguments)
        return f"CREATE VIRTUAL TABLE {self.name} USING fts5(\n{listed}\n)"


INDEXES = (
    Index("articles_fts", "articles", "article_texts", ("headline", "body")),
    Index("paragraphs_fts", "paragraphs", "paragraphs", ("text",)),
    Index("quotations_fts", "quotations", "quotations", ("text",)),
)
BY_TABLE = {index.table: index for index in INDEXES}


class StaleIndex(Exception):
    """The search index was written by another version of the tokenizer: it must be rebuilt first."""


# Unicode's radicals that OCR takes for the character; NFKC knows the Kangxi ones and two of these.
RADICALS = str.maketrans(
    "⺊⺎⺒⺝⺠⺩⺼⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻮⻯⻰",
    "卜兀巳月民王月虎西见角贝车長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾斉齐齿竜龙",
)


class _Folding(dict[int, str]):
    """Code point → the character that it is folded to, as they are met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = unicodedata.normalize("NFKC", character).translate(RADICALS)
        if len(plain) != 1 or plain.isspace():
            plain = character
        lower = plain.lower()
        self[code] = " " if character.isspace() else lower if len(lower) == 1 else plain
        return self[code]


FOLDING = _Folding()


def fold(string: str) -> str:
    """The text as it is compared: width, case, radicals and kinds of white space made equal.

    One character for one character, so that an offset in the folded text is the offset in the text.
    """
    return string.translate(FOLDING)


@lru_cache(maxsize=65536)
def _sign(character: str) -> str:
    """A folded character as part of a token: itself, or its number where unicode61 would cut or change it."""
    if character in "abcdefghijklmnopqrstuvwxyz0123456789" or "\u3400" <= character <= "\u9fff":
        return character
    return f"\ue000{ord(character):x}\ue001"


def tokens(string: str) -> str:
    """What is indexed for a text: pairs of neighbouring characters and the last one alone, by spaces."""
    signs = [_sign(character) for character in fold(string)]
    return " ".join([*map(str.__add__, signs, signs[1:]), *signs[-1:]])


def terms(query: str) -> list[str]:
    """The folded terms of a query: a space parts them, straight quotation marks hold one together."""
    found: list[str] = []
    for position, part in enumerate(fold(query).split('"')):
        if position % 2:
            found += [part] if part.strip() else []
        else:
            found += part.split()
    return list(dict.fromkeys(found))


def match_query(query: str) -> str:
    """The FTS5 expression for what a reader typed: every term must stand in the row, as typed.

    Never a syntax error, whatever the query; one without a term matches nothing.
    """
    phrases = []
    for term in terms(query):
        signs = [_sign(character) for character in term]
        if len(signs) == 1:
            phrases.append(f'"{signs[0]}" *')
        else:
            phrases.append('"' + " ".join(map(str.__add__, signs, signs[1:])) + '"')
    return " ".join(phrases) or '""'


def index_rows(connection: Connection, table: str, ids: Iterable[int]) -> None:
    """Put rows of `table` (articles, paragraphs, quotations) into its index as they stand now.

    A row must not be in the index already. Raises StaleIndex.
    """
    _write(connection, BY_TABLE[table], "", ids)


def unindex_rows(connection: Connection, table: str, ids: Iterable[int]) -> None:
    """Take rows out of the index of `table`, before anything that it covers changes or is deleted.

    For an article that is its headline and every paragraph. Raises StaleIndex.
    """
    _write(connection, BY_TABLE[table], "delete", ids)


def stale(connection: Connection) -> list[str]:
    """Names of the indexes that this version of the tokenizer did not write."""
    versions = dict(
        connection.execute(text("SELECT name, tokenizer_version FROM search_indexes")).tuples().all()
    )
    return [index.name for index in INDEXES if versions.get(index.name) != TOKENIZER_VERSION]


def reindex(connection: Connection) -> dict[str, int]:
    """Build every index anew from the tables; rows indexed, by index. The caller commits."""
    counts: dict[str, int] = {}
    for index in INDEXES:
        connection.exec_driver_sql(f"INSERT INTO {index.name}({index.name}) VALUES ('delete-all')")
        connection.execute(text("DELETE FROM search_indexes WHERE name = :name"), {"name": index.name})
        connection.execute(
            text("INSERT INTO search_indexes (name, tokenizer_version) VALUES (:name, :version)"),
            {"name": index.name, "version": TOKENIZER_VERSION},
        )
        ids = connection.exec_driver_sql(f"SELECT id FROM {index.table} ORDER BY id").scalars().all()
        _write(connection, index, "", ids)
        counts[index.name] = len(ids)
    return counts


def check(connection: Connection) -> list[str]:
    """What is wrong between indexes and tables, a sentence each; empty where every row is found by its words.

    Of each row the number of its tokens is compared, and the tokens themselves of rows of some CLOSELY characters,
    spread evenly over each table: of all rows in a small archive. Works on a read-only connection.
    """
    wrong = [
        f"{name} was written by another version of the tokenizer; run `lilun reindex`"
        for name in stale(connection)
    ]
    for index in INDEXES:
        lengths = {
            row: tuple(map(int, lengths))
            for row, *lengths in connection.exec_driver_sql(
                f"SELECT id, {', '.join(f'ifnull(length({column}), 0)' for column in index.columns)} FROM {index.content}"
            )
        }
        indexed = {
            row: _varints(sizes)
            for row, sizes in connection.exec_driver_sql(f"SELECT id, sz FROM {index.name}_docsize")
        }
        differing = {row for row in lengths.keys() | indexed.keys() if lengths.get(row) != indexed.get(row)}
        step = -(-sum(map(sum, lengths.values())) // CLOSELY) or 1
        differing |= {
            row
            for row, columns in _rows(connection, index, sorted(lengths)[::step])
            if row not in differing and not _is_found(connection, index, row, columns)
        }
        if differing:
            listed = sorted(differing)
            first = ", ".join(map(str, listed[:5])) + (" …" if len(listed) > 5 else "")
            some = "row" if len(listed) == 1 else "rows"
            wrong.append(
                f"{index.name} does not agree with {index.content} in {len(listed)} {some} "
                f"(id {first}); run `lilun reindex`"
            )
    return wrong


def _is_found(connection: Connection, index: Index, row: int, columns: tuple[str, ...]) -> bool:
    """Whether a row is found by all its tokens, in order."""
    phrases = [
        f'{name} : ^ "{tokens(string)}"'
        for name, string in zip(index.columns, columns, strict=True)
        if string
    ]
    return not phrases or bool(
        connection.execute(
            text(f"SELECT 1 FROM {index.name} WHERE {index.name} MATCH :query AND rowid = :row"),
            {"query": " AND ".join(phrases), "row": row},
        ).first()
    )


def _varints(data: bytes) -> tuple[int, ...]:
    """Numbers as SQLite writes them: seven bits a byte, the high bit where more follow."""
    found, number = [], 0
    for byte in data:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            found.append(number)
            number = 0
    return tuple(found)


def _write(connection: Connection, index: Index, command: str, ids: Iterable[int]) -> None:
    wanted = list(ids)
    if not wanted:
        return
    if index.name in stale(connection):
        raise StaleIndex(
            f"{index.name} was written by another version of the tokenizer; run `lilun reindex` first"
        )
    names = ", ".join(index.columns)
    marks = ", ".join("?" for _ in index.columns)
    if command:
        statement = f"INSERT INTO {index.name}({index.name}, rowid, {names}) VALUES ('{command}', ?, {marks})"
    else:
        statement = f"INSERT INTO {index.name}(rowid, {names}) VALUES (?, {marks})"
    for start in range(0, len(wanted), 500):
        rows = [
            (row, *map(tokens, columns))
            for row, columns in _rows(connection, index, wanted[start : start + 500])
        ]
        if rows:
            connection.exec_driver_sql(statement, rows)


def _rows(
    connection: Connection, index: Index, ids: list[int] | None
) -> Iterator[tuple[int, tuple[str, ...]]]:
    names = ", ".join(f"coalesce({column}, '')" for column in index.columns)
    query = f"SELECT id, {names} FROM {index.content}"
    if ids is None:
        result = connection.exec_driver_sql(query)
    else:
        result = connection.exec_driver_sql(
            f"{query} WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(ids),)
        )
    for row, *columns in result:
        yield row, tuple(columns)
