"""One article out of its blocks: every field with what decided it. Pure: no database, no clock."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lilun.loaders.fields.affiliation import read_affiliations
from lilun.loaders.fields.byline import (
    Signatory,
    Signature,
    merge,
    read_byline,
    read_dateline,
    read_digest,
    read_signoff,
)
from lilun.loaders.fields.citation import Citation, find_citations
from lilun.loaders.fields.document import DocumentMention, find_documents
from lilun.loaders.fields.elements import is_pen_name
from lilun.loaders.fields.headline import Headline, read_headline
from lilun.loaders.fields.keywords import Keyword, read_keywords
from lilun.loaders.fields.kind import read_kind
from lilun.loaders.fields.section import Heading, Section, read_heading, read_run_ins, tree
from lilun.loaders.fields.shares import given, joined
from lilun.loaders.page import Note, Text
from lilun.loaders.rules import opening
from lilun.loaders.segment.articles import join_columns, text_of_group
from lilun.loaders.segment.assign import ArticleBlocks, Placed

_AFTERWORD = re.compile(r"^.{0,2}编后")
_LABEL_END = re.compile(r"[】\]）)]?\s*[：:]?\s*")
_EDITORS = re.compile(r"^.{0,2}(?:编者|编辑|开栏|主持人)")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as one text. `number` counts body paragraphs from 1; the lead is 0, a caption None."""

    number: int | None
    role: str  # 'lead', 'body', 'caption'
    text: Text
    section: int | None  # index into the article's sections


@dataclass(frozen=True, slots=True)
class Article:
    """What stands on the page of one article, in printed order."""

    blocks: ArticleBlocks
    headline: Headline
    kind: str
    reprinted_from: str | None
    signatories: tuple[Signatory, ...]
    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    citations: tuple[Citation, ...]
    documents: tuple[DocumentMention, ...]
    keywords: tuple[Keyword, ...]
    notes: tuple[Note, ...]

    @property
    def characters(self) -> int:
        """Characters of lead and body."""
        return sum(len(p.text) for p in self.paragraphs if p.role != "caption")


def read_article(blocks: ArticleBlocks) -> Article:
    """All fields of one article."""
    headline = read_headline([(p.role, str(p)) for p in blocks.head if p.role != "byline"])
    paragraphs, headings = _body(blocks.body)
    sections = tuple(tree(headings))
    numbered = [(p.number, p.text.string) for p in paragraphs if p.number is not None]
    body = [text for number, text in numbered if number]
    byline, signoff = _signatures(blocks)
    digest = _digest(body, sourced=signoff is not None and signoff.form == "source")
    opening = digest or (read_dateline(body[0]) if body else None)
    signatories = merge(byline, signoff) or (opening.signatories if opening else ())
    if digest and signoff and not byline and all(s.kind != "person" for s in signoff.signatories):
        signatories = (
            digest.signatories
        )  # who supplies or compiles digests (某社科联 供稿) wrote none of them
    elif digest and byline and all(s.role == "compiler" for s in byline.signatories):
        signatories = (*byline.signatories, *digest.signatories)
    source = next((s.reprinted_from for s in (signoff, byline, digest) if s and s.reprinted_from), None)
    parts = {
        "kicker": " ".join(filter(None, (headline.kicker, headline.column))),
        "title": headline.title or "",
        "subtitle": headline.subtitle or "",
        "byline": "\n".join(s.name or "" for s in signatories if s.kind == "staff"),
        "pen_name": "\n".join(s.name for s in signatories if s.name and is_pen_name(s.name)),
    }
    return Article(
        blocks=blocks,
        headline=headline,
        kind=read_kind(parts, body, digest=_is_digest(byline, signoff, digest)),
        reprinted_from=source,
        signatories=tuple(signatories),
        sections=sections,
        paragraphs=tuple(paragraphs),
        citations=tuple(find_citations(numbered)),
        documents=tuple(find_documents(numbered)),
        keywords=tuple(read_keywords([headline.title or "", *body])),
        notes=tuple(_notes(blocks, headline, signatories, paragraphs)),
    )


