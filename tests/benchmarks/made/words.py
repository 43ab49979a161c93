"""Fresh Chinese prose: the sample pages' words in the order that words follow each other there, others put in between."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import accumulate
from pathlib import Path
from random import Random

import jieba

REPLACED = 0.3  # share of the words of two characters that give way to another of their kind
TOPICAL = 0.8  # share of those that are of the article's own words, the others from the whole dictionary
WORDS = 20  # of a kind that an article has for its own
KINDS = ("n", "v", "a", "vn")  # of the dictionary's words: nouns, verbs, adjectives, verbal nouns
_SENTENCE = re.compile(r"[^。？！]+[。？！]")
_PUT_IN = re.compile(
    "[“”《》（）：:]|指出|强调|总书记|主席|同志"
)  # quotations, titles and headings come by form
_HAN = re.compile(r"[一-鿿]+")


@cache
def _chain() -> tuple[list[list[str]], dict[str, list[str]]]:
    """The openings of sentences, and what stands after each word; the empty word ends a sentence."""
    openings: list[list[str]] = []
    following: dict[str, list[str]] = defaultdict(list)
    for file in sorted(resources.files("lilun.seeds.pages").iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".json"):
            continue
        for article in json.loads(file.read_text(encoding="utf-8"))["articles"]:
            for sentence in _SENTENCE.findall("".join(article["paragraphs"])):
                if _PUT_IN.search(sentence):
                    continue
                words = jieba.lcut(sentence[:-1])
                openings.append(words[:1])
                for word, after in zip(words, [*words[1:], ""]):
                    following[word].append(after)
    return openings, dict(following)


@cache
def _kinds() -> dict[str, tuple[list[str], list[int]]]:
    """The dictionary's words of two characters by kind, and their frequencies added up."""
    kinds: dict[str, list[tuple[str, int]]] = {kind: [] for kind in KINDS}
    for line in Path(str(resources.files("jieba") / "dict.txt")).read_text(encoding="utf-8").splitlines():
        word, frequency, kind = line.split(" ")
        if kind in kinds and len(word) == 2 and _HAN.fullmatch(word) and int(frequency) > 2:
            kinds[kind].append((word, int(frequency)))
    return {
        kind: ([word for word, _ in rows], list(accumulate(frequency for _, frequency in rows)))
        for kind, rows in kinds.items()
    }


@cache
def _kind_of() -> dict[str, str]:
    return {word: kind for kind, (words, _) in _kinds().items() for word in words}


Topic = Mapping[str, Sequence[str]]  # an article's own words by kind


def topic(random: Random) -> Topic:
    """The words that an article keeps coming back to."""
    return {
        kind: random.choices(words, cum_weights=sums, k=WORDS) for kind, (words, sums) in _kinds().items()
    }


def sentence(random: Random, own: Topic | None = None) -> str:
    """One sentence without the sign at its end, of 10 characters and more."""
    openings, following = _chain()
    kinds, kind_of = _kinds(), _kind_of()
    while True:
        word = random.choice(openings)[0]
        said: list[str] = []
        while word and len(said) < 60:
            kind = kind_of.get(word)
            if kind and random.random() < REPLACED:
                if own and random.random() < TOPICAL:
                    said.append(random.choice(own[kind]))
                else:
                    said.append(random.choices(kinds[kind][0], cum_weights=kinds[kind][1])[0])
            else:
                said.append(word)
            word = random.choice(following[word])
        text = "".join(said).strip("，、；")
        if len(text) >= 10:
            return text


def phrase(random: Random, least: int, most: int) -> str:
    """Words without punctuation at the ends, of about so many characters."""
    text = sentence(random)
    while len(text) < least:
        text += "，" + sentence(random)
    return text[: random.randint(least, most)].strip("，、；")


def han(random: Random, least: int, most: int) -> str:
    """Words without any punctuation, for titles and headings."""
    return "".join(_HAN.findall(phrase(random, least + 4, most + 4)))[:most]
