"""How alike two wordings are, and what one leaves out of the other, as a person reads it."""

from __future__ import annotations

from dataclasses import dataclass

from lilun.loaders.resolve.wordings import Wording
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

ALIKE = 0.8  # two wordings of which each has one character in ten misread are still this alike
_AROUND = 8  # characters that are shown of what agrees, on each side of a difference


def contains(longer: str, shorter: str) -> bool:
    """Whether a bare wording stands in another as it is, or, where it leaves words out (…), its pieces in order."""
    at = 0
    for piece in shorter.split("…"):
        at = longer.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True


def similarity(shorter: str, longer: str) -> float:
    """How much of the shorter wording the best stretch of the longer has, 0 to 1; 0 below ALIKE."""
    return round(fuzz.partial_ratio(shorter, longer, score_cutoff=100 * ALIKE) / 100, 4)


def difference(mine: Wording, other: Wording) -> str:
    """What `mine` leaves out of `other`, [-…-], and puts in, {+…+} (the marks of wdiff), with words around it.

    Punctuation is shown and makes no difference. Words that agree are cut short (……); equal wordings give ''.
    """
    if mine.bare == other.bare:
        return ""
    blocks = _blocks(mine.bare, other.bare)
    shown = []
    for number, block in enumerate(blocks):
        there, here = other.shown(*block.there), mine.shown(*block.here)
        if block.agrees:
            shown.append(_cut(here, head=number > 0, tail=number < len(blocks) - 1))
        else:
            shown.append((f"[-{there}-]" if there else "") + (f"{{+{here}+}}" if here else ""))
    return "".join(shown)


@dataclass(frozen=True, slots=True)
class _Block:
    """Stretches of two bare texts that belong together."""

    agrees: bool
    there: tuple[int, int]
    here: tuple[int, int]


def _blocks(mine: str, other: str) -> list[_Block]:
    """The stretches in order. A character that happens to agree between two differences belongs to them."""
    blocks: list[_Block] = []
    opcodes = list(Levenshtein.opcodes(other, mine))
    for number, code in enumerate(opcodes):
        inner = 0 < number < len(opcodes) - 1
        agrees = code.tag == "equal" and not (inner and code.dest_end - code.dest_start == 1)
        there, here = (code.src_start, code.src_end), (code.dest_start, code.dest_end)
        if blocks and not agrees and not blocks[-1].agrees:
            before = blocks.pop()
            there, here = (before.there[0], there[1]), (before.here[0], here[1])
        blocks.append(_Block(agrees, there, here))
    return blocks


def _cut(text: str, *, head: bool, tail: bool) -> str:
    """Words that agree, as much as a reader needs: the `head` behind one difference, the `tail` before the next."""
    if len(text) <= 3 * _AROUND:
        return text
    return (text[:_AROUND] if head else "") + "……" + (text[-_AROUND:] if tail else "")
