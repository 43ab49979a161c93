"""When an issue without a date appeared, as far as its own articles tell.

One article dates a visit 2022年8月 and another 去年8月: the issue is of 2023. The two must speak of one event: the
same speaker, the same place or occasion, and no other month. A past event dates the issue from below only, so it
narrows an interval and never makes one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lilun.loaders.fields.article import Article
from lilun.loaders.fields.citation import Citation
from lilun.loaders.fields.date import infer_issue, read_date
from lilun.loaders.fields.edtf import Days, days_edtf, read_edtf


@dataclass(frozen=True, slots=True)
class IssueDate:
    """The interval in which the issue appeared, as EDTF and as days, and the words that show it."""

    edtf: str
    days: Days
    evidence: str


def infer_date(articles: Iterable[Article]) -> IssueDate | None:
    """The date of an issue by what its articles say of one event; None where they say nothing, or contradict."""
    fixed: dict[tuple[str, str], set[str]] = defaultdict(set)
    relative: dict[tuple[str, str], set[str]] = defaultdict(set)
    for citation in (c for a in articles for c in a.citations):
        event, phrase = _event(citation), citation.date_as_printed
        if event is None or not phrase:
            continue
        read = read_date(phrase, None)
        if read and read.edtf and read.earliest and read.latest:
            fixed[event].add(read.edtf)
        else:
            relative[event].add(phrase)
    pairs = [
        (edtf, phrase)
        for event, phrases in relative.items()
        for edtf in fixed[event]
        for phrase in phrases
        if _same_month(edtf, phrase)
    ]
    found = infer_issue(pairs)
    if found is None or found.days is None:
        return None
    past = max(
        (read_edtf(e).earliest for dates in fixed.values() for e in dates), default=found.days.earliest
    )
    days = Days(max(found.days.earliest, past), found.days.latest)
    if days.earliest > days.latest:
        return None
    said = "; ".join(f"{phrase} = {edtf}" for edtf, phrase in found.evidence)
    return IssueDate(days_edtf(days), days, said)


def _event(citation: Citation) -> tuple[str, str] | None:
    """Who spoke and where or on what occasion; None where that does not single an event out."""
    where = citation.place or citation.occasion
    return (citation.speaker, where) if citation.speaker and where else None


def _same_month(edtf: str, phrase: str) -> bool:
    """Whether a relative phrase names the month of a date: 去年8月 and 2022-08. Years alone prove nothing."""
    year_end = date(int(edtf[:4]), 12, 31)
    sense = read_date(phrase, Days(year_end, year_end))
    return bool(sense and edtf[5:7].isdigit() and sense.edtf[5:7] == edtf[5:7])
