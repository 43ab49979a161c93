"""Contents of citations: the quotations or reported words that belong to an attribution."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from lilun.loaders.fields.attribution import Attribution, Paragraph
from lilun.loaders.fields.cue import one_of, walk
from lilun.loaders.fields.quotation_marks import MASK, TERMINATORS, Quotation
from lilun.loaders.fields.source import any_of
from lilun.loaders.fields.source import words as rule_words

_LEAST_CLAUSE = 4  # characters of a quotation that says something
_LEAST_ATTACHED = 5  # the same where no comma or colon announces it: 强调“…”
_LEAST_WORDING = 8  # the same before a noun: 作出“…”的论断
_LEAST_TERM = 16  # characters from which a quotation that begins a longer clause is more than a term
_LEAST_PARTIAL = 8  # characters of a quotation within reported words that is more than a term
_LEAST_ASKED = 5  # characters of an unmarked clause that someone is asked or told
_PARTIAL_SHARE = 0.45  # of reported words within quotation marks, from which they are what is cited
_SOLE_SHARE = 0.75  # the same for one quotation alone
_FARTHEST_BEHIND = 60  # characters of time and occasion between a quotation and what follows it
_WINDOW = 240  # characters of reported words that decide whether they are some

_AFTER_CUE = re.compile(
    r"(?:得[\u3400-\u9fff]{1,4}(?=：|，“)|(?:了|过|下|道)?(?:这样|如下|这么)?(?:[一两几]?[句段番席](?:[\u3400-\u9fff]{2,12}的|[\u3400-\u9fff]{2,4}(?=俗语|谚语|古语|名言))?(?:话|名言|诗|箴言|感言|俗语|谚语|古语)|文字)(?=[：:]|，“)"
    r"|了|过|道|的那样|的一样|的|是(?=[：:]))?\s*([，：:,]?)(?:\s*——)?\s*"
)
_TOLD = re.compile("([\u3400-\u9fff、]{1,16}?)([，：]?)(?=“)")
_UNFINISHED = frozenset("的以用按把将为在对从")
_FROM = re.compile(
    "(?:《[^《》]*》)?(?:中|里)?的?(?:[\u3400-\u9fff]{0,12}的(?:诗句|名句|名言|诗|话|古语))?(?=“)"
)  # 引用《…》中的“…”
_BETWEEN = re.compile(r"[，、；,;\s]{0,2}(?:和|与|以及|及|并|又|，)?(?=“)")
_COMMENT = re.compile(
    "，(?:这(?:一|些|个|是|为|既|不仅|表明|意味着|充分|深刻|也)"
    "|(?:充分|深刻|集中|生动|精辟|鲜明)(?:体现|彰显|揭示|阐明|阐述|回答|反映|说明|表明)"
    "|为[^，。]{1,25}(?:指明|提供|指引|注入|奠定|擘画|明确)了?"
    "|标志着|足见|可见|由此可见|指明了|体现了|彰显了|揭示了|说明了"
    "|给[^，。]{1,25}(?:吃下|(?:吃|送上|送来|带来|注入|敲响|打下|打|指明|鼓足|增添)了))"
)
_AUTHOR = re.compile("是|我们|我省|我市|本[省市县]|这|近年来|已|了|因此|所以|目前|当前")


@dataclass(frozen=True, slots=True)
class CitationSpan:
    """One stretch of a citation: `part` is 'source', 'cue' or 'content'; a place in a paragraph."""

    part: str
    paragraph: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Content:
    """What is cited: `mode` direct, indirect or partial; its spans; where the attribution's text ends."""

    mode: str
    spans: tuple[CitationSpan, ...]
    attribution_end: int
    rule: str


@cache
def _obliged() -> re.Pattern[str]:
    """What may stand between a cue's comma and its quotation: 要, 我们必须."""
    table = "attribution_words"
    return re.compile(
        f"{any_of(rule_words(table, 'obliged'))}{{0,2}}{any_of(rule_words(table, 'obligation'))}?(?=“)"
    )


