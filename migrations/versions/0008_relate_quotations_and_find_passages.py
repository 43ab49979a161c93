"""Relate quotations to each other, find passages by fingerprints, and count what holds them."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

VIEWS = {
    "passage_overview": """
CREATE VIEW passage_overview (
    id,
    passage,
    characters,
    is_set_phrase,
    articles,
    share,
    without_attribution,
    newspapers,
    first_date,
    first_article_id
) AS
SELECT
    passages.id,
    passages.text,
    passages.characters,
    passages.is_set_phrase,
    passages.articles,
    round(1.0 * passages.articles / (SELECT count(*) FROM articles), 4),
    (
        SELECT count(DISTINCT paragraphs.article_id)
        FROM passage_uses
        JOIN paragraphs ON paragraphs.id = passage_uses.paragraph_id
        WHERE passage_uses.passage_id = passages.id AND passage_uses.is_attributed = 0
    ),
    (
        SELECT count(DISTINCT issues.newspaper_id)
        FROM passage_uses
        JOIN paragraphs ON paragraphs.id = passage_uses.paragraph_id
        JOIN articles ON articles.id = paragraphs.article_id
        JOIN pages ON pages.id = articles.page_id
        JOIN issues ON issues.id = pages.issue_id
        WHERE passage_uses.passage_id = passages.id
    ),
    (
        SELECT issues.date
        FROM passage_uses
        JOIN paragraphs ON paragraphs.id = passage_uses.paragraph_id
        JOIN articles ON articles.id = paragraphs.article_id
        JOIN pages ON pages.id = articles.page_id
        JOIN issues ON issues.id = pages.issue_id
        WHERE passage_uses.passage_id = passages.id
        ORDER BY issues.date_earliest IS NULL, issues.date_earliest, articles.key
        LIMIT 1
    ),
    (
        SELECT articles.id
        FROM passage_uses
        JOIN paragraphs ON paragraphs.id = passage_uses.paragraph_id
        JOIN articles ON articles.id = paragraphs.article_id
        JOIN pages ON pages.id = articles.page_id
        JOIN issues ON issues.id = pages.issue_id
        WHERE passage_uses.passage_id = passages.id
        ORDER BY issues.date_earliest IS NULL, issues.date_earliest, articles.key
        LIMIT 1
    )