def _body(placed: Sequence[Placed]) -> tuple[list[Paragraph], list[Heading]]:
    """Paragraphs, each under its section, and the headings in order."""
    paragraphs: list[Paragraph] = []
    headings: list[Heading] = []
    number = 0
    groups = [(group[0], text_of_group(group)) for group in join_columns(placed)]
    run_ins = iter(read_run_ins([text.string for first, text in groups if first.role == "paragraph"]))
    for first, text in groups:
        if first.role == "heading":
            headings.append(read_heading(str(first), first.block.mark, first.block.level))
            continue
        afterword = first.role == "note" and _AFTERWORD.match(text.string)
        if first.role == "note" and not afterword and not _EDITORS.match(text.string):
            continue  # a project or a book's imprint: kept as a span, no part of the text
        led = any(p.role == "lead" for p in paragraphs)  # what calls itself a lead below it is body text
        if first.role in ("lead", "note") and not led and not afterword:
            mark = opening("opens_lead" if first.role == "lead" else "opens_note").match(text.string)
            mark = _LABEL_END.match(text.string, mark.end()) if mark else None
            text = text.slice(mark.end()) if mark else text
            paragraphs.append(Paragraph(0, "lead", text, None))
            continue
        if first.role == "caption":
            paragraphs.append(Paragraph(None, "caption", text, None))
            continue
        run_in = next(run_ins) if first.role == "paragraph" else None
        if run_in:
            headings.append(run_in)
        number += 1
        paragraphs.append(Paragraph(number, "body", text, len(headings) - 1 if headings else None))
    return paragraphs, headings


def _signatures(blocks: ArticleBlocks) -> tuple[Signature | None, Signature | None]:
    """The byline and the sign-off, each out of all the blocks that print one."""
    bylines = [s for p in blocks.head if p.role == "byline" and (s := p.signature or read_byline(str(p)))]
    signoffs = [
        s for p in blocks.signoffs if (s := p.signature or read_signoff(str(p)) or read_byline(str(p)))
    ]
    return _together(bylines), _together(signoffs)


def _together(signatures: Sequence[Signature]) -> Signature | None:
    """Several bylines or sign-offs of one article as one: each signatory once, the source where they name one."""
    if not signatures:
        return None
    people: list[Signatory] = []
    for signature in signatures:
        posts = _posts_of(signature)
        bare = [i for i, p in enumerate(people) if p.kind == "person" and p.name and not p.affiliations]
        if posts and bare:  # a line of posts speaks of the names above it
            placed = given([people[i] for i in bare], posts)
            people = [placed[bare.index(i)] if i in bare else p for i, p in enumerate(people)]
            continue
        names = {p.name for p in people if p.name}
        told = {p.name: p.affiliations for p in signature.signatories if p.name and p.affiliations}
        people = [replace(p, affiliations=joined(p.affiliations, told.get(p.name or "", ()))) for p in people]
        new = [p for p in signature.signatories if p.name is None or p.name not in names]
        if people and people[-1].name is None and new and not any(p.affiliations for p in new):
            new = list(given(new, [people.pop()]))  # or, standing first, of those below
        people += new
    papers = {s.reprinted_from for s in signatures if s.reprinted_from}
    source = papers.pop() if len(papers) == 1 else None
    taken = next((s.taken for s in signatures if s.taken), "")
    return replace(signatures[0], signatories=tuple(people), reprinted_from=source, taken=taken)


def _posts_of(signature: Signature) -> list[Signatory]:
    """The posts of a line that holds nothing else, without the name that they belong to."""
    if signature.rule == "post alone":
        return list(signature.signatories)
    if signature.rule == "organization alone":
        unit = signature.signatories[0]
        return [replace(unit, name=None, kind="person", affiliations=read_affiliations(unit.name or ""))]
    return []


def _is_digest(byline: Signature | None, signoff: Signature | None, digest: Signature | None) -> bool:
    """Whether a piece opens as a digest without a byline, or ends with the paper that it is taken from.

    With a byline of its own it must be taken as a digest (摘自); what was printed elsewhere too (原载) is none.
    """
    signed = bool(byline and byline.signatories)
    if digest is not None and not signed:
        return True
    return signoff is not None and (signoff.taken == "digest" or (signoff.form == "source" and not signed))


def _digest(body: Sequence[str], *, sourced: bool) -> Signature | None:
    """Whom a digest digests: named where it opens, in a frame of several where each of them opens.

    `sourced` says that the piece names the paper that it is taken from.
    """
    opening = read_digest(body[0], sourced=sourced) if body else None
    if opening is None:
        return None
    others = [d for text in body[1:] if (d := read_digest(text))]
    papers = {d.reprinted_from for d in (opening, *others)}
    return replace(
        opening,
        signatories=tuple(s for d in (opening, *others) for s in d.signatories),
        reprinted_from=opening.reprinted_from if len(papers) == 1 else None,
    )


def _notes(
    blocks: ArticleBlocks,
    headline: Headline,
    signatories: Sequence[Signatory],
    paragraphs: Sequence[Paragraph],
) -> list[Note]:
    start = blocks.start
    notes = []
    if headline.title is None:
        notes.append(
            Note("no_title", "warning", "no title was found for this article", start, None, "headline")
        )
    if not signatories:
        notes.append(Note("no_author", "info", "no author was found for this article", start, None, "byline"))
    if not paragraphs:
        notes.append(Note("no_body", "warning", "a headline without a body", start, None, "article"))
    return notes
