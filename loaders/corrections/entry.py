"""One correction as a person writes it, and what came of it on a page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PEOPLE = ("same_person", "different_people")  # these are about names, not about a place on a page
NO_CITATION = "none"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words on a page with what stands before and after: the text quote selector of the W3C's annotations.

    Where `last` is given, `exact` are the first words of a longer stretch and `last` its last ones.
    """

    exact: str
    prefix: str = ""
    suffix: str = ""
    last: str = ""

    @property
    def shown(self) -> str:
        """The words as messages show them."""
        words = f"{self.exact}……{self.last}" if self.last else self.exact
        return " ".join(words.split())


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry: `what` is a key of forms.FORMS and `value` has its form. `page` is a page's key or file, '' for any.

    `file` and `line` (from 1) tell where it stands.
    """

    what: str
    value: Any
    at: Quote | None
    page: str
    by: str
    when: str
    why: str
    file: str
    line: int

    @property
    def said(self) -> dict[str, Any]:
        """What it says, as JSON has it, without who says it."""
        change = {self.what: plain(self.value)}
        return {
            **({"in": self.page} if self.page else {}),
            **({"at": plain(self.at)} if self.at else {}),
            "change": change,
        }

    @property
    def digest(self) -> str:
        """By which it is known again, wherever it stands and whoever wrote it."""
        said = json.dumps(self.said, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def where(self) -> str:
        """File and line, as messages name them."""
        return f"{self.file}:{self.line}"


def plain(value: Any) -> Any:
    """A value as JSON has it: quotes and tuples as mappings and lists."""
    if isinstance(value, Quote):
        parts = {"at": value.exact, "before": value.prefix, "after": value.suffix, "to": value.last}
        return {name: words for name, words in parts.items() if words}
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list | tuple) else value


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that a correction changed: the field, its value before and after, None where there is none.

    `article` is an index into the corrected page's articles, None where the page or several are meant.
    """

    field: str
    before: str | None
    after: str | None
    article: int | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a correction on a page: its effects, or the reason why it does not fit.

    `found` says how the words were found: exact, folded or fuzzy, `score` how well, 0 to 1; [start, end) is the
    place in the source.
    """

    correction: Correction
    effects: tuple[Effect, ...] = ()
    reason: str = ""
    found: str = ""
    score: float = 0.0
    start: int | None = None
    end: int | None = None
