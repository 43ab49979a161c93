"""The start page: the archive at a glance."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lilun.schema import Base
from lilun.schema.publish.canned import Query, Words, by_name, queries
from lilun.schema.publish.chart import Chart, Point, largest_first, periods
from lilun.schema.publish.fragments import AUTHORS, GRAVEST_FIRST
from lilun.schema.publish.metadata import title as table_title
from lilun.schema.publish.remembered import remembered
from lilun.schema.publish.site import Row, Visit

NEWEST = 12
MOST = 8  # rows of each list
FEW_YEARS = 2  # so many or fewer are shown by month
STARTING_POINTS = (
    "articles",
    "paragraphs",
    "quotations",
    "authors",
    "institutions",
    "speeches",
    "documents",
    "newspapers",
    "pages",
    "findings",
)


@dataclass(frozen=True, slots=True)
class Glance:
    """What the start page says of an archive; `by` is the step of `over_time`, year or month."""

    counts: Row
    by: str
    over_time: tuple[Row, ...]
    echoed: tuple[Row, ...]
    busiest: tuple[Row, ...]
    newest: tuple[Row, ...]
    loads: tuple[Row, ...]
    findings: tuple[Row, ...]


async def page(visit: Visit) -> Any:
    """Counts, articles over time, what is echoed, who writes, what is new and what is doubted."""
    database = visit.datasette.get_database(visit.database)
    found: Glance = await remembered(database.path, "glance", lambda: database.execute_fn(glance))
    return await visit.show(
        "start.html",
        glance=found,
        chart=over_time(found, visit),
        over_time_sql=visit.question("articles_over_time", by=found.by),
        questions=grouped(),
        tables=[
            (name, table_title(name, Base.metadata.tables[name].comment or "")) for name in STARTING_POINTS
        ],
    )


def glance(connection: sqlite3.Connection) -> Glance:
    """All sums of the start page, of the canned queries' own SQL where one asks the same."""

    def ask(sql: str, given: Mapping[str, Any] | None = None, most: int = -1) -> tuple[Row, ...]:
        rows = connection.execute(sql, dict(given or {}))
        return tuple(dict(row) for row in (rows if most < 0 else rows.fetchmany(most)))

    def asked(name: str, most: int = -1, **given: str) -> tuple[Row, ...]:
        query = by_name()[name]
        return ask(query.sql, query.defaults | given, most)

    yearly = asked("articles_over_time", by="year")
    few = len({row["period"] for row in yearly}) <= FEW_YEARS
    return Glance(
        counts=ask(_COUNTS)[0],
        by="month" if few else "year",
        over_time=asked("articles_over_time", by="month") if few else yearly,
        echoed=asked("most_echoed", MOST),
        busiest=asked("by_institution", MOST),
        newest=ask(_NEWEST, {"limit": NEWEST}),
        loads=asked("loads_and_changes", 3),
        findings=ask(_FINDINGS),
    )


def over_time(found: Glance, visit: Visit) -> Chart:
    """Articles over time, a line a paper."""
    lines: dict[str, dict[str, Point]] = {}
    total: dict[str, float] = {}
    for row in found.over_time:
        lines.setdefault(row["newspaper"], {})[row["period"]] = Point(row["articles"])
        total[row["newspaper"]] = total.get(row["newspaper"], 0) + row["articles"]
    places = periods(row["period"] for row in found.over_time)
    return Chart(
        name=visit.labels.plain("start.over_time"),
        axis=visit.labels.plain("chart.period"),
        unit=visit.labels.plain("start.articles"),
        places=places,
        lines=largest_first(lines, total),
        kind="line" if len(places) > 1 else "bar",
    )


def grouped() -> dict[Words, list[Query]]:
    """The canned queries by the question that they belong to."""
    groups: dict[Words, list[Query]] = {}
    for query in queries():
        groups.setdefault(query.group, []).append(query)
    return groups


_COUNTS = """
SELECT
    (SELECT count(*) FROM articles) AS articles,
    (SELECT count(*) FROM pages) AS pages,
    (SELECT count(DISTINCT newspaper_id) FROM issues) AS newspapers,
    (SELECT count(*) FROM authors) AS authors,
    (SELECT count(DISTINCT speech_id) FROM cited_speeches) AS speeches
"""
_NEWEST = f"""
SELECT articles.key, articles.title, issues.date, newspapers.name AS newspaper, pages.number,
{AUTHORS}
FROM issues
JOIN pages ON pages.issue_id = issues.id
JOIN articles ON articles.page_id = pages.id
LEFT JOIN newspapers ON newspapers.id = issues.newspaper_id
ORDER BY issues.date_earliest DESC, pages.key, articles.position
LIMIT :limit
"""
_FINDINGS = f"""
SELECT kind, severity, count(*) AS findings
FROM findings
GROUP BY kind, severity
ORDER BY {GRAVEST_FIRST}, findings DESC, kind
"""
