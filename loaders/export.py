"""The JSON Lines export: one article a line, the same bytes for the same archive however it came about."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lilun.loaders.fields.edtf import edtf_of
from sqlalchemy import Connection, RowMapping

_BEGINNING = 3  # characters: 中共临江市委党校 and 中共临江市委员会
_BATCH = 500  # articles whose rows are held at once
_ARTICLES = """
SELECT a.id, a.position, a.kind, c.name AS "column", a.kicker, a.title, a.subtitle, a.reprinted_from,
       p.number, p.name AS page_name, n.name AS newspaper, i.date, f.path, f.sha256
FROM articles a
JOIN pages p ON p.id = a.page_id
JOIN issues i ON i.id = p.issue_id
JOIN page_sources s ON s.page_id = p.id AND s.is_current
JOIN source_files f ON f.id = s.source_file_id
LEFT JOIN newspapers n ON n.id = i.newspaper_id
LEFT JOIN columns c ON c.id = a.column_id
ORDER BY n.name IS NULL, n.name, i.date_earliest IS NULL, i.date_earliest, p.number IS NULL,
         length(p.number), p.number, f.path, f.sha256, a.position
"""
_Row = RowMapping


def export_articles(connection: Connection) -> Iterator[dict[str, Any]]:
    """Every article of the archive in the export's order, as the dictionaries of its JSON form."""
    articles = connection.exec_driver_sql(_ARTICLES).mappings().all()
    paths = _institution_paths(connection)
    for start in range(0, len(articles), _BATCH):
        batch = articles[start : start + _BATCH]
        parts = _Parts(connection, [a["id"] for a in batch])
        for article in batch:
            yield _article(article, parts, paths)


def json_lines(connection: Connection) -> Iterator[str]:
    """The lines of the export, each with its line feed."""
    for article in export_articles(connection):
        yield json.dumps(article, ensure_ascii=False) + "\n"


class _Parts:
    """The rows that hang on a batch of articles, grouped by what they hang on."""

    def __init__(self, connection: Connection, ids: Sequence[int]) -> None:
        self._connection = connection
        self._listed = ", ".join(map(str, ids))
        self.bylines = self._by("article_id", "SELECT b.*, u.name, u.kind FROM bylines b "
            "LEFT JOIN authors u ON u.id = b.author_id WHERE b.article_id IN ({}) ORDER BY b.position")  # fmt: skip
        self.affiliations = self._by("byline_id", "SELECT f.* FROM affiliations f JOIN bylines b ON b.id = f.byline_id "
            "WHERE b.article_id IN ({}) ORDER BY f.position")  # fmt: skip
        self.posts = self._by("affiliation_id", "SELECT o.* FROM posts o JOIN affiliations f ON f.id = o.affiliation_id "
            "JOIN bylines b ON b.id = f.byline_id WHERE b.article_id IN ({}) ORDER BY o.position")  # fmt: skip
        self.sections = self._by(
            "article_id", "SELECT * FROM sections WHERE article_id IN ({}) ORDER BY position"
        )
        self.paragraphs = self._by("article_id",
            "SELECT * FROM paragraphs WHERE article_id IN ({}) ORDER BY position, id")  # fmt: skip
        self.citations = self._by("article_id", "SELECT c.*, k.name AS speaker, s.key AS speech, "
            "s.date AS event_date, s.date_earliest AS event_earliest, s.date_latest AS event_latest, "
            "s.occasion AS event_occasion "
            "FROM cited_speeches c LEFT JOIN speakers k ON k.id = c.speaker_id "
            "LEFT JOIN speeches s ON s.id = c.speech_id WHERE c.article_id IN ({}) ORDER BY c.position")  # fmt: skip
        self.spans = self._by("cited_speech_id", "SELECT t.*, p.position AS paragraph FROM citation_spans t "
            "JOIN paragraphs p ON p.id = t.paragraph_id WHERE p.article_id IN ({}) "
            "ORDER BY CASE t.part WHEN 'source' THEN 1 WHEN 'cue' THEN 2 ELSE 3 END, t.position")  # fmt: skip
        self.documents = self._by("article_id", "SELECT d.*, p.position AS paragraph FROM cited_documents d "
            "LEFT JOIN paragraphs p ON p.id = d.paragraph_id WHERE d.article_id IN ({}) ORDER BY d.position")  # fmt: skip
        self.keywords = self._by("article_id",
            "SELECT * FROM keywords WHERE article_id IN ({}) ORDER BY weight DESC, term")  # fmt: skip

    def _by(self, key: str, sql: str) -> dict[int, list[_Row]]:
        grouped: dict[int, list[_Row]] = defaultdict(list)
        for row in self._connection.exec_driver_sql(sql.format(self._listed)).mappings():
            grouped[row[key]].append(row)
        return grouped


