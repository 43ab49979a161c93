"""Where a reader begins to look: newspapers, and the speeches, institutions and authors that occur most."""

from __future__ import annotations

from typing import Any

from lilun.schema.publish.addresses import PAGE_OF
from lilun.schema.publish.excerpt import LONGEST_QUERY
from lilun.schema.publish.site import Visit

SIZE = 200


async def page(visit: Visit) -> Any:
    """A list by the last part of the address; `?name=` keeps what holds these words."""
    kind = visit.request.url_vars["list"]
    name = visit.given("name")[:LONGEST_QUERY]
    given = {"name": name, "size": SIZE}
    rows = await visit.ask(_LISTS[kind], given)
    return await visit.show(
        "list.html",
        kind=kind,
        one=PAGE_OF[kind],
        name=name,
        rows=rows,
        sql=visit.sql(_LISTS[kind], given),
        cut=len(rows) == SIZE,
    )


_LISTS = {
    "newspapers": """
SELECT
    newspapers.name AS key,
    newspapers.name,
    places.name AS beside,
    newspapers.kind,
    (
        SELECT count(*)
        FROM issues
        JOIN pages ON pages.issue_id = issues.id
        JOIN articles ON articles.page_id = pages.id
        WHERE issues.newspaper_id = newspapers.id
    ) AS n
FROM newspapers
LEFT JOIN places ON places.id = newspapers.place_id
WHERE EXISTS (SELECT 1 FROM issues WHERE issues.newspaper_id = newspapers.id)
    AND (:name = '' OR instr(newspapers.name, :name) > 0)
ORDER BY n DESC, newspapers.name
LIMIT :size
""",
    "speeches": """
WITH counted (speech_id, n) AS (
    SELECT speech_id, count(*) FROM cited_speeches WHERE speech_id IS NOT NULL GROUP BY speech_id
)
SELECT
    speeches.key,
    speeches.title AS name,
    coalesce(speakers.name, voices.name) AS beside,
    speeches.date,
    speeches.kind,
    counted.n
FROM counted
JOIN speeches ON speeches.id = counted.speech_id
LEFT JOIN speakers ON speakers.id = speeches.speaker_id
LEFT JOIN voices ON voices.id = speeches.voice_id
WHERE :name = '' OR instr(speeches.title || ' ' || coalesce(speakers.name, voices.name, ''), :name) > 0
ORDER BY counted.n DESC, speeches.date_earliest DESC, speeches.key
LIMIT :size
""",
    "institutions": """
WITH counted (institution_id, n) AS (
    SELECT institution_id, count(*) FROM affiliation_institutions GROUP BY institution_id
)
SELECT institutions.key, institutions.name, wholes.name AS beside, institutions.kind, counted.n
FROM counted
JOIN institutions ON institutions.id = counted.institution_id
LEFT JOIN institutions AS wholes ON wholes.id = institutions.parent_id
WHERE :name = '' OR instr(institutions.key, :name) > 0
ORDER BY counted.n DESC, institutions.key
LIMIT :size
""",
    "authors": """
WITH counted (author_id, n) AS (
    SELECT author_id, count(*) FROM bylines WHERE author_id IS NOT NULL GROUP BY author_id
)
SELECT authors.key, authors.name, NULL AS beside, authors.kind, counted.n
FROM counted
JOIN authors ON authors.id = counted.author_id
WHERE :name = '' OR instr(authors.name, :name) > 0 OR authors.sort_key LIKE :name || '%'
ORDER BY counted.n DESC, authors.sort_key
LIMIT :size
""",
}
