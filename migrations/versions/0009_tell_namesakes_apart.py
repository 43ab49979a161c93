"""Add what telling namesakes apart and resolving again need: names as read, rules, origins, a user's own register."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ORIGIN = "TEXT DEFAULT 'loaded' NOT NULL CONSTRAINT ck_{}_origin CHECK (origin IN ('register', 'loaded'))"
COLUMNS = (
    ("bylines", "author_name", "TEXT"),
    (
        "bylines",
        "author_kind",
        "TEXT CONSTRAINT ck_bylines_author_kind CHECK (author_kind IN ('person', 'group', 'staff'))",
    ),
    ("bylines", "rule", "TEXT"),
    ("institutions", "origin", ORIGIN.format("institutions")),
    ("affiliation_institutions", "rule", "TEXT"),
    ("speakers", "origin", ORIGIN.format("speakers")),
    ("documents", "origin", ORIGIN.format("documents")),
    ("cited_speeches", "speaker_name", "TEXT"),
    ("cited_speeches", "voice_name", "TEXT"),
    ("cited_speeches", "document_title", "TEXT"),
    ("cited_speeches", "place_name", "TEXT"),
    (
        "cited_documents",
        "is_short",
        "BOOLEAN DEFAULT '0' NOT NULL CONSTRAINT ck_cited_documents_is_short CHECK (is_short IN (0, 1))",
    ),
)
# what an archive that was loaded before can still say of its mentions
FILLED = (
    "UPDATE bylines SET author_name = name_as_printed, "
    "author_kind = (SELECT kind FROM authors WHERE authors.id = bylines.author_id)",
    "UPDATE cited_speeches SET "
    "speaker_name = (SELECT name FROM speakers WHERE speakers.id = cited_speeches.speaker_id), "
    "voice_name = (SELECT name FROM voices WHERE voices.id = cited_speeches.voice_id), "
    "place_name = (SELECT name FROM places WHERE places.id = cited_speeches.place_id)",
    "UPDATE cited_documents SET is_short = 1 WHERE document_id IS NULL",
    "UPDATE speakers SET origin = 'register' WHERE source IS NOT NULL",
    "UPDATE documents SET origin = 'register' WHERE source IS NOT NULL",
    "DELETE FROM registers",  # so that the register is read again and marks its institutions
)


def upgrade() -> None:
    for table, column, form in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {form}")
    op.create_index("ix_bylines_author_name", "bylines", ["author_name"], unique=False)
    op.create_index(
        "ix_bylines_pending",
        "bylines",
        ["author_name"],
        unique=False,
        sqlite_where=sa.text("rule IS NULL AND author_name IS NOT NULL"),
    )
    op.create_table(
        "affiliation_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("affiliation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_as_printed", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('level', 'joint', 'other')", name=op.f("ck_affiliation_names_kind")),
        sa.ForeignKeyConstraint(
            ["affiliation_id"],
            ["affiliations.id"],
            name=op.f("fk_affiliation_names_affiliation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation_names")),
        sa.UniqueConstraint(
            "affiliation_id",
            "kind",
            "position",
            name=op.f("uq_affiliation_names_affiliation_id_kind_position"),
        ),
    )
    op.create_table(
        "register_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("register_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["register_id"],
            ["registers.id"],
            name=op.f("fk_register_files_register_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_files")),
        sa.UniqueConstraint("register_id", "name", name=op.f("uq_register_files_register_id_name")),
    )
    for statement in FILLED:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("register_files")
    op.drop_table("affiliation_names")
    op.drop_index("ix_bylines_pending", "bylines")
    op.drop_index("ix_bylines_author_name", "bylines")
    for table, column, _ in reversed(COLUMNS):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    op.execute("DELETE FROM registers")
