#!/usr/bin/env python3
"""Learn the grammar's weights from composed pages of the dev half and write them to loaders/rules/.

`train.py` reads tests/evaluation/articles/dev and layout; the test half is never trained on. It prints how well
weights learned from the other parts label each part that was held out.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from random import Random

from composer import KINDS, LabelledArticle, compose, pages, read_articles
from lilun.loaders.repair import repair
from lilun.loaders.segment.features import see
from lilun.loaders.segment.glued import split_glued
from lilun.loaders.segment.grammar import ROLES, Weights, label, shipped_weights
from lilun.loaders.segment.training import Example, train
from lilun.loaders.sources.text import read

_HERE = Path(__file__).parent
_ROLE_OF = {"question": "paragraph", "answer": "paragraph"}
_NO_SIGNOFF = 0.5  # share of articles that are printed without their sign-off
_NO_HEADINGS = 0.3  # … without headings
_BARE_BYLINE = 0.5  # … with a byline of names alone
_NO_ROUND_TABLE = 0.8  # share of round tables that are left out
_MIXES = ({}, {2: 1}, {2: 1}, {1: 1}, {3: 1})  # strength of all kinds together; {} is clean


def training_articles() -> list[LabelledArticle]:
    """The articles that weights may be learned from: the dev half and the layout set."""
    return [a for name in ("dev", "layout") for a in read_articles(_HERE / "articles" / name)]


def examples(articles: Sequence[LabelledArticle], seeds: range) -> list[Example]:
    """Blocks and gold roles of pages composed from articles, damaged by seed in turn."""
    made = []
    for seed in seeds:
        strength = next(iter(_MIXES[seed % len(_MIXES)]), 0)
        varied = [v for a in articles if (v := _varied(a, Random(f"{seed}/{a.id}")))]
        for group in pages(varied, seed):
            page = compose(group, seed=seed, damage=dict.fromkeys(KINDS, strength) if strength else {})
            blocks = split_glued(repair(read(page.text)).blocks)
            made.append((see(blocks), [_role(b, page.gold["blocks"]) for b in blocks]))
    return made


def _varied(article: LabelledArticle, rng: Random) -> LabelledArticle | None:
    """The article as another paper would print it: at times without its sign-off, without its headings, or with a
    bare byline. Round tables, which are rarer in papers than among the articles, are at times left out.
    """
    blocks = article.blocks
    if sum(b.role == "byline" for b in blocks) > 1 and rng.random() < _NO_ROUND_TABLE:
        return None
    if rng.random() < _NO_HEADINGS:
        blocks = tuple(b for b in blocks if b.role != "heading")
    if rng.random() < _NO_SIGNOFF:
        blocks = tuple(b for b in blocks if b.role != "signoff")
    names = [a["name"] for a in article.gold["authors"] if a.get("kind", "person") == "person" and a["name"]]
    bylines = [b for b in blocks if b.role == "byline"]
    if len(bylines) == 1 and names and rng.random() < _BARE_BYLINE:
        bare = replace(bylines[0], text="　".join(names))
        blocks = tuple(bare if b is bylines[0] else b for b in blocks)
    return replace(article, blocks=blocks)


def _role(block, gold) -> str | None:
    """The role of the gold blocks that hold most of a block's characters."""
    counts: Counter[str] = Counter()
    for piece in block.text.pieces:
        for label_ in gold:
            shared = min(piece.end, label_["end"]) - max(piece.start, label_["start"])
            if shared > 0:
                counts[label_["role"]] += shared
    role = counts.most_common(1)[0][0] if counts else None
    role = _ROLE_OF.get(role, role)
    return role if role in ROLES else None


def accuracy(pages_: list[Example], weights: Weights) -> tuple[float, Counter[tuple[str, str]]]:
    """The share of blocks with the right role, and the confusions (gold, found)."""
    right = total = 0
    confusions: Counter[tuple[str, str]] = Counter()
    for seen, gold in pages_:
        for item, wanted in zip(label(seen, weights), gold, strict=True):
            if wanted:
                total += 1
                right += item.role == wanted
                if item.role != wanted:
                    confusions[wanted, item.role] += 1
    return right / max(total, 1), confusions


def write(weights: Weights) -> None:
    """Write the weights to the rule tables."""
    rules = Path(str(files("lilun.loaders.rules")))
    for name, head, table in (
        ("roles", ("role", "feature", "weight"), weights.features),
        ("transitions", ("role", "next", "weight"), weights.transitions),
    ):
        with (rules / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(head)
            out.writerows((a, b, value) for (a, b), value in sorted(table.items()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folds", type=int, default=3, help="parts held out in turn to see what is learned")
    parser.add_argument("--dry-run", action="store_true", help="print the accuracy; write nothing")
    given = parser.parse_args()
    articles = training_articles()
    start = shipped_weights()
    for part in range(given.folds):
        held = examples(articles[part :: given.folds], range(1, 6))
        rest = [a for n, a in enumerate(articles) if n % given.folds != part]
        learned = train(examples(rest, range(100, 100 + given.seeds)), start, rounds=given.rounds)
        print(f"fold {part + 1}: {accuracy(held, start)[0]:.4f} before", end=", ")
        share, confusions = accuracy(held, learned)
        print(f"{share:.4f} after;", *(f"{a}→{b} {n}" for (a, b), n in confusions.most_common(12)))
    if not given.dry_run:
        write(train(examples(articles, range(100, 100 + given.seeds)), start, rounds=given.rounds))


if __name__ == "__main__":
    main()
