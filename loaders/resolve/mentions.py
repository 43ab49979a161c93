"""What one mention of a speech says by itself: speaker, voice, place, days, and the register rows it names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lilun.loaders.fields.citation import Citation
from lilun.loaders.fields.date import read_date
from lilun.loaders.fields.edtf import Days, read_edtf
from lilun.loaders.resolve.lookup import Event, Lookup, alias_key
from lilun.loaders.resolve.register import sort_key
from lilun.loaders.rows import Rows

_TITLE = re.compile(r"(?:总书记|国家主席|主席|总理|同志|先生|委员长|书记|教授)$")
_MEETINGS = ("meeting", "report", "document", "book")
_ONE_PERSONS = ("report", "speech", "letter")
_COMMUNIQUE = "公报"
_TELLING_TITLE = 8  # characters: a shorter title stands in many a speech


@dataclass(frozen=True, slots=True)
class Mention:
    """Resolved facts of a mention. `speech_id` is set where the register names the event by an alias.

    `event_key` groups mentions that can be of one event: speaker and province, or speaker and occasion.
    """

    speaker_id: int | None
    voice_id: int | None
    place_id: int | None
    date: str | None
    earliest: str | None
    latest: str | None
    speech_id: int | None
    candidates: tuple[int, ...]
    event_key: str | None
    rule: str
    evidence: str | None


def resolve_mention(citation: Citation, issue: Days | None, lookup: Lookup, rows: Rows) -> Mention:
    """The facts of one citation, given the days on which its issue can lie."""
    phrase = read_date(citation.date_as_printed, issue) if citation.date_as_printed else None
    given = read_edtf(citation.date_given) if citation.date_given else None
    when = given or phrase
    earliest = when.earliest.isoformat() if when and when.earliest else None
    latest = when.latest.isoformat() if when and when.latest else None
    day = issue.latest.isoformat() if issue else ""
    speaker = _speaker(citation, day, lookup, rows)
    place = lookup.place(citation.place) if citation.place else None
    voice = lookup.voices.get(citation.voice or "") or lookup.voices.get(citation.occasion or "")
    found, alias = _named(citation, speaker, earliest, latest, day, lookup)
    speech = lookup.events[found[0]] if len(found) == 1 else None
    # a meeting's words are no one person's
    if speech and speaker is None and citation.source_kind != "meeting" and speech.kind in _ONE_PERSONS:
        speaker = speech.speaker_id
    if speech and voice is None:
        voice = speech.voice_id
    return Mention(
        speaker_id=speaker,
        voice_id=voice,
        place_id=place,
        date=citation.date_given or (phrase.edtf or None if phrase else None),
        earliest=earliest if latest else None,
        latest=latest if earliest else None,
        speech_id=speech.id if speech else None,
        candidates=tuple(found) if len(found) > 1 else (),
        event_key=None if found else _event_key(citation, speaker, place, lookup),
        rule="register alias" if speech else "several register rows" if found else "",
        evidence=alias,
    )


def _speaker(citation: Citation, day: str, lookup: Lookup, rows: Rows) -> int | None:
    for name in (citation.speaker, citation.source):
        found = lookup.speaker(name, day) if name else None
        if found is not None:
            return found
    name = citation.speaker
    if not name or len(name) < 2 or name in lookup.speaker_aliases or _TITLE.search(name):
        return None
    made = rows.add("speakers", name=name, sort_key=sort_key(name))
    lookup.speakers[name] = made
    lookup.speaker_names[made] = name
    return made


def _named(
    citation: Citation,
    speaker: int | None,
    earliest: str | None,
    latest: str | None,
    day: str,
    lookup: Lookup,
) -> tuple[list[int], str | None]:
    """Register rows that the mention names by title, meeting or occasion; the name that fitted."""
    names = [citation.document, citation.voice, citation.occasion]
    if citation.source_kind == "report" and citation.occasion:
        names = [f"{citation.occasion.removesuffix('报告')}报告", citation.document]
    if citation.source_kind in _MEETINGS:
        names.append(citation.source)
        names += [name.removesuffix(_COMMUNIQUE) for name in names if name and name.endswith(_COMMUNIQUE)]
    for name in names:
        if not name:
            continue
        key = alias_key(name)
        rows = lookup.speech_aliases.get(key, [])
        # what a leader said on a recurring occasion: events.py
        if not rows and citation.source_kind in _MEETINGS:
            rows = lookup.register_titles.get(key, [])
        if not rows and name in (citation.document, citation.source):
            rows = lookup.texts.get(lookup.document(name) or 0, [])
        found = [lookup.events[i] for i in dict.fromkeys(rows)]
        found = [e for e in found if _fits(e, speaker, earliest, latest, day)]
        if found:
            return [e.id for e in _narrowed(found, citation, day)], name
    return _titled(citation.quote, speaker, earliest, latest, lookup)


def _titled(
    quote: str, speaker: int | None, earliest: str | None, latest: str | None, lookup: Lookup
) -> tuple[list[int], str | None]:
    """The speaker's speech of those days whose title stands in the quoted words."""
    if speaker is None or not earliest or not latest:
        return [], None
    words = alias_key(quote)
    found = [
        e
        for e in lookup.events.values()
        if e.origin == "register" and e.speaker_id == speaker and e.earliest
        and earliest <= e.earliest and e.latest <= latest
        and len(alias_key(e.title)) >= _TELLING_TITLE and alias_key(e.title) in words
    ]  # fmt: skip
    return ([found[0].id], found[0].title) if len(found) == 1 else ([], None)


def _fits(event: Event, speaker: int | None, earliest: str | None, latest: str | None, day: str) -> bool:
    if speaker and event.speaker_id and event.speaker_id != speaker:
        return False
    if not event.earliest:
        return True
    if earliest and latest and (event.latest < earliest or latest < event.earliest):
        return False
    return not day or event.earliest <= day


def _narrowed(found: list[Event], citation: Citation, day: str) -> list[Event]:
    """Of rows with one name, the meeting's own where the meeting speaks, and the latest before the issue.

    A mention with a date needs no guess; where the date or the issue's is not settled, none is made.
    """
    if citation.source_kind == "meeting":
        found = [e for e in found if e.kind == "meeting"] or found
    if len(found) == 1 or citation.date_as_printed or not day:
        return found
    if citation.source_kind in ("meeting", "report") and all(e.earliest for e in found):
        newest = max(e.earliest for e in found)
        return [e for e in found if e.earliest == newest]
    return found


def _event_key(citation: Citation, speaker: int | None, place: int | None, lookup: Lookup) -> str | None:
    if speaker is None or citation.source_kind not in ("speech", "report", "letter", "person"):
        return None
    name = lookup.speaker_names[speaker]
    if place is not None:
        region = lookup.province(place) or place
        return f"{name}/{lookup.places[region].name}"
    if citation.occasion:
        return f"{name}/{citation.occasion}"
    return None
