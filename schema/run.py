"""What happened: runs of the loader, what they changed and doubted, and what people decided."""

from __future__ import annotations

from typing import Literal

from lilun.schema.base import Base, described, one_of, points_to, stretch, table, word
from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

LoadStatus = Literal["running", "finished", "interrupted"]
Severity = Literal["info", "warning", "error"]
Verdict = Literal["same", "different", "unsure"]
CorrectionStatus = Literal["pending", "applied", "stale"]
FoundHow = Literal["exact", "folded", "fuzzy"]


UNFINISHED = (
    "SELECT 1 FROM loads WHERE status = 'running' OR "
    "status = 'interrupted' AND id > (SELECT ifnull(max(id), 0) FROM loads WHERE status = 'finished')"
)
"""A row where a run is under way, or was stopped and none after it has done what it left."""


class Load(Base):
    __tablename__ = "loads"
    __table_args__ = table(
        "Runs of the loader (入库批次), one row each.",
        one_of("status", LoadStatus),
        CheckConstraint("(status = 'finished') = (finished_at IS NOT NULL)", name="finished_has_an_end"),
        label="started_at",
        facets=["status"],
        sort="-started_at",
        linked=True,
    )
    started_at: Mapped[str] = described("When it began, UTC, ISO 8601.")
    finished_at: Mapped[str | None] = described(
        "When it ended; empty while it runs and where it was interrupted."
    )
    lilun_version: Mapped[str] = described("Version of lilun that ran.")
    status: Mapped[LoadStatus] = word("Running, finished or interrupted.")
    inserted: Mapped[int] = described("Pages that were new.", server_default="0")
    updated: Mapped[int] = described("Pages that were replaced.", server_default="0")
    unchanged: Mapped[int] = described("Pages that were there already.", server_default="0")
    failed: Mapped[int] = described("Files that could not be loaded.", server_default="0")
    findings: Mapped[int] = described("Findings that the run wrote.", server_default="0")


class Change(Base):
    __tablename__ = "changes"
    __table_args__ = table(
        "What a run changed in rows that were there (变更), field by field.",
        Index("ix_changes_table_name_row_key", "table_name", "row_key"),
        facets=["table_name", "field"],
    )
    load_id: Mapped[int] = points_to("loads", "CASCADE", "The run.")
    table_name: Mapped[str] = described("Table of the row.")
    row_key: Mapped[str] = described("Readable key of the row.")
    field: Mapped[str | None] = described("Column that changed; empty where the whole row came or went.")
    before: Mapped[str | None] = described("Value before the run.")
    after: Mapped[str | None] = described("Value after the run.")


class Finding(Base):
    __tablename__ = "findings"
    __table_args__ = table(
        "What a person should look at (待核事项): doubts, gaps and failures, by file and line.",
        one_of("severity", Severity),
        stretch(empty=True),
        CheckConstraint("line >= 1", name="line_from_1"),
        Index("ix_findings_kind", "kind"),
        Index("ix_findings_severity_path_line", "severity", "path", "line"),
        label="message",
        facets=["severity", "kind", "rule"],
        size=50,
    )
    load_id: Mapped[int | None] = points_to("loads", "CASCADE", "The run that found it.")
    source_file_id: Mapped[int | None] = points_to(
        "source_files", "CASCADE", "The file, where it is in the archive."
    )
    page_id: Mapped[int | None] = points_to("pages", "CASCADE", "The page.")
    article_id: Mapped[int | None] = points_to("articles", "CASCADE", "The article.")
    path: Mapped[str | None] = described("Path of the file, also of one that could not be loaded.")
    kind: Mapped[str] = described("What sort of doubt it is, such as unknown-date.")
    severity: Mapped[Severity] = word("Info, warning or error.")
    message: Mapped[str] = described("What is the matter, in a sentence.")
    line: Mapped[int | None] = described("Line in the file, from 1.")
    start: Mapped[int | None] = described("Where it begins in the file's text, in characters.")
    end: Mapped[int | None] = described("Where it ends, exclusive.")
    rule: Mapped[str | None] = described("The rule that noticed it.")


