"""Passages: the same words in several articles, as far as they agree, with every place where they stand.

What the tables hold is a function of the paragraphs in the archive, whatever came first. A passage is a longest
common stretch of two paragraphs of different articles, of SHORTEST characters or more without punctuation, as
`stretches` finds it; its uses are all places where it stands. A page touches what it shares words with, and of
what many articles hold no more than a sample.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from lilun.loaders.resolve.stretches import (
    Samples,
    Stretches,
    Text,
    fingerprint_rows,
    joined,
    samples,
    texts_by,
)
from lilun.loaders.resolve.winnowing import fingerprint_of
from lilun.loaders.resolve.wordings import Wording, fullest, key_of
from lilun.loaders.rows import CLOSELY, among, batches, many, spread
from sqlalchemy import Connection

SET_PHRASE = 0.01  # share of all articles from which words are a set phrase, not a copy
_FEWEST = 5  # articles: what fewer hold is no set phrase, however small the archive


def add_passages(connection: Connection, articles: Sequence[int]) -> None:
    """Put the paragraphs of newly written articles among the others: fingerprints, passages and uses."""
    new = texts_by(connection, "article_id", articles)
    rows = fingerprint_rows(new.values())
    before = samples(connection, {hashed for hashed, *_ in rows})
    many(
        connection,
        "INSERT INTO paragraph_fingerprints (fingerprint, rank, paragraph_id, position) VALUES (?, ?, ?, ?)",
        rows,
    )
    having: dict[int, dict[int, Text]] = defaultdict(dict)
    for hashed, _, paragraph, _ in rows:
        having[hashed][paragraph] = new[paragraph]
    stretches = Stretches(connection, new)
    fresh = _settle(connection, stretches, before, joined(before, rows))
    known = [
        (row.id, Wording(row.text).bare, row.text, having[row.fingerprint].values())
        for row in among(
            connection,
            "SELECT id, text, fingerprint FROM passages WHERE fingerprint IN ({}) AND articles > 0",
            having,
        )
    ]
    _write_uses(connection, [*known, *_made(connection, stretches, fresh)])


def take_out_passages(connection: Connection, articles: Sequence[int]) -> None:
    """Undo what articles that are about to be deleted brought; rows left without use go with `drop_passages`."""
    gone = texts_by(connection, "article_id", articles)
    held: dict[int, set[int]] = defaultdict(set)
    printings: dict[int, set[str]] = defaultdict(set)
    for use in among(
        connection,
        'SELECT id, passage_id, paragraph_id, start, "end" FROM passage_uses WHERE paragraph_id IN ({})',
        gone,
    ).all():
        text = gone[use.paragraph_id]
        held[use.passage_id].add(text.article)
        printings[use.passage_id].add(text.wording.printed[use.start : use.end])
    among(connection, "DELETE FROM passage_uses WHERE paragraph_id IN ({})", gone)
    for passage in among(connection, "SELECT id, text, articles FROM passages WHERE id IN ({})", held).all():
        left = passage.articles - len(held[passage.id])
        shown = passage.text
        if left and shown in printings[passage.id] and not _is_printed(connection, passage.id, shown):
            shown = fullest(_printings(connection, passage.id))
        connection.exec_driver_sql(
            "UPDATE passages SET text = ?, articles = ? WHERE id = ?", (shown, left, passage.id)
        )
    shared = {hashed for text in gone.values() for hashed, _ in text.fingerprints}
    before = samples(connection, shared)
    stretches = Stretches(connection, gone)
    among(connection, "DELETE FROM paragraph_fingerprints WHERE paragraph_id IN ({})", gone)
    fresh = _settle(connection, stretches, before, samples(connection, shared))
    _write_uses(connection, _made(connection, stretches, fresh))


def _settle(connection: Connection, stretches: Stretches, before: Samples, after: Samples) -> list[str]:
    """Empty the passages that no longer are, samples having changed, and give the stretches that now are."""
    changed = {i for i in before.keys() | after.keys() if before.get(i) != after.get(i)}
    were = stretches.common({i: before[i] for i in changed & before.keys()})
    are = stretches.common({i: after[i] for i in changed & after.keys()})
    lost = were - are
    if lost:
        lost -= stretches.standing(lost)
    for row in among(connection, "SELECT id FROM passages WHERE key IN ({})", map(key_of, lost)).all():
        connection.exec_driver_sql("DELETE FROM passage_uses WHERE passage_id = ?", (row.id,))
        connection.exec_driver_sql("UPDATE passages SET articles = 0 WHERE id = ?", (row.id,))
    return sorted(are - were)


_Using = tuple[int, str, str | None, Iterable[Text]]
"""A passage, its bare text, its printing so far if any, and texts new to it that may hold it."""


def _made(connection: Connection, stretches: Stretches, fresh: Sequence[str]) -> list[_Using]:
    """Rows for passages that are new, and the texts that they may stand in."""
    # a passage that had gone keeps its row, and so its id, for a page that comes again
    rows = {
        row.key: row
        for row in among(
            connection, "SELECT id, key, articles FROM passages WHERE key IN ({})", map(key_of, fresh)
        )
    }
    made: list[_Using] = []
    for bare in fresh:
        row = rows.get(key_of(bare))
        if row and row.articles:
            continue  # it has been found at another fingerprint before
        passage = row.id if row else connection.exec_driver_sql(
            "INSERT INTO passages (key, text, characters, articles, is_set_phrase, fingerprint) "
            "VALUES (?, '', ?, 0, 0, ?) RETURNING id",
            (key_of(bare), len(bare), fingerprint_of(bare)),
        ).scalar_one()  # fmt: skip
        holding = connection.exec_driver_sql(
            "SELECT DISTINCT paragraph_id FROM paragraph_fingerprints WHERE fingerprint = ?",
            (fingerprint_of(bare),),
        )
        texts = [text for text in stretches.texts(holding.scalars()) if bare in text.bare]
        made.append((passage, bare, None, texts))
    return made


def _write_uses(connection: Connection, using: Sequence[_Using]) -> None:
    """Write every place of passages in texts that are new to them."""
    found = [
        (passage, text, at, at + len(bare))
        for passage, bare, _, texts in using
        for text in texts
        for at in text.places_of(bare)
    ]
    _read_mentions(connection, {text.id: text for _, text, _, _ in found}.values())
    articles: dict[int, set[int]] = defaultdict(set)
    printings: dict[int, list[str]] = defaultdict(list)
    rows = []
    for passage, text, at, end in found:
        place = text.wording.stretch(at, end)
        rows.append((passage, text.id, *place, text.attributed(at, end)))
        articles[passage].add(text.article)
        printings[passage].append(text.wording.printed[slice(*place)])
    many(
        connection,
        'INSERT INTO passage_uses (passage_id, paragraph_id, start, "end", is_attributed) VALUES (?, ?, ?, ?, ?)',
        rows,
    )
    many(
        connection,
        "UPDATE passages SET text = ?, articles = articles + ? WHERE id = ?",
        [
            (fullest([*([shown] if shown else []), *printings[passage]]), len(articles[passage]), passage)
            for passage, _, shown, _ in using
            if passage in articles
        ],
    )


def make_missing_passages(connection: Connection) -> None:
    """Put all paragraphs into an archive whose loader did not look for passages yet, or did so otherwise."""
    execute = connection.exec_driver_sql
    if execute("SELECT 1 FROM paragraph_fingerprints LIMIT 1").first():
        return
    execute("DELETE FROM passage_uses")
    execute("UPDATE passages SET articles = 0")
    for articles in batches(execute("SELECT id FROM articles ORDER BY id").scalars().all()):
        add_passages(connection, articles)
    drop_passages(connection)


def drop_passages(connection: Connection) -> None:
    """Delete the passages that no longer stand in several articles."""
    # both values of the flag are listed so that the index, which begins with it, is used
    connection.exec_driver_sql("DELETE FROM passages WHERE is_set_phrase IN (0, 1) AND articles = 0")


def mark_set_phrases(connection: Connection) -> None:
    """Mark what a large share of all articles hold. Touches what crosses the line alone."""
    least = set_phrase_from(connection)
    for statement in (
        "UPDATE passages SET is_set_phrase = 1 WHERE is_set_phrase = 0 AND articles >= ?",
        "UPDATE passages SET is_set_phrase = 0 WHERE is_set_phrase = 1 AND articles < ?",
    ):
        connection.exec_driver_sql(statement, (least,))


def set_phrase_from(connection: Connection) -> int:
    """The number of articles from which words are a set phrase, in an archive of this size."""
    total: int = connection.exec_driver_sql("SELECT count(*) FROM articles").scalar_one()
    return max(_FEWEST, math.ceil(SET_PHRASE * total))


def _is_printed(connection: Connection, passage: int, shown: str) -> bool:
    """Whether a passage stands somewhere just so."""
    return bool(
        connection.exec_driver_sql(
            "SELECT 1 FROM passage_uses u JOIN paragraphs p ON p.id = u.paragraph_id "
            'WHERE u.passage_id = ? AND substr(p.text, u.start + 1, u."end" - u.start) = ? LIMIT 1',
            (passage, shown),
        ).first()
    )


def _printings(connection: Connection, passage: int) -> list[str]:
    return [
        text[start:end]
        for text, start, end in connection.exec_driver_sql(
            'SELECT p.text, u.start, u."end" FROM passage_uses u JOIN paragraphs p ON p.id = u.paragraph_id '
            "WHERE u.passage_id = ?",
            (passage,),
        )
    ]


def _read_mentions(connection: Connection, texts: Iterable[Text]) -> None:
    """Where in these paragraphs somebody's words stand, with their source and cue."""
    unread = {text.id: text for text in texts if text.mentions is None}
    said: dict[int, list[tuple[int, int]]] = {i: [] for i in unread}
    for paragraph, start, end in among(
        connection, 'SELECT paragraph_id, start, "end" FROM citation_spans WHERE paragraph_id IN ({})', unread
    ):
        said[paragraph].append((start, end))
    for i, text in unread.items():
        text.mentions = said[i]


