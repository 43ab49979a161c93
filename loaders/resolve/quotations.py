"""Quotations: one row a distinct wording, and mentions without an event placed by a wording that they share."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from lilun.loaders.resolve.lookup import Lookup
from lilun.loaders.rows import Rows
from sqlalchemy import Connection

SHORTEST = 8  # characters without punctuation: a shorter wording is anybody's


def wording(text: str) -> str:
    """A quotation as wordings are compared: width folded, without punctuation and white space."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


def quotation_id(text: str, lookup: Lookup, rows: Rows) -> tuple[int, bool] | None:
    """The quotation of that wording and whether it is new; None for a wording too short to be one."""
    bare = wording(text)
    if len(bare) < SHORTEST:
        return None
    key = hashlib.sha256(bare.encode()).hexdigest()[:16]
    if key in lookup.quotations:
        return lookup.quotations[key], False
    lookup.quotations[key] = rows.add("quotations", key=key, text=text, characters=len(bare))
    return lookup.quotations[key], True


def place_by_wording(connection: Connection) -> None:
    """Bare mentions (习近平总书记指出) get the event of the same speaker's same wording, if all others agree."""
    rule = "same wording as a placed mention"
    connection.exec_driver_sql(
        "UPDATE cited_speeches SET speech_id = NULL, rule = NULL WHERE rule = ?", (rule,)
    )
    connection.exec_driver_sql(
        "WITH placed AS (SELECT u.quotation_id, c.speaker_id, min(c.speech_id) AS speech_id "
        "  FROM cited_speeches c JOIN quotation_uses u ON u.cited_speech_id = c.id "
        "  WHERE c.speech_id IS NOT NULL GROUP BY u.quotation_id, c.speaker_id "
        "  HAVING count(DISTINCT c.speech_id) = 1) "
        "UPDATE cited_speeches SET rule = ?, speech_id = placed.speech_id "
        "FROM placed, quotation_uses u WHERE u.cited_speech_id = cited_speeches.id "
        "AND u.quotation_id = placed.quotation_id AND placed.speaker_id = cited_speeches.speaker_id "
        "AND cited_speeches.speech_id IS NULL AND cited_speeches.event_key IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM speech_candidates k WHERE k.cited_speech_id = cited_speeches.id)",
        (rule,),
    )