def _article(article: _Row, parts: _Parts, paths: Mapping[int, list[str]]) -> dict[str, Any]:
    article_id = article["id"]
    paragraphs = parts.paragraphs.get(article_id, [])
    lead = "\n".join(p["text"] for p in paragraphs if p["role"] == "lead")
    return {
        "source": {"file": article["path"], "sha256": article["sha256"]},
        "newspaper": article["newspaper"],
        "date": article["date"],
        "page": {"number": article["number"], "name": article["page_name"]},
        "position": article["position"],
        "kind": article["kind"],
        "column": article["column"],
        "kicker": article["kicker"],
        "title": article["title"],
        "subtitle": article["subtitle"],
        "lead": lead or None,
        "reprinted_from": article["reprinted_from"],
        "authors": [_author(b, parts, paths) for b in parts.bylines.get(article_id, [])],
        "sections": [
            {name: s[name] for name in ("enumerator", "heading", "level", "kind")}
            for s in parts.sections.get(article_id, [])
        ],
        "paragraphs": [p["text"] for p in paragraphs if p["role"] == "body"],
        "cited_speeches": [_citation(c, parts) for c in parts.citations.get(article_id, [])],
        "cited_documents": [
            {
                "title": d["title_as_printed"],
                "paragraph": d["paragraph"],
                "start": d["start"],
                "end": d["end"],
            }
            for d in parts.documents.get(article_id, [])
        ],
        "keywords": [{"term": k["term"], "weight": k["weight"]} for k in parts.keywords.get(article_id, [])],
    }


def _author(byline: _Row, parts: _Parts, paths: Mapping[int, list[str]]) -> dict[str, Any]:
    return {
        "name": byline["name_as_printed"],
        "kind": byline["kind"] or "person",
        "role": byline["role"],
        "affiliations": [
            {
                "organization": a["organization_as_printed"],
                "institution": paths.get(a["institution_id"], []),
                "positions": [p["title_as_printed"] for p in parts.posts.get(a["id"], [])],
            }
            for a in parts.affiliations.get(byline["id"], [])
            if a["organization_as_printed"]  # a post alone names no organization
        ],
    }


def _citation(citation: _Row, parts: _Parts) -> dict[str, Any]:
    date, earliest, latest = _days_of(citation)
    return {
        "speaker": citation["speaker"],
        "source": citation["source_as_printed"],
        "source_kind": citation["source_kind"],
        "attribution": citation["attribution_as_printed"],
        "occasion": citation["occasion"] or citation["event_occasion"],
        "date": date,
        "date_earliest": earliest,
        "date_latest": latest,
        "date_as_printed": citation["date_as_printed"],
        "mode": citation["mode"],
        "quote": citation["quote"],
        "speech": citation["speech"],
        "spans": [
            {name: s[name] for name in ("part", "paragraph", "start", "end")}
            for s in parts.spans.get(citation["id"], [])
        ],
    }


def _days_of(citation: _Row) -> tuple[str | None, str | None, str | None]:
    """When the words were said, as EDTF with first and last day: the event's days, and of them those that the mention names.

    Words of 2020年3月 on a tour from 29 March to 1 April were said on 29 to 31 March.
    """
    own = (citation["date"], citation["date_earliest"], citation["date_latest"])
    event = (citation["event_date"], citation["event_earliest"], citation["event_latest"])
    if not event[1]:
        return own if own[0] else event
    if not own[1] or not own[2]:
        return event
    earliest, latest = max(own[1], event[1]), min(own[2], event[2])
    if earliest > latest or (earliest, latest) == event[1:]:
        return event
    return edtf_of(earliest, latest), earliest, latest


def _institution_paths(connection: Connection) -> dict[int, list[str]]:
    """For each institution its names from the house that signs down to itself."""
    rows = connection.exec_driver_sql("SELECT id, name, parent_id FROM institutions").all()
    names = {i: (name, parent) for i, name, parent in rows}
    paths = {}
    for i in names:
        levels: list[str] = []
        at: int | None = i
        while at is not None:
            name, at = names[at]
            levels.insert(0, name)
        paths[i] = house_path(levels)
    return paths


def house_path(levels: Sequence[str]) -> list[str]:
    """The names from the root of a tree down, begun with the last one that is complete in itself.

    中共临江市委党校 and 临江市统计局 stand below committee and government in the tree; they begin as those do, so that they
    say by themselves whose they are, and head their own paths.
    """
    start = 0
    for i in range(1, len(levels)):
        if levels[i][:_BEGINNING] == levels[i - 1][:_BEGINNING]:
            start = i
    return list(levels[start:])
