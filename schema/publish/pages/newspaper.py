"""A newspaper with its issues by year, and an issue as its pages."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from lilun.schema.publish import addresses
from lilun.schema.publish.fragments import AUTHORS
from lilun.schema.publish.site import Row, Visit, keyed


@keyed("newspaper")
async def page(visit: Visit, number: int) -> Any:
    """A newspaper by its name: its years, and one of them in full, the last or that of `?year=`."""
    given = {"newspaper": number}
    (row, *_), aliases, years, columns = await asyncio.gather(
        visit.ask(_NEWSPAPER, given),
        visit.ask(
            "SELECT alias FROM newspaper_aliases WHERE newspaper_id = :newspaper ORDER BY alias", given
        ),
        visit.ask(_YEARS, given),
        visit.ask(_COLUMNS, given),
    )
    year = visit.given("year") or (years[0]["year"] if years else "") or ""
    of_year = given | {"first": f"{year}-01-01", "last": f"{year}-12-31"}
    issues, institutions, speeches = await asyncio.gather(
        *(visit.ask(sql, of_year) for sql in (_ISSUES, _INSTITUTIONS, _SPEECHES))
    )
    return await visit.show(
        "newspaper.html",
        row=row,
        aliases=[found["alias"] for found in aliases],
        years=years,
        years_sql=visit.sql(_YEARS, given),
        year=year,
        months=months(issues),
        issues_sql=visit.sql(_ISSUES, of_year),
        key_of=lambda issue: addresses.issue_key(row["name"], issue["date"], issue["id"]),
        columns=columns,
        institutions=institutions,
        institutions_sql=visit.sql(_INSTITUTIONS, of_year),
        speeches=speeches,
        speeches_sql=visit.sql(_SPEECHES, of_year),
        missing=addresses.with_query(
            str(visit.datasette.urls.table(visit.database, "missing_pages")), {"newspaper": row["name"]}
        ),
    )


def months(issues: Sequence[Row]) -> dict[str, list[Row]]:
    """Issues by month, YYYY-MM; those whose month is open under what is known of their date."""
    found: dict[str, list[Row]] = {}
    for issue in issues:
        found.setdefault((issue["date"] or "")[:7], []).append(issue)
    return found


async def issue(visit: Visit) -> Any:
    """An issue by paper and date, or by its row's number: every page with its articles in order."""
    number = await _issue(visit)
    if number is None:
        return await visit.missing("issue")
    given = {"issue": number}
    (row, *_), pages, articles = await asyncio.gather(
        visit.ask(_ISSUE, given), visit.ask(_PAGES, given), visit.ask(_ARTICLES, given)
    )
    key = addresses.issue_key(row["newspaper"], row["date"], number)
    if key != visit.key:
        return visit.moved("issue", key)
    around = {"newspaper": row["newspaper_id"], "day": row["date_earliest"]}
    earlier, later = await asyncio.gather(visit.ask(_EARLIER, around), visit.ask(_LATER, around))
    on_page: dict[int, list[Row]] = {}
    for article in articles:
        on_page.setdefault(article["page_id"], []).append(article)
    return await visit.show(
        "issue.html",
        row=row,
        sheets=[(sheet, on_page.get(sheet["id"], [])) for sheet in pages],
        articles_sql=visit.sql(_ARTICLES, given),
        neighbours=[
            (rel, addresses.issue_key(row["newspaper"], found[0]["date"], found[0]["id"]), found[0]["date"])
            for rel, found in (("prev", earlier), ("next", later))
            if found
        ],
    )


async def _issue(visit: Visit) -> int | None:
    """The id of the issue that the address names."""
    name, _, date = visit.key.rpartition("/")
    rows: Sequence[Row] = ()
    if name:
        rows = await visit.ask(_NAMED, {"newspaper": name, "date": date})
    elif date.isascii() and date.isdigit():
        rows = await visit.ask("SELECT id FROM issues WHERE id = CAST(:key AS INTEGER)", {"key": date})
    return int(rows[0]["id"]) if rows else None


