"""Is this a person's name? Surnames, the characters of given names, and words that only look like names."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from lilun.loaders.rules import rows
from lilun.seeds import traditional

DOTS = "·•・‧∙⋅"
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff〇"
_SPACE = re.compile(r"\s+")
_HAN_ONLY = re.compile(f"[{_HAN}]+")
_DOTTED = re.compile(
    f"[{_HAN}]{{1,9}}(?:[{DOTS}][{_HAN}]{{1,9}}){{1,4}}|(?:[A-Z][{DOTS}.]){{1,3}}[{_HAN}]{{2,8}}"
)
_LATIN = re.compile(r"[A-Z][a-z]+(?:\s(?:[A-Z]\.|[A-Z][a-z]+)){1,3}")
# These make words and sentences, never names.
_NEVER = frozenset("的了们吗呢么什是这哪把被很没您你我他她它另")
_NEVER_FOREIGN = _NEVER - {"什"}  # 布什, 喀什
_SURNAME_ODDS = {"common": 1.1, "known": -0.2, "rare": -2.2}


@lru_cache(maxsize=1)
def _fold_table() -> dict[int, str]:
    table = traditional.table() | {
        ord(a): b
        for a, b in zip(
            "()[]〔〕［］﹝﹞〖〗,:;!?／|｜丨\u3000\xa0\t\r\n", "（）【】【】【】【】【】，：；！？////     "
        )
    }
    return table


def fold(text: str) -> str:
    """`text` with full-width marks and simplified characters, sign by sign: offsets stay true."""
    return text.translate(_fold_table())


@dataclass(frozen=True, slots=True)
class _Words:
    """What the dictionary knows: words like names, and how the characters of given names weigh."""

    frequency: dict[str, tuple[int, bool]]  # of words of 2–4 characters: count, tagged as a person
    odds: dict[str, float]  # log odds of a character in a given name against running words


@lru_cache(maxsize=1)
def _surnames() -> dict[str, tuple[str, str]]:
    return {row["surname"]: (row["kind"], row["rank"]) for row in rows("surnames")}


@lru_cache(maxsize=1)
def _words() -> _Words:
    surnames = _surnames()
    common = {s for s, (_, rank) in surnames.items() if rank == "common"}
    frequency: dict[str, tuple[int, bool]] = {}
    given: Counter[str] = Counter()
    general: defaultdict[str, int] = defaultdict(int)
    dictionary = (resources.files("jieba") / "dict.txt").read_text(encoding="utf-8")
    for word, count, tag in map(str.split, dictionary.splitlines()):
        person = tag.startswith("nr")
        if len(word) <= 4:
            frequency[word] = (int(count), person)
        if person:
            if len(word) == 3 and word[0] in common:
                given.update(word[1:])
        elif len(count) > 1:  # below ten the words are mostly debris
            for character in word:
                general[character] += int(count)
    names, words = given.total() + 2000, sum(general.values()) + 200 * 6000
    odds = {
        c: math.log((given[c] + 0.5) / names) - math.log((general[c] + 200) / words)
        for c in given.keys() | general.keys()
    }
    return _Words(frequency, odds)


@lru_cache(maxsize=1)
def _minority() -> re.Pattern[str]:
    elements = sorted((row["element"] for row in rows("minority_names")), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, elements)))


def _given_odds(given: str) -> float:
    odds = _words().odds
    # A character that the dictionary does not know is rare, and rare characters live in names.
    return sum(min(max(odds.get(c, 1.0), -3.0), 2.5) for c in given)


def _word_penalty(text: str) -> float:
    count, person = _words().frequency.get(text, (0, False))
    if not count:
        return 0.0
    if person:
        # The dictionary's famous people sign no articles, and its tag is often wrong (白皮书, 高水平).
        return -0.4 - 0.3 * math.log10(count) if len(text) == 2 else -0.8 * max(math.log10(count) - 1.5, 0)
    return -2.0 - 0.6 * math.log10(count)


def is_unknown(text: str) -> bool:
    """Whether two to four characters make no word, and no part of them one, so that only a name is left."""
    known, folded = _words().frequency, fold(text)
    if not 2 <= len(folded) <= 4 or not _HAN_ONLY.fullmatch(folded) or _NEVER.intersection(folded):
        return False
    parts = {folded, folded[:2], folded[-2:]}
    return not any(part in known and not known[part][1] for part in parts)


def is_famous(text: str) -> bool:
    """Whether the dictionary knows a name for a person's: such people sign no article, but are cited (刘备)."""
    folded = fold(text)
    likely = surname_length(folded) > 0 or len(folded) >= 4  # 奥古斯丁
    return likely and _words().frequency.get(folded, (0, False))[1]


