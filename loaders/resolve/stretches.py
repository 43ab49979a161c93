"""Stretches: what paragraphs of different articles have in common around a fingerprint that they share.

At a fingerprint no more than SAMPLE articles are compared, those whose texts have the smallest hash. So a formula
that thousands of articles hold costs as much as one that ten hold, and which articles are compared is a function
of the texts in the archive, whatever came first: articles that come later seldom change it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations
from zlib import crc32

from lilun.loaders.resolve.winnowing import GRAM, SHORTEST, winnow
from lilun.loaders.resolve.wordings import Wording
from lilun.loaders.rows import among
from sqlalchemy import Connection

SAMPLE = 8  # articles that are compared at a fingerprint
EDGE = 3  # characters: a stretch that is longer by no more than this is no other one
REPEATED = 1 << 32  # added to the rank where an article has the fingerprint a second time

Place = tuple[int, int, int]  # rank of the article, paragraph, position in its bare text
Samples = Mapping[int, Sequence[Place]]  # fingerprint → places, one an article, by rank


@dataclass
class Text:
    """A paragraph as passages are looked for in it."""

    id: int
    article: int
    wording: Wording
    mentions: list[tuple[int, int]] | None = None  # what stands in somebody's mouth, once it has been read

    @cached_property
    def bare(self) -> str:
        return self.wording.bare

    @cached_property
    def fingerprints(self) -> list[tuple[int, int]]:
        return winnow(self.bare)

    def places_of(self, bare: str) -> Iterator[int]:
        """Where a passage stands in the bare text; nowhere in a text without fingerprints."""
        at = self.bare.find(bare)
        if at >= 0 and not self.fingerprints:
            return
        while at >= 0:
            yield at
            at = self.bare.find(bare, at + 1)

    def attributed(self, start: int, end: int) -> bool:
        """Whether most of a stretch of the bare text lies in mentions of what somebody said."""
        inside: set[int] = set()
        for a, b in self.mentions or ():
            first, last = self.wording.within(a, b)
            inside.update(range(max(first, start), min(last, end)))
        return 2 * len(inside) > end - start


def texts_by(connection: Connection, column: str, values: Iterable[int]) -> dict[int, Text]:
    """Paragraphs whose `id` or `article_id` is among the values, in the order of their articles."""
    return {
        i: Text(i, article, Wording(text))
        for i, article, text in among(
            connection,
            f"SELECT id, article_id, text FROM paragraphs WHERE {column} IN ({{}}) ORDER BY article_id, position",
            values,
        )
    }


def ranks(texts: Iterable[Text]) -> dict[int, int]:
    """Article → the hash of its text, given its paragraphs in order."""
    found: dict[int, int] = defaultdict(int)
    for text in texts:
        found[text.article] = crc32(text.bare.encode(), found[text.article])
    return found


def fingerprint_rows(texts: Iterable[Text]) -> list[tuple[int, int, int, int]]:
    """What `paragraph_fingerprints` holds of whole articles: fingerprint, rank, paragraph, position."""
    listed = list(texts)
    rank = ranks(listed)
    seen: set[tuple[int, int]] = set()
    rows = []
    for text in listed:
        for hashed, at in text.fingerprints:
            repeated = (text.article, hashed) in seen
            seen.add((text.article, hashed))
            rows.append((hashed, rank[text.article] + (REPEATED if repeated else 0), text.id, at))
    return rows


def samples(connection: Connection, fingerprints: Iterable[int]) -> dict[int, list[Place]]:
    """The places that are compared at each fingerprint."""
    found: dict[int, list[Place]] = defaultdict(list)
    for hashed, *place in among(
        connection,
        "SELECT f.fingerprint, f.rank, f.paragraph_id, f.position FROM (SELECT value FROM json_each(?1)) wanted "
        "CROSS JOIN paragraph_fingerprints f ON f.id IN (SELECT id FROM paragraph_fingerprints "
        f"WHERE fingerprint = wanted.value AND rank < {REPEATED} ORDER BY rank LIMIT {SAMPLE})",
        fingerprints,
    ):
        found[hashed].append(tuple(place))
    return {hashed: sorted(places) for hashed, places in found.items()}


def joined(before: Samples, rows: Iterable[tuple[int, int, int, int]]) -> dict[int, Sequence[Place]]:
    """Samples after these rows of `paragraph_fingerprints` have come to those of which they were taken."""
    new: dict[int, list[Place]] = defaultdict(list)
    for hashed, rank, paragraph, at in rows:
        if rank < REPEATED:
            new[hashed].append((rank, paragraph, at))
    return {hashed: sorted([*before.get(hashed, ()), *places])[:SAMPLE] for hashed, places in new.items()}


@lru_cache(maxsize=1 << 14)
def seeds(bare: str) -> frozenset[int]:
    """The fingerprints by which a stretch is found: every text that holds it and has fingerprints has these.

    Those at its edges are left out, as far as it is long enough: what is a few characters longer has the same.
    """
    inner = bare[EDGE:-EDGE] if len(bare) >= SHORTEST + 2 * EDGE else bare
    return frozenset(hashed for hashed, _ in winnow(inner))


class Stretches:
    """Finds stretches. Paragraphs and comparisons are kept, so one serves for one transaction."""

    def __init__(self, connection: Connection, texts: Mapping[int, Text] | None = None) -> None:
        self._connection = connection
        self._texts = dict(texts or {})
        self._agreed: dict[tuple[int, int, int], tuple[int, int]] = {}

    def texts(self, ids: Iterable[int]) -> list[Text]:
        """The paragraphs with these ids."""
        wanted = list(ids)
        self._texts |= texts_by(self._connection, "id", set(wanted) - self._texts.keys())
        return [self._texts[i] for i in wanted]

    def common(self, found: Samples) -> set[str]:
        """The bare texts of the stretches that samples give."""
        several = {hashed: places for hashed, places in found.items() if len(places) > 1}
        self.texts({paragraph for places in several.values() for _, paragraph, _ in places})
        return {bare for hashed, places in several.items() for bare in self._at(hashed, places)}

    def standing(self, bare_texts: Iterable[str]) -> set[str]:
        """Those of the stretches that the archive gives now, at whatever fingerprint."""
        wanted = set(bare_texts)
        return wanted & self.common(
            samples(self._connection, {hashed for bare in wanted for hashed in seeds(bare)})
        )

    def _at(self, hashed: int, places: Sequence[Place]) -> Iterator[str]:
        found: dict[str, int] = {}  # stretch → how far the fingerprint lies behind its beginning
        for (_, one, here), (_, other, there) in combinations(places, 2):
            start, end = self._agreement(one, other, here, there)
            if end - start >= SHORTEST:
                bare = self._texts[one].bare[start:end]
                found[bare] = min(here - start, found.get(bare, here))
        for bare, before in found.items():
            if hashed in seeds(bare) and not any(
                0 < len(bare) - len(short) <= EDGE and bare.startswith(short, before - less)
                for short, less in found.items()
                if less <= before
            ):
                yield bare

    def _agreement(self, one: int, other: int, here: int, there: int) -> tuple[int, int]:
        known = self._agreed.get((one, other, here - there))
        if known and known[0] <= here and here + GRAM <= known[1]:
            return known
        found = agreement(self._texts[one].bare, self._texts[other].bare, here, there)
        self._agreed[one, other, here - there] = found
        return found


def agreement(one: str, other: str, here: int, there: int) -> tuple[int, int]:
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
