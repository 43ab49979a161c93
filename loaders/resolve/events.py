"""Mentions to events: the register first, then events derived from the mentions themselves.

Mentions are resolved group by group (one speaker and province, or speaker and occasion), always the whole
group at once: so the outcome does not depend on the order in which pages came.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lilun.loaders.fields.edtf import edtf_of
from lilun.loaders.redirects import gone, redirect, settle
from lilun.loaders.resolve.lookup import Event, Lookup
from sqlalchemy import Connection

_TOURS = ("考察", "视察", "调研")
_ATTENDING = re.compile(r"^(?:参加|出席|主持召开|主持|看望参加|在)|(?:开幕式|闭幕式|开幕会|闭幕会|开班式)$")
_TELLING = 5  # characters: a shorter name of an occasion fits too many
_NARROW = 400  # days: a mention whose interval is wider says nothing about when


@dataclass(frozen=True, slots=True)
class _Grouped:
    id: int
    order: tuple[str, int]
    speaker_id: int
    place_id: int | None
    occasion: str
    earliest: str
    latest: str
    issue_latest: str
    before: int | None  # its row of `speeches` until now


def resolve_events(
    connection: Connection, lookup: Lookup, event_keys: Iterable[str], left: Mapping[int, int] | None = None
) -> None:
    """Give every mention of the groups its row of `speeches`, its candidates and the rule.

    `left` are events that mentions have left already, to where they went.
    """
    moved: dict[int, int] = dict(left or {})
    for key in sorted(set(event_keys)):
        moved |= _resolve_group(connection, lookup, key)
    keys = {i: key for i, key in connection.exec_driver_sql("SELECT id, key FROM speeches")}
    unused = connection.exec_driver_sql(
        "SELECT id FROM speeches WHERE origin = 'derived' "
        "AND id NOT IN (SELECT speech_id FROM cited_speeches WHERE speech_id IS NOT NULL) "
        "AND id NOT IN (SELECT speech_id FROM speech_candidates)"
    ).all()
    for (speech,) in unused:
        connection.exec_driver_sql("DELETE FROM speeches WHERE id = ?", (speech,))
        if speech in moved:
            redirect(
                connection, "speeches", keys[speech], keys[moved[speech]], "the event became better known"
            )
        else:
            gone(connection, "speeches", keys[speech])
    lookup.read_events(connection)


def _resolve_group(connection: Connection, lookup: Lookup, key: str) -> dict[int, int]:
    """Resolve one group; where its mentions went, from the event that they had to the one that they have."""
    mentions = [
        _Grouped(row[0], (row[1], row[2]), *row[3:])
        for row in connection.exec_driver_sql(
            "SELECT c.id, a.key, c.position, c.speaker_id, c.place_id, ifnull(c.occasion, ''), "
            "ifnull(c.date_earliest, ''), ifnull(c.date_latest, ''), ifnull(i.date_latest, ''), c.speech_id "
            "FROM cited_speeches c JOIN articles a ON a.id = c.article_id JOIN pages p ON p.id = a.page_id "
            "JOIN issues i ON i.id = p.issue_id WHERE c.event_key = ? ORDER BY a.key, c.position",
            (key,),
        )
    ]
    if not mentions:
        return {}
    known = [e for e in lookup.events.values() if e.origin == "register" and _about(e, mentions[0], lookup)]
    outcome: dict[int, tuple[Event | None, str, list[Event]]] = {}
    unplaced = []
    for mention in mentions:
        if _dated(mention):
            fitting = [e for e in known if _overlap(e, mention) and _near(e, mention, lookup)]
            if fitting:
                outcome[mention.id] = _decide(fitting, "register: speaker, place and date agree")
            else:
                unplaced.append(mention)
    derived = _derive(connection, lookup, key, unplaced, outcome)
    for mention in mentions:
        if mention.id not in outcome:
            outcome[mention.id] = _undated(mention, [*known, *derived], lookup)
    for mention in mentions:
        event, rule, candidates = outcome[mention.id]
        connection.exec_driver_sql(
            "UPDATE cited_speeches SET speech_id = ?, rule = ? WHERE id = ?",
            (event.id if event else None, rule, mention.id),
        )
        write_candidates(connection, mention.id, [other.id for other in candidates], rule)
    last_first = [(m.before, outcome[m.id][0]) for m in reversed(mentions)]
    return {before: event.id for before, event in last_first if before and event and event.id != before}


def write_candidates(connection: Connection, mention: int, speeches: Sequence[int], rule: str) -> None:
    """The speeches that a mention may come from, where they are not there just so."""
    wanted = [(speech, round(1 / len(speeches), 4), rule) for speech in speeches]
    held = connection.exec_driver_sql(
        "SELECT speech_id, score, why FROM speech_candidates WHERE cited_speech_id = ? ORDER BY id",
        (mention,),
    ).all()
    if [tuple(row) for row in held] == wanted:
        return
    connection.exec_driver_sql("DELETE FROM speech_candidates WHERE cited_speech_id = ?", (mention,))
    for values in wanted:
        connection.exec_driver_sql(
            "INSERT INTO speech_candidates (cited_speech_id, speech_id, score, why) VALUES (?, ?, ?, ?)",
            (mention, *values),
        )


def _dated(mention: _Grouped) -> bool:
    """Whether the mention's own words say when, closely enough to tell two events apart."""
    return bool(mention.earliest and mention.latest) and _days(mention.earliest, mention.latest) <= _NARROW


