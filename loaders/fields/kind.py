"""What kind of piece an article is: essay unless its form says otherwise."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from lilun.loaders.rules import rows

_TURN = re.compile(r"(?:问|答|记者|主持人|本报记者|[\u4e00-\u9fff·]{2,6})\s*[：:]")
_OPENING = 2  # paragraphs in which a text may show its kind: a date or a line of its own may stand first
_TURNS = 3  # paragraphs that begin with a speaker before a piece is an interview


@cache
def _rules() -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    return tuple((row["kind"], row["where"], re.compile(row["pattern"])) for row in rows("kinds"))


def read_kind(parts: Mapping[str, str], paragraphs: Sequence[str], *, digest: bool) -> str:
    """One of the kinds of data-model: `parts` are headline parts, who of the staff signs, and pen names."""
    if digest:
        return "digest"
    texts = {**{where: [text] for where, text in parts.items()}, "body": paragraphs[:_OPENING]}
    for kind, where, pattern in _rules():
        if any(text and pattern.search(text) for text in texts.get(where, ())):
            return kind
    turns = [m.group() for p in paragraphs if (m := _TURN.match(p))]
    if len(turns) >= _TURNS and len(set(turns)) < len(turns):
        return "interview"
    return "essay"
