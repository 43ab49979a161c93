"""What the loader doubts, in Chinese: it says so in English sentences, and findings.csv has each sentence in both."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parent / "findings.csv"
_PLACE = re.compile(r"{(\w+)}")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of one kind of finding: how its English is made, and the same in Chinese; {places} stand in both."""

    kind: str
    english: re.Pattern[str]
    chinese: str
    example: str


@cache
def sentences() -> tuple[Sentence, ...]:
    """The sentences of findings.csv as they stand there. Raises ValueError where the languages have other places."""
    found = []
    with FILE.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            if set(_PLACE.findall(row["en"])) != set(_PLACE.findall(row["zh"])):
                raise ValueError(f"{FILE.name}, line {number}: the languages differ in what they fill in")
            pattern = re.compile("".join(_parts(row["en"])), re.DOTALL)
            found.append(Sentence(row["kind"], pattern, row["zh"], row["example"]))
    return tuple(found)


def _parts(english: str) -> Iterator[str]:
    for at, part in enumerate(_PLACE.split(english)):
        yield f"(?P<{part}>.+?)" if at % 2 else re.escape(part)


def in_chinese(kind: str, message: str, role: Callable[[str], str]) -> str | None:
    """The message in Chinese, None where findings.csv does not know it; `role` names the role of a span."""
    for sentence in sentences():
        match = sentence.english.fullmatch(message) if sentence.kind == kind else None
        if match:
            values = {
                name: role(value) if name.endswith("role") else value
                for name, value in match.groupdict().items()
            }
            return sentence.chinese.format(**values)
    return None
