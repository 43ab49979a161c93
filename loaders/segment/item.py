"""What can be seen of a block by itself when blocks are gathered into articles."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lilun.loaders.fields.byline import read_digest
from lilun.loaders.rules import opening
from lilun.loaders.segment.columns import breaks_off, starts_inside
from lilun.loaders.segment.placed import HEAD, Placed
from lilun.loaders.segment.succession import Number, number, style, topic
from lilun.loaders.segment.vocabulary import pairs

_OPEN = 12  # characters: a shorter block that ends without a stop is no cut paragraph
_GREETING = 30  # characters: no salutation is longer
_CLOSES = re.compile(r"此致|谢谢|敬礼")
_SPEAKER = re.compile(r"([\u4e00-\u9fff·]{1,8})\s*[：:]\s*\S")
_ANAPHOR = re.compile(
    r"[这此其他她它][^\u3000 ]|因此|所以|同时|此外|另外|另一方面|但是?|然而|不过|可见|总之|当然|再|还|也|又|而"
)
UNMARKED = 9  # the level of a block without a mark


@dataclass(frozen=True, slots=True)
class Item:
    """A block as this stage sees it. `level` is that of its mark, `margin` how sure the page grammar is of its role."""

    text: str
    role: str
    level: int
    margin: float
    names: frozenset[str]
    affiliated: bool
    nameless: bool
    sourced: bool
    number: Number | None
    style: tuple[str, str]
    topic: str
    open: bool
    inside: bool
    greets: bool
    announces: bool
    digest: bool
    anaphoric: bool
    speaker: str
    quotes: int
    pairs: frozenset[str]

    @property
    def heads(self) -> bool:
        """Whether it stands in an article's head."""
        return self.role in HEAD

    @property
    def runs(self) -> bool:
        """Whether it is running text."""
        return self.role in ("paragraph", "lead")


def item_of(placed: Placed) -> Item:
    """The item of a block; the end of a torn one is lost."""
    text, role, block = str(placed), placed.role, placed.block
    mark = f"{block.mark}{block.level}" if block.mark else ""
    people = placed.signature.signatories if placed.signature else ()
    names = frozenset(s.name for s in people if s.name and s.kind == "person" and s.role != "compiler")
    running = role in ("paragraph", "lead")
    greets = role in ("paragraph", "note") and len(text) < _GREETING
    speaker = _SPEAKER.match(text)
    return Item(
        text,
        role,
        block.level if block.mark == "heading" else UNMARKED,
        min(placed.labelled.margin, 12.0),
        names,
        any(s.affiliations for s in people),
        bool(people) and not any(s.name for s in people),
        placed.signature is not None and placed.signature.form == "source",
        number(text),
        style(text, mark),
        topic(text) if role == "paragraph" else "",
        running and not block.torn and len(text) >= _OPEN and breaks_off(text),
        running and starts_inside(text),
        greets and bool(opening("greeting").search(text)) and not _CLOSES.match(text),
        bool(opening("announces_discussion").search(text)),
        role == "paragraph" and len(text) > _GREETING and read_digest(text) is not None,
        running and bool(_ANAPHOR.match(text)),
        speaker[1] if speaker and role == "paragraph" and opening("opens_turn").match(text) else "",
        text.count("“") - text.count("”") if running else 0,
        pairs(text),
    )
