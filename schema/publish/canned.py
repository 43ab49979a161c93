"""The canned queries: what people ask of an archive, as data in queries/*.toml, a file a group."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

from markupsafe import escape

FOLDER = Path(__file__).resolve().parent / "queries"


@dataclass(frozen=True, slots=True)
class Query:
    """A question with its SQL. `example` gives every parameter a value; an empty one asks for all."""

    group: str
    name: str
    title: str
    description: str
    sql: str
    example: dict[str, str]

    @property
    def description_html(self) -> str:
        """The description, and the example as a link where there is something to fill in."""
        html = f"<p>{escape(self.description)}</p>"
        given = {name: value for name, value in self.example.items() if value}
        if given:
            shown = "，".join(f"{name} = {value}" for name, value in given.items())
            html += f'<p>例 Example: <a href="?{escape(urlencode(given))}">{escape(shown)}</a></p>'
        return html


@cache
def queries() -> tuple[Query, ...]:
    """All canned queries, by file and as they stand there. Raises KeyError for a missing field."""
    found = []
    for file in sorted(FOLDER.glob("*.toml")):
        contents = tomllib.loads(file.read_text(encoding="utf-8"))
        for name, fields in contents["queries"].items():
            found.append(
                Query(
                    group=contents["title"],
                    name=name,
                    title=fields["title"],
                    description=fields["description"],
                    sql=fields["sql"].strip(),
                    example=fields.get("example", {}),
                )
            )
    return tuple(found)
