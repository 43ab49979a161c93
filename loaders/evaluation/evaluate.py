"""Gold pages against what reads them: the measure as a whole."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

from lilun.loaders.errors import InputError
from lilun.loaders.evaluation.alignment import align, body_of
from lilun.loaders.evaluation.body import PageText, score_body, score_left_over
from lilun.loaders.evaluation.citations import score_citations
from lilun.loaders.evaluation.fields import score_fields
from lilun.loaders.evaluation.gold import Article, GoldPage, read_gold
from lilun.loaders.evaluation.report import Report, Scored
from lilun.loaders.evaluation.tally import Sheet, things

Read = Callable[[Path], Sequence[Mapping[str, Any]]]


def evaluate(gold_dir: Path, read: Read) -> Report:
    """The score of every gold page of a folder as `read` reads it.

    `read` gives a page's articles as the JSON Lines export has them. A page on which it fails counts as read
    without any article, and the report names the error. Raises GoldError where gold is not sound.
    """
    scored: list[Scored] = []
    failures: dict[str, str] = {}
    for page in read_gold(Path(gold_dir)):
        try:
            found = list(read(page.path))
        except Exception as error:  # a crash is a miss, whatever it was
            failures[page.name] = f"{type(error).__name__}: {error}"
            found = []
        scored += score_page(page, found)
    return Report(tuple(scored), failures)


def score_page(page: GoldPage, found: Sequence[Article]) -> list[Scored]:
    """The scores of a page's articles in gold's order, and one of what the export has beyond them."""
    pairs, left = align(page.articles, found)
    texts = PageText(page)
    scores = []
    for number, (gold, answer) in enumerate(pairs):
        sheet = Sheet()
        sheet.count("articles", things(int(answer is not None), 1, int(answer is not None)))
        if answer is None:
            sheet.miss("articles", gold.get("title") or "without title", None)
        answer = answer or {}
        score_fields(sheet, gold, answer, page.articles)
        score_citations(sheet, gold, answer)
        score_body(sheet, gold, answer, texts, number)
        scores.append(_scored(page, number + 1, gold.get("title"), sheet))
    if left:
        sheet = Sheet()
        for article in left:
            sheet.count("articles", things(0, 0, 1))
            sheet.miss("articles", None, article.get("title") or f"without title: {body_of(article)[:30]}")
            if any("paragraphs" in gold for gold in page.articles):
                score_left_over(sheet, article)
        scores.append(_scored(page, None, None, sheet))
    return scores


def reader_of_export(export: Path) -> Read:
    """What reads pages from a finished export (JSON Lines), by the name of their source file.

    Of source files that share a name, a page is the one whose folders agree furthest from the name up.
    Raises InputError naming the line that is no article of an export. A page that the export lacks has none.
    """
    pages: dict[PurePath, list[Mapping[str, Any]]] = defaultdict(list)
    with Path(export).open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    article = json.loads(line)
                    pages[PurePath(article["source"]["file"])].append(article)
                except (json.JSONDecodeError, KeyError, TypeError):
                    reason = f"line {number} is no article with source.file"
                    raise InputError(
                        export, reason, "give what `lilun export --format jsonl` wrote"
                    ) from None
    by_name: dict[str, list[PurePath]] = defaultdict(list)
    for source in pages:
        by_name[source.name].append(source)

    def read(page: Path) -> list[Mapping[str, Any]]:
        sources = by_name.get(page.name, [])
        return pages[max(sources, key=lambda s: _shared_end(s, page.resolve()))] if sources else []

    return read


def _shared_end(a: PurePath, b: PurePath) -> int:
    """How many last parts of two paths are the same."""
    pairs = zip(reversed(a.parts), reversed(b.parts))
    return next((n for n, (x, y) in enumerate(pairs) if x != y), min(len(a.parts), len(b.parts)))


def _scored(page: GoldPage, number: int | None, title: str | None, sheet: Sheet) -> Scored:
    return Scored(
        file=page.name,
        newspaper=page.newspaper or "unknown",
        damage=page.damage or "none",
        seed=page.seed,
        number=number,
        title=title,
        marks=sheet.marks,
        misses=tuple(sheet.misses),
    )
