"""An article as it is read: headline, authors, text cut at every mark, and the notes that the marks lead to.

Two halves: `load` asks the archive for the rows of one article, the rest is pure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from lilun.schema.publish.site import Ask, Row


@dataclass(frozen=True, slots=True)
class Mark:
    """[start, end) of a paragraph: a quotation (by its note), a document (by its row), a run-in heading, or what
    the reader searched for."""

    start: int
    end: int
    kind: Literal["quotation", "document", "heading", "hit"]
    number: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """Text between two boundaries, the marks that cover it, and the notes whose quotation ends with it."""

    text: str
    notes: tuple[int, ...] = ()
    document: int | None = None
    heading: bool = False
    hit: bool = False
    ends: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading on a line of its own."""

    number: int
    level: int
    text: str


@dataclass(frozen=True, slots=True)
class ParagraphText:
    """A paragraph, cut."""

    number: int
    role: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs: name as printed, what they did where they are not the author, institutions with posts."""

    name: str
    author_key: str | None
    role: str
    affiliations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the reading page shows of one article."""

    row: Row
    signatories: tuple[Signatory, ...]
    body: tuple[Heading | ParagraphText, ...]
    notes: tuple[Row, ...]
    documents: tuple[Row, ...]
    parts: tuple[Row, ...]
    page: tuple[Row, ...]


def cut(text: str, marks: Sequence[Mark]) -> tuple[Piece, ...]:
    """The text cut at every boundary of a mark; the pieces joined are the text. Offsets are code points."""
    inside = [m for m in marks if 0 <= m.start < m.end <= len(text)]
    bounds = sorted({0, len(text)} | {m.start for m in inside} | {m.end for m in inside})
    pieces = []
    for start, end in pairwise(bounds):
        covering = [m for m in inside if m.start <= start and end <= m.end]
        pieces.append(
            Piece(
                text[start:end],
                tuple(sorted({m.number for m in covering if m.kind == "quotation"})),
                next((m.number for m in covering if m.kind == "document"), None),
                any(m.kind == "heading" for m in covering),
                any(m.kind == "hit" for m in covering),
                tuple(sorted({m.number for m in covering if m.kind == "quotation" and m.end == end})),
            )
        )
    return tuple(pieces)


Hits = Callable[[str], Sequence[tuple[int, int]]]  # a text → the stretches of it to be marked


async def load(ask: Ask, article: int, hits: Hits | None = None) -> Reading:
    """The article with this id, read out of the archive. Raises IndexError where there is none.

    `hits` tells what was searched for in a paragraph's text.
    """
    given = {"article": article}
    row = (await ask(_ARTICLE, given))[0]
    mentions = await ask(_MENTIONS, given)
    numbers = {mention["id"]: number for number, mention in enumerate(mentions, 1)}
    documents = await ask(_DOCUMENTS, given)
    marks: dict[int, list[Mark]] = {}
    spans = await ask(_SPANS, given)
    with_content = {span["cited_speech_id"] for span in spans if span["part"] == "content"}
    for span in spans:
        # where nothing is quoted the attribution is what the note hangs on
        if span["part"] == ("content" if span["cited_speech_id"] in with_content else "cue"):
            mark = Mark(span["start"], span["end"], "quotation", numbers[span["cited_speech_id"]])
            marks.setdefault(span["paragraph_id"], []).append(mark)
    for document in documents:
        if document["paragraph_id"] and document["start"] is not None and document["end"] is not None:
            mark = Mark(document["start"], document["end"], "document", document["id"])
            marks.setdefault(document["paragraph_id"], []).append(mark)
    sections = await ask(_SECTIONS, given)
    paragraphs = await ask(_PARAGRAPHS, given)
    if hits:
        for paragraph in paragraphs:
            found = [Mark(start, end, "hit") for start, end in hits(paragraph["text"])]
            marks.setdefault(paragraph["id"], []).extend(found)
    return Reading(
        row=row,
        signatories=_signatories(await ask(_BYLINES, given)),
        body=_body(sections, paragraphs, marks),
        notes=tuple({**mention, "number": numbers[mention["id"]]} for mention in mentions),
        documents=tuple(documents),
        parts=tuple(await ask(_PARTS, given)),
        page=tuple(await ask(_PAGE, given)),
    )


def _signatories(rows: Sequence[Row]) -> tuple[Signatory, ...]:
    """One signatory a byline, out of a row an affiliation."""
    found: dict[int, Signatory] = {}
    for row in rows:
        affiliation = " ".join(filter(None, (row["organization"], row["posts"])))
        before = found.get(row["id"])
        if before:
            found[row["id"]] = replace(before, affiliations=(*before.affiliations, affiliation))
        else:
            found[row["id"]] = Signatory(
                row["name"] or "",
                row["author_key"],
                row["role"],
                (affiliation,) if affiliation else (),
            )
    return tuple(found.values())


