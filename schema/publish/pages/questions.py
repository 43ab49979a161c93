"""All canned queries by the question that they answer."""

from __future__ import annotations

from typing import Any

from lilun.schema.publish.pages.start import grouped
from lilun.schema.publish.site import Visit


async def page(visit: Visit) -> Any:
    """Every question with what it answers and the way to its SQL, its rows and its spreadsheet."""
    return await visit.show("questions.html", questions=grouped())
