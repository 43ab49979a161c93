"""What the site calls things: one table of labels, Chinese and English, and which of them a reader gets.

Chinese stands first everywhere. A reader whose browser asks for Chinese sees it alone; any other sees the
English beside it. `?lang=zh` and `?lang=en` switch, and a cookie keeps the choice.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from lilun.schema.publish.doubts import in_chinese
from markupsafe import Markup, escape

FILE = Path(__file__).resolve().parent / "labels.csv"
COOKIE = "lilun_lang"
KEPT = 365 * 24 * 3600  # seconds
SWITCH = "_lang"  # on Datasette's pages, where `lang` would filter by a column of that name
Language = Literal["zh", "en"]
_DAY = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_DATED = re.compile(r"（(\d{4}[-\d]*(?:/\d{4}[-\d]*)?)）$")


@cache
def table() -> dict[str, tuple[str, str]]:
    """Every label by its key: (Chinese, English). Raises ValueError where a key stands twice or lacks one."""
    found: dict[str, tuple[str, str]] = {}
    with FILE.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            if row["key"] in found or not row["zh"] or not row["en"]:
                raise ValueError(f"{FILE.name}, line {number}: {row['key']} stands twice or lacks a language")
            found[row["key"]] = (row["zh"], row["en"])
    return found


def language(request: Any) -> Language:
    """The reader's language: as the address asks, as the cookie remembers, as the browser prefers, Chinese."""
    asked_for = request.args.get("lang") or request.args.get(SWITCH)
    for asked in (asked_for, request.cookies.get(COOKIE)):
        if asked == "zh" or asked == "en":
            return "zh" if asked == "zh" else "en"
    return preferred(request.headers.get("accept-language", ""))


def preferred(header: str) -> Language:
    """What an Accept-Language header puts first: Chinese, or anything else; Chinese where it says nothing."""
    best, weight = "zh", 0.0
    for part in header.split(","):
        name, _, quality = part.strip().partition(";")
        try:
            given = float(quality.partition("=")[2] or 1)
        except ValueError:
            given = 0.0
        if name and name != "*" and given > weight:
            best, weight = name, given
    return "zh" if best.lower().split("-")[0] == "zh" else "en"


@dataclass(frozen=True, slots=True)
class Labels:
    """The labels as one reader gets them; `labels("search")` in a template."""

    language: Language = "zh"

    def __call__(self, key: str, **values: Any) -> Markup:
        """A label as HTML: Chinese, and for other readers the English beside it. Raises KeyError."""
        chinese, english = table()[key]
        if self.language == "zh" or english == chinese:
            return Markup(escape(chinese.format(**values)))
        return Markup('<span lang="zh-Hans">{}</span> <span lang="en" class="en">{}</span>').format(
            chinese.format(**values), english.format(**values)
        )

    def plain(self, key: str, **values: Any) -> str:
        """A label in the reader's language alone: for attributes, and for whole sentences. Raises KeyError."""
        return table()[key][self.language == "en"].format(**values)

    def word(self, table_name: str, column: str, value: Any) -> str:
        """A coded value (`articles.kind`, essay) in the reader's language; the value where it has no label."""
        if value is None:
            return ""
        found = table().get(f"{table_name}.{column}.{value}")
        return str(value) if found is None else found[self.language == "en"]

    def finding(self, kind: str, message: str) -> str:
        """What a finding says, in the reader's language; in English where its Chinese is not known."""
        if self.language == "en":
            return message
        return in_chinese(kind, message, lambda role: self.word("spans", "role", role)) or message

    def date(self, edtf: str | None) -> str:
        """A date as its reader writes it: 2024年3月5日, or the EDTF as it is."""
        if self.language == "en" and edtf:
            return edtf.replace("/", " – ")
        return chinese_date(edtf)

    def titled(self, title: str) -> str:
        """A title; the date in EDTF that tells it from its namesakes as the reader writes dates."""
        dated = _DATED.search(title)
        return f"{title[: dated.start()]}（{self.date(dated[1])}）" if dated else title

    def time(self, edtf: str | None) -> Markup:
        """A date as HTML: machines get the day, month or year where it is one."""
        shown = self.date(edtf)
        if not edtf or not _DAY.fullmatch(edtf):
            return escape(shown)
        return Markup('<time datetime="{}">{}</time>').format(edtf, shown)

    def number(self, value: float | None) -> str:
        """A count with commas; empty for none."""
        return "" if value is None else f"{value:,}"


def chinese_date(edtf: str | None) -> str:
    """A date as a Chinese reader expects it: 2025年4月7日, 2022年8月; an interval as 2022年8月16日至17日."""
    if not edtf:
        return "日期不详"
    days: list[str] = []
    before: tuple[str, ...] = ()
    for part in edtf.split("/"):
        match = _DAY.fullmatch(part)
        if not match:
            return edtf
        signs = tuple(
            f"{int(number)}{sign}" for number, sign in zip(match.groups(), "年月日") if number is not None
        )
        # what both ends have in common is said once
        shared = next((n for n, (one, other) in enumerate(zip(before, signs)) if one != other), 0)
        days.append("".join(signs[shared if len(before) == len(signs) else 0 :]))
        before = signs
    return "至".join(days)
