"""How a speech spreads: the articles that quote it, added up by days since it was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lilun.schema.publish.canned import by_name
from lilun.schema.publish.chart import Chart, carried, running
from lilun.schema.publish.site import Row, Visit, find

MOST = 6  # speeches at once
OFFERED = 40


@dataclass(frozen=True, slots=True)
class Spread:
    """One speech: its key and title, a row a day, and the SQL."""

    key: str
    title: str
    rows: Sequence[Row]
    sql: str


async def page(visit: Visit) -> Any:
    """The speeches that ?speech= names by key, several side by side; without any, the one quoted most."""
    query = by_name()["spread_of_a_speech"]
    offered = await visit.ask_once(_OFFERED, {"limit": OFFERED})
    keys = []
    for asked in dict.fromkeys(key.strip() for key in visit.request.args.getlist("speech") if key.strip()):
        found = await find(visit.ask, "speech", asked)
        if found:
            keys.append(found[1])
    keys = list(dict.fromkeys(keys))[:MOST] or [row["key"] for row in offered[:1]]
    shown = []
    for key in keys:
        rows = await visit.ask(query.sql, query.defaults | {"speech": key})
        (named,) = await visit.ask("SELECT title FROM speeches WHERE key = :key", {"key": key})
        shown.append(Spread(key, named["title"], rows, visit.question(query.name, speech=key)))
    return await visit.show(
        "spread.html", spreads=shown, chart=chart(shown, visit), chosen=keys, offered=offered, most=MOST
    )


def chart(shown: Sequence[Spread], visit: Visit) -> Chart:
    """A rising line a speech over the days since each was given."""
    dated = [[row for row in spread.rows if row["days_after"] is not None] for spread in shown]
    totals = [running(rows, "days_after", "articles_so_far") for rows in dated]
    places = sorted({0, *(day for total in totals for day in total)}) if any(totals) else []
    return Chart(
        name=visit.labels.plain("spread.title"),
        axis=visit.labels.plain("spread.days"),
        unit=visit.labels.plain("spread.unit"),
        places=tuple(map(str, places)),
        lines=tuple(
            (visit.labels.titled(spread.title), carried(places, total))
            for spread, total in zip(shown, totals)
        ),
        kind="steps",
        numeric=True,
    )


_OFFERED = """
SELECT speeches.key, speeches.title, speeches.date, count(DISTINCT cited_speeches.article_id) AS articles
FROM cited_speeches
JOIN speeches ON speeches.id = cited_speeches.speech_id
WHERE speeches.date_latest IS NOT NULL
GROUP BY speeches.id
ORDER BY articles DESC, count(*) DESC, speeches.id
LIMIT :limit
"""
