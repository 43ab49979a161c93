"""Citations in an article: who is cited, by which cue, with which words, and where each stands.

A citation needs a source (person, organ, meeting, report, document, book), a cue (指出, 强调, 写道 …) and
content that says something. Emphasis marks, naming (提出“…”理念) and general opinion (有人认为) are none.
Offsets are code points into a paragraph's repaired text, half-open; what counts follows the terms cue,
source and content of attribution studies (PDTB, PARC).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from lilun.loaders.fields.date import find_dates
from lilun.loaders.fields.names import fold
from lilun.loaders.fields.occasion import Occasion, occasion_of
from lilun.loaders.fields.quotation_marks import MASK, TITLE_MASK, Quotation, mask, outer_quotations, sentence_ends
from lilun.loaders.fields.source import (
    DATE,
    LOOK_BACK,
    Antecedents,
    Source,
    any_of,
    bare_name,
    fixed_sources,
    general_opinion,
    generic_source,
    words,
)

_WORDS = "attribution_words.csv"
_CLAUSE_MARKS = "，、；：。！？!?…,;:—”"
_LEAST_CLAUSE = 4  # characters of a quotation that says something
_LEAST_ATTACHED = 6  # the same where no comma or colon announces it: 强调“…”
_LEAST_PARTIAL = 8  # characters of a quotation within reported words that is more than a term
_PARTIAL_SHARE = 0.45  # of reported words within quotation marks, from which they are what is cited


@dataclass(frozen=True, slots=True)
class CitationSpan:
    """One stretch of a citation: `part` is 'source', 'cue' or 'content'; a place in a paragraph."""

    part: str
    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Citation:
    """One cited wording with its attribution.

    `mode` is direct, indirect or partial; `source` as printed ('' where carried over from an earlier cue's
    clause it is that source); `speaker` a person's name without titles, resolved within the article;
    `voice` a meeting or organ; `document` a title in 《》; `quote` without its outer marks, paragraphs
    joined by a line feed.
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


@dataclass(frozen=True, slots=True)
class _Cue:
    verb: str
    kind: str
    indirect: str  # 'bare', 'comma', 'no'
    follows: bool
    noun: bool


@dataclass(frozen=True, slots=True)
class _Paragraph:
    index: int
    number: int
    text: str
    masked: str
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class _Attribution:
    """Source and cue found, content not yet: [start, end) is the attribution, a sentence's own place."""

    source: Source
    cue: _Cue
    start: int
    cue_start: int
    cue_end: int
    occasion: Occasion
    date: str | None
    rule: str


@cache
def _cues() -> dict[str, _Cue]:
    text = files("lilun.loaders.rules").joinpath("cues.csv").read_text(encoding="utf-8")
    return {
        row["verb"]: _Cue(
            row["verb"], row["kind"], row["indirect"], row["follows"] == "yes", row["noun"] == "yes"
        )
        for row in csv.DictReader(text.splitlines())
    }


