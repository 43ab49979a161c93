"""Who cites with whom: authors who cite the same speeches, sources that are cited in the same articles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lilun.schema.publish.canned import by_name
from lilun.schema.publish.ring import Ring, ring
from lilun.schema.publish.site import Row, Visit

WIDEST = 12  # names of the matrix and of the ring
LEAST = 3  # names that make a ring
_WHO = (("one", ""), ("other", "other_"))


async def page(visit: Visit) -> Any:
    """Pairs of authors, or with ?by=sources pairs of sources and the matrix of the commonest."""
    by = "sources" if visit.given("by") == "sources" else "authors"
    name = visit.given("name")
    query = by_name()["cited_together" if by == "sources" else "citing_alike"]
    parameter = "source" if by == "sources" else "author"
    rows = await visit.ask_once(query.sql, {parameter: name})
    return await visit.show(
        "together.html",
        by=by,
        name=name,
        rows=rows,
        names=matrix_names(rows) if by == "sources" else (),
        shared={(row["one"], row["other"]): row["articles"] for row in rows} if by == "sources" else {},
        ring=authors_ring(rows) if by == "authors" else None,
        addresses={row[who]: row[f"{at}author_id"] for row in rows for who, at in _WHO}
        if by == "authors"
        else {},
        sql=visit.question(query.name, **{parameter: name}),
    )


def authors_ring(rows: Sequence[Row]) -> Ring | None:
    """The authors who cite most alike; None where there are too few for a picture."""
    shared = {(row["one"], row["other"]): row["speeches_shared"] for row in rows}
    drawn = ring(shared, WIDEST)
    return drawn if len(drawn.nodes) >= LEAST else None


def matrix_names(rows: Sequence[Row]) -> tuple[str, ...]:
    """The names in most pairs' articles, as many as a matrix holds, the commonest first."""
    total: dict[str, int] = {}
    for row in rows:
        for name in (row["one"], row["other"]):
            total[name] = total.get(name, 0) + row["articles"]
    return tuple(sorted(total, key=lambda name: (-total[name], name))[:WIDEST])
