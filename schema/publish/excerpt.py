"""Finding what a reader typed in the text that they see: hits, counts, excerpts and marks.

FTS5's own `highlight()` would mark the tokens of the index; here the original text is searched, folded
one character for one, so that an offset found is an offset in the text (in code points).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import chain

from lilun.schema.search import fold, terms
from markupsafe import Markup, escape

LONGEST_TEXT = 500_000  # characters looked at: SQLite's time limit does not stop a Python function
LONGEST_QUERY = 200
OPEN, CLOSE = "⟦", "⟧"  # around a hit where the excerpt is plain text, as in CSV and JSON
_HIT = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")


def hits(text: str, query: str) -> list[tuple[int, int]]:
    """Where the query's terms stand in the text: [start, end) in order, joined if they touch."""
    folded = fold(text[:LONGEST_TEXT])
    found = []
    for term in terms(query[:LONGEST_QUERY]):
        start = folded.find(term)
        while start >= 0:
            found.append((start, start + len(term)))
            start = folded.find(term, start + len(term))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def count(text: str | None, query: str | None) -> int:
    """How often the query's terms stand in the text, overlaps not counted twice."""
    if not text or not query:
        return 0
    text = str(text)[:LONGEST_TEXT]
    return sum(len(pattern.findall(text)) for pattern in _patterns(str(query)[:LONGEST_QUERY]))


@lru_cache(maxsize=256)
def _patterns(query: str) -> tuple[re.Pattern[str], ...]:
    """Each term as a pattern for text that is not folded: to fold a hundred thousand paragraphs takes seconds."""
    return tuple(re.compile("".join(map(_any_of, term))) for term in terms(query))


def _any_of(character: str) -> str:
    same = _folding_to().get(character, "") + character
    return f"[{re.escape(same)}]" if len(same) > 1 else re.escape(character)


@cache
def _folding_to() -> dict[str, str]:
    """The characters that fold to another, by that other; only these planes have any."""
    found: dict[str, str] = {}
    for code in chain(range(0xD800), range(0xE000, 0x20000), range(0x2F800, 0x2FA20)):
        folded = fold(chr(code))
        if folded != chr(code):
            found[folded] = found.get(folded, "") + chr(code)
    return found


def snippet(text: str | None, query: str | None, width: int | None = None) -> str | None:
    """Some `width` characters of the text around the first hit, every hit in it between ⟦ and ⟧.

    Where nothing is found it is the text's beginning; … stands where text was left out. SQL knows it as
    `zh_snippet(text, query, width)`.
    """
    if text is None:
        return None
    text = str(text)[:LONGEST_TEXT]
    width = min(max(int(width or 60), 10), 2000)
    found = hits(text, str(query or ""))
    first = found[0] if found else (0, 0)
    start = max(0, min(first[0] - max(0, width - (first[1] - first[0])) // 3, len(text) - width))
    end = max(start + width, first[1])
    pieces, at = ["…" if start else ""], start
    for begins, ends in found:
        if ends > end:
            break
        if begins >= start:
            pieces += [text[at:begins], OPEN, text[begins:ends], CLOSE]
            at = ends
    pieces += [text[at:end], "…" if end < len(text) else ""]
    return "".join(pieces)


def marked(text: str, query: str) -> Markup:
    """The text as HTML: escaped first, then every hit in <mark>."""
    pieces, at = [], 0
    for start, end in hits(text, query):
        pieces += [escape(text[at:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>")]
        at = end
    return Markup("").join([*pieces, escape(text[at:])])


def marked_excerpt(excerpt: str) -> Markup:
    """What `snippet` made as HTML: escaped first, then ⟦…⟧ turned into <mark>."""
    return Markup(_HIT.sub(r"<mark>\1</mark>", str(escape(excerpt))))
