"""Attributions: a cue with its source, in its own clause, carried over, or from an earlier clause."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace

from lilun.loaders.fields.announced import acting_person, announced_source, announces
from lilun.loaders.fields.cue import (
    Cue,
    before_source,
    carries,
    find_cues,
    joins,
    one_of,
    walk,
    without_adverbs,
)
from lilun.loaders.fields.date import find_dates
from lilun.loaders.fields.names import fold
from lilun.loaders.fields.occasion import Occasion, occasion_of
from lilun.loaders.fields.quotation_marks import MASK, Quotation, mask
from lilun.loaders.fields.source import (
    DATE,
    LOOK_BACK,
    SOMEBODY,
    Antecedents,
    Source,
    bare_name,
    fixed_sources,
    general_opinion,
    generic_source,
    spelled_name,
    words,
)

_MARKS = "，；：。！？!?…,;:”“"
_LEAST_REPORTED = 5  # characters of a clause that a cue without mark reports
_FARTHEST = 400  # characters over which a cue without source looks back to the cue before it
_EARLIER_CLAUSES = 3
_SURE_NAME = 0.6  # the score from which a bare name at a clause's head is one
_AFTER_ERA = 0.05  # the same behind an age: 西汉晁错
_OPENS_WITH_TIME = re.compile(rf"早?在|针对|对于?|就|围绕|关于|谈到|{DATE}")
_DATED = re.compile(DATE)


class Paragraph:
    """A paragraph with its quotations, the masked and folded text that rules read, and its cues."""

    def __init__(self, index: int, number: int, text: str, quotations: list[Quotation]) -> None:
        self.index = index  # place among the article's paragraphs
        self.number = number
        self.text = text
        self.masked = fold(mask(text, quotations))
        self.quotations = quotations
        self.cues = find_cues(self.masked)
        self._cue_starts = [start for start, _, _ in self.cues]
        self._starts = [q.start for q in quotations]
        self.by_start = {q.start: q for q in quotations}
        self.by_end = {q.end: q for q in quotations}
        self.used: set[int] = set()  # starts of quotations that have an attribution

    def cues_within(self, start: int, end: int) -> list[tuple[int, int, Cue]]:
        return self.cues[bisect_left(self._cue_starts, start) : bisect_left(self._cue_starts, end)]

    def quotations_within(self, start: int, end: int) -> list[Quotation]:
        """The quotations that lie in [start, end) as far as their words go."""
        found = self.quotations[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [q for q in found if q.inner_end <= end]

    def quotation_before(self, at: int) -> Quotation | None:
        """The last quotation that ends at or before a place."""
        place = bisect_left(self._starts, at) - 1
        return self.quotations[place] if place >= 0 and self.quotations[place].end <= at else None

    def clause_start(self, at: int, floor: int, marks: str = _MARKS) -> int:
        """Where the clause before `at` begins; a quotation that no attribution took may stand within it."""
        low = max(floor, at - LOOK_BACK)
        i = at - 1
        while i >= low:
            quotation = self.by_end.get(i + 1)
            if quotation is not None and quotation.start not in self.used and quotation.start > low:
                i = quotation.start - 1  # a name within the attribution: 在“不忘初心”主题教育会议上
            elif self.masked[i] in marks:
                return i + 1
            else:
                i -= 1
        return low


@dataclass(frozen=True, slots=True)
class Attribution:
    """A source and a cue. `start` is where the attribution begins; content and end are not settled yet."""

    source: Source
    cue: Cue
    start: int
    cue_start: int
    cue_end: int
    occasion: Occasion
    date: str | None
    rule: str


class Attributor:
    """Finds the source of each cue of a paragraph; remembers the last attribution, for 他."""

    def __init__(self, paragraph: Paragraph, known: Antecedents) -> None:
        self.p = paragraph
        self.known = known
        self.latest: Attribution | None = None

    def attribution(
        self, start: int, end: int, cue: Cue, floor: int, previous: Attribution | None
    ) -> Attribution | None:
        """The attribution of the cue at [start, end) in the sentence from `floor`, or None."""
        clause = self.p.clause_start(start, floor)
        if general_opinion().match(self.p.masked, clause):
            return None
        source = self.source(clause, start)
        if source is not None and source.speaker == SOMEBODY:
            return None
        if source is not None:
            return self._with_occasion(source, cue, floor, clause, start, end, "source and cue")
        if previous is not None and self._second_cue(clause, start, floor, previous, cue):
            own = occasion_of(self.p.text, previous.source, clause, start)
            dates = self._dates(clause, start)
            return replace(
                previous,
                cue=cue,
                start=clause,
                cue_start=start,
                cue_end=end,
                occasion=previous.occasion if own == Occasion() else own,
                date=dates[-1][1] if dates else previous.date if own == Occasion() else None,
                rule="second cue",
            )
        earlier = self._earlier(clause, start, floor) if previous is None else None
        if earlier is None:
            announced = self._announced(clause, start, end, cue, floor)
            if announced is None:
                return None
            earlier = announced, min(clause, announced.start)
        source, clause = self._with_era(earlier[0], earlier[1]), earlier[1]
        return self._with_occasion(source, cue, floor, clause, start, end, "source in an earlier clause")

    def placed(self, at: int, start: int, end: int, cue: Cue, floor: int) -> Attribution | None:
        """The attribution of 把“…”作为: the source before 把 at `at`, the cue behind the quotation."""
        clause = self.p.clause_start(at, floor)
        source = self.source(clause, at)
        if source is None or not source.known:
            return None
        attribution = self._with_occasion(source, cue, floor, clause, at, at, "words set in a place")
        return replace(attribution, cue_start=start, cue_end=end)

    def named(self, at: int, start: int, end: int, cue: Cue, clause: int) -> Attribution | None:
        """The attribution of “…”——某某的嘱托: the source from `clause` to 的 at `at`, the noun as cue."""
        source = self.source(clause, at)
        if source is None or not source.known or source.speaker is None:
            return None
        attribution = self._with_occasion(source, cue, clause, clause, at, at, "a saying by its name")
        return replace(attribution, cue_start=start, cue_end=end)

    def _with_occasion(
        self, source: Source, cue: Cue, floor: int, clause: int, start: int, end: int, rule: str
    ) -> Attribution:
        begin = source.start
        # Time, occasion or topic before the source belong to the attribution; 正如 does not.
        if _OPENS_WITH_TIME.match(self.p.masked, clause, source.start):
            begin = clause
        if self.latest is not None:
            floor = max(floor, self.latest.cue_end)  # what another attribution has said is not this one's
        occasion = occasion_of(self.p.text, source, floor, start)
        date = self._date(floor, max(floor, min(begin, clause)), start)
        if date and occasion.name and date in occasion.name:
            date = None
        former = self.latest
        if source.pronoun and former is not None and former.source.speaker == source.speaker:
            # 他说 goes on with the speech of the sentence before, unless it names an occasion of its own.
            if occasion == Occasion():
                occasion, date = former.occasion, date or former.date
            source = replace(source, kind=former.source.kind)
        return Attribution(source, cue, begin, start, end, occasion, date, rule)

    def accept(self, attribution: Attribution) -> None:
        """Notes that an attribution has content: what follows may lead back to it."""
        self.latest = attribution
        source = attribution.source
        if source.speaker and not source.pronoun:
            self.known.heard((self.p.index, source.start), source.speaker)

    def source(self, clause: int, cue_start: int) -> Source | None:
        """The source in the cue's own clause: the nearest to the cue that can be its subject."""
        text, masked, index = self.p.text, self.p.masked, self.p.index
        heads = before_source(masked, clause, cue_start)
        for source in reversed(fixed_sources(text, masked, clause, cue_start, index, self.known)):
            if not joins(masked, source.end, cue_start):
                continue
            issued = masked.endswith("的", clause, source.start) and _issued(masked, clause, source.start - 1)
            if source.start in heads or (source.document and issued):
                person = self._bearer(source, cue_start)
                return self._with_era(person or source, clause)
            for head in reversed([h for h in heads if h < source.start]):
                whole = generic_source(text, masked, head, source.end, index, self.known)
                if whole is not None:
                    if source.speaker and not (whole.speaker or "").endswith(f"·{source.speaker}"):
                        whole = replace(whole, speaker=source.speaker, kind=source.kind)
                    return self._with_era(whole, clause)
        for head in reversed([h for h in heads if h < cue_start]):
            ends = [without_adverbs(masked, head, cue_start)]
            splits = one_of("preposition", "activity").finditer(masked, min(head + 2, cue_start), cue_start)
            for split in [m.start() for m in splits][:4]:
                ends += [without_adverbs(masked, head, split), split]  # 周某某日前在会上要求
            if masked[cue_start - 1] == "地":
                ends += [cue_start - n for n in (3, 5) if cue_start - n > head + 2]  # 李大爷高兴地说
            if masked[cue_start - 1] in "中里":
                ends.append(cue_start - 1)  # 报告中指出
            # 民法典第九条规定, 舒马赫（E.F.Schumacher）说
            ends += [at for mark in "第（(" if (at := masked.find(mark, head + 2, cue_start)) > 0]
            for end in dict.fromkeys(ends):
                found = generic_source(text, masked, head, end, index, self.known)
                if found is not None and joins(masked, end, cue_start):
                    return self._with_era(found, clause)
            spelled = spelled_name(text, masked, head, cue_start)
            if spelled is not None and joins(masked, spelled.end, cue_start):
                return self._with_era(spelled, clause)
            dated = any(masked.endswith(era, clause, head) for era in words("attribution_words", "era"))
            for person in bare_name(text, masked, head, cue_start, _AFTER_ERA if dated else _SURE_NAME):
                if joins(masked, person.end, cue_start):
                    heard = self.known.has_heard(person.text, (index, head))
                    return self._with_era(replace(person, known=heard), clause)
        return None

    def _announced(self, clause: int, cue_start: int, cue_end: int, cue: Cue, floor: int) -> Source | None:
        """Whoever stands before a cue with a quotation right behind it, when no list holds him."""
        text, masked = self.p.text, self.p.masked
        if not announces(masked, cue_end, cue):
            return None
        if carries(masked, clause, cue_start):
            before = self.p.clause_start(clause - 1, floor) if masked[clause - 1 : clause] == "，" else clause
            return acting_person(text, masked, before, clause - 1) if before < clause else None
        heads = before_source(masked, clause, cue_start)
        found = (announced_source(text, masked, head, cue_start) for head in reversed(heads))
        return next((source for source in found if source is not None), None)

    def _bearer(self, organ: Source, cue_start: int) -> Source | None:
        """The person who bears a post of an organ that the clause begins with: 外交部发言人毛某某."""
        if organ.kind != "organ":
            return None
        end = without_adverbs(self.p.masked, organ.end, cue_start)
        found = generic_source(self.p.text, self.p.masked, organ.start, end, self.p.index, self.known)
        return found if found is not None and found.speaker else None

    def _with_era(self, source: Source, clause: int) -> Source:
        """The source with an age before its name (清人龚自珍), which belongs to it."""
        if source.speaker is None or source.pronoun:
            return source
        head = self.p.masked[max(clause, source.start - 5) : source.start]
        for start in range(len(head)):
            if one_of("era").fullmatch(head, start) or one_of("era").fullmatch(
                head.removesuffix("的"), start
            ):
                begin = source.start - len(head) + start
                return replace(source, start=begin, text=self.p.text[begin : source.end])
        return source

    def _second_cue(self, clause: int, start: int, floor: int, previous: Attribution, cue: Cue) -> bool:
        """Does a cue without source go on from the cue before it: 指出“…”，并强调“…”?"""
        masked = self.p.masked
        if clause - previous.cue_end > _FARTHEST + LOOK_BACK or not carries(masked, clause, start):
            return False
        begin = floor if previous.cue_end < floor else previous.cue_end
        between = masked[begin:clause]
        after = masked[start + len(cue.verb) : start + len(cue.verb) + 2]
        if clause == start:
            if cue.kind == "tells" and previous.cue_end < floor and after[:1] not in ("，", "：", "“"):
                return False  # 嘱托在耳: a noun that begins a sentence
            if not cue.follows and "“" not in after:
                return False
            # Reported words hold verbs too: without a mark, right after a quotation or as reports go on.
            marked = after[:1] in ("，", "：", "“") or not re.sub(f"[{MASK}“”，；：、]", "", between)
            if not marked and not self._goes_on(start + len(cue.verb), cue):
                return False
        parts = re.split("[，；。]", between.replace(MASK, ""))
        clauses = [c for c in parts if c.strip("“”、：的和与 ")]
        # What stands before the first mark is what the former cue says: 要求广大教师“…”，并强调.
        own = [c for c in parts[previous.cue_end >= floor :] if c.strip("“”、：的和与 ")]
        if any(one_of("reset").match(c) for c in own[-3:]):
            return False
        return previous.cue_end >= floor or not clauses

    def _goes_on(self, at: int, cue: Cue) -> bool:
        """Do reported words follow a second cue without a mark: 指出…，强调要…，希望各地…?"""
        words_after = re.match("[^，。；：！？]*", self.p.masked[at : at + LOOK_BACK])
        assert words_after is not None
        first = words_after.group()
        if cue.kind == "proposes":
            return one_of("directive").match(first) is not None
        if not first or first[0] in "的了过和与、" or first[1:2] == "、":  # 要求高、标准严
            return False
        return len(first) >= _LEAST_REPORTED

    def _earlier(self, clause: int, start: int, floor: int) -> tuple[Source, int] | None:
        """The source in an earlier clause, with that clause's start: …考察期间，听取…汇报后强调."""
        masked = self.p.masked
        if not carries(masked, clause, start):
            return None
        at = clause
        for _ in range(_EARLIER_CLAUSES):
            if at - 1 <= floor or masked[at - 1] not in "，,":
                return None
            begin = self.p.clause_start(at - 1, floor)
            sources = fixed_sources(self.p.text, masked, begin, at - 1, self.p.index, self.known)
            if sources:
                source, last = sources[0], sources[-1]
                if last.document and last.end == at - 1 and _issued(masked, begin, last.start):
                    return last, begin
                heads = before_source(masked, begin, at - 1)
                if source.start not in heads:
                    return None
                if not source.speaker:
                    person = self.source(begin, at - 1)
                    if person is not None and person.speaker and person.known:
                        return person, begin
                if source.kind in ("organ", "meeting") and _acts(masked, source.end, at - 1):
                    return source, begin
                predicate = source.speaker and not one_of("not_predicate").match(masked, source.end)
                if joins(masked, source.end, at - 1) or (predicate and (at == clause or not source.pronoun)):
                    return source, begin
                return None
            if one_of("reset").match(masked, begin, at - 1) or MASK in masked[begin : at - 1]:
                return None
            if not one_of("adverb", "preposition", "activity").match(masked, begin, at - 1):
                # 某某来到果园，一边剪枝一边说：…; what persons do between, they do as the same subject.
                person = self.source(begin, at - 1)
                if person is not None and person.speaker and person.known:
                    return person, begin
            at = begin
        return None

    def _date(self, floor: int, begin: int, cue_start: int) -> str | None:
        """The date phrase of the attribution, or of the clauses before it that hold nothing else."""
        masked = self.p.masked
        inside = self._dates(begin, cue_start)
        if inside:
            return inside[-1][1]
        at = begin
        for _ in range(_EARLIER_CLAUSES):
            if at - 1 <= floor or masked[at - 1] not in "，,":
                return None
            start = self.p.clause_start(at - 1, floor)
            dates = self._dates(start, at - 1)
            if dates and (dates[0][0] <= 2 or at - 1 - start - len(dates[0][1]) <= 6):
                return dates[0][1]
            at = start
        return None

    def _dates(self, start: int, end: int) -> list[tuple[int, str]]:
        """Date phrases in [start, end) with their distance from `start`; an event's name is none."""
        return [
            (d.start, self.p.text[start + d.start : start + d.end])
            for d in find_dates(self.p.masked[start:end], None)
            if _DATED.match(d.text) or d.text.endswith(("以来", "时期", "期间", "前夕"))
        ]


def _acts(masked: str, start: int, end: int) -> bool:
    """Does an organ issue something in [start, end): 日前联合印发通知, 召开会议?"""
    return any(
        one_of("issuing", "held").match(masked, at, end) is not None
        for at in walk(masked, start, end, ("adverb",))
    )


def _issued(masked: str, start: int, title: int) -> bool:
    """Does the clause from `start` say that the work at `title` was issued: 国务院印发《…》?"""
    return any(masked.endswith(word, start, title) for word in words("attribution_words", "issuing"))
