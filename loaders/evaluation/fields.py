"""Everything of an article that is a string, a list of strings or a choice: its header, sections, documents, kind.

Strict: equal after folding (`bare`: no punctuation, width or white space). Soft: Levenshtein similarity of 0.8 and
more, as GROBID scores header fields; in a tuple (author, organization, position) every part. A thing given twice
counts twice. Another right form of a damaged string (gold's `alternatives`) counts as the string.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from lilun.loaders.evaluation.folding import alike, bare
from lilun.loaders.evaluation.gold import Article, other_forms
from lilun.loaders.evaluation.tally import Sheet, things
from lilun.loaders.resolve.institutions import begins_relative

_BRACKETS = re.compile(r"[（(〔\[][^（）()〔〕\[\]]*[）)〕\]]")
HEADER = ("title", "kicker", "subtitle", "authors", "affiliations", "positions")

Key = tuple[str, ...]


def score_fields(sheet: Sheet, gold: Article, found: Article, page: Sequence[Article]) -> None:
    """Count the fields of one article; `found` is empty for an article that the export lacks."""
    forms = _Forms(gold)
    header = [
        _text(sheet, "title", gold, found, forms) if gold.get("title") is not None else None,
        _text(sheet, "kicker", gold, found, forms, free=_banners(gold, page)),
        _text(sheet, "subtitle", gold, found, forms),
        *_authors(sheet, gold, found, forms),
    ]
    known = [result for result in header if result is not None]
    if known:
        strict = all(s for s, _ in known) and bool(found)
        soft = all(s for _, s in known) and bool(found)
        sheet.count("header", things(strict, 1, 1), things(soft, 1, 1))
    _lead(sheet, gold, found, forms)
    _text(sheet, "column", gold, found, forms)
    _text(sheet, "reprinted_from", gold, found, forms)
    _kind(sheet, gold, found)
    _sections(sheet, gold, found, forms)
    _documents(sheet, gold, found, forms)


class _Forms:
    """The folded form under which a string is compared: gold's own for each of its other right forms."""

    def __init__(self, gold: Article) -> None:
        self._gold = {bare(other): key for key, others in other_forms(gold).items() for other in others}
        self._names: dict[str, str] = {
            bare(a["name"]): a["name"] for a in gold.get("authors") or () if a["name"]
        }

    def __call__(self, text: str | None) -> str:
        folded = bare(text)
        return self._gold.get(folded, folded)

    def name(self, text: str) -> str:
        """A name as it is, since spaces and signs within it are faults, or gold's for another right form of it."""
        return self._names.get(self._gold.get(bare(text), ""), text)


def _text(
    sheet: Sheet,
    name: str,
    gold: Article,
    found: Article,
    forms: _Forms,
    free: Iterable[str] = (),
    match: Callable[[str, str], bool] = lambda a, b: a == b,
) -> tuple[bool, bool] | None:
    """Count a field of one string: whether it is right, strict and soft; None if gold does not have it."""
    if name not in gold:
        return None
    wanted, given = bare(gold[name]), forms(found.get(name))
    if not wanted and given in free:
        given = ""
    strict, soft = match(wanted, given), alike(wanted, given) or match(wanted, given)
    there = (int(bool(wanted)), int(bool(given)))
    sheet.count(
        name, things(int(strict and bool(wanted)), *there), things(int(soft and bool(wanted)), *there)
    )
    if not strict:
        sheet.miss(name, gold[name], found.get(name))
    return strict, soft


def _banners(gold: Article, page: Sequence[Article]) -> set[str]:
    """Kickers of the page's articles: one over the whole page may stand on each of them."""
    return set() if "kicker_note" in gold else {bare(a.get("kicker")) for a in page}


def _lead(sheet: Sheet, gold: Article, found: Article, forms: _Forms) -> None:
    begun = bool(gold.get("lead")) and not gold["lead"].rstrip("”’」』）)").endswith(
        ("。", "！", "？", "…", "!", "?")
    )
    if begun and "lead_note" in gold:
        _text(sheet, "lead", gold, found, forms, match=lambda a, b: b.startswith(a))
    else:
        _text(sheet, "lead", gold, found, forms)


def _kind(sheet: Sheet, gold: Article, found: Article) -> None:
    if gold.get("kind"):
        right = gold["kind"] == found.get("kind")
        sheet.count("kind", things(int(right), 1, int(bool(found.get("kind")))))
        if not right:
            sheet.miss("kind", gold["kind"], found.get("kind"))


def _authors(sheet: Sheet, gold: Article, found: Article, forms: _Forms) -> list[tuple[bool, bool] | None]:
    """Names, (name, organization) and (name, organization, position); a signature without a name is not scored."""
    if "authors" not in gold:
        return [None]

    def keys(
        article: Article, name: Callable[[str], str], fold: Callable[[str | None], str]
    ) -> tuple[list[Key], list[Key], list[Key]]:
        people = [(name(a["name"]), a) for a in article.get("authors") or () if a.get("name")]
        places = [(n, p) for n, a in people for p in a.get("affiliations") or ()]
        return (
            [(n,) for n, _ in people],
            [(n, fold(p["organization"])) for n, p in places],
            [(n, fold(p["organization"]), fold(x)) for n, p in places for x in p.get("positions") or ()],
        )

    wanted, given = keys(gold, str, bare), keys(found, forms.name, forms)
    scored = zip(("authors", "affiliations", "positions"), wanted, given)
    results: list[tuple[bool, bool] | None] = [count_keys(sheet, field, w, g) for field, w, g in scored]
    _institutions(sheet, gold, found, forms)
    return results


