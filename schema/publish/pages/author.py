"""An author: posts held when, articles, whom they write with and whose words they quote."""

from __future__ import annotations

import asyncio
from typing import Any

from lilun.schema.publish.fragments import LISTED_ARTICLES
from lilun.schema.publish.site import WHOLE, Visit, keyed

SIZE = 100  # articles on a page


@keyed("author")
async def page(visit: Visit, number: int) -> Any:
    """An author by key; `?page=` goes through the articles, the newest first."""
    at = visit.page_number()
    given = {"author": number}
    (row, *_), (counts, *_), names, posts, articles, others, namesakes, speeches = await asyncio.gather(
        visit.ask("SELECT * FROM authors WHERE id = :author", given),
        visit.ask(_COUNTS, given),
        visit.ask(_NAMES, given),
        visit.ask(_POSTS, given),
        visit.ask(_ARTICLES, given | visit.part(SIZE)),
        visit.ask(_WITH, given),
        visit.ask(_NAMESAKES, given),
        visit.ask(_SPEECHES, given),
    )
    return await visit.show(
        "author.html",
        row=row,
        counts=counts,
        names=[found["name"] for found in names if found["name"] != row["name"]],
        posts=posts,
        posts_sql=visit.sql(_POSTS, given),
        articles=articles,
        articles_sql=visit.sql(_ARTICLES, given | WHOLE),
        others=others,
        namesakes=namesakes,
        speeches=speeches,
        speeches_sql=visit.sql(_SPEECHES, given),
        at=at,
        pages=-(-counts["articles"] // SIZE),
    )


_COUNTS = """
SELECT
    count(DISTINCT bylines.article_id) AS articles,
    count(DISTINCT issues.newspaper_id) AS newspapers,
    min(issues.date_earliest) AS first,
    max(issues.date_earliest) AS last
FROM bylines
JOIN articles ON articles.id = bylines.article_id
JOIN pages ON pages.id = articles.page_id
JOIN issues ON issues.id = pages.issue_id
WHERE bylines.author_id = :author
"""
_NAMES = """
SELECT DISTINCT name_as_printed AS name FROM bylines WHERE author_id = :author AND name_as_printed IS NOT NULL
ORDER BY name LIMIT 50
"""
_POSTS = """
SELECT
    affiliations.organization_as_printed AS organization,
    (
        SELECT group_concat(title_as_printed, '、') FROM (
            SELECT title_as_printed FROM posts WHERE affiliation_id = affiliations.id ORDER BY position
        )
    ) AS posts,
    institutions.key AS institution_key,
    institutions.name AS institution,
    min(issues.date_earliest) AS first,
    max(issues.date_earliest) AS last,
    count(DISTINCT bylines.article_id) AS articles
FROM bylines
JOIN affiliations ON affiliations.byline_id = bylines.id
LEFT JOIN institutions ON institutions.id = affiliations.institution_id
JOIN articles ON articles.id = bylines.article_id
JOIN pages ON pages.id = articles.page_id
JOIN issues ON issues.id = pages.issue_id
WHERE bylines.author_id = :author
GROUP BY organization, posts, institutions.id
ORDER BY first IS NULL, first, organization
LIMIT 100
"""
_ARTICLES = f"""
{LISTED_ARTICLES}
WHERE articles.id IN (SELECT article_id FROM bylines WHERE author_id = :author)
ORDER BY issues.date_earliest DESC, articles.key
LIMIT :size OFFSET :start
"""
_WITH = """
SELECT authors.key, authors.name, count(DISTINCT others.article_id) AS n
FROM bylines
JOIN bylines AS others ON others.article_id = bylines.article_id AND others.author_id <> bylines.author_id
JOIN authors ON authors.id = others.author_id
WHERE bylines.author_id = :author
GROUP BY authors.id
ORDER BY n DESC, authors.sort_key
LIMIT 30
"""
_NAMESAKES = """
SELECT key, name FROM authors
WHERE name = (SELECT name FROM authors WHERE id = :author) AND id <> :author
ORDER BY key
LIMIT 30
"""
_SPEECHES = """
SELECT
    speeches.key,
    speeches.title,
    coalesce(speakers.name, voices.name) AS speaker,
    speeches.date,
    count(DISTINCT cited_speeches.article_id) AS articles
FROM bylines
JOIN cited_speeches ON cited_speeches.article_id = bylines.article_id
JOIN speeches ON speeches.id = cited_speeches.speech_id
LEFT JOIN speakers ON speakers.id = speeches.speaker_id
LEFT JOIN voices ON voices.id = speeches.voice_id
WHERE bylines.author_id = :author
GROUP BY speeches.id
ORDER BY articles DESC, speeches.key
LIMIT 15
"""
