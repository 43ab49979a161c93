"""How two strings are made comparable before the measure looks at them.

`norm` folds what an OCR engine or a typesetter may change without changing the text: width (NFKC), white space,
quotation marks and dashes. `bare` keeps letters, figures and signs of writing alone, so that punctuation never
decides whether a title or a name is right. The edit distance is Levenshtein's over `bare`, divided by the longer
length; 0.8 and more counts as right in the soft measure, as in GROBID's evaluation.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz.distance import Indel, Levenshtein

SOFT = 0.8  # GROBID counts a field as right by edit distance from this similarity on

_FOLDED = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "—": "-", "–": "-", "•": "·"})
# A half-width engine prints what NFKC does not know to be the same stop.
_STOPS = str.maketrans({"。": ".", "、": ",", "「": '"', "」": '"', "『": "'", "』": "'", "…": "."})
_SPACE = re.compile(r"\s+")
_SIGNS = re.compile(r"[\W_]+")


@lru_cache(maxsize=1 << 16)
def norm(text: str | None) -> str:
    """The text with width, quotation marks, dashes and white space folded."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text or "")).translate(_FOLDED)


@lru_cache(maxsize=1 << 16)
def bare(text: str | None) -> str:
    """The letters, figures and signs of writing of the text, folded; no punctuation."""
    return _SIGNS.sub("", norm(text))


@lru_cache(maxsize=1 << 16)
def plain(text: str | None) -> str:
    """As `norm`, stops and corner brackets folded too: the form in which body characters are compared."""
    return norm((text or "").translate(_STOPS))


def alike(a: str, b: str) -> bool:
    """Whether two folded strings are right by edit distance; two empty ones are."""
    if a == b:
        return True
    most = int((1 - SOFT) * max(len(a), len(b)) + 1e-9)  # the quotient would miss an exact 0.8
    return bool(a and b) and Levenshtein.distance(a, b, score_cutoff=most) <= most


def block_ratio(a: str, b: str, least: float = 0.0) -> float:
    """Ratcliff and Obershelp's ratio of two folded strings, 0.0 if one is empty or it is surely below `least`.

    Its matching blocks are a common subsequence, so the far quicker longest-common-subsequence ratio bounds it.
    """
    if not a or not b:
        return 0.0
    if Indel.normalized_similarity(a, b) < least - 1e-6:
        return 0.0
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()


def grams(text: str, size: int) -> Iterator[str]:
    """Every run of `size` characters; a shorter text is its own single run."""
    if text:
        yield from (text[i : i + size] for i in range(max(1, len(text) - size + 1)))


def covered(text: str, known: frozenset[str] | set[str], size: int) -> list[bool]:
    """For each character, whether some run of `size` characters over it is known."""
    marks = [False] * len(text)
    until = 0
    for i, gram in enumerate(grams(text, size)):
        if gram in known:
            for at in range(max(i, until), i + len(gram)):
                marks[at] = True
            until = i + len(gram)
    return marks