class Correction(Base):
    """Anchored to words, not to row ids: it outlives every re-load and a better OCR of the page."""

    __tablename__ = "corrections"
    __table_args__ = table(
        "Corrections by people (人工订正): entries of their files, anchored to words, applied at each load.",
        one_of("status", CorrectionStatus),
        CheckConstraint("line >= 1", name="line_from_1"),
        label="anchor",
        facets=["what", "status", "corrected_by"],
    )
    digest: Mapped[str] = described("SHA-256 of what it says, by which it is known again.", unique=True)
    file: Mapped[str] = described("The file that it stands in, within the folder of corrections.")
    line: Mapped[int] = described("Line in that file, from 1.")
    page_key: Mapped[str | None] = described(
        "The page that it names by key or file; empty where its words alone tell."
    )
    what: Mapped[str] = described("What is corrected, such as article, author, role or citation.", index=True)
    anchor: Mapped[str | None] = described("The words of the page that it holds on to; empty for people.")
    anchor_end: Mapped[str | None] = described("The last of these words, where a longer stretch is meant.")
    prefix: Mapped[str | None] = described("What stands before these words.")
    suffix: Mapped[str | None] = described("What stands behind these words.")
    value: Mapped[str] = described("What is right, as JSON.")
    corrected_by: Mapped[str] = described("Who made it.")
    corrected_at: Mapped[str] = described("When, ISO 8601.")
    why: Mapped[str] = described("The reason or the evidence.")
    status: Mapped[CorrectionStatus] = word(
        "Applied, stale (it fits no longer) or pending (its page is not here).", server_default="pending"
    )
    reason: Mapped[str | None] = described("Why it is stale or pending.")
    load_id: Mapped[int | None] = points_to("loads", "SET NULL", "The run that last applied it.")


class CorrectionUse(Base):
    __tablename__ = "correction_uses"
    __table_args__ = table(
        "What each correction changed on each page (订正结果), field by field, or why it does not fit there.",
        one_of("found", FoundHow),
        stretch(empty=True),
        facets=["field", "found"],
    )
    correction_id: Mapped[int] = points_to("corrections", "CASCADE", "The correction.")
    page_id: Mapped[int] = points_to("pages", "CASCADE", "The page.")
    article_id: Mapped[int | None] = points_to("articles", "CASCADE", "The article, where one is meant.")
    field: Mapped[str | None] = described("What it changed; empty where it does not fit.")
    before: Mapped[str | None] = described(
        "What was read there; the same as after where it is right already."
    )
    after: Mapped[str | None] = described("What stands there now.")
    reason: Mapped[str | None] = described("Why it does not fit; empty where it does.")
    found: Mapped[FoundHow | None] = word(
        "How its words were found: exactly, folded (punctuation, look-alikes) or fuzzily."
    )
    score: Mapped[float | None] = described("How well words and surroundings agree, 0 to 1.")
    start: Mapped[int | None] = described("Where the words begin in the file's text, in characters.")
    end: Mapped[int | None] = described("Where they end, exclusive.")
    load_id: Mapped[int] = points_to("loads", "CASCADE", "The run that applied it.")


class Redirect(Base):
    __tablename__ = "redirects"
    __table_args__ = table(
        "Keys that moved (重定向): where an old one leads now.",
        UniqueConstraint("kind", "old"),
        Index("ix_redirects_kind_new", "kind", "new"),
        CheckConstraint("old <> new", name="leads_elsewhere"),
        facets=["kind"],
    )
    kind: Mapped[str] = described("Table that the keys belong to, such as articles.")
    old: Mapped[str] = described("The key that people may have linked to.")
    new: Mapped[str | None] = described("The key that holds now; empty where the thing is gone.")
    why: Mapped[str] = described("What made it move.")


class Decision(Base):
    __tablename__ = "decisions"
    __table_args__ = table(
        "Decisions about identity (同一性判定): whether two names mean one thing, and who says so.",
        one_of("verdict", Verdict),
        UniqueConstraint("kind", "subject", "object"),
        facets=["kind", "verdict", "decided_by"],
    )
    kind: Mapped[str] = described("What is decided on: author, institution, speech and so on.")
    subject: Mapped[str] = described("Key or words of the one.")
    object: Mapped[str] = described("Key or words of the other.")
    verdict: Mapped[Verdict] = word("Same, different or unsure.")
    decided_by: Mapped[str] = described("The person or the rule that decided.")
    score: Mapped[float | None] = described("How sure the rule is, 0 to 1.")
    why: Mapped[str | None] = described("The evidence.")
    decided_at: Mapped[str | None] = described("When a person decided, ISO 8601.")
    correction: Mapped[str | None] = described("Digest of the correction that says so, where one does.")


class Register(Base):
    __tablename__ = "registers"
    __table_args__ = table(
        "Sets of register files (名录) that the archive's facts were read from.", label="name"
    )
    name: Mapped[str] = described("Which set it is.", unique=True)
    sha256: Mapped[str] = described("SHA-256 of its files as they were read.")


class RegisterFile(Base):
    """Kept, so that a later run without the folder knows the same facts, and the archive can be rebuilt."""

    __tablename__ = "register_files"
    __table_args__ = table(
        "The files of each register (名录), the shipped and the user's own, as they were read.",
        UniqueConstraint("register_id", "name"),
        label="name",
    )
    register_id: Mapped[int] = points_to("registers", "CASCADE", "The register.", index=False)
    name: Mapped[str] = described("The file's name without its ending, such as speeches.")
    text: Mapped[str] = described("Its text.")
