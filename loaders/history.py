"""What a run changed in articles that were there: fields as people read them, before and after, as rows of `changes`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lilun.loaders.rows import many
from sqlalchemy import Connection

_INSERT = "INSERT INTO changes (load_id, table_name, row_key, field, before, after) VALUES (?, ?, ?, ?, ?, ?)"
_OF_BYLINE = (
    "SELECT group_concat(words, '；') FROM (SELECT coalesce(f.organization_as_printed, '') || ifnull("
    "(SELECT ' ' || group_concat(title_as_printed, '、') FROM (SELECT title_as_printed FROM posts o "
    "WHERE o.affiliation_id = f.id ORDER BY o.position)), '') AS words "
    "FROM affiliations f WHERE f.byline_id = b.id ORDER BY f.position)"
)
# what is told of an article: the field and the SQL of its value
FIELDS: Mapping[str, str] = {
    "kind": "a.kind",
    "column": "(SELECT name FROM columns WHERE id = a.column_id)",
    "kicker": "a.kicker",
    "title": "a.title",
    "subtitle": "a.subtitle",
    "reprinted_from": "a.reprinted_from",
    "authors": "(SELECT group_concat(ifnull(name_as_printed, '?'), '、') FROM "
    "(SELECT name_as_printed FROM bylines WHERE article_id = a.id ORDER BY position))",
    "affiliations": "(SELECT group_concat(words, char(10)) FROM (SELECT ifnull(b.name_as_printed, '?') || '：' || "
    f"({_OF_BYLINE}) AS words FROM bylines b WHERE b.article_id = a.id ORDER BY b.position))",
    "headings": "(SELECT group_concat(words, char(10)) FROM (SELECT ifnull(enumerator, '') || heading AS words "
    "FROM sections WHERE article_id = a.id ORDER BY position))",
    "characters": "CAST(a.characters AS TEXT)",
    "text": "(SELECT group_concat(text, char(10)) FROM "
    "(SELECT text FROM paragraphs WHERE article_id = a.id ORDER BY position, id))",
    "citations": "(SELECT group_concat(words, char(10)) FROM (SELECT ifnull(c.attribution_as_printed, '') || '：' || "
    "ifnull(c.quote, '') || ifnull('（' || coalesce(c.date_given, c.date_as_printed) || '）', '') AS words "
    "FROM cited_speeches c WHERE c.article_id = a.id ORDER BY c.position))",
    "documents": "(SELECT group_concat(title_as_printed, '、') FROM "
    "(SELECT title_as_printed FROM cited_documents WHERE article_id = a.id ORDER BY position))",
}


# what an article is known by on a page that is written anew, of its position, title and text; the surest first
_KNOWN_BY: tuple[Callable[[int, str | None, str | None], object], ...] = (
    lambda position, title, text: (title, text) if text else None,
    lambda position, title, text: text or None,
    lambda position, title, text: title or None,
    lambda position, title, text: position,
)


@dataclass(frozen=True, slots=True)
class Version:
    """An article as it stands: its row, its readable key, and the values of FIELDS."""

    id: int
    key: str
    values: Mapping[str, str | None]

    @property
    def name(self) -> str:
        """How it is told that the whole article came or went."""
        return self.values["title"] or (self.values["text"] or "")[:40]


def versions(connection: Connection, page_id: int) -> dict[int, Version]:
    """The articles of a page by their position."""
    listed = ", ".join(FIELDS.values())
    rows = connection.exec_driver_sql(
        f"SELECT position, id, key, {listed} FROM articles a WHERE page_id = ?", (page_id,)
    )
    return {position: Version(i, key, dict(zip(FIELDS, values))) for position, i, key, *values in rows}


def same_articles(
    before: Mapping[int, Version], after: Sequence[tuple[str | None, str | None]]
) -> dict[int, Version]:
    """Which articles stay themselves on a page that is written anew: new positions to what stood there before.

    `after` are title and text of the new ones in order. An article is known by its text, by its title, and by its
    place where neither tells; so one that is split off or taken in leaves the others their ids.
    """
    found: dict[int, Version] = {}
    left = dict(sorted(before.items()))
    for key in _KNOWN_BY:
        stood: dict[object, int] = {}
        for at, old in left.items():
            stood.setdefault(key(at, old.values["title"], old.values["text"]), at)
        for number, (title, text) in enumerate(after, start=1):
            by = key(number, title, text)
            if number not in found and by is not None and by in stood:
                found[number] = left.pop(stood.pop(by))
    return found


def record(
    connection: Connection, load_id: int, before: Mapping[int, Version], after: Mapping[int, Version]
) -> None:
    """Rows for what differs between two states of a page; of an article that came or went, one row."""
    rows: list[tuple[object, ...]] = []
    news = {version.id: version for version in after.values()}
    for new in after.values():
        if new.id not in {old.id for old in before.values()}:
            rows.append((load_id, "articles", new.key, None, None, new.name))
    for old in before.values():
        if (new_ := news.get(old.id)) is None:
            rows.append((load_id, "articles", old.key, None, old.name, None))
            continue
        told = [("key", old.key, new_.key), *((f, old.values[f], new_.values[f]) for f in FIELDS)]
        rows += [(load_id, "articles", new_.key, f, was, now) for f, was, now in told if was != now]
    many(connection, _INSERT, rows)


def record_one(
    connection: Connection,
    load_id: int,
    table: str,
    key: str,
    field: str | None,
    before: str | None,
    after: str | None,
) -> None:
    """One row of `changes`."""
    connection.exec_driver_sql(_INSERT, (load_id, table, key, field, before, after))
