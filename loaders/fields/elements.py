"""A signature's line taken apart: names, organizations, staff signatures, and the words beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from lilun.loaders.fields.affiliation import ends_as_organization, ends_as_post, split_top
from lilun.loaders.fields.names import begins_word, fold, is_unknown, name_score, surname_length
from lilun.loaders.rules import rows

_COUNTRY = re.compile(
    r"[【（][美英法德日俄苏意奥加澳韩印瑞荷比西葡希埃以古罗波捷匈挪丹芬土墨智阿巴新](?:国|联|洲|\w{1,3})?[】）]\s*"
)
_BRACKET_END = re.compile(r"^(?P<head>[^（【]+?)\s*[（【](?P<inner>.*)[）】]$")
_COPULA = re.compile("[，\\s]*(?:均|都|皆|分别|现|，)*(?:系|为|是|任|现任)(?=.{3})")
_LABEL = re.compile(
    "发自[\\u4e00-\\u9fff]{2,8}|(?:作者)?(?:所在|工作)?单位|职务|职称|来自|供职于|任职于|简介|作者简介"
)
_LINK = re.compile("(?:来自|供职于|任职于|就职于|单位|系|为|是|现任|任(?!平))[：\\s]*")
_PLACE = re.compile(
    "[\\u4e00-\\u9fff]{2,4}(?:[省市区县州镇乡][\\u4e00-\\u9fff]{2,4})*[省市区县州镇乡村]|[\\u4e00-\\u9fff]{2}[省市][\\u4e00-\\u9fff]{2,3}"
)
_PROVINCE = re.compile(
    "(?:北京|上海|天津|重庆|河北|山西|内蒙古|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|四川"
    "|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|香港|澳门|台湾)[\\u4e00-\\u9fff]{0,3}"
)
_PLACE_BRACKET = re.compile("[（【](?P<place>[^（【）】]{2,9})[）】]\\s*(?=[\\u4e00-\\u9fff·]{2,8}$)")
_COUNTRY_NAME = 5  # characters of the country behind a foreign name: （秘鲁）
# What stands in brackets after a name and is no organization: （女，藏族）.
_PERSONAL = re.compile(
    "(?:(?:男|女|已故|遗作|(?:通讯|第[一二三四五])作者|[\\u4e00-\\u9fff]{1,6}族|(?:笔名|原名|化名).{0,6})[，、\\s]*)+"
)
_BORN = re.compile("男|女|[\\u4e00-\\u9fff]{1,4}族|\\d{4}年(?:\\d{1,2}月)?(?:出?生)|中共党员")
_CLAUSE = re.compile("[在让把被了]")
_COMMENTS = re.compile("[\u4e00-\u9fff]{2}平")
_OTHERS = re.compile("等(?:[一二两三四五六七八九十\\d]*[人位])?")
_GLUED = re.compile("(?<=[）】])(?=[\\u4e00-\\u9fff·]{2,8}[（【])")
_NUMBERED = re.compile("(?P<name>[\\u4e00-\\u9fff·]{2,8})(?:[\\d①-⑳¹²³⁴⁵*＊](?:[，、]\\d)*)+")


@dataclass(frozen=True, slots=True)
class Element:
    """A stretch of a line: 'name', 'organization', 'staff', 'group', 'place' or 'other'."""

    kind: str
    start: int
    end: int
    score: float
    role: str = "author"
    bracketed: bool = False
    separator: str = ""  # what stood before it


@lru_cache(maxsize=1)
def forms() -> dict[str, dict[str, str]]:
    """Place → word → role, of the words that stand beside a name."""
    table: dict[str, dict[str, str]] = {}
    for row in rows("byline_forms"):
        table.setdefault(row["place"], {})[row["word"]] = row["role"]
    return table


@lru_cache(maxsize=1)
def _staff() -> dict[str, str]:
    return {row["signature"]: row["kind"] for row in rows("staff_signatures")}


@lru_cache(maxsize=8)
def alternatives(place: str) -> str:
    """The words of one place as a regular expression, the longest first."""
    return "|".join(sorted(map(re.escape, forms()[place]), key=len, reverse=True))


@lru_cache(maxsize=1)
def _prefixes() -> re.Pattern[str]:
    words = sorted((w for w, kind in _staff().items() if kind != "pen"), key=len, reverse=True)
    papers = (
        "(?:[\\u4e00-\\u9fff]{2,8}(?:日报|晚报|时报|早报|商报|周刊|杂志|通讯社|电视台|网|社)|本报|本刊|本网)"
    )
    return re.compile(
        f"(?P<word>{papers}?(?:首席|资深|见习|实习|全媒体|驻[\\u4e00-\\u9fff]{{1,4}})?(?:记者|通讯员|(?:特约|首席|资深)?评论员)|{'|'.join(words)})"
        "(?P<rest>$|[\\s：、/].*|.{2,8}$)"
    )


@lru_cache(maxsize=1)
def _before() -> re.Pattern[str]:
    return re.compile(f"(?P<word>{alternatives('before')})\\s*[：/\\s]\\s*(?P<rest>.+)")


@lru_cache(maxsize=1)
def _after() -> re.Pattern[str]:
    words = alternatives("after")
    glued = "|".join(w for w in words.split("|") if len(w) > 1 or w in "文译")
    return re.compile(
        f"(?P<rest>.{{2,}}?)\\s*[/\\s]\\s*(?P<word>{words})|(?P<rest2>.{{2,4}}?|.{{4,}}[\\u4e00-\\u9fff](?=供稿|撰稿|撰文|整理))(?P<word2>{glued})"
    )


def is_staff(text: str) -> bool:
    """Whether `text` is a signature of the paper itself: 本报评论员, 社论, 某报编辑部."""
    folded = fold(text).strip()
    if _staff().get(folded) == "staff" or re.fullmatch("本[报刊][\\u4e00-\\u9fff]{2,4}(?:部|编辑室)", folded):
        return True
    return bool(
        re.fullmatch(
            "(?:[\\u4e00-\\u9fff]{2,8}(?:日报|晚报|时报|社|网|报|杂志)|《[^《》]{2,8}》(?:杂志)?)(?:社)?(?:特约|首席)?(?:评论员|编辑部|社论|评论部|理论部)",
            folded,
        )
    )


def is_pen_name(text: str) -> bool:
    """Whether `text` is a collective pen name: a known one, or three characters that end in 平 (评) and name nobody."""
    folded = fold(text).strip()
    if _staff().get(folded) == "pen":
        return True
    return bool(_COMMENTS.fullmatch(folded)) and name_score(folded) < 0.1 and not begins_word(folded[1:])


def is_group(text: str) -> bool:
    """Whether `text` names a group that signs: 某某课题组, 某编辑部."""
    return len(text.strip()) >= 4 and bool(re.search(f"(?:{alternatives('group')})$", fold(text).strip()))


def person_score(text: str) -> float:
    """`name_score`, a pen name counted as known."""
    return 0.95 if is_pen_name(text) else name_score(text)


def in_clause(text: str) -> bool:
    """Whether `text` holds a word that stands in a sentence and never in an organization."""
    return bool(_CLAUSE.search(fold(text)))


def is_place(text: str) -> bool:
    """Whether `text` may be the town that stands before a correspondent's name: 临江市, 浙江杭州."""
    folded = fold(text).strip()
    if not (_PLACE.fullmatch(folded) or _PROVINCE.fullmatch(folded)):
        return False
    return folded[-1] in "省市区县州镇乡村" or not _looks_organized(folded)


