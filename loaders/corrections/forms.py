"""What can be corrected, and the form that its value has: the vocabulary of the YAML files, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from lilun.loaders.segment.grammar import ROLES
from lilun.schema.article import ArticleKind
from lilun.schema.people import AuthorKind, BylineRole
from lilun.schema.speech import CitationMode, SourceKind


@dataclass(frozen=True, slots=True)
class Form:
    """The form of a value: `kind` is text, date, list or words (of the page); where `words` are given, one of them.

    `example` is a value of the form, for messages. An `empty` value takes the field away.
    """

    kind: str
    example: str
    words: tuple[str, ...] = ()
    empty: bool = False


def _text(example: str, *, empty: bool = False) -> Form:
    return Form("text", example, empty=empty)


def _one_of(words: tuple[str, ...]) -> Form:
    return Form("text", words[0], words)


_DAY = Form("date", "2031-05-06")
_PLACE = Form("words", "渡口早就不摆渡了")
_SAID: Mapping[str, Form] = {
    "speaker": _text("陆闻笛", empty=True),
    "voice": _text("党的二十大", empty=True),
    "document": _text("临江市防汛规划", empty=True),
    "occasion": _text("全市防汛工作会议", empty=True),
    "place": _text("临江", empty=True),
    "date": _DAY,
    "mode": _one_of(get_args(CitationMode)),
    "kind": _one_of(get_args(SourceKind)),
}

FORMS: Mapping[str, Form | Mapping[str, Form]] = {
    # what stands on the page, and in which article
    "text": _text("渡口"),
    "role": _one_of(ROLES),
    "move": {"before": _PLACE, "after": _PLACE},
    "split": _one_of(("here",)),
    "merge": _PLACE,
    # what the page and its articles are
    "page": {
        "newspaper": _text("临江日报"),
        "date": _DAY,
        "number": _text("06"),
        "name": _text("理论"),
    },
    "article": {
        **{name: _text("老渡口为什么要留下", empty=True) for name in ("kicker", "title", "subtitle")},
        "column": _text("学思录", empty=True),
        "kind": _one_of(get_args(ArticleKind)),
        "reprinted_from": _text("海岬日报", empty=True),
    },
    # who writes, and who is cited
    "authors": Form("list", "[陆闻笛, 邵望舒]", empty=True),
    "author": {
        "name": _text("陆闻笛"),
        "role": _one_of(get_args(BylineRole)),
        "kind": _one_of(get_args(AuthorKind)),
        "organization": _text("临江大学历史学院"),
        "positions": Form("list", "[教授]", empty=True),
        "institution": Form("list", "[临江大学, 历史学院]"),
    },
    "citation": {**_SAID, "verb": _text("指出")},
    "cites": {**_SAID, "source": _text("陆闻笛"), "cue": _text("指出")},
    "same_person": Form("list", "[陆闻笛, 闻笛]"),
    "different_people": Form("list", "[陆闻笛/临江大学, 陆闻笛/海岬大学]"),
}
"""By what is corrected: the form of its value, or fields with a form each, of which at least one is given."""
