"""Sources that their cue announces: whoever stands right before 说：“…, though no list holds him.

A cue with a mark and a quotation behind it (说：“, 表示，“) needs somebody who speaks. What its clause begins with is
then the source if it is a name behind a post, a person's role or a house; before reported speech without such a
quotation the same words would too often be a phrase.
"""

from __future__ import annotations

import re
from functools import cache

from lilun.loaders.fields.affiliation import ends_as_organization
from lilun.loaders.fields.cue import Cue, joins, one_of, without_adverbs
from lilun.loaders.fields.names import is_famous, is_unknown, name_score, surname_length
from lilun.loaders.fields.source import HAN, Source, any_of, general_opinion, words
from lilun.loaders.rules import rows

_LONGEST = 60  # characters of a source and of what its person does before he speaks
_LEAST = {"alone": 0.02, "acting": 0.3}  # the score of a name behind a post, by what follows it
_LEAST_BARE = {"alone": 0.3, "acting": 0.85}  # the same for a name that no post introduces
_SURE = 0.85  # the score of a name that begins a clause about what its bearer does
_FAMOUS = 0.43  # the score, for each character but one, of a name that the dictionary knows for a person's
_SHORTEST_HOUSE = 4
_MARKED = re.compile("[，：,:]“")
_TOLD = re.compile(f"[{HAN}]{{0,6}}[，：,:]“")
_ACTS = re.compile("[对向跟同在就针从为把被与接听看拿指拉回笑边如所]")
_NOBODY = re.compile("一|有|某|每|各|不少|许多|多位|几|另|其他|此|俗|常|古|[是的了着过你我他她它]")


def announces(masked: str, cue_end: int, cue: Cue) -> bool:
    """Whether a mark and a quotation stand right behind a cue, or behind whom it tells: 告诫儿子：“."""
    marked = _TOLD if cue.kind == "tells" else _MARKED
    return marked.match(masked, cue_end) is not None


def announced_source(text: str, masked: str, start: int, cue_start: int) -> Source | None:
    """The source that [start, cue_start) begins with: a person by name or role, or a house; None for a phrase."""
    if not 2 <= cue_start - start <= _LONGEST or general_opinion().match(masked, start):
        return None
    posts = [m.end() for m in _post().finditer(masked, start, cue_start)]
    for at in (*reversed(posts), start):
        end = _name_end(masked, at, cue_start, _LEAST if at > start else _LEAST_BARE)
        if end is not None:
            return Source(start, end, text[start:end], "speech", text[at:end])
    for end in reversed(posts):
        if _acts(masked, end, cue_start) and end - start > 2 and not _NOBODY.match(masked, start):
            return Source(start, end, text[start:end], "speech", known=False)
    end = without_adverbs(masked, start, cue_start)
    house = masked[start:end]
    if len(house) >= _SHORTEST_HOUSE and ends_as_organization(house) and not _NOBODY.match(house):
        return Source(start, end, text[start:end], "organ", voice=text[start:end])
    return None


def acting_person(text: str, masked: str, start: int, end: int) -> Source | None:
    """The person that a whole clause tells of, by a sure name that it begins with: 陈某某大怒，说：“…”."""
    for stop in (start + 3, start + 2):
        name = masked[start:stop]
        if stop < end and surname_length(name) and (name_score(name) >= _SURE or is_famous(name)):
            return Source(start, stop, text[start:stop], "speech", text[start:stop])
    return None


def _acts(masked: str, at: int, cue_start: int) -> bool:
    """Whether the words from a name or role to the cue say how or on what occasion he speaks, or nothing."""
    end = without_adverbs(masked, at, cue_start)
    return (
        end == at
        or _ACTS.match(masked, at, end) is not None
        or one_of("adverb").match(masked, at, end) is not None
        or masked[end - 1] == "地"
    )


def _name_end(masked: str, at: int, cue_start: int, least: dict[str, float]) -> int | None:
    """The end of the likeliest name at a place, if what follows it up to the cue is what somebody does."""
    scored = []
    last = without_adverbs(masked, at, cue_start)
    for end in range(at + 2, min(at + 4, last) + 1):
        name = masked[at:end]
        if _acts(masked, end, cue_start) and (surname_length(name) or is_unknown(name) or is_famous(name)):
            score = max(name_score(name), (len(name) - 1) * _FAMOUS if is_famous(name) else 0.0)
            if score >= least["alone" if end == last or joins(masked, end, cue_start) else "acting"]:
                scored.append((score, end))
    return max(scored)[1] if scored else None


@cache
def _post() -> re.Pattern[str]:
    titles = (row["word"] for row in rows("posts") if row["form"] == "title" and len(row["word"]) > 1)
    return re.compile(any_of((*titles, *words("source_words", "profession"), *words("source_words", "kin"))))
