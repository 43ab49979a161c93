"""Gold that follows the damage: what a careful reader of the damaged page finds."""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from composer.article import BODY, Gold, LabelledArticle
from composer.sheet import Cell, Sheet

Ids = list[int]

_SIGNED = ("byline", "signoff")
_RESTORED = frozenset({"quote_marks"})
"""Kinds whose lost characters a reader may put back: the string with them counts as well."""
_NOT_READ = frozenset({"layout", "hard_lines", "spaces", "continued"})
"""Insertions that no reader takes for text."""
_ORDINAL = re.compile(r"[一二三四五六七八九十]+[届次大]|第[一二三四五六七八九十\d]+")
_OWN_YEAR = re.compile(r"\d{4}年|[一二][〇○零一二三四五六七八九]{3}年|\b(?:18|19|20)\d\d\b")


@dataclass(slots=True)
class Follower:
    """One article's gold while it follows the damage of its sheet."""

    sheet: Sheet
    number: int
    standing: dict[int, Cell]
    inserted: dict[int, str]
    """Text that the damage printed after a clean character and that a reader takes for text."""
    alternatives: dict[str, list[str]] = field(default_factory=dict)

    @property
    def article(self) -> LabelledArticle:
        return self.sheet.articles[self.number]

    def blocks(self, roles: Iterable[str] | None = None) -> list[tuple[int, str]]:
        """Start in the source, and text, of the labelled blocks (of some roles)."""
        wanted = None if roles is None else set(roles)
        return [
            (start, block.text)
            for start, block in zip(self.sheet.starts[self.number], self.article.blocks)
            if wanted is None or block.role in wanted
        ]

    def find(self, string: str, roles: Iterable[str] | None = None) -> list[Ids]:
        """The characters of each place where the clean article has the string, spaces between them aside."""
        pattern = re.compile(
            r"[ \u3000]*".join(map(re.escape, string.replace(" ", "").replace("\u3000", "")))
        )
        return [
            [start + i for i in range(*hit.span())]
            for start, text in self.blocks(roles)
            for hit in pattern.finditer(text)
        ]

    def stands(self, ids: Ids) -> bool:
        """Whether every character is on the page, quotation marks that were lost aside."""
        return bool(ids) and all(i in self.standing or self.sheet.lost.get(i) in _RESTORED for i in ids)

    def text(self, ids: Ids, drop: str = "") -> str:
        """The clean form of what stands of the characters; other forms that count go to `alternatives`.

        `drop` are characters that the gold string leaves out (spaces within a name).
        """
        source = self.sheet.source

        def without(text: str) -> str:
            return "".join(c for c in text if c not in drop)

        clean = without("".join(source[i] for i in ids if i in self.standing))
        restored = without(
            "".join(source[i] for i in ids if i in self.standing or self.sheet.lost.get(i) in _RESTORED)
        )
        printed = without(
            "".join(self.standing[i].text + self.inserted.get(i, "") for i in ids if i in self.standing)
        )
        forms = self.alternatives.setdefault(clean, [])
        for form in (restored, printed):
            if folded(form) != folded(clean) and form not in forms:
                forms.append(form)
        return clean

    def any_text(self, places: list[Ids], drop: str = "") -> str | None:
        """The text of the first place that stands, None where none does; every place's forms count."""
        texts = [self.text(ids, drop) for ids in places if self.stands(ids)]
        return texts[0] if texts else None


