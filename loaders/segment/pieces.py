"""What a text shows about the line above it: a digest's headline, a question's heading, a report's subtitle.

The page grammar judges blocks by their build. Where the text that follows opens a digest, a turn of an interview
or a report, it says what the short line before it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lilun.loaders.fields.byline import opens_report, read_digest, read_signoff
from lilun.loaders.rules import opening
from lilun.loaders.segment.assign import ArticleBlocks, Placed

_LONGEST_HEADLINE = 40
_TURNS = 3  # paragraphs that open a turn before a text is an interview


def with_pieces(blocks: ArticleBlocks) -> ArticleBlocks:
    """The same blocks, each once, with the roles that the texts after them give away."""
    return _subtitled(_interviewed(_digested(blocks)))


def _digested(blocks: ArticleBlocks) -> ArticleBlocks:
    """In a frame of several digests the line above each is its heading, the source below it no paragraph."""
    opens = [p.role == "paragraph" and read_digest(str(p)) is not None for p in blocks.body]
    if sum(opens) < 2:
        return blocks
    body: list[Placed] = []
    sources: list[Placed] = []
    for at, placed in enumerate(blocks.body):
        if _is_headline(placed) and any(opens[at + 1 : at + 2]):
            body.append(replace(placed, role="heading"))
        elif placed.role == "paragraph" and (source := _source(placed)):
            sources.append(source)
        else:
            body.append(placed)
    return replace(blocks, body=body, signoffs=_in_order([*blocks.signoffs, *sources]))


def _interviewed(blocks: ArticleBlocks) -> ArticleBlocks:
    """In an interview a line above a turn is a heading."""
    turns = [p.role == "paragraph" and bool(opening("opens_turn").match(str(p))) for p in blocks.body]
    if sum(turns) < _TURNS:
        return blocks
    body = [
        replace(p, role="heading") if _is_headline(p) and not turn and follows else p
        for p, turn, follows in zip(blocks.body, turns, [*turns[1:], False])
    ]
    return replace(blocks, body=body)


def _source(placed: Placed) -> Placed | None:
    """（据《某报》） read as a paragraph, as the sign-off that it is."""
    read = read_signoff(str(placed))
    if read is None or read.form != "source" or read.score < 0.8:
        return None
    return replace(placed, role="signoff", signature=read)


def _subtitled(blocks: ArticleBlocks) -> ArticleBlocks:
    """A line between the title and 本报讯 is the subtitle, and so is a bare title below a marked kicker."""
    over, title = blocks.first("kicker"), blocks.first("title")
    if over and title and blocks.body and _is_lighter(title, over) and opens_report(str(blocks.body[0])):
        roles = {id(over): "title", id(title): "subtitle"}
        return replace(blocks, head=[replace(p, role=roles.get(id(p), p.role)) for p in blocks.head])
    if len(blocks.body) < 2 or not blocks.first("title") or blocks.first("subtitle"):
        return blocks
    line, text = blocks.body[:2]
    if not _is_headline(line) or not opens_report(str(text)):
        return blocks
    return replace(
        blocks, head=_in_order([*blocks.head, replace(line, role="subtitle")]), body=blocks.body[1:]
    )


def _is_lighter(title: Placed, over: Placed) -> bool:
    """Whether the line above a title carries a heading's mark and the title below it none."""
    return over.block.mark == "heading" and not title.block.mark


def _is_headline(placed: Placed) -> bool:
    words = str(placed).strip()
    return (
        placed.role == "paragraph"
        and 4 <= len(words) <= _LONGEST_HEADLINE
        and words.rstrip("”")[-1:] not in ("", *"。！…；：，）")
    )


def _in_order(placed: Iterable[Placed]) -> list[Placed]:
    return sorted(placed, key=lambda p: p.block.text.start)
