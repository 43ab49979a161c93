"""Fingerprints by winnowing: a few hashes of a text, chosen so that two texts that share enough words share one.

Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document fingerprinting" (2003): of every
WINDOW neighbouring hashes the smallest is kept, the last of equals. Which one is kept depends on the words in the
window alone, so a stretch of GRAM + WINDOW - 1 characters that two texts share gives both the same fingerprint.
"""

from __future__ import annotations

from zlib import crc32

GRAM = 20  # characters that a fingerprint is the hash of; with 16 one name of a doctrine fills it
WINDOW = 11
SHORTEST = GRAM + WINDOW - 1  # characters: every common stretch of this length is found


def hashes(bare: str, size: int) -> list[int]:
    """The hash of each stretch of `size` characters."""
    data = bare.encode("utf-32-le")
    return [crc32(data[4 * i : 4 * (i + size)]) for i in range(len(bare) - size + 1)]


def winnow(bare: str) -> list[tuple[int, int]]:
    """The fingerprints of a text: hash and position of each, in order; none for one shorter than SHORTEST.

    A text half of whose fingerprints are repeats is a list or noise, and has none: its matches with
    another of its kind would grow with the square of its length.
    """
    found = hashes(bare, GRAM)
    chosen: list[tuple[int, int]] = []
    at = -1
    for end in range(WINDOW, len(found) + 1):
        start = end - WINDOW
        if at < start:
            at = start
            for i in range(start + 1, end):
                if found[i] <= found[at]:
                    at = i
        elif found[end - 1] <= found[at]:
            at = end - 1
        else:
            continue
        chosen.append((found[at], at))
    distinct = len({fingerprint for fingerprint, _ in chosen})
    return chosen if 2 * distinct >= len(chosen) or len(chosen) <= WINDOW else []


def fingerprint_of(bare: str) -> int:
    """One fingerprint of a stretch: every text that holds it and has fingerprints has this one."""
    return min(hashes(bare, GRAM))
