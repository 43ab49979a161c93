"""Words of a correction to their place on a page: as they stand, folded, then as much alike as another OCR leaves them.

All candidates are judged together by the words and by what stands around them, so that a name which is misread in
its byline is not found in the text, where it stands well. Words that fit two places nearly as well fit none.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from lilun.loaders.corrections.entry import Quote
from lilun.loaders.page import Page, Text
from lilun.loaders.rules import rows
from lilun.seeds.traditional import simplified
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

TELLING = 6  # signs: so many that are found as they stand need no words around them
ALIKE = 0.6  # how much of words and surroundings together must agree
WORDS_ALIKE = 0.5  # how much of the words alone, unless both sides agree
SIDE_ALIKE = 0.75
MARGIN = 0.08  # by how much the best place must be better than the next
_TRIES = 4  # places that are looked for by likeness
_REACH = 6000  # characters between the first and the last words of a stretch
_GRAM = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where words were found: [start, end) in the source, how (exact, folded or fuzzy), and how well, 0 to 1."""

    start: int
    end: int
    found: str
    score: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int  # in the folded text
    end: int
    words: float
    before: float
    after: float
    score: float


@cache
def _look_alikes() -> dict[str, str]:
    """Each sign that OCR confuses with others, and the one that stands for them all."""
    return {sign: row["signs"][0] for row in rows("look_alikes") for sign in row["signs"]}


@lru_cache(maxsize=1 << 14)
def _fold(sign: str) -> str:
    """What a sign is compared by: nothing for punctuation and spaces."""
    folded = (c for c in simplified(unicodedata.normalize("NFKC", sign)).lower() if c.isalnum())
    return "".join(_look_alikes().get(c, c) for c in folded)


def fold(text: str) -> str:
    """Words as they are compared: without punctuation and spaces, simplified, look-alikes as one."""
    return "".join(map(_fold, text))


def sources(text: Text) -> list[int]:
    """For each character of a repaired text its offset in the source."""
    found: list[int] = []
    for piece in text.pieces:
        last = max(piece.end - 1, piece.start)
        found += [min(piece.start + n, last) for n in range(len(piece.text))]
    return found


class PageText:
    """The words of a repaired page, on which corrections are looked for: no copies, no doubled signs."""

    def __init__(self, page: Page) -> None:
        self._string = ""
        self._sources: list[int] = []
        for block in page.blocks:
            self._string += f"{block}\n"
            self._sources += [*sources(block.text), block.text.end]
        folded = [(sign, at) for at, c in enumerate(self._string) for sign in _fold(c)]
        self._folded = "".join(sign for sign, _ in folded)
        self._at = [at for _, at in folded]
        self._grams = _grams(self._folded)

    def _occurrences(words: str, text: str) -> Iterator[tuple[int, int]]:
    at = text.find(words)
    while at >= 0:
        yield at, at + len(words)
        at = text.find(words, at + 1)


def _within(whole: str, window: str, start: int, end: int, offset: int) -> tuple[int, int]:
    """Where the part [start, end) of `whole` lies in a window like it; the window begins at `offset`."""
    places = {0: 0, len(whole): len(window)}
    for code in Levenshtein.opcodes(whole, window):
        for n in range(code.src_end - code.src_start + 1):
            places.setdefault(code.src_start + n, min(code.dest_start + n, code.dest_end))
    return offset + places[start], offset + places[end]


def _grams(text: str) -> frozenset[str]:
    return frozenset(text[i : i + _GRAM] for i in range(len(text) - _GRAM + 1))
