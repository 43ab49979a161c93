"""A graph of few names: each has its place on a ring, and a line to every name that it shares something with."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

WIDTH, HEIGHT, RADIUS = 640, 460, 180
WIDEST_LINE = 9


@dataclass(frozen=True, slots=True)
class Node:
    """A name on the ring; its words stand outside it, on the side that `anchor` (start, middle, end) leaves free."""

    name: str
    x: float
    y: float
    text_x: float
    text_y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Line:
    """What two names share: the thicker, the more."""

    one: Node
    other: Node
    shared: int
    thickness: float


@dataclass(frozen=True, slots=True)
class Ring:
    """The names in order round the ring, and the lines, the thickest last."""

    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    width: int = WIDTH
    height: int = HEIGHT


def ring(shared: Mapping[tuple[str, str], int], most: int) -> Ring:
    """The `most` names that share most, those that share much beside each other. `shared` has each pair once."""
    total: dict[str, int] = {}
    for pair, n in shared.items():
        for name in pair:
            total[name] = total.get(name, 0) + n
    chosen = sorted(total, key=lambda name: (-total[name], name))[:most]
    nodes = {name: _placed(name, number, len(chosen)) for number, name in enumerate(_beside(chosen, shared))}
    drawn = sorted((n, pair) for pair, n in shared.items() if set(pair) <= set(chosen))
    largest = max((n for n, _ in drawn), default=1)
    lines = (
        Line(nodes[one], nodes[other], n, round(1 + (WIDEST_LINE - 1) * (n - 1) / max(largest - 1, 1), 1))
        for n, (one, other) in drawn
    )
    return Ring(tuple(nodes.values()), tuple(lines))


def _beside(names: list[str], shared: Mapping[tuple[str, str], int]) -> list[str]:
    """The names so that each is followed by the one that it shares most with, of those that are left."""
    order, left = names[:1], names[1:]
    while left:
        last = order[-1]
        following = max(
            left,
            key=lambda name: (shared.get((last, name), 0) + shared.get((name, last), 0), -left.index(name)),
        )
        order.append(following)
        left.remove(following)
    return order


def _placed(name: str, number: int, count: int) -> Node:
    angle = 2 * math.pi * number / max(count, 1) - math.pi / 2
    across, down = math.cos(angle), math.sin(angle)
    anchor = "middle" if abs(across) < 0.2 else "start" if across > 0 else "end"
    return Node(
        name,
        round(WIDTH / 2 + RADIUS * across, 1),
        round(HEIGHT / 2 + RADIUS * down, 1),
        round(WIDTH / 2 + (RADIUS + 14) * across, 1),
        round(HEIGHT / 2 + (RADIUS + 18) * down + 5, 1),
        anchor,
    )