def _institutions(sheet: Sheet, gold: Article, found: Article, forms: _Forms) -> None:
    """The institution of each affiliation found, where gold says it (`institution_path`, from the house down).

    Strict: the same names in the same order; soft: the last one right. Other boards in brackets count neither way.
    A path that begins with a relative name (省委党校) says that the page does not settle whose it is: right unresolved.
    """
    left = [(forms.name(a["name"]), p) for a in found.get("authors") or () if a.get("name")
            for p in a.get("affiliations") or ()]  # fmt: skip
    for name, place in ((a["name"], p) for a in gold["authors"] for p in a.get("affiliations") or ()):
        wanted = place.get("institution_path")
        answer = next(
            (x for x in left if x[0] == name and forms(x[1]["organization"]) == bare(place["organization"])),
            None,
        )
        if not wanted or answer is None:
            continue
        left.remove(answer)
        given = answer[1].get("institution") or []
        right = [_board(x) for x in wanted] == [_board(x) for x in given]
        right = right or (not given and begins_relative(wanted[0]))
        near = right or bool(wanted and given and _board(wanted[-1]) == _board(given[-1]))
        counted = (1, int(bool(given) or right))
        sheet.count("institutions", things(int(right), *counted), things(int(near), *counted))
        if not right:
            sheet.miss("institutions", (place["organization"], *wanted), tuple(given))


def _board(name: str) -> str:
    """An institution's name, folded, without other names in brackets."""
    return bare(_BRACKETS.sub("", name))


def _sections(sheet: Sheet, gold: Article, found: Article, forms: _Forms) -> None:
    """Headings, and headings with their level. Run-in headings without an enumerator count neither way."""
    if "sections" not in gold:
        return
    given = [s for s in found.get("sections") or () if s.get("heading")]
    free = [_heading(x) for x in gold.get("sections_optional") or ()]
    free += [forms(s["heading"]) for s in given if s.get("kind") == "run-in" and not s.get("enumerator")]
    wanted = [_heading(s) for s in gold["sections"]]
    count_keys(
        sheet,
        "sections",
        [(h,) for h in wanted],
        [(forms(s["heading"]),) for s in given],
        [(h,) for h in free],
    )
    if all(isinstance(s, dict) and s.get("level") for s in gold["sections"]):
        count_keys(
            sheet,
            "section levels",
            [(h, str(s["level"])) for h, s in zip(wanted, gold["sections"])],
            [
                (h, str(s.get("level")))
                for s in given
                for h in [forms(s["heading"])]
                if h in wanted or h not in free
            ],
        )


def _heading(section: object) -> str:
    return bare(section["heading"] if isinstance(section, dict) else str(section))


def _documents(sheet: Sheet, gold: Article, found: Article, forms: _Forms) -> None:
    """Titles of policies, laws and reports, each once; one more of a title that gold has counts neither way."""
    if "cited_documents" not in gold:
        return
    listed = [(bare(d if isinstance(d, str) else d["title"]),) for d in gold["cited_documents"]]
    given = [(forms(d["title"]),) for d in found.get("cited_documents") or ()]
    count_keys(sheet, "cited documents", [] if "cited_documents_note" in gold else listed, given, listed)


def count_keys(
    sheet: Sheet, name: str, gold: Sequence[Key], found: Sequence[Key], optional: Iterable[Key] = ()
) -> tuple[bool, bool]:
    """Match two lists, each thing once, and count; optional ones that are left over count neither way.

    Returns whether all is right, strict and soft.
    """
    missing, extra = _without(gold, found), _without(found, gold)
    extra = _without(extra, list(optional))
    right = len(gold) - len(missing)
    near_missing, near_extra = _pair_alike(missing, extra)
    near = right + len(missing) - len(near_missing)
    sheet.count(
        name,
        things(right, len(gold), right + len(extra)),
        things(near, len(gold), near + len(near_extra)),
    )
    for key in missing:
        sheet.miss(name, key, None)
    for key in extra:
        sheet.miss(name, None, key)
    return not missing and not extra, not near_missing and not near_extra


def _without(keys: Sequence[Key], others: Sequence[Key]) -> list[Key]:
    """The keys that are left when each of the others has taken one of its kind."""
    left = list(others)
    rest = []
    for key in keys:
        if key in left:
            left.remove(key)
        else:
            rest.append(key)
    return rest


def _pair_alike(missing: list[Key], extra: list[Key]) -> tuple[list[Key], list[Key]]:
    """What is left of both when like ones have gone together."""
    rest, left = [], list(extra)
    for key in missing:
        near = next((k for k in left if all(a == b or alike(a, b) for a, b in zip(key, k))), None)
        if near is None:
            rest.append(key)
        else:
            left.remove(near)
    return rest, left