def _looks_organized(text: str) -> bool:
    return ends_as_organization(text) or ends_as_post(text)


def split_organization_name(text: str) -> tuple[int, float] | None:
    """Where a name begins that stands right after an organization or a title: 某大学教授张三 → (6, score)."""
    folded = fold(text)
    best: tuple[int, float] | None = None
    dotted = re.search("[\\u4e00-\\u9fff]{2,8}(?:[·•・‧][\\u4e00-\\u9fff]{1,9})+$", folded)
    lengths = [len(dotted.group()) - i for i in range(len(dotted.group()) - 3)] if dotted else []
    for length in [*lengths, 4, 3, 2]:
        at = len(folded) - length
        if at < 3:
            continue
        head = folded[:at].rstrip()
        if not _looks_organized(head) or in_clause(head) or "的" in head[:-1]:
            continue
        score = person_score(folded[at:])
        if score > 0.15 and (best is None or score > best[1] + 0.1):
            best = (at, score)
    return best


_NATIONAL = re.compile(f"(?:中国|中共|中央|国家|全国|{_PROVINCE.pattern})")


def _split_name_organization(text: str) -> int | None:
    """Where an organization begins right after a name, as where a line's end is lost: 张文博中国某学院."""
    for length in (3, 2, 4):
        name, rest = text[:length], text[length:]
        if _NATIONAL.match(rest) and len(rest) > 4 and person_score(name) > 0.6 and _looks_organized(rest):
            return length
    return None


