"""The canned queries: what people ask of an archive, as data in queries/*.toml, a file a group."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from markupsafe import Markup

FOLDER = Path(__file__).resolve().parent / "queries"


@dataclass(frozen=True, slots=True)
class Words:
    """One thing in two languages."""

    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh} {self.en}"


@dataclass(frozen=True, slots=True)
class Query:
    """A question with its SQL. `defaults` gives every parameter a value; an empty one asks for all."""

    group: Words
    name: str
    title: Words
    description: Words
    sql: str
    defaults: dict[str, str]

    @property
    def description_html(self) -> Markup:
        """The description in both languages, Chinese first."""
        return Markup('<p lang="zh-Hans">{}</p><p lang="en">{}</p>').format(
            self.description.zh, self.description.en
        )

    def with_defaults(self, query_string: str) -> str:
        """The query string with the default of each parameter that it does not name at all."""
        named = {name for name, _ in parse_qsl(query_string, keep_blank_values=True)}
        missing = {name: value for name, value in self.defaults.items() if name not in named}
        return "&".join(filter(None, (query_string, urlencode(missing))))


@cache
def queries() -> tuple[Query, ...]:
    """All canned queries, by file and as they stand there. Raises KeyError for a missing field."""
    found = []
    for file in sorted(FOLDER.glob("*.toml")):
        contents = tomllib.loads(file.read_text(encoding="utf-8"))
        for name, fields in contents["queries"].items():
            found.append(
                Query(
                    group=Words(**contents["title"]),
                    name=name,
                    title=Words(**fields["title"]),
                    description=Words(**fields["description"]),
                    sql=fields["sql"].strip(),
                    defaults=fields.get("defaults", {}),
                )
            )
    return tuple(found)


@cache
def by_name() -> dict[str, Query]:
    """The canned queries by the name that stands in their address."""
    return {query.name: query for query in queries()}