def _body(
    sections: Sequence[Row], paragraphs: Sequence[Row], marks: Mapping[int, Sequence[Mark]]
) -> tuple[Heading | ParagraphText, ...]:
    """Headings and paragraphs in printed order: a heading stands before its section's first paragraph."""
    lines = [s for s in sections if s["kind"] == "line"]
    run_in = {s["id"]: _heading(s) for s in sections if s["kind"] == "run-in"}
    places = {s["id"]: s["position"] for s in sections}
    body: list[Heading | ParagraphText] = []
    waiting = list(lines)
    for paragraph in paragraphs:
        place = places.get(paragraph["section_id"], 0)
        while waiting and waiting[0]["position"] <= place:
            body.append(_line(waiting.pop(0)))
        own = list(marks.get(paragraph["id"], ()))
        opening = run_in.pop(paragraph["section_id"], None)
        if opening and paragraph["text"].startswith(opening):
            own.append(Mark(0, len(opening), "heading"))
        body.append(ParagraphText(paragraph["position"], paragraph["role"], cut(paragraph["text"], own)))
    return (*body, *map(_line, waiting))


def _heading(section: Row) -> str:
    return (section["enumerator"] or "") + str(section["heading"])


def _line(section: Row) -> Heading:
    return Heading(section["position"], section["level"], _heading(section))


_ARTICLE = """
SELECT
    articles.id, articles.key, articles.kind, articles.kicker, articles.title, articles.subtitle,
    articles.reprinted_from, articles.characters, articles.page_id,
    columns.name AS column_name, columns.id AS column_id,
    pages.number, pages.name AS page_name, pages.key AS page_key,
    issues.id AS issue_id, issues.date, newspapers.name AS newspaper, newspapers.id AS newspaper_id
FROM articles
JOIN pages ON pages.id = articles.page_id
JOIN issues ON issues.id = pages.issue_id
LEFT JOIN newspapers ON newspapers.id = issues.newspaper_id
LEFT JOIN columns ON columns.id = articles.column_id
WHERE articles.id = :article
"""
_BYLINES = """
SELECT
    bylines.id, bylines.role, bylines.author_id, authors.key AS author_key, coalesce(bylines.name_as_printed, authors.name) AS name,
    affiliations.organization_as_printed AS organization,
    (
        SELECT group_concat(title_as_printed, '、')
        FROM (SELECT title_as_printed FROM posts WHERE affiliation_id = affiliations.id ORDER BY position)
    ) AS posts
FROM bylines
LEFT JOIN authors ON authors.id = bylines.author_id
LEFT JOIN affiliations ON affiliations.byline_id = bylines.id
WHERE bylines.article_id = :article
ORDER BY bylines.position, affiliations.position
"""
_SECTIONS = """
SELECT id, position, level, enumerator, heading, kind
FROM sections
WHERE article_id = :article
ORDER BY position
"""
_PARAGRAPHS = """
SELECT id, section_id, position, role, text FROM paragraphs WHERE article_id = :article ORDER BY position
"""
_MENTIONS = """
SELECT
    cited_speeches.id, cited_speeches.mode, cited_speeches.attribution_as_printed, cited_speeches.quote,
    coalesce(speeches.date, cited_speeches.date) AS date,
    coalesce(speakers.name, voices.name) AS speaker, speeches.id AS speech_id,
    speeches.key AS speech_key, speeches.title AS speech,
    (
        SELECT quotations.key
        FROM quotation_uses
        JOIN quotations ON quotations.id = quotation_uses.quotation_id
        WHERE quotation_uses.cited_speech_id = cited_speeches.id
        ORDER BY quotation_uses.relation <> 'same', quotation_uses.id
        LIMIT 1
    ) AS quotation_key
FROM cited_speeches
LEFT JOIN speeches ON speeches.id = cited_speeches.speech_id
LEFT JOIN speakers ON speakers.id = coalesce(cited_speeches.speaker_id, speeches.speaker_id)
LEFT JOIN voices ON voices.id = coalesce(cited_speeches.voice_id, speeches.voice_id)
WHERE cited_speeches.article_id = :article
ORDER BY cited_speeches.position
"""
_SPANS = """
SELECT
    citation_spans.cited_speech_id, citation_spans.part, citation_spans.paragraph_id,
    citation_spans.start, citation_spans."end"
FROM cited_speeches
JOIN citation_spans ON citation_spans.cited_speech_id = cited_speeches.id
WHERE cited_speeches.article_id = :article
ORDER BY citation_spans.paragraph_id, citation_spans.start
"""
_DOCUMENTS = """
SELECT
    cited_documents.id, cited_documents.document_id, cited_documents.paragraph_id, cited_documents.start,
    cited_documents."end", cited_documents.title_as_printed, documents.title, documents.issuer
FROM cited_documents
LEFT JOIN documents ON documents.id = cited_documents.document_id
WHERE cited_documents.article_id = :article
ORDER BY cited_documents.position
"""
_PARTS = """
SELECT pages.id, pages.key, pages.number, article_parts.note
FROM article_parts
JOIN pages ON pages.id = article_parts.page_id
WHERE article_parts.article_id = :article AND article_parts.position > 1
ORDER BY article_parts.position
"""
_PAGE = """
SELECT articles.id, articles.key, articles.position, articles.title
FROM articles
WHERE articles.page_id = (SELECT page_id FROM articles WHERE id = :article)
ORDER BY articles.position
"""
