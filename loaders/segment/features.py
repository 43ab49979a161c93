"""What can be seen of a block: its shape, marks, opening, place and neighbours, as named features.

A feature is a word; the grammar's weights say what it speaks for. Features look at a block and its two
neighbours only, and at which heading marks the page uses.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from lilun.loaders.fields.byline import Signature, read_byline, read_digest, read_signoff
from lilun.loaders.page import Block
from lilun.loaders.repair.signs import is_han
from lilun.loaders.rules import rows

_LENGTHS = ((4, "len_1_4"), (8, "len_5_8"), (14, "len_9_14"), (22, "len_15_22"), (32, "len_23_32"),
            (45, "len_33_45"), (80, "len_46_80"), (160, "len_81_160"))  # fmt: skip
SENTENCE_END = re.compile(r"[。！？!?…][”’』」）)】]*$")
_INNER_STOP = re.compile(r"[。！？].")
LONG = 46  # characters: from here a block is running text
_FURNITURE_LIMIT = 160  # characters: no running head or credit is longer
_NAMES_LIMIT = 260  # characters: no byline or sign-off is longer


@dataclass(frozen=True, slots=True)
class Seen:
    """A block's features, and the signatures that its text could be."""

    features: frozenset[str]
    byline: Signature | None
    signoff: Signature | None


_Own = tuple[frozenset[str], Signature | None, Signature | None]


@cache
def _patterns(name: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row.get("feature") or row["kind"], re.compile(row["pattern"])) for row in rows(name))


def furniture_share(text: str) -> tuple[float, str]:
    """How much of a block furniture's atoms (date, folio, editor, contact …) cover, 0..1, and the first kind."""
    if len(text) > _FURNITURE_LIMIT:
        return 0.0, ""
    covered: set[int] = set()
    first = ""
    for kind, pattern in _patterns("furniture"):
        for hit in pattern.finditer(text):
            if hit.group().strip():
                covered.update(range(*hit.span()))
                first = first or kind
    signs = [i for i, c in enumerate(text) if c.isalnum()]
    return (sum(1 for i in signs if i in covered) / len(signs) if signs else 0.0), first