# -- whether it is so ----------------------------------------------------------------------------


def check(connection: Connection) -> Iterator[str]:
    """What is wrong between passages and paragraphs, a sentence each.

    Looks at every row, and whether they are all that there should be for CLOSELY articles and passages, spread
    evenly over the archive: linear in its size, and everything in a small one.
    """
    yield from _wrong_rows(connection)
    yield from _wrong_uses(connection)
    articles = spread(connection.exec_driver_sql("SELECT id, key FROM articles ORDER BY key").all(), CLOSELY)
    keys = {row.id: row.key for row in articles}
    texts = texts_by(connection, "article_id", keys)
    stored: dict[int, set[tuple[int, int, int, int]]] = defaultdict(set)
    for row in among(
        connection,
        "SELECT fingerprint, rank, paragraph_id, position FROM paragraph_fingerprints WHERE paragraph_id IN ({})",
        texts,
    ):
        stored[row.paragraph_id].add(tuple(row))
    expected: dict[int, set[tuple[int, int, int, int]]] = defaultdict(set)
    for fingerprint in fingerprint_rows(texts.values()):
        expected[fingerprint[2]].add(fingerprint)
    for text in texts.values():
        if stored[text.id] != expected[text.id]:
            yield f"{keys[text.article]}, paragraph row {text.id}: its fingerprints are not those of its text"
    yield from _wrong_set(connection, Stretches(connection, texts), texts.values())


