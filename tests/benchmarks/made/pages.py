"""The pages: which papers and days, who writes, what is quoted how often, and how OCR left it. Page n is always the same."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from io import StringIO
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

from made import words

FORMS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "forms.toml").read_text(encoding="utf-8"))
SHARES: dict[str, float] = FORMS["shares"]
_FULL = str.maketrans("，：；？！（）", ",:;?!()")
_FOLDER = 1000  # pages in a folder of their own


@dataclass(frozen=True, slots=True)
class MadePage:
    """One page's text and what its manifest says of it."""

    number: int
    newspaper: str
    date: date
    page: str
    page_name: str
    text: str

    @property
    def file(self) -> str:
        """Its path below the folder of pages."""
        return f"{self.number // _FOLDER:03}/{self.number:06}.txt"


@dataclass(frozen=True, slots=True)
class _Speech:
    """A speech of the register, as a page names it."""

    speaker: str
    occasion: str
    day: str
    number: int


def pages(count: int, first: int = 0) -> Iterator[MadePage]:
    """`count` pages from number `first` on, in order of issue. The same number makes the same page."""
    return (_page(number) for number in range(first, first + count))


def write(folder: Path, count: int, first: int = 0) -> int:
    """Write pages and their manifest.csv into `folder`, one at a time; the bytes of the pages."""
    folder.mkdir(parents=True, exist_ok=True)
    size = 0
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        manifest = csv.writer(file)
        manifest.writerow(["file", "newspaper", "date", "page", "page_name"])
        for page in pages(count, first):
            path = folder / page.file
            path.parent.mkdir(exist_ok=True)
            data = page.text.encode()
            path.write_bytes(data)
            size += len(data)
            manifest.writerow([page.file, page.newspaper, page.date.isoformat(), page.page, page.page_name])
    return size


def _page(number: int) -> MadePage:
    random = Random(number)
    names = FORMS["names"]
    papers = _papers()
    week, paper = divmod(number, len(papers))
    day: date = FORMS["first_issue"] + timedelta(days=7 * week + paper % 5)
    page, page_name = str(5 + paper % 4), names["page_names"][paper % len(names["page_names"])]
    given = {"paper": papers[paper], "date": f"{day.year}年{day.month}月{day.day}日", "page": page}
    given |= {"page_name": page_name, "name": _name(random)}
    blocks = [random.choice(FORMS["forms"]["heads"]).format(**given)]
    while sum(map(len, blocks)) < FORMS["characters"] - 800:
        blocks += _article(random, day)
    text = _damaged(random, blocks)
    return MadePage(number, papers[paper], day, page, page_name, text)


