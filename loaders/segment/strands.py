"""The strands of a tangle: which of two or three articles each block of a stretch belongs to.

A split is scored as a whole, by rows of rules/strands.csv: whether a block speaks of what its article speaks of
(vocabulary.py), goes on with the sentence, numbering and build of headings there (succession.py), whether an
article ends as articles do, and whether columns are of one length. A beam search from the first block to the last
finds the best split; what an article has said so far is all that a block's score depends on.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from lilun.loaders import lexicon
from lilun.loaders.rules import opening, rows
from lilun.loaders.segment.columns import breaks_off, starts_inside
from lilun.loaders.segment.succession import Number, across, alike, build, number, style, topic
from lilun.loaders.segment.vocabulary import Subjects, ideographs, pairs, words

_WIDTH, _QUICK = 8, 4  # splits that the search keeps
_WORDS = (250.0, 1e-5, 48.0)  # how many words general text counts for, the least share of one, enough of them
_CHARACTERS = (200.0, 2e-4, 120.0)
_WITHIN_WORDS = 3.0  # how much more often a character stands in text than as a word of its own
_OPEN = 12  # characters: a shorter block that ends without a stop is no cut paragraph
_GREETING = 30  # characters: no salutation is longer
_CLOSES = re.compile(r"此致|谢谢|敬礼")
_LONGEST = 400  # pairs: a longer text is not compared as one
_ODD = frozenset(
    {"left_open", "starts_inside", "after_signoff", "second_signoff", "number_again", "number_gap", "other_name",
     "ends_heading", "ends_open", "greeting_late", "lead_late"}
)  # fmt: skip

_Evidence = list[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Column:
    """How long the columns of a tangle are: so many blocks, or so many characters."""

    unit: str
    length: float

    def ends(self, used: float) -> float:
        """The chance that a column ends where so much of it is used."""
        over = (used - self.length + 0.3 * min(self.length, 2.0)) * 2.2 / math.sqrt(self.length)
        return min(max(1.0 / (1.0 + math.exp(-max(min(over, 9.0), -9.0))), 0.04), 0.93)

    def size(self, item: Item) -> float:
        """How much of a column a block takes."""
        return 1.0 if self.unit == "blocks" else len(item.text) + _SPACING


_SPACING = 6  # characters: what is left white at a paragraph's ends
COLUMNS = (
    *(Column("blocks", length) for length in (1.2, 2.0, 6.5)),
    Column("characters", 450.0),
)
_USUAL = Column("blocks", 2.0)
_ENDED = -1.5  # log chance of going back to an article that has its sign-off


@dataclass(frozen=True, slots=True)
class Head:
    """An article's headline, and who signs above the text."""

    text: str
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Item:
    """A block as this stage sees it: its text, role ('paragraph', 'heading', 'signoff' …), mark, and who signs."""

    text: str
    role: str
    mark: str
    names: frozenset[str]
    number: Number | None
    style: tuple[str, str]
    topic: str
    open: bool
    greets: bool
    pairs: frozenset[str]
    words: Counter[str]
    ideographs: Counter[str]

    @classmethod
    @lru_cache(maxsize=1024)  # a block is looked at with each headline near it
    def of(
        cls, text: str, role: str, mark: str = "", names: frozenset[str] = frozenset(), torn: bool = False
    ) -> Item:
        """What can be seen of a block by itself; the end of a torn one is lost."""
        running = role in ("paragraph", "lead")
        greets = role in ("paragraph", "note") and len(text) < _GREETING
        return cls(
            text,
            role,
            mark,
            names,
            number(text),
            style(text, mark),
            topic(text) if role == "paragraph" else "",
            running and not torn and len(text) >= _OPEN and breaks_off(text),
            greets and bool(opening("greeting").search(text)) and not _CLOSES.match(text),
            pairs(text),
            words(text),
            ideographs(text),
        )


@dataclass(frozen=True, slots=True)
class Plain:
    """The stretch as it stands: its score, and whether anything in it is odd."""

    score: float
    odd: bool


@dataclass(frozen=True, slots=True)
class _Split:
    """A split of the first blocks: its score, each article's blocks, the column that is being filled."""

    score: float
    split: tuple[int, ...]
    own: tuple[tuple[int, ...], ...]
    used: float = 0.0
    columns: int = 0


@cache
def _weights() -> dict[str, float]:
    return {row["evidence"]: float(row["weight"]) for row in rows("strands")}


