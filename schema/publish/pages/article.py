"""The reading page of an article: its text, what the archive made of it, and the source beside it on request."""

from __future__ import annotations

import asyncio
from typing import Any

from lilun.schema.publish import addresses, excerpt, reading
from lilun.schema.publish.pages import source
from lilun.schema.publish.site import Visit, keyed

SHARED = 200  # a quotation that more articles hold says little of what they have in common


@keyed("article")
async def page(visit: Visit, number: int) -> Any:
    """An article by its key, by its row's number or by a key that it had before.

    `?q=` marks words in it, `?view=source` puts the source's text beside it.
    """
    given = {"article": number}
    similar = {"article": number, "most": SHARED}
    q = visit.given("q")[: excerpt.LONGEST_QUERY]
    article, institutions, keywords, alike, passages, findings = await asyncio.gather(
        reading.load(visit.ask, number, (lambda text: excerpt.hits(text, q)) if q else None),
        visit.ask(_INSTITUTIONS, given),
        visit.ask(_KEYWORDS, given),
        visit.ask(_SIMILAR, similar),
        visit.ask(_PASSAGES, given),
        visit.ask(_FINDINGS, given),
    )
    beside = visit.given("view") == "source"
    row = article.row
    return await visit.show(
        "article.html",
        article=article,
        issue=addresses.issue_key(row["newspaper"], row["date"], row["issue_id"]),
        institutions=institutions,
        keywords=keywords,
        similar=alike,
        similar_sql=visit.sql(_SIMILAR, similar),
        passages=passages,
        findings=findings,
        beside=beside,
        source=await source.load(visit.ask, row["page_id"], number) if beside else None,
        q=q,
    )


async def former(visit: Visit) -> Any:
    """The address that articles had at first, /read/KEY."""
    return visit.moved("article", visit.key)


_INSTITUTIONS = """
SELECT DISTINCT institutions.key, institutions.name, wholes.name AS part_of
FROM bylines
JOIN affiliations ON affiliations.byline_id = bylines.id
LEFT JOIN affiliation_institutions ON affiliation_institutions.affiliation_id = affiliations.id
JOIN institutions
    ON institutions.id = coalesce(affiliation_institutions.institution_id, affiliations.institution_id)
LEFT JOIN institutions AS wholes ON wholes.id = institutions.parent_id
WHERE bylines.article_id = :article
ORDER BY bylines.position, affiliations.position, affiliation_institutions.position
"""
_KEYWORDS = "SELECT term FROM keywords WHERE article_id = :article ORDER BY weight DESC LIMIT 12"
_SIMILAR = """
WITH own (quotation_id) AS (
    SELECT DISTINCT quotation_uses.quotation_id
    FROM cited_speeches
    JOIN quotation_uses ON quotation_uses.cited_speech_id = cited_speeches.id
    JOIN quotations ON quotations.id = quotation_uses.quotation_id
    WHERE cited_speeches.article_id = :article AND quotations.articles <= :most
)
SELECT
    articles.id AS article_id,
    articles.key,
    articles.title,
    newspapers.name AS newspaper,
    issues.date,
    count(DISTINCT own.quotation_id) AS shared
FROM own
JOIN quotation_uses ON quotation_uses.quotation_id = own.quotation_id
JOIN cited_speeches ON cited_speeches.id = quotation_uses.cited_speech_id
JOIN articles ON articles.id = cited_speeches.article_id
JOIN pages ON pages.id = articles.page_id
JOIN issues ON issues.id = pages.issue_id
LEFT JOIN newspapers ON newspapers.id = issues.newspaper_id
WHERE articles.id <> :article
GROUP BY articles.id
ORDER BY shared DESC, issues.date_earliest DESC, articles.key
LIMIT 8
"""
_PASSAGES = """
SELECT passages.id, passages.text, passages.articles, paragraphs.position
FROM paragraphs
JOIN passage_uses ON passage_uses.paragraph_id = paragraphs.id
JOIN passages ON passages.id = passage_uses.passage_id
WHERE paragraphs.article_id = :article AND passage_uses.is_attributed = 0 AND passages.is_set_phrase = 0
GROUP BY passages.id
ORDER BY min(paragraphs.position), passages.id
LIMIT 8
"""
_FINDINGS = """
SELECT id, kind, severity, message, line FROM findings WHERE article_id = :article ORDER BY line, id LIMIT 50
"""
