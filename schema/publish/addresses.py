"""Where each thing is read: readable addresses made of stable keys, and the way from a table's row to its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

ROOT = "/lilun"
KEYED = {  # a kind of page: the table whose rows it shows, the column that its address is made of
    "article": ("articles", "key"),
    "author": ("authors", "key"),
    "institution": ("institutions", "key"),
    "speech": ("speeches", "key"),
    "quotation": ("quotations", "key"),
    "newspaper": ("newspapers", "name"),
    "issue": ("issues", "id"),
    "page": ("pages", "key"),
}
PAGE_OF = {table: kind for kind, (table, _) in KEYED.items()}


def address(kind: str, key: Any) -> str:
    """The path of the page of one thing: /lilun/, its kind and its key, each part percent-encoded."""
    return f"{ROOT}/{kind}/{quote(str(key), safe='/')}"


def issue_key(newspaper: str | None, date: str | None, number: int) -> str:
    """What an issue's address is made of: paper and date; its row's number where one of them is unknown."""
    return f"{newspaper}/{date}" if newspaper and date and "/" not in date else str(number)


def with_query(path: str, given: Mapping[str, Any]) -> str:
    """The path with what is given as its query string; what is empty is left out."""
    kept = {name: value for name, value in given.items() if value not in (None, "", [], ())}
    return f"{path}?{urlencode(kept, doseq=True)}" if kept else path
