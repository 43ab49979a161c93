"""What a page prints beside its articles: running head, folio, credits, captions, tables, advertisements."""

from __future__ import annotations

import datetime
import re
import tomllib
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from composer.article import newest
from composer.characters import Rates
from composer.sheet import Block, Cell, Sheet

_ROLES = {"caption": "caption"}


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "furniture.toml").read_text(encoding="utf-8"))


def furniture(sheet: Sheet, rng: Random, rates: Rates) -> None:
    """Pieces of furniture.toml stand at their places on the page, different ones first."""
    pieces: list[dict[str, Any]] = _table()["piece"]
    draw: list[dict[str, Any]] = []
    while len(draw) < rates["pieces"]:
        draw += rng.sample(pieces, len(pieces))
    tops, bottoms = [], []
    for piece in draw[: round(rates["pieces"])]:
        block = Block(
            _ROLES.get(piece["kind"], "furniture"),
            None,
            [Cell(c, cause="furniture") for c in _fill(rng.choice(piece["forms"]), sheet, rng)],
        )
        if piece["place"] == "top":
            tops.append(block)
        elif piece["place"] == "bottom":
            bottoms.append(block)
        else:
            between = piece["place"] == "between"
            places = [
                i
                for i in range(1, len(sheet.blocks))
                if not between or sheet.blocks[i - 1].article != sheet.blocks[i].article
            ]
            sheet.blocks.insert(rng.choice(places) if places else len(sheet.blocks), block)
    sheet.blocks[:] = [*tops, *sheet.blocks, *bottoms]


def _fill(form: str, sheet: Sheet, rng: Random) -> str:
    issue = newest(sheet.articles)
    day = datetime.date.fromisoformat(issue.date)
    slots = {
        "newspaper": issue.newspaper,
        "page": issue.page["number"],
        "section": issue.page["name"],
        "date": rng.choice([f"{day.year}年{day.month}月{day.day}日", f"{day:%Y.%m.%d}", day.isoformat()]),
        "weekday": "星期" + "一二三四五六日"[day.weekday()],
    }
    words: dict[str, list[str]] = _table()["words"]

    def fill(slot: re.Match[str]) -> str:
        name = slot[1]
        return slots[name] if name in slots else rng.choice(words[name])

    return re.sub(r"\{(\w+)\}", fill, form)
