"""How Alembic reaches an archive: from its command line, or from `lilun.schema.engine.upgrade`."""

from __future__ import annotations

import os
from logging.config import fileConfig
from pathlib import Path
from typing import Any

from alembic import context
from lilun.schema import Base, search
from lilun.schema.engine import UNRESOLVED, ArchiveError, create_engine, head
from sqlalchemy import Connection

config = context.config
if config.config_file_name is not None:
    fileConfig(config.config_file_name, disable_existing_loggers=False)


def archive() -> Path:
    """The file to migrate: the caller's, `-x archive=PATH`, LILUN_ARCHIVE or lilun.db, in this order."""
    given = config.attributes.get("archive") or context.get_x_argument(as_dictionary=True).get("archive")
    return Path(given or os.environ.get("LILUN_ARCHIVE") or "lilun.db")


def is_ours(name: str | None, kind: str, parents: Any) -> bool:
    """Whether autogenerate compares it: FTS5 tables and their shadows are made by hand."""
    return kind != "table" or not any((name or "").startswith(index.name) for index in search.INDEXES)


def options() -> dict[str, Any]:
    return {
        "target_metadata": Base.metadata,
        "include_name": is_ours,
        "render_as_batch": True,  # SQLite alters a table by building it anew
        "compare_type": True,
        "compare_server_default": True,
    }


def run(connection: Connection) -> None:
    """All steps in one transaction, and the search index with them; nothing is kept where a foreign key dangles."""
    with connection.begin():
        # the engine begins for itself, so that SQLite does roll back a step's tables
        context.configure(connection=connection, transactional_ddl=True, **options())
        before = context.get_context().get_current_heads()
        context.run_migrations()
        if before != context.get_context().get_current_heads() == (head(),):
            if search.stale(connection):
                search.reindex(connection)
            # what a step could not fill is made by the next run that writes: it resolves such an archive anew
            connection.exec_driver_sql(f"UPDATE registers SET sha256 = '{UNRESOLVED}'")
        dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if dangling:
            tables = ", ".join(sorted({row[0] for row in dangling}))
            raise ArchiveError(
                archive(),
                f"{len(dangling)} rows of {tables} would point to rows that do not exist",
                "the archive was left as it was; run `lilun check` and report what it says",
            )


if context.is_offline_mode():
    context.configure(dialect_name="sqlite", literal_binds=True, **options())
    context.run_migrations()
elif "connection" in config.attributes:
    run(config.attributes["connection"])
else:
    engine = create_engine(archive(), migrating=True)
    with engine.connect() as connection:
        run(connection)
    engine.dispose()