def see(blocks: Sequence[Block]) -> list[Seen]:
    """The features of each block of a page, in order."""
    levels = sorted({b.level for b in blocks if b.mark == "heading"})
    any_marks = bool(levels)
    own = [_own(b, levels, any_marks) for b in blocks]
    typical_gap = sorted(b.gap for b in blocks)[len(blocks) // 2] if blocks else 0
    result = []
    parallel = _parallel([str(b) for b in blocks])
    distances = _distances(own)
    for i, (features, byline, signoff) in enumerate(own):
        seen = set(features)
        if i in parallel:
            seen.add("parallel")
        if i == 0:
            seen.add("first")
        if i == len(own) - 1:
            seen.add("last")
        if blocks[i].gap > typical_gap:
            seen.add("gap_before")
        for side, j in (("prev", i - 1), ("next", i + 1)):
            if 0 <= j < len(own):
                seen |= _beside(side, own[j][0])
            else:
                seen.add(f"{side}_none")
        for side, j in (("prev2", i - 2), ("next2", i + 2)):
            if 0 <= j < len(own):
                seen |= {f"{side}_{f}" for f in _SHOWN_FURTHER if f in own[j][0]}
            else:
                seen.add(f"{side}_none")
        seen.add(distances[i])
        around = f"{_class(own, i - 1)}_{_class(own, i + 1)}"
        seen |= {f"between_{around}", f"{_class(own, i)}_between_{around}"}
        if i + 1 < len(blocks) and blocks[i + 1].gap > typical_gap:
            seen.add("gap_after")
        result.append(Seen(frozenset(seen), byline, signoff))
    return result


_SHOWN_TO_NEIGHBOURS = ("byline_sure", "byline_likely", "signoff_sure", "digest", "long", "short", "marked",
                        "ends_sentence", "ends_open", "starts_inside", "opens_lead", "opens_note", "opens_turn",
                        "furniture", "numbered", "opens_dash")  # fmt: skip


_SHOWN_FURTHER = ("byline_sure", "signoff_sure", "long", "short", "marked", "ends_open")


_CLASSES = (
    "byline_sure",
    "signoff_sure",
    "furniture",
    "digest",
    "opens_lead",
    "byline_likely",
    "starts_inside",
)


def _class(own: Sequence[_Own], at: int) -> str:
    """What a block looks like at first sight, in one word; 'edge' outside the page."""
    if not 0 <= at < len(own):
        return "edge"
    features = own[at][0]
    plain = next((c for c in _CLASSES if c in features), "")
    if plain:
        return plain
    if "long" in features:
        return "open" if "ends_open" in features else "running"
    size = "sentence" if "ends_sentence" in features else "numbered" if "numbered" in features else "line"
    return f"marked_{size}" if "marked" in features else size


def _distances(own: Sequence[_Own]) -> list[str]:
    """How many running blocks stand between the last byline or sign-off and each block."""
    since, running = "top", 0
    told = []
    for features, _, _ in own:
        told.append(f"since_{since}_{min(running, 4)}")
        if features & {"byline_sure", "signoff_sure"}:
            since, running = "signature", 0
        else:
            running += "long" in features
    return told


def _beside(side: str, features: frozenset[str]) -> set[str]:
    return {f"{side}_{f}" for f in _SHOWN_TO_NEIGHBOURS if f in features}


def _own(
    block: Block, levels: Sequence[int], any_marks: bool
) -> tuple[frozenset[str], Signature | None, Signature | None]:
    text = str(block)
    bare = "".join(c for c in text if not c.isspace())
    n = len(bare)
    out = {next((name for limit, name in _LENGTHS if n <= limit), "len_161")}
    out.add("long" if n >= LONG else "short")
    if SENTENCE_END.search(text):
        out.add("ends_sentence")
    elif text[-1:] in "，、；：,;:":
        out.add("ends_comma")
    elif n >= 20 and text[-1:] not in "）)】]”":
        out.add("ends_open")
    if text[-1:] in "？?":
        out.add("ends_question")
    if _INNER_STOP.search(text):
        out.add("inner_stop")
    if "，" in text or "," in text:
        out.add("has_comma")
    halves = _halves(text)
    if n <= 45 and halves and min(halves) >= 4:
        out.add("balanced" if abs(halves[0] - halves[1]) <= 3 else "two_parts")
    if n <= 45 and _FUNCTION_WORDS.search(text):
        out.add("function_words")
    if n <= 45 and re.search(r"\S[ \u3000]+\S", text):
        out.add("has_space")
    if n and not any(is_han(c) for c in text):
        out.add("no_han")
    if block.lines > 1:
        out.add("several_lines")
    out |= _marks(block, levels, any_marks)
    for name, pattern in _patterns("openings"):
        if pattern.search(text):
            out.add(name)
    if any(f.startswith("enum_") for f in out):
        out.add("numbered")
    share, kind = furniture_share(text)
    if share >= 0.35:
        out |= {"furniture" if share >= 0.75 else "furniture_partly", f"furniture_{kind}"}
    byline = read_byline(text) if n <= _NAMES_LIMIT and "inner_stop" not in out else None
    signoff = read_signoff(text) if n <= _NAMES_LIMIT else None
    out |= _signature("byline", byline) | _signature("signoff", signoff)
    if n >= 30 and read_digest(text):
        out.add("digest")
    return frozenset(out), byline, signoff


_LINE = range(6, 33)  # characters of a line that could be a heading
_BREAK = re.compile(r"[，,、：:；\u3000 ]")
_FUNCTION_WORDS = re.compile(r"[了是也就都却还我他她你它们这那很吗呢吧]")


def _halves(text: str) -> tuple[int, int] | None:
    """The lengths of the two parts of a line with one break; None for other lines."""
    parts = _BREAK.split(text.strip())
    return (len(parts[0]), len(parts[1])) if len(parts) == 2 else None


def _parallel(texts: Sequence[str]) -> set[int]:
    """Lines that another line of the page matches in build: parts of one length, or one length and beginning."""
    lines = [(i, t) for i, t in enumerate(texts) if len(t) in _LINE and not SENTENCE_END.search(t)]
    alike: dict[_Build, list[int]] = defaultdict(list)
    for i, line in lines:
        for build in _builds(line):
            alike[build].append(i)
    return {
        i
        for i, line in lines
        for build in _builds(line)
        if any(j != i for near in _nearly(build) for j in alike.get(near, ())[:2])
    }


_Build = tuple[str, int, int]


def _builds(line: str) -> tuple[_Build, ...]:
    """What a line is known by: the lengths of its two parts; without a break its length and either end."""
    halves = _halves(line)
    if halves:
        return (("", *halves),)
    return (("^" + line[0], len(line), 0), (line[-2:] + "$", len(line), 0))


def _nearly(build: _Build) -> Iterator[_Build]:
    """The builds that differ from one by no more than a character in each part."""
    what, first, second = build
    for a in (-1, 0, 1):
        for b in (0,) if what else (-1, 0, 1):
            yield (what, first + a, second + b)


def _marks(block: Block, levels: Sequence[int], any_marks: bool) -> set[str]:
    if block.mark == "heading":
        rank = levels.index(block.level)
        place = (
            "mark_only"
            if len(levels) == 1
            else "mark_top"
            if rank == 0
            else "mark_second"
            if rank == 1
            else "mark_low"
        )
        return {"marked", place}
    if block.mark:
        return {f"mark_{block.mark}"} | ({"marked"} if block.mark == "bold" else set())
    return {"unmarked_on_marked_page"} if any_marks else {"unmarked"}


def _signature(name: str, found: Signature | None) -> set[str]:
    if found is None:
        return {f"no_{name}"}
    out = {
        f"{name}_sure" if found.score >= 0.8 else f"{name}_likely" if found.score >= 0.5 else f"{name}_maybe"
    }
    if found.form == "source":
        out.add("source_line")
    return out
