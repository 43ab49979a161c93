"""Gold pages: what a careful reader says that a page holds.

A gold folder has one JSON file a page: `file` (the page's name), `newspaper`, `date`, `articles`, and on a damaged
page `damage` (a label, or {kind: strength}), `seed`, and where it can be told `blocks`: all that is printed, in
order, as {"text", "article": its number from 1, or null}. The page stands beside the JSON file, in `pages/` under
the folder, or in `pages/` beside the folder.

An article has the keys of the JSON Lines export, all optional: a key that is absent is not scored. Beyond them:

- `sections_optional`, `cited_speeches_optional`: right to give and right to leave out;
- `joined_paragraphs`: strings that must stand in one paragraph though a column cuts them on the page;
- `duplicates`: passages ({"starts"}) that the page repeats and the article must hold once;
- `alternatives`: other right forms, either a list parallel to `paragraphs` or {gold string: [form, …]};
  a paragraph may also be {"text", "alternatives"} itself; a cited speech may have `mode_alternatives`;
- `…_note`: for people. A note on `kicker` takes away the freedom that a banner may stand on every article, one on
  `cited_documents` makes them right to give and right to leave out, and one on a `lead` that stops short of a
  sentence's end says that gold has only its beginning.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lilun.loaders.errors import LilunError
from lilun.loaders.evaluation.folding import bare, covered, grams
from lilun.loaders.sources.decode import decode

Article = Mapping[str, Any]

KINDS = {"essay", "digest", "editorial", "commentary", "news", "interview", "speech", "letter", "other"}
_LISTS: dict[str, type | tuple[type, ...]] = {
    "authors": dict,
    "sections": (dict, str),
    "sections_optional": (dict, str),
    "paragraphs": (dict, str),
    "cited_speeches": dict,
    "cited_speeches_optional": dict,
    "cited_documents": (dict, str),
    "joined_paragraphs": str,
    "duplicates": dict,
}
_STRINGS = ("kicker", "title", "subtitle", "lead", "column", "kind", "reprinted_from")
_EDTF = re.compile(r"[\d.]*\d{4}[~?%]?(-\d\d){0,2}[~?%]?(/(\d{4}(-\d\d){0,2}|\.\.)?)?")
_MOST_SHOWN = 20


class GoldError(LilunError):
    """Gold that cannot be trusted: each problem names file, article and field."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        shown = "\n".join(map(str, problems[:_MOST_SHOWN]))
        more = f"\n… and {len(problems) - _MOST_SHOWN} more" if len(problems) > _MOST_SHOWN else ""
        super().__init__(f"{shown}{more}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a gold file."""

    file: str
    article: str  # '2 (its title)', '' for the file itself
    field: str
    reason: str

    def __str__(self) -> str:
        where = [self.file, f"article {self.article}" if self.article else "", self.field]
        return f"{', '.join(w for w in where if w)}: {self.reason}"


_SHORT = 12  # characters


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A page with its gold articles. `text` is the decoded page, None where the page is no text (an image, a PDF)."""

    gold: Path
    path: Path
    name: str  # the page's name, with the folders between the gold folder and it
    file: str
    newspaper: str
    date: str
    damage: str  # '' on a page that is as it was found
    seed: int | None
    articles: tuple[Article, ...]
    text: str | None
    printed: tuple[str, ...] | None  # what the page prints of each article, where `blocks` tell


def read_gold(folder: Path, check: bool = True) -> list[GoldPage]:
    """Every gold page of a folder and the folders in it, by name. Raises GoldError naming file, article and field."""
    files = sorted(Path(folder).rglob("*.json"))
    if not files:
        raise GoldError([Problem(str(folder), "", "", "holds no gold (*.json); give a folder of gold files")])
    pages: list[GoldPage] = []
    problems: list[Problem] = []
    for file in files:
        try:
            page = _read(file, Path(folder))
        except GoldError as error:
            problems += error.problems
            continue
        pages.append(page)
        if check:
            problems += check_page(page)
    if problems:
        raise GoldError(problems)
    return pages


def check_page(page: GoldPage) -> Iterator[Problem]:
    """What is wrong with a page's labels: unknown kinds, unreadable dates, strings that the page does not print.

    A short string (a name, a title, a heading) must stand on the page in one run; running text (a paragraph, a
    lead, a quotation, an attribution) in a few, since column breaks may cut it. On a damaged page the
    printed form may differ anywhere, so half of a string's runs of four characters is enough.
    """
    text = bare(page.text) if page.text is not None else None
    known = frozenset(grams(text, 4)) if text is not None and page.damage else frozenset()
    for index, article in enumerate(page.articles, 1):
        name = f"{index} ({article.get('title') or 'without title'})"
        if article.get("kind") is not None and article["kind"] not in KINDS:
            yield Problem(
                page.gold.name, name, "kind", f"{article['kind']} is none of {', '.join(sorted(KINDS))}"
            )
        for i, cited in enumerate(article.get("cited_speeches") or (), 1):
            where = f"cited_speeches {i}"
            if cited.get("date") and not _EDTF.fullmatch(cited["date"]):
                yield Problem(page.gold.name, name, f"{where} date", f"{cited['date']} is no EDTF date")
            if cited.get("mode", "direct") not in ("direct", "indirect", "partial"):
                yield Problem(page.gold.name, name, f"{where} mode", f"{cited['mode']} is no mode")
        if text is None:
            continue
        for where, string, pieces in _strings(article):
            forms = [bare(string), *map(bare, other_forms(article).get(bare(string), ()))]
            if not any(_stands(form, text, pieces, known) for form in forms):
                reason = f"the page does not print “{string[:40]}{'…' if len(string) > 40 else ''}”"
                yield Problem(page.gold.name, name, where, reason)


def paragraphs(article: Article) -> list[str] | None:
    """The body's paragraphs as gold gives them first; None where gold has none to give."""
    given = article.get("paragraphs")
    return None if given is None else [p if isinstance(p, str) else p["text"] for p in given]


def paragraph_forms(article: Article) -> list[list[str]]:
    """For each paragraph its other right forms."""
    others = other_forms(article)
    return [others.get(bare(p), []) for p in paragraphs(article) or ()]


def other_forms(article: Article) -> dict[str, list[str]]:
    """Other right forms by the folded (`bare`) gold string."""
    forms: dict[str, list[str]] = {}
    body = paragraphs(article) or []
    for given in article.get("paragraphs") or ():
        if not isinstance(given, str):
            forms.setdefault(bare(given["text"]), []).extend(given.get("alternatives") or ())
    given = article.get("alternatives") or {}
    pairs = given.items() if isinstance(given, Mapping) else enumerate(given)
    for key, others in pairs:
        at = int(key) if isinstance(key, int) or key.isdecimal() else None
        string = key if at is None else body[at] if at < len(body) else ""
        if others:
            forms.setdefault(bare(string), []).extend([others] if isinstance(others, str) else others)
    return forms


def _read(file: Path, folder: Path) -> GoldPage:
    def wrong(article: str, field: str, reason: str) -> GoldError:
        return GoldError([Problem(file.name, article, field, reason)])

    try:
        page = json.loads(file.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise wrong("", "", f"is no UTF-8 JSON ({error})") from error
    if not isinstance(page, dict) or not isinstance(page.get("file"), str):
        raise wrong("", "file", "the page's file name is missing")
    if not isinstance(page.get("articles"), list):
        raise wrong("", "articles", "a list of articles is missing")
    for index, article in enumerate(page["articles"], 1):
        if not isinstance(article, dict):
            raise wrong(str(index), "", "is no object")
        if reason := _misshapen(article):
            raise wrong(f"{index} ({article.get('title')})", *reason)
    homes = (file.parent, file.parent / "pages", file.parent.parent / "pages")
    path = next((home / page["file"] for home in homes if (home / page["file"]).is_file()), None)
    if path is None:
        raise wrong("", "file", f"{page['file']} stands neither beside the gold file nor in pages/")
    text = None
    if path.suffix.lower() in ("", ".txt", ".md", ".markdown"):
        text = decode(path.read_bytes(), path).text
    return GoldPage(
        gold=file,
        path=path,
        name=(file.parent.relative_to(folder) / page["file"]).as_posix(),
        file=page["file"],
        newspaper=page.get("newspaper") or "",
        date=page.get("date") or "",
        damage=_damage(page.get("damage")),
        seed=page.get("seed"),
        articles=tuple(page["articles"]),
        text=text,
        printed=_printed(page),
    )


def _misshapen(article: Mapping[str, Any]) -> tuple[str, str] | None:
    for field in _STRINGS:
        if not isinstance(article.get(field), str | None):
            return field, "is no string"
    for field, item in _LISTS.items():
        given = article.get(field)
        if given is not None and not (isinstance(given, list) and all(isinstance(x, item) for x in given)):
            return field, "is no list of the right form"
    for i, author in enumerate(article.get("authors") or (), 1):
        if "name" not in author:
            return f"authors {i}", "has no name; write null for a signature without one"
        for place in author.get("affiliations") or ():
            if not isinstance(place, dict) or "organization" not in place:
                return f"authors {i} affiliations", "has no organization"
    for i, section in enumerate(article.get("sections") or (), 1):
        if isinstance(section, dict) and not section.get("heading"):
            return f"sections {i}", "has no heading"
    for i, cited in enumerate(article.get("cited_speeches") or (), 1):
        if not cited.get("quote") and not cited.get("attribution"):
            return f"cited_speeches {i}", "has neither quote nor attribution"
    return None


def _damage(given: Any) -> str:
    """The label of a page's damage: 'kind' or 'kind strength'; several kinds are one label, 'together strength'."""
    if isinstance(given, Mapping):
        strengths = "-".join(str(s) for s in sorted(set(given.values())))
        return f"{next(iter(given)) if len(given) == 1 else 'together'} {strengths}" if given else ""
    return "+".join(map(str, given)) if isinstance(given, list) else str(given or "")


def _printed(page: Mapping[str, Any]) -> tuple[str, ...] | None:
    articles = page["articles"]
    if "blocks" not in page:
        return None
    parts: list[list[str]] = [[] for _ in articles]
    for block in page["blocks"]:
        if block.get("article"):
            parts[block["article"] - 1].append(block["text"])
    return tuple("\n".join(part) for part in parts)


def _strings(article: Article) -> Iterator[tuple[str, str, int]]:
    """(field, string, in how many runs it may stand) of what gold says is printed."""
    for field, pieces in (
        ("kicker", 2),
        ("title", 2),
        ("subtitle", 2),
        ("column", 1),
        ("reprinted_from", 1),
        ("lead", 2),
    ):
        if article.get(field):
            yield field, article[field], pieces
    for i, author in enumerate(article.get("authors") or (), 1):
        if author["name"]:
            yield f"authors {i} name", author["name"], 1
        for place in author.get("affiliations") or ():
            if place["organization"]:
                yield f"authors {i} organization", place["organization"], 1
            for post in place.get("positions") or ():
                yield f"authors {i} position", post, 1
    for i, section in enumerate(article.get("sections") or (), 1):
        yield f"sections {i}", section if isinstance(section, str) else section["heading"], 2
    for i, cited in enumerate(article.get("cited_speeches") or (), 1):
        for part, pieces in (
            ("quote", 2),
            ("attribution", 2),
            ("source", 1),
            ("cue", 1),
            ("date_as_printed", 2),
        ):
            if cited.get(part):
                yield f"cited_speeches {i} {part}", cited[part], pieces
    for i, document in enumerate(article.get("cited_documents") or (), 1):
        yield f"cited_documents {i}", document if isinstance(document, str) else document["title"], 2
    for i, paragraph in enumerate(paragraphs(article) or (), 1):
        yield f"paragraphs {i}", paragraph, 4


def _stands(string: str, text: str, pieces: int, known: frozenset[str]) -> bool:
    if string in text:
        return True
    if known and len(string) < _SHORT:
        return True  # a look-alike or two leaves nothing to know a short string by
    if known:
        marks = covered(string, known, min(4, len(string)))
        return sum(marks) * 2 >= len(marks)
    while pieces and string:
        low, high = 0, len(string)  # the longest beginning that the page prints, by halving
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if string[:middle] in text else (low, middle - 1)
        string = string[low:]
        pieces -= 1
    return not string
