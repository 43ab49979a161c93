"""Resolution of the whole archive anew, after the register or the rules have grown: only what differs is written.

Every mention is kept as it was read, so it resolves here as it does when its page is loaded; the outcome is that
of a fresh load.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from lilun.loaders.fields.citation import Citation
from lilun.loaders.fields.edtf import Days
from lilun.loaders.removal import drop_unused
from lilun.loaders.resolve.archive import find_unresolved, resolve_groups
from lilun.loaders.resolve.documents import document_id
from lilun.loaders.resolve.events import write_candidates
from lilun.loaders.resolve.institutions import Named, Paper, kind_and_place, resolve_affiliation
from lilun.loaders.resolve.lookup import Lookup
from lilun.loaders.resolve.mentions import resolve_mention
from lilun.loaders.resolve.papers import join_papers
from lilun.loaders.resolve.passages import make_missing_passages
from lilun.loaders.resolve.quotations import make_missing_quotations
from lilun.loaders.resolve.register import register_changed, sync_register
from lilun.loaders.resolve.register_files import OwnRegister
from lilun.loaders.rows import Rows, many
from lilun.loaders.version import __version__
from lilun.schema import counts
from sqlalchemy import Connection

# What is told of a row: table and field, and a query for its id, readable key and value.
_TOLD = {
    ("bylines", "author"): (
        "SELECT b.id AS id, a.key || '#' || b.position AS row_key, u.key AS value FROM bylines b "
        "JOIN articles a ON a.id = b.article_id LEFT JOIN authors u ON u.id = b.author_id "
        "WHERE b.author_name IS NOT NULL"
    ),
    ("affiliations", "institution"): (
        "SELECT f.id AS id, a.key || '#' || b.position || '.' || f.position AS row_key, (SELECT group_concat(key, '；') "
        "FROM (SELECT i.key FROM affiliation_institutions x JOIN institutions i ON i.id = x.institution_id "
        "WHERE x.affiliation_id = f.id ORDER BY x.position)) AS value "
        "FROM affiliations f JOIN bylines b ON b.id = f.byline_id JOIN articles a ON a.id = b.article_id "
        "WHERE f.organization_as_printed <> ''"
    ),
    ("cited_speeches", "speaker"): (
        "SELECT c.id AS id, a.key || '#' || c.position AS row_key, coalesce(k.name, v.name) AS value "
        "FROM cited_speeches c JOIN articles a ON a.id = c.article_id "
        "LEFT JOIN speakers k ON k.id = c.speaker_id LEFT JOIN voices v ON v.id = c.voice_id"
    ),
    ("cited_speeches", "speech"): (
        "SELECT c.id AS id, a.key || '#' || c.position AS row_key, s.key AS value FROM cited_speeches c "
        "JOIN articles a ON a.id = c.article_id LEFT JOIN speeches s ON s.id = c.speech_id"
    ),
    ("cited_documents", "document"): (
        "SELECT c.id AS id, a.key || '#' || c.position AS row_key, d.title AS value FROM cited_documents c "
        "JOIN articles a ON a.id = c.article_id LEFT JOIN documents d ON d.id = c.document_id"
    ),
}


@dataclass(frozen=True, slots=True)
class Told:
    """Of one field of one table: how many rows were looked at, how many changed, how many have an answer now."""

    table: str
    field: str
    rows: int
    resolved: int
    changed: int


def resolve_anew(connection: Connection, own: OwnRegister | None, now: str) -> list[Told]:
    """Bring register and archive to the same state as a fresh load with them; what changed, field by field.

    Quotations and passages, which no register changes, are made where an older loader made none.
    `now` is the time of the run (UTC, ISO 8601), kept with the changes. Raises RegisterError where rows clash.
    """
    execute = connection.exec_driver_sql
    execute(
        "CREATE TEMP TABLE told (field TEXT, id INTEGER, row_key TEXT, value TEXT, PRIMARY KEY (field, id))"
    )
    for (table, field), query in _TOLD.items():
        execute(f"INSERT INTO told SELECT '{table}.{field}', id, row_key, value FROM ({query})")
    make_missing_quotations(connection)
    make_missing_passages(connection)
    sync_register(connection, own)
    join_papers(connection)
    lookup = Lookup(connection)
    rows = Rows(connection)
    affiliations = _affiliations(connection, lookup, rows)
    mentions, moved = _mentions(connection, lookup, rows)
    documents = _documents(connection, lookup, rows)
    rows.write()
    for statement, values in (*affiliations, *mentions, *documents):
        execute(statement, values)
    _settle_institutions(connection, lookup)
    names = execute("SELECT DISTINCT author_name FROM bylines WHERE author_name IS NOT NULL").scalars().all()
    keys = (
        execute("SELECT DISTINCT event_key FROM cited_speeches WHERE event_key IS NOT NULL").scalars().all()
    )
    quotations = execute("SELECT id FROM quotations").scalars().all()
    resolve_groups(connection, lookup, names, keys, moved, quotations)
    find_unresolved(connection, "unresolved_institution")
    drop_unused(connection)
    counts.refresh(connection)
    told = _changes(connection, now)
    execute("DROP TABLE told")
    return told


def needs_anew(connection: Connection, own: OwnRegister | None) -> bool:
    """Whether the archive has pages that were resolved with another register."""
    return register_changed(connection, own) and bool(
        connection.exec_driver_sql("SELECT 1 FROM pages LIMIT 1").first()
    )


_Statement = tuple[str, tuple[object, ...]]


def _affiliations(connection: Connection, lookup: Lookup, rows: Rows) -> list[_Statement]:
    execute = connection.exec_driver_sql
    names: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for affiliation, kind, name in execute(
        "SELECT affiliation_id, kind, name_as_printed FROM affiliation_names ORDER BY affiliation_id, kind, position"
    ):
        names[affiliation][kind].append(name)
    held: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for affiliation, institution, rule in execute(
        "SELECT affiliation_id, institution_id, rule FROM affiliation_institutions ORDER BY affiliation_id, position"
    ):
        held[affiliation].append((institution, rule))
    out: list[_Statement] = []
    for affiliation, organization, before, paper, place in execute(
        "SELECT f.id, ifnull(f.organization_as_printed, ''), f.rule, n.name, n.place_id FROM affiliations f "
        "JOIN bylines b ON b.id = f.byline_id JOIN articles a ON a.id = b.article_id JOIN pages p ON p.id = a.page_id "
        "JOIN issues i ON i.id = p.issue_id LEFT JOIN newspapers n ON n.id = i.newspaper_id ORDER BY f.id"
    ).all():
        read = names[affiliation]
        named = Named(organization, tuple(read["level"]), tuple(read["joint"]), tuple(read["other"]))
        found = resolve_affiliation(named, Paper(paper, place), lookup, rows)
        if (before, held[affiliation]) == (found.rule, list(found.institutions)):
            continue
        main = found.institutions[0][0] if found.institutions else None
        out.append(
            (
                "UPDATE affiliations SET institution_id = ?, rule = ? WHERE id = ?",
                (main, found.rule, affiliation),
            )
        )
        out.append(("DELETE FROM affiliation_institutions WHERE affiliation_id = ?", (affiliation,)))
        out += [
            (
                "INSERT INTO affiliation_institutions (affiliation_id, institution_id, position, rule) VALUES (?, ?, ?, ?)",
                (affiliation, institution, position, rule),
            )
            for position, (institution, rule) in enumerate(found.institutions, start=1)
        ]
    return out


_OWN_FACTS = (
    "place_id", "date", "date_earliest", "date_latest", "speaker_id", "voice_id", "evidence", "event_key",
)  # fmt: skip


def _mentions(connection: Connection, lookup: Lookup, rows: Rows) -> tuple[list[_Statement], dict[int, int]]:
    """What brings mentions to what they say by themselves, and where those went that left a derived event."""
    out: list[_Statement] = []
    moved: dict[int, int] = {}
    for row in connection.exec_driver_sql(
        "SELECT c.*, i.date_earliest AS issue_earliest, i.date_latest AS issue_latest FROM cited_speeches c "
        "JOIN articles a ON a.id = c.article_id JOIN pages p ON p.id = a.page_id JOIN issues i ON i.id = p.issue_id "
        "ORDER BY a.key, c.position"
    ).mappings():
        issue = None
        if row["issue_earliest"]:
            issue = Days(date.fromisoformat(row["issue_earliest"]), date.fromisoformat(row["issue_latest"]))
        said = Citation(
            mode=row["mode"], source=row["source_as_printed"] or "", source_kind=row["source_kind"] or "other",
            speaker=row["speaker_name"], voice=row["voice_name"], document=row["document_title"],
            attribution=row["attribution_as_printed"] or "", verb=row["verb"] or "", quote=row["quote"] or "",
            occasion=row["occasion"], place=row["place_name"], date_as_printed=row["date_as_printed"], spans=(),
            rule="", date_given=row["date_given"],
        )  # fmt: skip
        found = resolve_mention(said, issue, lookup, rows)
        facts = (found.place_id, found.date, found.earliest, found.latest, found.speaker_id, found.voice_id,
                 found.evidence, found.event_key)  # fmt: skip
        if facts != tuple(row[name] for name in _OWN_FACTS):
            sets = ", ".join(f"{name} = ?" for name in _OWN_FACTS)
            out.append((f"UPDATE cited_speeches SET {sets} WHERE id = ?", (*facts, row["id"])))
        if found.event_key is not None:
            continue  # its group decides
        if (found.speech_id, found.rule or None) != (row["speech_id"], row["rule"]):
            out.append(
                (
                    "UPDATE cited_speeches SET speech_id = ?, rule = ? WHERE id = ?",
                    (found.speech_id, found.rule or None, row["id"]),
                )
            )
        if row["speech_id"] and found.speech_id and row["speech_id"] != found.speech_id:
            moved.setdefault(row["speech_id"], found.speech_id)
        write_candidates(connection, row["id"], found.candidates, found.rule)
    return out, moved


def _documents(connection: Connection, lookup: Lookup, rows: Rows) -> list[_Statement]:
    out: list[_Statement] = []
    for mention, title, short, before in connection.exec_driver_sql(
        "SELECT id, title_as_printed, is_short, document_id FROM cited_documents ORDER BY id"
    ):
        found = document_id(title, bool(short), lookup, rows)
        if found != before:
            out.append(("UPDATE cited_documents SET document_id = ? WHERE id = ?", (found, mention)))
    return out


def _settle_institutions(connection: Connection, lookup: Lookup) -> None:
    """Institutions that only pages name say what their names say now."""
    for i, name, parent, kind, place in connection.exec_driver_sql(
        "SELECT id, name, parent_id, kind, place_id FROM institutions WHERE origin = 'loaded'"
    ).all():
        wanted = kind_and_place(name, parent is not None, lookup)
        if wanted != (kind, place):
            connection.exec_driver_sql(
                "UPDATE institutions SET kind = ?, place_id = ? WHERE id = ?", (*wanted, i)
            )


def _changes(connection: Connection, now: str) -> list[Told]:
    """What the run changed, counted; the rows of `changes` say it one by one."""
    execute = connection.exec_driver_sql
    load: int | None = None
    told = []
    for (table, field), query in _TOLD.items():
        changed = execute(
            f"SELECT n.row_key, t.value, n.value FROM ({query}) n JOIN told t ON t.field = ? AND t.id = n.id "
            "WHERE t.value IS NOT n.value ORDER BY n.row_key",
            (f"{table}.{field}",),
        ).all()
        rows, resolved = execute(f"SELECT count(*), count(value) FROM ({query})").one()
        told.append(Told(table, field, rows, resolved, len(changed)))
        if changed and load is None:
            load = execute(
                "INSERT INTO loads (started_at, finished_at, lilun_version, status) "
                "VALUES (?1, ?1, ?2, 'finished') RETURNING id",
                (now, __version__),
            ).scalar_one()
        many(
            connection,
            "INSERT INTO changes (load_id, table_name, row_key, field, before, after) VALUES (?, ?, ?, ?, ?, ?)",
            [(load, table, row_key, field, before, after) for row_key, before, after in changed],
        )
    return told
