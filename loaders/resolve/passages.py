"""Passages: the same words in several articles, as far as they agree, with every place where they stand.

What the tables hold is a function of the paragraphs in the archive, whatever came first. A passage is a longest
common stretch of two paragraphs of different articles, of SHORTEST characters or more without punctuation: it
agrees neither one character before nor one behind. Its uses are all places where it stands. Paragraphs that can
share one are found by fingerprints, so a page touches what it shares words with, and nothing else.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from lilun.loaders.resolve.winnowing import GRAM, SHORTEST, first_fingerprint, winnow
from lilun.loaders.resolve.wordings import Wording, fullest, key_of
from lilun.loaders.rows import among, many
from sqlalchemy import Connection

SET_PHRASE = 0.01  # share of all articles from which words are a set phrase, not a copy
_FEWEST = 5  # articles: what fewer hold is no set phrase, however small the archive
_BATCH = 200  # articles that `check` reads at once

Context = tuple[int, str, str]  # article, character before, character behind; '' at the paragraph's end


@dataclass
class Text:
    """A paragraph as passages are looked for in it."""

    id: int
    article: int
    wording: Wording
    mentions: list[tuple[int, int]] = field(default_factory=list)  # what stands in somebody's mouth

    @property
    def bare(self) -> str:
        return self.wording.bare

    @cached_property
    def fingerprints(self) -> list[tuple[int, int]]:
        return winnow(self.wording.bare)

    def places_of(self, bare: str) -> Iterator[int]:
        """Where a passage stands in the bare text; nowhere in a text without fingerprints."""
        at = self.bare.find(bare) if self.fingerprints else -1
        while at >= 0:
            yield at
            at = self.bare.find(bare, at + 1)

    def context(self, start: int, end: int) -> Context:
        return self.article, self.bare[start - 1 : start] if start else "", self.bare[end : end + 1]

    def attributed(self, start: int, end: int) -> bool:
        """Whether most of a stretch of the bare text lies in mentions of what somebody said."""
        inside: set[int] = set()
        for a, b in self.mentions:
            first, last = self.wording.within(a, b)
            inside.update(range(max(first, start), min(last, end)))
        return 2 * len(inside) > end - start


def add_passages(connection: Connection, articles: Sequence[int]) -> None:
    """Put the paragraphs of newly written articles among the others: fingerprints, passages and uses."""
    new = _texts(connection, "article_id", articles)
    _read_mentions(connection, new)
    many(
        connection,
        "INSERT INTO paragraph_fingerprints (fingerprint, paragraph_id, position) VALUES (?, ?, ?)",
        [(hashed, text.id, at) for text in new.values() for hashed, at in text.fingerprints],
    )
    near, stretches = shared(connection, new)
    having: dict[int, dict[int, Text]] = defaultdict(dict)
    for text in new.values():
        for hashed, _ in text.fingerprints:
            having[hashed][text.id] = text
    known = set()
    for row in among(
        connection,
        "SELECT id, text, fingerprint FROM passages WHERE fingerprint IN ({}) AND articles > 0",
        having,
    ).all():
        bare = Wording(row.text).bare
        known.add(bare)
        _write_uses(connection, row.id, bare, row.text, having[row.fingerprint].values())
    fresh = sorted(stretches - known)
    if fresh:
        _read_mentions(connection, near)
    # a passage that had gone keeps its row, and so its id, for a page that comes again
    rows = {
        row.key: row.id
        for row in among(connection, "SELECT id, key FROM passages WHERE key IN ({})", map(key_of, fresh))
    }
    for bare in fresh:
        passage = rows.get(key_of(bare))
        if passage is None:
            passage = connection.exec_driver_sql(
                "INSERT INTO passages (key, text, characters, articles, is_set_phrase, fingerprint) "
                "VALUES (?, '', ?, 0, 0, ?) RETURNING id",
                (key_of(bare), len(bare), first_fingerprint(bare)),
            ).scalar_one()
        _write_uses(connection, passage, bare, None, [*near.values(), *new.values()])


def take_out_passages(connection: Connection, articles: Sequence[int]) -> None:
    """Undo what articles that are about to be deleted brought; rows left without use go with `drop_passages`."""
    gone = _texts(connection, "article_id", articles)
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
        if _is_passage(_contexts(connection, passage.id, len(Wording(passage.text).bare))):
            shown = passage.text
            if shown in printings[passage.id]:
                shown = fullest(_printings(connection, passage.id))
            left = passage.articles - len(held[passage.id])
        else:
            connection.exec_driver_sql("DELETE FROM passage_uses WHERE passage_id = ?", (passage.id,))
            shown, left = passage.text, 0
        connection.exec_driver_sql(
            "UPDATE passages SET text = ?, articles = ? WHERE id = ?", (shown, left, passage.id)
        )


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


def shared(connection: Connection, new: Mapping[int, Text]) -> tuple[dict[int, Text], set[str]]:
    """Other paragraphs that share a fingerprint with new ones, and the longest stretches common to two articles."""
    hits: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for hashed, paragraph, at in among(
        connection,
        "SELECT fingerprint, paragraph_id, position FROM paragraph_fingerprints WHERE fingerprint IN ({})",
        {hashed for text in new.values() for hashed, _ in text.fingerprints},
    ):
        hits[hashed].append((paragraph, at))
    others = {paragraph for found in hits.values() for paragraph, _ in found} - new.keys()
    near = _texts(connection, "id", others)
    stretches: set[str] = set()
    for text in new.values():
        done: dict[
            tuple[int, int], int
        ] = {}  # other paragraph and how far it is shifted → where agreement ended
        for hashed, here in text.fingerprints:
            for paragraph, there in hits[hashed]:
                other = near.get(paragraph) or new[paragraph]
                if other.article == text.article or done.get((paragraph, here - there), 0) > here:
                    continue
                start, end = _agreement(text.bare, other.bare, here, there)
                done[paragraph, here - there] = end
                if end - start >= SHORTEST:
                    stretches.add(text.bare[start:end])
    return near, stretches


def _agreement(one: str, other: str, here: int, there: int) -> tuple[int, int]:
    """The longest stretch of `one` about `here` that stands in `other` about `there`; empty if none does."""
    if one[here : here + GRAM] != other[there : there + GRAM]:
        return here, here
    start, end = here, here + GRAM
    shift = there - here
    while (
        start > GRAM
        and start + shift > GRAM
        and one[start - GRAM : start] == other[start + shift - GRAM : start + shift]
    ):
        start -= GRAM
    while start and start + shift and one[start - 1] == other[start + shift - 1]:
        start -= 1
    while one[end : end + GRAM] == other[end + shift : end + shift + GRAM] and end + GRAM <= len(one):
        end += GRAM
    last = min(len(one), len(other) - shift)
    while end < last and one[end] == other[end + shift]:
        end += 1
    return start, end


def _write_uses(
    connection: Connection, passage: int, bare: str, shown: str | None, texts: Iterable[Text]
) -> None:
    """Write every place of a passage in texts that are new to it. `shown` is its printing so far, if any."""
    rows, printings, articles = [], [] if shown is None else [shown], set()
    for text in texts:
        for at in text.places_of(bare):
            start, end = text.wording.stretch(at, at + len(bare))
            rows.append((passage, text.id, start, end, text.attributed(at, at + len(bare))))
            printings.append(text.wording.printed[start:end])
            articles.add(text.article)
    if rows:
        many(
            connection,
            'INSERT INTO passage_uses (passage_id, paragraph_id, start, "end", is_attributed) VALUES (?, ?, ?, ?, ?)',
            rows,
        )
        connection.exec_driver_sql(
            "UPDATE passages SET text = ?, articles = articles + ? WHERE id = ?",
            (fullest(printings), len(articles), passage),
        )


def _is_passage(contexts: Iterable[Context]) -> bool:
    """Whether of the places of a text two are in different articles and agree neither before nor behind."""
    seen: set[Context] = set()
    for article, before, behind in contexts:
        for other, other_before, other_behind in seen:
            if (
                article != other
                and (before != other_before or not before)
                and (behind != other_behind or not behind)
            ):
                return True
        seen.add((article, before, behind))
    return False


def _contexts(connection: Connection, passage: int, characters: int) -> Iterator[Context]:
    """What stands around each use of a passage, read as far as it is asked for."""
    for use in connection.exec_driver_sql(
        "SELECT p.id, p.article_id, p.text, u.start FROM passage_uses u JOIN paragraphs p ON p.id = u.paragraph_id "
        "WHERE u.passage_id = ?",
        (passage,),
    ):
        text = Text(use.id, use.article_id, Wording(use.text))
        at, _ = text.wording.within(use.start, use.start)
        yield text.context(at, at + characters)


def _printings(connection: Connection, passage: int) -> list[str]:
    return [
        text[start:end]
        for text, start, end in connection.exec_driver_sql(
            'SELECT p.text, u.start, u."end" FROM passage_uses u JOIN paragraphs p ON p.id = u.paragraph_id '
            "WHERE u.passage_id = ?",
            (passage,),
        )
    ]


def _texts(connection: Connection, column: str, values: Iterable[int]) -> dict[int, Text]:
    """Paragraphs whose `id` or `article_id` is among the values."""
    return {
        i: Text(i, article, Wording(text))
        for i, article, text in among(
            connection, f"SELECT id, article_id, text FROM paragraphs WHERE {column} IN ({{}})", values
        )
    }


def _read_mentions(connection: Connection, texts: Mapping[int, Text]) -> None:
    """Where in these paragraphs somebody's words stand, with their source and cue."""
    for paragraph, start, end in among(
        connection, 'SELECT paragraph_id, start, "end" FROM citation_spans WHERE paragraph_id IN ({})', texts
    ):
        texts[paragraph].mentions.append((start, end))


