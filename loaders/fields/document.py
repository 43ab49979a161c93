"""Documents that an article names: titles in 《》 that are policies, laws, rules, reports, plans, treaties.

No books, newspapers, essays, games or pictures. Offsets are code points into the paragraph, 《》 included.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from lilun.loaders.fields.names import fold
from lilun.loaders.rules import rows

_TITLE = re.compile(r"《([^《》]{1,150}(?:《[^《》]{1,100}》[^《》]{0,100}){0,2})》")
_BRACKET = re.compile(r"[（(【〔][^（）()【】〔〕]*[)）】〕]$")
# What follows a title of another ending and says that it is a document: 《……》白皮书, 题为《……》的报告.
_NAMED_AFTER = re.compile(
    r"(?:的(?:政治|工作|主旨)?报告|白皮书|蓝皮书|(?:这一|这份|的)?(?:决议|决定|法案|公约|条约|文件))"
)
# A plan by the year that it runs to: 《中国制造2025》.
_TARGET_YEAR = re.compile(r"[\u3400-\u9fff]{4,}20[2-9]\d$")
_SHORT = 6  # characters: a title no longer than this is a short form when it is bare (决定, 实施方案)


@dataclass(frozen=True, slots=True)
class DocumentMention:
    """The first mention of a title: `title` as printed inside 《》, [start, end) with the marks.

    `short` is a title that only its kind names (《决定》) or that stands for a longer one named before it.
    """

    title: str
    paragraph: int
    start: int
    end: int
    short: bool


_TREATISE = re.compile("论(?![坛证])")  # 《论审判方法》: an essay on a law is none


@cache
def _endings() -> tuple[tuple[str, ...], tuple[str, ...], frozenset[str]]:
    """Endings that make a document, longer endings that unmake one, books by title; from rules/."""

    def column(name: str, key: str) -> tuple[str, ...]:
        return tuple(fold(row[key]) for row in rows(name))

    return (
        column("document_kinds", "suffix"),
        column("document_exceptions", "ending"),
        frozenset(column("classics", "title")),
    )


def is_document_title(title: str, following: str = "") -> bool:
    """Is this a document by its title, or by what follows the closing mark (《…》白皮书)?"""
    kinds, exceptions, books = _endings()
    bare = fold(title).strip()
    while (cut := _BRACKET.sub("", bare)) != bare:
        bare = cut.strip()
    if bare in books:
        return False
    if bare.endswith(exceptions) or _TREATISE.match(bare):
        return False
    return (
        bare.endswith(kinds) or bool(_TARGET_YEAR.search(bare)) or bool(_NAMED_AFTER.match(fold(following)))
    )


def find_documents(paragraphs: Sequence[tuple[int, str]]) -> list[DocumentMention]:
    """The documents that (number, text) paragraphs name, each title once, in printed order; never raises."""
    found: dict[str, DocumentMention] = {}
    for number, text in paragraphs:
        for match in _TITLE.finditer(text):
            title = match.group(1)
            if title in found or not is_document_title(title, text[match.end() : match.end() + 8]):
                continue
            found[title] = DocumentMention(title, number, match.start(), match.end(), _is_short(title, found))
    return list(found.values())


def _is_short(title: str, found: dict[str, DocumentMention]) -> bool:
    kinds, _, _ = _endings()
    return title in kinds or (
        len(title) <= _SHORT
        and any(len(t) > len(title) and _BRACKET.sub("", t).endswith(title) for t in found)
    )
