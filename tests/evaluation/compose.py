#!/usr/bin/env python3
"""Compose pages of the labelled articles, damaged or not, with their gold beside them.

`compose.py dev OUT_DIR --seeds 5 --damage all --strength 2` writes OUT_DIR/s01-p01.txt, .json and so on, and a
manifest.csv, so that `lilun load OUT_DIR` reads the pages and `lilun evaluate OUT_DIR` measures them.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path

from composer import KINDS, STRENGTHS, compose, pages, rates, read_articles, validate

_ARTICLES = Path(__file__).parent / "articles"


def main() -> int:
    """Write the pages; 2 where an argument is wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "articles", nargs="?", help="a folder of labelled articles, or the name of one under articles/"
    )
    parser.add_argument("out", nargs="?", type=Path, help="the folder to write to; made where it is missing")
    parser.add_argument(
        "--seeds", type=int, default=1, help="how many seeds, from --first-seed on (default 1)"
    )
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument(
        "--damage", default="all", help="all, none, or kinds joined by commas: " + ", ".join(KINDS)
    )
    parser.add_argument(
        "--strength", type=int, choices=STRENGTHS, default=2, help="1 light, 2 middle, 3 heavy"
    )
    parser.add_argument(
        "--table", action="store_true", help="show what the kinds do at this strength, and stop"
    )
    given = parser.parse_args()
    if given.table:
        print(_table(given.strength))
        return 0
    if given.out is None:
        parser.error("name the articles' folder and the folder to write to")
    kinds = {"all": list(KINDS), "none": []}.get(given.damage, given.damage.split(","))
    folder = Path(given.articles)
    folder = folder if folder.is_dir() else _ARTICLES / given.articles
    try:
        count = _write(folder, given.out, kinds, given)
    except ValueError as error:
        print(f"compose: {error}", file=sys.stderr)
        return 2
    print(f"{count} pages in {given.out}")
    return 0


def _write(folder: Path, out: Path, kinds: list[str], given: argparse.Namespace) -> int:
    articles = read_articles(folder)
    out.mkdir(parents=True, exist_ok=True)
    rows = []
    for seed in range(given.first_seed, given.first_seed + given.seeds):
        for number, group in enumerate(pages(articles, seed), 1):
            stem = f"s{seed:02}-p{number:02}"
            damage = dict.fromkeys(kinds, given.strength)
            page = compose(group, seed=seed, damage=damage, name=f"{stem}.txt")
            validate(page)
            (out / f"{stem}.txt").write_text(page.text, encoding="utf-8")
            gold = json.dumps(page.gold, ensure_ascii=False, indent=1)
            (out / f"{stem}.json").write_text(gold + "\n", encoding="utf-8")
            gold_page = page.gold["page"]
            rows.append(
                [
                    f"{stem}.txt",
                    page.gold["newspaper"],
                    page.gold["date"],
                    gold_page["number"],
                    gold_page["name"],
                ]
            )
    with (out / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["file", "newspaper", "date", "page", "page_name"], *rows])
    return len(rows)


def _table(strength: int) -> str:
    lines = []
    for kind, row in rates().items():
        here = {k: v[strength - 1] for k, v in row.items() if isinstance(v, list)}
        figures = ", ".join(f"{name} {value}" for name, value in here.items())
        lines.append(f"{kind}: {row['what']}\n    {figures} ({row['unit']})\n    {row['example']}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