def folded(text: str) -> str:
    """The text as evaluation compares it: width, straight quotation marks and white space folded."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return text.translate(str.maketrans("“”‘’", "\"\"''"))


def follow(sheet: Sheet) -> tuple[list[Gold], list[list[Ids]]]:
    """The gold of each article of a damaged sheet, and the characters of its gold paragraphs."""
    standing = sheet.standing()
    inserted: dict[int, str] = {}
    for block in sheet.blocks:
        for cell in block.cells:
            if cell.after >= 0 and cell.cause not in _NOT_READ:
                inserted[cell.after] = inserted.get(cell.after, "") + cell.text
    golds, paragraphs = [], []
    for number in range(len(sheet.articles)):
        gold, ids = _article(Follower(sheet, number, standing, inserted))
        golds.append(gold)
        paragraphs.append(ids)
    for pasted in sheet.pasted:
        _duplicate(sheet, pasted.homes, pasted.into, golds)
    return golds, paragraphs


def _article(page: Follower) -> tuple[Gold, list[Ids]]:
    gold: Gold = {"id": page.article.id, "newspaper": page.article.newspaper}
    gold |= copy.deepcopy(page.article.gold)
    if page.number in page.sheet.jumps:
        gold["continued"] = page.sheet.jumps[page.number]
    for key in ("kicker", "title", "subtitle", "lead", "column"):
        if gold.get(key):
            gold[key] = _part(page, key, gold[key])
    if gold.get("reprinted_from") and not page.any_text(page.find(gold["reprinted_from"])):
        gold["reprinted_from"] = None
    authors = _authors(page, gold["authors"])
    gold["authors"] = [author for author in authors if author["name"]]
    gold["authors_unnamed"] = [author for author in authors if not author["name"]]
    _sections(page, gold)
    _citations(page, gold)
    gold["cited_documents"] = [
        document for document in gold["cited_documents"] if page.any_text(page.find(_title(document)))
    ]
    ids = [list(range(start, start + len(text))) for start, text in page.blocks(BODY)]
    ids = [[i for i in paragraph if i in page.standing or i in page.sheet.lost] for paragraph in ids]
    kept = [paragraph for paragraph in ids if any(i in page.standing for i in paragraph)]
    gold["paragraphs"] = [page.text(paragraph) for paragraph in kept]
    gold["joined_paragraphs"] = _joined(page)
    gold["duplicates"] = []
    gold["alternatives"] = {clean: forms for clean, forms in page.alternatives.items() if forms}
    return gold, [[i for i in paragraph if i in page.standing] for paragraph in kept]


def _part(page: Follower, key: str, value: str) -> str | None:
    places = page.find(value, [key]) or page.find(value)
    ids = next((ids for ids in places if any(i in page.standing for i in ids)), [])
    return page.text(ids) or None


def _title(document: Any) -> str:
    return str(document["title"] if isinstance(document, dict) else document)


def _authors(page: Follower, authors: list[Gold]) -> list[Gold]:
    """The authors whose names still stand; a post whose name is gone is an author without a name."""
    kept: list[Gold] = []
    for author in authors:
        if author.get("name"):
            places = page.find(author["name"], _SIGNED) or page.find(author["name"])
            author["name"] = page.any_text(places, drop=" \u3000")
        affiliations = []
        for affiliation in author.get("affiliations", []):
            organization = _signed_text(page, affiliation["organization"])
            if organization:
                posts = [_signed_text(page, post) for post in affiliation.get("positions", [])]
                affiliation |= {"organization": organization, "positions": [post for post in posts if post]}
                affiliations.append(affiliation)
        author["affiliations"] = affiliations
        if author["name"] or (affiliations and author not in kept):
            kept.append(author)
    return kept


def _signed_text(page: Follower, string: str) -> str | None:
    return page.any_text(page.find(string, _SIGNED) or page.find(string))


def _sections(page: Follower, gold: Gold) -> None:
    """Headings in order; one that was lost in part counts neither way."""
    taken: set[int] = set()
    kept, optional = [], list(gold.get("sections_optional", []))
    for section in gold["sections"]:
        roles = ["heading"] if section["kind"] == "line" else None
        places = page.find(section["heading"], roles) or page.find(section["heading"])
        ids = next((ids for ids in places if ids[0] not in taken), [])
        taken.update(ids[:1])
        if page.stands(ids):
            kept.append(section | {"heading": page.text(ids)})
        elif rest := page.text(ids):
            optional.append(rest)
    gold["sections"], gold["sections_optional"] = kept, optional


def _citations(page: Follower, gold: Gold) -> None:
    """Citations whose source, cue and most of whose content stand; what is left of others is optional."""
    kept, optional = [], list(gold.get("cited_speeches_optional", []))
    for cited in gold["cited_speeches"]:
        attribution, quote = _nearest(page, cited.get("attribution"), cited.get("quote"))
        whole = page.stands(attribution) or not cited.get("attribution")
        standing = [i for i in quote if i in page.standing]
        if not standing:
            continue
        cited = dict(cited, quote=page.text(quote))
        if attribution and any(i in page.standing for i in attribution):
            cited["attribution"] = page.text(attribution)
        if not whole or len(standing) < 0.6 * len(quote):
            optional.append(cited)
            continue
        for key in ("source", "cue", "date_as_printed"):
            if cited.get(key):
                page.any_text(page.find(cited[key]))
        if cited.get("mode") == "direct" and _bare(page, quote):
            cited["mode"], cited["mode_alternatives"] = "indirect", ["direct"]
        kept.append(cited)
    gold["cited_speeches"], gold["cited_speeches_optional"] = kept, optional


def _nearest(page: Follower, attribution: str | None, quote: str | None) -> tuple[Ids, Ids]:
    """The places of an attribution and its content that are nearest to each other."""
    cues = page.find(attribution) if attribution else [[]]
    contents = page.find(quote) if quote else [[]]
    pairs = [(cue, content) for cue in cues for content in contents]
    if not pairs:
        return (cues or [[]])[0], (contents or [[]])[0]
    return min(pairs, key=lambda pair: abs(pair[0][0] - pair[1][0]) if pair[0] and pair[1] else 0)


def _bare(page: Follower, quote: Ids) -> bool:
    """Whether both marks around a quotation are lost."""
    around = (quote[0] - 1, quote[-1] + 1)
    return all(page.sheet.lost.get(i) == "quote_marks" for i in around)


def _joined(page: Follower) -> list[str]:
    """Ten characters before and after each place where a paragraph was cut apart."""
    joined = []
    for start, text in page.blocks(BODY):
        inside = [i for i in range(start, start + len(text)) if i in page.standing]
        order = {home: at for at, home in enumerate(inside)}
        for last, first in page.sheet.cut_characters():
            if last in order and first in order:
                window = inside[max(0, order[last] - 9) : order[first] + 10]
                joined.append(page.text(window))
    return joined


def _duplicate(sheet: Sheet, homes: tuple[int, ...], into: int, golds: list[Gold]) -> None:
    passage = "".join(sheet.source[i] for i in homes)
    starts = [starts[0] for starts in sheet.starts]
    owner = max(number for number, start in enumerate(starts) if start <= homes[0])
    golds[owner]["duplicates"].append(
        {
            "starts": passage[:20],
            "ends": passage[-20:],
            "characters": len(passage),
            "keep": "the one in this article's own text",
            "pasted_into": into + 1,
        }
    )


def settle_dates(gold: Gold, own_date: str, page_date: str) -> None:
    """Leave out the dates of citations that only another issue's date than the page's could settle."""
    if own_date == page_date:
        return
    for cited in gold["cited_speeches"]:
        printed, occasion = cited.get("date_as_printed"), cited.get("occasion") or ""
        absolute = _OWN_YEAR.search(printed or "") or (
            not printed and (_ORDINAL.search(occasion) or (cited.get("date") or "")[:4] != own_date[:4])
        )
        if cited.get("date") and not absolute:
            cited["date"] = None
            cited["date_note"] = f"told by the article's own issue of {own_date}, not by this page's"