@dataclass(frozen=True, slots=True)
class _Patterns:
    cue: re.Pattern[str]
    lead_in: re.Pattern[str]
    before: re.Pattern[str]  # what may stand before a source in its clause
    era: re.Pattern[str]
    middle: re.Pattern[str]  # what may stand between a source and its cue
    adverbs_at_end: re.Pattern[str]
    splitter: re.Pattern[str]  # where a generic source may end
    carry: re.Pattern[str]  # a clause that a cue without source begins
    chain: re.Pattern[str]  # a clause between a source and its cue
    reset: re.Pattern[str]
    directive: re.Pattern[str]
    finite: re.Pattern[str]
    naming: re.Pattern[str]
    wording: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    adverb = any_of(words(_WORDS, "adverb"))
    manner = r"[\u3400-\u9fff]{1,8}地"
    preposition = any_of(words(_WORDS, "preposition"))
    activity = any_of(words(_WORDS, "activity"))
    connective = any_of(words(_WORDS, "connective"))
    circumstance = (
        rf"(?:早?在|当|于|自|对|就|针对|关于|对于|围绕|谈到|谈及|面对|随着|从|为了?|结合|站在|参加|出席|主持)"
        r"[^，。；：“”！？]{1,45}?(?:的?时候?|中|上|下|里|后|前|期间|之际|以来|方面|问题|关系|之初|场合|初期|起|年)"
    )
    held = (
        rf"(?!根据|按照|学习|贯彻|落实|依据|遵照|围绕|对照|结合)(?:{DATE}|[\u3400-\u9fff]){{0,25}}?"
        r"(?:召开|闭幕|举行|通过|发表|发布|印发|出台|公布|制定|颁布)的"
    )
    era = r"(?:古希腊|古罗马|春秋|战国|先秦|东汉|西汉|北宋|南宋|近代|[秦汉晋唐宋元明清][代朝初末人])(?:时期)?(?:人|的)?"
    loose = rf"(?:{adverb}|{manner}|{DATE}|，)*"
    return _Patterns(
        cue=re.compile(any_of(_cues())),
        lead_in=re.compile(rf"{any_of(v for v, c in _cues().items() if c.kind != 'quotes')}[，：,:]"),
        before=re.compile(
            rf"(?:{connective}|{held}|{DATE}|{circumstance}|{era}|{adverb}|的?是|[、\s　（(])*"
        ),
        era=re.compile(era + "$"),
        middle=re.compile(
            rf"(?:的?《{TITLE_MASK}+》)?(?:一书|一文)?(?:中|里|开篇|序言)?{loose}(?:(?:{preposition}|{activity}).{{0,70}})?{loose}",
            re.S,
        ),
        adverbs_at_end=re.compile(rf"(?:{adverb}|{manner}|{DATE})+$"),
        splitter=re.compile(rf"{preposition}|{activity}"),
        carry=re.compile(
            rf"(?:{adverb}|{manner}|和|且|{circumstance}|(?:{activity})[^，。；]{{1,40}}[时后并])*"
        ),
        chain=re.compile(rf"(?:{adverb}|{preposition}|{activity}|{DATE})"),
        reset=re.compile(any_of(words(_WORDS, "reset"))),
        directive=re.compile(any_of(words(_WORDS, "directive"))),
        finite=re.compile(any_of(words(_WORDS, "finite"))),
        naming=re.compile(any_of(words(_WORDS, "naming"))),
        wording=re.compile(any_of(words(_WORDS, "wording"))),
    )


def find_citations(paragraphs: Sequence[tuple[int, str]]) -> list[Citation]:
    """The citations of an article's (number, text) paragraphs, in printed order; never raises.

    Number 0 is the lead, the body counts from 1. Text is repaired: full-width punctuation, quotation marks
    “ ” (straight or 「 」 ones are read too). Linear in the length of the text.
    """
    pages: list[_Paragraph] = []
    for index, (number, text) in enumerate(paragraphs):
        quotations = outer_quotations(text, _patterns().lead_in)
        pages.append(_Paragraph(index, number, text, fold(mask(text, quotations)), tuple(quotations)))
    known = Antecedents([(p.number, p.text, p.masked) for p in pages])
    found: list[Citation] = []
    for paragraph in pages:
        found += _Reader(paragraph, pages, known).read()
    return found


