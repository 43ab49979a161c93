"""Create the search indexes."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

INDEXES = {
    "articles_fts": """
CREATE VIRTUAL TABLE articles_fts USING fts5(
    headline,
    body,
    content='article_texts',
    content_rowid='id',
    tokenize='unicode61 remove_diacritics 0'
)
""",
    "paragraphs_fts": """
CREATE VIRTUAL TABLE paragraphs_fts USING fts5(
    text,
    content='paragraphs',
    content_rowid='id',
    tokenize='unicode61 remove_diacritics 0'
)
""",
    "quotations_fts": """
CREATE VIRTUAL TABLE quotations_fts USING fts5(
    text,
    content='quotations',
    content_rowid='id',
    tokenize='unicode61 remove_diacritics 0'
)
""",
}


def upgrade() -> None:
    op.create_table(
        "search_indexes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tokenizer_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_indexes")),
        sa.UniqueConstraint("name", name=op.f("uq_search_indexes_name")),
    )
    for statement in INDEXES.values():
        op.execute(statement.strip())


def downgrade() -> None:
    for name in reversed(INDEXES):
        op.drop_table(name)
    op.drop_table("search_indexes")