FROM passages
""",
}


def upgrade() -> None:
    op.create_table(
        "quotation_grams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gram", sa.Integer(), nullable=False),
        sa.Column("quotation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["quotation_id"],
            ["quotations.id"],
            name=op.f("fk_quotation_grams_quotation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotation_grams")),
        sa.UniqueConstraint("gram", "quotation_id", name=op.f("uq_quotation_grams_gram_quotation_id")),
    )
    op.create_index(
        op.f("ix_quotation_grams_quotation_id"), "quotation_grams", ["quotation_id"], unique=False
    )
    op.create_table(
        "quotation_pairs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("quotation_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("similarity", sa.Float(), nullable=False),
        sa.CheckConstraint("relation IN ('shortened', 'altered')", name=op.f("ck_quotation_pairs_relation")),
        sa.CheckConstraint("quotation_id <> other_id", name=op.f("ck_quotation_pairs_two_wordings")),
        sa.CheckConstraint(
            "similarity BETWEEN 0 AND 1", name=op.f("ck_quotation_pairs_similarity_is_a_part")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["quotations.id"], name=op.f("fk_quotation_pairs_other_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["quotation_id"],
            ["quotations.id"],
            name=op.f("fk_quotation_pairs_quotation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotation_pairs")),
        sa.UniqueConstraint(
            "quotation_id", "other_id", name=op.f("uq_quotation_pairs_quotation_id_other_id")
        ),
    )
    op.create_index(op.f("ix_quotation_pairs_other_id"), "quotation_pairs", ["other_id"], unique=False)
    op.create_table(
        "paragraph_fingerprints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Integer(), nullable=False),
        sa.Column("paragraph_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["paragraph_id"],
            ["paragraphs.id"],
            name=op.f("fk_paragraph_fingerprints_paragraph_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paragraph_fingerprints")),
        sa.UniqueConstraint(
            "fingerprint",
            "paragraph_id",
            "position",
            name=op.f("uq_paragraph_fingerprints_fingerprint_paragraph_id_position"),
        ),
    )
    op.create_index(
        op.f("ix_paragraph_fingerprints_paragraph_id"),
        "paragraph_fingerprints",
        ["paragraph_id"],
        unique=False,
    )
    op.add_column("quotations", sa.Column("articles", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(op.f("ix_quotations_articles"), "quotations", ["articles"], unique=False)
    op.add_column("quotation_uses", sa.Column("difference", sa.Text(), nullable=True))
    # no loader wrote passages before this step: the tables are made anew
    op.drop_table("passage_uses")
    op.drop_table("passages")
    op.create_table(
        "passages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=False),
        sa.Column("is_set_phrase", sa.Boolean(), nullable=False),
        sa.Column("fingerprint", sa.Integer(), nullable=False),
        sa.CheckConstraint("is_set_phrase IN (0, 1)", name=op.f("ck_passages_is_set_phrase")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passages")),
        sa.UniqueConstraint("key", name=op.f("uq_passages_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_passages_fingerprint"), "passages", ["fingerprint"], unique=False)
    op.create_index(
        "ix_passages_is_set_phrase_articles", "passages", ["is_set_phrase", "articles"], unique=False
    )
    op.create_table(
        "passage_uses",
        *_uses_columns(),
        sa.Column("is_attributed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("is_attributed IN (0, 1)", name=op.f("ck_passage_uses_is_attributed")),
        *_uses_constraints(),
    )
    op.create_index(op.f("ix_passage_uses_paragraph_id"), "passage_uses", ["paragraph_id"], unique=False)
    for statement in VIEWS.values():
        op.execute(statement.strip())


def downgrade() -> None:
    for name in reversed(VIEWS):
        op.execute(f"DROP VIEW {name}")
    op.drop_table("passage_uses")
    op.drop_table("passages")
    op.create_table(
        "passages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.Column("is_set_phrase", sa.Boolean(), nullable=False),
        sa.Column("share", sa.Float(), nullable=True),
        sa.CheckConstraint("is_set_phrase IN (0, 1)", name=op.f("ck_passages_is_set_phrase")),
        sa.CheckConstraint("share BETWEEN 0 AND 1", name=op.f("ck_passages_share_is_a_part")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passages")),
        sa.UniqueConstraint("key", name=op.f("uq_passages_key")),
        sqlite_autoincrement=True,
    )
    op.create_table("passage_uses", *_uses_columns(), *_uses_constraints())
    op.create_index(op.f("ix_passage_uses_paragraph_id"), "passage_uses", ["paragraph_id"], unique=False)
    op.drop_column("quotation_uses", "difference")
    op.drop_index(op.f("ix_quotations_articles"), "quotations")
    op.drop_column("quotations", "articles")
    for name in ("paragraph_fingerprints", "quotation_pairs", "quotation_grams"):
        op.drop_table(name)


def _uses_columns() -> list[sa.Column]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("paragraph_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
    ]


def _uses_constraints() -> list[sa.schema.SchemaItem]:
    return [
        sa.CheckConstraint('"start" >= 0 AND "start" < "end"', name=op.f("ck_passage_uses_start_before_end")),
        sa.ForeignKeyConstraint(
            ["paragraph_id"], ["paragraphs.id"], name=op.f("fk_passage_uses_paragraph_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["passage_id"], ["passages.id"], name=op.f("fk_passage_uses_passage_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage_uses")),
        sa.UniqueConstraint(
            "passage_id", "paragraph_id", "start", name=op.f("uq_passage_uses_passage_id_paragraph_id_start")
        ),
    ]
