"""Plain text and Markdown, as OCR engines write them: one reader for both.

OCR engines put Markdown's marks into .txt files as well, and what they call Markdown is rarely more
than headings, bold and images. A CommonMark parser gives no places inside a line, and eats what a
newspaper prints (`[name]: …`, `---`): so marks are read line by line, and every character keeps its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lilun.loaders.page import Line, RawPage

# mark, pattern with the content as its last group, an example
MARKS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("heading", re.compile(r"(?P<level>#{1,6})[ \t\u3000]*(?P<content>[^#\s].*?)[ \t#]*$"), "## 理论"),
    ("image", re.compile(r"(?P<content>!\[[^\]]*\]\([^)]*\)|<img\b[^>]*>)$"), "![](page-3.png)"),
    ("bold", re.compile(r"\*\*(?P<content>[^*\s][^*]*)\*\*$"), "**加强党的建设**"),
    ("bold", re.compile(r"__(?P<content>[^_\s][^_]*)__$"), "__加强党的建设__"),
    ("table", re.compile(r"(?P<content>\|.*\|)$"), "| 年份 | 产值 |"),
    ("markup", re.compile(r"(?P<content>(?:[-*_=─—]\s?){3,})$"), "---"),
    ("markup", re.compile(r"(?P<content></?[A-Za-z][^<>]*>|<!--.*-->)$"), "<center>"),
    ("markup", re.compile(r"(?P<content>#{1,6}|```.*|\*\*+)$"), "###"),
    ("heading", re.compile(r"<h(?P<digit>[1-6])\b[^<>]*>(?P<content>[^<>]+)</h[1-6]>$"), "<h2>理论</h2>"),
    ("quote", re.compile(r">[ \t]*(?P<content>\S.*)$"), "> 编者按"),
    ("list", re.compile(r"[*+-][ \t]+(?P<content>[^\W\d_].*)$"), "- 坚持党的领导"),
)
_LINE = re.compile(r"[^\r\n\f\u2028\u2029]+")
_SPACES = " \t\u3000\xa0\u200b\ufeff"


def read(text: str, start: int = 0, end: int | None = None) -> RawPage:
    """The lines of text[start:end], each with its mark, and blank lines counted as gaps."""
    end = len(text) if end is None else end
    return RawPage(text, tuple(_lines(text, start, end)), start, end)


def _lines(text: str, start: int, end: int) -> Iterator[Line]:
    last = start
    for found in _LINE.finditer(text, start, end):
        raw = found.group()
        content = raw.strip(_SPACES)
        if not content:
            continue
        a = found.start() + len(raw) - len(raw.lstrip(_SPACES))
        between = text[last : found.start()]
        breaks = between.count("\n") or between.count("\r") or between.count("\u2029")
        gap = max(breaks - 1, 0) + between.count("\f")
        last = found.end()
        indent = sum(2 if c == "\u3000" else 1 for c in raw[: a - found.start()])
        yield _line(content, a, gap, indent)


def _line(content: str, at: int, gap: int, indent: int) -> Line:
    for mark, pattern, _ in MARKS:
        hit = pattern.match(content)
        if hit:
            groups = hit.groupdict()
            level = len(groups.get("level") or "") or int(groups.get("digit") or 0)
            return Line(at + hit.start("content"), at + hit.end("content"), mark, level, gap, indent)
    return Line(at, at + len(content), "", 0, gap, indent)
