"""The check of a composed page: its gold stands on it once the known damage is undone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from composer.article import BODY
from composer.page import KINDS, ComposedPage


class InvalidPageError(ValueError):
    """A page's gold and text disagree: a fault of the composer or of an article's labels."""


def validate(page: ComposedPage) -> None:
    """Raise InvalidPageError unless the page's text and gold account for each other.

    Undamaged, every gold string stands verbatim (a name may have spaces within). Damaged: every character of the
    text is the article's own, once and in order, or has a damage as its cause; a character that is not on the
    page was lost to a damage; the gold paragraphs are all the body characters that are on it; every other gold
    string stands in what is left of the clean article.
    """
    name = page.gold["file"]
    _check_characters(page, name)
    _check_blocks(page, name)
    left = _check_paragraphs(page, name)
    for number, article in enumerate(page.gold["articles"]):
        text = left[number] if page.gold["damage"] else page.text
        for field, string in gold_strings(article):
            if string.replace(" ", "") not in text.replace(" ", "").replace("\u3000", ""):
                raise InvalidPageError(f"{name}: {article['id']}: {field} is not on the page: {string}")
            spaced = field == "author" or page.gold["damage"]
            if not spaced and string not in text:
                raise InvalidPageError(f"{name}: {article['id']}: {field} is spaced otherwise: {string}")
        if not page.gold["damage"]:
            for paragraph in article["paragraphs"]:
                if f"\n{paragraph}\n" not in f"\n{page.text}\n":
                    raise InvalidPageError(f"{name}: {article['id']}: no line of its own: {paragraph[:40]}")


def gold_strings(article: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Field and value of every gold string that stands in print, optional ones aside."""
    for field in ("kicker", "title", "subtitle", "lead", "column"):
        if article.get(field):
            yield field, article[field]
    for author in article["authors"]:
        if author.get("name"):
            yield "author", author["name"]
        for affiliation in author["affiliations"]:
            yield "affiliation", affiliation["organization"]
            for position in affiliation.get("positions", []):
                yield "position", position
    for section in article["sections"]:
        yield "section", section["heading"]
    for cited in article["cited_speeches"]:
        for field in ("attribution", "quote"):
            if cited.get(field):
                yield f"citation {field}", cited[field]
    for document in article["cited_documents"]:
        yield "document", document["title"] if isinstance(document, dict) else document


def _check_characters(page: ComposedPage, name: str) -> None:
    trace = page.trace
    if not len(page.text) == len(trace.homes) == len(trace.causes):
        raise InvalidPageError(f"{name}: the trace is not as long as the text")
    known = set(KINDS) | {"layout"}
    seen: set[int] = set()
    for at, (character, home, cause) in enumerate(zip(page.text, trace.homes, trace.causes)):
        if cause and cause not in known:
            raise InvalidPageError(f"{name}: character {at} ({character}) has the unknown cause {cause}")
        if home < 0 and not cause:
            raise InvalidPageError(f"{name}: character {at} ({character}) comes from nowhere")
        if home in seen:
            raise InvalidPageError(
                f"{name}: {trace.source[home]} at {at} is printed twice as the article's own"
            )
        if home >= 0:
            seen.add(home)
            if not cause and character != trace.source[home]:
                raise InvalidPageError(
                    f"{name}: character {at} was {trace.source[home]}, is {character}, unsaid"
                )
    for home, character in enumerate(trace.source):
        if (home in seen) == (home in trace.lost):
            raise InvalidPageError(
                f"{name}: {character} of the source at {home} is lost unsaid, or said lost"
            )


def _check_blocks(page: ComposedPage, name: str) -> None:
    end = 0
    for block in page.gold["blocks"]:
        if (
            page.text[end : block["start"]].strip()
            or page.text[block["start"] : block["end"]] != block["text"]
        ):
            raise InvalidPageError(f"{name}: the block labels do not partition the page at {block['start']}")
        end = block["end"]


def _check_paragraphs(page: ComposedPage, name: str) -> list[str]:
    """What is left of each article's clean text, a block a line, once its paragraphs are found in it."""
    trace = page.trace
    order = {home: at for at, home in enumerate(trace.homes) if home >= 0}
    left, start = [], 0
    for number, article in enumerate(page.articles):
        lines, body = [], []
        for block in article.blocks:
            ids = [home for home in range(start, start + len(block.text)) if home in order]
            start += len(block.text)
            text = "".join(trace.source[home] for home in ids)
            lines.append(text)
            if block.role in BODY and ids:
                body.append((text, tuple(ids)))
                if [order[home] for home in ids] != sorted(order[home] for home in ids):
                    raise InvalidPageError(f"{name}: {article.id}: out of order: {text[:40]}")
        gold = page.gold["articles"][number]
        if [text for text, _ in body] != gold["paragraphs"] or [i for _, i in body] != list(
            trace.paragraphs[number]
        ):
            raise InvalidPageError(f"{name}: {article.id}: gold paragraphs are not what stands of the body")
        left.append("\n".join(lines))
    return left
