"""Cited speeches: who is said to have said what, with which words, and where that stands.

An entry of the export answers a gold entry if the content is the same: one within the other at 0.6 of its length,
or alike by 0.8 (Ratcliff and Obershelp's ratio); reported words may also share their first eight characters, since
where they end is a reader's judgement. Entries without content answer by their attribution.

Source, cue and content are scored as PARC 3.0 and PolNeAR define them, as strings, over all entries (one that was
not found misses each of the three): strict is equality after folding, soft is likeness of 0.8, for content the
answer itself. Offsets are right if the slice of the paragraphs equals the string that it stands for.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Mapping
from typing import Any

from lilun.loaders.evaluation.folding import SOFT, alike, bare, block_ratio
from lilun.loaders.evaluation.gold import Article
from lilun.loaders.evaluation.tally import Sheet, Tally, things

Cited = Mapping[str, Any]

_WITHIN = 0.6  # of its length, of a quotation that stands within another
_WITHIN_REPORTED = 0.4
_BEGINNING = 8  # characters
_LONGEST = 62  # days that a found date may span to be as exact as a gold day within it
_MARKS = "“”‘’「」『』《》\"'"


def score_citations(sheet: Sheet, gold: Article, found: Article) -> None:
    """Count the cited speeches of one article and all that an entry says."""
    given = [c for c in found.get("cited_speeches") or ()]
    for cited in given:
        _offsets(sheet, cited, found)
    for document in found.get("cited_documents") or ():
        if document.get("paragraph") is not None:
            _slice(sheet, "document offsets", [document], document.get("title"), found)
    if "cited_speeches" not in gold:
        return
    right = wanted = 0
    for cited in gold["cited_speeches"]:
        hit = _answer(cited, given)
        if hit is not None:
            given.remove(hit)
        if cited.get("optional"):
            continue
        wanted += 1
        mode = _mode(cited)
        sheet.count(f"cited:{mode}", things(int(hit is not None), 1, int(hit is not None)))
        parts = {part: cited.get(part) for part in ("source", "cue", "quote")}
        if hit is None:
            sheet.miss("cited speeches", _entry(cited), None)
            sheet.count(f"{mode} citations", things(0, 1, 0))
            for part, string in parts.items():
                if string:
                    sheet.count(_PART[part], things(0, 1, 0))
            continue
        right += 1
        sheet.count(f"{mode} citations", things(1, 1, 1))
        for part, string in parts.items():
            if string:
                _part(sheet, part, string, _string(hit, part, found))
        _speaker(sheet, cited, hit)
        _date(sheet, cited, hit)
        if cited.get("mode"):
            same = hit.get("mode") in (cited["mode"], *(cited.get("mode_alternatives") or ()))
            sheet.count("citation mode", things(int(same), 1, 1))
            if not same:
                sheet.miss("citation mode", (_entry(cited), cited["mode"]), hit.get("mode"))
    spurious = [c for c in given if not _is_optional(c, gold)]
    labelled = {part for c in gold["cited_speeches"] for part in ("source", "cue", "quote") if c.get(part)}
    for cited in spurious:
        sheet.miss("cited speeches", None, _entry(cited))
        sheet.count(f"{_mode(cited)} citations", things(0, 0, 1))
        for part in labelled:
            sheet.count(_PART[part], things(0, 0, int(bool(_string(cited, part, found)))))
    sheet.count("cited speeches", things(right, wanted, right + len(spurious)))


_PART = {"source": "citation source", "cue": "citation cue", "quote": "citation content"}


def _answer(gold: Cited, given: list[Cited]) -> Cited | None:
    """The first export entry that answers a gold entry, by content or, without one, by attribution."""
    if gold.get("quote"):
        hit = next((c for c in given if c.get("quote") and same_content(gold, c)), None)
        if hit is not None or gold.get("mode") != "indirect":
            return hit
        given = [c for c in given if not c.get("quote")]
    wanted = bare(gold.get("attribution"))
    return next((c for c in given if _one_in_other(wanted, bare(c.get("attribution")))), None)


def _one_in_other(a: str, b: str) -> bool:
    return bool(a and b) and (a in b or b in a)


def same_quote(a: str | None, b: str | None) -> bool:
    """Whether two quotations are one."""
    a, b = bare(a), bare(b)
    if not a or not b:
        return False
    if a in b or b in a:
        return min(len(a), len(b)) >= _WITHIN * max(len(a), len(b))
    return block_ratio(a, b, SOFT) >= SOFT


def same_content(gold: Cited, found: Cited) -> bool:
    """Whether an export entry says what a gold entry says; both have content."""
    if same_quote(gold["quote"], found["quote"]):
        return True
    if gold.get("mode") not in ("indirect", "partial"):
        return False
    a, b = bare(gold["quote"]), bare(found["quote"])
    if not a or not b:
        return False
    within = _one_in_other(a, b) and min(len(a), len(b)) >= _WITHIN_REPORTED * max(len(a), len(b))
    return a[:_BEGINNING] == b[:_BEGINNING] or within


def same_date(gold: str, found: Cited) -> bool:
    """Whether a found date lies within gold's, or holds it and is no longer than two months."""
    wanted = interval(gold)
    given = (found.get("date_earliest") or "", found.get("date_latest") or "")
    if not all(given):
        given = interval(found.get("date"))
    if not all(given) or not all(wanted):
        return False
    day = datetime.date.fromisoformat
    if wanted[0] <= given[0] and given[1] <= wanted[1]:
        return True
    return (
        given[0] <= wanted[0] and wanted[1] <= given[1] and (day(given[1]) - day(given[0])).days <= _LONGEST
    )


