"""What the segment stage hands on: blocks with their roles, and the blocks that make an article."""

from __future__ import annotations

from dataclasses import dataclass, field

from lilun.loaders.fields.byline import Signature
from lilun.loaders.page import Block
from lilun.loaders.segment.columns import breaks_off
from lilun.loaders.segment.grammar import Labelled
from lilun.loaders.segment.vocabulary import pairs

HEAD = frozenset({"column", "kicker", "title", "subtitle", "byline"})
BODY = frozenset({"lead", "note", "heading", "paragraph", "caption"})


@dataclass(frozen=True, slots=True)
class Placed:
    """A block with its role and why; the signature is that of a byline or sign-off."""

    block: Block
    role: str
    labelled: Labelled
    signature: Signature | None = None

    def __str__(self) -> str:
        return str(self.block)

    @property
    def breaks_off(self) -> bool:
        """Whether it is running text that ends inside a sentence which goes on elsewhere."""
        return self.role in ("paragraph", "lead") and not self.block.torn and breaks_off(str(self))


@dataclass(slots=True)
class ArticleBlocks:
    """The blocks of one article in reading order. Paragraphs cut by columns are still apart."""

    head: list[Placed] = field(default_factory=list)
    body: list[Placed] = field(default_factory=list)
    signoffs: list[Placed] = field(default_factory=list)

    def first(self, role: str) -> Placed | None:
        """The first head block of a role."""
        return next((p for p in self.head if p.role == role), None)

    def put(self, item: Placed) -> None:
        """Add a block at the end of the part that its role belongs to."""
        part = self.head if item.role in HEAD else self.signoffs if item.role == "signoff" else self.body
        part.append(item)

    @property
    def start(self) -> int:
        """Where the article's first block stands in the source."""
        return min(p.block.text.start for p in (*self.head, *self.body, *self.signoffs))

    @property
    def has_text(self) -> bool:
        """Whether there is running text."""
        return any(p.role in ("paragraph", "lead") for p in self.body)

    @property
    def breaks_off(self) -> bool:
        """Whether the running text ends inside a sentence which goes on elsewhere."""
        return next((p.breaks_off for p in reversed(self.body) if p.role in ("paragraph", "lead")), False)

    @property
    def signs_nameless(self) -> bool:
        """Whether the sign-offs tell posts and units but no name: that stands in a byline."""
        signatures = [p.signature for p in self.signoffs if p.signature and p.signature.signatories]
        return bool(signatures) and not any(s.name for found in signatures for s in found.signatories)

    @property
    def words(self) -> frozenset[str]:
        """The character pairs of the body."""
        return frozenset().union(*(pairs(str(p)) for p in self.body))

    def __bool__(self) -> bool:
        return bool(self.head or self.body or self.signoffs)
