"""The page grammar: which role each block plays, as the best labelling of the whole page.

Scores are sums of weights, read from rules/roles.csv (role, feature) and rules/transitions.csv (role, next
role); dynamic programming finds the labelling with the highest sum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from lilun.loaders.rules import rows
from lilun.loaders.segment.features import Seen

ROLES = ("column", "kicker", "title", "subtitle", "byline", "lead", "note", "heading", "paragraph", "caption",
         "signoff", "furniture")  # fmt: skip
EDGE = "edge"  # before the first and behind the last block


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of features for roles, and of one role for the next."""

    features: Mapping[tuple[str, str], float]
    transitions: Mapping[tuple[str, str], float]

    def emission(self, role: str, seen: Seen) -> float:
        """How much a block's features speak for a role."""
        own = self.features
        return sum(own.get((role, f), 0.0) for f in seen.features) + own.get((role, "*"), 0.0)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A block's role in the best labelling, the best other role, and by how much it loses (margin)."""

    role: str
    score: float
    runner_up: str
    margin: float


@cache
def shipped_weights() -> Weights:
    """The reviewed weights that come with the rules."""
    return Weights(
        {(row["role"], row["feature"]): float(row["weight"]) for row in rows("roles")},
        {(row["role"], row["next"]): float(row["weight"]) for row in rows("transitions")},
    )


def label(
    seen: Sequence[Seen], weights: Weights | None = None, costs: Sequence[Mapping[str, float]] = ()
) -> list[Labelled]:
    """The role of each block. The margin is what the whole page loses with the block's best other role.

    `costs` adds to a block's score for a role; training uses it to ask for a margin.
    """
    if not seen:
        return []
    weights = weights or shipped_weights()
    step = weights.transitions
    emissions = [[weights.emission(role, s) for role in ROLES] for s in seen]
    for row, cost in zip(emissions, costs):
        row[:] = [e + cost.get(role, 0.0) for e, role in zip(row, ROLES)]
    moves = [[step.get((a, b), 0.0) for b in ROLES] for a in ROLES]
    n, k = len(seen), len(ROLES)
    forward = [[step.get((EDGE, role), 0.0) + e for role, e in zip(ROLES, emissions[0])]]
    for i in range(1, n):
        last = forward[-1]
        forward.append([max(last[a] + moves[a][b] for a in range(k)) + emissions[i][b] for b in range(k)])
    backward = [[step.get((role, EDGE), 0.0) for role in ROLES]]
    for i in range(n - 1, 0, -1):
        after = backward[0]
        backward.insert(
            0, [max(moves[a][b] + emissions[i][b] + after[b] for b in range(k)) for a in range(k)]
        )
    path = _path(forward, backward, moves)
    labelled = []
    for i, best in enumerate(path):
        through = [f + b for f, b in zip(forward[i], backward[i])]
        others = sorted(((s, r) for r, s in enumerate(through) if r != best), reverse=True)
        labelled.append(
            Labelled(ROLES[best], emissions[i][best], ROLES[others[0][1]], through[best] - others[0][0])
        )
    return labelled


def _path(forward: list[list[float]], backward: list[list[float]], moves: list[list[float]]) -> list[int]:
    last = max(range(len(ROLES)), key=lambda r: forward[-1][r] + backward[-1][r])
    path = [last]
    for i in range(len(forward) - 1, 0, -1):
        last = max(range(len(ROLES)), key=lambda a: forward[i - 1][a] + moves[a][last])
        path.insert(0, last)
    return path
