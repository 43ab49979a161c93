"""Organizations and posts out of the words that stand for them in a sign-off or byline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from lilun.loaders.fields.names import begins_word, fold
from lilun.loaders.rules import rows

_PAPERS = ("日报", "晚报")
_PLACE = 2  # characters of the place that a name begins with
_OPEN, _CLOSE = "（【《“‘「『", "）】》”’」』"
# A unit that begins like this stands by itself and inherits no parent.
_ABSOLUTE = re.compile(
    "中国|中共|中央|全国|国家|国务院|国防|北京|上海|天津|重庆|河北|山西|内蒙古|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南"
    "|广东|广西|海南|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|香港|澳门|台湾|.{1,6}[省市县州旗]|省|市|县|区(?!域)|本报|解放军|武警|教育部|英国|美国|法国|德国|俄罗斯|日本|韩国|加拿大|澳大利亚|新加坡|意大利|荷兰|印度"
)
_GAP = re.compile(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])")
_LINK = re.compile(
    r"(?:[\d１-９一二三四五][.．、]|兼任?|并任|挂职(?:担任|任)?|曾任|历任|现任|现为|受聘为|同时为|也是|系|为|任(?!丘)|暨|和)\s*"
)
# Whom a paper invites to write is no member of it: 本报特约评论员.
_INVITED = re.compile("本[报刊网台](?:特约|特邀|专栏)[\u4e00-\u9fff]{2,5}")
# What one leads, wins or is chosen for: no house, though it may stand after one.
_GRANT = re.compile("(?:项目|课题|专项|基金|计划|工程|奖|奖章|称号)$")
# 国家“某某计划”青年拔尖人才 and its like without the marks.
_GRANT_WITHIN = re.compile("计划|工程|专项")
_GRANTING_PLACE = re.compile("(?:全国|国家|[\\u4e00-\\u9fff]{0,3}(?:省|市|自治区))")
# What makes an honour of the post that it stands before: a programme that chooses people, a chair, a name.
_HONOURED = re.compile(
    "长江学者|泰山学者|珠江学者|院士|名师|讲席|荣誉|“[^”]{2,12}(?:学者|人才|英才|名家|计划|工程)”"
)
# A post that is held in the village to which the house has sent somebody.
_SENT = re.compile(
    "派?驻[^、，]{2,16}?(?:村|社区|乡|镇)(?:党支部)?(?:第一书记|[^、，]{0,4}(?:工作|帮扶)(?:队|组)(?:队长|组长|队员)|干部)$"
)


# Houses by a word that stands in other words too: 新发展格局研究院, 会计学院.
_AMBIGUOUS = ("(?<![格全布治])局", "厅(?!局)", "学会(?!计)")


@dataclass(frozen=True, slots=True)
class Post:
    """One post as printed, and its kind: administrative, academic, honour or other."""

    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class Affiliation:
    """One organization as printed with the posts held there.

    `institution_path` leads from the house to the smallest unit (某大学, 某学院) and may take its head from
    an organization printed before; `joint` are the institutions of one house in brackets (党校（行政学院）),
    `other_names` what else stands in brackets.
    """

    organization: str
    positions: tuple[Post, ...] = ()
    institution_path: tuple[str, ...] = ()
    joint: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Posts:
    kinds: dict[str, str]
    tail: re.Pattern[str]
    overlapping: re.Pattern[str]
    grantor: re.Pattern[str]


@lru_cache(maxsize=1)
def _posts() -> _Posts:
    table = rows("posts")
    kinds = {row["word"]: row["kind"] for row in table if row["form"] == "title"}
    titles = "|".join(sorted(map(re.escape, kinds), key=len, reverse=True))
    modifiers, grantors = (
        "|".join(sorted((re.escape(r["word"]) for r in table if r["form"] == form), key=len, reverse=True))
        for form in ("modifier", "grantor")
    )
    return _Posts(
        kinds,
        re.compile(f"(?:(?:{modifiers}|“[^”]{{2,12}}”)\\s*)*(?P<title>{titles})(?:（[^）]{{1,6}}）)?$"),
        re.compile("[部局厅校院所处市省县区社馆][长]$"),
        re.compile(f"(?:{grantors})"),
    )


@lru_cache(maxsize=1)
def _levels() -> dict[str, str]:
    return {row["suffix"]: row["level"] for row in rows("organizations")}


@lru_cache(maxsize=1)
def _suffix() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(sorted(map(re.escape, _levels()), key=len, reverse=True)) + ")$")


@lru_cache(maxsize=1)
def _house() -> re.Pattern[str]:
    houses = [s for s, level in _levels().items() if level == "house"]
    # 学院 is a house when a unit follows it: 某某学院马克思主义学院.
    houses += ["学院", "研究院", "研究所", "委员会", "宣传部", "书院", "医学部", "学部", "常委会", "办公室"]
    houses += ["协会", "研究会", "日报", "晚报", "总队", "支队", "集团军"]
    longest_first = sorted(map(re.escape, houses), key=len, reverse=True)
    return re.compile("|".join((*longest_first, *_AMBIGUOUS)))


def split_top(text: str, separators: str) -> list[tuple[int, int]]:
    """The stretches of `text` between `separators` that stand outside every bracket and quotation mark."""
    folded, depth, start = fold(text), 0, 0
    parts: list[tuple[int, int]] = []
    for i, c in enumerate(folded):
        if c in _OPEN:
            depth += 1
        elif c in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0 and c in separators:
            parts.append((start, i))
            start = i + 1
    parts.append((start, len(text)))
    return parts


def _without_brackets(folded: str) -> str:
    """The same length with bracketed stretches blanked, so that a suffix is found before its bracket."""
    return re.sub("（[^（）]*）", lambda m: "\0" * len(m.group()), folded)


def ends_as_organization(text: str) -> bool:
    """Whether `text` ends in a word for an institution or a unit, a closing bracket aside."""
    folded = _without_brackets(fold(text).rstrip()).rstrip("\0").rstrip("”")
    return len(folded) >= 2 and bool(_suffix().search(folded))


def ends_as_post(text: str) -> bool:
    """Whether `text` ends in a title such as 教授 or 副院长."""
    return bool(_posts().tail.search(fold(text).rstrip()))


def stands_alone(text: str) -> bool:
    """Whether an organization's name begins with the place or body that it belongs to: 中共临江市委, 省政府."""
    return bool(_ABSOLUTE.match(fold(text)))


