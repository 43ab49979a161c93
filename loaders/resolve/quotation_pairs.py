"""Pairs of wordings: one stands in the other, or is much like it. Candidates are found by hashed stretches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lilun.loaders.resolve.difference import contains, similarity
from lilun.loaders.resolve.winnowing import hashes
from lilun.loaders.resolve.wordings import key_of, quoted
from lilun.loaders.rows import among, many
from sqlalchemy import Connection

SHORTEST = 8  # characters without punctuation: a shorter wording is anybody's
LIKE = 13  # characters: wordings that share no stretch of this length are not compared
BRIEF = (
    2 * LIKE + 1
)  # one slip may leave a shorter wording no stretch of LIKE: one of SHORTEST is enough for it
_BRIEF = 1 << 32  # marks the stretches of brief wordings, so that long ones find them among all others


def grams(bare: str) -> set[int]:
    """What a wording is found by: the hashes of its stretches of SHORTEST and of LIKE characters."""
    short = hashes(bare, SHORTEST)
    marked = (hashed + _BRIEF for hashed in short) if LIKE <= len(bare) < BRIEF else ()
    return {*short, *hashes(bare, LIKE), *marked}


def pairs_of(connection: Connection, bare: str) -> dict[str, tuple[str, str, float]]:
    """Wordings of the archive that a bare wording is a pair with.

    Their bare texts, with the shorter of the two, the relation and the similarity. Reads `quotation_grams`.
    """
    wanted: Iterable[int] = hashes(bare, SHORTEST)
    if len(bare) < LIKE:  # what holds it has its first stretch
        wanted = list(wanted)[:1]
    elif len(bare) >= BRIEF:
        wanted = [*(hashed + _BRIEF for hashed in wanted), *hashes(bare, LIKE)]
    inside = {
        key_of(bare[i : i + size])
        for size in range(SHORTEST, min(LIKE, len(bare)))
        for i in range(len(bare) - size + 1)
    }
    texts = [
        text
        for (text,) in among(
            connection,
            "SELECT DISTINCT q.text FROM quotation_grams g JOIN quotations q ON q.id = g.quotation_id "
            "WHERE g.gram IN ({})",
            wanted,
        )
    ]
    texts += [
        text
        for (text,) in among(
            connection, "SELECT text FROM quotations WHERE articles > 0 AND key IN ({})", inside
        )
    ]
    found = {}
    for other in sorted({quoted(text).bare for text in texts} - {bare}):
        shorter, longer = sorted((bare, other), key=lambda text: (len(text), text))
        if len(shorter) < LIKE and "…" in shorter:
            continue  # its pieces are too short to find the other by
        if contains(longer, shorter):
            found[other] = (shorter, "shortened", 1.0)
        elif len(shorter) >= LIKE:
            alike = similarity(shorter, longer)
            if alike:
                found[other] = (shorter, "altered", alike)
    return found


def add_pairs(connection: Connection, new: Sequence[int]) -> None:
    """Hash new wordings and pair them with all others."""
    wordings = {
        i: quoted(text).bare
        for i, text in among(connection, "SELECT id, text FROM quotations WHERE id IN ({})", new)
    }
    many(
        connection,
        "INSERT INTO quotation_grams (gram, quotation_id) VALUES (?, ?)",
        [(gram, i) for i, bare in wordings.items() for gram in sorted(grams(bare))],
    )
    for i, bare in wordings.items():
        found = pairs_of(connection, bare)
        ids = {
            key: other
            for key, other in among(
                connection, "SELECT key, id FROM quotations WHERE key IN ({})", map(key_of, found)
            )
        }
        rows = []
        for other, (shorter, relation, alike) in found.items():
            both = (i, ids[key_of(other)])
            rows.append((*(both if shorter == bare else both[::-1]), relation, alike))
        many(
            connection,
            "INSERT OR IGNORE INTO quotation_pairs (quotation_id, other_id, relation, similarity) VALUES (?, ?, ?, ?)",
            rows,
        )


def neighbours(connection: Connection, ids: Iterable[int]) -> set[int]:
    """Wordings that are a pair with one of these."""
    listed = list(ids)
    return {
        i
        for sql in (
            "SELECT other_id FROM quotation_pairs WHERE quotation_id IN ({})",
            "SELECT quotation_id FROM quotation_pairs WHERE other_id IN ({})",
        )
        for (i,) in among(connection, sql, listed)
    }
