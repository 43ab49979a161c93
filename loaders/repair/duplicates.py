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
from dataclasses import replace

from lilun.loaders import lexicon
from lilun.loaders.page import Block, Duplicate, Note, Text
from lilun.loaders.repair.repeats import SHORTEST, Place, Repeat, find_repeats

SURE = 45  # characters: from here one broken end is enough
OWN_WORDS = 80  # characters outside quotation marks that nobody writes twice on one page
_SENTENCE_ENDS = "。！？…”"
_PUNCTUATION = frozenset("，。、；：？！…—“”‘’（）《》〈〉【】「」 ,.;:?!()[]\"'·")
_BESIDE, _AROUND = 1, 3  # blocks before and after a place that tell what is spoken of there
_STRANGE = (
    0.7  # of the other place's likeness: a passage less alike to what is around it does not belong there
)
_BY_CHANCE = 4  # characters: texts that stop alike agree in no more
_EARLIER = 0.1  # by how much better a second place must fit to be the original: a page is read from the top
_BROKEN = 0.2  # what a broken end takes from a place's fit
_QUOTED = re.compile(r"“[^”]*(?:”|$)")
_CITED = re.compile(r"(?:指出|强调|提出|要求|明确|认为|写道|说|《[^》]{2,30}》)[^。！？”]{0,12}$|[“「『]$")


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
        copy, original = found
        places = _Places(kept)
        of = places.source(original)
        for number, a, b in places.cut(copy):
            text = kept[number].text
            start, end = text.slice(a, b).start, text.slice(a, b).end
            duplicates.append(Duplicate(start, end, *of))
            message = f"{b - a} characters repeat another passage of the page and were taken out"
            notes.append(Note("duplicate_passage", "warning", message, start, end, "pasted copy"))
            left, right = text.slice(0, a), text.slice(b)
            if not _whole(kept[number], a, b):
                gap = "text between these words seems to be lost under the copy"
                notes.append(Note("gap", "warning", gap, start, end, "pasted copy"))
            torn = kept[number].torn or not len(right)
            kept[number] = replace(kept[number], text=left + right, torn=torn)
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

    def cut(self, place: Place) -> Iterator[tuple[int, int, int]]:
        """Block number and offsets in it for the parts of a place."""
        start, end = place.start, place.end
        number = self.block_of(start)
        while start < end:
            stop = min(end, self.starts[number + 1])
            if stop > start:
                yield number, start - self.starts[number], stop - self.starts[number]
            start = stop
            number += 1

    def source(self, place: Place) -> tuple[int, int]:
        parts = list(self.cut(place))
        (n0, a, _), (n1, _, b) = parts[0], parts[-1]
        return self.texts[n0].source_of(a), self.texts[n1].source_of(b - 1) + 1

    def is_whole(self, place: Place) -> bool:
        """Whether a place is one block, or several, from edge to edge."""
        return place.start in self.starts and place.end in self.starts

    def rest(self, place: Place, other: Place, around: int) -> str:
        """What stands in a place's blocks, and so many around it, beside the passage and its other place."""
        a = self.starts[max(self.block_of(place.start) - around, 0)]
        b = self.starts[min(self.block_of(place.end - 1) + around + 1, len(self.texts))]
        cuts = sorted([(place.start, place.end), (other.start, other.end)])
        edges = [a, *(min(max(at, a), b) for cut in cuts for at in cut), b]
        return "\n".join(self.string[x:y] for x, y in zip(edges[::2], edges[1::2]))


def _copy_to_take(blocks: Sequence[Block]) -> tuple[Place, Place] | None:
    """The copy and the original; None when no repeat is a pasted copy."""
    places = _Places(blocks)
    repeats = list(find_repeats(places.string))
    if not repeats:
        return None
    weights = Counter(_bigrams(places.string))
    for repeat in repeats:
        found = _whole_blocks(places, repeat) or _judge(places, repeat, weights)
        if found is not None:
            return found
    return None