class Strands:
    """A stretch of a page: the heads of its articles and the blocks under them, in printed order.

    `open_from` is for each article the first block that can be its own. Where headlines may be displaced that is
    any block, and `stands_at` tells before which block each of them is printed.
    """

    def __init__(
        self,
        heads: Sequence[Head],
        items: Sequence[Item],
        open_from: Sequence[int],
        stands_at: Sequence[int] | None = None,
    ) -> None:
        self._heads, self._items, self._open_from = heads, items, open_from
        self._stands_at = stands_at
        self._weights = _weights()
        self._ended = [i.role == "signoff" for i in items]
        self._words = Subjects(
            [words(h.text) for h in heads], [i.words for i in items], *_WORDS, lexicon.share
        )
        self._characters = Subjects(
            [ideographs(h.text) for h in heads],
            [i.ideographs for i in items],
            *_CHARACTERS,
            lambda character: _WITHIN_WORDS * lexicon.share(character),
        )
        held = Counter(pair for item in items for pair in item.pairs)
        self._rarity = {pair: math.log((len(items) + 1) / n) for pair, n in held.items()}
        self._scores: dict[tuple[int, int, tuple[int, ...]], float] = {}
        self._wholes: dict[tuple[int, tuple[int, ...]], float] = {}
        self._pairs: dict[tuple[int, int], _Evidence] = {}
        self._found: tuple[list[int], float] | None = None

    @property
    def articles(self) -> int:
        """How many articles there are."""
        return len(self._heads)

    def best(self) -> tuple[list[int], float]:
        """The best split, each block's article, and its score, whatever the columns' length."""
        if self._found is None:
            found = max((self._search(column, _WIDTH) for column in COLUMNS), key=lambda s: s.score)
            self._found = list(found.split), found.score
        return self._found

    def quick(self) -> float:
        """About the score of the best split."""
        return self._search(_USUAL, _QUICK).score

    def score(self, split: Sequence[int]) -> float:
        """The score of a given split, each turn from one article to another at its cost."""
        wholes = (self._whole(article, self._own(split, article)) for article in range(self.articles))
        return self._turns(split) * self._weights["turn"] + sum(wholes)

    def gain(self, split: Sequence[int], start: int, end: int, article: int) -> float:
        """By how much a split reads better with the blocks [start, end) of one article in another."""
        was = split[start]
        moved = [*split[:start], *[article] * (end - start), *split[end:]]
        gain = (self._turns(moved) - self._turns(split)) * self._weights["turn"]
        for one in (was, article):
            gain += self._whole(one, self._own(moved, one)) - self._whole(one, self._own(split, one))
        return gain

    @staticmethod
    def _own(split: Sequence[int], article: int) -> tuple[int, ...]:
        return tuple([block for block, home in enumerate(split) if home == article])

    def _turns(self, split: Sequence[int]) -> int:
        """How often a page turns to another article without a sign-off above or a headline that explains it."""
        turns = 0
        seen = 0
        for block, article in enumerate(split):
            if block and split[block - 1] != article and not self._ended[block - 1]:
                begins = self._stands_at is not None and block == self._stands_at[article]
                turns += not begins or bool(seen >> article & 1)
            seen |= 1 << article
        return turns

    def faults(self, split: Sequence[int]) -> int:
        """How much in a split no sound article shows: cut sentences, gaps in numbering, text below a sign-off."""
        own: list[tuple[int, ...]] = [()] * len(self._heads)
        evidence: _Evidence = []
        for block, article in enumerate(split):
            evidence += self._evidence(block, article, own[article])
            own[article] += (block,)
        return sum(1 for name, _ in (*evidence, *self._ends(own)) if name in _ODD)

    def _whole(self, article: int, own: tuple[int, ...]) -> float:
        """The score of all blocks of one article together."""
        key = (article, own)
        if key not in self._wholes:
            blocks = (self._value(block, article, own[:n]) for n, block in enumerate(own))
            self._wholes[key] = sum(blocks) + self._sum(self._ends([own]))
        return self._wholes[key]

    def _value(self, block: int, article: int, own: tuple[int, ...]) -> float:
        """The score of a block's following the blocks `own` of an article."""
        key = (block, article, own)
        if key not in self._scores:
            self._scores[key] = self._sum(self._evidence(block, article, own))
        return self._scores[key]

    def as_printed(self) -> list[int]:
        """Each block with the head above it; those above the first head with that."""
        starts = self._stands_at or self._open_from
        return [
            max((a for a, start in enumerate(starts) if start <= block), default=0)
            for block in range(len(self._items))
        ]

    def plain(self) -> Plain:
        """Each block with the head above it. A head without text counts nothing here: it may be a banner."""
        own: list[tuple[int, ...]] = [()] * len(self._heads)
        evidence: _Evidence = []
        for block, article in enumerate(self.as_printed()):
            evidence += self._evidence(block, article, own[article])
            own[article] += (block,)
        evidence += [(name, value) for name, value in self._ends(own) if name != "no_text"]
        return Plain(self._sum(evidence), any(name in _ODD for name, _ in evidence))

    def _sum(self, evidence: Iterable[tuple[str, float]]) -> float:
        return sum(self._weights[name] * value for name, value in evidence)

    # -- search ---------------------------------------------------------------------------------------

    def _search(self, column: Column, width: int) -> _Split:
        kept = [_Split(0.0, (), ((),) * len(self._heads))]
        for block in range(len(self._items)):
            longer = [
                (self._longer(split, block, article, column), split, article)
                for split in kept
                for article in range(len(self._heads))
                if block >= self._open_from[article]
            ]
            longer.sort(key=lambda found: -found[0])
            size = column.size(self._items[block])
            kept = [_with(split, block, article, score, size) for score, split, article in longer[:width]]
        done = [(split.score + self._sum(self._ends(split.own)), split) for split in kept]
        score, found = max(done, key=lambda pair: pair[0])
        return _Split(score, found.split, found.own)

    def _longer(self, split: _Split, number: int, article: int, column: Column) -> float:
        """The score of a split with one block more."""
        score = split.score + self._value(number, article, split.own[article])
        if not split.split:
            return score
        last = split.split[-1]
        if last != article and self._items[number].role == "byline":
            score += self._weights["cut_byline"]
        elif last != article and self._items[number - 1].role == "heading":
            score += self._weights["cut_heading"]
        return score + self._weights["rhythm"] * self._rhythm(split, number, article, column)

    def _rhythm(self, split: _Split, number: int, article: int, column: Column) -> float:
        """The log chance that the column ends here, or goes on; the first one takes in the headline: any length."""
        last = split.split[-1]
        if self._stands_at and article != last and self._free(split.own, number, last, article):
            return 0.0
        if not split.columns and not self._stands_at:
            return 0.0
        for other in range(len(self._heads)):
            own = split.own[other]
            ended = bool(own) and self._items[own[-1]].role == "signoff"
            if other != last and number >= self._open_from[other] and not ended:
                chance = column.ends(split.used)
                return math.log(chance if article != last else 1.0 - chance)
        return _ENDED if article != last else 0.0

    def _free(self, own: Sequence[tuple[int, ...]], block: int, last: int, article: int) -> bool:
        """Whether a turn is what any page shows: after a sign-off, or to a text right below its headline."""
        ended = bool(own[last]) and self._items[own[last][-1]].role == "signoff"
        return ended or (
            self._stands_at is not None and not own[article] and block == self._stands_at[article]
        )

    # -- evidence -------------------------------------------------------------------------------------

    def _evidence(self, number: int, article: int, own: tuple[int, ...]) -> _Evidence:
        """What there is to say of a block's following the blocks `own` of an article."""
        evidence = [
            ("word", self._words.gain(number, article, own)),
            ("character", self._characters.gain(number, article, own)),
            *(self._below(own[-1], number) if own else self._opens(number)),
            *self._numbered(number, own),
        ]
        if self._stands_at and not own:
            if number == self._stands_at[article]:
                evidence.append(("right_below", 1.0))
            elif number < self._stands_at[article]:
                evidence.append(("before_head", 1.0))
        item = self._items[number]
        topics = [
            alike(self._items[n].topic, item.topic)
            for n in own
            if item.topic and not (item.number and self._items[n].number)
        ]
        evidence.append(("topic_alike", max(topics, default=0.0)))
        if any(self._items[n].role == "signoff" for n in own):
            evidence.append(("second_signoff" if item.role == "signoff" else "after_signoff", 1.0))
        if item.role == "heading":
            evidence += self._set_alike(
                item, [self._items[n] for n in own if self._items[n].role == "heading"]
            )
        names = self._heads[article].names
        if item.names and names:
            evidence.append(("same_name" if item.names & names else "other_name", 1.0))
        return evidence

    def _opens(self, number: int) -> _Evidence:
        """The first block of an article's text."""
        item = self._items[number]
        evidence: _Evidence = []
        if item.role == "signoff":
            evidence.append(("signoff_first", 1.0))
        if item.role == "paragraph" and starts_inside(item.text):
            evidence.append(("starts_inside", 1.0))
        if item.greets:
            evidence.append(("greeting_first", 1.0))
        return evidence

    def _below(self, above: int, number: int) -> _Evidence:
        """A block right below another one of its article."""
        key = (above, number)
        if key not in self._pairs:
            self._pairs[key] = self._read_below(self._items[above], self._items[number])
        return self._pairs[key]

    def _read_below(self, upper: Item, item: Item) -> _Evidence:
        under = upper.role == "heading" and item.role == "paragraph"
        evidence: _Evidence = [("near_heading" if under else "near", self._near(upper, item))]
        if item.greets:
            dated = (
                upper.role == "note" and len(upper.text) < _GREETING
            )  # （某年某月某日）above the salutation
            evidence.append(("greeting_first" if dated else "greeting_late", 1.0))
        if item.role == "lead":
            evidence.append(("lead_late", 1.0))
        if upper.open:
            if item.role == "paragraph" and item.number is None and not item.mark:
                evidence += [("joins", 1.0), ("word_across", across(upper.text, item.text))]
            else:
                evidence.append(("left_open", 1.0))
        elif upper.role in ("paragraph", "lead") and item.role == "paragraph" and starts_inside(item.text):
            evidence.append(("starts_inside", 1.0))
        if upper.role == "heading" and item.role == "heading":
            one_style = upper.style == item.style
            evidence.append(("heading_heading_alike" if one_style else "heading_heading", 1.0))
        elif upper.role == "heading" and item.role == "signoff":
            evidence.append(("heading_signoff", 1.0))
        return evidence

    def _near(self, one: Item, other: Item) -> float:
        """The rare pairs that two blocks share, for their length."""
        shared = one.pairs & other.pairs
        if not shared:
            return 0.0
        size = min(len(one.pairs), _LONGEST) * min(len(other.pairs), _LONGEST)
        return sum(self._rarity[pair] for pair in sorted(shared)) / math.sqrt(size)

    def _numbered(self, number: int, own: Sequence[int]) -> _Evidence:
        found = self._items[number].number
        if found is None:
            return []
        section = False
        for n in reversed(own):
            last = self._items[n].number
            if last is not None and last.style == found.style:
                if found.value == last.value + 1:
                    return [("number_next", 1.0)]
                if found.value == 1:
                    return [("number_again_below" if section else "number_again", 1.0)]
                return [("number_gap", 1.0)]
            section = section or self._items[n].role == "heading"
        if found.value == 1:
            return [("number_first", 1.0)]
        first = self._items[number].text[:2].replace("二", "一")  # “…送三句话。第一句，……” above “第二句，……”
        run_in = found.value == 2 and any(first in self._items[n].text for n in own[-3:])
        return [("number_next" if run_in else "number_gap", 1.0)]

    @staticmethod
    def _set_alike(item: Item, headings: Sequence[Item]) -> _Evidence:
        """A heading beside those before it: most articles set theirs in one style."""
        if not headings:
            return []
        evidence: _Evidence = []
        if headings[-1].style == item.style:
            evidence.append(("heading_style", 1.0))
        elif any(h.style == item.style for h in headings):
            evidence.append(("heading_style", 0.5))
        else:
            evidence.append(("heading_other_style", 1.0))
        if build(headings[-1].text) == build(item.text):
            evidence.append(("heading_build", 1.0))
        return evidence

    def _ends(self, own: Sequence[tuple[int, ...]]) -> _Evidence:
        """How the articles end."""
        evidence: _Evidence = []
        for numbers in own:
            items = [self._items[n] for n in numbers]
            if not any(i.role in ("paragraph", "lead") for i in items):
                evidence.append(("no_text", 1.0))
            if not items:
                continue
            if items[-1].role == "heading":
                evidence.append(("ends_heading", 1.0))
            elif items[-1].open:
                evidence.append(("ends_open", 1.0))
            if not any(i.role == "signoff" for i in items):
                evidence.append(("ends_unsigned", 1.0))
        return evidence


def _with(split: _Split, number: int, article: int, score: float, size: float) -> _Split:
    """A split with one block more."""
    turned = bool(split.split) and split.split[-1] != article
    own = tuple((*o, number) if a == article else o for a, o in enumerate(split.own))
    used = size if turned else split.used + size
    return _Split(score, (*split.split, article), own, used, split.columns + turned)
