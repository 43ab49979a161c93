"""A phrase over time: how often it stands in each paper, for several phrases side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lilun.schema.publish.canned import by_name
from lilun.schema.publish.chart import Chart, Point, largest_first, per_million, periods
from lilun.schema.publish.fragments import PAPERS_HELD
from lilun.schema.publish.site import Row, Visit

MOST = 6  # phrases at once
LONGEST = 40  # characters of one
_BETWEEN = re.compile(r"[,，;；\n]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase: its rows, a chart with a line a paper, where it stood first, and the SQL of both."""

    words: str
    rows: Sequence[Row]
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
    shown = []
    for words in asked[:MOST]:
        given = query.defaults | {"phrase": words, "newspaper": paper, "by": by}
        first = by_name()["phrase_first_printed"]
        rows = await visit.ask(query.sql, given)
        shown.append(
            Phrase(
                words,
                rows,
                by_paper(words, rows, visit),
                await visit.ask(first.sql, {"phrase": words}),
                visit.question(query.name, **given),
                visit.question(first.name, phrase=words),
            )
        )
    papers = await visit.ask_once(PAPERS_HELD, {})
    return await visit.show(
        "phrase.html",
        phrases=shown,
        together=compared(shown, visit) if len(shown) > 1 else None,
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


def by_paper(words: str, rows: Sequence[Row], visit: Visit) -> Chart:
    """One phrase, a line a paper; a period in which a paper printed nothing is a gap."""
    lines: dict[str, dict[str, Point]] = {}
    total: dict[str, float] = {}
    for row in rows:
        paper = row["newspaper"] or visit.labels.plain("newspaper.unknown")
        if row["per_million"] is not None:
            note = visit.labels.plain("phrase.count", n=row["occurrences"])
            lines.setdefault(paper, {})[row["period"]] = Point(row["per_million"], f"({note})")
        total[paper] = total.get(paper, 0) + row["occurrences"]
    return _chart(words, rows, largest_first(lines, total), visit)


def compared(shown: Sequence[Phrase], visit: Visit) -> Chart:
    """The phrases beside each other, a line each, over all papers."""
    lines: list[tuple[str, dict[str, Point]]] = []
    for phrase in shown:
        sums: dict[str, tuple[int, int]] = {}
        for row in phrase.rows:
            occurrences, characters = sums.get(row["period"], (0, 0))
            sums[row["period"]] = (occurrences + row["occurrences"], characters + (row["characters"] or 0))
        points = {}
        for period, (occurrences, characters) in sums.items():
            value = per_million(occurrences, characters)
            if value is not None:
                points[period] = Point(value, f"({visit.labels.plain('phrase.count', n=occurrences)})")
        lines.append((phrase.words, points))
    rows = [row for phrase in shown for row in phrase.rows]
    return _chart(visit.labels.plain("phrase.together"), rows, tuple(lines), visit)


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
