"""Create papers, issues, pages, files and the runs that load them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "loads",
    "places",
    "source_files",
    "newspapers",
    "issues",
    "newspaper_aliases",
    "pages",
    "page_sources",
)


def upgrade() -> None:
    # "lilu" in the header of the file: how an archive is told from other databases
    op.execute("PRAGMA application_id = 1818848373")
    op.create_table(
        "loads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.Text(), nullable=False),
        sa.Column("finished_at", sa.Text(), nullable=True),
        sa.Column("lilun_version", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("inserted", sa.Integer(), server_default="0", nullable=False),
        sa.Column("updated", sa.Integer(), server_default="0", nullable=False),
        sa.Column("unchanged", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("findings", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "(status = 'finished') = (finished_at IS NOT NULL)", name=op.f("ck_loads_finished_has_an_end")
        ),
        sa.CheckConstraint("status IN ('running', 'finished', 'interrupted')", name=op.f("ck_loads_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loads")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('country', 'province', 'city', 'county')", name=op.f("ck_places_kind")),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_places_not_its_own_parent")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["places.id"], name=op.f("fk_places_parent_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("name", "parent_id", name=op.f("uq_places_name_parent_id")),
    )
    op.create_index(op.f("ix_places_parent_id"), "places", ["parent_id"], unique=False)
    op.create_index(op.f("ix_places_short"), "places", ["short"], unique=False)
    op.create_index(
        "uq_places_name_without_parent",
        "places",
        ["name"],
        unique=True,
        sqlite_where=sa.text("parent_id IS NULL"),
    )
    op.create_table(
        "source_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("encoding", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("loader", sa.Text(), nullable=False),
        sa.Column("loader_version", sa.Text(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_source_files_sha256_is_hexadecimal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_files")),
        sa.UniqueConstraint("sha256", name=op.f("uq_source_files_sha256")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_source_files_path"), "source_files", ["path"], unique=False)
    op.create_table(
        "newspapers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('central', 'provincial', 'city', 'other')",
            name=op.f("ck_newspapers_kind"),
        ),
        sa.CheckConstraint("origin IN ('register', 'loaded')", name=op.f("ck_newspapers_origin")),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_newspapers_place_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newspapers")),
        sa.UniqueConstraint("name", name=op.f("uq_newspapers_name")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_newspapers_place_id"), "newspapers", ["place_id"], unique=False)
    op.create_table(
        "issues",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("newspaper_id", sa.Integer(), nullable=True),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("date_earliest", sa.Text(), nullable=True),
        sa.Column("date_latest", sa.Text(), nullable=True),
        sa.Column("date_known_by", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(date IS NULL) = (date_known_by = 'unknown')", name=op.f("ck_issues_date_or_unknown")
        ),
        sa.CheckConstraint(
            "date_earliest GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name=op.f("ck_issues_date_earliest_is_a_day"),
        ),
        sa.CheckConstraint(
            "date_known_by IN ('given', 'printed', 'inferred', 'unknown')",
            name=op.f("ck_issues_date_known_by"),
        ),
        sa.CheckConstraint(
            "date_latest GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name=op.f("ck_issues_date_latest_is_a_day"),
        ),
        sa.CheckConstraint("date_earliest <= date_latest", name=op.f("ck_issues_dates_in_order")),
        sa.ForeignKeyConstraint(
            ["newspaper_id"], ["newspapers.id"], name=op.f("fk_issues_newspaper_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issues")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_issues_date_earliest"), "issues", ["date_earliest"], unique=False)
    op.create_index(
        "ix_issues_newspaper_id_date_earliest", "issues", ["newspaper_id", "date_earliest"], unique=False
    )
    op.create_index(
        "uq_issues_newspaper_and_full_day",
        "issues",
        ["newspaper_id", "date"],
        unique=True,
        sqlite_where=sa.text("date_earliest = date_latest"),
    )
    op.create_table(
        "newspaper_aliases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("newspaper_id", sa.Integer(), nullable=False),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["newspaper_id"],
            ["newspapers.id"],
            name=op.f("fk_newspaper_aliases_newspaper_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newspaper_aliases")),
        sa.UniqueConstraint("alias", name=op.f("uq_newspaper_aliases_alias")),
    )
    op.create_index(
        op.f("ix_newspaper_aliases_newspaper_id"), "newspaper_aliases", ["newspaper_id"], unique=False
    )
    op.create_table(
        "pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("banner", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["issue_id"], ["issues.id"], name=op.f("fk_pages_issue_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pages")),
        sa.UniqueConstraint("key", name=op.f("uq_pages_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_pages_issue_id"), "pages", ["issue_id"], unique=False)
    op.create_table(
        "page_sources",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("source_file_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            '"start" >= 0 AND "start" <= "end"', name=op.f("ck_page_sources_start_before_end")
        ),
        sa.CheckConstraint("is_current IN (0, 1)", name=op.f("ck_page_sources_is_current")),
        sa.ForeignKeyConstraint(
            ["load_id"], ["loads.id"], name=op.f("fk_page_sources_load_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["page_id"], ["pages.id"], name=op.f("fk_page_sources_page_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["source_file_id"],
            ["source_files.id"],
            name=op.f("fk_page_sources_source_file_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_sources")),
        sa.UniqueConstraint(
            "page_id", "source_file_id", "start", name=op.f("uq_page_sources_page_id_source_file_id_start")
        ),
    )
    op.create_index(op.f("ix_page_sources_load_id"), "page_sources", ["load_id"], unique=False)
    op.create_index(op.f("ix_page_sources_source_file_id"), "page_sources", ["source_file_id"], unique=False)
    op.create_index(
        "uq_page_sources_one_current",
        "page_sources",
        ["page_id"],
        unique=True,
        sqlite_where=sa.text("is_current = 1"),
    )


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
