"""Citations in an article: who is cited, by which cue, with which words, and where each stands.

A citation needs a source (person, organ, meeting, report, document, book), a cue (指出, 强调, 写道 …) and
content that says something. Emphasis marks, naming (提出“…”理念) and general opinion (有人认为) are none.
Offsets are code points into a paragraph's repaired text, half-open; cue, source and content are the terms of
attribution studies (PDTB, PARC).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lilun.loaders.fields.attribution import Attribution, Attributor, Paragraph
from lilun.loaders.fields.content import CitationSpan, Content, Reader, placing, saying
from lilun.loaders.fields.cue import Cue, lead_in
from lilun.loaders.fields.occasion import dispatched
from lilun.loaders.fields.quotation_marks import outer_quotations, sentence_ends
from lilun.loaders.fields.source import Antecedents, speakers, words

__all__ = ["Citation", "CitationSpan", "find_citations"]

_SHORT_OCCASION = 5  # characters: 庆祝大会, 座谈会
_LEAST_PLACED = 6  # characters of words that a report sets in a place
_WRITTEN_KINDS = {"writes": "book", "decrees": "document"}  # what a person's cue makes of the source


@dataclass(frozen=True, slots=True)
class Citation:
    """One cited wording with its attribution.

    `mode` is direct, indirect or partial; `source` as printed; `source_kind` speech, report, meeting,
    document, letter, book, organ or other (proverbs); `speaker` a person's name without titles, resolved
    within the article; `voice` a meeting or organ; `document` a title in 《》; `verb` the cue as printed;
    `quote` without its outer marks, paragraphs joined by a line feed; `rule` what decided. `date_given` is a
    person's word (EDTF), which goes before the date as printed.
    """

    mode: str
    source: str
    source_kind: str
    speaker: str | None
    voice: str | None
    document: str | None
    attribution: str
    verb: str
    quote: str
    occasion: str | None
    place: str | None
    date_as_printed: str | None
    spans: tuple[CitationSpan, ...]
    rule: str
    date_given: str | None = None


def find_citations(paragraphs: Sequence[tuple[int, str]]) -> list[Citation]:
    """The citations of an article's (number, text) paragraphs, in printed order; never raises.

    Number 0 is the lead, the body counts from 1. Text is repaired: full-width punctuation, quotation marks
    “ ” (straight or 「 」 ones are read too). Linear in the length of the text.
    """
    pages = [
        Paragraph(index, number, text, outer_quotations(text, lead_in()))
        for index, (number, text) in enumerate(paragraphs)
    ]
    known = Antecedents([(p.number, p.text, p.masked) for p in pages])
    texts = {p.number: p.text for p in pages}
    found: list[Citation] = []
    for paragraph in pages:
        pairs = _read(paragraph, Attributor(paragraph, known), Reader(paragraph, pages))
        pairs.sort(key=lambda pair: (pair[0].cue_start, pair[1].spans[0].start))
        found += [_citation(paragraph, texts, attribution, content) for attribution, content in pairs]
    found = _fuller(found)
    meeting = dispatched(pages[0].text) if pages else None
    return found if meeting is None else [_spoken_at(meeting, citation) for citation in found]


def _fuller(citations: list[Citation]) -> list[Citation]:
    """A short form of an occasion as the fullest name that it had before: 庆祝大会 of 庆祝某某成立100周年大会."""
    told: dict[str | None, list[Citation]] = {}
    found = []
    for citation in citations:
        name = citation.occasion
        if name and citation.source_kind == "speech":
            before = told.setdefault(citation.speaker, [])
            if len(name) <= _SHORT_OCCASION and not citation.date_as_printed:
                full = next((c for c in reversed(before) if _shortens(name, c.occasion or "")), None)
                if full is not None:
                    citation = replace(citation, occasion=full.occasion, date_as_printed=full.date_as_printed)
            before.append(citation)
        found.append(citation)
    return found


def _shortens(short: str, full: str) -> bool:
    """Is a name a longer one with words left out between its beginning and its end?"""
    ending = max(
        (w for w in words("source_words", "short_meeting") if short.endswith(w)), key=len, default=""
    )
    return (
        bool(ending)
        and len(full) > len(short)
        and full.endswith(ending)
        and full.startswith(short[: -len(ending)])
    )


def _spoken_at(meeting: tuple[str, str], citation: Citation) -> Citation:
    """The citation with the meeting and date of the report, if its source is the meeting or one who spoke there.

    Leaders and classics are quoted there, they don't speak; who has a time or occasion of his own keeps it.
    """
    name, date = meeting
    if citation.date_as_printed or citation.document or citation.source_kind not in ("speech", "meeting"):
        return citation
    if citation.source_kind == "meeting":
        if citation.source not in words("source_words", "short_meeting"):
            return citation
    elif (
        citation.occasion
        or citation.speaker is None
        or set(citation.speaker.split("、")) & set(speakers()[1])
    ):
        return citation
    return replace(citation, occasion=name, date_as_printed=date)


_Pair = tuple[Attribution, Content]


def _read(paragraph: Paragraph, attributor: Attributor, reader: Reader) -> list[_Pair]:
    """The attributions of a paragraph with their contents, sentence by sentence."""
    found: list[_Pair] = []
    start = 0
    last: Attribution | None = None
    for end in sentence_ends(paragraph.text, paragraph.masked, paragraph.quotations):
        attributions: list[Attribution] = []
        reported: list[tuple[int, Attribution]] = []  # place among the sentence's attributions
        placed, words_placed = _placed(paragraph, attributor, reader, start, end)
        placed_at = sorted(placed, key=lambda a: a.cue_start)
        known = len(found)
        done = start  # the end of the last quotation that an attribution took
        for cue_start, cue_end, cue in paragraph.cues_within(start, end):
            if cue_start < done:
                continue
            earlier = bisect_left(placed_at, cue_start, key=lambda a: a.cue_start)
            before = [*attributions[-1:], *placed_at[:earlier][-1:]]
            previous = max(before, key=lambda a: a.cue_start) if before else last
            attribution = attributor.attribution(cue_start, cue_end, cue, start, previous)
            if attribution is None:
                continue
            contents = (
                reader.behind(attribution, end, open_ended=True)
                or reader.direct(attribution, end)
                or reader.behind(attribution, end)
            )
            if contents:
                found += [(attribution, content) for content in contents]
                done = max(
                    [done, *(s.end for c in contents for s in c.spans if s.paragraph == paragraph.number)]
                )
            elif reader.reports(attribution, end):
                reported.append((len(attributions), attribution))
            else:
                continue
            attributor.accept(attribution)
            attributions.append(attribution)
        for place, attribution in reported:
            limit = attributions[place + 1].start if place + 1 < len(attributions) else end
            found += [(attribution, content) for content in reader.indirect(attribution, limit, end)]
        found += words_placed + _sayings(paragraph, attributor, reader, start, end)
        last = attributions[-1] if attributions and _filled(paragraph, found[known:], end) else None
        start = end
    return found


def _filled(paragraph: Paragraph, pairs: list[_Pair], end: int) -> bool:
    """Do the contents of a sentence reach its end, so that the next one may go on with their speaker?"""
    ends = [s.end for _, content in pairs for s in content.spans if s.paragraph == paragraph.number]
    return not ends or not re.sub(r"\W", "", paragraph.text[max(ends) : end])


def _placed(
    paragraph: Paragraph, attributor: Attributor, reader: Reader, start: int, end: int
) -> tuple[list[Attribution], list[_Pair]]:
    """把“…”作为, 将“…”写入: words that a report or a leader sets in a place."""
    placed: list[Attribution] = []
    found: list[_Pair] = []
    for match in placing().finditer(paragraph.masked, start, end):
        quotation = paragraph.by_start.get(match.start() + 1)
        if quotation is None or quotation.start in paragraph.used:
            continue
        cue = Cue(match.group(1), "places", "no", False, False, False)
        attribution = attributor.placed(match.start(), match.start(1), match.end(1), cue, start)
        if attribution is None:
            continue
        placed.append(attribution)  # what follows may lead back to it, though it places a mere term
        if quotation.inner_end - quotation.inner_start >= _LEAST_PLACED:
            words = reader.words(quotation)
            found.append((attribution, Content("partial", words, match.start() + 1, attribution.rule)))
    return placed, found


def _sayings(
    paragraph: Paragraph, attributor: Attributor, reader: Reader, start: int, end: int
) -> list[_Pair]:
    """“…”——某某的谆谆嘱托: words that a sentence begins with and then calls somebody's saying."""
    found: list[_Pair] = []
    for quotation in paragraph.quotations_within(start, end):
        if quotation.start in paragraph.used or quotation.inner_end - quotation.inner_start < _LEAST_PLACED:
            continue
        if paragraph.masked[start : quotation.start].strip(" 　"):
            continue
        match = saying().match(paragraph.masked, quotation.end)
        if match is None:
            continue
        cue = Cue(match.group("noun"), "says", "no", False, False, True)
        at, cue_start, cue_end = match.start("of"), match.start("noun"), match.end("noun")
        attribution = attributor.named(at, cue_start, cue_end, cue, match.start("source"))
        if attribution is not None:
            found.append((attribution, Content("direct", reader.words(quotation), cue_end, attribution.rule)))
    return found


def _citation(
    paragraph: Paragraph, texts: dict[int, str], attribution: Attribution, content: Content
) -> Citation:
    source, occasion, number = attribution.source, attribution.occasion, paragraph.number
    kind = occasion.kind or source.kind
    if kind == "speech":
        kind = _WRITTEN_KINDS.get(attribution.cue.kind, kind)
    end = content.attribution_end
    return Citation(
        mode=content.mode,
        source=source.text,
        source_kind=kind,
        speaker=source.speaker,
        voice=source.voice,
        document=occasion.document or source.document,
        attribution=paragraph.text[attribution.start : end].rstrip("，：,: \n　—"),
        verb=paragraph.text[attribution.cue_start : attribution.cue_end],
        quote="\n".join(texts[s.paragraph][s.start : s.end] for s in content.spans),
        occasion=occasion.name or source.occasion,
        place=occasion.place,
        date_as_printed=attribution.date,
        spans=(
            CitationSpan("source", number, source.start, source.end),
            CitationSpan("cue", number, attribution.cue_start, attribution.cue_end),
            *content.spans,
        ),
        rule=content.rule,
    )
