"""Learning the grammar's weights from labelled pages: an averaged structured perceptron.

After Collins (2002), Discriminative training methods for hidden Markov models. Nothing here is needed to load
pages: what is learned is written to rules/roles.csv and rules/transitions.csv and reviewed like any rule.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence

from lilun.loaders.segment.features import Seen
from lilun.loaders.segment.grammar import EDGE, ROLES, Weights, label

Example = tuple[Sequence[Seen], Sequence[str | None]]  # a page's blocks and their roles; None is not scored
_Key = tuple[str, str]


def train(
    examples: Sequence[Example],
    start: Weights,
    *,
    rounds: int,
    rate: float = 0.1,
    margin: float = 1.0,
    least: int = 12,
    seed: int = 0,
) -> Weights:
    """Weights that label the examples better than `start`, averaged over all steps.

    A page whose best labelling is wrong, or right by less than `margin` a block, moves the weights of what it
    should have been up and of what it was down, by `rate`. A feature in fewer than `least` blocks is left out.
    Deterministic for a seed.
    """
    features = defaultdict(float, start.features)
    transitions = defaultdict(float, start.transitions)
    feature_sums: dict[_Key, float] = defaultdict(float)
    transition_sums: dict[_Key, float] = defaultdict(float)
    order = random.Random(seed)
    steps = 0
    pages = list(examples)
    counts = Counter(f for seen, _ in pages for block in seen for f in block.features)
    names = [
        [[f for f in (*b.features, "*") if f == "*" or counts[f] >= least] for b in seen] for seen, _ in pages
    ]
    work = [(seen, gold, kept) for (seen, gold), kept in zip(pages, names)]
    for _ in range(rounds):
        order.shuffle(work)
        for seen, gold, kept in work:
            steps += 1
            costs = [{role: margin for role in ROLES if g and role != g} for g in gold]
            found = [item.role for item in label(seen, Weights(features, transitions), costs)]
            wanted = [g or f for g, f in zip(gold, found)]
            if found == wanted:
                continue
            for roles, sign in ((wanted, rate), (found, -rate)):
                for role, present in zip(roles, kept):
                    for name in present:
                        features[role, name] += sign
                        feature_sums[role, name] += sign * steps
                for pair in zip([EDGE, *roles], [*roles, EDGE]):
                    transitions[pair] += sign
                    transition_sums[pair] += sign * steps
    return Weights(_averaged(features, feature_sums, steps), _averaged(transitions, transition_sums, steps))


def _averaged(last: dict[_Key, float], sums: dict[_Key, float], steps: int) -> dict[_Key, float]:
    """The mean of a weight over all steps, from its last value and the sum of its changes times their step."""
    mean = {key: round(value - sums.get(key, 0.0) / max(steps, 1), 1) for key, value in last.items()}
    return {key: value for key, value in sorted(mean.items()) if value}
