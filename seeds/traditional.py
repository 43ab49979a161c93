"""Traditional characters and the simplified ones that stand for them, one for one.

`traditional.csv` holds the single characters of OpenCC's TSCharacters (1.4.2, Apache License 2.0), the first
choice of each; without those that simplified text prints too (乾隆), and those whose simplified form is in no
common font.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

_FILE = Path(__file__).resolve().parent / "traditional.csv"


@cache
def table() -> dict[int, str]:
    """The simplified character by the code point of the traditional one, as str.translate takes it."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return {ord(row["traditional"]): row["simplified"] for row in csv.DictReader(file)}


def simplified(text: str) -> str:
    """A text in simplified characters, sign by sign: 營商環境 → 营商环境. Offsets stay true."""
    return text.translate(table())
