"""Passages that OCR pasted twice: found by shared k-grams, the intruding copy taken out and kept as a span.

A leader's sentence that two articles quote, or a formula that everybody writes, stands twice as well. What tells
a pasted copy from those: its ends cut words and sentences, and its words do not belong where it stands.
"""

from __future__ import annotations

import itertools
import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from lilun.loaders.page import Block, Duplicate, Note, Text

K = 20  # characters that two places must share to be compared
SHORTEST = 36  # characters: the shortest passage that is called a copy
SURE = 60  # characters: from here one broken end is enough
WHOLE_SENTENCES = 80  # characters: the shortest copy that is known by standing inside a sentence alone
_SENTENCE_ENDS = "。！？…”"
_PUNCTUATION = frozenset("，。、；：？！…—“”‘’（）《》〈〉【】「」 ,.;:?!()[]\"'·")
_CITED = re.compile(r"(?:指出|强调|提出|要求|明确|认为|写道|说|《[^》]{2,30}》)[^。！？]{0,12}$|[“「『]$")


@dataclass(frozen=True, slots=True)
class _Repeat:
    """One passage that stands at two places of the page's text."""

    first: int
    second: int
    length: int


def take_out_duplicates(
    blocks: Sequence[Block],
) -> tuple[list[Block], list[Duplicate], list[Note]]:
    """The blocks without pasted copies, the copies, and a note for each copy and each gap it left."""
    kept = list(blocks)
    duplicates: list[Duplicate] = []
    notes: list[Note] = []
    for _ in range(8):  # a page with more pastes than that is not readable anyway
        found = _copy_to_take(kept)
        if found is None:
            break
        copy, original, length = found
        places = _Places(kept)
        of = places.source(original, original + length)
        for number, a, b in places.cut(copy, copy + length):
            text = kept[number].text
            start, end = text.slice(a, b).start, text.slice(a, b).end
            duplicates.append(Duplicate(start, end, *of))
            message = f"{b - a} characters repeat another passage of the page and were taken out"
            notes.append(Note("duplicate_passage", "warning", message, start, end, "pasted copy"))
            left, right = text.slice(0, a), text.slice(b)
            if not _whole(kept[number], a, b):
                gap = "text between these words seems to be lost under the copy"
                notes.append(Note("gap", "warning", gap, start, end, "pasted copy"))
            kept[number] = replace(kept[number], text=left + right)
        kept = [b for b in kept if len(b.text)]
    return kept, duplicates, notes


def _whole(block: Block, a: int, b: int) -> bool:
    return a == 0 and b == len(block.text)


class _Places:
    """The page's text as one string, and the way back to blocks."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.texts: list[Text] = [b.text for b in blocks]
        self.string = "".join(t.string for t in self.texts)
        self.starts = [0]
        for text in self.texts:
            self.starts.append(self.starts[-1] + len(text))

    def block_of(self, at: int) -> int:
        return max(bisect_right(self.starts, at) - 1, 0)

    def cut(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Block number and offsets in it for the stretch [start, end)."""
        number = self.block_of(start)
        while start < end:
            stop = min(end, self.starts[number + 1])
            if stop > start:
                yield number, start - self.starts[number], stop - self.starts[number]
            start = stop
            number += 1

    def source(self, start: int, end: int) -> tuple[int, int]:
        parts = list(self.cut(start, end))
        (n0, a, _), (n1, _, b) = parts[0], parts[-1]
        return self.texts[n0].source_of(a), self.texts[n1].source_of(b - 1) + 1

    def rest(self, start: int, end: int, passage: str) -> str:
        """What stands in the passage's blocks, and the neighbouring ones, beside either copy of it."""
        a = self.starts[max(self.block_of(start) - 1, 0)]
        b = self.starts[min(self.block_of(end - 1) + 2, len(self.texts))]
        return self.string[a:b].replace(passage, "\n")


def _repeats(string: str) -> Iterator[_Repeat]:
    seen: dict[str, int] = {}
    at = 0
    while at + K <= len(string):
        gram = string[at : at + K]
        first = seen.setdefault(gram, at)
        if at - first < K:
            at += 1
            continue
        length = K
        while (
            first + length < at
            and at + length < len(string)
            and string[first + length] == string[at + length]
        ):
            length += 1
        if length >= SHORTEST:
            yield _Repeat(first, at, length)
        for i in range(at + 1, min(at + length, len(string) - K + 1)):
            seen.setdefault(string[i : i + K], i)
        at += length


def _copy_to_take(blocks: Sequence[Block]) -> tuple[int, int, int] | None:
    """Start of the copy, start of the original, length; None when no repeat is a pasted copy."""
    places = _Places(blocks)
    repeats = list(_repeats(places.string))
    if not repeats:
        return None
    weights = Counter(_bigrams(places.string))
    for found in repeats:
        repeat = _whole_blocks(places, found)
        if repeat is not None:
            return repeat.second, repeat.first, repeat.length
        repeat = found
        taken = _judge(places, repeat, weights)
        if taken is not None:
            original = repeat.first if taken == repeat.second else repeat.second
            return taken, original, repeat.length
    return None


