#!/usr/bin/env python3
"""Learn the weights of rules/gathering.csv from composed pages of the dev half: which blocks make an article.

An averaged perceptron over whole pages (Collins 2002) with steps that shrink where a weight has moved much (Duchi
and others 2011): where the division that the search finds, or one a move away from gold's, reads as well as gold's,
gold's evidence gains and the other's loses.
"""

from __future__ import annotations

import argparse
import csv
import math
from collections import Counter, defaultdict
from importlib.resources import files
from pathlib import Path
from random import Random

from composer import KINDS, compose, pages
from lilun.loaders.page import Page
from lilun.loaders.repair import repair
from lilun.loaders.rules import rows
from lilun.loaders.segment.articles import segment
from lilun.loaders.segment.evidence import Evidence, shipped_weights
from lilun.loaders.segment.gather import gather, total
from lilun.loaders.segment.item import item_of
from lilun.loaders.segment.topics import Blocks
from lilun.loaders.sources.text import read
from train import training_articles

_MARGIN = 3.0  # by how much gold's division must read better than any other
_NEIGHBOURS = 25  # divisions one move away from gold's that are compared with it
_MIXES = (
    {},
    dict.fromkeys(KINDS, 2),
    {"interleaved": 2, "column_cut": 2},
    {"title_moved": 2, "byline_moved": 2},
)


def divisions(seeds: range) -> list[tuple[list, list[Blocks]]]:
    """The items of composed pages, and gold's articles by their numbers."""
    made = []
    for seed in seeds:
        for group in pages(training_articles(), seed):
            composed = compose(
                group, seed=seed, damage=_MIXES[Random(f"{seed}/{group[0].id}").randrange(len(_MIXES))]
            )
            page: Page = repair(read(composed.text))
            placed = [p for p in segment(page).placed if p.role != "furniture"]
            of_article: dict[int, list[int]] = defaultdict(list)
            last = 1
            for n, block in enumerate(placed):
                shares: Counter[int] = Counter()
                for piece in block.block.text.pieces:
                    for gold in composed.gold["blocks"]:
                        if gold["article"]:
                            shares[gold["article"]] += max(
                                min(piece.end, gold["end"]) - max(piece.start, gold["start"]), 0
                            )
                last = max(shares, key=shares.__getitem__) if any(shares.values()) else last
                of_article[last].append(n)
            made.append(([item_of(p) for p in placed], sorted(map(tuple, of_article.values()))))
    return made


def features(evidence: Evidence, articles: list[Blocks]) -> Counter[str]:
    """The evidence for a division."""
    found: Counter[str] = Counter()
    for article in articles:
        found.update(evidence.features(article))
    return found


def neighbour(gold: list[Blocks], rng: Random) -> list[Blocks]:
    """Gold's division with a run of blocks moved to another article."""
    home = rng.randrange(len(gold))
    start = rng.randrange(len(gold[home]))
    run = set(gold[home][start : start + rng.choice([1, 2, 4, 8, 99])])
    target = rng.randrange(len(gold) + 1)
    articles = [tuple(n for n in a if n not in run) for a in [*gold, ()]]
    articles[target] = tuple(sorted({*articles[target], *run}))
    return sorted(a for a in articles if a)


def learn(
    examples: list[tuple[list, list[Blocks]]], rounds: int, rate: float, rng: Random
) -> dict[str, float]:
    """The averaged weights after so many rounds."""
    weights: dict[str, float] = defaultdict(float, shipped_weights())
    moved: dict[str, float] = defaultdict(lambda: 1.0)
    late: dict[str, float] = defaultdict(float)
    steps = 0
    for _ in range(rounds):
        rng.shuffle(examples)
        for items, gold in examples:
            steps += 1
            evidence = Evidence(items, weights)
            start = [tuple(range(len(items)))]
            others = [
                gather(evidence, start),
                gather(evidence, gold),
                *(neighbour(gold, rng) for _ in range(_NEIGHBOURS)),
            ]
            best = total(evidence, gold)
            wrong = [o for o in others if o != gold and total(evidence, o) > best - _MARGIN]
            right = features(evidence, gold)
            for other in wrong:
                found = features(evidence, other)
                for name in right.keys() | found.keys():
                    if difference := right[name] - found[name]:
                        moved[name] += difference**2
                        step = rate * difference / math.sqrt(moved[name]) / len(wrong)
                        weights[name] += step
                        late[name] += step * steps
    return {name: value - late[name] / max(steps, 1) for name, value in weights.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--rate", type=float, default=0.12)
    parser.add_argument("--dry-run", action="store_true", help="print the weights; write nothing")
    given = parser.parse_args()
    weights = learn(divisions(range(100, 100 + given.seeds)), given.rounds, given.rate, Random(0))
    table = [(r["evidence"], f"{weights[r['evidence']]:.3g}", r["example"]) for r in rows("gathering")]
    if given.dry_run:
        print(*(f"{name} {weight}" for name, weight, _ in table), sep="\n")
        return
    path = Path(str(files("lilun.loaders.rules"))) / "gathering.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("evidence", "weight", "example"))
        out.writerows(table)


if __name__ == "__main__":
    main()