def check(connection: Connection) -> Iterator[str]:
    """What is wrong between passages and paragraphs, a sentence each. Reads all paragraphs."""
    articles = connection.exec_driver_sql("SELECT id, key FROM articles ORDER BY key").all()
    found: set[str] = set()
    for start in range(0, len(articles), _BATCH):
        batch = dict(row._tuple() for row in articles[start : start + _BATCH])
        texts = _texts(connection, "article_id", batch)
        _read_mentions(connection, texts)
        stored: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for hashed, paragraph, at in among(
            connection,
            "SELECT fingerprint, paragraph_id, position FROM paragraph_fingerprints WHERE paragraph_id IN ({}) "
            "ORDER BY position",
            texts,
        ):
            stored[paragraph].append((hashed, at))
        for text in texts.values():
            if stored[text.id] != text.fingerprints:
                yield f"{batch[text.article]}, paragraph row {text.id}: its fingerprints are not those of its text"
        found |= shared(connection, texts)[1]
        yield from _wrong_uses(connection, texts, batch)
    least = set_phrase_from(connection)
    for row in connection.exec_driver_sql(
        "SELECT p.key, p.text, p.characters, p.articles, p.is_set_phrase, count(DISTINCT g.article_id) AS held "
        "FROM passages p LEFT JOIN passage_uses u ON u.passage_id = p.id "
        "LEFT JOIN paragraphs g ON g.id = u.paragraph_id GROUP BY p.id ORDER BY p.key"
    ):
        bare = Wording(row.text).bare
        if (key_of(bare), len(bare)) != (row.key, row.characters):
            yield f"passage {row.key} has another text than its key says"
        elif bare not in found:
            yield f"passage {row.key} is not a longest common stretch of two articles"
        elif row.articles != row.held or bool(row.is_set_phrase) != (row.held >= least):
            yield f"passage {row.key} stands in {row.held} articles, and its row says otherwise"
        found.discard(bare)
    for bare in sorted(found):
        yield f"the passage “{bare[:20]}……” stands in several articles and is not in the table"


def _wrong_uses(connection: Connection, texts: Mapping[int, Text], keys: Mapping[int, str]) -> Iterator[str]:
    for use in among(
        connection,
        'SELECT u.id, u.paragraph_id, u.start, u."end", u.is_attributed, p.text FROM passage_uses u '
        "JOIN passages p ON p.id = u.passage_id WHERE u.paragraph_id IN ({}) ORDER BY u.id",
        texts,
    ):
        text = texts[use.paragraph_id]
        inside = text.wording.within(use.start, use.end)
        if text.bare[slice(*inside)] != Wording(use.text).bare:
            yield f"{keys[text.article]}: passage use {use.id} does not stand where its row says"
        elif text.attributed(*inside) != bool(use.is_attributed):
            yield f"{keys[text.article]}: passage use {use.id} is wrong about its attribution"
