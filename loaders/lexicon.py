"""General Chinese: jieba's dictionary, its words and how often they stand in general text."""

from __future__ import annotations

import re
from functools import cache
from typing import Any


@cache
def tokenizer() -> Any:
    """jieba's tokenizer, its dictionary loaded."""
    import jieba  # only here: the dictionary takes a second to load, and most pages need none of it

    jieba.setLogLevel(60)
    jieba.initialize()
    return jieba.dt


def parted(text: str) -> str:
    """A text for jieba, with a space after ideographs of which no text has so many in a row.

    Its time grows with the square of an unbroken run.
    """
    return _UNBROKEN.sub(r"\g<0> ", text)


_UNBROKEN = re.compile("[\u4e00-\u9fff]{500}")


def count(word: str) -> int:
    """How often a word stands in general text; 0 for what the dictionary does not know."""
    return int(tokenizer().FREQ.get(word, 0))


def share(word: str) -> float:
    """The share of a word in general text."""
    return count(word) / float(tokenizer().total)
