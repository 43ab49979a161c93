"""How much texts of a page speak of one thing: shared words and character pairs, rare ones counting more."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from lilun.loaders.lexicon import parted, tokenizer


def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring letters or ideographs of a text."""
    return frozenset(a + b for a, b in pairwise(text) if a.isalpha() and b.isalpha())


class Vocabulary:
    """The pairs of a page's texts, weighted by inverse document frequency over those texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.sets = [pairs(t) for t in texts]
        counts = Counter(p for s in self.sets for p in s)
        self._weight = {p: math.log((1 + len(texts)) / n) for p, n in counts.items()}
        self._rare = math.log(1 + len(texts)) if texts else 1.0

    def affinity(self, words: frozenset[str], body: frozenset[str]) -> float:
        """The weighted share of `words` that `body` holds, 0..1."""
        total = sum(self._weight.get(p, self._rare) for p in words)
        return sum(self._weight.get(p, self._rare) for p in words & body) / total if total else 0.0


def words(text: str) -> Counter[str]:
    """The words of a text of more than one ideograph, with their counts."""
    found = tokenizer().cut(parted(text))
    return Counter(w for w in found if len(w) > 1 and not w.isdigit() and not w.isascii())


def ideographs(text: str) -> Counter[str]:
    """The ideographs of a text with their counts."""
    return Counter(c for c in text if "\u4e00" <= c <= "\u9fff")


_Used = tuple["array[int]", int]
_KEPT = 5000  # counts that are remembered: those of the splits that a search compares at a time


class Subjects:
    """Texts and the headlines they could stand under: how well a text fits what stands under a headline already.

    A unigram model of each article with a Dirichlet prior (MacKay and Peto 1995): a token's chance is that of
    general text, `trust` tokens strong, and what the article has used so far. `rate` gives a token's share in
    general text, no less than `least`; a headline's tokens count `_HEADLINE` times. A text longer than `enough`
    tokens counts less for its length: its words depend on each other.
    """

    _HEADLINE = 2

    def __init__(
        self,
        headlines: Sequence[Mapping[str, int]],
        texts: Sequence[Mapping[str, int]],
        trust: float,
        least: float,
        enough: float,
        rate: Callable[[str], float],
    ) -> None:
        held = Counter(token for bag in (*headlines, *texts) for token in bag)
        prior = {token: trust * max(rate(token), least) for token, n in held.items() if n > 1}
        number = {token: n for n, token in enumerate(prior)}
        self._trust = trust
        self._sizes = [sum(bag.values()) for bag in texts]
        self._scales = [min(1.0, math.sqrt(enough / max(size, 1))) for size in self._sizes]
        self._held = [[(number[t], count) for t, count in bag.items() if t in prior] for bag in texts]
        self._shared = [
            [(number[t], 1.0 + math.log(count), prior[t]) for t, count in bag.items() if t in prior]
            for bag in texts
        ]
        self._used: dict[tuple[int, tuple[int, ...]], _Used] = {}
        for headline, bag in enumerate(headlines):
            counts = array("I", bytes(4 * len(prior)))
            for token, count in bag.items():
                if token in number:
                    counts[number[token]] = self._HEADLINE * count
            self._used[headline, ()] = counts, self._HEADLINE * sum(bag.values())

    def gain(self, text: int, headline: int, before: tuple[int, ...]) -> float:
        """By how much a text is likelier under a headline with the texts `before` than in general (a log ratio)."""
        counts, size = self._under(headline, before)
        gain = -math.log1p(size / self._trust) * self._sizes[text]
        for token, weight, prior in self._shared[text]:
            used = counts[token]
            if used:
                gain += weight * math.log1p(used / prior)
        return gain * self._scales[text]

    def _under(self, headline: int, texts: tuple[int, ...]) -> _Used:
        """How often each token stands under a headline with some texts, and how many tokens there are."""
        key = (headline, texts)
        found = self._used.get(key)
        if found is None:
            if len(self._used) > _KEPT:
                self._used = {key: used for key, used in self._used.items() if not key[1]}
            before, size = self._under(headline, texts[:-1])
            counts = before[:]
            for token, count in self._held[texts[-1]]:
                counts[token] += count
            found = self._used[key] = counts, size + self._sizes[texts[-1]]
        return found