class _Reader:
    """Reads one paragraph sentence by sentence, cue by cue, carrying the source along."""

    def __init__(self, paragraph: _Paragraph, pages: list[_Paragraph], known: Antecedents) -> None:
        self.p = paragraph
        self.pages = pages
        self.known = known
        self.by_start = {q.start: q for q in paragraph.quotations}
        self.by_end = {q.end: q for q in paragraph.quotations}
        self.used: set[int] = set()  # starts of quotations that have an attribution
        self.last: _Attribution | None = None
        self.latest: _Attribution | None = None
        self.last_end = 0

    def read(self) -> list[Citation]:
        found: list[Citation] = []
        start = 0
        for end in sentence_ends(self.p.text, self.p.masked, list(self.p.quotations)):
            found += self._sentence(start, end)
            start = end
        return sorted(found, key=lambda c: next((s.start for s in c.spans if s.part == "cue"), 0))

    def _sentence(self, start: int, end: int) -> list[Citation]:
        attributions: list[_Attribution] = []
        found: list[Citation] = []
        carried = self.last if self.last is not None and self.last_end == start else None
        done = start  # the end of the last quotation that an attribution took
        for match in _patterns().cue.finditer(self.p.masked, start, end):
            if match.start() < done:
                continue
            attribution = self._attribution(match, start, attributions[-1] if attributions else carried)
            if attribution is None:
                continue
            self.latest = attribution
            behind = self._behind(attribution, end, open_ended=True)
            if behind:
                found += behind
                attributions.append(attribution)
                continue
            direct = self._direct(attribution, end)
            if direct:
                found += direct
                done = max(s.end for c in direct for s in c.spans if s.paragraph == self.p.number)
                attributions.append(attribution)
                continue
            behind = self._behind(attribution, end)
            if behind:
                found += behind
                attributions.append(attribution)
                continue
            if self._reports(attribution, end):
                attributions.append(attribution)
        taken = {(c.spans[1].start if c.spans[0].part == "source" else c.spans[0].start) for c in found}
        for place, attribution in enumerate(attributions):
            if attribution.cue_start in taken:
                continue
            limit = end
            if place + 1 < len(attributions):
                limit = attributions[place + 1].start
            found += self._indirect(attribution, limit, end)
        found += self._placed(start, end)
        self.last = attributions[-1] if attributions else None
        self.last_end = end
        return found

    # -- source and cue ------------------------------------------------------------------------------

    def _clause_start(self, at: int, floor: int, marks: str = "，；：。！？!?…,;:”“") -> int:
        low = max(floor, at - LOOK_BACK)
        i = at - 1
        while i >= low:
            quotation = self.by_end.get(i + 1)
            if quotation is not None and quotation.start not in self.used and quotation.start > low:
                i = quotation.start - 1  # a name within the attribution: 在“不忘初心”主题教育会议上
            elif self.p.masked[i] in marks:
                return i + 1
            else:
                i -= 1
        return low

    def _attribution(
        self, match: re.Match[str], floor: int, previous: _Attribution | None
    ) -> _Attribution | None:
        cue = _cues()[match.group()]
        masked = self.p.masked
        if not self._is_verb(match, cue):
            return None
        clause = self._clause_start(match.start(), floor)
        if general_opinion().match(masked, clause):
            return None
        source = self._source(clause, match.start())
        rule = "source and cue"
        begin = clause
        if source is None:
            carried = self._carried(clause, match.start(), floor, previous, cue)
            if carried is None:
                return None
            source, begin, rule = carried
        else:
            begin = self._attribution_start(clause, source)
        if rule == "second cue" and previous is not None:
            return replace(
                previous, cue=cue, start=begin, cue_start=match.start(), cue_end=match.end(), rule=rule
            )
        occasion = occasion_of(self.p.text, source, floor, match.start())
        date = self._date(floor, begin, match.start())
        former = self.latest
        if source.pronoun and former is not None and former.source.speaker == source.speaker:
            # 他说 continues the speech of the sentence before, unless it names an occasion of its own.
            if occasion == Occasion():
                occasion, date = former.occasion, date or former.date
            source = replace(source, kind=former.source.kind)
        return _Attribution(source, cue, begin, match.start(), match.end(), occasion, date, rule)

    def _is_verb(self, match: re.Match[str], cue: _Cue) -> bool:
        before = self.p.masked[max(0, match.start() - 2) : match.start()]
        after = self.p.masked[match.end() : match.end() + 3]
        if after[:1] in {"的", "书", "性", "力", "者", "过"} and not after.startswith(
            ("的那样", "的，", "的一样")
        ):
            return False
        if cue.noun and (
            before[-1:] in {"的", "新", "高", "总", "本", "质", "在", "作", "出", "按", "合", "一", "项"}
        ):
            return False
        if cue.verb in {"说", "道", "云", "言", "曰", "载", "问", "讲"}:
            if after[:1] in {
                "明",
                "法",
                "服",
                "到",
                "起",
                "来",
                "路",
                "德",
                "理",
                "体",
                "述",
                "题",
                "好",
                "教",
                "演",
            }:
                return False
            if before[-1:] in {
                "来",
                "以",
                "么",
                "学",
                "据",
                "听",
                "小",
                "再",
                "发",
                "传",
                "难",
                "是",
                "知",
                "街",
                "渠",
                "赛",
            }:
                return False
        return True

    def _source(self, clause: int, cue_start: int) -> Source | None:
        """The source in the cue's own clause: the nearest to the cue that can be its subject."""
        text, masked = self.p.text, self.p.masked
        patterns = _patterns()
        for source in reversed(fixed_sources(text, masked, clause, cue_start, self.p.index, self.known)):
            middle = masked[source.end : cue_start]
            if not patterns.middle.fullmatch(middle) or middle[:1] == "的":
                continue
            source = self._with_era(source, clause)
            before = masked[clause : source.start]
            if patterns.before.fullmatch(before):
                return source
            whole = self._generic(clause, source.end)
            if whole is not None:
                return replace(whole, speaker=source.speaker, kind=source.kind) if source.speaker else whole
        lead = patterns.before.match(masked, clause, cue_start)
        begin = lead.end() if lead else clause
        tail = patterns.adverbs_at_end.search(masked, begin, cue_start)
        ends = [tail.start() if tail else cue_start]
        ends += [m.start() for m in patterns.splitter.finditer(masked, begin + 2, cue_start)][:4]
        for end in ends:
            for start in dict.fromkeys((begin, clause)):
                source = generic_source(text, masked, start, end, self.p.index, self.known)
                if source is not None and patterns.middle.fullmatch(masked[end:cue_start]):
                    return source
        for source in bare_name(text, masked, begin, cue_start):
            if patterns.middle.fullmatch(masked[source.end : cue_start]):
                return source
        return None

    def _with_era(self, source: Source, clause: int) -> Source:
        """The source with an age before its name (清人龚自珍), which belongs to it."""
        if source.speaker is None or source.pronoun:
            return source
        era = _patterns().era.search(self.p.masked, clause, source.start)
        if era is None:
            return source
        return replace(source, start=era.start(), text=self.p.text[era.start() : source.end])

    def _generic(self, clause: int, end: int) -> Source | None:
        lead = _patterns().before.match(self.p.masked, clause, end)
        begin = lead.end() if lead else clause
        return generic_source(self.p.text, self.p.masked, begin, end, self.p.index, self.known)

    def _attribution_start(self, clause: int, source: Source) -> int:
        """The attribution starts with time, occasion or topic before the source in its clause, not with 正如."""
        before = self.p.masked[clause : source.start]
        if re.match(rf"(?:早?在|针对|对于?|就|围绕|关于|谈到|{DATE})", before):
            return clause
        return source.start

    def _carried(
        self, clause: int, cue_start: int, floor: int, previous: _Attribution | None, cue: _Cue
    ) -> tuple[Source, int, str] | None:
        """The source of a cue that has none in its clause: of the cue before it, or of an earlier clause."""
        masked = self.p.masked
        prefix = masked[clause:cue_start]
        patterns = _patterns()
        if not patterns.carry.fullmatch(prefix):
            return None
        if previous is not None:
            if not prefix and not cue.follows:
                follows = masked[cue_start + len(cue.verb) : cue_start + len(cue.verb) + 2]
                if "“" not in follows:
                    return None
            following = masked[cue_start + len(cue.verb) : cue_start + len(cue.verb) + 1]
            between = masked[previous.cue_end : clause]
            if (
                not prefix
                and following not in ("，", "：", "“")
                and re.sub(f"[{MASK}“”，；：、]", "", between)
            ):
                return None
            if previous.cue_end < floor:
                between = masked[floor:clause]
            clauses = [c for c in re.split("[，；。]", between.replace(MASK, "")) if c.strip("“”、：的和与 ")]
            if any(patterns.reset.match(c) for c in clauses[-3:]):
                return None
            if previous.cue_end < floor and clauses:
                return None
            return previous.source, clause, "second cue"
        # No cue yet: the subject stands in an earlier clause of the sentence (…考察期间，听取…汇报后强调).
        at = clause
        for _ in range(3):
            if at - 1 <= floor or masked[at - 1] not in "，,":
                return None
            start = self._clause_start(at - 1, floor)
            for source in reversed(
                fixed_sources(self.p.text, masked, start, at - 1, self.p.index, self.known)
            ):
                before = masked[start : source.start]
                rest = masked[source.end : at - 1]
                if patterns.before.fullmatch(before) and patterns.middle.fullmatch(rest):
                    return source, self._attribution_start(start, source), "source in an earlier clause"
                return None
            if not patterns.chain.match(masked, start, at - 1):
                return None
            at = start
        return None

    def _date(self, floor: int, begin: int, cue_start: int) -> str | None:
        """The date phrase of the attribution, or of the clauses before it that hold nothing else."""
        masked = self.p.masked
        inside = self._dates(begin, cue_start)
        if inside:
            return inside[-1][1]
        at = begin
        for _ in range(3):
            if at - 1 <= floor or masked[at - 1] not in "，,":
                return None
            start = self._clause_start(at - 1, floor)
            dates = self._dates(start, at - 1)
            if dates and (dates[0][0] <= 2 or at - 1 - start - len(dates[0][1]) <= 6):
                return dates[0][1]
            at = start
        return None

    def _dates(self, start: int, end: int) -> list[tuple[int, str]]:
        """Date phrases in [start, end), each with its distance from `start`; an event's name (党的二十大) is none."""
        phrases = find_dates(self.p.masked[start:end], None)
        return [
            (d.start, self.p.text[start + d.start : start + d.end])
            for d in phrases
            if re.match(DATE, d.text) or d.text.endswith(("以来", "时期", "期间", "前夕"))
        ]

    # -- content -------------------------------------------------------------------------------------

    def _content_start(self, attribution: _Attribution) -> tuple[int, str]:
        """Where the content may begin after a cue, and what announces it: ',' or '' (attached), '-' (none)."""
        rest = re.match(
            r"(?:了|过|道|称|的那样|的一样|的)?\s*([，：:,]?)(?:\s*——)?\s*",
            self.p.masked[attribution.cue_end :][:12],
        )
        assert rest is not None
        lead = rest.group(0)
        if re.match("的[^，]|的$", lead) or (lead.startswith(("了", "过")) and not rest.group(1)):
            mark = "-"
        else:
            mark = rest.group(1)
        return attribution.cue_end + rest.end(), mark

    def _direct(self, attribution: _Attribution, end: int) -> list[Citation]:
        """The quotations that directly follow the cue, several under one attribution."""
        masked = self.p.masked
        at, mark = self._content_start(attribution)
        must = re.match(
            "(?:我们|全党|一定|就|不仅|既|也)*(?:要|必须|应当?|需要|是)?(?=“)", masked[at : at + 8]
        )
        told = _TOLD.match(masked, at) if attribution.cue.kind == "tells" and mark in ("", "-") else None
        if told is not None:
            at = told.end()
            lead_end, mark = told.end(1), told.group(2)
            must = None
        lead_end = at
        if must is not None and must.group():
            at += must.end()
        first = self.by_start.get(at)
        if first is None or first.start in self.used:
            return []
        group = [first]
        while True:
            gap = re.match(
                r"[，、；,;\s]{0,2}(?:和|与|以及|及|并|又|，)?(?=“)",
                masked[group[-1].end : group[-1].end + 5],
            )
            following = self.by_start.get(group[-1].end + gap.end()) if gap else None
            if following is None or following.start >= end:
                break
            group.append(following)
        if not self._says(attribution, group, mark, end):
            return []
        text = self._attribution_text(attribution, lead_end if told is not None else at)
        return [
            self._citation(attribution, "direct", text, self._content(q), attribution.rule) for q in group
        ]

    def _says(self, attribution: _Attribution, group: list[Quotation], mark: str, end: int) -> bool:
        """Does the quotation say something, rather than name or stress?"""
        cue = attribution.cue
        longest = max(q.inner_end - q.inner_start for q in group)
        last = group[-1]
        after = self.p.masked[last.end : last.end + 14]
        attached = mark in ("", "-")
        if longest < (_LEAST_ATTACHED if attached else _LEAST_CLAUSE):
            return False
        free = last.end >= end or after[0] in "，。；！？、：,;…）)—— \n“" or after.startswith(_GOES_ON)
        if free:
            return cue.kind != "makes"
        bare = re.sub(
            "^(?:的|等|这一?|一|个|重大|重要|科学|著名|核心|根本|战略|历史|时代|光辉|明确|鲜明|精辟|深刻|新|伟大)+",
            "",
            after,
        )
        if _patterns().wording.match(bare) or _patterns().wording.match(bare[2:]):
            return longest >= 8
        if cue.kind == "makes":
            return False
        if (
            _patterns().naming.match(bare)
            or _patterns().naming.match(bare[2:])
            or _patterns().naming.match(bare[4:])
        ):
            return cue.kind == "quotes"
        return longest >= 16 and cue.kind != "proposes" if not attached else longest >= 10

    def _content(self, quotation: Quotation) -> list[CitationSpan]:
        """The spans of a quotation's words; one that runs on continues in the next paragraphs."""
        p = self.p
        self.used.add(quotation.start)
        spans = [CitationSpan("content", p.number, quotation.inner_start, quotation.inner_end)]
        current, place = quotation, p.index
        while current.repair == "runs-on" and place + 1 < len(self.pages):
            following = self.pages[place + 1]
            head = following.quotations[0] if following.quotations else None
            if head is None or following.text[: head.start].strip():
                break
            spans.append(CitationSpan("content", following.number, head.inner_start, head.inner_end))
            current, place = head, place + 1
        if len(spans) == 1 and quotation.repair == "runs-on":
            # No paragraph continues it, so the closing mark is lost: the quotation ends with its sentence.
            inner = p.text[quotation.inner_start : quotation.inner_end]
            stop = re.search("[。！？]", inner)
            if stop is not None:
                spans = [
                    CitationSpan(
                        "content", p.number, quotation.inner_start, quotation.inner_start + stop.end()
                    )
                ]
        return spans

    def _behind(self, attribution: _Attribution, end: int, open_ended: bool = False) -> list[Citation]:
        """The quotation that an attribution follows: “…”，某某说. `open_ended`: only one that goes on, “…，”他说，“…”."""
        masked = self.p.masked
        at = attribution.start
        if attribution.rule == "second cue":
            return []
        gap = re.match(r"[，,\s]*—{0,2}", masked[max(0, at - 3) : at][::-1])
        before = at - (gap.end() if gap else 0)
        quotation = self.by_end.get(before) or self.by_end.get(
            before - 1 if masked[before - 1 : before] in "，," else -1
        )
        if (
            quotation is None
            or quotation.start in self.used
            or quotation.inner_end - quotation.inner_start < 6
        ):
            return []
        clause = self._clause_start(quotation.start, max(0, quotation.start - LOOK_BACK), "。！？…")
        if masked[clause : quotation.start].strip(" 　”"):
            return []
        if open_ended and self.p.text[quotation.inner_end - 1] not in "，,":
            return []
        rest = masked[attribution.cue_end : attribution.cue_end + 3]
        if attribution.cue.kind == "makes" or not (not rest or rest[0] in "。！？，：；" or rest[:1] == "得"):
            return []
        found = []
        group = [quotation]
        following = self.by_start.get(attribution.cue_end + 1)
        if following is not None and following.start < end:
            group.append(following)
        text = self._attribution_text(attribution, attribution.cue_end)
        for q in group:
            found.append(
                self._citation(attribution, "direct", text, self._content(q), "cue after its quotation")
            )
        return found

    def _reports(self, attribution: _Attribution, end: int) -> bool:
        """May reported words follow this cue?"""
        cue = attribution.cue
        if cue.indirect == "no" or cue.kind in ("makes", "quotes"):
            return False
        at, mark = self._content_start(attribution)
        masked = self.p.masked
        content = masked[at:end]
        bare = re.sub(r"[^\w]", "", content)
        if len(bare) < 4 or mark == "-" or attribution.source.kind == "other":
            return False
        if not attribution.source.known and attribution.rule == "source and cue":
            if attribution.cue.verb not in _CLAUSAL:
                return False
        if mark:
            return True
        if cue.indirect != "bare" or content[:1] in "，。；、）":
            return False
        first = re.split("[，。；！？]", content)[0]
        patterns = _patterns()
        if cue.kind == "thinks" or cue.verb in _CLAUSAL:
            return len(first) >= 4
        if patterns.naming.search(first[-3:]) and not patterns.directive.match(first[:1]):
            return False
        if first.startswith(
            ("要", "必须", "应", "需", "把", "将", "坚持", "不能", "全党", "各地", "各级", "到")
        ):
            return True
        if cue.kind == "asks":
            return len(first) >= 6
        return cue.verb in {"强调", "提出"} and (
            patterns.directive.match(first) is not None
            and len(first) >= 6
            or bool(re.search("[^主]要|是|必须|应", first))
        )

    def _indirect(self, attribution: _Attribution, limit: int, end: int) -> list[Citation]:
        """The reported words from the cue to the end of what is reported."""
        p = self.p
        at, _ = self._content_start(attribution)
        stop = min(limit, end)
        comment = _COMMENT.search(p.masked, at, stop)
        if comment is not None and comment.start() - at >= 4:
            stop = comment.start()
        elif stop == end:
            stop = self._over_sentences(attribution, at, end)
        stop = at + len(p.text[at:stop].rstrip("，、；：。！？!?… \n　,;"))
        if limit < end:
            stop = at + len(
                re.sub(r"[，、；]?(?:并且?|还|又|也|同时|而)$", "", p.text[at:stop]).rstrip("，、；。 ")
            )
        if stop - at < 4:
            return []
        text = self._attribution_text(attribution, attribution.cue_end)
        inside = [
            q for q in p.quotations if at <= q.start and q.inner_end <= stop and q.start not in self.used
        ]
        big = [q for q in inside if q.inner_end - q.inner_start >= _LEAST_PARTIAL]
        share = sum(q.inner_end - q.inner_start for q in big) / (stop - at)
        if share >= _PARTIAL_SHARE and (len(big) > 1 or share >= 0.75):
            rule = attribution.rule
            return [self._citation(attribution, "partial", text, self._content(q), rule) for q in big]
        span = CitationSpan("content", p.number, at, stop)
        mode = "partial" if big and share >= _PARTIAL_SHARE / 2 else "indirect"
        return [self._citation(attribution, mode, text, [span], attribution.rule)]

    def _over_sentences(self, attribution: _Attribution, at: int, end: int) -> int:
        """The end of reported words that run on: a parallel directive without subject that follows a directive.

        A meeting's or document's orders are often several sentences; an author's own next sentence has a
        subject, a link word or a verb of being. One sentence at most, and never a paragraph's last.
        """
        if attribution.source.kind not in ("meeting", "document", "organ"):
            return end
        p = self.p
        patterns = _patterns()
        following = re.match("[^。！？]{6,160}。(?=.)", p.masked[end : end + 170], re.S)
        if following is None or not p.masked[end - 1 : end] == "。":
            return end
        sentence = following.group()
        first = patterns.directive.match(p.masked, at, end)
        second = patterns.directive.match(sentence)
        if first is None or second is None or "“" in sentence:
            return end
        if first.group() == "要":
            return end + following.end() if second.group() == "要" else end
        if len(first.group()) < 2 or len(second.group()) < 2 or _AUTHOR.search(sentence):
            return end
        return end + following.end()

    def _placed(self, start: int, end: int) -> list[Citation]:
        """把“…”作为, 将“…”写入: words that a report or a leader sets in a place."""
        found: list[Citation] = []
        for match in _PLACED.finditer(self.p.masked, start, end):
            quotation = self.by_start.get(match.start() + 1)
            if quotation is None or quotation.start in self.used:
                continue
            if quotation.inner_end - quotation.inner_start < _LEAST_ATTACHED:
                continue
            clause = self._clause_start(match.start(), start)
            source = self._source(clause, match.start())
            if source is None or not source.known:
                continue
            cue = _Cue(match.group(1), "places", "no", False, False)
            begin = self._attribution_start(clause, source)
            attribution = _Attribution(
                source,
                cue,
                begin,
                match.start(1),
                match.end(1),
                occasion_of(self.p.text, source, start, match.start()),
                self._date(start, begin, match.start()),
                "words set in a place",
            )
            text = self.p.text[begin : match.start() + 1]
            found.append(
                self._citation(attribution, "partial", text, self._content(quotation), attribution.rule)
            )
        return found

    # -- the result ----------------------------------------------------------------------------------

    def _attribution_text(self, attribution: _Attribution, end: int) -> str:
        return self.p.text[attribution.start : max(end, attribution.cue_end)].rstrip("，：,: \n　—")

    def _citation(
        self, attribution: _Attribution, mode: str, text: str, content: list[CitationSpan], rule: str
    ) -> Citation:
        source = attribution.source
        number = self.p.number
        texts = {p.number: p.text for p in self.pages[self.p.index : self.p.index + len(content)]}
        spans = [
            CitationSpan("source", number, source.start, source.end),
            CitationSpan("cue", number, attribution.cue_start, attribution.cue_end),
            *content,
        ]
        occasion = attribution.occasion
        kind = occasion.kind or source.kind
        if kind == "speech":
            kind = {"writes": "book", "decrees": "document"}.get(attribution.cue.kind, kind)
        return Citation(
            mode=mode,
            source=source.text,
            source_kind=kind,
            speaker=source.speaker,
            voice=source.voice,
            document=occasion.document or source.document,
            attribution=text,
            verb=self.p.text[attribution.cue_start : attribution.cue_end],
            quote="\n".join(texts[s.paragraph][s.start : s.end] for s in content),
            occasion=occasion.name or source.occasion,
            place=occasion.place,
            date_as_printed=attribution.date,
            spans=tuple(spans),
            rule=rule,
        )