def _days(a: str, b: str) -> int:
    return (date.fromisoformat(b) - date.fromisoformat(a)).days


def _about(event: Event, mention: _Grouped, lookup: Lookup) -> bool:
    """Whether a register row is of the group's speaker and region or occasion."""
    if event.speaker_id != mention.speaker_id or event.kind not in ("speech", "letter", "report"):
        return False
    if mention.place_id is not None:
        here, there = lookup.province(mention.place_id), lookup.province(event.place_id)
        if event.place_id is None or ((here, there) == (None, None) and mention.place_id != event.place_id):
            return False
        return here == there and _alike(event.occasion, mention.occasion)
    return bool(event.occasion) and _one_in_other(event.occasion, mention.occasion)


def _one_in_other(occasion: str, other: str) -> bool:
    """Whether two names of an occasion are one, or one ends as the other: a shorter name leaves out its beginning."""
    short, long = sorted((_ATTENDING.sub("", occasion), _ATTENDING.sub("", other)), key=len)
    return long.endswith(short) and (short == long or len(short) >= _TELLING)


def _alike(occasion: str, other: str) -> bool:
    """Whether two occasions at one place can be the same: one name, or both a tour of it."""
    return occasion == other or all(any(w in o for w in _TOURS) for o in (occasion, other))


def _near(event: Event, mention: _Grouped, lookup: Lookup) -> bool:
    """Same place, or one within the other."""
    places = {event.place_id, mention.place_id}
    if len(places) == 1 or None in places:
        return True
    return any(lookup.places[p].kind == "province" for p in places if p is not None)


def _overlap(event: Event, mention: _Grouped) -> bool:
    return bool(event.earliest) and event.earliest <= mention.latest and mention.earliest <= event.latest


def _decide(fitting: list[Event], rule: str) -> tuple[Event | None, str, list[Event]]:
    if len(fitting) == 1:
        return fitting[0], rule, []
    return None, "several events fit", sorted(fitting, key=lambda e: (e.earliest, e.key))


def _undated(mention: _Grouped, events: list[Event], lookup: Lookup) -> tuple[Event | None, str, list[Event]]:
    """The latest event of the group that can lie before the issue's latest day."""
    near = [e for e in events if _near(e, mention, lookup) and e.earliest]
    if not mention.issue_latest:
        return _decide(near, "only event of speaker and place") if near else (None, "no event known", [])
    before = [e for e in near if e.earliest <= mention.issue_latest]
    if not before:
        return None, "no event known", []
    newest = max(before, key=lambda e: (e.earliest, e.latest, e.key))
    return newest, "latest event before the issue", []


def _derive(
    connection: Connection,
    lookup: Lookup,
    key: str,
    mentions: list[_Grouped],
    outcome: dict[int, tuple[Event | None, str, list[Event]]],
) -> list[Event]:
    """Events for dated mentions that the register lacks; mentions whose days can be the same are one event."""
    clusters: list[list[_Grouped]] = []
    for mention in sorted(mentions, key=lambda m: (m.earliest, m.latest, m.order)):
        home = next((c for c in clusters if mention.earliest <= min(m.latest for m in c)), None)
        if home is None:
            clusters.append([mention])
        else:
            home.append(mention)
    events = []
    for cluster in clusters:
        earliest = max(m.earliest for m in cluster)
        latest = min(m.latest for m in cluster)
        first = min(cluster, key=lambda m: m.order)
        event = _derived_row(connection, key, first, earliest, latest, lookup)
        events.append(event)
        for mention in cluster:
            outcome[mention.id] = (event, "derived: mentions that agree in speaker, place and date", [])
    return events


def _derived_row(
    connection: Connection, key: str, first: _Grouped, earliest: str, latest: str, lookup: Lookup
) -> Event:
    edtf = edtf_of(earliest, latest)
    full_key = f"{key}/{edtf.replace('/', '--')}"
    speaker = lookup.speaker_names[first.speaker_id]
    occasion = first.occasion or key.split("/", 1)[1]
    row = connection.exec_driver_sql(
        "INSERT INTO speeches (key, speaker_id, kind, title, occasion, place_id, date, date_earliest, date_latest, "
        "origin) VALUES (?, ?, 'speech', ?, ?, ?, ?, ?, ?, 'derived') ON CONFLICT (key) DO UPDATE SET "
        "title = excluded.title, occasion = excluded.occasion, place_id = excluded.place_id RETURNING id",
        (
            full_key,
            first.speaker_id,
            f"{speaker}：{occasion}",
            occasion,
            first.place_id,
            edtf,
            earliest,
            latest,
        ),
    ).scalar_one()
    settle(connection, "speeches", full_key)
    return Event(
        row, full_key, "speech", first.speaker_id, None, first.place_id, occasion, earliest, latest, "derived"
    )
