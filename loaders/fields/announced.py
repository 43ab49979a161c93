"""Sources that their cue announces: whoever stands right before 说：“…, though no list holds him.

A cue with a mark and a quotation behind it (说：“, 表示，“) needs somebody who speaks. What its clause begins with is
then the source if it is a name behind a post, a person's role or a house; before reported speech without such a
quotation the same words would too often be a phrase.
"""

from __future__ import annotations

import re
from functools import cache

from lilun.loaders.fields.affiliation import ends_as_organization
from lilun.loaders.fields.cue import Cue, one_of, without_adverbs
from lilun.loaders.fields.names import is_famous, is_unknown, name_score, surname_length
from lilun.loaders.fields.source import HAN, Source, any_of, general_opinion, words
from lilun.loaders.rules import rows

_LONGEST = 60  # characters of a source and of what its person does before he speaks
_LEAST = {"alone": 0.02, "acting": 0.3}  # the score of a name behind a post, by what follows it
_LEAST_BARE = {"alone": 0.3, "acting": 0.85}  # the same for a name that no post introduces
_FAMOUS = 0.4  # what the score of a name is at least that the dictionary knows for a person's
_SHORTEST_HOUSE = 4
_MARKED = re.compile("[，：,:]“")
_TOLD = re.compile(f"[{HAN}]{{0,6}}[，：,:]“")
_MANNER = re.compile(f"[{HAN}]{{2,4}}地$")
_ACTS = re.compile("[对向跟同在就针从为把被与接听看拿指拉回笑边如所]")
_NOBODY = re.compile("^(?:一|有|某|每|各|不少|许多|多位|几|另|其他|此|俗|常|古)|[是的了着过你我他她它]$")


def announces(masked: str, cue_end: int, cue: Cue) -> bool:
    """Whether a mark and a quotation stand right behind a cue, or behind whom it tells: 告诫儿子：“."""
    marked = _TOLD if cue.kind == "tells" else _MARKED
    return marked.match(masked, cue_end) is not None


def announced_source(text: str, masked: str, start: int, cue_start: int) -> Source | None:
    """The source that [start, cue_start) begins with: a person by name or role, or a house; None for a phrase."""
    if not 2 <= cue_start - start <= _LONGEST or general_opinion().match(masked, start):
        return None
    for at in (*reversed([m.end() for m in _post().finditer(masked, start, cue_start)]), start):
        end = _name_end(masked, at, cue_start, _LEAST if at > start else _LEAST_BARE)
        if end is not None:
            return Source(start, end, text[start:end], "speech", text[at:end])
    manner = _MANNER.search(masked, start + 2, cue_start)
    end = without_adverbs(masked, start, manner.start() if manner else cue_start)
    printed = masked[start:end]
    if _NOBODY.search(printed):
        return None
    if _role().search(printed):
        return Source(start, end, text[start:end], "speech", known=False)
    if len(printed) >= _SHORTEST_HOUSE and ends_as_organization(printed):
        return Source(start, end, text[start:end], "organ", voice=text[start:end])
    return None


def _name_end(masked: str, at: int, cue_start: int, least: dict[str, float]) -> int | None:
    """The end of the likeliest name at a place, if what follows it up to the cue is what somebody does."""
    scored = []
    last = without_adverbs(masked, at, cue_start)
    for end in range(at + 2, min(at + 4, last) + 1):
        name, rest = masked[at:end], masked[end:last]
        acting = not rest or _ACTS.match(rest) or one_of("adverb").match(rest) or rest.endswith("地")
        if acting and (surname_length(name) or is_unknown(name)):
            score = max(name_score(name), _FAMOUS if is_famous(name) else 0.0)
            if score >= least["acting" if rest else "alone"]:
                scored.append((score, end))
    return max(scored)[1] if scored else None


@cache
def _post() -> re.Pattern[str]:
    titles = (row["word"] for row in rows("posts") if row["form"] == "title" and len(row["word"]) > 1)
    return re.compile(any_of((*titles, *words("source_words", "profession"), *words("source_words", "kin"))))


@cache
def _role() -> re.Pattern[str]:
    """Who may be named by what he is: the old group leader of a village, the head of a firm."""
    return re.compile(f"[{HAN}]{{2}}{_post().pattern}$")
