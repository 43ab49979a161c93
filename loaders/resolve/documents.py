"""Titles in 《》 to documents."""

from __future__ import annotations

from lilun.loaders.resolve.lookup import Lookup
from lilun.loaders.rows import Rows


def document_id(title: str, short: bool, lookup: Lookup, rows: Rows) -> int | None:
    """The document of that title or alias, made where there is none; None for a short title that nobody knows."""
    found = lookup.document(title)
    if found is None and not short:
        found = rows.add("documents", title=title)
        lookup.documents[title] = found
    return found
