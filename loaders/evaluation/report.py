"""What an evaluation found: marks by field, paper and damage, every miss, and two runs side by side."""

from __future__ import annotations

import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from lilun.loaders.evaluation.tally import Marks, Miss, total

Group = Literal["newspaper", "damage"]

FIELDS = {
    "articles": "each gold article has an export article, and the other way round",
    "boundaries": "characters of the body in the right article",
    "title": "headline",
    "kicker": "line above the headline",
    "subtitle": "line below the headline",
    "lead": "核心提示, editor's note",
    "column": "name of the column",
    "authors": "names of the signatories",
    "affiliations": "name with organization",
    "positions": "name with organization and post",
    "institutions": "path of the institution, of the affiliations found",
    "header": "articles with all of title to positions right (the share, not an F1)",
    "kind": "essay, digest, interview …",
    "reprinted_from": "the paper that a digest is taken from",
    "sections": "headings",
    "section levels": "headings with their level",
    "cited speeches": "citations of every mode",
    "direct citations": "citations in quotation marks",
    "indirect citations": "reported and partly quoted ones",
    "cited:direct": "of gold's direct citations, those found (as score.py counts)",
    "cited:indirect": "of gold's other citations, those found (as score.py counts)",
    "cited:speaker": "speaker of the citations found",
    "cited:date": "date of the citations found, where gold has one",
    "citation source": "source as printed, over all citations",
    "citation cue": "cue as printed, over all citations",
    "citation content": "content; strict is its exact extent",
    "citation mode": "direct, indirect or partial, of the citations found",
    "citation offsets": "spans whose slice is their string",
    "cited documents": "policies, laws, reports",
    "document offsets": "spans whose slice is their title",
    "paragraphs": "whole paragraphs of the body",
    "body": "characters of the body in order; 1 - recall is the character error",
    "column breaks joined": "paragraphs put together again, as gold lists them",
    "duplicates removed": "pasted passages that stand once, as gold lists them",
}


@dataclass(frozen=True, slots=True)
class Scored:
    """The score of one gold article; with `number` None, of what the export has beyond a page's gold articles."""

    file: str
    newspaper: str
    damage: str
    seed: int | None
    number: int | None
    title: str | None
    marks: Mapping[str, Marks]
    misses: tuple[Miss, ...]

    @property
    def key(self) -> str:
        return f"{self.file}#{self.number if self.number is not None else 'beyond gold'}"


@dataclass(frozen=True, slots=True)
class Report:
    """The scores of all articles, and the pages whose reading failed with their errors."""

    articles: tuple[Scored, ...]
    failures: Mapping[str, str]

    @property
    def pages(self) -> int:
        return len({a.file for a in self.articles} | set(self.failures))

    @property
    def marks(self) -> dict[str, Marks]:
        """Every field's marks over all articles, in the order of FIELDS."""
        return _sum(self.articles)

    def by(self, group: Group) -> dict[str, dict[str, Marks]]:
        """The marks of each newspaper, or of each kind of damage."""
        names = sorted({str(getattr(a, group)) for a in self.articles})
        return {name: _sum(a for a in self.articles if getattr(a, group) == name) for name in names}

    def spread(self, field: str, damage: str | None = None) -> tuple[float, float, float] | None:
        """Least, mean and greatest strict F1 of a field over the seeds; None with fewer than two seeds."""
        chosen = [a for a in self.articles if a.seed is not None and damage in (None, a.damage)]
        rates = []
        for seed in sorted({a.seed for a in chosen if a.seed is not None}):
            marks = _sum(a for a in chosen if a.seed == seed)
            if field in marks:
                rates.append(marks[field].strict.f1)
        return (min(rates), statistics.fmean(rates), max(rates)) if len(rates) > 1 else None

    def character_error(self) -> float | None:
        """Characters of the gold body, still on the page, that ended in a wrong place or nowhere, over all of it."""
        body = self.marks.get("body")
        return 1 - body.strict.recall if body else None

    def as_json(self) -> dict[str, Any]:
        """Everything as plain values: what `--json` prints and `--compare` reads."""
        return {
            "pages": self.pages,
            "failures": dict(self.failures),
            "character_error": self.character_error(),
            "fields": _as_json(self.marks),
            "by_newspaper": {k: _as_json(v) for k, v in self.by("newspaper").items()},
            "by_damage": {k: _as_json(v) for k, v in self.by("damage").items()},
            "spread": {name: self.spread(name) for name in self.marks if self.spread(name)},
            "articles": [
                {
                    "key": a.key,
                    "file": a.file,
                    "newspaper": a.newspaper,
                    "damage": a.damage,
                    "seed": a.seed,
                    "number": a.number,
                    "title": a.title,
                    "fields": _as_json(a.marks),
                    "misses": [m.as_json() for m in a.misses],
                }
                for a in self.articles
            ],
        }