def begins_word(text: str) -> bool:
    """Whether `text` begins with a word of two to four characters that the dictionary knows."""
    return any(fold(text)[:n] in _words().frequency for n in (2, 3, 4) if len(text) >= n)


def surname_length(text: str) -> int:
    """How many characters of surname `text` begins with, 0 to 4; the longest that leaves a given name."""
    folded = fold(text)
    return next((n for n in (4, 3, 2, 1) if len(folded) > n and folded[:n] in _surnames()), 0)


def _han_score(text: str) -> float:
    """Odds that two to four Chinese characters are a Chinese name."""
    surnames = _surnames()
    if any(c in _NEVER for c in text):
        return 0.0
    length = surname_length(text)
    if length > 1 and len(text) - length <= 2:
        rest = text[length:]
        return _logistic(2.2 + _given_odds(rest) * 0.5 + _word_penalty(text))
    if text[0] not in surnames or len(text) > 4:
        return 0.0
    rank = surnames[text[0]][1]
    if len(text) == 4:
        # 范徐丽泰: the husband's surname before one's own; four-character phrases are far more frequent.
        known = _words().frequency
        if (
            text[1] not in surnames
            or "rare" in (rank, surnames[text[1]][1])
            or text[:2] in known
            or text[2:] in known
        ):
            return 0.0
        return _logistic(_given_odds(text[2:]) - 2.5)
    odds = _SURNAME_ODDS[rank] + _given_odds(text[1:]) + _word_penalty(text)
    if len(text) == 3:
        # 幸福 in 幸福树 weighs more than 建国 in 张建国: given names are often words.
        for part, weight in ((text[:2], 0.6), (text[1:], 0.35)):
            count, person = _words().frequency.get(part, (0, False))
            if count and not person:
                odds -= weight * math.log10(count + 1)
        odds += 0.8
    return _logistic(odds)


def _logistic(odds: float) -> float:
    return 1 / (1 + math.exp(-odds))


@lru_cache(maxsize=20_000)
def _score(text: str) -> float:
    if _DOTTED.fullmatch(text) and not _NEVER_FOREIGN.intersection(text):
        return 0.95
    if _LATIN.fullmatch(text):
        return 0.5
    text = _SPACE.sub("", text)
    if not _HAN_ONLY.fullmatch(text) or not 2 <= len(text) <= 9:
        return 0.0
    best = _han_score(text) if len(text) <= 6 else 0.0
    if len(text) >= 3 and not any(c in _NEVER for c in text):
        found = sum(len(m.group()) for m in _minority().finditer(text))
        if found == len(text) and len(text) >= 4:
            best = max(best, 0.9)
        elif (
            found
            and len(text) - found <= 2
            and found >= 2
            and len(text) <= 7
            and text not in _words().frequency
        ):
            best = max(best, 0.6)
    return best


def name_score(text: str) -> float:
    """How sure it is, 0 to 1, that `text` is one person's name and nothing else.

    Two characters with a space between (张 丽) count as one name. The score knows the word alone, not its
    place: a word that is also an everyday word scores low and needs a byline's marks beside it.
    """
    folded = fold(text).strip()
    if len(folded) > 24 or len(folded) < 2:
        return 0.0
    return _score(folded)
