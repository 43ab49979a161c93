"""One entry of a file of corrections as a line of YAML, with words of a text and what stands around them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

AROUND = 16  # characters kept before and after the words
LONGEST = 24  # characters of the words themselves; of more the first and last ones
_ENDS = 12
_PLAIN = re.compile(r"[\w/·.、，。；（）《》+-]+")
_WORDS = re.compile(r"null|true|false|yes|no|on|off|[\d.+-].*", re.IGNORECASE)
_PLACED = ("in", "at", "before", "after", "to")


def anchored(text: str, start: int, end: int) -> dict[str, str]:
    """The words text[start:end] with those around them, as an entry gives them: at, before, after and to.

    A longer stretch is given by its ends. Line feeds become spaces: they are nothing to a correction.
    """
    start, end = _trimmed(text, start, end)
    words = text[start:end]
    found = {"at": words, "before": text[max(0, start - AROUND) : start], "after": text[end : end + AROUND]}
    if len(words) > LONGEST:
        found |= {"at": words[:_ENDS], "to": words[-_ENDS:]}
    found = {name: " ".join(part.split()) for name, part in found.items()}
    return {name: part for name, part in found.items() if any(c.isalnum() for c in part)}


def line(entry: Mapping[str, Any]) -> str:
    """The entry as one line: `- {in: …, at: …, article: {title: …}, by: …, when: …, why: …}`."""
    order = sorted(entry, key=lambda name: _PLACED.index(name) if name in _PLACED else len(_PLACED))
    return f"- {_flow({name: entry[name] for name in order})}"


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_flow(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(_flow, value)) + "]"
    words = str(value)
    bare = _PLAIN.fullmatch(words) and not _WORDS.fullmatch(words) and words[0] not in "-."
    return words if bare else json.dumps(words, ensure_ascii=False)
