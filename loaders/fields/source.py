"""Sources of citations: who or what speaks, as printed and resolved within the article.

Works on masked text (quotation_marks.mask): words of quotations and titles in 《》 are blanked, so that
a name within them is none. Offsets are code points into the paragraph, half-open.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from lilun.loaders.fields.document import is_document_title
from lilun.loaders.fields.names import is_unknown, name_score, surname_length
from lilun.loaders.fields.quotation_marks import TITLE_MASK
from lilun.loaders.rules import rows

HAN = "\u3400-\u9fff〇○"
_NUMBER = "[〇○零一二三四五六七八九十百两\\d]"
LOOK_BACK = 90  # characters before a cue in which its clause is read

DATE = (
    r"(?:(?:公元前?)?(?:\d{4}|[〇○零一二三四五六七八九]{4})年(?:初|底|末|[春夏秋冬]天?|春节前?夕?|[\u3400-\u9fff]{2,4}节)?"
    rf"(?:{_NUMBER}{{1,3}}月(?:份|初|底|中旬|上旬|下旬)?(?:{_NUMBER}{{1,3}}[日号])?)?"
    rf"|(?:今年|去年|前年|明年|同年|当年|本月|上月|次年)(?:初|底|末|以来|年初|年底|春节前?夕?|春天|夏天|秋天|冬天)?"
    rf"(?:{_NUMBER}{{1,3}}月(?:份|初|底|中旬|上旬|下旬)?)?(?:{_NUMBER}{{1,3}}[日号])?"
    rf"|{_NUMBER}{{1,3}}月(?:{_NUMBER}{{1,3}}[日号]|份|初|底|中旬|上旬|下旬|中(?=[在向对于，]))?"
    r"|(?:上|本|这)个?月(?:初|底|中旬|上旬|下旬)?|[年月][初底](?=[\u3400-\u9fff])"
    rf"|(?:{_NUMBER}{{1,3}}|几)(?:多|余)?(?:年|个月|天)前"
    r"|\d{1,2}日(?:上午|下午|晚上?|凌晨)?(?=[在出主会同对向，])|日前|近日|近期|前不久|不久前|最近|昨天|昨日|今天|当天"
    rf"|党的(?:{_NUMBER}{{1,3}}大)以来|新中国成立(?:之初|前夕|后|以来)|改革开放(?:以来|之初|初期)"
    r"|[一二三四五六七八九]十年代(?:初期?|末期?|中期)?"
    rf"|{_NUMBER}{{1,2}}世纪{_NUMBER}{{1,2}}0?年代(?:初|末|中期)?)"
)


def any_of(words: Iterable[str]) -> str:
    """A regular expression for one of the words, the longest first."""
    return "(?:" + "|".join(re.escape(w) for w in sorted(set(words), key=lambda w: (-len(w), w))) + ")"


@cache
def words(table: str, role: str) -> tuple[str, ...]:
    """The words of a rule table that have a role: source_words.csv or attribution_words.csv."""
    return tuple(row["word"] for row in rows(table) if row["role"] == role)


@cache
def speakers() -> tuple[dict[str, str], dict[str, str]]:
    """Printed form to name, and name to kind (leader, thinker), from speakers.csv."""
    names: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for row in rows("speakers"):
        kinds[row["name"]] = row["kind"]
        for form in (row["name"], *filter(None, row["aliases"].split("|"))):
            names[form] = row["name"]
    return names, kinds


@cache
def general_opinion() -> re.Pattern[str]:
    """What speaks for nobody in particular (有人, 有学者, 人们): no source."""
    return re.compile(any_of(row["word"] for row in rows("general_opinion")))


@dataclass(frozen=True, slots=True)
class Source:
    """One source as printed at [start, end) of a paragraph.

    `kind` is 'speech', 'report', 'meeting', 'document', 'book', 'organ' or 'other' (proverbs): persons of old
    foreign thinkers live in books, others speak;
    `speaker` a person's name without titles; `voice` a meeting or organ by its fullest name in the article;
    `occasion` what the source itself names (党的二十大 of 党的二十大报告); `document` a title in 《》.
    """

    start: int
    end: int
    text: str
    kind: str
    speaker: str | None = None
    voice: str | None = None
    document: str | None = None
    occasion: str | None = None
    known: bool = True  # False for a name that no list holds
    pronoun: bool = False


@dataclass(frozen=True, slots=True)
class _Grammar:
    fixed: re.Pattern[str]
    generic: re.Pattern[str]
    named_meeting: re.Pattern[str]
    passed: re.Pattern[str]
    title: re.Pattern[str]
    lead_in: re.Pattern[str]
    presented: re.Pattern[str]


_PARTY = "(?:中国共产党|党的|中共)?"
_CONGRESS = rf"{_PARTY}第?{_NUMBER}{{1,3}}(?:次全国代表)?大(?:会)?(?!报告|代表|以来|精神)"
_PLENUM = (
    rf"{_PARTY}(?:第?{_NUMBER}{{1,3}}届(?:中央委员会第)?{_NUMBER}{{1,3}}(?:次全体会议|中全会)"
    rf"|{_NUMBER}中全会)"
)
_REPORT = rf"(?:党的|中共)?(?:第?{_NUMBER}{{1,3}}大)(?:政治)?报告|(?:\d{{4}}年)?(?:国务院)?政府工作报告"


@cache
def _grammar() -> _Grammar:
    names, _ = speakers()
    source = "source_words"
    leader, person = words(source, "leader_title"), words(source, "person_title")
    title = any_of((*leader, *person))
    profession = any_of(words(source, "profession"))
    surnames = any_of(row["surname"] for row in rows("surnames") if row["kind"] == "single")
    foreign = rf"[{HAN}A-Za-z.]{{1,7}}(?:[·•・](?:(?![在向曾还]|先生|女士)[{HAN}A-Za-z.]){{1,8}}){{1,3}}"
    named = rf"(?:{any_of(names)})(?!{any_of(words(source, 'doctrine'))})(?:(?:{title})(?:同志)?)?"
    titled = rf"(?:{surnames}[{HAN}]{{1,2}}?|{foreign})(?:{title})(?:同志)?"
    surname_title = rf"{surnames}(?:主席|总理|老师|校长|教授|先生|女士|书记|师傅|大爷|大娘|阿姨|老|公|总)"
    joined = r"(?:、|和|与)"
    organs = any_of((*words(source, "organ"), *words(source, "local_organ")))
    local = any_of(words(source, "local_organ"))
    fixed = re.compile(
        "|".join(
            (
                rf"(?P<organ>(?:中国|我国)?外交部|以习近平同志为核心的党中央|以{any_of(names)}同志为核心的(?:党中央|中共中央)"
                rf"|(?:中共|民建|民盟)?[{HAN}]{{0,4}}{local}(?:{joined}{organs})*|{organs}(?:{joined}{organs}){{0,3}})",
                rf"(?P<report>{_REPORT})",
                rf"(?P<named>(?:{named}(?:{joined}?{named}){{0,3}}))",
                rf"(?P<plenum>{_PLENUM})",
                rf"(?P<congress>{_CONGRESS})",
                rf"(?P<work>《{TITLE_MASK}+》(?:白皮书|蓝皮书|社论|评论员文章)?(?:[(（][^（）()]{{1,20}}[)）])?)",
                r"(?P<short>总书记|国家主席|总理)",
                rf"(?P<proverb>{any_of(words(source, 'proverb'))})",
                r"(?P<pronoun>[他她](?!们|人|国|乡|山|者))",
            )
        )
    )
    generic = re.compile(
        rf"(?P<meeting>(?:{any_of(words(source, 'meeting'))})$)"
        rf"|(?P<paper>(?:{any_of((*words(source, 'document'), *words(source, 'report')))})$)"
        rf"|(?P<body>(?:{any_of(words(source, 'organ_suffix'))})$)"
        rf"|(?P<profession>(?:{profession}|{title})(?P<who>{foreign}|{surnames}[{HAN}]{{1,2}}|[{HAN}]{{2,6}})$)"
        rf"|(?P<trade>[{HAN}][员师匠](?P<whose>{surnames}[{HAN}]{{1,2}})$)"
        rf"|(?P<unnamed>^(?:另?一|这|那)[位名](?!记者)[{HAN}]{{2,12}}$)"
        rf"|(?P<bearer>(?<=部门|中央|[{HAN}][局委厅署院会部办司处站所社队府])(?:{any_of(words(source, 'bearer'))})$)"
        rf"|(?P<titled>(?:{titled}|{surname_title})$)|(?P<foreign>{foreign}$)"
    )
    meeting = re.compile(
        rf"{_PLENUM}|{_CONGRESS}|(?:中央|全国|中共中央|国务院|省委|市委)[{HAN}]{{0,14}}(?:会议|座谈会|大会|全会)"
    )
    passed = re.compile(
        rf"(?P<meeting>{meeting.pattern})[{HAN}]{{0,6}}(?:通过|作出|制定|发表|发布)[{HAN}]{{0,4}}$"
        rf"|(?P<plain>(?:{meeting.pattern}))的?$"
    )
    return _Grammar(
        fixed,
        generic,
        meeting,
        passed,
        re.compile(rf"(?:{title}|同志)+$"),
        re.compile(rf"[{HAN}]{{0,6}}(?:{profession}|{title})"),
        re.compile(rf"(?:{profession}|{title})(?P<name>{surnames}[{HAN}]{{1,2}})"),
    )


class Antecedents:
    """What an article has named, so that 他, 总书记, 会议, 《决定》 lead back to it.

    Built from all (number, text, masked) paragraphs before any is read; a place is (index, offset).
    """

    def __init__(self, paragraphs: Sequence[tuple[int, str, str]]) -> None:
        grammar = _grammar()
        self._places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._values: dict[str, list[str]] = defaultdict(list)
        self.passed_by: dict[str, str] = {}  # a document's title: the meeting that passed it
        for index, (_, text, masked) in enumerate(paragraphs):
            for match in grammar.fixed.finditer(masked):
                place = (index, match.start())
                if match.lastgroup == "named":
                    name, title = split_person(match.group())
                    self._add("person", place, name)
                    if title:
                        self._add("title " + title, place, name)
                elif match.lastgroup == "work":
                    whole = text[match.start() + 1 : match.start() + match.group().index("》")]
                    self._add("work", place, whole)
                    passed = grammar.passed.search(masked, max(0, match.start() - 40), match.start())
                    if passed is not None:
                        self.passed_by.setdefault(whole, passed.group("meeting") or passed.group("plain"))
                elif match.lastgroup == "report":
                    self._add("report", place, match.group())
            for match in grammar.named_meeting.finditer(masked):
                self._add("meeting", (index, match.start()), match.group())
            for match in grammar.presented.finditer(masked):
                names = [match.group("name")[:n] for n in (3, 2)]
                likely = [n for n in names if name_score(n) >= _PRESENTED]
                if likely:
                    self._add("presented", (index, match.start()), max(likely, key=name_score))
            for match in _INTRODUCED.finditer(masked):
                self.heard((index, match.start()), SOMEBODY)

    def _add(self, kind: str, place: tuple[int, int], value: str) -> None:
        self._places[kind].append(place)
        self._values[kind].append(value)

    def heard(self, place: tuple[int, int], name: str) -> None:
        """Notes a person whom no list holds, as a source at a place, for 他 to lead back to."""
        at = bisect_left(self._places["person"], place)
        if self._places["person"][at : at + 1] != [place]:
            self._places["person"].insert(at, place)
            self._values["person"].insert(at, name)

    def has_heard(self, name: str, place: tuple[int, int]) -> bool:
        """Was a person of this name a source, or named with a title, before a place?"""
        at = bisect_left(self._places["person"], place)
        return name in self._values["person"][:at][-30:]

    def named(self, surname: str, place: tuple[int, int]) -> str | None:
        """The person of a surname named last before a place (费老, 周总理)."""
        at = bisect_left(self._places["person"], place)
        return next(
            (v for v in reversed(self._values["person"][max(0, at - 12) : at]) if v[:1] == surname), None
        )

    def before(self, kind: str, place: tuple[int, int]) -> str | None:
        """The nearest value of a kind named before a place."""
        at = bisect_left(self._places[kind], place) - 1
        return self._values[kind][at] if at >= 0 else None

    def titled(self, title: str, place: tuple[int, int]) -> str | None:
        """Whom a title alone means: the nearest before it who bears it, else the first after."""
        values = self._values.get("title " + title)
        return (self.before("title " + title, place) or values[0]) if values else None

    def meeting(self, short: str, place: tuple[int, int]) -> str | None:
        """The fullest name of 会议, 全会, 大会: the nearest meeting before it with that ending."""
        at = bisect_left(self._places["meeting"], place) - 1
        for value in reversed(self._values["meeting"][max(0, at - 7) : at + 1]):
            if value.endswith(short):
                return value
        return None

    def work(self, short: str, place: tuple[int, int]) -> str | None:
        """The full title that a short one (《决定》) stands for: the nearest before it that ends so."""
        at = bisect_left(self._places["work"], place) - 1
        for value in reversed(self._values["work"][max(0, at - 15) : at + 1]):
            bare = re.sub(r"[（(][^（）()]*[)）]$", "", value)
            if len(value) > len(short) and bare.endswith(short):
                return value
        return None


def split_person(printed: str) -> tuple[str, str]:
    """Name and title of a printed person (周恩来总理): several names joined by 、, the title may be ''."""
    names, _ = speakers()
    found = []
    title = ""
    for part in filter(None, re.split("[、和与]", printed)):
        name = part if part in names else _longest(part, names)
        while name and _longest(part[len(name) :], names):
            found.append(names[name])  # 马克思恩格斯
            part = part[len(name) :]
            name = _longest(part, names)
        if name:
            found.append(names[name])
            title = part[len(name) :]
        else:
            bare = _grammar().title.sub("", part) or part
            found.append(bare)
            title = part[len(bare) :]
    return "、".join(found), title.removesuffix("同志")


def _longest(part: str, names: dict[str, str]) -> str:
    return next((part[:n] for n in range(min(len(part), 9), 1, -1) if part[:n] in names), "")


def _person(start: int, end: int, text: str, printed: str, known: bool = True) -> Source:
    """A person source; `printed` is its folded form, and an unfolded name stays as the page prints it."""
    name, _ = split_person(printed)
    _, kinds = speakers()
    kind = "book" if kinds.get(name.split("、")[0]) == "author" else "speech"
    original = text[start:end]
    if original != printed and name in printed:
        at = printed.index(name)
        name = original[at : at + len(name)]
    return Source(start, end, original, kind, name, known=known)


def fixed_sources(
    text: str, masked: str, start: int, end: int, index: int, known: Antecedents
) -> list[Source]:
    """The sources in [start, end) whose words are listed: persons, organs, plenums, titles in 《》."""
    found: list[Source] = []
    for match in _grammar().fixed.finditer(masked, start, end):
        source = _read(match, text, (index, match.start()), known)
        before = found[-1] if found else None
        if before is not None and source.document and before.end == source.start:
            found[-1] = _joined(before, source, text)
        else:
            found.append(source)
    return found


def _joined(author: Source, work: Source, text: str) -> Source:
    """An author or a meeting right before a title is one source with it: 贾思勰《齐民要术》, 全会《决定》."""
    if author.speaker:
        return replace(author, kind=work.kind, document=work.document)
    return replace(
        work,
        start=author.start,
        text=text[author.start : work.end],
        occasion=author.occasion or work.occasion,
    )


def _read(match: re.Match[str], text: str, place: tuple[int, int], known: Antecedents) -> Source:
    start, end, printed = match.start(), match.end(), match.group()
    original = text[start:end]
    kind = match.lastgroup
    if kind == "named":
        return _person(start, end, text, printed)
    if kind == "organ":
        voice = "党中央" if printed.endswith("党中央") else original
        return Source(start, end, original, "organ", voice=voice)
    if kind == "report":
        congress = _CONGRESS_NAME.search(original)
        return Source(start, end, original, "report", occasion=congress.group() if congress else None)
    if kind in ("plenum", "congress"):
        full = (known.meeting(printed, place) or original) if kind == "plenum" else original
        return Source(start, end, original, "meeting", voice=full, occasion=full)
    if kind == "work":
        title = text[start + 1 : start + printed.index("》")]
        if printed.endswith(("社论", "评论员文章")):
            return Source(start, end, original, "document", voice=original)
        if not is_document_title(title, text[start + printed.index("》") + 1 : end + 8]):
            return Source(start, end, original, "book", document=title)
        full = known.work(title, place) or title
        return Source(start, end, original, "document", document=full, occasion=known.passed_by.get(full))
    if kind == "short":
        return Source(start, end, original, "speech", known.titled(printed, place))
    if kind == "proverb":
        return Source(start, end, original, "other")
    name = known.before("person", place)
    if printed == "她":  # the leaders and classics of the lists are men
        name = known.before("presented", place) or SOMEBODY
    _, kinds = speakers()
    form = "book" if name and kinds.get(name) == "author" else "speech"
    return Source(start, end, original, form, name, pronoun=True)


def generic_source(
    text: str, masked: str, start: int, end: int, index: int, known: Antecedents
) -> Source | None:
    """The source that fills [start, end), by its ending: a meeting, a paper, an organ, a person with a post.

    For names that no list holds (全省农村工作会议, 省社科院研究员赵某某): None where the words are a phrase.
    """
    printed, original = masked[start:end], text[start:end]
    if not 2 <= len(printed) <= 45 or TITLE_MASK in printed or general_opinion().match(printed):
        return None
    match = _grammar().generic.search(printed)
    kind = match.lastgroup if match is not None else None
    if match is None:
        return None
    if kind in ("profession", "trade", "titled", "foreign"):
        person = _stranger(start, end, text, printed, match)
        if person is not None and kind == "titled" and person.speaker and len(person.speaker) <= 2:
            full = known.named(person.speaker[0], (index, start))
            return replace(person, speaker=full or (person.speaker if len(person.speaker) > 1 else None))
        return person
    if kind == "unnamed" and not _PHRASE.search(printed[2:]):
        return Source(start, end, original, "speech", known=False)
    unborne = printed[: match.start()] if kind == "bearer" else printed  # 主要负责同志
    # A meeting's name may hold verbs (推进某某工作部署会议), but neither particles nor pronouns.
    if (_PARTICLE if kind == "meeting" and len(printed) >= _LONG_MEETING else _PHRASE).search(unborne):
        return None
    place = (index, start)
    if kind == "meeting":
        short = printed in words("source_words", "short_meeting")
        full = known.meeting(printed, place) if short else original
        return Source(start, end, original, "meeting", voice=full, occasion=full)
    if kind == "paper":
        if not printed.endswith("报告"):
            held = printed.removesuffix(_COMMUNIQUE)  # 全会公报 is what the plenum says
            full = known.meeting(held, place) if held in words("source_words", "short_meeting") else None
            return Source(start, end, original, "document", voice=full, occasion=full)
        full = known.before("report", place) if printed == "报告" else None
        congress = _CONGRESS_NAME.search(full or printed)
        return Source(start, end, original, "report", occasion=congress.group() if congress else None)
    return Source(start, end, original, "organ", voice=original)


def _stranger(start: int, end: int, text: str, printed: str, match: re.Match[str]) -> Source | None:
    """A person whom no list holds, by a title before or after the name: 省社科院研究员赵某某, 赵某某教授."""
    names, kinds = speakers()
    grammar = _grammar()
    if match.lastgroup in ("profession", "trade"):
        who = "who" if match.lastgroup == "profession" else "whose"
        at = match.start(who)
        name = grammar.title.sub("", match.group(who)) or match.group(who)
        lead = printed[:at].rstrip("的").rpartition("的")[2].removeprefix("某")  # 长期参与治水的研究员某某
        sure = (
            name in names or "·" in name or name_score(name) >= 0.3 or is_unknown(name) or _is_spelled(name)
        )
        sure = sure or (len(name) <= 3 and surname_length(name) > 0 and not _PHRASE.search(name))
        if match.lastgroup == "trade":
            sure = name_score(name) >= _TRADE_NAME
        if not sure or _PHRASE.search(lead) or lead[:1] in _WITH:
            return None
    else:
        if _PHRASE.search(printed[: match.start()].removesuffix("的")):
            return None
        at = match.start()
        whole = match.group()
        bare = grammar.title.sub("", whole) or whole
        name = names.get(whole, bare)
        if match.lastgroup == "foreign":
            lead_in = grammar.lead_in.match(name)
            at += lead_in.end() if lead_in else 0
            name = name[lead_in.end() :] if lead_in else name
    resolved = names.get(name, name)
    if resolved in words("attribution_words", "adverb") or (_NO_NAME.search(name) and name not in names):
        return None
    if resolved == name:
        resolved = text[start + at : start + at + len(name)]
    kind = "book" if kinds.get(names.get(name, name)) == "author" else "speech"
    return Source(start, end, text[start:end], kind, resolved, known=True)


@cache
def _foreign() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Runs of characters that spell foreign names; those hardly met elsewhere; words that are no persons."""

    def column(role: str) -> list[str]:
        return [row["characters"] for row in rows("transliteration") if row["role"] == role]

    sounds, telltales = (f"[{''.join(column(role))}]" for role in ("sound", "telltale"))
    none = rf"{any_of(column('other'))}|.*{any_of(column('place_ending'))}$"
    return re.compile(f"{sounds}{{3,9}}"), re.compile(telltales), re.compile(none)


