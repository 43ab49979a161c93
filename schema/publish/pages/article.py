"""The reading page of an article."""

from __future__ import annotations

from typing import Any

from lilun.schema.publish import reading
from lilun.schema.publish.site import Visit, find


async def page(visit: Visit) -> Any:
    """An article by its key, by its row's number or by a key that it had before."""
    found = await find(visit.ask, "article", visit.key)
    if found is None:
        return await visit.missing("article")
    number, key = found
    if key != visit.key:
        return visit.moved("article", key)
    return await visit.show("article.html", article=await reading.load(visit.ask, number))


async def former(visit: Visit) -> Any:
    """The address that articles had at first, /read/KEY."""
    return visit.moved("article", visit.key)
