"""Why a page was read as it was: block by block the role, what spoke for it, what else it could be, what was repaired."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass

from lilun.loaders.page import Note
from lilun.loaders.reading import ReadPage
from lilun.loaders.segment.features import see
from lilun.loaders.segment.grammar import shipped_weights

REASONS = 5  # of the features that speak most for a role


@dataclass(frozen=True, slots=True)
class Explained:
    """One block as the grammar saw it; `article` is its article's number on the page, None for furniture."""

    line: int
    article: int | None
    role: str
    score: float
    runner_up: str
    margin: float
    reasons: tuple[tuple[str, float], ...]  # feature and weight, heaviest first
    repairs: tuple[str, ...]
    text: str


def explain(page: ReadPage) -> list[Explained]:
    """The blocks of a page in printed order, each with its role and why."""
    placed = page.segmented.placed
    weights = shipped_weights().features
    articles = {
        p.block.text.start: number
        for number, article in enumerate(page.segmented.articles, 1)
        for p in (*article.head, *article.body, *article.signoffs)
    }
    explained = []
    for item, seen in zip(placed, see([p.block for p in placed])):
        found = item.labelled
        speaks = sorted(
            ((weights.get((found.role, f), 0.0), f) for f in seen.features), key=lambda p: (-p[0], p[1])
        )
        start = item.block.text.start
        explained.append(
            Explained(
                line=page.source.decoded.text.count("\n", 0, start) + 1,
                article=articles.get(start),
                role=item.role,
                score=round(found.score, 1),
                runner_up=found.runner_up,
                margin=round(found.margin, 1),
                reasons=tuple((f, w) for w, f in speaks[:REASONS] if w > 0),
                repairs=tuple(sorted({p.repair for p in item.block.text.pieces if p.repair})),
                text=str(item),
            )
        )
    return explained


def terminal_lines(blocks: list[Explained], notes: tuple[Note, ...]) -> Iterator[str]:
    """The explanation as text: a line for what a block is, one for why."""
    for block in blocks:
        article = f"article {block.article}" if block.article else "no article"
        text = block.text if len(block.text) <= 44 else f"{block.text[:32]}…{block.text[-10:]}"
        yield f"line {block.line}  {article}  {block.role}  {text}"
        why = ", ".join(f"{name} {weight:+.1f}" for name, weight in block.reasons)
        repaired = f"; repaired: {', '.join(block.repairs)}" if block.repairs else ""
        yield f"    score {block.score}, {block.margin} before {block.runner_up}; {why}{repaired}"
    for note in notes:
        yield f"{note.severity}: {note.kind}: {note.message}"


_STYLE = """body{font:16px/1.7 serif;margin:2em auto;max-width:60em;padding:0 1em}td{vertical-align:top;padding:.3em .6em;
border-top:1px solid #ccc}th{text-align:left;padding:.3em .6em}small{color:#555}.doubt{background:#fff3c4}"""


def html_page(name: str, blocks: list[Explained], notes: tuple[Note, ...], doubtful: float) -> str:
    """The explanation as a page of its own; blocks whose margin is below `doubtful` are marked."""
    rows = []
    for b in blocks:
        why = html.escape(", ".join(f"{n} {w:+.1f}" for n, w in b.reasons))
        repaired = f"<br>repaired: {html.escape(', '.join(b.repairs))}" if b.repairs else ""
        mark = ' class="doubt"' if b.margin < doubtful else ""
        rows.append(
            f"<tr{mark}><td>{b.line}<td>{b.article or '—'}<td>{b.role}<br><small>{b.score}, {b.margin} before "
            f"{b.runner_up}</small><td>{html.escape(b.text)}<br><small>{why}{repaired}</small>"
        )
    doubts = "".join(f"<li>{html.escape(f'{n.severity}: {n.kind}: {n.message}')}" for n in notes)
    return (
        f'<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><title>{html.escape(name)}</title>'
        f"<style>{_STYLE}</style><h1>{html.escape(name)}</h1><ul>{doubts}</ul><table><tr><th>line<th>article"
        f"<th>role<th>text and reasons{''.join(rows)}</table></html>\n"
    )
