"""A quotation: one wording, those that are related to it with their differences, and who uses it when."""

from __future__ import annotations

import asyncio
from typing import Any

from lilun.schema.publish import excerpt, wording
from lilun.schema.publish.site import WHOLE, Visit, keyed

SIZE = 100  # uses on a page
RELATED = 60


@keyed("quotation")
async def page(visit: Visit, number: int) -> Any:
    """A quotation by its key; `?page=` goes through its uses, `?q=` marks words in it."""
    at = visit.page_number()
    given = {"quotation": number}
    some = given | visit.part(SIZE)
    (row, *_), uses, (counts, *_), related, speeches = await asyncio.gather(
        visit.ask(_QUOTATION, given),
        visit.ask(_USES, some),
        visit.ask(_COUNTS, given),
        visit.ask(_RELATED, given | {"most": RELATED}),
        visit.ask(_SPEECHES, given),
    )
    return await visit.show(
        "quotation.html",
        row=row,
        text=excerpt.marked(row["text"], visit.given("q")),
        counts=counts,
        uses=uses,
        uses_sql=visit.sql(_USES, given | WHOLE),
        related=[(other, wording.compare(other["text"], row["text"])) for other in related],
        related_sql=visit.sql(_RELATED, given | {"most": RELATED}),
        speeches=speeches,
        at=at,
        pages=-(-counts["uses"] // SIZE),
    )


_QUOTATION = "SELECT id, key, text, characters, articles FROM quotations WHERE id = :quotation"
_COUNTS = """
SELECT count(*) AS uses, count(DISTINCT cited_speeches.article_id) AS articles
FROM quotation_uses
JOIN cited_speeches ON cited_speeches.id = quotation_uses.cited_speech_id
WHERE quotation_uses.quotation_id = :quotation
"""
_USES = """
SELECT
    cited_speeches.id,
    cited_speeches.position,
    cited_speeches.attribution_as_printed AS attribution,
    cited_speeches.quote,
    quotation_uses.relation,
    articles.id AS article_id,
    articles.key,
    articles.title AS article,
    newspapers.name AS newspaper,
    issues.date,
    speeches.key AS speech_key,
    speeches.title AS speech
FROM quotation_uses
JOIN cited_speeches ON cited_speeches.id = quotation_uses.cited_speech_id
JOIN articles ON articles.id = cited_speeches.article_id
JOIN pages ON pages.id = articles.page_id
JOIN issues ON issues.id = pages.issue_id
LEFT JOIN newspapers ON newspapers.id = issues.newspaper_id
LEFT JOIN speeches ON speeches.id = cited_speeches.speech_id
WHERE quotation_uses.quotation_id = :quotation
ORDER BY issues.date_earliest IS NULL, issues.date_earliest, articles.key, cited_speeches.position
LIMIT :size OFFSET :start
"""
_RELATED = """
SELECT
    quotations.id, quotations.key, quotations.text, quotations.articles, related.relation, related.similarity
FROM (
    SELECT other_id AS id, relation, similarity FROM quotation_pairs WHERE quotation_id = :quotation
    UNION
    SELECT quotation_id, relation, similarity FROM quotation_pairs WHERE other_id = :quotation
) AS related
JOIN quotations ON quotations.id = related.id
ORDER BY related.similarity DESC, quotations.articles DESC, quotations.id
LIMIT :most
"""
_SPEECHES = """
SELECT speeches.key, speeches.title, coalesce(speakers.name, voices.name) AS speaker, speeches.date, count(*) AS n
FROM quotation_uses
JOIN cited_speeches ON cited_speeches.id = quotation_uses.cited_speech_id
JOIN speeches ON speeches.id = cited_speeches.speech_id
LEFT JOIN speakers ON speakers.id = speeches.speaker_id
LEFT JOIN voices ON voices.id = speeches.voice_id
WHERE quotation_uses.quotation_id = :quotation
GROUP BY speeches.id
ORDER BY n DESC, speeches.key
LIMIT 20
"""
