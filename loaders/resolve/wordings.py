"""Texts as wordings are compared: folded, without punctuation and white space, each character knowing its place."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from lilun.schema.search import FOLDING, fold

_ELISION = re.compile(r"(?:…|⋯|\.{3}|。{3})+")


class _Bare(dict[int, str]):
    """Code point → the character that it is folded to, if it counts; '' if it does not."""

    def __missing__(self, code: int) -> str:
        folded = FOLDING[code]
        self[code] = folded if folded.isalnum() else ""
        return self[code]


_BARE = _Bare()


@dataclass(frozen=True)
class Wording:
    """A text and its characters that count: letters, digits and Han, with width, case and radicals made equal.

    Of a quotation an elision (……) within counts as well, as one …: who says that words are left out prints
    another wording.
    """

    printed: str
    is_quotation: bool = False

    @property
    def places(self) -> list[int]:
        """Where each character of `bare` stands in the printed text."""
        return _counted(self.printed, self.is_quotation)[0]

    @property
    def bare(self) -> str:
        """The characters that count, in order."""
        if self.is_quotation:
            return _counted(self.printed, True)[1]
        return self.printed.translate(_BARE)

    def stretch(self, start: int, end: int) -> tuple[int, int]:
        """Where [start, end) of the bare text stands in the printed one, from its first character to its last."""
        return self.places[start], self.places[end - 1] + 1

    def shown(self, start: int, end: int) -> str:
        """[start, end) of the bare text as it is printed, with the punctuation that follows each character."""
        edges = [0, *self.places[1:], len(self.printed)]
        return self.printed[edges[start] : edges[end]] if start < end else ""

    def within(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the bare text that lies in [start, end) of the printed one."""
        return bisect_left(self.places, start), bisect_left(self.places, end)


@lru_cache(maxsize=1 << 13)
def _counted(printed: str, is_quotation: bool) -> tuple[list[int], str]:
    """The places of the characters that count, and these characters. Words that recur are asked for again and again."""
    folded = fold(printed)
    if is_quotation:
        folded = _ELISION.sub(lambda marks: "…".ljust(len(marks[0])), folded)
    kept = "…" if is_quotation else ""
    places = [i for i, character in enumerate(folded) if character.isalnum() or character == kept]
    for end in (0, -1):  # nothing is left out before the first word and behind the last
        while places and folded[places[end]] == "…":
            del places[end]
    return places, "".join([folded[i] for i in places])


def key_of(bare: str) -> str:
    """The stable key of a wording: 16 hexadecimal digits made from its bare text."""
    return hashlib.sha256(bare.encode()).hexdigest()[:16]


def quoted(text: str) -> Wording:
    """A quotation as a wording."""
    return Wording(text, is_quotation=True)


def fullest(printings: list[str]) -> str:
    """Of several printings of one wording the one with the most marks; of equals the first in code order.

    So the choice does not depend on which came first, and a new printing is compared with the best one alone.
    """
    return min(printings, key=lambda text: (-len(text), text))
