"""A speech: what is known of it, its wordings side by side, and every mention in order of time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lilun.schema.publish import wording
from lilun.schema.publish.fragments import AUTHORS
from lilun.schema.publish.site import WHOLE, Row, Visit, keyed

SIZE = 100  # mentions on a page
WORDINGS = 200  # wordings compared, the most used first


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording: its row, and how it differs from the first of its group; () where there is nothing to compare."""

    row: Row
    pieces: tuple[wording.Piece, ...] = ()


@keyed("speech")
async def page(visit: Visit, number: int) -> Any:
    """A speech by its key; `?page=` goes through its mentions."""
    at = visit.page_number()
    given = {"speech": number}
    some = given | visit.part(SIZE)
    (facts, *_), aliases, (echo, *_), mentions, rows, pairs = await asyncio.gather(
        visit.ask(_FACTS, given),
        visit.ask(_ALIASES, given),
        visit.ask(_ECHO, given),
        visit.ask(_MENTIONS, some),
        visit.ask(_WORDINGS, given | {"most": WORDINGS}),
        visit.ask(_PAIRS, given | {"most": WORDINGS}),
    )
    return await visit.show(
        "speech.html",
        row=facts,
        aliases=[row["alias"] for row in aliases],
        echo=echo,
        mentions=mentions,
        mentions_sql=visit.sql(_MENTIONS, given | WHOLE),
        groups=side_by_side(rows, [(row["quotation_id"], row["other_id"]) for row in pairs]),
        wordings_sql=visit.sql(_WORDINGS, given | {"most": WORDINGS}),
        cut=len(rows) == WORDINGS,
        at=at,
        pages=-(-echo["mentions"] // SIZE),
    )


def side_by_side(rows: Sequence[Row], pairs: Sequence[tuple[int, int]]) -> list[list[Wording]]:
    """Wordings (id, text, articles) in groups that hold the same words, the fullest first, the others against it."""
    by_id = {row["id"]: row for row in rows}
    shown = []
    for numbers in wording.groups(by_id, pairs):
        group = [by_id[number] for number in numbers]
        first = wording.fullest([row["text"] for row in group], [row["articles"] for row in group])
        base = group.pop(first)
        shown.append(
            [Wording(base), *(Wording(row, wording.compare(row["text"], base["text"])) for row in group)]
        )
    return sorted(shown, key=lambda group: (-sum(w.row["articles"] for w in group), group[0].row["id"]))


_FACTS = """
SELECT
    speeches.*,
    speakers.name AS speaker,
    voices.name AS voice,
    places.name AS place,
    documents.title AS document
FROM speeches
LEFT JOIN speakers ON speakers.id = speeches.speaker_id
LEFT JOIN voices ON voices.id = speeches.voice_id
LEFT JOIN places ON places.id = speeches.place_id
LEFT JOIN documents ON documents.id = speeches.document_id
WHERE speeches.id = :speech
"""
_ALIASES = "SELECT alias FROM speech_aliases WHERE speech_id = :speech ORDER BY alias"
_ECHO = """
SELECT
    count(*) AS mentions,
    count(DISTINCT article_id) AS articles,
    count(DISTINCT newspaper_id) AS newspapers,
    min(CASE WHEN date_earliest = date_latest THEN date_earliest END) AS first,
    max(CASE WHEN date_earliest = date_latest THEN date_earliest END) AS last
FROM mention_facts
WHERE speech_id = :speech
"""
_MENTIONS = f"""
SELECT
    cited_speeches.id,
    cited_speeches.position,
    cited_speeches.mode,
    cited_speeches.attribution_as_printed AS attribution,
    cited_speeches.quote,
    cited_speeches.rule,
    articles.id AS article_id,
    articles.key,
    articles.title AS article,
{AUTHORS},
    newspapers.name AS newspaper,
    issues.date,
    CASE
        WHEN issues.date_earliest = issues.date_latest
        THEN CAST(julianday(issues.date_earliest) - julianday(speeches.date_latest) AS INTEGER)
    END AS days_after
FROM (
    SELECT mention_facts.id, mention_facts.date_earliest
    FROM mention_facts
    JOIN cited_speeches ON cited_speeches.id = mention_facts.id
    JOIN articles ON articles.id = mention_facts.article_id
    WHERE mention_facts.speech_id = :speech
        -- of all its days only the earliest that fill the page: the others need not be sorted
        AND (mention_facts.date_earliest IS NULL OR mention_facts.date_earliest <= coalesce((
            SELECT date_earliest
            FROM mention_facts
            WHERE speech_id = :speech AND date_earliest IS NOT NULL
            ORDER BY date_earliest
            LIMIT 1 OFFSET :size + :start
        ), '9999-12-31'))
    ORDER BY mention_facts.date_earliest IS NULL, mention_facts.date_earliest, articles.key, cited_speeches.position
    LIMIT :size OFFSET :start
) AS shown
JOIN cited_speeches ON cited_speeches.id = shown.id
JOIN speeches ON speeches.id = cited_speeches.speech_id
JOIN articles ON articles.id = cited_speeches.article_id
JOIN pages ON pages.id = articles.page_id
JOIN issues ON issues.id = pages.issue_id
LEFT JOIN newspapers ON newspapers.id = issues.newspaper_id
ORDER BY shown.date_earliest IS NULL, shown.date_earliest, articles.key, cited_speeches.position
"""
_WORDINGS = """
SELECT
    quotations.id,
    quotations.key,
    quotations.text,
    used.articles,
    used.first
FROM (
    SELECT
        quotation_uses.quotation_id AS id,
        count(DISTINCT mention_facts.article_id) AS articles,
        min(mention_facts.date_earliest) AS first
    FROM mention_facts
    JOIN quotation_uses ON quotation_uses.cited_speech_id = mention_facts.id
    WHERE mention_facts.speech_id = :speech
    GROUP BY quotation_uses.quotation_id
    ORDER BY articles DESC, first, id
    LIMIT :most
) AS used
JOIN quotations ON quotations.id = used.id
ORDER BY used.articles DESC, used.first, quotations.id
"""
_PAIRS = """
WITH used (id) AS (
    SELECT quotation_uses.quotation_id
    FROM mention_facts
    JOIN quotation_uses ON quotation_uses.cited_speech_id = mention_facts.id
    WHERE mention_facts.speech_id = :speech
    GROUP BY quotation_uses.quotation_id
    ORDER BY count(DISTINCT mention_facts.article_id) DESC
    LIMIT 2 * :most
)
SELECT quotation_pairs.quotation_id, quotation_pairs.other_id
FROM used
JOIN quotation_pairs ON quotation_pairs.quotation_id = used.id
WHERE quotation_pairs.other_id IN (SELECT id FROM used)
"""
