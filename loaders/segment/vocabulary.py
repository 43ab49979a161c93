"""How much two texts of a page speak of one thing: shared character pairs, rare ones counting more."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise


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
