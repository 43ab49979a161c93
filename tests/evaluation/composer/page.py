"""Pages composed of labelled articles, undamaged or damaged by kinds, with gold that follows."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from composer import characters, layout
from composer.article import Gold, LabelledArticle, newest
from composer.furniture import furniture
from composer.gold import follow, settle_dates
from composer.sheet import Sheet

Damage = Callable[[Sheet, Random, Mapping[str, float]], None]

KINDS: dict[str, Damage] = {
    "continued": layout.continued,
    "byline_moved": layout.byline_moved,
    "lookalikes": characters.lookalikes,
    "doubled": characters.doubled,
    "stray_english": characters.stray_english,
    "quote_marks": characters.quote_marks,
    "paste": characters.paste,
    "heading_marks_lost": layout.heading_marks_lost,
    "body_marked": layout.body_marked,
    "column_cut": layout.column_cut,
    "interleaved": layout.interleaved,
    "title_moved": layout.title_moved,
    "furniture": furniture,
    "half_width": characters.half_width,
    "hard_lines": layout.hard_lines,
    "spaces": characters.spaces,
}
"""The kinds in the order in which a page meets them: at the paper, at the engine's reading, at its layout."""

STRENGTHS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Trace:
    """Where each character of a page's text comes from; what `validate` checks the gold by."""

    source: str
    """The clean text of every labelled block, one after the other."""
    homes: tuple[int, ...]
    """For each character of the page's text, the place in `source` that it prints, or -1."""
    causes: tuple[str, ...]
    """For each character of the page's text, the damage (or "layout") that put or changed it, or ""."""
    lost: Mapping[int, str]
    """Places in `source` that are not on the page, with the damage that took them."""
    paragraphs: tuple[tuple[tuple[int, ...], ...], ...]
    """For each article and gold paragraph, its places in `source` that are on the page."""


@dataclass(frozen=True, slots=True)
class ComposedPage:
    """A page's text as an OCR engine might give it, and its gold (the form of a gold file, plus `blocks`)."""

    text: str
    gold: Gold
    articles: tuple[LabelledArticle, ...]
    trace: Trace


@cache
def rates() -> dict[str, dict[str, Any]]:
    """The table of rates.toml, by kind."""
    return tomllib.loads((Path(__file__).parent / "rates.toml").read_text(encoding="utf-8"))


def pages(articles: Sequence[LabelledArticle], seed: int) -> list[list[LabelledArticle]]:
    """The articles dealt out to pages of two to five, each once; traditional and simplified text apart.

    An article stands alone where it is the only one in its script.
    """
    rng = Random(f"{seed}/pages")
    scripts = ([a for a in articles if a.traditional is traditional] for traditional in (False, True))
    return [page for group in scripts for page in _dealt(group, rng)]


def _dealt(group: list[LabelledArticle], rng: Random) -> list[list[LabelledArticle]]:
    rng.shuffle(group)
    dealt: list[list[LabelledArticle]] = []
    while group:
        size = rng.randint(2, 5)
        dealt.append(group[:size])
        group = group[size:]
    if len(dealt) > 1 and len(dealt[-1]) == 1:
        lone = dealt.pop()
        shortest = min(dealt, key=len)
        if len(shortest) < 5:
            shortest += lone
        else:
            dealt.append([shortest.pop(), *lone])
    return dealt


def compose(
    articles: Sequence[LabelledArticle],
    *,
    seed: int,
    damage: Mapping[str, int],
    name: str = "page.txt",
    width: int | None = None,
) -> ComposedPage:
    """One page of these articles in this order, damaged by each kind at its strength (1, 2 or 3).

    The same arguments give the same page. A kind alone hits every page; among others it hits the share of
    pages that rates.toml gives it. `width` is the column's, in characters (15 to 25, drawn where None).
    Raises ValueError for an unknown kind or strength. The issue is that of the newest article.
    """
    for kind, strength in damage.items():
        if kind not in KINDS:
            raise ValueError(f"no damage kind {kind!r}; there are {', '.join(KINDS)}")
        if strength not in STRENGTHS:
            raise ValueError(f"{kind}: no strength {strength}; give 1, 2 or 3")
    key = f"{seed}/{'+'.join(article.id for article in articles)}"
    rng = Random(f"{key}/layout")
    drawn = rng.randint(15, 25)
    sheet = Sheet.of(articles, rng, width or drawn)
    done = []
    for kind, strike in KINDS.items():
        if kind in damage:
            row, rng = rates()[kind], Random(f"{key}/{kind}")
            hit = rng.random() < row["pages"][damage[kind] - 1]
            if hit or len(damage) == 1:
                strike(sheet, rng, _at_strength(row, damage[kind]))
                done.append(kind)
    return _print(sheet, name, seed, damage, done)


def _at_strength(row: Mapping[str, Any], strength: int) -> dict[str, float]:
    return {name: values[strength - 1] for name, values in row.items() if isinstance(values, list)}


def _print(sheet: Sheet, name: str, seed: int, damage: Mapping[str, int], done: list[str]) -> ComposedPage:
    text, homes, causes = "", [], []
    spans: dict[int, list[int]] = {}
    for block, cell in sheet.printed():
        if block is not None:
            spans.setdefault(sheet.place(block), [len(text), 0])[1] = len(text) + len(cell.text)
        text += cell.text
        homes += [cell.home] + [-1] * (len(cell.text) - 1)
        inserted = cell.cause or ("" if cell.home >= 0 else "layout")
        causes += [inserted] * len(cell.text)
    golds, paragraphs = follow(sheet)
    issue = newest(sheet.articles)
    for gold, article in zip(golds, sheet.articles):
        settle_dates(gold, article.date, issue.date)
    gold = {
        "file": name,
        "newspaper": issue.newspaper,
        "date": issue.date,
        "page": dict(issue.page),
        "seed": seed,
        "damage": dict(damage),
        "hit_by": done,
        "articles": golds,
        "blocks": [
            {
                "role": block.role,
                "article": None if block.article is None else block.article + 1,
                "start": spans[number][0],
                "end": spans[number][1],
                "text": text[slice(*spans[number])],
                **({"level": block.level} if block.level else {}),
                **({} if block.opens else {"continues": True}),
            }
            for number, block in enumerate(sheet.blocks)
        ],
    }
    trace = Trace(
        sheet.source,
        tuple(homes),
        tuple(causes),
        dict(sheet.lost),
        tuple(tuple(map(tuple, ids)) for ids in paragraphs),
    )
    return ComposedPage(text, gold, tuple(sheet.articles), trace)
