"""What an article has named: persons, meetings, works that 他, 会议 and 《决定》 lead back to."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

from lilun.loaders.fields.names import name_score
from lilun.loaders.fields.source import SOMEBODY, grammar, split_person

_LEAST_PRESENTED = 0.6  # the score of a name behind a post to which 她 may lead back
_INTRODUCED = re.compile("(?<![是为每给对向把])(?:有一|另一|[一有])[位名](?=[\u4e00-\u9fff]{2})")


class Antecedents:
    """What an article has named, so that 他, 总书记, 会议, 《决定》 lead back to it.

    Built from all (number, text, masked) paragraphs before any is read; a place is (index, offset).
    """

    def __init__(self, paragraphs: Sequence[tuple[int, str, str]]) -> None:
        rules = grammar()
        self._places: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._values: dict[str, list[str]] = defaultdict(list)
        self.passed_by: dict[str, str] = {}  # a document's title: the meeting that passed it
        for index, (_, text, masked) in enumerate(paragraphs):
            for match in rules.fixed.finditer(masked):
                place = (index, match.start())
                if match.lastgroup == "named":
                    name, title = split_person(match.group())
                    self._add("person", place, name)
                    if title:
                        self._add("title " + title, place, name)
                elif match.lastgroup == "work":
                    whole = text[match.start() + 1 : match.start() + match.group().index("》")]
                    self._add("work", place, whole)
                    passed = rules.passed.search(masked, max(0, match.start() - 40), match.start())
                    if passed is not None:
                        self.passed_by.setdefault(whole, passed.group("meeting") or passed.group("plain"))
                elif match.lastgroup == "report":
                    self._add("report", place, match.group())
            for match in rules.named_meeting.finditer(masked):
                self._add("meeting", (index, match.start()), match.group())
            for match in rules.presented.finditer(masked):
                names = [match.group("name")[:n] for n in (3, 2)]
                likely = [n for n in names if name_score(n) >= _LEAST_PRESENTED]
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
