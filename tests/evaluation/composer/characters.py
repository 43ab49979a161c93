"""Damage to characters: look-alikes, doublings, stray words, marks, spaces and pasted passages."""

from __future__ import annotations

import csv
import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random

from composer.article import BODY
from composer.sheet import HEADLINE, RUNNING, Block, Cell, Pasted, Sheet, chosen, is_han

Rates = Mapping[str, float]

_HERE = Path(__file__).parent
_READ = RUNNING | HEADLINE | {"heading"}
"""Roles whose characters are misread. Bylines and sign-offs are not: no reader could restore a name."""
_OPENING, _CLOSING = "“‘「『", "”’」』"
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")


@cache
def table(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file of this package."""
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lookalikes(sheet: Sheet, rng: Random, rates: Rates) -> None:
    """A share of the characters that have a look-alike are read as one of theirs."""
    reads: dict[str, list[str]] = {}
    for row in table("lookalikes.csv"):
        reads.setdefault(row["printed"], []).append(row["read"])
    able = [c for block in sheet.with_role(_READ) for c in block.cells if c.text in reads]
    for cell in chosen(rng, able, rates["share"]):
        cell.text, cell.cause = rng.choice(reads[cell.text]), "lookalikes"


def doubled(sheet: Sheet, rng: Random, rates: Rates) -> None:
    """Characters and words (as jieba cuts them) of the body printed twice running."""
    body = sheet.with_role(BODY)
    thousands = sum(len(block.cells) for block in body) / 1000
    for _ in range(max(1, round(rates["characters"] * thousands))):
        block = rng.choice(body)
        places = [i for i, c in enumerate(block.cells) if is_han(c.text) and not _repeats(block.cells, i, 1)]
        if places:
            _double(block, rng.choice(places), 1)
    for _ in range(max(1, round(rates["words"] * thousands))):
        block = rng.choice(body)
        words = _words(block.text) if all(len(cell.text) == 1 for cell in block.cells) else []
        words = [(i, n) for i, n in words if not _repeats(block.cells, i, n)]
        if words:
            _double(block, *rng.choice(words))


def _repeats(cells: list[Cell], at: int, length: int) -> bool:
    """Whether what stands there also stands right before or after it, so that doubling would be unclear."""
    texts = [cell.text for cell in cells]
    word = texts[at : at + length]
    return word in (texts[max(0, at - length) : at], texts[at + length : at + 2 * length])


def _double(block: Block, at: int, length: int) -> None:
    after = block.cells[at + length - 1].home
    copies = [Cell(cell.text, cause="doubled", after=after) for cell in block.cells[at : at + length]]
    block.cells[at + length : at + length] = copies


def _words(text: str) -> list[tuple[int, int]]:
    """Start and length of the words of two to four Chinese characters."""
    import jieba  # its dictionary takes a second to load; most compositions double no word

    jieba.setLogLevel(logging.WARNING)
    found = []
    start = 0
    for word in jieba.cut(text):
        if 2 <= len(word) <= 4 and is_han(word):
            found.append((start, len(word)))
        start += len(word)
    return found


def stray_english(sheet: Sheet, rng: Random, rates: Rates) -> None:
    """English words stand for a character, or between two."""
    rows = table("stray_english.csv")
    for _ in range(round(rates["times"])):
        row, block = rng.choice(rows), rng.choice(sheet.with_role(BODY))
        word, instead = f" {row['word']} ", row["instead_of"]
        inner = range(1, len(block.cells) - 1)
        if instead and (places := [i for i in inner if block.cells[i].text == instead]):
            cell = block.cells[rng.choice(places)]
            cell.text, cell.cause = word, "stray_english"
        elif places := [i for i in inner if all(is_han(c.text) for c in block.cells[i : i + 2])]:
            at = rng.choice(places)
            new = Cell(word, cause="stray_english", after=block.cells[at].home)
            block.cells.insert(at + 1, new)


def quote_marks(sheet: Sheet, rng: Random, rates: Rates) -> None:
    """Quotation marks are lost or doubled; on some pages every one is straight."""
    straight = rng.random() < rates["straight"]
    lost = []
    for block in sheet.with_role(_READ):
        kept: list[Cell] = []
        for cell in block.cells:
            mark = cell.home >= 0 and cell.text in _OPENING + _CLOSING
            if mark and rng.random() < rates["lost"]:
                lost.append(cell)
                continue
            kept.append(cell)
            if mark and rng.random() < rates["doubled"]:
                kept.append(Cell(cell.text, cause="quote_marks", after=cell.home))
        block.cells = kept
    sheet.lose(lost, "quote_marks")
    if straight:
        for block in sheet.blocks:
            for cell in block.cells:
                if cell.text.translate(_STRAIGHT) != cell.text:
                    cell.text, cell.cause = cell.text.translate(_STRAIGHT), "quote_marks"


def half_width(sheet: Sheet, rng: Random, rates: Rates) -> None:
    """The engine writes half-width marks throughout, and a space after the bracket of an enumerator."""
    reads = {r["printed"]: r["read"] for r in table("half_width.csv") if int(r["group"]) <= rates["groups"]}
    for block in sheet.blocks:
        for i, cell in enumerate(block.cells):
            if cell.text in reads:
                enumerator = cell.text == "）" and 0 < i < 4 and block.cells[0].text == "("
                cell.text = reads[cell.text] + (" " if enumerator else "")
                cell.cause = cell.cause or "half_width"


def paste(sheet: Sheet, rng: Random, rates: Rates) -> None:
    """A passage of one paragraph is pasted into another one, over text that is lost by it."""
    fewest, most = round(rates["fewest"]), round(rates["most"])
    used: set[int] = set()
    for _ in range(round(rates["passages"])):
        for _attempt in range(50):
            body = [block for block in sheet.with_role(BODY) if len(block.cells) >= fewest + 20]
            if len(body) < 2:
                return
            giver, taker = rng.sample(body, 2)
            if id(giver) in used or id(taker) in used:
                continue
            length = rng.randint(fewest, min(most, len(giver.cells) - 2))
            start = rng.randint(1, len(giver.cells) - length - 1)
            at = rng.randint(20, len(taker.cells) - 10)
            gone = min(rng.randint(10, max(10, length)), len(taker.cells) - at - 2, len(taker.cells) // 2)
            if _clear_edges(sheet, giver, start, length, taker, at, gone):
                used |= {id(giver), id(taker)}
                _paste(sheet, giver.cells[start : start + length], taker, at, gone)
                if rng.random() < 0.5:  # the foot of another column: the true one goes on below
                    sheet.split(taker, at + length)
                break


def _clear_edges(
    sheet: Sheet, giver: Block, start: int, length: int, taker: Block, at: int, gone: int
) -> bool:
    """Whether the passage's beginning and end can be told: its neighbours differ, and it stands only once."""
    passage = giver.cells[start : start + length]
    if gone < 1 or any(cell.home < 0 for cell in (passage[0], passage[-1])):
        return False
    opening = "".join(sheet.source[cell.home] for cell in passage[:20] if cell.home >= 0)
    return (
        giver.cells[start - 1].text != taker.cells[at - 1].text
        and giver.cells[start + length].text != taker.cells[at + gone].text
        and passage[0].text != taker.cells[at].text
        and sheet.source.count(opening) == 1
    )


def _paste(sheet: Sheet, passage: list[Cell], taker: Block, at: int, gone: int) -> None:
    sheet.lose(taker.cells[at : at + gone], "paste")
    taker.cells[at : at + gone] = [Cell(cell.text, cause="paste") for cell in passage]
    assert taker.article is not None
    sheet.pasted.append(Pasted(tuple(c.home for c in passage if c.home >= 0), taker.article))


def spaces(sheet: Sheet, rng: Random, rates: Rates) -> None:
    """Spaces between Chinese characters: sprinkled over the body, or through whole lines and headlines."""
    share = rates["lines"]
    for block in sheet.with_role(_READ):
        cells: list[Cell] = []
        spaced = rng.random() < share
        for i, cell in enumerate(block.cells):
            cells.append(cell)
            ahead = block.cells[i + 1].text if i + 1 < len(block.cells) else ""
            if ahead == "\n" or cell.text in "。；！？":
                spaced = rng.random() < share
            if cell.text == "\n" or not (is_han(cell.text[-1:]) and is_han(ahead)):
                continue
            if spaced or (block.role not in HEADLINE and rng.random() < rates["sprinkled"]):
                cells.append(Cell(" ", cause="spaces", after=cell.home))
        block.cells = cells