def report_lines(report: Report) -> Iterator[str]:
    """The table for the terminal: every field, then F1 by newspaper and by damage where there are several."""
    articles = sum(a.number is not None for a in report.articles)
    yield f"{report.pages} pages, {articles} articles" + (
        f", {len(report.failures)} pages could not be read" if report.failures else ""
    )
    yield f"{'field':22} {'P':>6} {'R':>6} {'F1':>6} {'soft':>6} {'gold':>7} {'found':>7}  over seeds"
    for name, marks in report.marks.items():
        t = marks.strict
        spread = report.spread(name)
        seeds = f"  {spread[0]:.3f} to {spread[2]:.3f}" if spread else ""
        yield (
            f"{name:22} {t.precision:6.3f} {t.recall:6.3f} {t.f1:6.3f} {marks.soft.f1:6.3f}"
            f" {t.gold:7d} {t.found:7d}{seeds}"
        ).rstrip()
    error = report.character_error()
    if error is not None:
        yield f"character error of the body: {error:.3%}"
    for group in ("newspaper", "damage"):
        parts = report.by("newspaper" if group == "newspaper" else "damage")
        if len(parts) > 1:
            yield ""
            yield from _group_lines(group, parts)
    for file, error_text in report.failures.items():
        yield f"{file}: could not be read ({error_text})"


def miss_lines(report: Report) -> Iterator[str]:
    """Each miss on a line: file and article, field, what was wanted and what stood there."""
    for article in report.articles:
        for miss in article.misses:
            yield f"{_named(article.key, article.title)}\t{miss.field}\t{miss.gold or '-'}\t{miss.found or '-'}"


def compare_lines(old: Mapping[str, Any], report: Report) -> Iterator[str]:
    """Two runs side by side: fields whose F1 changed, then each changed article with what it lost and gained.

    `old` is an earlier `as_json`. Lost is what was right then and is not now.
    """
    new = report.as_json()
    yield f"{'field':22} {'old':>7} {'new':>7} {'change':>8}"
    for name in FIELDS:
        before, now = (run["fields"].get(name, {}).get("strict", {}).get("f1") for run in (old, new))
        if before != now:
            change = f"{now - before:+8.4f}" if None not in (before, now) else f"{'':8}"
            yield f"{name:22} {_rate(before)} {_rate(now)} {change}".rstrip()
    then = {a["key"]: a for a in old["articles"]}
    current = {a["key"]: a for a in new["articles"]}
    for key in dict.fromkeys((*then, *current)):
        if key not in current and then[key]["number"] is not None:
            yield f"{_named(key, then[key]['title'])}: no longer in gold"
            continue
        if key not in then and current[key]["number"] is not None:
            yield f"{_named(key, current[key]['title'])}: not in the older run"
            continue
        was, now_missed = (Counter(_misses(run.get(key))) for run in (then, current))
        lost, gained = now_missed - was, was - now_missed
        if lost or gained:
            yield _named(key, (current.get(key) or then[key])["title"])
            yield from (f"  - {miss}" for miss in lost.elements())
            yield from (f"  + {miss}" for miss in gained.elements())


def _sum(articles: Iterable[Scored]) -> dict[str, Marks]:
    sums = total(a.marks for a in articles)
    return {name: sums[name] for name in (*FIELDS, *(n for n in sums if n not in FIELDS)) if name in sums}


def _as_json(marks: Mapping[str, Marks]) -> dict[str, Any]:
    return {name: m.as_json() for name, m in marks.items()}


def _misses(article: Mapping[str, Any] | None) -> Iterator[Miss]:
    for miss in article["misses"] if article else ():
        yield Miss(miss["field"], miss["gold"], miss["found"])


def _rate(value: float | None) -> str:
    return f"{'-':>7}" if value is None else f"{value:7.4f}"


def _named(key: str, title: str | None) -> str:
    return f"{key} {title}" if title else key


_GROUP_FIELDS = {
    "boundaries": "bound.",
    "title": "title",
    "authors": "authors",
    "affiliations": "affil.",
    "positions": "posit.",
    "header": "header",
    "sections": "sect.",
    "direct citations": "direct",
    "cited speeches": "cited",
    "cited documents": "docs",
    "body": "body R",
}


def _group_lines(group: str, parts: Mapping[str, Mapping[str, Marks]]) -> Iterator[str]:
    width = max(len(group), *(_width(name) for name in parts))
    yield f"{group:{width}} " + " ".join(f"{short:>7}" for short in _GROUP_FIELDS.values())
    for name, marks in parts.items():
        cells = []
        for field in _GROUP_FIELDS:
            t = marks[field].strict if field in marks else None
            cells.append(f"{'-':>7}" if t is None else f"{t.recall if field == 'body' else t.f1:7.3f}")
        yield name + " " * (width - _width(name)) + " " + " ".join(cells)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