def interval(date: str | None) -> tuple[str, str]:
    """First and last day of an EDTF date (2025, 2025-01, 2025-01-22, a/b); two empty strings if unreadable."""
    parts = re.findall(r"\d{4}(?:-\d{2}){0,2}", date or "")
    if not parts:
        return "", ""
    first, last = parts[0], parts[-1]
    first += "-01-01" if len(first) == 4 else "-01" if len(first) == 7 else ""
    if len(last) == 4:
        last += "-12-31"
    elif len(last) == 7:
        month = int(last[5:])
        last = f"{last}-{calendar.monthrange(int(last[:4]), month)[1]:02d}" if 1 <= month <= 12 else ""
    return first, last


def _mode(cited: Cited) -> str:
    """'direct' or 'indirect'; quoted words inside a reported clause are reported."""
    mode = cited.get("mode") or ("direct" if cited.get("quote") else "indirect")
    return "direct" if mode == "direct" else "indirect"


def _is_optional(found: Cited, gold: Article) -> bool:
    for cited in gold.get("cited_speeches_optional") or ():
        if cited.get("quote"):
            if found.get("quote") and same_content(cited, found):
                return True
        elif bare(cited.get("attribution")) and bare(cited.get("attribution")) in bare(
            found.get("attribution")
        ):
            return True
    return False


def _part(sheet: Sheet, part: str, gold: str, found: str | None) -> None:
    strict = bare(gold) == bare(found)
    soft = strict or part == "quote" or alike(bare(gold), bare(found))
    there = int(bool(found))
    sheet.count(_PART[part], things(int(strict), 1, there), things(int(soft), 1, there))
    if not strict:
        sheet.miss(_PART[part], gold, found)


def _speaker(sheet: Sheet, gold: Cited, found: Cited) -> None:
    wanted, given = gold.get("speaker") or "", found.get("speaker") or ""
    sheet.count("cited:speaker", things(int(wanted == given), 1, 1))
    if wanted != given:
        sheet.miss("cited:speaker", (_entry(gold), wanted or "nobody"), given or "nobody")


def _date(sheet: Sheet, gold: Cited, found: Cited) -> None:
    if gold.get("date"):
        right = same_date(gold["date"], found)
        sheet.count("cited:date", things(int(right), 1, int(bool(found.get("date")))))
        if not right:
            sheet.miss("cited:date", (_entry(gold), gold["date"]), found.get("date"))


def _string(cited: Cited, part: str, article: Article) -> str | None:
    """The string of a part: given, or for a cue the slice that its spans point at."""
    given: str | None = cited.get(part)
    return given or (_sliced(_spans(cited, part), article) if part == "cue" else None)


def _spans(cited: Cited, part: str) -> list[Mapping[str, Any]]:
    called = {"quote": ("content", "quote")}.get(part, (part,))
    return [s for s in cited.get("spans") or () if s.get("part") in called]


def _sliced(spans: list[Mapping[str, Any]], article: Article) -> str:
    """What the spans point at, in order; paragraph 0 is the lead."""
    texts = [article.get("lead") or "", *(article.get("paragraphs") or ())]
    return "".join(
        texts[s["paragraph"]][s["start"] : s["end"]] for s in spans if 0 <= s["paragraph"] < len(texts)
    )


def _offsets(sheet: Sheet, cited: Cited, article: Article) -> None:
    for part in ("source", "cue", "quote"):
        spans = _spans(cited, part)
        string = cited.get(part)
        if part == "cue" and spans and not string:
            # An export has the cue's place alone. It lies in the attribution, or stands after the content as a
            # word of its own (把…作为).
            cut = _sliced(spans, article)
            string = cut if cut and (cut in (cited.get("attribution") or "") or cut == bare(cut)) else "?"
        if string and (spans or part == "quote"):
            _slice(sheet, "citation offsets", spans, string, article)


def _slice(
    sheet: Sheet, name: str, spans: list[Mapping[str, Any]], string: str | None, article: Article
) -> None:
    """Strict: the slice is the string, quotation marks around it apart; soft: the same letters."""
    cut = _sliced(spans, article)
    strict = cut.strip(_MARKS) == (string or "").strip(_MARKS)
    soft = strict or bare(cut) == bare(string)
    there: Tally = things(int(strict), 1, int(bool(spans)))
    sheet.count(name, there, things(int(soft), 1, int(bool(spans))))
    if not strict:
        sheet.miss(name, string, cut or None)


def _entry(cited: Cited) -> str:
    return f"{cited.get('attribution') or ''}|{cited.get('quote') or ''}"
