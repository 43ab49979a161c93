"""Quotation marks within a paragraph: outer quotations, marks that OCR lost, sentences that respect them.

Works on one paragraph of repaired text; offsets are code points into it, half-open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

OPENING = "“「『〝"
CLOSING = "”」』〞"
STRAIGHT = '"＂'
INNER_OPENING = "‘"
INNER_CLOSING = "’"
TERMINATORS = "。！？!?…"

MASK = "\ue000"  # stands for each character of a quotation
TITLE_MASK = "\ue001"  # stands for each character of a title in 《》

_MARKS = re.compile(f"[{OPENING}{CLOSING}{STRAIGHT}{INNER_OPENING}{INNER_CLOSING}]")
_TITLES = re.compile(r"《[^《》]{0,150}(?:《[^《》]{0,100}》[^《》]{0,100})?》")
_BEFORE_OPENING = "，：,:；;、。"
_AFTER_CLOSING = "，。、；：,;:）！？!?》"


@dataclass(frozen=True, slots=True)
class Quotation:
    """An outer quotation: marks included in [start, end), its words alone in [inner_start, inner_end).

    `repair` says what was wrong: '' (both marks stand), 'closing' or 'opening' (that mark is lost),
    'runs-on' (no closing mark before the paragraph's end: the next paragraph may continue it).
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    repair: str = ""


def outer_quotations(text: str, lead_in: re.Pattern[str] | None = None) -> list[Quotation]:
    """The outer quotations of a paragraph in order, without overlap; never raises.

    `lead_in` matches what announces a quotation (指出，): where an opening mark is lost, the quotation
    starts after the last such match. Linear in the length of the text.
    """
    marks, pairs = _pairs(text)
    found: list[Quotation] = []
    floor = 0  # end of the last quotation
    for place, (at, kind) in enumerate(marks):
        if at < floor:
            continue
        if kind == "open":
            closing = pairs.get(at)
            if closing is not None:
                found.append(Quotation(at, closing + 1, at + 1, closing))
            else:
                following = marks[place + 1][0] if place + 1 < len(marks) else None
                found.append(_unclosed(text, at, following))
        else:
            start = _lost_opening(text, floor, at, lead_in)
            if start is None:
                continue
            found.append(Quotation(start, at + 1, start, at, "opening"))
        floor = found[-1].end
    return found


def _pairs(text: str) -> tuple[list[tuple[int, str]], dict[int, int]]:
    """The marks that count, each open or close, and for each opening one its closing one where it has one."""
    places = [m.start() for m in _MARKS.finditer(text)]
    marks: list[tuple[int, str]] = []
    pairs: dict[int, int] = {}
    stack: list[int] = []
    for place, at in enumerate(places):
        kind = _kind(text, places, place, stack)
        if kind == "open":
            marks.append((at, kind))
            stack.append(at)
        elif kind == "close":
            if stack:
                pairs[stack.pop()] = at
            else:
                marks.append((at, kind))
    return marks, pairs


def _kind(text: str, places: list[int], place: int, stack: list[int]) -> str:
    """What a mark does here: open, close or '' (a mark within a quotation, a doubled one, an apostrophe)."""
    at = places[place]
    char = text[at]
    before = text[at - 1] if at else ""
    after = text[at + 1] if at + 1 < len(text) else ""
    following = text[places[place + 1]] if place + 1 < len(places) else ""
    if char in INNER_OPENING + INNER_CLOSING:
        if char == INNER_OPENING:
            return "" if stack else "open"
        return "close" if stack and text[stack[-1]] == INNER_OPENING else ""
    if char in STRAIGHT:
        return "close" if stack else "open"
    if char in OPENING:
        if before == char and not (
            following and following in CLOSING and _doubled_closing(text, places, place)
        ):
            return ""
        if len(stack) == 1 and (not after or after in _AFTER_CLOSING):
            return "close"  # printed the wrong way round
        return "open"
    if not stack:
        if before == char:
            return ""
        if before and before in _BEFORE_OPENING and after and after not in _AFTER_CLOSING:
            return "open" if following and following in CLOSING else "close"  # the wrong way round
    return "close"


def _doubled_closing(text: str, places: list[int], place: int) -> bool:
    """Do two closing marks follow, as a quotation that opens within a quotation has them?"""
    return len(places) > place + 2 and all(text[p] in CLOSING for p in places[place + 1 : place + 3])


def _lost_opening(text: str, floor: int, at: int, lead_in: re.Pattern[str] | None) -> int | None:
    if lead_in is None:
        return None
    start = None
    for match in lead_in.finditer(text, max(floor, at - 300), at):
        start = match.end()
    return start if start is not None and at - start >= 4 else None


def _unclosed(text: str, at: int, following: int | None) -> Quotation:
    """The quotation of an opening mark without a closing one.

    Where no mark follows, it runs on to the paragraph's end. Else its closing mark is lost: it ends with its
    sentence, or, where the next quotation stands in the same sentence, before the last comma in front of it.
    """
    if following is None:
        end = max(len(text.rstrip()), at + 1)
        return Quotation(at, end, at + 1, end, "runs-on")
    commas = [i for i in range(at + 1, following) if text[i] in "，；、,;"]
    stop = next((i + 1 for i in range(at + 1, following) if text[i] in TERMINATORS), None)
    if stop is None:
        stop = commas[-1] if commas and following - commas[-1] <= 12 else following
    return Quotation(at, stop, at + 1, stop, "closing")


def mask(text: str, quotations: list[Quotation]) -> str:
    """The text with the words of quotations and 《》 titles blanked sign by sign; marks become “ ”."""
    chars = list(text)
    for q in quotations:
        chars[q.inner_start : q.inner_end] = MASK * (q.inner_end - q.inner_start)
        if q.inner_start > q.start:
            chars[q.start] = "“"
        if q.end > q.inner_end:
            chars[q.end - 1] = "”"
    masked = "".join(chars)
    return _TITLES.sub(lambda m: "《" + TITLE_MASK * (m.end() - m.start() - 2) + "》", masked)


def sentence_ends(text: str, masked: str, quotations: list[Quotation]) -> list[int]:
    """Ends of the sentences of a paragraph, the last its length; a stop within a quotation ends none,
    but a quotation that ends with a stop ends its sentence unless the sentence visibly goes on."""
    ends = []
    closes = {q.end: q for q in quotations if q.inner_end > q.inner_start}
    for i, char in enumerate(masked):
        if char in TERMINATORS:
            if i + 1 < len(masked) and masked[i + 1] in TERMINATORS + "”）)":
                continue
            ends.append(i + 1)
        elif i + 1 in closes:
            q = closes[i + 1]
            following = masked[i + 1] if i + 1 < len(masked) else ""
            if (
                text[q.inner_end - 1] in TERMINATORS
                and following
                and following not in "，、；：。！？“的和与等—（("
            ):
                ends.append(i + 1)
    if not ends or ends[-1] < len(masked):
        ends.append(len(masked))
    return ends
