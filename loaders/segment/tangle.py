"""Interleaved columns taken apart: which of two or three articles each block of a stretch belongs to.

What decides is vocabulary (a block with the blocks that speak of the same things), a sentence that goes on, a
numbering that goes on, and nearness. Assignment and vocabulary depend on each other, so both are repeated.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lilun.loaders.segment.columns import breaks_off, continues

_ROUNDS = 5
_STAY = 0.0  # what it gains to stay in the column of the block before
_UNDER_HEADING = 0.3  # … where that is a heading
_WHOLE = 8.0  # what likeness to a whole article counts, beside likeness to single blocks
_GOES_ON = 0.6  # … to go on with a sentence that breaks off
_LEFT_OPEN = 0.25  # what it costs to leave such a sentence
_NUMBERED = 0.5  # what it gains to go on with a numbering, and costs to break it
_AFTER_END = 0.6  # what it costs to stand behind an article's sign-off
_NEAREST = 3  # blocks of an article that a block is compared with
_NUMBER = re.compile(
    r"[（(]?([一二三四五六七八九十]{1,3}|\d{1,2})(?=[）)、.．])|第([一二三四五六七八九十]{1,2})(?=[，、])"
)
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九十")}


@dataclass(frozen=True, slots=True)
class Item:
    """A block as this stage sees it: its text and role ('paragraph', 'heading', 'signoff', …)."""

    text: str
    role: str


def untangle(heads: Sequence[str], items: Sequence[Item], open_from: Sequence[int]) -> list[int]:
    """For each item the article (an index into `heads`) that it belongs to.

    `heads` are the articles' headlines; `open_from` is for each article the first item that can be its own.
    """
    texts = [_words(i.text) for i in items]
    titles = [_words(h) for h in heads]
    assigned = _best(items, [[_alike(t, head) for head in titles] for t in texts], open_from)
    for _ in range(_ROUNDS):
        scores = [
            [_score(i, a, items, assigned, texts, titles[a]) for a in range(len(heads))]
            for i in range(len(items))
        ]
        following = _best(items, scores, open_from)
        if following == assigned:
            break
        assigned = following
    return assigned


_Words = Mapping[str, float]


def _words(text: str) -> _Words:
    """The words of a text, each with its count times its rarity in general (jieba's inverse document frequency)."""
    import jieba
    import jieba.analyse

    jieba.setLogLevel(60)
    rarity, usual = jieba.analyse.default_tfidf.idf_loader.get_idf()
    counts = Counter(w for w in jieba.cut(text) if len(w) > 1 and not w.isdigit())
    return {word: count * rarity.get(word, usual) for word, count in counts.items()}


def _alike(one: _Words, other: _Words) -> float:
    """The cosine of two bags of words, 0..1."""
    shared = sum(weight * other[word] for word, weight in one.items() if word in other)
    if not shared:
        return 0.0
    return shared / math.sqrt(sum(w * w for w in one.values()) * sum(w * w for w in other.values()))


def _best(items: Sequence[Item], scores: Sequence[Sequence[float]], open_from: Sequence[int]) -> list[int]:
    """The assignment with the highest sum of scores and of what staying in a column gains (Viterbi)."""
    count = len(open_from)
    totals: list[list[float]] = []
    back: list[list[int]] = []
    for number in range(len(items)):
        stay = _UNDER_HEADING if number and items[number - 1].role == "heading" else _STAY
        row, trace = [], []
        for article in range(count):
            own = scores[number][article] if number >= open_from[article] else -1e6
            came, value = article, 0.0
            if totals:
                came, value = max(
                    ((a, totals[-1][a] + (stay if a == article else 0.0)) for a in range(count)),
                    key=lambda pair: pair[1],
                )
            row.append(own + value)
            trace.append(came)
        totals.append(row)
        back.append(trace)
    if not totals:
        return []
    at = max(range(count), key=lambda a: totals[-1][a])
    path = [at]
    for trace in reversed(back[1:]):
        at = trace[at]
        path.append(at)
    return path[::-1]


def _score(
    number: int,
    article: int,
    items: Sequence[Item],
    assigned: Sequence[int],
    texts: Sequence[_Words],
    title: _Words,
) -> float:
    """What speaks for an item's belonging to an article, given where the others are."""
    item = items[number]
    mine = [n for n in range(len(items)) if assigned[n] == article and n != number]
    profile: Counter[str] = Counter()
    for words in (title, title, *(texts[n] for n in mine)):
        profile.update(words)
    near = sorted((_alike(texts[number], texts[n]) for n in mine), reverse=True)[:_NEAREST]
    score = _WHOLE * _alike(texts[number], profile) + sum(near)
    earlier = [n for n in mine if n < number]
    if any(items[n].role == "signoff" for n in earlier):
        score -= _AFTER_END
    running = next((items[n] for n in reversed(earlier) if items[n].role in ("paragraph", "lead")), None)
    if running is not None and breaks_off(running.text):
        goes_on = item.role == "paragraph" and continues(running.text, item.text)
        score += _GOES_ON if goes_on else -_LEFT_OPEN
    mark = _number(item)
    if mark is not None:
        last = next((m for n in reversed(earlier) if (m := _number(items[n])) and m[0] == mark[0]), None)
        expected = last[1] + 1 if last else 1
        score += _NUMBERED if mark[1] == expected else -_NUMBERED
    return score


def _number(item: Item) -> tuple[str, int] | None:
    """The style and value of the number with which a block begins: （二）… → ('（）', 2)."""
    found = _NUMBER.match(item.text)
    if not found:
        return None
    digits = found[1] or found[2]
    if digits.isdigit():
        value = int(digits)
    else:
        tens, ten, ones = digits.partition("十")
        value = (_DIGITS.get(tens, 1) * 10 if ten else 0) + (
            _DIGITS.get(ones or "〇", 0) if ten else _DIGITS.get(tens, 0)
        )
    style = item.text[: found.start(1 if found[1] else 2)] + ("n" if digits.isdigit() else "")
    return style + item.text[found.end() : found.end() + 1], value
