"""Paragraphs that a column cut: which block goes on with which sentence."""

from __future__ import annotations

import re

from lilun.loaders.segment.features import SENTENCE_END

_NUMBERED = re.compile(
    r"[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|\d{1,2}[.．、](?!\d)"
)
_INSIDE = tuple("，。、；：？！”’）》,;:?!)")


def breaks_off(text: str) -> bool:
    """Whether a running text ends inside a sentence."""
    return bool(text) and not SENTENCE_END.search(text) and text[-1] not in "：:"


def starts_inside(text: str) -> bool:
    """Whether a text begins with a mark that no text begins with."""
    return text.startswith(_INSIDE)


def continues(before: str, after: str) -> bool:
    """Whether `after` goes on with the sentence that `before` breaks off."""
    return starts_inside(after) or (breaks_off(before) and not _NUMBERED.match(after))
