"""Labelled articles: the files under articles/, read and typed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Gold = dict[str, Any]

BODY = frozenset({"paragraph", "question", "answer"})
"""Roles of blocks whose whole text is a paragraph of the gold body."""


@dataclass(frozen=True, slots=True)
class LabelledBlock:
    """A block as the paper printed it; `level` counts headings from 1, 0 for other roles."""

    role: str
    text: str
    level: int = 0
    marked: bool = False


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    """An article with its printed blocks and its gold (labelling.md says what counts as what)."""

    id: str
    newspaper: str
    date: str
    page: dict[str, str]
    blocks: tuple[LabelledBlock, ...]
    gold: Gold

    @property
    def traditional(self) -> bool:
        """Whether the text is in traditional characters."""
        text = "".join(block.text for block in self.blocks)
        common = sum(text.count(character) for character in "國來們這時為說對於與發學會問")
        return common * 100 > len(text)


def read_article(path: Path) -> LabelledArticle:
    """The article of one labelled file; ValueError names the file whose blocks and gold disagree."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    blocks = tuple(
        LabelledBlock(b["role"], b["text"], int(b.get("level") or 0), bool(b.get("marked")))
        for b in raw["blocks"]
    )
    body = [block.text for block in blocks if block.role in BODY]
    if body != raw["article"]["paragraphs"]:
        raise ValueError(f"{path}: the gold paragraphs are not the paragraph blocks; correct one of them")
    return LabelledArticle(raw["id"], raw["newspaper"], raw["date"], raw["page"], blocks, raw["article"])


def read_articles(folder: Path) -> list[LabelledArticle]:
    """Every article of a folder, by file name; ValueError when it holds none."""
    articles = [read_article(path) for path in sorted(folder.glob("*.json"))]
    if not articles:
        raise ValueError(f"{folder}: no labelled article (*.json); name a folder under articles/")
    return articles


def newest(articles: Iterable[LabelledArticle]) -> LabelledArticle:
    """The article with the latest date: its issue is the page's, so that no article cites the future."""
    return max(articles, key=lambda article: article.date)