def _whole_blocks(places: _Places, repeat: Repeat) -> tuple[Place, Place] | None:
    """Whole blocks that stand twice: as blocks both times, or once as a part of running text."""
    for copy, original in ((repeat.second, repeat.first), (repeat.first, repeat.second)):
        edges = [e for e in places.starts if copy.start <= e <= copy.end]
        if len(edges) < 2 or edges[-1] - edges[0] < SHORTEST:
            continue
        before, after = edges[0] - copy.start, copy.end - edges[-1]  # what is alike around both by chance
        whole = Place(edges[0], edges[-1])
        twin = Place(original.start + before, original.end - after)
        by_chance = before <= _BY_CHANCE and after <= _BY_CHANCE
        if (by_chance and not _cited(places, whole)) or places.is_whole(twin):
            return whole, twin
    return None


def _judge(places: _Places, repeat: Repeat, weights: Counter[str]) -> tuple[Place, Place] | None:
    both = (repeat.first, repeat.second)
    passage = places.string[repeat.first.start : repeat.first.end]
    near, home = (
        {p: _affinity(passage, places.rest(p, o, n), weights) for p, o in (both, both[::-1])}
        for n in (_BESIDE, _AROUND)
    )
    flow = {p: _fluency(places.string, p.start) + _fluency(places.string, p.end) for p in both}
    broken = {p: _broken_ends(places, p) for p in both}
    share = {p: home[p] / (sum(home.values()) or 1.0) for p in both}
    inside = {p: _stands_inside(places, p, o) for p, o in (both, both[::-1])}
    fit = {p: share[p] + flow[p] - _BROKEN * broken[p] - inside[p] for p in both}
    copy, original = both if fit[both[0]] < fit[both[1]] - _EARLIER else both[::-1]
    if _own_words(places, repeat) >= OWN_WORDS:
        return copy, original
    if _cited(places, copy) and not (broken[copy] == 2 and len(copy) >= SURE):
        return None
    odd = (
        any(h[copy] < _STRANGE * h[original] for h in (near, home))
        or flow[copy] < flow[original] - 0.3
        or broken[original] == 2
    )
    if broken[copy] == 2 or (broken[copy] == 1 and len(copy) >= SURE and odd):
        return copy, original
    return None


def _stands_inside(places: _Places, place: Place, other: Place) -> bool:
    """Whether whole sentences stand inside a sentence here, but begin one at the other place."""
    string = places.string
    whole = string[place.end - 1] in _SENTENCE_ENDS
    inside = place.start not in places.starts and string[place.start - 1] in "，、；"
    return (
        whole
        and inside
        and (other.start in places.starts or string[other.start - 1] in _SENTENCE_ENDS + "：")
    )


def _own_words(places: _Places, repeat: Repeat) -> int:
    """How many of the passage's characters are the author's own: outside quotation marks at both places."""
    return min(
        sum(len(part) for part in _QUOTED.sub("", _context(places, p)).split("\n"))
        for p in (repeat.first, repeat.second)
    )


def _context(places: _Places, place: Place) -> str:
    """A place's text, with the opening mark before it where it begins inside a quotation."""
    before = places.string[max(place.start - 200, 0) : place.start]
    inside = before.rfind("“") > before.rfind("”")
    return ("“" if inside else "") + places.string[place.start : place.end]


def _cited(places: _Places, place: Place) -> bool:
    return bool(_CITED.search(places.string[max(place.start - 24, 0) : place.start]))


def _broken_ends(places: _Places, place: Place) -> int:
    """How many ends of a passage fall inside a clause: 0, 1 or 2."""
    string = places.string
    start, end = place.start, place.end
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
    words = lexicon.tokenizer().FREQ
    total = math.log(lexicon.tokenizer().total)
    best = [0.0] + [-1e9] * len(string)
    for end in range(1, len(string) + 1):
        for start in range(max(end - 4, 0), end):
            count = words.get(string[start:end], 0) or (1 if end - start == 1 else 0)
            if count:
                best[end] = max(best[end], best[start] + math.log(count) - total)
    return best[-1]
