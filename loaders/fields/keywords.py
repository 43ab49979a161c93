"""Words that say what an article is about: jieba's TF-IDF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lilun.loaders.lexicon import parted

COUNT = 12


@dataclass(frozen=True, slots=True)
class Keyword:
    """A word of at least two characters and its TF-IDF weight, rounded so that it is the same everywhere."""

    term: str
    weight: float


def read_keywords(texts: Iterable[str], count: int = COUNT) -> list[Keyword]:
    """The heaviest words of the texts together, heaviest first, ties in the words' order."""
    import jieba.analyse

    jieba.setLogLevel(60)
    tags = jieba.analyse.extract_tags(parted("\n".join(texts)), topK=count * 3, withWeight=True)
    words = [Keyword(t, round(w, 4)) for t, w in tags if len(t) >= 2 and not t.isdigit()]
    return sorted(words, key=lambda k: (-k.weight, k.term))[:count]