def _tokens(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """(start, end, separator before) of the words between commas, spaces and colons, outside brackets."""
    found: list[tuple[int, int, str]] = []
    separator = ""
    for a, b in split_top(text[start:end], " ，、；：/｜。"):
        joint = re.search(
            "(?<=[^本报特约]{3})(?:[\\u4e00-\\u9fff]{2,4}日报|本报)?(?:特约)?通讯员",
            fold(text[start + a : start + b]),
        )
        if joint and joint.start() and "（" not in fold(text[start + a : start + b]):
            # 记者张三通讯员李四
            found.append((start + a, start + a + joint.start(), separator))
            a, separator = a + joint.start(), " "
        for glued in _GLUED.finditer(fold(text), start + a, start + b):
            # 张三（某大学教授）李四（某学院讲师）
            found.append((start + a, glued.start(), separator))
            a, separator = glued.start() - start, "、"
        if b > a:
            found.append((start + a, start + b, separator))
            separator = ""
        mark = fold(text[start + b : start + b + 1])
        separator = mark if separator in ("", " ") else separator
    return _join_single(text, found)


def _join_single(text: str, tokens: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Single characters with spaces between are one name (张 丽), four are two names."""
    out: list[tuple[int, int, str]] = []
    i = 0
    while i < len(tokens):
        j = i + 1
        first = _length(text, tokens[i])
        compound = first == 2 and surname_length(text[tokens[i][0] : tokens[i][1]] + "某") == 2
        while j < len(tokens) and tokens[j][2] == " " and _length(text, tokens[j]) == 1:
            if j + 1 < len(tokens) and tokens[j + 1][2] == "/":
                break  # 张 丽 文/摄
            j += 1
        size = j - i
        if size > 1 and (first == 1 or compound):
            step = min(size, 3) if compound or size % 2 else 2
            if size % 6 == 0 and not compound:
                pairs, triples = (_least_score(text, tokens[i:j], n) for n in (2, 3))
                step = 3 if pairs < min(triples, 0.2) else 2
            for k in range(i, j, step):
                out.append((tokens[k][0], tokens[min(k + step, j) - 1][1], tokens[k][2]))
        elif first == 1 and j < len(tokens) and tokens[j][2] == " " and _length(text, tokens[j]) == 2:
            # 张 建国: a surname apart from its given name.
            given = text[tokens[j][0] : tokens[j][0] + 2]
            pair = text[tokens[i][0] : tokens[j][0]] + given
            if name_score(pair) > max(0.3, name_score(given)):
                out.append((tokens[i][0], tokens[j][1], tokens[i][2]))
                j += 1
            else:
                out.append(tokens[i])
        else:
            out.append(tokens[i])
            j = i + 1
        i = j
    return out


def _least_score(text: str, tokens: Sequence[tuple[int, int, str]], step: int) -> float:
    """The score of the least likely name when every `step` of the single characters make one."""
    letters = [text[a] for a, _, _ in tokens]
    return min(name_score("".join(letters[k : k + step])) for k in range(0, len(letters), step))


def _length(text: str, token: tuple[int, int, str]) -> int:
    """Characters of a token before its bracket."""
    return len(re.split("[（【]", fold(text[token[0] : token[1]]))[0])


def elements(text: str, start: int, end: int, threshold: float) -> list[Element]:
    """What the stretch is made of; names are taken from `threshold` on."""
    out: list[Element] = []
    role = "author"
    free = 0  # names before this index already have their word
    least = threshold  # beside a word such as 记者 or 整理 every surname makes a name
    tokens = _tokens(text, start, end)
    for n, (a, b, separator) in enumerate(tokens):
        marks = len(text[a:b]) - len(fold(text[a:b]).lstrip("".join(forms()["mark"])))
        a += marks if a + marks < b else 0  # □张三 □李四
        word = _unspaced(fold(text[a:b]))
        following = tokens[n + 1][2] if n + 1 < len(tokens) else ""
        if word in forms()["before"] and following in ("：", "/", " "):
            role, free, least = forms()["before"][word], len(out), 0.0
            if role == "writer" and out and all(e.kind == "organization" for e in out):
                out = [replace(e, kind="group") for e in out]  # 某研究中心 执笔：张三
            continue
        if word in forms()["after"] and out and separator in ("/", " "):
            kind = "name" if any(e.kind in ("name", "staff", "group") for e in out) else "organization"
            for back in range(len(out) - 1, free - 1, -1):
                if out[back].kind == kind:
                    # An organ without a name signs itself: 某市委宣传部 供稿.
                    signs = kind if kind == "name" else "group"
                    out[back] = replace(out[back], kind=signs, role=forms()["after"][word])
            free = len(out)
            continue
        if word in forms()["excluded"] and following in ("：", "/", " "):
            role, free = "", len(out)
            continue
        if _LABEL.fullmatch(word) or (
            out and (_OTHERS.fullmatch(word) or _BORN.fullmatch(word) or word.isdigit())
        ):
            continue
        staff = _prefixes().fullmatch(word)
        if staff:
            least = 0.0
            if free < len(out) or role in ("", "author", "correspondent"):  # 主持人：本报记者 张三 stays one
                role = "correspondent" if staff.group("word").endswith("通讯员") else "author"
            rest = staff.group("rest").strip(" ：/、")
            if rest:
                a, word = b - len(rest), rest
            else:
                coming = fold(text[slice(*tokens[n + 1][:2])]) if n + 1 < len(tokens) else ""
                if not any(e.kind == "name" for e in _element(coming, 0, len(coming), "", role, least)):
                    out.append(Element("staff", a, b, 0.95, role, separator=separator))
                continue
        if n + 1 < len(tokens) and following == " " and is_place(word):
            coming = fold(text[slice(*tokens[n + 1][:2])])
            if _PLACE.fullmatch(word) or name_score(coming) > 0.3 or coming in forms()["before"]:
                out.append(Element("place", a, b, 0.6, separator=separator))
                continue
        verb = following in (" ", "/") and fold(text[slice(*tokens[n + 1][:2])]) in forms()["after"]
        if word in forms()["excluded"] and separator == "/" and n + 1 == len(tokens):
            continue  # 张三 文/摄
        out += _element(
            text, a, b, separator, role, 0.0 if verb or _holds_post(text, out, separator) else least
        )
    return _in_company(text, [e for e in out if e.role])


def _holds_post(text: str, out: list[Element], separator: str) -> bool:
    """Whether a post stands right before the word at hand, which then is whose it is: …博士研究生　张三."""
    last = out[-1] if out else None
    return (
        last is not None
        and separator == " "
        and last.kind == "organization"
        and ends_as_post(text[last.start : last.end])
    )


def _unspaced(word: str) -> str:
    """A word such as 嘉 宾 or 主 持 人 without the spaces that fill its line."""
    bare = word.replace(" ", "")
    return bare if bare in forms()["before"] else word


def _in_company(text: str, found: list[Element]) -> list[Element]:
    """The elements, with what is no word taken for a name where as many sure names stand beside it."""
    sure = sum(e.kind == "name" and e.score > 0.6 for e in found)
    strange = [e for e in found if e.kind == "other"]
    if not strange or len(strange) > sure or not all(is_unknown(text[e.start : e.end]) for e in strange):
        return found
    return [replace(e, kind="name", score=0.3) if e.kind == "other" else e for e in found]


def _element(text: str, a: int, b: int, separator: str, role: str, threshold: float) -> list[Element]:
    word = fold(text[a:b])
    if is_staff(word):
        return [Element("staff", a, b, 0.95, role, separator=separator)]
    country = _COUNTRY.match(word)
    if country and country.end() < len(word):
        return [
            Element(
                "name",
                a + country.end(),
                b,
                max(0.8, name_score(word[country.end() :])),
                role,
                separator=separator,
            )
        ]
    place = _PLACE_BRACKET.match(word)
    if place and is_place(place.group("place")) and name_score(word[place.end() :]) > 0.1:
        return [
            Element("place", a + place.start("place"), a + place.end("place"), 0.6, separator=separator),
            *_element(text, a + place.end(), b, " ", role, 0.0),
        ]
    bracket = _BRACKET_END.match(word)
    if bracket:
        head = _element(text, a, a + bracket.end("head"), separator, role, threshold)
        inside = bracket.group("inner")
        if head and head[-1].kind in ("name", "group"):
            abroad = (
                "·" in bracket.group("head") and len(inside) <= _COUNTRY_NAME and not _looks_organized(inside)
            )
            if abroad or _PERSONAL.fullmatch(inside):
                return head
            if _before().match(inside):
                return [
                    *head,
                    *elements(text, a + bracket.start("inner"), a + bracket.end("inner"), threshold),
                ]
            inner = Element(
                "organization", a + bracket.start("inner"), a + bracket.end("inner"), 0.9, bracketed=True
            )
            lead = re.match("(?:作者)?(?:单位|系|为|是)?[：\\s]*", inside)
            return [*head, replace(inner, start=inner.start + (lead.end() if lead else 0))]
    score = person_score(word)
    if score > 0.6 and len(word) <= 3:
        return [Element("name", a, b, score, role, separator=separator)]
    for copula in _COPULA.finditer(word, 2, 9):
        names, rest = word[: copula.start()], word[copula.end() :]
        if name_score(names) > 0.3 and _looks_organized(rest):
            return [
                Element("name", a, a + len(names), name_score(names), role, separator=separator),
                Element("organization", a + copula.end(), b, 0.9),
            ]
    link = _LINK.match(word)
    if link and _looks_organized(word[link.end() :]):
        a, word = a + link.end(), word[link.end() :]
    if re.match("[（【]", word) and word[-1] in "）】" and len(word) > 4:
        return [Element("organization", a + 1, b - 1, 0.8, bracketed=True, separator=separator)]
    if is_group(word):
        return [Element("group", a, b, 0.9, role, separator=separator)]
    if _looks_organized(word) and len(word) > 1:
        if cut := _split_name_organization(word):
            return [
                Element("name", a, a + cut, person_score(word[:cut]), role, separator=separator),
                Element("organization", a + cut, b, 0.9, role, separator=" "),
            ]
        return [Element("organization", a, b, 0.9, role, separator=separator)]
    if score > threshold:
        return [Element("name", a, b, score, role, separator=separator)]
    bare = _NUMBERED.fullmatch(word) or re.fullmatch(f"(?P<name>.{{2,4}}){_OTHERS.pattern}", word)
    if bare and name_score(bare.group("name")) > max(threshold, 0.2):
        return [
            Element(
                "name", a, a + bare.end("name"), name_score(bare.group("name")), role, separator=separator
            )
        ]
    after = _after().fullmatch(word)
    if after:
        rest = after.group("rest") or after.group("rest2")
        verb = after.group("word") or after.group("word2")
        if len(verb) > 1 and len(rest) > 4 and ends_as_organization(rest):
            return [Element("group", a, a + len(rest), 0.8, forms()["after"][verb], separator=separator)]
        glued = split_organization_name(rest)
        if len(verb) > 1 and glued:  # 某大学教授张三撰稿
            at, score = glued
            return [
                Element("organization", a, a + at, 0.9, role, separator=separator),
                Element("name", a + at, a + len(rest), score, forms()["after"][verb]),
            ]
        if person_score(rest) > max(threshold, 0.2):
            return [
                Element(
                    "name", a, a + len(rest), person_score(rest), forms()["after"][verb], separator=separator
                )
            ]
    glued = split_organization_name(word)
    if glued:
        at, score = glued
        return [
            Element("organization", a, a + at, 0.9, role, separator=separator),
            Element("name", a + at, b, score, role),
        ]
    if 4 <= len(word) <= 6:
        for cut in (2, 3):
            left, right = word[:cut], word[cut:]
            if min(name_score(left), name_score(right)) > 0.6:
                return [
                    Element("name", a, a + cut, name_score(left), role, separator=separator),
                    Element("name", a + cut, b, name_score(right), role),
                ]
    return [Element("other", a, b, 0.0, role, separator=separator)]


def within_organization(element: Element, found: Sequence[Element]) -> bool:
    at = found.index(element)
    return at + 1 < len(found) and found[at + 1].kind == "organization" and found[at + 1].separator == "、"
