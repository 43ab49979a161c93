"""Bibliographic formats: CSL-JSON, BibTeX, RIS and GB/T 7714 lines of newspaper articles. Pure: references in, text out.

Names stay whole (CSL `literal`, one RIS field): where a Chinese name divides is a guess that no format needs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from lilun.schema.publish.references import Reference
from pypinyin import lazy_pinyin

LANGUAGE = "zh-CN"
NAMED = 3  # GB/T 7714-2015, 8.1.2: of more than three the first three are named, then 等
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        # BibTeX counts braces even behind a backslash
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: "\\" + sign for sign in "&%$#_"},
    }
)


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write references: `extension` in addresses, `suffix` of its files, media type and writer."""

    extension: str
    suffix: str
    name: str
    media_type: str
    write: Callable[[Sequence[Reference]], str]


def csl_json(references: Sequence[Reference]) -> str:
    """A CSL-JSON array (schema 1.0.2): what Zotero, Pandoc and citeproc read."""
    return json.dumps([_csl(reference) for reference in references], ensure_ascii=False, indent=2) + "\n"


def _csl(reference: Reference) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": reference.key,
        "type": "article-newspaper",
        "title": reference.whole_title,
        "title-short": reference.title if reference.subtitle else None,
        "author": [{"literal": name} for name in reference.authors],
        "container-title": reference.newspaper,
        "issued": _csl_date(reference),
        "page": reference.page,
        "section": reference.page_name,
        "language": LANGUAGE,
    }
    for role, name in reference.others:
        item.setdefault(role, []).append({"literal": name})
    return {name: value for name, value in item.items() if value}


def _csl_date(reference: Reference) -> dict[str, Any] | None:
    if reference.day:
        return {"date-parts": [list(reference.day)]}
    return {"literal": reference.date} if reference.date else None


def bibtex(references: Sequence[Reference]) -> str:
    """BibTeX entries: @article with `entrysubtype = {newspaper}`, which biblatex and gbt7714 know as [N]."""
    taken: set[str] = set()
    return "\n".join(_entry(reference, _cite_key(reference, taken)) for reference in references)


def _entry(reference: Reference, key: str) -> str:
    fields: dict[str, str | None] = {
        "author": " and ".join(_tex_name(name) for name in reference.authors),
        "title": reference.whole_title and f"{{{_tex(reference.whole_title)}}}",
        "journal": reference.newspaper and _tex(reference.newspaper),
        "year": f"{reference.day[0]:04}" if reference.day else None,
        "month": str(reference.day[1]) if len(reference.day) > 1 else None,
        "date": "-".join(f"{part:02}" for part in reference.day) or None,
        "pages": reference.page and _tex(reference.page),
        "entrysubtype": "newspaper",
        "language": "chinese",
    }
    for role, name in reference.others:
        if role in ("translator", "editor"):
            before = fields.get(role)
            fields[role] = f"{before} and {_tex_name(name)}" if before else _tex_name(name)
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@article{{{key},\n" + ",\n".join(lines) + "\n}\n"


def _tex(text: str) -> str:
    return " ".join(text.split()).translate(_TEX)


def _tex_name(name: str) -> str:
    """A name that BibTeX must not take apart is held together by braces."""
    return f"{{{_tex(name)}}}" if re.search(r"[\s,]", name.strip()) else _tex(name)


def _cite_key(reference: Reference, taken: set[str]) -> str:
    """An ASCII key made of the article's own: 青川日报/2024-03-05/6/1 → qingchuanribao-2024-03-05-6-1."""
    parts = ("".join(lazy_pinyin(part, errors="ignore" if not part.isascii() else "default"))
             for part in reference.key.split("/"))  # fmt: skip
    key = re.sub(r"[^A-Za-z0-9-]+", "", "-".join(parts)).strip("-") or "lilun"
    unique, number = key, 1
    while unique in taken:
        number += 1
        unique = f"{key}--{number}"
    taken.add(unique)
    return unique


def ris(references: Sequence[Reference]) -> str:
    """RIS records of type NEWS: lines of a tag, two spaces, a hyphen and a space, ended by CR LF."""
    return "\r\n".join(line for reference in references for line in (*_record(reference), "")) + (
        "\r\n" if references else ""
    )


def _record(reference: Reference) -> list[str]:
    day = reference.day
    date = "/".join(f"{part:02}" for part in day) + "/" * (4 - len(day)) if day else None
    fields: list[tuple[str, str | None]] = [
        ("TY", "NEWS"),
        ("ID", reference.key),
        *(("AU", name) for name in reference.authors),
        *(("A4", name) for role, name in reference.others if role == "translator"),
        *(("ED", name) for role, name in reference.others if role == "editor"),
        ("TI", reference.whole_title),
        ("ST", reference.title if reference.subtitle else None),
        ("T2", reference.newspaper),
        ("PY", f"{day[0]:04}" if day else None),
        ("DA", date),
        ("SP", reference.page),
        ("SE", reference.page_name),
        ("LA", LANGUAGE),
    ]
    return [f"{tag}  - {' '.join(value.split())}" for tag, value in fields if value] + ["ER  - "]


def gbt7714(references: Sequence[Reference]) -> str:
    """Lines of GB/T 7714-2015 (numbered style), one an article: 责任者. 题名[N]. 报纸名, 年-月-日(版次)."""
    numbered = len(references) > 1
    return "".join(
        (f"[{number}] " if numbered else "") + gbt7714_line(reference) + "\n"
        for number, reference in enumerate(references, 1)
    )


def gbt7714_line(reference: Reference) -> str:
    """One reference without its number. An article that nobody signs begins with its title (8.1.4)."""
    names = list(reference.authors[:NAMED]) + (["等"] if len(reference.authors) > NAMED else [])
    title = ": ".join(part.strip() for part in (reference.title, reference.subtitle) if part) or "[无题]"
    date = reference.date or "[日期不详]"
    if reference.date and not reference.day:
        date = f"[{reference.date}]"  # 8.4.3.3: what is inferred stands in brackets
    page = f"({reference.page})" if reference.page else ""
    who = ", ".join(names) + ". " if names else ""
    return f"{who}{' '.join(title.split())}[N]. {reference.newspaper or '[报名不详]'}, {date}{page}."


FORMATS = {
    form.extension: form
    for form in (
        Format("csl", "json", "CSL-JSON", "application/vnd.citationstyles.csl+json", csl_json),
        Format("bib", "bib", "BibTeX", "application/x-bibtex", bibtex),
        Format("ris", "ris", "RIS", "application/x-research-info-systems", ris),
        Format("gbt", "txt", "GB/T 7714", "text/plain", gbt7714),
    )
}
