"""The section tree: headings on lines of their own and run-in headings with an enumerator."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from lilun.loaders.rules import rows

RUN_IN_LONGEST = 42  # characters of a run-in heading without its enumerator
_CLOSING = "。．.；;，,：: "
_DASH = re.compile(r"^(?:[—―─]{1,2}|--)\s*")
_MARKS = re.compile(r"^[■□◆◇●◎○▲△▶★☆※►]\s*")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading. `level` 1 is the highest; `parent` is an index into the article's sections, or None."""

    enumerator: str | None
    heading: str
    level: int
    kind: str  # 'line' or 'run-in'
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as found, before its level is known. Headings of one level share their `style`."""

    enumerator: str | None
    heading: str
    kind: str
    style: str


@cache
def _enumerators() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Style, pattern, whether it makes a run-in heading (yes, no, in a parallel set); in their usual rank."""
    return tuple((row["style"], re.compile(row["pattern"]), row["run_in"]) for row in rows("enumerators"))


def _enumerator(text: str) -> tuple[str, str, str] | None:
    for style, pattern, run_in in _enumerators():
        hit = pattern.match(text)
        if hit:
            return style, hit.group(), run_in
    return None


def read_heading(text: str, mark: str = "", level: int = 0) -> Heading:
    """The heading that a line of its own is; `mark` and `level` as the source marked it."""
    text = _MARKS.sub("", text.strip())
    found = _enumerator(text)
    style = found[0] if found else f"{mark or 'bare'}{level or ''}"
    enumerator = found[1].strip() if found else None
    heading = text[len(found[1]) :] if found else text
    heading = re.sub(r"[ \t\u3000]+", " ", _DASH.sub("", heading)).strip().rstrip(_CLOSING)
    return Heading(enumerator, heading or text, "line", style)


def read_run_ins(paragraphs: Sequence[str]) -> list[Heading | None]:
    """For each paragraph the run-in heading with which it begins: （一）强化创新。创新是…

    第一，… is one only in a parallel set of at least two such paragraphs.
    """
    found = [_run_in(p) for p in paragraphs]
    parallel = {style for style, _, run_in in _enumerators() if run_in == "parallel"}
    lonely = {s for s in parallel if sum(1 for h in found if h and h.style == s) < 2}
    return [None if h and h.style in lonely else h for h in found]


def _run_in(paragraph: str) -> Heading | None:
    found = _enumerator(paragraph)
    if not found or found[2] == "no":
        return None
    style, enumerator, _ = found
    rest = paragraph[len(enumerator) :]
    stop = re.search(r"[。！？：]|(?<=\S)[ \u3000](?=\S)", rest)
    if not stop or stop.start() > RUN_IN_LONGEST or stop.start() < 2 or not rest[stop.end() :].strip():
        return None
    heading = rest[: stop.start()] + (stop.group() if stop.group() in "？！" else "")
    return Heading(enumerator.strip(), heading.strip(), "run-in", style)


def tree(headings: Sequence[Heading]) -> list[Section]:
    """Levels and parents: a style that comes up below another is its child until the other comes again.

    Below another stands what ranks below it (一、 then 1.), and what the other's count goes on behind: 第一，
    then 1. and 2., then 第二，.
    """
    ranks = [style for style, _, _ in _enumerators()]
    styles = _plain_styles(headings)
    open_styles: list[str] = []
    sections: list[Section] = []
    last: list[int] = []  # the newest section of each open style
    for place, heading in enumerate(headings):
        style = styles.get(heading.style, heading.style)
        if style in open_styles:
            depth = open_styles.index(style)
        else:
            depth = len(open_styles)
            # Without an enumerator a heading may stand below 一、 and （一）, never below 1. and its like.
            rank = ranks.index(style) if style in ranks else ranks.index("digit")
            while depth and open_styles[depth - 1] in ranks:
                above = open_styles[depth - 1]
                if ranks.index(above) < rank or _counts_on(headings, place, above):
                    break
                depth -= 1
        parent = last[depth - 1] if depth else None
        open_styles, last = [*open_styles[:depth], style], [*last[:depth], len(sections)]
        sections.append(Section(heading.enumerator, heading.heading, depth + 1, heading.kind, parent))
    return sections


def _counts_on(headings: Sequence[Heading], place: int, style: str) -> bool:
    """Whether the count of an enumerator's style goes on behind a place, rather than begins anew."""
    seen = {h.enumerator for h in headings[:place] if h.style == style}
    following = next((h for h in headings[place:] if h.style == style), None)
    return following is not None and following.enumerator not in seen


def _plain_styles(headings: Sequence[Heading]) -> dict[str, str]:
    """Headings without enumerators: one style where at most one heading mark is used, else the mark's level."""
    ranks = {style for style, _, _ in _enumerators()}
    plain = [h.style for h in headings if h.style not in ranks]
    marked = sorted({s for s in plain if s.startswith("heading")})
    usual = max(marked, key=plain.count) if len(marked) > 1 else "line"
    return {s: s if len(marked) > 1 and s in marked else usual for s in plain}