_NEWSPAPER = """
SELECT newspapers.*, places.name AS place
FROM newspapers
LEFT JOIN places ON places.id = newspapers.place_id
WHERE newspapers.id = :newspaper
"""
_YEARS = """
SELECT
    substr(issues.date_earliest, 1, 4) AS year,
    count(DISTINCT issues.id) AS issues,
    count(DISTINCT pages.id) AS pages,
    count(articles.id) AS articles,
    sum(articles.characters) AS characters
FROM issues
JOIN pages ON pages.issue_id = issues.id
LEFT JOIN articles ON articles.page_id = pages.id
WHERE issues.newspaper_id = :newspaper
GROUP BY year
ORDER BY year DESC
"""
_ISSUES = """
SELECT issues.id, issues.date, count(DISTINCT pages.id) AS pages, count(articles.id) AS articles
FROM issues
JOIN pages ON pages.issue_id = issues.id
LEFT JOIN articles ON articles.page_id = pages.id
WHERE issues.newspaper_id = :newspaper AND issues.date_earliest BETWEEN :first AND :last
GROUP BY issues.id
ORDER BY issues.date_earliest, issues.id
"""
_COLUMNS = """
SELECT columns.id, columns.name, count(*) AS n
FROM columns
JOIN articles ON articles.column_id = columns.id
WHERE columns.newspaper_id = :newspaper
GROUP BY columns.id
ORDER BY n DESC, columns.name
LIMIT 30
"""
_INSTITUTIONS = """
SELECT institutions.key, replace(institutions.key, '/', ' ') AS name, count(DISTINCT articles.id) AS n
FROM issues
JOIN pages ON pages.issue_id = issues.id
JOIN articles ON articles.page_id = pages.id
JOIN bylines ON bylines.article_id = articles.id
JOIN affiliations ON affiliations.byline_id = bylines.id
JOIN institutions ON institutions.id = affiliations.institution_id
WHERE issues.newspaper_id = :newspaper AND issues.date_earliest BETWEEN :first AND :last
GROUP BY institutions.id
ORDER BY n DESC, institutions.key
LIMIT 15
"""
_SPEECHES = """
SELECT speeches.key, speeches.title, count(DISTINCT articles.id) AS n
FROM issues
JOIN pages ON pages.issue_id = issues.id
JOIN articles ON articles.page_id = pages.id
JOIN cited_speeches ON cited_speeches.article_id = articles.id
JOIN speeches ON speeches.id = cited_speeches.speech_id
WHERE issues.newspaper_id = :newspaper AND issues.date_earliest BETWEEN :first AND :last
GROUP BY speeches.id
ORDER BY n DESC, speeches.key
LIMIT 15
"""
_NAMED = """
SELECT issues.id
FROM newspapers
JOIN issues ON issues.newspaper_id = newspapers.id
WHERE newspapers.name = :newspaper AND issues.date = :date
ORDER BY issues.id
LIMIT 1
"""
_ISSUE = """
SELECT issues.*, newspapers.name AS newspaper
FROM issues
LEFT JOIN newspapers ON newspapers.id = issues.newspaper_id
WHERE issues.id = :issue
"""
_PAGES = """
SELECT id, key, number, name, banner FROM pages WHERE issue_id = :issue
ORDER BY number IS NULL, length(number), number, key
"""
_ARTICLES = f"""
SELECT
    articles.id,
    articles.page_id,
    articles.key,
    articles.kicker,
    articles.title,
    articles.kind,
    articles.characters,
{AUTHORS}
FROM pages
JOIN articles ON articles.page_id = pages.id
WHERE pages.issue_id = :issue
ORDER BY articles.page_id, articles.position
"""
_EARLIER = """
SELECT id, date FROM issues WHERE newspaper_id = :newspaper AND date_earliest < :day
ORDER BY date_earliest DESC LIMIT 1
"""
_LATER = """
SELECT id, date FROM issues WHERE newspaper_id = :newspaper AND date_earliest > :day
ORDER BY date_earliest LIMIT 1
"""