@cache
def _addressee(kind: str) -> re.Pattern[str]:
    """Whom a cue addresses, with the mark behind: 告诫全党，; who is asked must be a word of the table."""
    listed = any_of(rule_words("attribution_words", "addressee"))
    first = listed if kind == "asks" else f"(?:{listed}|[\u3400-\u9fff])"
    return re.compile(
        first + ("[\u3400-\u9fff]{0,4}" if kind == "asks" else "[\u3400-\u9fff]{0,5}") + "[，：]"
    )


class Reader:
    """Reads the contents of one paragraph's attributions; a quotation belongs to one attribution only."""

    def __init__(self, paragraph: Paragraph, pages: Sequence[Paragraph]) -> None:
        self.p = paragraph
        self.pages = pages

    def direct(self, attribution: Attribution, end: int) -> list[Content]:
        """The quotations that follow the cue at once, several under one attribution."""
        p = self.p
        at, mark = _content_start(p.masked, attribution)
        if mark is None:
            return []
        if at == len(p.masked):
            return self._in_next_paragraph(attribution, mark)
        attribution_end = at
        told = None
        if not mark and attribution.cue.kind in ("tells", "asks", "makes"):
            told = _TOLD.match(p.masked, at)
            if told is not None and attribution.cue.kind != "makes" and told.group(1)[-1] in _UNFINISHED:
                told = None  # 要求各地拿出“…”的劲头: words within a clause
        if told is not None:
            at, attribution_end, mark = told.end(), told.end(1), told.group(2)
        else:
            obliged = (_FROM if attribution.cue.kind == "quotes" else _obliged()).match(p.masked, at)
            if obliged is not None:
                at = attribution_end = obliged.end()
        group = self._group(at, end)
        group = [q for q in group if q.inner_end > q.inner_start]  # a doubled mark holds no words
        if not group or not self._says(attribution, group, mark, end):
            return []
        return [Content("direct", self.words(q), attribution_end, attribution.rule) for q in group]

    def _in_next_paragraph(self, attribution: Attribution, mark: str) -> list[Content]:
        """The quotation that the next paragraph begins with, where a colon ends this one: 某某写道：."""
        following = self.pages[self.p.index + 1 : self.p.index + 2]
        if mark not in ("：", ":") or not following or not following[0].quotations:
            return []
        page, first = following[0], following[0].quotations[0]
        if page.text[: first.start].strip() or first.start in page.used:
            return []
        if first.inner_end - first.inner_start < _LEAST_CLAUSE:
            return []
        return [Content("direct", self.words(first, page), attribution.cue_end, attribution.rule)]

    def _group(self, at: int, end: int) -> list[Quotation]:
        """The quotation that opens at `at` and those joined to it by 、 or 和."""
        first = self.p.by_start.get(at)
        if first is None or first.start in self.p.used:
            return []
        group = [first]
        while (gap := _BETWEEN.match(self.p.masked, group[-1].end)) is not None:
            following = self.p.by_start.get(gap.end())
            if following is None or following.start >= end or following.start in self.p.used:
                break
            if not gap.group() and self._stops(group[-1]) and not self._ends_sentence(following, end):
                break  # “…。”“关键”两个字…: the author takes up a word
            group.append(following)
        return group

    def _ends_sentence(self, quotation: Quotation, end: int) -> bool:
        """Does a quotation end its sentence, by a stop within its marks or behind them?"""
        after = self.p.masked[quotation.end : quotation.end + 1]
        return self._stops(quotation) or quotation.end >= end or after in TERMINATORS

    def _stops(self, quotation: Quotation) -> bool:
        return self.p.text[quotation.inner_end - 1] in TERMINATORS

    def _says(self, attribution: Attribution, group: list[Quotation], mark: str, end: int) -> bool:
        """Does the quotation say something, rather than name or stress?"""
        cue = attribution.cue
        longest = max(len(re.sub(r"\W", "", self.p.text[q.inner_start : q.inner_end])) for q in group)
        last = group[-1]
        after = self.p.masked[last.end : last.end + 14]
        least = _LEAST_WORDING if cue.kind == "proposes" else _LEAST_ATTACHED
        if longest < (_LEAST_CLAUSE if mark else least):
            return False
        if cue.kind == "quotes":
            return longest >= _LEAST_ATTACHED
        if last.end >= end or after[0] in "，。；！？、：,;…）)—— \n“" or one_of("goes_on").match(after):
            return cue.kind != "makes"
        bare = re.sub(f"^{one_of('attribute').pattern}+", "", after)
        if any(one_of("wording").match(bare, skip) for skip in (0, 2)):
            return longest >= _LEAST_WORDING
        if cue.kind == "makes":
            return False
        if any(one_of("naming").match(bare, skip) for skip in (0, 2, 4)):
            return False
        if mark:
            return longest >= _LEAST_TERM and cue.kind != "proposes"
        return longest >= _LEAST_WORDING + 2

    def words(self, quotation: Quotation, page: Paragraph | None = None) -> tuple[CitationSpan, ...]:
        """The spans of a quotation's words; one that runs on continues in the next paragraphs."""
        p = page or self.p
        p.used.add(quotation.start)
        spans = [CitationSpan("content", p.number, quotation.inner_start, quotation.inner_end)]
        if quotation.repair != "runs-on":
            return tuple(spans)
        for following in self.pages[p.index + 1 :]:
            head = following.quotations[0] if following.quotations else None
            if head is None or head.inner_start == head.inner_end or following.text[: head.start].strip():
                break
            spans.append(CitationSpan("content", following.number, head.inner_start, head.inner_end))
            following.used.add(head.start)
            if head.repair != "runs-on":
                break
        if len(spans) == 1:
            # No paragraph continues it, so the closing mark is lost: the quotation ends with its sentence.
            stop = re.compile("[。！？]").search(p.text, quotation.inner_start)
            if stop is not None:
                spans = [CitationSpan("content", p.number, quotation.inner_start, stop.end())]
        return tuple(spans)

    def behind(self, attribution: Attribution, end: int, open_ended: bool = False) -> list[Content]:
        """The quotation that an attribution follows: “…”，某某说.

        `open_ended` takes only one that goes on behind the cue: “…，”他说，“…”.
        """
        p = self.p
        if attribution.rule == "second cue" or attribution.cue.kind in ("makes", "quotes"):
            return []
        rest = p.masked[attribution.cue_end : attribution.cue_end + 1]
        quotation = p.quotation_before(attribution.start)
        if quotation is None or quotation.start in p.used:
            return []
        between = p.masked[quotation.end : attribution.start]
        if between.strip("，,— ") and not (
            # “…。”2013年，某某在……会上强调。
            rest in ("", "。", "！")
            and len(between) <= _FARTHEST_BEHIND
            and attribution.start
            in walk(
                p.masked, quotation.end, attribution.start, ("adverb", "connective", "comma"), clauses=True
            )
        ):
            return []
        inner = p.text[quotation.inner_start : quotation.inner_end]
        if len(inner) < _LEAST_ATTACHED:
            return []
        if (
            open_ended
            and not inner.endswith(("，", ","))
            and not self._goes_on_behind(attribution, quotation)
        ):
            return []
        sentence = p.clause_start(quotation.start, max(0, quotation.start - 90), "。！？…")
        if p.masked[sentence : quotation.start].strip(" 　”"):
            return []
        if rest and rest not in "。！？，：；得":
            return []
        following = p.by_start.get(attribution.cue_end + 1)
        group = [quotation, following] if following is not None and following.start < end else [quotation]
        group = [q for q in group if q.inner_end > q.inner_start]
        return [
            Content("direct", self.words(q), attribution.cue_end, "cue after its quotation") for q in group
        ]

    def _goes_on_behind(self, attribution: Attribution, quotation: Quotation) -> bool:
        """Is it “…。”某某说，“…”: one who is interviewed, between two of his sentences?"""
        masked, cue = self.p.masked, attribution.cue
        return (
            quotation.end == attribution.start
            and masked.startswith("，“", attribution.cue_end)
            and cue.verb in rule_words("attribution_words", "interview")
        )

    def reports(self, attribution: Attribution, end: int) -> bool:
        """May reported words follow this cue, to be read by `indirect` once their end is known?"""
        cue, source = attribution.cue, attribution.source
        at, mark = _content_start(self.p.masked, attribution)
        content = self.p.masked[at : min(end, at + _WINDOW)]
        if (
            cue.indirect == "no"
            or mark is None
            or source.kind == "other"
            or len(re.sub(r"\W", "", content)) < 4
        ):
            return False
        carried = attribution.rule == "second cue" and source.speaker
        if not (source.known or carried) and (not cue.clausal or source.speaker is None):
            return False
        if mark or self._addressed(attribution, end):
            return True
        if cue.indirect != "bare" or content[:1] in "，。；、）":
            return False
        first = re.split("[，。；！？]", content)[0]
        if cue.kind == "thinks" or (cue.clausal and cue.verb != "强调"):
            return len(first) >= 4
        directive = one_of("directive").match(first)
        if cue.kind in ("asks", "tells"):
            return len(first) >= _LEAST_ASKED
        if one_of("naming").search(first[-3:]) and directive is None:
            return False
        return cue.verb in ("强调", "提出") and (
            one_of("obligation").match(first) is not None
            or (directive is not None and len(first) >= 6)
            or re.search("[^主]要(?!求)|是|必须|应", first) is not None
        )

    def _addressed(self, attribution: Attribution, end: int) -> int | None:
        """Where the words begin that are told to someone: 告诫全党，…; None where nobody is addressed."""
        if attribution.cue.kind not in ("tells", "asks"):
            return None
        at, _ = _content_start(self.p.masked, attribution)
        to = _addressee(attribution.cue.kind).match(self.p.masked, at, end)
        return None if to is None else to.end()

    def indirect(self, attribution: Attribution, limit: int, end: int) -> list[Content]:
        """The reported words, to the next attribution at `limit` or the end of what is reported."""
        p = self.p
        at, mark = _content_start(p.masked, attribution)
        at = (None if mark else self._addressed(attribution, end)) or at
        stop = min(limit, end)
        comments = (_COMMENT.search(p.masked, at, stop), _own_words().search(p.masked, at, stop))
        comment = min((c for c in comments if c is not None), key=re.Match.start, default=None)
        if comment is not None and comment.start() - at >= 4:
            stop = comment.start()
        elif limit >= end:
            stop = self._over_sentences(attribution, at, end)
        else:
            stop = at + len(re.sub(r"[，、；]?(?:并且?|还|又|也|同时|而)$", "", p.text[at:stop]))
        stop = at + len(p.text[at:stop].rstrip("，、；：。！？!?… \n　,;"))
        if stop - at < _LEAST_CLAUSE:
            return []
        inside = [q for q in p.quotations_within(at, stop) if q.start not in p.used]
        big = [q for q in inside if q.inner_end - q.inner_start >= _LEAST_PARTIAL]
        if not mark:
            # 要求干部发扬“…”的精神: what an unmarked clause quotes is what is cited, but a term in
            # reported words that go on (打通“最后一公里”，让…) is one of them.
            first = re.compile("[^，；：。！？]*").match(p.masked, at, stop)
            within = first.end() if first is not None else stop
            terms = [
                q
                for q in inside
                if q.end <= within
                and q.inner_end - q.inner_start >= _LEAST_CLAUSE + 1
                and (self._is_wording(q) or not one_of("directive").match(p.masked, within + 1))
            ]
            if terms:
                return [Content("partial", self.words(q), q.start, attribution.rule) for q in terms]
        own = [
            q
            for q in big
            if q.end >= stop and q.start - at > _LEAST_CLAUSE and p.text[q.start - 1] in "，；："
        ]
        if big and own == big:
            # 强调，要…，“…”: reported words, then a clause in their own wording.
            told = CitationSpan("content", p.number, at, own[0].start - 1)
            return [
                Content("indirect", (told,), attribution.cue_end, attribution.rule),
                Content("direct", self.words(own[0]), attribution.cue_end, attribution.rule),
            ]
        share = sum(q.inner_end - q.inner_start for q in big) / (stop - at)
        if share >= (_PARTIAL_SHARE if len(big) > 1 else _SOLE_SHARE):
            return [Content("partial", self.words(q), attribution.cue_end, attribution.rule) for q in big]
        mode = "partial" if share >= _PARTIAL_SHARE / 2 else "indirect"
        span = CitationSpan("content", p.number, at, stop)
        return [Content(mode, (span,), attribution.cue_end, attribution.rule)]

    def _is_wording(self, quotation: Quotation) -> bool:
        """Is a quotation within a clause what it is about (“知难而进”的劲头, “退、改、撤”三件工具)?"""
        p = self.p
        return p.masked.startswith("的", quotation.end) or "、" in p.text[quotation.start : quotation.end]

    def _over_sentences(self, attribution: Attribution, at: int, end: int) -> int:
        """The end of reported words that run on: a directive without subject that follows a directive.

        A meeting's or document's orders are often several sentences; an author's own next sentence has
        a subject, a link word or a verb of being. One sentence at most, and never a paragraph's last.
        """
        p = self.p
        if attribution.source.kind not in ("meeting", "document", "organ") or p.masked[end - 1 : end] != "。":
            return end
        following = re.compile("[^。！？“]{4,160}。(?=.)", re.S).match(p.masked, end)
        first = one_of("directive").match(p.masked, at, end)
        second = one_of("directive").match(p.masked, end)
        if following is None or first is None or second is None:
            return end
        if first.group() == second.group() == "要":
            return following.end()
        if min(len(first.group()), len(second.group())) < 2 or _AUTHOR.search(following.group()):
            return end
        return following.end()


