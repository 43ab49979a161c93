"""What speaks for a set of blocks' being an article: rows of rules/gathering.csv, each with its weight.

An article is judged by its own blocks and where they stand on the page: how its headline and byline stand to its
text, how each block goes on with the one before it (succession.py), whether all speak of one thing (topics.py), and
how it ends. So the score of a page is the sum over its articles.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from itertools import pairwise

from lilun.loaders import lexicon
from lilun.loaders.rules import rows
from lilun.loaders.segment.item import UNMARKED, Item
from lilun.loaders.segment.succession import across, alike, build
from lilun.loaders.segment.topics import Blocks, Likeness, Topics
from lilun.loaders.segment.vocabulary import ideographs, words

_WORDS = (250.0, 1e-5)  # how many words general text counts for, the least share of one
_CHARACTERS = (200.0, 2e-4)
_WITHIN_WORDS = 3.0  # how much more often a character stands in text than as a word of its own
_LONGEST = 400  # pairs: a longer text is not compared as one
_OPENING = 5  # blocks in which a discussion is announced
_LABELS = frozenset({"kicker", "column"})

_ODD_KINDS = ("untitled_", "gap_", "title_")
_ODD = frozenset(
    {"opens_inside", "starts_inside", "left_open", "ends_open", "ends_heading", "after_signoff", "second_signoff",
     "number_gap", "number_again", "kicker_alone", "kicker_far", "subtitle_far", "no_text", "byline_second",
     "byline_inside", "signoff_early", "signoff_first", "nameless_unsigned", "greeting_late", "lead_late",
     "other_name", "turn_ends", "heading_heading_alike"}
)  # fmt: skip

Found = list[tuple[str, float]]


@cache
def shipped_weights() -> dict[str, float]:
    """The reviewed weights that come with the rules."""
    return {row["evidence"]: float(row["weight"]) for row in rows("gathering")}


class Evidence:
    """The blocks of a page, and how well some of them make an article."""

    def __init__(self, items: Sequence[Item], weights: Mapping[str, float] | None = None) -> None:
        self.items = items
        self._weights = weights or shipped_weights()
        held = Counter(pair for item in items for pair in item.pairs)
        self._rarity = {pair: math.log((len(items) + 1) / n) for pair, n in held.items() if n > 1}
        self._shared = [frozenset(p for p in i.pairs if held[p] > 1) for i in items]
        self._below: dict[tuple[int, int], tuple[Found, float]] = {}
        self._built: dict[Blocks, float] = {(): 0.0}
        self._byline_place = self._usual_place()

    @cached_property
    def _words(self) -> Topics:
        return Topics([words(i.text).keys() for i in self.items], self._twice, *_WORDS, lexicon.share)

    @cached_property
    def _characters(self) -> Topics:
        bags = [ideographs(i.text).keys() for i in self.items]
        return Topics(bags, self._twice, *_CHARACTERS, lambda c: _WITHIN_WORDS * lexicon.share(c))

    @property
    def _twice(self) -> frozenset[int]:
        """Headlines count double."""
        return frozenset(n for n, i in enumerate(self.items) if i.role == "title")

    # -- scores ---------------------------------------------------------------------------------------

    def score(self, article: Blocks, near: Blocks = ()) -> float:
        """The score of an article, the likeness of its blocks reckoned from an article `near`."""
        return self.built(article) + self._likeness(
            self._words.value(article, near), self._characters.value(article, near)
        )

    def _likeness(self, words: Likeness, characters: Likeness) -> float:
        weights = self._weights
        return (
            weights["word"] * words[0]
            + weights["word_chance"] * words[1]
            + weights["character"] * characters[0]
            + weights["character_chance"] * characters[1]
        )

    def built(self, article: Blocks) -> float:
        """The part of the score that the article's build gives."""
        score = self._built.get(article)
        if score is None:
            found, linked = self._build(article)
            score = self._built[article] = self._sum(found) + sum(
                self._linked(above, below)[1] for above, below in linked
            )
        return score

    def drawn(self, block: int, article: Blocks) -> float:
        """The part that the likeness of a block to an article gives, whether it is in there or not."""
        return self._likeness(self._words.marginal(block, article), self._characters.marginal(block, article))

    def is_sound(self, article: Blocks) -> bool:
        """Whether an article shows nothing that the printed order does not explain."""
        found, linked = self._build(article)
        names = {
            name for name, value in (*found, *(f for pair in linked for f in self._linked(*pair)[0])) if value
        }
        return names.isdisjoint(_ODD) and not any(name.startswith(_ODD_KINDS) for name in names)

    def features(self, article: Blocks) -> dict[str, float]:
        """The evidence for an article, by name: what training learns the weights from."""
        found, linked = self._build(article)
        total: dict[str, float] = defaultdict(float)
        for name, value in (*found, *(f for pair in linked for f in self._linked(*pair)[0])):
            total[name] += value
        total["word"], total["word_chance"] = self._words.value(article)
        total["character"], total["character_chance"] = self._characters.value(article)
        return total

    def _sum(self, found: Iterable[tuple[str, float]]) -> float:
        weights = self._weights
        return sum(weights.get(name, 0.0) * value for name, value in found)

    # -- an article -----------------------------------------------------------------------------------

    def _build(self, article: Blocks) -> tuple[Found, list[tuple[int, int]]]:
        """The evidence of an article's build, and which of its blocks follow each other."""
        items = self.items
        found: Found = [("article", 1.0)]
        members = set(article)
        title = self.title(article)
        text = [n for n in article if not items[n].heads or (items[n].role == "title" and n != title)]
        body = [n for n in text if items[n].role != "signoff"]
        runs = [n for n in body if items[n].runs]
        self._headline(found, article, members, title, body, runs)
        self._signatures(found, article, members, title, runs)
        self._numbered(found, text)
        self._headings(
            found, [n for n in body if not items[n].runs and items[n].role in ("heading", "title")]
        )
        self._topics(found, runs)
        linked = list(pairwise(n for n in text if items[n].role != "caption"))
        for n in text:
            if items[n].role == "caption" and not {n - 1, n + 1} & members:
                found.append(("caption_far", 1.0))
        for above, below in linked:
            if below - above > 1 and any(n not in members for n in range(above + 1, below)):
                upper = items[above]
                kind = "open" if upper.open else "heading" if upper.role in ("heading", "title") else "closed"
                found.append((f"gap_{kind}", 1.0))
                if items[below].role == "signoff":
                    found.append(("gap_signoff", 1.0))
        self._speakers(found, article, runs)
        self._ends(found, text, members)
        return found, linked

    def title(self, article: Blocks) -> int | None:
        """The block that is the article's headline: of several the surest, a heavier mark making surer."""
        titles = [n for n in article if self.items[n].role == "title"]
        return max(titles, key=lambda n: (self.items[n].margin - 1.5 * self.items[n].level, -n), default=None)

    def _headline(
        self,
        found: Found,
        article: Blocks,
        members: set[int],
        title: int | None,
        body: Sequence[int],
        runs: Sequence[int],
    ) -> None:
        items = self.items
        if title is None:
            if runs:
                found.append((f"untitled_{self._before(body[0], members)}", 1.0))
                if not items[body[0]].runs:
                    found.append(("untitled_heading", 1.0))
            if any(items[n].role in _LABELS for n in article):
                found.append(("kicker_alone", 1.0))
        elif not runs:
            found.append(("no_text", 1.0))
        else:
            first = body[0]
            if first < title:
                found.append(("title_below", 1.0))
            elif any(n not in members for n in range(title + 1, first)):
                found.append(("title_gap", 1.0))
            self._over_others(found, title, members)
        if body:
            opening = items[body[0]]
            if opening.inside:
                found.append(("opens_inside", 1.0))
            elif opening.anaphoric:
                found.append(("opens_anaphoric", 1.0))
            if opening.greets:
                found.append(("greeting_first", 1.0))
        for n in article:
            item = items[n]
            if item.role == "title" and n != title:
                self._second_title(found, article, n, title)
            elif item.role in _LABELS and title is not None and not self._adjacent(n, title, members):
                found.append(("kicker_far", 1.0))
            elif item.role == "subtitle" and (title is None or not self._adjacent(title, n, members)):
                found.append(("subtitle_far", 1.0))

    def _before(self, block: int, members: set[int]) -> str:
        """What stands above a text without a headline."""
        above = next((n for n in range(block - 1, -1, -1) if n not in members), None)
        if any(self.items[n].role == "byline" and n < block for n in members):
            return "signed"
        if above is None:
            return "top"
        upper = self.items[above]
        if upper.role == "signoff":
            return "signoff"
        return "open" if upper.open else "head" if upper.heads else "text"

    def _over_others(self, found: Found, title: int, members: set[int]) -> None:
        """A headline right above text of another article."""
        below = next((n for n in range(title + 1, len(self.items)) if not self.items[n].heads), None)
        if below is None:
            found.append(("title_last", 1.0))
        elif below not in members and self.items[below].runs and title + 1 == below:
            found.append(("title_over_other", 1.0))

    def _second_title(self, found: Found, article: Blocks, n: int, title: int | None) -> None:
        """A headline that is not the article's: stacked on it, or a heading, or one of several pieces in a frame."""
        items = self.items
        assert title is not None
        over, item = items[title], items[n]
        if self.stacked(n, title, article):
            found.append(("title_stacked", 1.0))
            return
        at = article.index(n)
        below = items[article[at + 1]] if at + 1 < len(article) else None
        if below and below.role == "byline" and n + 1 == article[at + 1]:
            announced = any(items[m].announces for m in article[:_OPENING])
            found.append(("title_announced" if announced and below.affiliated else "title_signed", 1.0))
        elif below and below.digest:
            found.append(("title_digest", 1.0))
        kind = "unmarked" if item.level == UNMARKED else "lighter" if item.level > over.level else "same"
        found.append((f"title_inside_{kind}", 1.0))
        found.append(("title_inside_margin", item.margin))

    def stacked(self, line: int, title: int, article: Blocks) -> bool:
        """Whether a line of an article's head stands right above or below its headline."""
        return self._adjacent(min(line, title), max(line, title), set(article))

    def _adjacent(self, above: int, below: int, members: set[int]) -> bool:
        """Whether only the article's own head stands between two blocks."""
        return above < below and all(n in members and self.items[n].heads for n in range(above + 1, below))

    # -- who signs ------------------------------------------------------------------------------------

    def _signatures(
        self, found: Found, article: Blocks, members: set[int], title: int | None, runs: Sequence[int]
    ) -> None:
        items = self.items
        names: set[str] = set()  # who signs the piece so far
        plain: list[int] = []
        signoff = last_byline = -9  # the sign-off that ended the piece, the byline before
        announced = any(items[m].announces for m in article[:_OPENING])
        texts = 0
        for at, n in enumerate(article):
            item = items[n]
            heading = item.role == "heading" or (item.role == "title" and n != title)
            if item.role == "byline":
                above = items[article[at - 1]] if at else None
                if signoff >= 0:
                    found.append(("byline_after_signoff", 1.0))
                elif (
                    above
                    and texts
                    and (above.role == "heading" or (above.role == "title" and article[at - 1] != title))
                ):
                    found.append(("byline_contributes", 1.0))
                    names = set()
                elif n == last_byline + 1:
                    found.append(("byline_stacked", 1.0))
                else:
                    if plain:
                        found.append(("byline_second", 1.0))
                    plain.append(n)
                if item.affiliated and announced:
                    found.append(("byline_announced", 1.0))
                last_byline = n
            elif item.role == "signoff":
                if not texts:
                    found.append(("signoff_early", 1.0))
                elif signoff >= 0:
                    found.append(("signoff_stacked" if n == signoff + 1 else "second_signoff", 1.0))
                signoff = n
            elif signoff >= 0 and heading and texts and n == article[at - 1] + 1 == signoff + 1:
                sourced = (
                    "source" if items[signoff].sourced else "signed" if items[signoff].names else "other"
                )
                found.append((f"piece_{sourced}", 1.0))
                signoff = -9
                names = set()
            elif signoff >= 0 and texts and (item.runs or heading):
                found.append(("after_signoff", 1.0))
            texts += item.runs
            if item.role in ("byline", "signoff") and item.names:
                if names and item.role == "signoff":
                    found.append(("same_name" if item.names & names else "other_name", 1.0))
                names |= item.names
        nameless = any(items[n].nameless for n in article if items[n].role == "signoff")
        if not plain:
            found.append(("nameless_unsigned" if nameless else "named_below" if names else "unsigned", 1.0))
        elif nameless:
            found.append(("nameless_signed", 1.0))
        if plain and runs:
            place = self._place(plain[0], title, members, runs)
            found.append((f"byline_{place}", 1.0))
            if self._byline_place not in ("", place) and place != "inside":
                found.append(("byline_unlike", 1.0))

    def _place(self, byline: int, title: int | None, members: set[int], runs: Sequence[int]) -> str:
        """Where a byline stands: below or above the headline, above text alone, at the end, or somewhere inside."""
        if title is not None and self._adjacent(title, byline, members):
            return "below"
        if title is not None and self._adjacent(byline, title, members):
            return "above"
        if byline < runs[0]:
            return "first"
        if byline > runs[-1]:
            return "last" if byline - 1 in members else "last_far"
        return "inside"

    def _usual_place(self) -> str:
        """Where the page's bylines stand, if most stand alike: its style."""
        places: Counter[str] = Counter()
        roles = ["", *(i.role for i in self.items), ""]
        for above, role, below in zip(roles, roles[1:], roles[2:]):
            if role == "byline":
                over = above in ("title", "subtitle")
                under = below in ("title", "kicker", "column")
                places["below" if over else "above" if under else "last"] += 1
        usual = places.most_common(1)
        return usual[0][0] if usual and usual[0][1] > 1 and 2 * usual[0][1] > sum(places.values()) else ""

    # -- text -----------------------------------------------------------------------------------------

    def _linked(self, above: int, below: int) -> tuple[Found, float]:
        """A block right below another one of its article: the evidence and its sum."""
        key = (above, below)
        if key not in self._below:
            found = self._read_below(above, below)
            self._below[key] = found, self._sum(found)
        return self._below[key]

    def _read_below(self, above: int, below: int) -> Found:
        upper, item = self.items[above], self.items[below]
        heading = upper.role in ("heading", "title")
        found: Found = []
        if item.runs or item.role == "heading":
            found.append(("near_heading" if heading and item.runs else "near", self._near(above, below)))
        if item.greets:
            dated = upper.role == "note" and len(upper.text) < 30  # （某年某月某日）above the salutation
            found.append(("greeting_first" if dated else "greeting_late", 1.0))
        if item.role == "lead":
            found.append(("lead_late", 1.0))
        if upper.open and item.role == "note":
            found.append(("left_open_note", 1.0))
        elif upper.open:
            if item.role == "paragraph" and item.number is None and item.level == UNMARKED:
                found += [("joins", 1.0), ("word_across", across(upper.text, item.text))]
            else:
                found.append(("left_open", 1.0))
        elif item.inside and not upper.inside:
            found.append(("starts_inside", 1.0))
        if upper.quotes > 0 and item.runs:
            found.append(("quote_closed" if item.quotes < 0 else "quote_open", 1.0))
        elif item.quotes < 0 and item.runs:
            found.append(("quote_unopened", 1.0))
        if heading and item.anaphoric:
            found.append(("heading_anaphoric", 1.0))
        if upper.role == "heading" and item.role == "heading":
            one_style = upper.style == item.style
            found.append(("heading_heading_alike" if one_style else "heading_heading", 1.0))
        elif heading and item.role == "signoff":
            found.append(("heading_signoff", 1.0))
        if upper.speaker and item.speaker:
            found.append(("turns", 1.0))
        elif upper.runs and item.runs and (upper.speaker or item.speaker) and not upper.open:
            found.append(("turn_ends", 1.0))
        return found

    def _near(self, one: int, other: int) -> float:
        """The rare pairs that two blocks share, for their length."""
        shared = self._shared[one] & self._shared[other]
        if not shared:
            return 0.0
        size = min(len(self.items[one].pairs), _LONGEST) * min(len(self.items[other].pairs), _LONGEST)
        return math.fsum(self._rarity[pair] for pair in shared) / math.sqrt(size)

    def _speakers(self, found: Found, article: Blocks, runs: Sequence[int]) -> None:
        """Who takes turns: speakers that had a turn before, and those that the headline names."""
        items = self.items
        speakers = Counter(items[n].speaker for n in runs if items[n].speaker)
        if speakers:
            head = "".join(items[n].text for n in article if items[n].heads)
            found.append(("speaker_again", sum(speakers.values()) - len(speakers)))
            found.append(("speaker_named", sum(1 for s in speakers if s in head)))
            found.append(("speakers", len(speakers)))

    def _numbered(self, found: Found, text: Sequence[int]) -> None:
        """Each numbered block with the number of its style before it."""
        last: dict[str, tuple[int, int]] = {}
        headings = 0
        for at, n in enumerate(text):
            item = self.items[n]
            number = item.number
            if number is not None:
                before = last.get(number.style)
                if before is None:
                    name = "number_first" if number.value == 1 else "number_gap"
                    if number.value == 2 and self._run_in(item, text[max(at - 3, 0) : at]):
                        name = "number_next"
                elif number.value == before[0] + 1:
                    name = "number_next"
                elif number.value == 1:
                    name = "number_again_below" if headings > before[1] else "number_again"
                else:
                    name = "number_gap"
                found.append((name, 1.0))
                last[number.style] = number.value, headings + (item.role == "heading")
            headings += item.role == "heading"

    def _run_in(self, item: Item, above: Iterable[int]) -> bool:
        """“…送三句话。第一句，……” above “第二句，……”"""
        first = item.text[:2].replace("二", "一")
        return any(first in self.items[n].text for n in above)

    def _headings(self, found: Found, headings: Sequence[int]) -> None:
        """A heading beside those before it: most articles set theirs in one style."""
        items = self.items
        for at, n in enumerate(headings):
            if not at:
                continue
            item, last = items[n], items[headings[at - 1]]
            if last.style == item.style:
                found.append(("heading_style", 1.0))
            elif any(items[h].style == item.style for h in headings[:at]):
                found.append(("heading_style", 0.5))
            else:
                found.append(("heading_other_style", 1.0))
            if build(last.text) == build(item.text):
                found.append(("heading_build", 1.0))

    def _topics(self, found: Found, runs: Sequence[int]) -> None:
        """Paragraphs whose first sentences are built alike."""
        items = self.items
        topical = [n for n in runs if items[n].topic]
        total = 0.0
        for at, n in enumerate(topical):
            total += max(
                (
                    alike(items[m].topic, items[n].topic)
                    for m in topical[:at]
                    if not (items[n].number and items[m].number)
                ),
                default=0.0,
            )
        if total:
            found.append(("topic_alike", total))

    def _ends(self, found: Found, text: Sequence[int], members: set[int]) -> None:
        """How the article ends."""
        if not text:
            return
        items = self.items
        last = items[text[-1]]
        if last.role in ("heading", "title"):
            found.append(("ends_heading", 1.0))
        elif last.open:
            found.append(("ends_open", 1.0))
        if last.role == "signoff" and len(text) == 1:
            found.append(("signoff_first", 1.0))
        if not any(items[n].role == "signoff" for n in text):
            found.append(("ends_unsigned", 1.0))
        below = text[-1] + 1
        if below < len(items) and below not in members and not items[below].heads:
            found.append(("ends_above_text", 1.0))
