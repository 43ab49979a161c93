"""Words of a correction to their place on a page: as they stand, folded, then as much alike as another OCR leaves them.

All candidates are judged together by the words and by what stands around them, so that a name which is misread in
its byline is not found in the text, where it stands well. Words that fit two places nearly as well fit none.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
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
LONG, LONG_ALIKE = 8, 0.8  # signs: so many need none either where so much of them agrees
ALIKE = 0.6  # how much of words and surroundings together must agree
WORDS_ALIKE = 0.5  # how much of the words alone, unless both sides agree
SIDE_ALIKE = 0.75
ALONE = (
    0.3  # how much better words fit that are a block by themselves: a byline, a title that OCR put elsewhere
)
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
    alone: bool


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
        starts, ends = set(), set()
        for block in page.blocks:
            starts.add(len(self._string))
            self._string += f"{block}\n"
            ends.add(len(self._string))
            self._sources += [*sources(block.text), block.text.end]
        folded = [(sign, at) for at, c in enumerate(self._string) for sign in _fold(c)]
        self._folded = "".join(sign for sign, _ in folded)
        self._at = [at for _, at in folded]
        self._grams = _grams(self._folded)
        self._starts = {bisect_left(self._at, at) for at in starts}
        self._ends = {bisect_left(self._at, at) for at in ends}

    def may_hold(self, quote: Quote) -> bool:
        """Whether it is worth while to look for the words here; quick, for many pages."""
        words = fold(quote.prefix) + fold(quote.exact) + fold(quote.suffix)
        grams = _grams(words)
        return fold(quote.exact) in self._folded or len(grams & self._grams) * 3 >= len(grams) > 0

    def find(self, quote: Quote) -> Place | str:
        """The one place that the words fit, or why there is none, as a sentence without its end."""
        found = self._best(quote.exact, quote.prefix, "" if quote.last else quote.suffix)
        if isinstance(found, str):
            return found
        end = found.end
        if quote.last:
            last = self._last(quote, found)
            if last is None:
                return f"“{quote.last}” does not stand behind “{quote.exact}”"
            end = last
        start_at, end_at = self._at[found.start], self._at[end - 1]
        raw = self._string[start_at : end_at + 1]
        how = (
            "exact"
            if raw in (quote.exact, quote.exact.strip())
            else "folded"
            if found.words == 1
            else "fuzzy"
        )
        return Place(self._sources[start_at], self._sources[end_at] + 1, how, round(min(found.score, 1.0), 3))

    def stretch(self, place: Place) -> tuple[str, int, int]:
        """The repaired text, and where in it a place begins and ends."""
        inside = [n for n, at in enumerate(self._sources) if place.start <= at < place.end]
        return self._string, inside[0], inside[-1] + 1

    def _best(self, exact: str, prefix: str, suffix: str) -> _Candidate | str:
        before, words, after = fold(prefix), fold(exact), fold(suffix)
        candidates = self._candidates(before, words, after)
        alone = any(c.alone for c in candidates)
        fitting = [c for c in candidates if _fits(c, len(words), context=bool(before or after), alone=alone)]
        if not fitting:
            near = max(candidates, key=lambda c: c.score, default=None)
            least = "" if near is None else f"; the nearest are {near.score:.0%} alike: “{self._shown(near)}”"
            return f"the words stand nowhere on the page{least}"
        best, *others = fitting
        rivals = [c for c in others if best.score - c.score < MARGIN and not _shifted(c, best)]
        if rivals:
            return f"the words fit {len(rivals) + 1} places: {self._shown(best)}, {self._shown(rivals[0])}"
        return best

    def _candidates(self, before: str, words: str, after: str) -> list[_Candidate]:
        """Places that may be meant, the best first, none inside another."""
        if not words:
            return []
        stretches = [
            *_occurrences(words, self._folded),
            *self._alike(before, words, after),
            *self._alike("", words, ""),
        ]
        judged = [
            self._judged(start, end, before, words, after)
            for start, end in dict.fromkeys(stretches)
            if start < end
        ]
        kept: list[_Candidate] = []
        for candidate in sorted(judged, key=lambda c: (-c.score, c.start, c.end)):
            if not any(candidate.start < k.end and k.start < candidate.end for k in kept):
                kept.append(candidate)
        return kept

    def _alike(self, before: str, words: str, after: str) -> Iterator[tuple[int, int]]:
        """Stretches like the words, found with what stands around them; the best first, each once."""
        whole = before + words + after
        text = self._folded
        for _ in range(_TRIES):
            found = fuzz.partial_ratio_alignment(whole, text, score_cutoff=100 * WORDS_ALIKE)
            if found is None or found.dest_end <= found.dest_start or len(text) < len(whole):
                return
            a, b = found.dest_start, found.dest_end
            yield _within(whole, text[a:b], len(before), len(before) + len(words), a)
            text = text[:a] + "\0" * (b - a) + text[b:]

    def _judged(self, start: int, end: int, before: str, words: str, after: str) -> _Candidate:
        text = self._folded
        likeness = (
            fuzz.ratio(before, text[max(0, start - len(before)) : start]) / 100 if before else 0.0,
            Levenshtein.normalized_similarity(words, text[start:end]),
            fuzz.ratio(after, text[end : end + len(after)]) / 100 if after else 0.0,
        )
        weights = (len(before), 2 * len(words), len(after))
        score = sum(like * weight for like, weight in zip(likeness, weights)) / sum(weights)
        alone = likeness[1] == 1 and start in self._starts and end in self._ends
        return _Candidate(start, end, likeness[1], likeness[0], likeness[2], score + ALONE * alone, alone)

    def _last(self, quote: Quote, first: _Candidate) -> int | None:
        """The end of the last words, at the place nearest behind the first ones."""
        words, after = fold(quote.last), fold(quote.suffix)
        behind = [
            c
            for c in self._candidates("", words, after)
            if first.start < c.start <= first.start + _REACH
            and (c.words == 1 or (len(words) >= TELLING and c.words >= SIDE_ALIKE))
        ]
        best = max((c.score for c in behind), default=0.0)
        return min((c.end for c in behind if best - c.score < MARGIN), default=None)

    def _shown(self, candidate: _Candidate) -> str:
        start, end = self._at[candidate.start], self._at[candidate.end - 1] + 1
        return " ".join(self._string[max(0, start - 4) : end + 4].split())


def _fits(candidate: _Candidate, signs: int, *, context: bool, alone: bool) -> bool:
    """Whether a place can be meant by so many signs; `alone` says that they are a block by themselves somewhere."""
    if candidate.words == 1 and (signs >= TELLING or candidate.alone or not context):
        return True
    if signs >= LONG and candidate.words >= LONG_ALIKE:
        return True
    if not context:
        return signs >= TELLING and candidate.words >= SIDE_ALIKE
    size = candidate.end - candidate.start
    misread = min(candidate.before, candidate.after) >= SIDE_ALIKE and signs <= 2 * size <= 4 * signs
    return candidate.score >= ALIKE and (candidate.words >= WORDS_ALIKE or (misread and not alone))


def _shifted(candidate: _Candidate, best: _Candidate) -> bool:
    """Whether a worse place is the best one but for a few signs, as in 明明白白."""
    return abs(candidate.start - best.start) < TELLING and candidate.score < best.score


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
