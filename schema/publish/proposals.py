"""The line that puts a finding right: an entry for a file of corrections, to be pasted there.

What only a person can know is a question mark in it, which the loader refuses with a word of advice.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from lilun.schema.correction_line import anchored, line

ASK = "？"
FIRST_WORDS = 12  # characters of a page or an article by which a finding about all of it is anchored
_OTHER_ROLE = re.compile(r"could be (\w+)")

# what puts a finding of a kind right; None where nothing on the page does
ENTRIES: Mapping[str, Mapping[str, Any] | None] = {
    "no_title": {"article": {"title": ASK}},
    "no_author": {"authors": [ASK]},
    "no_body": {"role": "furniture"},
    "doubtful_role": {"role": ASK},
    "unknown_newspaper": {"page": {"newspaper": ASK}},
    "unknown_date": {"page": {"date": ASK}},
    "inferred_date": {"page": {"date": ASK}},
    "date_conflict": {"page": {"date": ASK}},
    "unresolved_institution": {"author": {"institution": [ASK]}},
    "unresolved_speech": {"citation": {"occasion": ASK}},
    **dict.fromkeys(
        ("unassigned", "duplicate_passage", "gap", "no_article", "failed_file", "older_text", "stale_correction",
         "broken_correction")
    ),
}  # fmt: skip
_OF_THE_PAGE = ("unknown_newspaper", "unknown_date", "inferred_date", "date_conflict")


def proposal(
    finding: Mapping[str, Any], text: str, place: tuple[int, int] | None, by: str, why: str
) -> str | None:
    """The line for a finding of a page whose file has this text, at its place there; None where there is none.

    A finding of a kind that is not in ENTRIES asks for other words.
    """
    entry = ENTRIES.get(finding["kind"], {"text": ASK})
    if entry is None:
        return None
    if place is None and finding["kind"] in _OF_THE_PAGE:
        place = _first_words(text, finding["page_start"] or 0)
    if place is None:
        return None
    start, end = place
    if end <= start:
        start, end = _first_words(text, start) or (start, start)
    anchor = anchored(text, start, end)
    if "at" not in anchor:
        return None
    other = _OTHER_ROLE.search(finding["message"])
    if finding["kind"] == "doubtful_role" and other:
        entry = {"role": other[1]}
    if finding["kind"] == "inferred_date" and finding["date"]:
        entry = {"page": {"date": finding["date"]}}
    key = finding["page"]
    where = {"in": key} if key and "~" not in key else {}  # an incomplete key ends with the file
    when = datetime.now(UTC).date().isoformat()
    return line({**where, **anchor, **entry, "by": by, "when": when, "why": why})


def _first_words(text: str, start: int) -> tuple[int, int] | None:
    """The first words from a place on that stand on one line."""
    found = re.compile(r"[^\W_][^\n]{5,}").search(text, start)
    return None if found is None else (found.start(), min(found.end(), found.start() + FIRST_WORDS))
