"""Search over articles, paragraphs and quotations together.

What was typed is found exactly, as in every table's search box. Articles whose headline holds it stand first, then
what bm25 weighs most. Where nothing is found the page tries again (`retry`), and says so.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lilun.schema.publish import retry
from lilun.schema.publish.excerpt import LONGEST_QUERY, marked, marked_excerpt
from lilun.schema.publish.fragments import PAPERS_HELD
from lilun.schema.publish.pages.hits import (
    FACETS,
    FILTERS,
    KNOWN,
    Asked,
    all_sql,
    count_sql,
    hits_sql,
    list_sql,
)
from lilun.schema.publish.site import Row, Visit

KINDS = ("articles", "paragraphs", "quotations")
TOGETHER = {"articles": 10, "paragraphs": 5, "quotations": 5}  # rows of each where all are shown
SIZE = 20
RANKED = 20_000  # more hits than this are shown newest first: weighing them all would take seconds
FACETED = 1_000  # the facets count among so many of the best hits


@dataclass(frozen=True, slots=True)
class Found:
    """Hits of one kind: how many, those shown, the SQL that gave them, and the SQL of all."""

    kind: str
    count: int
    rows: Sequence[Row]
    sql: str
    given: Mapping[str, Any]
    all: str

    @property
    def many(self) -> bool:
        """Whether there are more than were counted."""
        return self.count > RANKED


async def page(visit: Visit) -> Any:
    """The search page: the form alone, or with what `q` finds."""
    q = visit.given("q")[:LONGEST_QUERY]
    asked = Asked(q, **{name: visit.given(name)[:LONGEST_QUERY] for name in FILTERS})
    kind = visit.given("in") if visit.given("in") in KINDS else ""
    at = visit.page_number()
    choices = asyncio.gather(visit.ask(PAPERS_HELD, {}), visit.ask(_YEARS, {}))
    how, used, counts = await _tried(visit, asked) if q else (None, asked, dict.fromkeys(KINDS, 0))
    shown = [kind] if kind else list(KINDS)
    best = await _best(visit, used, counts["articles"])
    found = await asyncio.gather(
        *(_found(visit, used, each, counts[each], at, kind, best) for each in shown if q)
    )
    facets = await _facets(visit, used, best) if best else []
    newspapers, years = await choices
    first, last = years[0]["first"], years[0]["last"]
    return await visit.show(
        "search.html",
        asked=asked,
        used=used,
        how=how,
        kind=kind,
        counts=counts,
        found=found,
        facets=facets,
        ranked=RANKED,
        faceted=FACETED,
        at=at,
        pages=-(-min(counts[kind], RANKED) // SIZE) if kind else 1,
        newspapers=[row["name"] for row in newspapers],
        years=[str(year) for year in range(int(last), int(first) - 1, -1)] if first else [],
        marked=lambda text: marked(text, used.q),
        marked_excerpt=marked_excerpt,
    )


async def _tried(visit: Visit, asked: Asked) -> tuple[str | None, Asked, dict[str, int]]:
    """How something was found at last (None: as typed, or nothing was), what was asked then, and the counts."""
    counts = await _counts(visit, asked)
    if any(counts.values()):
        return None, asked, counts
    # in a thread: jieba's dictionary takes a second to read, and others are waiting
    attempts = await asyncio.get_running_loop().run_in_executor(None, retry.attempts, asked.q)
    for how, q in attempts:
        again = Asked(q, **asked.filters())
        found = await _counts(visit, again)
        if any(found.values()):
            return how, again, found
    return None, asked, counts


async def _counts(visit: Visit, asked: Asked) -> dict[str, int]:
    given = asked.given() | {"most": RANKED + 1}
    rows = await asyncio.gather(*(visit.ask(count_sql(kind, asked), given) for kind in KINDS))
    return {kind: found[0]["n"] for kind, found in zip(KINDS, rows)}


async def _best(visit: Visit, asked: Asked, count: int) -> Sequence[Row]:
    """The best articles, as many as the facets count: found once, for the facets and for what is listed."""
    if not count:
        return ()
    sql = hits_sql(asked, ranked=count <= RANKED)
    return await visit.ask(sql, asked.given() | {"size": FACETED, "start": 0})


async def _found(
    visit: Visit, asked: Asked, kind: str, count: int, at: int, alone: str, best: Sequence[Row]
) -> Found:
    sql = list_sql(kind, asked, ranked=count <= RANKED)
    size, start = (SIZE, (at - 1) * SIZE) if alone else (TOGETHER[kind], 0)
    given = asked.given() | {"size": size, "start": start}
    if kind == "articles" and start + size <= len(best):
        # the same rows as by the SQL that is shown, without weighing every hit a second time
        known = [[row["id"], row["score"], row["in_headline"]] for row in best[start : start + size]]
        rows = await visit.ask(KNOWN, {"q": asked.q, "hits": json.dumps(known)})
    else:
        rows = await visit.ask(sql, given) if count else ()
    return Found(kind, count, rows, sql, given, all_sql(kind, asked))


async def _facets(visit: Visit, asked: Asked, best: Sequence[Row]) -> list[tuple[str, Sequence[Row]]]:
    """For each filter that is not set: its values among the best hits, with their counts."""
    ids = json.dumps([row["id"] for row in best])
    names = [name for name in FILTERS if name not in asked.filters()]
    rows = await asyncio.gather(*(visit.ask(FACETS[name], {"ids": ids}) for name in names))
    return [(name, found) for name, found in zip(names, rows) if found]


_YEARS = """
SELECT
    (SELECT substr(min(date_earliest), 1, 4) FROM issues) AS first,
    (SELECT substr(max(date_earliest), 1, 4) FROM issues) AS last
"""