def _wrong_rows(connection: Connection) -> Iterator[str]:
    least = set_phrase_from(connection)
    for row in connection.exec_driver_sql(
        "SELECT p.key, p.text, p.characters, p.articles, p.is_set_phrase, count(DISTINCT g.article_id) AS held "
        "FROM passages p LEFT JOIN passage_uses u ON u.passage_id = p.id "
        "LEFT JOIN paragraphs g ON g.id = u.paragraph_id GROUP BY p.id ORDER BY p.key"
    ):
        bare = Wording(row.text).bare
        if (key_of(bare), len(bare)) != (row.key, row.characters):
            yield f"passage {row.key} has another text than its key says"
        if row.articles != row.held or bool(row.is_set_phrase) != (row.held >= least):
            yield f"passage {row.key} stands in {row.held} articles, and its row says otherwise"


def _wrong_uses(connection: Connection) -> Iterator[str]:
    said: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in connection.exec_driver_sql(
        'SELECT paragraph_id, start, "end" FROM citation_spans WHERE paragraph_id IS NOT NULL'
    ):
        said[row.paragraph_id].append((row.start, row.end))
    for use in connection.exec_driver_sql(
        'SELECT a.key, u.id, u.paragraph_id, u.start, u."end", u.is_attributed, g.text AS printed, p.text '
        "FROM passage_uses u JOIN passages p ON p.id = u.passage_id JOIN paragraphs g ON g.id = u.paragraph_id "
        "JOIN articles a ON a.id = g.article_id ORDER BY u.id"
    ):
        text = Text(use.paragraph_id, 0, Wording(use.printed), said.get(use.paragraph_id, []))
        if Wording(use.printed[use.start : use.end]).bare != Wording(use.text).bare:
            yield f"{use.key}: passage use {use.id} does not stand where its row says"
        elif bool(use.is_attributed) != (
            bool(text.mentions) and text.attributed(*text.wording.within(use.start, use.end))
        ):
            yield f"{use.key}: passage use {use.id} is wrong about its attribution"


def _wrong_set(connection: Connection, stretches: Stretches, texts: Iterable[Text]) -> Iterator[str]:
    """Passages that should not be there, and those that are missing."""
    rows = connection.exec_driver_sql("SELECT text FROM passages WHERE articles > 0 ORDER BY key").scalars()
    there = {Wording(text).bare for text in spread(rows.all(), CLOSELY)}
    for bare in sorted(there - stretches.standing(there)):
        yield f"passage {key_of(bare)} is not a longest common stretch of two articles"
    found = samples(connection, {hashed for text in texts for hashed, _ in text.fingerprints})
    found = {hashed: places for hashed, places in found.items() if len(places) > 1}
    wanted = stretches.common({hashed: found[hashed] for hashed in spread(sorted(found), CLOSELY)})
    keys = {key_of(bare): bare for bare in sorted(wanted)}
    known = set(
        among(connection, "SELECT key FROM passages WHERE articles > 0 AND key IN ({})", keys).scalars()
    )
    for key, bare in keys.items():
        if key not in known:
            yield f"the passage “{bare[:20]}……” stands in several articles and is not in the table"