def _whole_blocks(places: _Places, repeat: _Repeat) -> _Repeat | None:
    """The repeat cut to whole blocks, where it is that but for what stands alike around both copies."""
    edges = set(places.starts)
    inside = [o for o in range(repeat.length + 1) if repeat.first + o in edges and repeat.second + o in edges]
    if len(inside) < 2 or inside[-1] - inside[0] < SHORTEST:
        return None
    return _Repeat(repeat.first + inside[0], repeat.second + inside[0], inside[-1] - inside[0])


def _judge(places: _Places, repeat: _Repeat, weights: Counter[str]) -> int | None:
    length = repeat.length
    string = places.string
    intruder = _intruder(places, repeat)
    if intruder is not None:
        return intruder
    broken = {s: _broken_ends(places, s, s + length) for s in (repeat.first, repeat.second)}
    passage = string[repeat.first : repeat.first + length]
    home = {s: _affinity(passage, places.rest(s, s + length, passage), weights) for s in broken}
    fit = {s: 2 * home[s] + _fluency(string, s) + _fluency(string, s + length) for s in broken}
    if fit[repeat.second] > fit[repeat.first] + 0.35:
        copy, original = repeat.first, repeat.second
    else:
        copy, original = repeat.second, repeat.first
    if broken[copy] == 2:
        return copy if not _cited(string, copy) or length >= SURE else None
    if broken[copy] == 1 and length >= SURE and not _cited(string, copy):
        return copy if home[copy] < 0.7 * home[original] or broken[original] == 2 else None
    return None


def _intruder(places: _Places, repeat: _Repeat) -> int | None:
    """The copy of whole sentences that stands inside a sentence, where the other begins one; None if neither."""
    string = places.string
    last = string[repeat.first + repeat.length - 1]
    if repeat.length < WHOLE_SENTENCES or last not in _SENTENCE_ENDS:
        return None
    inside = {s: s not in places.starts and string[s - 1] in "，、；" for s in (repeat.first, repeat.second)}
    begins = {s: s in places.starts or string[s - 1] in _SENTENCE_ENDS + "：" for s in inside}
    for copy, original in ((repeat.second, repeat.first), (repeat.first, repeat.second)):
        if inside[copy] and begins[original] and not _cited(string, copy):
            return copy
    return None


def _cited(string: str, start: int) -> bool:
    return bool(_CITED.search(string[max(start - 24, 0) : start]))


def _broken_ends(places: _Places, start: int, end: int) -> int:
    """How many ends of a passage fall inside a clause: 0, 1 or 2."""
    string = places.string
    inside_left = start not in places.starts and string[start] not in _PUNCTUATION
    left = inside_left and string[start - 1] not in _PUNCTUATION
    last, after = string[end - 1], string[end : end + 1]
    if end in places.starts:
        right = last not in "。！？…”’）)!?；"
    else:
        right = last not in _PUNCTUATION and after not in _PUNCTUATION
    return int(left) + int(right)


def _bigrams(string: str) -> list[str]:
    return [a + b for a, b in itertools.pairwise(string) if a not in _PUNCTUATION and b not in _PUNCTUATION]


def _affinity(passage: str, rest: str, weights: Counter[str]) -> float:
    """How much of the passage's vocabulary its surroundings share, 0..1, rare pairs counting more."""
    near = set(_bigrams(rest))
    total = shared = 0.0
    for pair in set(_bigrams(passage)):
        weight = 1 / math.log2(1 + weights[pair])
        total += weight
        if pair in near:
            shared += weight
    return shared / total if total else 0.0


@cache
def _frequencies() -> tuple[dict[str, int], float]:
    import jieba

    jieba.setLogLevel(60)
    jieba.initialize()
    return jieba.dt.FREQ, math.log(jieba.dt.total)


def _fluency(string: str, at: int) -> float:
    """Whether a word runs across `at`: 0 none, towards 1 the surer."""
    left, right = string[max(at - 4, 0) : at], string[at : at + 4]
    if not left or not right or left[-1] in _PUNCTUATION or right[0] in _PUNCTUATION:
        return 0.3
    split = _best(left) + _best(right)
    gain = _best(left + right) - split
    return max(0.0, min(gain / 8, 1.0))


def _best(string: str) -> float:
    """Log probability of the best cut of a short string into dictionary words."""
    words, total = _frequencies()
    best = [0.0] + [-1e9] * len(string)
    for end in range(1, len(string) + 1):
        for start in range(max(end - 4, 0), end):
            count = words.get(string[start:end], 0) or (1 if end - start == 1 else 0)
            if count:
                best[end] = max(best[end], best[start] + math.log(count) - total)
    return best[-1]
