"""Corrections of what an article says of itself: headline, who signs, whom it cites. Pure, on a read article."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from lilun.loaders.corrections.anchors import fold, sources
from lilun.loaders.corrections.blocks import Misfit, Stretch
from lilun.loaders.corrections.entry import NO_CITATION, Effect
from lilun.loaders.fields.affiliation import Affiliation, institution_path, read_affiliations, read_post
from lilun.loaders.fields.article import Article, Paragraph
from lilun.loaders.fields.byline import read_byline
from lilun.loaders.fields.citation import Citation, CitationSpan
from lilun.loaders.fields.keywords import read_keywords
from lilun.loaders.fields.names import fold as marks
from lilun.loaders.fields.signatories import Signatory
from rapidfuzz import fuzz

_HEADLINE = ("title", "kicker", "subtitle", "column")
_SAID = {
    "kind": "source_kind",
    "date": "date_given",
}  # fields of Citation that are called otherwise in an entry
_RULE = "corrected"
_NAMED = 60  # how much of a name, 0 to 100, the words of a correction must have
_OPENS, _CLOSES = '“‘「『"', '”’」』"'


def set_article(article: Article, values: Mapping[str, str]) -> tuple[Article, list[Effect]]:
    """Headline parts, kind and source as given; '' takes one away."""
    effects = []
    for name, value in values.items():
        held = article.headline if name in _HEADLINE else article
        before = getattr(held, name)
        effects.append(Effect(name, before, value or None))
        new: dict[str, Any] = {name: value or None}
        if name in _HEADLINE:
            new = {"headline": replace(article.headline, **new)}
        article = replace(article, **new)
    if values.get("title"):
        body = [p.text.string for p in article.paragraphs if p.number]
        article = replace(article, keywords=tuple(read_keywords([values["title"], *body])))
        article = _without_note(article, "no_title")
    return article, effects


def set_authors(article: Article, names: Sequence[str]) -> tuple[Article, list[Effect]]:
    """Those who sign, in this order; who signed before keeps the affiliations."""
    known = {s.name: s for s in article.signatories}
    signatories = tuple(known.get(name) or _signatory(name) for name in names)
    effect = Effect("authors", _names(article.signatories), _names(signatories))
    article = replace(article, signatories=signatories)
    return (_without_note(article, "no_author") if names else article), [effect]


def set_author(article: Article, words: str, values: Mapping[str, Any]) -> tuple[Article, list[Effect]]:
    """Fields of the one who is named in the words; who signs alone need not be. Raises Misfit.

    A byline that this reading has not seen is read out of the words themselves.
    """
    alike = [_named(signatory, fold(words), values) for signatory in article.signatories]
    best = max(range(len(alike)), key=lambda n: alike[n], default=None)
    alone = len(alike) == 1 and "name" in values
    if best is None or (alike[best] < _NAMED and not alone):
        signature = read_byline(words)
        if signature is None or len(signature.signatories) != 1 or not signature.signatories[0].name:
            if len(alike) != 1:
                who = _names(article.signatories) or "nobody"
                raise Misfit(
                    f"{who} signs the article, nobody like the words; give its authors first, as authors: [name]"
                )
        else:
            article = replace(article, signatories=(*article.signatories, *signature.signatories))
            best = len(article.signatories) - 1
    elif alike.count(alike[best]) > 1:
        raise Misfit(f"the words name several of {_names(article.signatories)}; let “at” be one name")
    assert best is not None
    before = article.signatories[best]
    after = _amended(before, values)
    signatories = (*article.signatories[:best], after, *article.signatories[best + 1 :])
    effects = [Effect(f"author.{name}", _told(before, name), _told(after, name)) for name in values]
    return _without_note(replace(article, signatories=signatories), "no_author"), effects


def set_citation(
    article: Article, place: Stretch, value: Mapping[str, str] | str
) -> tuple[Article, list[Effect]]:
    """Fields of the citation at a place, or none there. Raises Misfit where no citation stands."""
    at = _cited_at(article, place)
    if at is None:
        if value == NO_CITATION:  # a better reading sees none either
            return article, [Effect("citation", None, None)]
        raise Misfit("no citation stands at these words; “cites” adds one")
    before = article.citations[at]
    rest = (article.citations[:at], article.citations[at + 1 :])
    if not isinstance(value, Mapping):
        return replace(article, citations=rest[0] + rest[1]), [Effect("citation", before.attribution, None)]
    after = _restated(before, value)
    effects = [Effect(f"citation.{name}", _said(before, name), _said(after, name)) for name in value]
    return replace(article, citations=(*rest[0], after, *rest[1])), effects


def add_citation(article: Article, place: Stretch, value: Mapping[str, str]) -> tuple[Article, list[Effect]]:
    """A citation whose words stand at a place; one that was found there says the same. Raises Misfit."""
    said = {name: words for name, words in value.items() if name not in ("source", "cue")}
    at = _cited_at(article, place, contents_alone=True)
    if at is not None:
        return set_citation(article, place, said)
    paragraph, start, end = _in_paragraph(article, place)
    text = paragraph.text.string
    start, end, quoted = _unmarked(text, start, end)
    number = paragraph.number or 0
    source = (
        value.get("source") or value.get("speaker") or value.get("voice") or f"《{value.get('document')}》"
    )
    spans = [
        CitationSpan(part, number, *stretch)
        for part, words in (("source", source), ("cue", value.get("cue", "")))
        if (stretch := _nearest(text, words, start, end))
    ]
    begins = min((s.start for s in spans if s.start < start), default=start)
    ends = max((s.end for s in spans if s.end <= start), default=begins)
    kind = "document" if value.get("document") else "meeting" if value.get("voice") else "speech"
    new = Citation(
        mode="direct" if quoted else "indirect", source=source, source_kind=kind, speaker=None, voice=None,
        document=None, attribution=text[begins:ends] or source, verb=value.get("cue", ""), quote=text[start:end],
        occasion=None, place=None, date_as_printed=None,
        spans=(*spans, CitationSpan("content", number, start, end)), rule=_RULE,
    )  # fmt: skip
    new = _restated(new, said)
    citations = sorted((*article.citations, new), key=_order)
    effect = Effect("citation", None, f"{new.attribution}：{new.quote}"[:200])
    return replace(article, citations=tuple(citations)), [effect]


# -- who signs ---------------------------------------------------------------------------------------


def _signatory(name: str) -> Signatory:
    return Signatory(name, "person", "author", (), None, 0, 0)


def _names(signatories: Sequence[Signatory]) -> str | None:
    return "、".join(s.name or "?" for s in signatories) or None


def _named(signatory: Signatory, words: str, values: Mapping[str, Any]) -> float:
    """How well folded words name a signatory or an organization of his, 0 to 100."""
    if signatory.name and signatory.name == values.get("name"):
        return 100.0  # a better reading has the right name already
    names = [signatory.name or "", *(a.organization for a in signatory.affiliations)]
    return max((fuzz.partial_ratio(fold(name), words) for name in names if name), default=0.0)


def _amended(signatory: Signatory, values: Mapping[str, Any]) -> Signatory:
    changed = {name: values[name] for name in ("name", "role", "kind") if name in values}
    signatory = replace(signatory, **changed)
    affiliations = signatory.affiliations
    if "organization" in values:
        affiliations = _of(values["organization"], affiliations)
    if "positions" in values or "institution" in values:
        first = affiliations[0] if affiliations else Affiliation("".join(values.get("institution", ())))
        if "positions" in values:
            first = replace(first, positions=tuple(read_post(title) for title in values["positions"]))
        if "institution" in values:
            path = tuple(values["institution"])
            first = replace(first, organization=first.organization or "".join(path), institution_path=path,
                            joint=(), other_names=())  # fmt: skip
        affiliations = (first, *affiliations[1:])
    return replace(signatory, affiliations=affiliations)


def _of(organization: str, before: Sequence[Affiliation]) -> tuple[Affiliation, ...]:
    """The affiliations that words name; posts that these do not name are those of before."""
    read = read_affiliations(organization) or (Affiliation(organization, (), institution_path(organization)),)
    if before and not read[0].positions:
        read = (replace(read[0], positions=before[0].positions), *read[1:])
    return (*read, *before[len(read) :])


def _told(signatory: Signatory, name: str) -> str | None:
    if name in ("name", "role", "kind"):
        return getattr(signatory, name) or None
    first = signatory.affiliations[0] if signatory.affiliations else None
    if first is None:
        return None
    told = {
        "organization": first.organization,
        "positions": "、".join(p.title for p in first.positions),
        "institution": "/".join(first.institution_path),
    }
    return told[name] or None


def _without_note(article: Article, kind: str) -> Article:
    return replace(article, notes=tuple(n for n in article.notes if n.kind != kind))


# -- whom it cites ------------------------------------------------------------------------------------


def _restated(citation: Citation, value: Mapping[str, str]) -> Citation:
    new: dict[str, Any] = {_SAID.get(name, name): words or None for name, words in value.items()}
    return replace(citation, **new, rule=_RULE)


def _said(citation: Citation, name: str) -> str | None:
    said: str | None = getattr(citation, _SAID.get(name, name))
    return said


def _order(citation: Citation) -> tuple[int, int]:
    first = min(citation.spans, key=lambda s: (s.paragraph, s.start), default=None)
    return (first.paragraph, first.start) if first else (0, 0)


def _cited_at(article: Article, place: Stretch, *, contents_alone: bool = False) -> int | None:
    """The citation that shares most of its words with a place."""
    printed = {p.number: sources(p.text) for p in article.paragraphs if p.number is not None}
    best, most = None, 0.0
    for number, citation in enumerate(article.citations):
        spans = [s for s in citation.spans if s.part == "content" or not contents_alone]
        held = [at for s in spans for at in printed.get(s.paragraph, [])[s.start : s.end]]
        shared = sum(place[0] <= at < place[1] for at in held)
        share = shared / max(1, place[1] - place[0]) + shared / max(1, len(held))
        if shared and share > most:
            best, most = number, share
    return best


def _in_paragraph(article: Article, place: Stretch) -> tuple[Paragraph, int, int]:
    """The paragraph that holds most of a place, and where in it. Raises Misfit."""
    found: list[tuple[int, Paragraph, list[int]]] = []
    for paragraph in article.paragraphs:
        inside = [n for n, at in enumerate(sources(paragraph.text)) if place[0] <= at < place[1]]
        if inside and paragraph.number is not None:
            found.append((len(inside), paragraph, inside))
    if not found:
        raise Misfit("the words stand in no paragraph of the article")
    _, paragraph, inside = max(found, key=lambda f: f[0])
    return paragraph, inside[0], inside[-1] + 1


def _unmarked(text: str, start: int, end: int) -> tuple[int, int, bool]:
    """The words within their quotation marks, and whether they have any."""
    inner = (start + (text[start] in _OPENS), end - (text[end - 1] in _CLOSES))
    start, end = inner if inner[0] < inner[1] else (start, end)
    quoted = start > 0 and text[start - 1] in _OPENS and text[end : end + 1] in tuple(_CLOSES)
    return start, end, quoted


def _nearest(text: str, words: str, start: int, end: int) -> Stretch | None:
    """Where words stand nearest before a stretch, else behind it."""
    if not words:
        return None
    text, words = marks(text), marks(words)
    at = text.rfind(words, 0, start)
    at = at if at >= 0 else text.find(words, end)
    return (at, at + len(words)) if at >= 0 else None
