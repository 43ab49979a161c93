"""An institution in its tree: what it is part of, its parts, who writes from there and what."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from lilun.schema.publish.fragments import LISTED_ARTICLES
from lilun.schema.publish.site import WHOLE, Row, Visit, keyed

SIZE = 50  # articles on a page
PARTS = 500


@dataclass
class Node:
    """A part of an institution with its own parts below it. `articles` counts theirs too."""

    row: Row
    articles: int
    parts: list[Node] = field(default_factory=list)


@keyed("institution")
async def page(visit: Visit, number: int) -> Any:
    """An institution by its key; `?page=` goes through its articles, the newest first."""
    at = visit.page_number()
    given = {"institution": number}
    (row, *_), above, parts, aliases, (counts, *_), years, authors, articles = await asyncio.gather(
        visit.ask(_INSTITUTION, given),
        visit.ask(_ABOVE, given),
        visit.ask(_PARTS, given | {"most": PARTS}),
        visit.ask(_ALIASES, given),
        visit.ask(_COUNTS, given),
        visit.ask(_YEARS, given),
        visit.ask(_AUTHORS, given),
        visit.ask(_ARTICLES, given | visit.part(SIZE)),
    )
    return await visit.show(
        "institution.html",
        row=row,
        above=above,
        tree=tree(number, parts),
        tree_sql=visit.sql(_PARTS, given | {"most": PARTS}),
        aliases=aliases,
        counts=counts,
        years=years,
        years_sql=visit.sql(_YEARS, given),
        authors=authors,
        authors_sql=visit.sql(_AUTHORS, given),
        articles=articles,
        articles_sql=visit.sql(_ARTICLES, given | WHOLE),
        at=at,
        pages=-(-counts["articles"] // SIZE),
    )


def tree(root: int, rows: Sequence[Row]) -> list[Node]:
    """The parts of `root`, each with its own; rows (id, parent_id, articles) stand in any order."""
    nodes = {row["id"]: Node(row, row["articles"]) for row in rows}
    top = []
    for row in rows:
        if row["parent_id"] == root:
            top.append(nodes[row["id"]])
        elif row["parent_id"] in nodes:
            nodes[row["parent_id"]].parts.append(nodes[row["id"]])
    return top


_WITHIN = """WITH RECURSIVE within (id, part_of) AS (
    SELECT :institution, NULL
    UNION
    SELECT institutions.id, institutions.parent_id
    FROM within
    JOIN institutions ON institutions.parent_id = within.id
),
signed (article_id, author_id, institution_id) AS (
    SELECT bylines.article_id, bylines.author_id, within.id
    FROM within
    JOIN affiliations ON affiliations.institution_id = within.id
    JOIN bylines ON bylines.id = affiliations.byline_id
    UNION
    SELECT bylines.article_id, bylines.author_id, within.id
    FROM within
    JOIN affiliation_institutions ON affiliation_institutions.institution_id = within.id
    JOIN affiliations ON affiliations.id = affiliation_institutions.affiliation_id
    JOIN bylines ON bylines.id = affiliations.byline_id
)"""
_INSTITUTION = """
SELECT institutions.*, places.name AS place
FROM institutions
LEFT JOIN places ON places.id = institutions.place_id
WHERE institutions.id = :institution
"""
_ABOVE = """
WITH RECURSIVE above (id, depth) AS (
    SELECT parent_id, 1 FROM institutions WHERE id = :institution
    UNION
    SELECT institutions.parent_id, above.depth + 1
    FROM above
    JOIN institutions ON institutions.id = above.id
    WHERE above.depth < 20
)
SELECT institutions.key, institutions.name
FROM above
JOIN institutions ON institutions.id = above.id
ORDER BY above.depth DESC
"""
_ALIASES = """
SELECT institution_aliases.alias, places.name AS place
FROM institution_aliases
LEFT JOIN places ON places.id = institution_aliases.place_id
WHERE institution_aliases.institution_id = :institution
ORDER BY places.name IS NOT NULL, institution_aliases.alias
LIMIT 100
"""
_PARTS = f"""
{_WITHIN},
inner_parts (part, whole) AS (
    SELECT id, id FROM within
    UNION
    SELECT inner_parts.part, institutions.parent_id
    FROM inner_parts
    JOIN institutions ON institutions.id = inner_parts.whole
    WHERE inner_parts.whole <> :institution
)
SELECT
    institutions.id,
    institutions.key,
    institutions.name,
    institutions.parent_id,
    count(DISTINCT signed.article_id) AS articles
FROM inner_parts
JOIN institutions ON institutions.id = inner_parts.whole
LEFT JOIN signed ON signed.institution_id = inner_parts.part
WHERE institutions.id <> :institution
GROUP BY institutions.id
ORDER BY articles DESC, institutions.name
LIMIT :most
"""
_COUNTS = f"""
{_WITHIN}
SELECT
    count(DISTINCT article_id) AS articles,
    count(DISTINCT CASE WHEN institution_id = :institution THEN article_id END) AS own_articles,
    count(DISTINCT author_id) AS authors
FROM signed
"""
_YEARS = f"""
{_WITHIN}
SELECT
    newspapers.name AS newspaper,
    substr(issues.date_earliest, 1, 4) AS year,
    count(DISTINCT signed.article_id) AS articles
FROM signed
JOIN articles ON articles.id = signed.article_id
JOIN pages ON pages.id = articles.page_id
JOIN issues ON issues.id = pages.issue_id
LEFT JOIN newspapers ON newspapers.id = issues.newspaper_id
WHERE substr(issues.date_earliest, 1, 4) = substr(issues.date_latest, 1, 4)
GROUP BY newspapers.id, year
ORDER BY year DESC, articles DESC
LIMIT 60
"""
_AUTHORS = f"""
{_WITHIN}
SELECT authors.key, authors.name, count(DISTINCT signed.article_id) AS n
FROM signed
JOIN authors ON authors.id = signed.author_id
GROUP BY authors.id
ORDER BY n DESC, authors.sort_key
LIMIT 60
"""
_ARTICLES = f"""
{_WITHIN}
{LISTED_ARTICLES}
WHERE articles.id IN (SELECT article_id FROM signed)
ORDER BY issues.date_earliest DESC, articles.key
LIMIT :size OFFSET :start
"""
