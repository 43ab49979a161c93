"""SQL that several pages share. A reader sees it behind their SQL links, so it keeps the indent of its place."""

from __future__ import annotations

# a column of a SELECT from `articles`, indented by one step
AUTHORS = """    (
        SELECT group_concat(name, '、') FROM (
            SELECT coalesce(bylines.name_as_printed, authors.name) AS name
            FROM bylines
            LEFT JOIN authors ON authors.id = bylines.author_id
            WHERE bylines.article_id = articles.id
            ORDER BY bylines.position
        )
    ) AS authors"""

# rows of the macro articles_list; WHERE, ORDER BY and LIMIT follow
LISTED_ARTICLES = f"""SELECT
    articles.id,
    articles.key,
    articles.title,
{AUTHORS},
    newspapers.name AS newspaper,
    issues.date,
    pages.number AS page
FROM articles
JOIN pages ON pages.id = articles.page_id
JOIN issues ON issues.id = pages.issue_id
LEFT JOIN newspapers ON newspapers.id = issues.newspaper_id"""

# the names of the papers that the archive holds issues of
PAPERS_HELD = """
SELECT newspapers.name FROM newspapers
WHERE newspapers.id IN (SELECT newspaper_id FROM issues)
ORDER BY newspapers.name
"""

GRAVEST_FIRST = "CASE findings.severity WHEN 'error' THEN 1 WHEN 'warning' THEN 2 ELSE 3 END"
