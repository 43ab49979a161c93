"""Kicker, title, subtitle and column out of the blocks above an article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_DASH = re.compile(r"^(?:[—―─]{1,2}|--?)\s*")
_SPACES = re.compile(r"[ \t\u3000]+")
_COLUMN_TAG = re.compile(r"[（(【\[〔]([\u4e00-\u9fff·]{2,8}[①-⑳]?)[】\])）〕]$")  # 题目（思想纵横）
_BRACKETS = "【】[]〔〕()（）■□◆●· \u3000"
_MARKS = re.compile(r"^[■□◆◇●○▲△▶★☆]+\s*|\s*[■□◆◇●○▲△▶★☆]+$")


@dataclass(frozen=True, slots=True)
class Headline:
    """What stands above an article; None where nothing is printed."""

    kicker: str | None = None
    title: str | None = None
    subtitle: str | None = None
    column: str | None = None


def read_headline(blocks: Sequence[tuple[str, str]]) -> Headline:
    """The headline parts of (role, text) blocks in printed order.

    A title in several blocks is joined by spaces; a subtitle loses its dash; a bracketed tag behind
    the title is the column.
    """
    parts: dict[str, list[str]] = {}
    for role, text in blocks:
        parts.setdefault(role, []).append(_clean(text))
    title = " ".join(parts.get("title", [])) or None
    column = " ".join(t.strip(_BRACKETS) for t in parts.get("column", [])) or None
    if title:
        tag = _COLUMN_TAG.search(title)
        if tag and len(title) - len(tag[0]) >= 4:
            column = column or tag[1]
            title = title[: tag.start()].rstrip()
    subtitle = " ".join(_DASH.sub("", t) for t in parts.get("subtitle", [])) or None
    return Headline(" ".join(parts.get("kicker", [])) or None, title, subtitle, column)


def _clean(text: str) -> str:
    return _SPACES.sub(" ", _MARKS.sub("", text.strip()))
