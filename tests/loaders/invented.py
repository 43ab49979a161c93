"""Invented pages and the looks at an archive that several tests share."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from click.testing import Result
from lilun.loaders.page import Line, Page, RawPage
from lilun.loaders.reading import ReadPage, read
from lilun.loaders.repair import repair
from lilun.loaders.sources.decode import Decoded
from lilun.loaders.sources.file import SourcePage, sha256
from lilun.loaders.sources.manifest import PageMetadata
from lilun.loaders.sources.text import read as read_text

Lilun = Callable[..., Result]
"""The command as the fixture `lilun` runs it: words in, result out."""

FERRY = (
    "渡口早就不摆渡了，石阶还在。每到雨季，江水漫上第九级，守渡的老人便在墙上添一道刻痕，三十年下来密密麻麻。",
    "有人问，桥修好了，还留着渡口做什么？老人说，桥管的是过江，渡口管的是记性。记性没有了，桥修得再多也不知道从哪里来。",
    "县里后来把渡口列入保护名单，修了栈道和凉亭。来的人多了，刻痕旁边写着哪一年涨到哪里，孩子们用手去够最高的那一道。",
)
ORCHARD = (
    "南坡的梨园有四百亩，头一茬苗是二十年前种下的。那时山上只长茅草，乡亲们挑水上山，一棵一棵浇活。",
    "梨树要修枝，人也要琢磨。合作社请来农艺师，把剪刀怎么下、留几个芽讲得明明白白，第二年一等果多了两成。",
    "如今果子论箱卖到外省，包装上印着各家各户的编号，谁家的果子出了问题，一查就知道，谁也不敢马虎。",
)
ARCHIVES = (
    "修志是慢功夫。一条水渠哪一年开工、谁出的主意、多少人上工，都要到故纸堆里去找，找到了还要三家对质。",
    "年轻人嫌它慢，老先生却说，快了就要走样。一句话记错，后人照着错的去走，多少年也拧不回来。",
    "数字化帮了大忙，旧报纸扫进机器，几秒钟就能查到一个地名。可机器认错的字，还得靠人一个个校过来。",
)


def article(title: str, author: str, paragraphs: Sequence[str]) -> str:
    """One marked article as an OCR engine writes it."""
    return "\n\n".join((f"# {title}", f"□{author}", *paragraphs)) + "\n"


def sheet(*articles: str) -> str:
    """A page of several articles."""
    return "\n".join(articles)


FERRY_PAGE = article("老渡口为什么要留下", "陆闻笛", FERRY)
ORCHARD_PAGE = article("南坡梨园二十年", "邵望舒", ORCHARD)
ARCHIVES_PAGE = article("修志贵在一个慢字", "秦砚耕", ARCHIVES)


def raw(text: str) -> RawPage:
    """The raw page of a text."""
    return read_text(text)


def repaired(text: str) -> Page:
    """The repaired page of a text."""
    return repair(raw(text))


def read_page(text: str, name: str = "page.md", metadata: PageMetadata | None = None) -> ReadPage:
    """What the pure half of the pipeline makes of a text."""
    data = text.encode()
    known = metadata or PageMetadata()
    return read(
        SourcePage(name, sha256(data), data, Decoded(text, "utf-8", True), "text/plain", known, raw(text))
    )


def lines(*texts: str, gap: int = 0, indent: int = 0) -> RawPage:
    """A raw page of unmarked lines, each on its own."""
    text = "\n".join(texts)
    at, found = 0, []
    for number, line in enumerate(texts):
        found.append(Line(at, at + len(line), "", 0, gap if number else 0, indent))
        at += len(line) + 1
    return RawPage(text, tuple(found), 0, len(text))


def dump(archive: Path) -> str:
    """The archive's rows as SQL: equal for archives that hold the same."""
    connection = sqlite3.connect(archive)
    try:
        return "\n".join(connection.iterdump())
    finally:
        connection.close()
