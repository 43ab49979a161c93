"""How far blocks of a page speak of one thing: the words and characters that they share, rare ones counting more.

A unigram model of each article with a Dirichlet prior (MacKay and Peto 1995): a token's chance is that of general
text, `trust` tokens strong, and what the article has used already. A block counts each of its tokens once: within
a paragraph words repeat whatever it speaks of. The order of an article's blocks makes no difference.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

Blocks = tuple[int, ...]
Likeness = tuple[float, float]  # the log ratio of the tokens that are shared, and that of an article's length
_KEPT = 4000  # articles whose value is remembered


class Topics:
    """The tokens of a page's blocks; `twice` are the blocks that count double, as headlines do.

    `rate` gives a token's share in general text, no less than `least`.
    """

    def __init__(
        self,
        bags: Sequence[Iterable[str]],
        twice: frozenset[int],
        trust: float,
        least: float,
        rate: Callable[[str], float],
    ) -> None:
        held = Counter(token for bag in bags for token in bag)
        shared = {token: n for n, token in enumerate(t for t, times in held.items() if times > 1)}
        self._trust = trust
        self._weights = [2 if n in twice else 1 for n in range(len(bags))]
        self._tokens = [[shared[t] for t in bag if t in shared] for bag in bags]
        self._sizes = [w * sum(1 for _ in bag) for w, bag in zip(self._weights, bags)]
        self._gains: list[list[float]] = []  # by token: the log ratio of using it n times
        for token in shared:
            prior = trust * max(rate(token), least)
            gains = [0.0]
            for used in range(2 * held[token] + 1):
                gains.append(gains[-1] + math.log1p(used / prior))
            self._gains.append(gains)
        self._known: dict[Blocks, tuple[list[int], int, float]] = {(): ([0] * len(self._gains), 0, 0.0)}
        self._values: dict[Blocks, Likeness] = {(): (0.0, 0.0)}

    def value(self, article: Blocks, near: Blocks = ()) -> Likeness:
        """What an article's blocks share, and what that is by chance.

        It is reckoned from an article `near`, which should have most blocks in common.
        """
        found = self._values.get(article)
        if found is None:
            if len(self._values) > _KEPT:
                self._values = {(): (0.0, 0.0)}
            _, size, gain = self._changed(near, article)
            found = self._values[article] = gain, self._general(size)
        return found

    def marginal(self, block: int, article: Blocks) -> Likeness:
        """By how much the value of an article grows with a block, or shrinks without one that it has."""
        counts, size, _ = self._state(article)
        weight, gains, own = self._weights[block], self._gains, self._sizes[block]
        if block in article:
            gain = sum(gains[t][counts[t]] - gains[t][counts[t] - weight] for t in self._tokens[block])
            return gain, self._general(size) - self._general(size - own)
        gain = sum(gains[t][counts[t] + weight] - gains[t][counts[t]] for t in self._tokens[block])
        return gain, self._general(size + own) - self._general(size)

    def _general(self, size: int) -> float:
        trust = self._trust
        return math.lgamma(trust + size) - math.lgamma(trust) - size * math.log(trust)

    def _state(self, article: Blocks) -> tuple[list[int], int, float]:
        found = self._known.get(article)
        if found is None:
            if len(self._known) > 64:
                self._known = {(): self._known[()]}
            found = self._known[article] = self._changed((), article)
        return found

    def _changed(self, near: Blocks, article: Blocks) -> tuple[list[int], int, float]:
        counts, size, gain = self._state(near)
        counts = counts[:]
        before, after = set(near), set(article)
        gains = self._gains
        for sign, blocks in ((-1, before - after), (1, after - before)):
            for block in sorted(blocks):
                weight = sign * self._weights[block]
                size += sign * self._sizes[block]
                for token in self._tokens[block]:
                    used = counts[token]
                    counts[token] = used + weight
                    gain += gains[token][used + weight] - gains[token][used]
        return counts, size, gain
