"""General Chinese: jieba's dictionary, its words and how often they stand in general text."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def tokenizer() -> Any:
    """jieba's tokenizer, its dictionary loaded."""
    import jieba  # only here: the dictionary takes a second to load, and most pages need none of it

    jieba.setLogLevel(60)
    jieba.initialize()
    return jieba.dt


def count(word: str) -> int:
    """How often a word stands in general text; 0 for what the dictionary does not know."""
    return int(tokenizer().FREQ.get(word, 0))


def share(word: str) -> float:
    """The share of a word in general text."""
    return count(word) / float(tokenizer().total)
