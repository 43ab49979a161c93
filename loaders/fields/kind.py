"""What kind of piece an article is: essay unless its form says otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from lilun.loaders.rules import rows

_TURN = re.compile(r"(?:问|答|记者|主持人|本报记者|[\u4e00-\u9fff·]{2,6})\s*[：:]")
_TURNS = 3  # paragraphs that begin with a speaker before a piece is an interview


@cache
def _rules() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple((row["kind"], row["where"], re.compile(row["pattern"])) for row in rows("kinds"))


def read_kind(parts: Mapping[str, str], paragraphs: Sequence[str], *, digest: bool) -> str:
    """One of the kinds of data-model: `parts` are headline parts and the byline as printed."""
    if digest:
        return "digest"
    texts = {**parts, "body": paragraphs[0] if paragraphs else ""}
    for kind, where, pattern in _rules():
        if texts.get(where) and pattern.search(texts[where]):
            return kind
    turns = [m.group() for p in paragraphs if (m := _TURN.match(p))]
    if len(turns) >= _TURNS and len(set(turns)) < len(turns):
        return "interview"
    return "essay"