def split_post(text: str) -> tuple[str, str]:
    """(organization, post) of one item; either may be empty: 某大学副校长 → (某大学, 副校长)."""
    text = text.strip()
    folded = fold(text)
    if _is_honour(folded):
        return ("", text)
    sent = _SENT.search(folded)
    if sent and ends_as_organization(folded[: sent.start()]):
        return (text[: sent.start()], text[sent.start() :])
    found = _posts().tail.search(folded)
    if not found:
        return (text, "")
    at = found.start()
    head = folded[:at].rstrip(" 的")
    if not head:
        return ("", text)
    if _GRANT.search(head) or found.group("title") == "传承人":
        houses = [m.end() for m in _house().finditer(head) if _levels().get(m.group()) == "house"]
        return (text[: houses[-1]], text[houses[-1] :]) if houses else ("", text)
    for i in range(at, found.end() - 1):
        # 社会科学院党委书记: 院党委 is a modifier too, but the unit must stay whole.
        if ends_as_organization(folded[:i]) and _posts().tail.fullmatch(folded, i):
            return (text[:i].rstrip(" 的"), text[i:])
    if ends_as_organization(head):
        return (text[: len(head)], text[at:])
    # 求是特聘教授, 经济学教授, 政治学专业博士研究生: words between the unit and the title belong to the post.
    last = 0
    blanked = _without_brackets(head)
    for i in range(len(blanked) - 1, 1, -1):
        if len(blanked) - i <= 14 and _suffix().search(blanked[:i]) and blanked[i] not in "\0”":
            last = i
            break
    if last and re.search("(?:学|专业|级|系列|[年届]|理论|[党群团]组织)$|“", head[last:]):
        return (text[:last], text[last:])
    if not last and len(head) <= 8 and re.search("(?:学|专业|级|文学|史|[兼任])$", head):
        return ("", text)
    # 市长, 宣传部长: the unit's own last character is the first of the title.
    overlap = _posts().overlapping.search(folded)
    if overlap and at >= overlap.start() and ends_as_organization(folded[: overlap.start() + 1]):
        return (text[: overlap.start() + 1], text[overlap.start() :])
    if last and len(head) - last <= 4 and not ends_as_organization(head):
        return (text[:last], text[last:])
    return (text[: len(head)], text[at:])


