"""Keep what corrections say and change, what is known of a page without them, and show an article's history."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COLUMNS = (
    ("page_sources", "made_at"),
    ("page_sources", "newspaper"),
    ("page_sources", "date"),
    ("page_sources", "number"),
    ("page_sources", "name"),
    ("cited_speeches", "date_given"),
    ("decisions", "correction"),
)
KNOWN = """
UPDATE page_sources SET
    newspaper = (
        SELECT newspapers.name FROM pages
        JOIN issues ON issues.id = pages.issue_id
        JOIN newspapers ON newspapers.id = issues.newspaper_id
        WHERE pages.id = page_sources.page_id
    ),
    date = (
        SELECT issues.date FROM pages
        JOIN issues ON issues.id = pages.issue_id
        WHERE pages.id = page_sources.page_id AND issues.date_known_by <> 'inferred'
    ),
    number = (SELECT pages.number FROM pages WHERE pages.id = page_sources.page_id),
    name = (SELECT pages.name FROM pages WHERE pages.id = page_sources.page_id)
"""
HISTORY = """
CREATE VIEW article_history (
    change_id,
    at,
    article_key,
    article,
    field,
    before,
    after,
    file,
    load_id,
    lilun_version,
    article_id
) AS
SELECT
    changes.id,
    loads.started_at,
    changes.row_key,
    articles.title,
    changes.field,
    changes.before,
    changes.after,
    (
        SELECT source_files.path FROM page_sources
        JOIN source_files ON source_files.id = page_sources.source_file_id
        WHERE page_sources.page_id = articles.page_id AND page_sources.load_id = changes.load_id
        ORDER BY page_sources.is_current DESC, page_sources.id DESC
        LIMIT 1
    ),
    changes.load_id,
    loads.lilun_version,
    articles.id
FROM changes
JOIN loads ON loads.id = changes.load_id
LEFT JOIN articles ON articles.key = changes.row_key
WHERE changes.table_name = 'articles'
"""


def upgrade() -> None:
    for table, column in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} TEXT")
    op.execute(KNOWN)
    op.drop_table("corrections")  # nothing wrote it until now
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("digest", "file")),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("page_key", sa.Text(), nullable=True),
        sa.Column("what", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("anchor", "anchor_end", "prefix", "suffix")),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("value", "corrected_by", "corrected_at", "why")
        ),
        sa.Column("status", sa.Text(), server_default="pending", nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("load_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("status IN ('pending', 'applied', 'stale')", name=op.f("ck_corrections_status")),
        sa.CheckConstraint("line >= 1", name=op.f("ck_corrections_line_from_1")),
        sa.ForeignKeyConstraint(
            ["load_id"], ["loads.id"], name=op.f("fk_corrections_load_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        sa.UniqueConstraint("digest", name=op.f("uq_corrections_digest")),
    )
    op.create_index(op.f("ix_corrections_load_id"), "corrections", ["load_id"], unique=False)
    op.create_index(op.f("ix_corrections_what"), "corrections", ["what"], unique=False)
    op.create_table(
        "correction_uses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("correction_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=True),
        *(
            sa.Column(name, sa.Text(), nullable=True)
            for name in ("field", "before", "after", "reason", "found")
        ),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("load_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("found IN ('exact', 'folded', 'fuzzy')", name=op.f("ck_correction_uses_found")),
        sa.CheckConstraint(
            '"start" >= 0 AND "start" <= "end"', name=op.f("ck_correction_uses_start_before_end")
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_correction_uses_{column}"), ondelete="CASCADE"
            )
            for column, table in (
                ("correction_id", "corrections"),
                ("page_id", "pages"),
                ("article_id", "articles"),
                ("load_id", "loads"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_uses")),
    )
    for column in ("correction_id", "page_id", "article_id", "load_id"):
        op.create_index(op.f(f"ix_correction_uses_{column}"), "correction_uses", [column], unique=False)
    op.execute(HISTORY)


def downgrade() -> None:
    op.execute("DROP VIEW article_history")
    op.drop_table("correction_uses")
    op.drop_table("corrections")
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("page_key", "field", "anchor")),
        sa.Column("occurrence", sa.Integer(), server_default="1", nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("value", "corrected_by", "corrected_at", "why")),
        sa.Column("status", sa.Text(), server_default="pending", nullable=False),
        sa.Column("load_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "status IN ('pending', 'applied', 'stale', 'withdrawn')", name=op.f("ck_corrections_status")
        ),
        sa.CheckConstraint("occurrence >= 1", name=op.f("ck_corrections_occurrence_from_1")),
        sa.ForeignKeyConstraint(["load_id"], ["loads.id"], name=op.f("fk_corrections_load_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        sa.UniqueConstraint(
            "page_key", "field", "anchor", "occurrence",
            name=op.f("uq_corrections_page_key_field_anchor_occurrence"),
        ),
    )  # fmt: skip
    op.create_index(op.f("ix_corrections_load_id"), "corrections", ["load_id"], unique=False)
    for table, column in reversed(COLUMNS):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
