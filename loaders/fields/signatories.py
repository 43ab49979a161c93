"""Who signs: the signatories that the elements of a line make, and what else tells a signature."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from lilun.loaders.fields.affiliation import Affiliation, read_affiliations
from lilun.loaders.fields.elements import Element, alternatives

_SPREAD = re.compile(r"(?<!\S)\S(?:[^\S\n]\S(?!\S)){4,}")


@dataclass(frozen=True, slots=True)
class Signatory:
    """One who signs: person, staff or group; without a name when only the post is printed.

    `start` and `end` are offsets into the text that was read, of the name, or of the organization when no
    name is printed. `place` is the town that stands before a correspondent's name.
    """

    name: str | None
    kind: str  # 'person', 'staff', 'group'
    role: str  # 'author', 'compiler', 'interviewer', 'translator', 'digested', 'correspondent', 'writer'
    affiliations: tuple[Affiliation, ...]
    place: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Signature:
    """A block or stretch that signs an article.

    `form` is byline, signoff or source; `score` says how sure it is, 0 to 1, that the whole text is one;
    `rule` names the form that was found, `taken` how the text was taken from the paper `reprinted_from`:
    as a digest of it (摘自), as a reprint (原载), or empty.
    """

    form: str
    signatories: tuple[Signatory, ...]
    reprinted_from: str | None
    score: float
    rule: str
    taken: str = ""


def assemble(text: str, found: list[Element]) -> list[Signatory]:
    """Names with the organizations that belong to them, by the order of the first name and organization.

    名 单位 gives an organization to the names before it, 单位 名 to the names after it; a bracket always to
    the names before it.
    """
    found = _joined(text, found)
    kinds = [e.kind for e in found]
    signers = [k in ("name", "staff", "group") for k in kinds]
    if not any(signers):
        return []
    organization_first = "organization" in kinds and kinds.index("organization") < signers.index(True)
    out: list[Signatory] = []
    waiting = 0  # names from here on wait for an organization printed after them
    current: tuple[Affiliation, ...] = ()
    place: str | None = None
    for n, element in enumerate(found):
        words = text[element.start : element.end]
        if element.kind == "place":
            place = words.strip()
        elif element.kind == "organization":
            affiliations = read_affiliations(words)
            named_after = any(signers[n + 1 :])
            if waiting < len(out) and (element.bracketed or not organization_first or not named_after):
                out[waiting:] = [
                    replace(s, affiliations=s.affiliations + affiliations) if s.kind != "staff" else s
                    for s in out[waiting:]
                ]
                waiting = len(out)
            else:
                current = affiliations
                waiting = len(out)
        elif element.kind in ("name", "staff", "group"):
            kind = "person" if element.kind == "name" else element.kind
            name = re.sub(r"\s+", "", words) if re.search("[\\u4e00-\\u9fff]", words) else words.strip()
            if kind == "person" and name in {s.name for s in out}:
                continue  # 成员：张三、李四；执笔：李四
            out.append(
                Signatory(
                    name,
                    kind,
                    element.role,
                    current if kind == "person" else (),
                    place,
                    element.start,
                    element.end,
                )
            )
            if current:
                waiting = len(out)
            place = None
    return out


def _joined(text: str, found: list[Element]) -> list[Element]:
    """Organizations side by side as one (教授、博士生导师), words joined to them by 、 included."""
    out: list[Element] = []
    for element in found:
        last = out[-1] if out else None
        if (
            element.kind == "organization"
            and not element.bracketed
            and last is not None
            and not last.bracketed
            and (
                (last.kind == "organization" and element.separator in "、， ")
                or (last.kind == "other" and element.separator in "、 ")
            )
        ):
            out[-1] = replace(element, start=last.start, separator=last.separator)
        else:
            out.append(element)
    return out


def excluded(words: str) -> bool:
    """Credits that sign no article: editors, photographers, layout."""
    if re.search("(?:^|[\\s/])文[\\s/：]", words):
        return False  # 文 张三 图 李四
    return bool(
        re.match(
            f"[（【]?\\s*(?:本版|本期|本报|实习)?(?:{alternatives('excluded')})(?:[：/\\s）】]|$)", words
        )
    ) or bool(re.search("(?<!文)[/\\s](?:摄|摄影|图|供图|制图)[）】]?$", words))


def says_something(words: str) -> bool:
    """Whether `words` say something, as no byline does."""
    return (
        bool(re.search("[。！？…]\\s*.|[！？]$|，.*的.*，", words))
        or len(re.findall("[的了在将要把被]", words)) > 3
    )


def read_spread(text: str, reader: Callable[[str], Signature | None]) -> Signature | None:
    """What `reader` finds once the spaces that a scan put between all characters are taken out.

    Only runs of five and more single characters close up; the offsets are those of `text`. Names of two
    characters each are printed so too (张 丽 李 明): the reading that is surer counts.
    """
    kept = list(range(len(text)))
    for run in reversed(list(_SPREAD.finditer(text))):
        kept[run.start() : run.end()] = [i for i in range(*run.span()) if not text[i].isspace()]
    if len(kept) == len(text):
        return reader(text)
    apart = reader(text)
    read = reader("".join(text[i] for i in kept))
    if read is None or (apart is not None and apart.score > min(read.score, 0.4)):
        return apart
    moved = tuple(replace(s, start=kept[s.start], end=kept[s.end - 1] + 1) for s in read.signatories)
    return replace(read, signatories=moved)
