"""Who of several signatories gets which affiliation: by name, one each, or all to all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lilun.loaders.fields.affiliation import Affiliation, read_affiliations, split_top
from lilun.loaders.fields.signatories import Signatory, Signature


def merge(byline: Signature | None, signoff: Signature | None) -> tuple[Signatory, ...]:
    """The article's signatories: the byline's names in order with the affiliations that the sign-off gives.

    A sign-off with names joins by name. One without gives everything to a single name; to several names
    one each when their numbers agree (分别系, 作者单位：A、B), otherwise and with 均 all to each. Without a
    byline the sign-off stands alone.
    """
    signers = byline.signatories if byline else ()
    extra = signoff.signatories if signoff else ()
    if not signers or not extra or signoff is None:
        return signers or tuple(_as_group(s) if signoff and signoff.rule == "作者：" else s for s in extra)
    if all(s.name for s in extra):
        return _by_name(signers, extra)
    named = [s for s in extra if s.name and s.name not in {x.name for x in signers}]
    alike = signoff.rule.endswith(" 均")
    return (*given(signers, [s for s in extra if not s.name], alike), *named)


def _as_group(nameless: Signatory) -> Signatory:
    """（作者：某某研究中心） where nobody else signs: the centre itself does, unless a post stands with it."""
    houses = nameless.affiliations
    if nameless.name or len(houses) != 1 or houses[0].positions or not houses[0].organization:
        return nameless
    return replace(nameless, name=houses[0].organization, kind="group", affiliations=())


def _by_name(signers: Sequence[Signatory], extra: Sequence[Signatory]) -> tuple[Signatory, ...]:
    left = list(extra)
    out: list[Signatory] = []
    for signer in signers:
        match = next((e for e in left if e.name == signer.name), None)
        if match is None and signer.kind == "person":
            # One character read wrongly in one of the two places.
            match = next(
                (e for e in left if e.kind == "person" and _alike(e.name or "", signer.name or "")), None
            )
        if match:
            left.remove(match)
            signer = replace(signer, affiliations=joined(signer.affiliations, match.affiliations))
        out.append(signer)
    return tuple(out + left)


def _alike(one: str, other: str) -> bool:
    return len(one) == len(other) >= 3 and sum(a != b for a, b in zip(one, other)) == 1 and one[0] == other[0]


def given(
    signers: Sequence[Signatory], nameless: Sequence[Signatory], alike: bool = False
) -> tuple[Signatory, ...]:
    """`signers` with the affiliations of `nameless`: one each when the numbers agree, else all to each."""
    people = [i for i, s in enumerate(signers) if s.kind == "person"] or list(range(len(signers)))
    shares = [n.affiliations for n in nameless]
    every = tuple(a for share in shares for a in share)
    if len(people) > 1 and not alike and len(nameless) == 1 and len(every) == 1 and _ranks(every[0]):
        # 研究员、副研究员: no one holds two ranks at once.
        nameless = [
            replace(nameless[0], affiliations=(replace(every[0], positions=(p,)),))
            for p in every[0].positions
        ]
        shares = [n.affiliations for n in nameless]
    apart = None if alike or len(people) < 2 else _regrouped(shares, len(people))
    # 分别系 speaks of posts too: 某大学教授、博士研究生 are two people; 院长、教授 without it are one.
    if apart is None and len(nameless) > 1 and not alike:
        apart = _by_post(every, len(people))
    given = dict(zip(people, apart or [every] * len(people)))
    return tuple(
        replace(s, affiliations=joined(s.affiliations, given.get(i, ()))) for i, s in enumerate(signers)
    )


def joined(first: Sequence[Affiliation], second: Sequence[Affiliation]) -> tuple[Affiliation, ...]:
    """Both, without a house of the first that the second names with its unit: 某某社科院, then its 伦理学研究室."""
    named = [a.organization for a in second]
    kept = [a for a in first if a.positions or not any(name.startswith(a.organization) for name in named)]
    return (*kept, *(a for a in second if a not in kept))


def _ranks(affiliation: Affiliation) -> bool:
    """Whether its posts are ranks of one ladder: 教授、副教授, 研究员、助理研究员."""
    ladders = {re.sub("^(?:副|助理|常务副|见习|实习)", "", post.title) for post in affiliation.positions}
    return len(affiliation.positions) > 1 and len(ladders) == 1


def _regrouped(shares: list[tuple[Affiliation, ...]], count: int) -> list[tuple[Affiliation, ...]] | None:
    """The same affiliations as `count` shares, as they stand or by organization."""
    if len(shares) == count:
        return shares
    every: list[tuple[Affiliation, ...]] = [(a,) for share in shares for a in share]
    return every if len(every) == count else None


def _by_post(affiliations: Sequence[Affiliation], count: int) -> list[tuple[Affiliation, ...]] | None:
    posts: list[tuple[Affiliation, ...]] = [
        (replace(a, positions=(p,)),) for a in affiliations for p in a.positions
    ]
    return posts if len(posts) == count else None


def one_each(part: str) -> list[tuple[Affiliation, ...]]:
    """作者分别系…: the affiliations of each person, by semicolons, by commas, or one organization each."""
    ordinals = re.split("[，；、]?第[二三四五]作者(?:现任|系|为|是|：)", part)
    if len(ordinals) > 1:
        return [read_affiliations(o) for o in ordinals]
    for marks in ("；", "，"):
        spans = split_top(part, marks)
        if len(spans) > 1:
            shares = [read_affiliations(part[a:b]) for a, b in spans]
            return shares
    whole = read_affiliations(part)
    if len(whole) > 1:
        return [(a,) for a in whole]
    if whole and len(whole[0].positions) > 1:
        return [(replace(whole[0], positions=(p,)),) for p in whole[0].positions]
    return [whole]