def _is_honour(folded: str) -> bool:
    """Whether an item is an honour with the body or place that grants it: 教育部“某某学者”特聘教授, 省特级专家."""
    grantor = _posts().grantor.match(folded) or _GRANTING_PLACE.match(folded)
    if grantor is None or ends_as_organization(folded):
        return False
    title = _posts().tail.search(folded)
    if title and _posts().kinds[title.group("title")] == "honour":
        between = folded[grantor.end() : title.start()]
        if title.start() <= grantor.end() or (_GRANT_WITHIN.search(between) and not _house().search(between)):
            return True
    programme = re.search("“[^”]{2,14}”", folded)
    if programme is None:
        return False
    house = programme.start() > grantor.end() and ends_as_organization(folded[: programme.start()])
    unit = title is not None and ends_as_organization(folded[programme.end() : title.start("title")])
    return not house and not unit


def read_post(text: str) -> Post:
    """One title as a post, with its kind."""
    found = _posts().tail.search(fold(text))
    kind = _kind(fold(text), found.group("title")) if found else "other"
    if found and _HONOURED.search(fold(text)):
        kind = "honour"
    return Post(re.sub(r"\s+", "", text), kind)


def _kind(post: str, title: str) -> str:
    """The kind of a post by its longest title: 党组成员 is not a 成员, nor 总编辑 an 编辑."""
    bare = re.sub("（[^（）]*）$", "", post)
    kinds = _posts().kinds
    return next((kinds[bare[i:]] for i in range(len(bare)) if bare[i:] in kinds), kinds.get(title, "other"))


def institution_path(organization: str) -> tuple[str, ...]:
    """From the house to the smallest unit: 某大学经济学院财政系 → (某大学, 经济学院, 财政系)."""
    folded = fold(organization)
    blanked = _without_brackets(folded)
    cuts = [0]
    for found in _house().finditer(blanked):
        end = found.end()
        while end < len(blanked) and blanked[end] == "\0":
            end += 1
        rest = blanked[end:]
        if (
            found.end() - cuts[-1] >= 3
            and len(rest.replace("\0", "")) >= 2
            and _suffix().search(rest.rstrip("\0"))
            and not re.match(
                "大学|学院|党校|会(?!计)|部|科学院|附属|分校|派|校区|出版|报业|传媒|与|和|、|及",
                rest.lstrip(),
            )
            and _level(found.group()) >= _level_of_rest(rest)
        ):
            cuts.append(end)
    cuts.append(len(folded))
    return tuple(organization[a:b].strip() for a, b in pairwise(cuts) if organization[a:b].strip())


def _level(suffix: str) -> int:
    return 3 if _levels().get(suffix) == "house" else 2


def _level_of_rest(rest: str) -> int:
    """A committee has no party school below it: what follows must be lower than what it follows."""
    found = _suffix().search(rest.rstrip("\0"))
    return 2 if found and _levels()[found.group()] in ("house", "unit") else 1