_COMMENT = re.compile(
    "，(?:这(?:一|些|个|是|为|既|不仅|表明|意味着|充分|深刻|也)|(?:充分|深刻|集中|生动|精辟|鲜明)(?:体现|彰显|揭示|阐明|阐述|回答|反映|说明|表明)"
    "|为[^，。]{1,25}(?:指明|提供|指引|注入|奠定|擘画|明确)了?|标志着|足见|可见|由此可见|指明了|体现了|彰显了|揭示了|说明了)"
)
_TOLD = re.compile("([\u3400-\u9fff、]{1,16}?)([，：]?)(?=“)")
_GOES_ON = ("这", "等", "并", "又", "也", "为", "成为", "充分", "深刻", "指明")
_CLAUSAL = frozenset(
    "指出 表示 说 认为 坦言 宣布 宣告 断言 写道 强调 撰文认为 撰文指出 撰文说 撰文表示".split()
)
_AUTHOR = re.compile("是|我们|我省|我市|本[省市县]|这|近年来|已|了|因此|所以|目前|当前")
_PLACED = re.compile(
    rf"[把将]“{MASK}+”?[^，。；“”]{{0,6}}?(作为|写入|确立为|列为|纳入|列入|摆在|概括为|定位为|上升为|明确为|确定为|写进|载入|视为|看作)"
)