def _is_spelled(name: str) -> bool:
    """Is a name behind a profession spelled by sounds alone (海涅, 舒马赫)?"""
    sounds, telltale, _ = _foreign()
    return (
        len(name) >= 2
        and (sounds.fullmatch(name + name[-1] * (3 - len(name))) is not None)
        and (telltale.search(name) is not None)
    )


def spelled_name(text: str, masked: str, start: int, end: int) -> Source | None:
    """A foreign person by a bare name at the clause's head (苏霍姆林斯基曾说): spelled by sound."""
    run, telltale, none = _foreign()
    match = run.match(masked, start, end)
    if match is None or none.match(match.group()):
        return None
    if len(telltale.findall(match.group())) < max(2, len(match.group()) // 2):
        return None
    name = text[start : match.end()]
    return Source(start, match.end(), name, "speech", name, known=False)


def bare_name(text: str, masked: str, start: int, end: int, least: float) -> list[Source]:
    """Persons by a bare Chinese name at the clause's head (赵立新在后记中写道), the likeliest first.

    `least` is the score (names.name_score) from which words are a name.
    """
    scored = []
    for length in (3, 2, 4):
        name = masked[start : start + length]
        if start + length <= end and len(name) == length and not _PHRASE.search(name):
            score = name_score(name)
            if score >= least:
                scored.append(
                    (
                        score,
                        Source(start, start + length, text[start : start + length], "speech", known=False),
                    )
                )
    return [replace(s, speaker=s.text) for _, s in sorted(scored, key=lambda x: -x[0])]


_COMMUNIQUE = "公报"
_NO_NAME = re.compile("[对向给跟]|[地后时]$|^[在就曾还也都]")  # 农对, 李大爷高兴地, 工人交谈后
_PRESENTED = 0.6  # the score of a name behind a post to which 她 may lead back
_TRADE_NAME = 0.3  # the same behind a trade that only its last character shows (预报员, 分析师)
_WITH = frozenset("同与跟和")  # 同工人亲切交谈: nobody's name
_LONG_MEETING = 10  # characters from which a meeting's name may hold verbs
SOMEBODY = ""  # a person who is introduced without a name, such as 一位老支书
_INTRODUCED = re.compile("(?<![是为每给对向把])(?:有一|另一|[一有])[位名](?=[\u4e00-\u9fff]{2})")
_PARTICLE = re.compile("[是被着过们我你他她这那每]|主持|召开|出席|参加|[在到了的]")
_CONGRESS_NAME = re.compile(rf"(?:党的|中共)?第?{_NUMBER}{{1,3}}大")
_PHRASE = re.compile(
    "[是为把将被了着过们在对就的向从与给使让不要都这那该本其各每某我]"
    "|代表(?=第|党|中|国|省|市|全)|学习|贯彻|落实|根据|按照|主持|召开|出席|参加|发表|考察|深入|推进|加强"
)