@cache
def _own_words() -> re.Pattern[str]:
    """Where the author begins to comment on what is reported: ，正是…, ，可谓…."""
    return re.compile("，" + any_of(rule_words("attribution_words", "comment")))


def _content_start(masked: str, attribution: Attribution) -> tuple[int, str | None]:
    """Where the content may begin after a cue, and its mark: '，', '：', '' or None (no content)."""
    rest = _AFTER_CUE.match(masked, attribution.cue_end)
    assert rest is not None
    mark = rest.group(1)
    if not mark and rest.group().startswith(("了", "过", "的")):
        return rest.end(), None if not masked.startswith("“", rest.end()) or rest.group()[0] == "的" else ""
    return rest.end(), mark


@cache
def placing() -> re.Pattern[str]:
    """把“…”作为, 将“…”写入: words that a report or a leader sets in a place; the verb is group 1."""
    verbs = any_of(rule_words("attribution_words", "placing"))
    return re.compile(rf"[把将]“{MASK}+”?[^，。；“”]{{0,6}}?({verbs})")


@cache
def saying() -> re.Pattern[str]:
    """What names the quotation before it somebody's saying: ——某某的谆谆嘱托; 的 is the group `of`."""
    nouns = any_of(rule_words("attribution_words", "saying"))
    return re.compile(
        "(?:——|—|[，。])?(?:[这此](?:就|正|也)?是|[就正也]?是)?"
        f"(?P<source>[^，。；：“”—]{{2,40}}?)(?P<of>的)[\u3400-\u9fff]{{0,6}}?(?P<noun>{nouns})"
    )
