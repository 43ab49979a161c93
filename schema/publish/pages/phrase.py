"""A phrase over time: how often it stands in each paper, for several phrases side by side."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lilun.schema.publish.canned import by_name
from lilun.schema.publish.chart import Chart, Point, largest_first, periods
from lilun.schema.publish.fragments import PAPERS_HELD
from lilun.schema.publish.site import Row, Visit

MOST = 6  # phrases at once
LONGEST = 40  # characters of one
_BETWEEN = re.compile(r"[,，;；\n]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase: a chart with a line a paper, where it stood first, and the SQL of both."""

    words: str
    chart: Chart
    first: Sequence[Row]
    sql: str
    first_sql: str


async def page(visit: Visit) -> Any:
    """The phrases that ?q= names, compared and each by paper; without any, the default of the canned query."""
    query = by_name()["phrase_over_time"]
    asked = phrases(visit.request.args.getlist("q")) or phrases([query.defaults["phrase"]])
    by = "month" if visit.given("by") == "month" else "year"
    paper = visit.given("paper")
    given = {"newspaper": paper, "by": by}
    found = {words: await visit.ask(query.sql, given | {"phrase": words}) for words in asked[:MOST]}
    weight: dict[str, float] = {}
    for row in (row for rows in found.values() for row in rows):
        weight[_paper(row, visit)] = weight.get(_paper(row, visit), 0) + row["occurrences"]
    first = by_name()["phrase_first_printed"]
    shown = [
        Phrase(
            words,
            by_paper(words, rows, weight, visit),
            await visit.ask(first.sql, {"phrase": words}),
            visit.question(query.name, phrase=words, **given),
            visit.question(first.name, phrase=words),
        )
        for words, rows in found.items()
    ]
    papers = await visit.ask_once(PAPERS_HELD, {})
    several = by_name()["phrases_compared"]
    given["phrases"] = "，".join(asked[:MOST])
    return await visit.show(
        "phrase.html",
        phrases=shown,
        together=compared(asked[:MOST], await visit.ask(several.sql, given), visit)
        if len(shown) > 1
        else None,
        together_sql=visit.question(several.name, **given),
        # one scale for all, or they could not be compared
        top=max(
            (point.value for one in shown for _, line in one.chart.lines for point in line.values()),
            default=0,
        ),
        asked="，".join(asked),
        too_many=len(asked) > MOST,
        most=MOST,
        by=by,
        paper=paper,
        papers=[row["name"] for row in papers],
    )


def phrases(given: Sequence[str]) -> list[str]:
    """The phrases that a form or an address names, each once, in order."""
    found = (words.strip()[:LONGEST] for text in given for words in _BETWEEN.split(text))
    return list(dict.fromkeys(words for words in found if words))


def by_paper(words: str, rows: Sequence[Row], weight: Mapping[str, float], visit: Visit) -> Chart:
    """One phrase, a line a paper, the weightiest first; a period in which a paper printed nothing is a gap.

    `weight` is the same for all phrases, so that a paper's line looks the same in each chart.
    """
    lines: dict[str, dict[str, Point]] = {}
    for row in rows:
        if row["per_million"] is not None:
            note = visit.labels.plain("phrase.count", n=row["occurrences"])
            lines.setdefault(_paper(row, visit), {})[row["period"]] = Point(row["per_million"], f"({note})")
    return _chart(words, rows, largest_first(lines, weight), visit)


def _paper(row: Row, visit: Visit) -> str:
    return row["newspaper"] or visit.labels.plain("newspaper.unknown")


def compared(asked: Sequence[str], rows: Sequence[Row], visit: Visit) -> Chart:
    """The phrases beside each other, a line each in the order asked, over all papers."""
    lines: dict[str, dict[str, Point]] = {words: {} for words in asked}
    for row in rows:
        if row["per_million"] is not None:
            note = visit.labels.plain("phrase.count", n=row["occurrences"])
            lines.setdefault(row["phrase"], {})[row["period"]] = Point(row["per_million"], f"({note})")
    return _chart(visit.labels.plain("phrase.together"), rows, tuple(lines.items()), visit)


def _chart(name: str, rows: Sequence[Row], lines: Any, visit: Visit) -> Chart:
    places = periods(row["period"] for row in rows)
    return Chart(
        name=name,
        axis=visit.labels.plain("chart.period"),
        unit=visit.labels.plain("phrase.unit"),
        places=places,
        lines=lines,
        kind="line" if len(places) > 1 else "bar",
    )