def _bracketed(organization: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(joint institutions, other names) that stand in the organization's brackets."""
    folded = fold(organization)
    joint: list[str] = []
    other: list[str] = []
    for found in re.finditer("（([^（）]+)）", folded):
        before = _suffix().search(_without_brackets(folded[: found.start()]).replace("\0", ""))
        offset = found.start(1)
        for a, b in split_top(found.group(1), "、，；"):
            name = organization[offset + a : offset + b].strip()
            suffix = _suffix().search(fold(name))
            if suffix and len(name) > 1 and before and suffix.group() != before.group():
                joint.append(name)
            elif name:
                other.append(name)
    return tuple(joint), tuple(other)


def _items(text: str) -> list[str]:
    """The printed items: parts between commas, with those put together again that no unit or title ends."""
    items: list[str] = []
    pending = ""
    spans = split_top(text, "、，；")
    for i, (a, b) in enumerate(spans):
        part = text[a:b]
        separator = text[b] if b < len(text) else ""
        whole = pending + part
        last = i == len(spans) - 1
        complete = ends_as_organization(part) or ends_as_post(part)
        if not complete and not last and fold(separator) == "、" and part.strip():
            pending = whole + separator
            continue
        pending = ""
        items += _conjoined(whole)
    if pending:
        items += _conjoined(pending.rstrip("、，；"))
    return [i.strip() for i in items if i.strip()]


def _conjoined(item: str) -> list[str]:
    """A大学教授兼B中心主任 → both; 经济与管理学院 and 发展和改革委员会 stay whole."""
    folded = fold(item)
    for found in re.finditer("兼任?|暨|以及|[和及与](?=.*(?:大学|学院|研究|中心|教授|会|院|所))", folded):
        left, right = folded[: found.start()], folded[found.end() :]
        if _depth(left) or not left or not right:
            continue
        link = found.group()
        apart = ends_as_post(left) or (link[0] != "兼" and _joins_units(left, right))
        if apart and (ends_as_post(right) or ends_as_organization(right)):
            return _conjoined(item[: found.start()]) + _conjoined(item[found.end() :])
    return [item]


def _joins_units(left: str, right: str) -> bool:
    """Whether both sides name a unit in full: 某大学某学院和某大学某中心, but not 发展和改革委员会."""
    found = _suffix().search(left)
    return found is not None and 2 <= len(found.group()) < len(left) - 1 and not _inherits(right)


def _depth(text: str) -> int:
    return sum(c in _OPEN for c in text) - sum(c in _CLOSE for c in text)


def read_affiliations(text: str) -> tuple[Affiliation, ...]:
    """The organizations that `text` names, in printed order, each with its posts.

    `text` is what follows 作者系 or 作者单位：, or what stands before a name. Items joined by 、 are one
    organization each or one post of the organization before; a unit without a house of its own inherits the
    house. A post before any organization gives an affiliation without organization ('').
    """
    found: list[Affiliation] = []
    for item in _items(clean(text)):
        link = _LINK.match(fold(item))
        if link and not (link.group() in "系暨和" and begins_word(item)):  # 暨南大学, 和田市, 系统工程研究所
            item = item[link.end() :]
        if not item or _INVITED.fullmatch(fold(item)):
            continue
        organization, post = split_post(item)
        if not organization:
            if found:
                last = found[-1]
                found[-1] = _with_post(last, post)
            else:
                found.append(Affiliation("", (read_post(post),)))
            continue
        # 教授、某大学经济学院院长: the titles before the first organization are of the same house.
        titles = found.pop().positions if found and not found[-1].organization else ()
        path = institution_path(organization)
        if found and found[-1].institution_path and _inherits(organization):
            parent = found[-1].institution_path
            # 临江学院、临江历史研究中心: what begins as the house does is no unit of it.
            if path[0] not in parent and path[0][:_PLACE] != parent[0][:_PLACE]:
                path = (parent[0], *path)
        joint, other = _bracketed(organization)
        posts = titles + ((read_post(post),) if post else ())
        found.append(Affiliation(organization, posts, path, joint, other))
    return tuple(found)


def _with_post(affiliation: Affiliation, post: str) -> Affiliation:
    return Affiliation(
        affiliation.organization,
        (*affiliation.positions, read_post(post)),
        affiliation.institution_path,
        affiliation.joint,
        affiliation.other_names,
    )


def _inherits(organization: str) -> bool:
    folded = fold(organization)
    if _ABSOLUTE.match(folded):
        return False
    house = _house().search(folded)
    if house and house.start() > 0 and (_levels().get(house.group()) == "house" or house.group() in _PAPERS):
        return False
    return bool(
        re.search(
            "(?:学院|系|研究所|研究院|中心|教研部|教研室|研究室|部|处|办公室|基地|实验室)$",
            _without_brackets(folded).rstrip("\0"),
        )
    )


def clean(text: str) -> str:
    """Without the marks and the postal code around it, and without spaces that break words.

    A space after a title parts two items; any other between Chinese characters is a break of the line.
    """
    folded = fold(text)
    end = len(folded.rstrip(" 。，；、：."))
    code = re.search(r"[，\s][^，]{0,12}\d{6}$", folded[:end])
    if code:
        end = code.start()
    start = len(folded) - len(folded.lstrip(" ：，、；"))
    text = re.sub(r"\s+(?=[1-9][.．、])", "、", text[:end])[start:]
    return _GAP.sub(lambda m: "、" if _parts(text, m.start(), m.end()) else "", text)


def _parts(text: str, start: int, end: int) -> bool:
    """Whether the gap from `start` to `end` parts two items: 教授 博士生导师, but not 博士生 导师."""
    before = text[:start]
    if not ends_as_post(before):
        return False
    word = re.split(r"[\s、，；,;（(]", text[end:], maxsplit=1)[0]
    across = _posts().tail.search(fold(before + word))
    return across is None or across.start("title") >= start
