"""What the stages hand each other: one text a file, and offsets into it.

Offsets are code points into the decoded text of the source file, half-open: [start, end).
Nothing here knows a format, a rule or a database.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line as a reader found it: where it stands, without its markup, and what marked it."""

    start: int
    end: int
    mark: str = ""  # '', 'heading', 'bold', 'quote', 'list', 'table', 'image', 'rule'
    level: int = 0  # of a marked heading, 1 the highest
    gap: int = 0  # blank lines before it
    indent: int = 0  # leading spaces, an ideographic space counting two


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as its source gives it. `text` is the whole decoded file; lines lie inside [start, end)."""

    text: str
    lines: tuple[Line, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of repaired text and the source stretch that it stands for.

    Without a repair, and for repairs that replace sign by sign ('width'), both have one length.
    """

    start: int
    end: int
    text: str
    repair: str = ""  # '', 'width' (half-width punctuation), 'space', 'doubled', 'mark' …


@dataclass(frozen=True, slots=True)
class Text:
    """Repaired text that leads back to its source, piece by piece."""

    pieces: tuple[Piece, ...] = ()
    string: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "string", "".join(p.text for p in self.pieces))

    def __str__(self) -> str:
        return self.string

    def __len__(self) -> int:
        return len(self.string)

    def __add__(self, other: Text) -> Text:
        return Text(self.pieces + other.pieces)

    @property
    def start(self) -> int:
        """Where the first character stands in the source."""
        return self.pieces[0].start

    @property
    def end(self) -> int:
        """Where the last character ends in the source."""
        return self.pieces[-1].end

    def slice(self, start: int, end: int | None = None) -> Text:
        """The part [start, end) of the repaired text, with its places."""
        end = len(self.string) if end is None else min(end, len(self.string))
        kept: list[Piece] = []
        at = 0
        for piece in self.pieces:
            a, b = max(start - at, 0), min(end - at, len(piece.text))
            if a < b:
                if len(piece.text) == piece.end - piece.start:
                    kept.append(
                        replace(piece, start=piece.start + a, end=piece.start + b, text=piece.text[a:b])
                    )
                else:
                    kept.append(
                        Piece(
                            piece.start if a == 0 else min(piece.start + a, piece.end),
                            piece.end if b == len(piece.text) else min(piece.start + b, piece.end),
                            piece.text[a:b],
                            piece.repair,
                        )
                    )
            at += len(piece.text)
        return Text(tuple(kept))

    def strip(self) -> Text:
        """Without white space at both ends."""
        left = len(self.string) - len(self.string.lstrip())
        return self.slice(left, len(self.string.rstrip()))

    def source_of(self, at: int) -> int:
        """The source offset of the character at `at`."""
        for piece in self.pieces:
            if at < len(piece.text):
                return min(piece.start + at, max(piece.end - 1, piece.start))
            at -= len(piece.text)
        return self.end


@dataclass(frozen=True, slots=True)
class Block:
    """One or more printed lines that belong together, as repaired text."""

    text: Text
    mark: str = ""
    level: int = 0
    gap: int = 0
    indent: int = 0
    lines: int = 1
    torn: bool = False  # its last words are lost: nothing on the page goes on with them

    def __str__(self) -> str:
        return self.text.string


@dataclass(frozen=True, slots=True)
class Note:
    """What a stage wants a person to look at: becomes a row of `findings`."""

    kind: str
    severity: str  # 'info', 'warning', 'error'
    message: str
    start: int | None = None
    end: int | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A passage pasted twice: where the copy stands and what it repeats, both in the source."""

    start: int
    end: int
    of_start: int
    of_end: int


@dataclass(frozen=True, slots=True)
class Page:
    """A repaired page: blocks in printed order, what was taken out, and what to look at."""

    raw: RawPage
    blocks: tuple[Block, ...]
    duplicates: tuple[Duplicate, ...] = ()
    blanks: tuple[tuple[int, int, str], ...] = ()  # stretches taken out: start, end, span role
    notes: tuple[Note, ...] = ()
