"""Small invented archives for resolution over all texts: articles of a paragraph and the quotations in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

import sqlalchemy
from lilun.loaders.removal import remove_articles
from lilun.loaders.resolve.passages import add_passages, drop_passages, mark_set_phrases
from lilun.loaders.resolve.quotations import add_quotations, drop_quotations
from lilun.schema import Base, search
from lilun.schema.counts import MARKS
from lilun.schema.facts import TRIGGERS
from lilun.schema.search import INDEXES
from lilun.schema.views import VIEWS
from sqlalchemy import Connection
from sqlalchemy.pool import StaticPool


@dataclass(frozen=True)
class Small:
    """An article: its name, its paragraphs, and the direct quotations in them (paragraph, text)."""

    name: str
    paragraphs: tuple[str, ...] = ()
    quotes: tuple[tuple[int, str], ...] = ()

    @staticmethod
    def quoting(name: str, *quotes: str) -> Small:
        """An article of one paragraph a quotation."""
        return Small(name, tuple(f"他说：“{q}”。" for q in quotes), tuple(enumerate(quotes)))


@cache
def _template() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    engine = sqlalchemy.create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    with engine.begin() as opened:
        Base.metadata.create_all(opened)
        for made in (*VIEWS, *INDEXES, *TRIGGERS, *MARKS):
            opened.exec_driver_sql(made.ddl)
        search.reindex(opened)
        opened.exec_driver_sql("INSERT INTO issues (id, date_known_by) VALUES (1, 'unknown')")
        opened.exec_driver_sql("INSERT INTO pages (id, key, issue_id) VALUES (1, 'page', 1)")
    return connection


@contextmanager
def empty() -> Iterator[Connection]:
    """An archive in memory with one page and no article."""
    copy = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    _template().backup(copy)
    copy.execute("PRAGMA foreign_keys = ON")
    engine = sqlalchemy.create_engine("sqlite://", creator=lambda: copy, poolclass=StaticPool)
    with engine.connect() as connection:
        yield connection
    copy.close()


def write(connection: Connection, articles: Iterable[Small]) -> None:
    """Load articles together, as a page of them; those that are there already are written anew."""
    articles = list(articles)
    take_out(connection, [a.name for a in articles], drop=False)
    execute = connection.exec_driver_sql
    ids = []
    for article in articles:
        position = execute("SELECT ifnull(max(position), 0) + 1 FROM articles").scalar_one()
        ids.append(
            execute(
                "INSERT INTO articles (key, page_id, position, kind, characters) VALUES (?, 1, ?, 'essay', 0) RETURNING id",
                (article.name, position),
            ).scalar_one()
        )
        paragraphs = [
            execute(
                "INSERT INTO paragraphs (article_id, position, role, text) VALUES (?, ?, 'body', ?) RETURNING id",
                (ids[-1], number, text),
            ).scalar_one()
            for number, text in enumerate(article.paragraphs, 1)
        ]
        for number, (paragraph, quote) in enumerate(article.quotes, 1):
            mention = execute(
                "INSERT INTO cited_speeches (article_id, position, mode, quote) VALUES (?, ?, 'direct', ?) RETURNING id",
                (ids[-1], number, quote),
            ).scalar_one()
            at = article.paragraphs[paragraph].find(quote)
            if at >= 0:
                execute(
                    'INSERT INTO citation_spans (cited_speech_id, part, paragraph_id, position, start, "end") '
                    "VALUES (?, 'content', ?, 1, ?, ?)",
                    (mention, paragraphs[paragraph], at, at + len(quote)),
                )
    search.index_rows(connection, "articles", ids)
    listed = ", ".join(map(str, ids)) or "0"
    search.index_rows(
        connection,
        "paragraphs",
        execute(f"SELECT id FROM paragraphs WHERE article_id IN ({listed})").scalars().all(),
    )
    add_quotations(connection, ids)
    add_passages(connection, ids)
    drop_quotations(connection)
    drop_passages(connection)
    mark_set_phrases(connection)


def take_out(connection: Connection, names: Sequence[str], *, drop: bool = True) -> None:
    """Remove articles by name, those that are there."""
    ids = [
        i
        for name in names
        for (i,) in connection.exec_driver_sql("SELECT id FROM articles WHERE key = ?", (name,))
    ]
    remove_articles(connection, ids)
    if drop:
        drop_quotations(connection)
        drop_passages(connection)
        mark_set_phrases(connection)


CONTENTS = {
    "quotations": "SELECT key, text, characters, articles FROM quotations",
    "quotation_grams": "SELECT q.key, g.gram FROM quotation_grams g JOIN quotations q ON q.id = g.quotation_id",
    "quotation_pairs": "SELECT a.key, b.key, p.relation, p.similarity FROM quotation_pairs p "
    "JOIN quotations a ON a.id = p.quotation_id JOIN quotations b ON b.id = p.other_id",
    "quotation_uses": "SELECT a.key, c.position, q.key, u.relation, u.difference FROM quotation_uses u "
    "JOIN cited_speeches c ON c.id = u.cited_speech_id JOIN articles a ON a.id = c.article_id "
    "JOIN quotations q ON q.id = u.quotation_id",
    "passages": "SELECT key, text, characters, articles, is_set_phrase FROM passages",
    "passage_uses": 'SELECT s.key, a.key, g.position, u.start, u."end", u.is_attributed FROM passage_uses u '
    "JOIN passages s ON s.id = u.passage_id JOIN paragraphs g ON g.id = u.paragraph_id "
    "JOIN articles a ON a.id = g.article_id",
    "paragraph_fingerprints": "SELECT a.key, g.position, f.fingerprint, f.position FROM paragraph_fingerprints f "
    "JOIN paragraphs g ON g.id = f.paragraph_id JOIN articles a ON a.id = g.article_id",
}


def contents(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """What the tables of quotations and passages hold, without the ids."""
    return {
        name: sorted((tuple(row) for row in connection.exec_driver_sql(sql)), key=repr)
        for name, sql in CONTENTS.items()
    }
