"""What to look for where nothing was found as typed: in simplified characters, then word by word."""

from __future__ import annotations

from lilun.schema.publish.excerpt import LONGEST_QUERY
from lilun.schema.search import fold
from lilun.seeds.traditional import simplified


def loose(query: str) -> str:
    """The query cut into jieba's words, any order, each to be found: 营商环境法治化 → 营商环境 法治化.

    Quotation marks and punctuation are let go. jieba reads its dictionary at the first call: about a second.
    """
    import jieba

    jieba.setLogLevel(60)
    words = jieba.lcut(fold(query[:LONGEST_QUERY]))
    return " ".join(dict.fromkeys(word for word in words if any(map(str.isalnum, word))))


def attempts(query: str) -> list[tuple[str, str]]:
    """What to try after the query itself, in order: (how, query); each differs from those before it."""
    found: list[tuple[str, str]] = []
    tried = {" ".join(fold(query).split())}
    for how, again in (("simplified", simplified(query)), ("loose", loose(simplified(query)))):
        if again.strip() and " ".join(fold(again).split()) not in tried:
            tried.add(" ".join(fold(again).split()))
            found.append((how, again))
    return found
