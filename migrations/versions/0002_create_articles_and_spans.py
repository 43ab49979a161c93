"""Create articles, their paragraphs, and the spans that lead back to the source."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "columns",
    "articles",
    "article_parts",
    "keywords",
    "sections",
    "spans",
    "paragraphs",
    "paragraph_pieces",
)


def upgrade() -> None:
    op.create_table(
        "columns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("newspaper_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["newspaper_id"], ["newspapers.id"], name=op.f("fk_columns_newspaper_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_columns")),
        sa.UniqueConstraint("newspaper_id", "name", name=op.f("uq_columns_newspaper_id_name")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_columns_name_without_newspaper",
        "columns",
        ["name"],
        unique=True,
        sqlite_where=sa.text("newspaper_id IS NULL"),
    )
    op.create_table(
        "articles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("column_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("kicker", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("subtitle", sa.Text(), nullable=True),
        sa.Column("reprinted_from", sa.Text(), nullable=True),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            (
                "kind IN ('essay', 'digest', 'editorial', 'commentary', 'news', 'interview', 'speech', "
                "'letter', 'other')"
            ),
            name=op.f("ck_articles_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["column_id"], ["columns.id"], name=op.f("fk_articles_column_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["page_id"], ["pages.id"], name=op.f("fk_articles_page_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("key", name=op.f("uq_articles_key")),
        sa.UniqueConstraint("page_id", "position", name=op.f("uq_articles_page_id_position")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_articles_column_id"), "articles", ["column_id"], unique=False)
    op.create_table(
        "article_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_article_parts_article_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["page_id"], ["pages.id"], name=op.f("fk_article_parts_page_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_parts")),
        sa.UniqueConstraint("article_id", "position", name=op.f("uq_article_parts_article_id_position")),
    )
    op.create_index(op.f("ix_article_parts_page_id"), "article_parts", ["page_id"], unique=False)
    op.create_table(
        "keywords",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_keywords_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keywords")),
        sa.UniqueConstraint("article_id", "term", name=op.f("uq_keywords_article_id_term")),
    )
    op.create_index("ix_keywords_term", "keywords", ["term"], unique=False)
    op.create_table(
        "sections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("enumerator", sa.Text(), nullable=True),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('line', 'run-in')", name=op.f("ck_sections_kind")),
        sa.CheckConstraint("level >= 1", name=op.f("ck_sections_level_from_1")),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_sections_not_its_own_parent")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_sections_article_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["sections.id"], name=op.f("fk_sections_parent_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sections")),
        sa.UniqueConstraint("article_id", "position", name=op.f("uq_sections_article_id_position")),
    )
    op.create_index(op.f("ix_sections_parent_id"), "sections", ["parent_id"], unique=False)
    op.create_table(
        "spans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("page_source_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("duplicate_of_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "duplicate_of_id IS NULL OR role = 'duplicate'", name=op.f("ck_spans_only_duplicates_repeat")
        ),
        sa.CheckConstraint(
            (
                "role IN ('title', 'kicker', 'subtitle', 'lead', 'byline', 'signoff', 'heading', "
                "'paragraph', 'caption', 'duplicate', 'note', 'furniture', 'markup', 'blank', "
                "'unassigned')"
            ),
            name=op.f("ck_spans_role"),
        ),
        sa.CheckConstraint('"start" >= 0 AND "start" < "end"', name=op.f("ck_spans_start_before_end")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_spans_article_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["duplicate_of_id"], ["spans.id"], name=op.f("fk_spans_duplicate_of_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["page_source_id"], ["page_sources.id"], name=op.f("fk_spans_page_source_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spans")),
        sa.UniqueConstraint("page_source_id", "position", name=op.f("uq_spans_page_source_id_position")),
        sa.UniqueConstraint("page_source_id", "start", name=op.f("uq_spans_page_source_id_start")),
    )
    op.create_index(op.f("ix_spans_article_id"), "spans", ["article_id"], unique=False)
    op.create_index(op.f("ix_spans_duplicate_of_id"), "spans", ["duplicate_of_id"], unique=False)
    op.create_table(
        "paragraphs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("(position = 0) = (role = 'lead')", name=op.f("ck_paragraphs_lead_is_0")),
        sa.CheckConstraint("role IN ('lead', 'body', 'caption')", name=op.f("ck_paragraphs_role")),
        sa.CheckConstraint("position >= 0", name=op.f("ck_paragraphs_position_from_0")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_paragraphs_article_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["sections.id"], name=op.f("fk_paragraphs_section_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paragraphs")),
        sa.UniqueConstraint("article_id", "position", name=op.f("uq_paragraphs_article_id_position")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_paragraphs_section_id"), "paragraphs", ["section_id"], unique=False)
    op.create_table(
        "paragraph_pieces",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paragraph_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("span_id", sa.Integer(), nullable=True),
        sa.Column("source_start", sa.Integer(), nullable=False),
        sa.Column("source_end", sa.Integer(), nullable=False),
        sa.Column("text_start", sa.Integer(), nullable=False),
        sa.Column("text_end", sa.Integer(), nullable=False),
        sa.Column("repair", sa.Text(), nullable=True),
        sa.CheckConstraint(
            '"source_start" >= 0 AND "source_start" <= "source_end"',
            name=op.f("ck_paragraph_pieces_source_start_before_source_end"),
        ),
        sa.CheckConstraint(
            '"text_start" >= 0 AND "text_start" <= "text_end"',
            name=op.f("ck_paragraph_pieces_text_start_before_text_end"),
        ),
        sa.ForeignKeyConstraint(
            ["paragraph_id"],
            ["paragraphs.id"],
            name=op.f("fk_paragraph_pieces_paragraph_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["span_id"], ["spans.id"], name=op.f("fk_paragraph_pieces_span_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paragraph_pieces")),
        sa.UniqueConstraint(
            "paragraph_id", "position", name=op.f("uq_paragraph_pieces_paragraph_id_position")
        ),
    )
    op.create_index(op.f("ix_paragraph_pieces_span_id"), "paragraph_pieces", ["span_id"], unique=False)


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