def _article(random: Random, day: date) -> Iterator[str]:
    forms, names = FORMS["forms"], FORMS["names"]
    if random.random() < 0.3:
        yield random.choice(names["columns"])
    yield random.choice(forms["titles"][:2]).format(words=words.han(random, 8, 18))
    author = {"name": _author(random), "other": _author(random)}
    if random.random() < SHARES["signed"]:
        yield random.choice(forms["bylines"]).format(**author)
    own = words.topic(random)
    headed = random.random() < SHARES["headings"]
    length = random.randint(8, 18)
    for position in range(length):
        if headed and position and position % 4 == 0 and position // 4 <= len(forms["headings"]):
            yield forms["headings"][position // 4 - 1] + words.han(random, 6, 14)
        yield _paragraph(random, day, own)
    if random.random() < SHARES["signed"]:
        organization = random.choice(_organizations())
        if organization.endswith("大学"):
            organization += random.choice(names["schools"])
        yield random.choice(forms["signoffs"]).format(
            organization=organization, post=random.choice(names["posts"]), **author
        )


def _paragraph(random: Random, day: date, own: words.Topic) -> str:
    if random.random() < SHARES["copied"]:
        random = Random(f"copied {random.randrange(2000)}")  # one that other pages hold as well
        own = words.topic(random)
    said = [words.sentence(random, own) + "。" for _ in range(random.randint(2, 5))]
    if random.random() < SHARES["quoting"]:
        said.insert(random.randrange(len(said) + 1), _quotation(random, day))
    if random.random() < SHARES["set_phrase"]:
        said.insert(1, words.phrase(Random(f"phrase {_rank(random, 300)}"), 32, 60) + "。")
    if random.random() < SHARES["document"]:
        said.append(random.choice(FORMS["forms"]["documents"]).format(title=random.choice(_documents())))
    return "".join(said)


def _quotation(random: Random, day: date) -> str:
    """A sentence that quotes one of the speeches given before that day: old wordings often, new ones always."""
    known = _speeches()
    behind = sum(1 for speech in known if speech.day < day.isoformat())
    # the latest are quoted most, and each page may quote any
    speech = known[max(0, behind - 1 - _rank(random, behind))]
    quote = _wording(speech.number, _rank(random, 100_000))
    if random.random() < SHARES["shortened"] and "，" in quote:
        quote = random.choice([quote.split("，", 1)[1], quote.rsplit("，", 1)[0]])
    if random.random() < SHARES["altered"]:
        at = random.randrange(len(quote))
        quote = quote[:at] + words.han(random, 1, 1) + quote[at + 1 :]
    forms = FORMS["forms"]["quotations" if speech.speaker else "voiced"]
    year, month, *_ = speech.day.split("-")
    return str(
        random.choice(forms).format(
            date=f"{year}年{int(month)}月", speaker=speech.speaker, occasion=speech.occasion, quote=quote
        )
    )


@cache
def _wording(speech: int, number: int) -> str:
    return words.phrase(Random(f"{speech} said {number}"), 14, 70)


def _rank(random: Random, most: int) -> int:
    """A number below `most`, small ones often: the tail is long, so that new ones always come."""
    return (
        min(int(random.paretovariate(0.55)) - 1, most - 1)
        if random.random() < 0.8
        else random.randrange(most)
    )


def _damaged(random: Random, blocks: list[str]) -> str:
    half, wrapped = random.random() < SHARES["half_width"], random.random() < SHARES["wrapped"]
    lines: list[str] = []
    for block in blocks:
        block = block.translate(_FULL) if half else block
        if len(block) > 80 and random.random() < SHARES["torn"]:
            at = random.randint(20, len(block) - 20)
            lines += [block[:at], block[at:]]
        else:
            lines.append(block)
    if wrapped:
        lines = [re.sub("(.{28})", r"\1\n", line).rstrip("\n") for line in lines]
    return "\n\n".join(lines) + "\n"


def _author(random: Random) -> str:
    return (
        _name(Random(f"author {_rank(random, 3000)}"))
        if random.random() < SHARES["known_author"]
        else _name(random)
    )


def _name(random: Random) -> str:
    given: str = FORMS["names"]["given"]
    return random.choices(_surnames(), cum_weights=_common_first(len(_surnames())))[0] + "".join(
        random.choices(given, k=random.choice([1, 2, 2, 2]))
    )


@cache
def _common_first(count: int) -> list[float]:
    sums, total = [], 0.0
    for place in range(count):
        total += 1 / (place + 5)
        sums.append(total)
    return sums


@cache
def _papers() -> list[str]:
    names = FORMS["names"]
    return [f"{a}{b}日报" for a, b in product(names["first"], names["second"])][: FORMS["papers"]]


def _rows(package: str, name: str) -> list[dict[str, str]]:
    text = (resources.files(package) / name).read_text(encoding="utf-8")
    return list(csv.DictReader(StringIO(text)))


@cache
def _surnames() -> list[str]:
    return [row["surname"] for row in _rows("lilun.loaders.rules", "surnames.csv")]


@cache
def _organizations() -> list[str]:
    rows = _rows("lilun.seeds.reference", "institutions.csv")
    return [
        row["name"]
        for row in rows
        if not row["parent"] and row["kind"] in ("university", "party_school", "academy")
    ]


@cache
def _documents() -> list[str]:
    return [row["title"] for row in _rows("lilun.seeds.reference", "documents.csv")]


@cache
def _speeches() -> list[_Speech]:
    """Speeches and meetings of the register whose day is known, in order of time."""
    titles = {"习近平": "习近平总书记"}
    found = [
        _Speech(titles.get(row["speaker"], row["speaker"]), row["occasion"], row["date"], number)
        for number, row in enumerate(_rows("lilun.seeds.reference", "speeches.csv"))
        if row["occasion"] and len(row["date"]) >= 10 and row["kind"] in ("speech", "meeting", "report")
    ]
    return sorted(found, key=lambda speech: (speech.day, speech.number))
