"""Create authors, institutions and posts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = (
    "authors",
    "institutions",
    "institution_aliases",
    "bylines",
    "affiliations",
    "affiliation_institutions",
    "posts",
)


def upgrade() -> None:
    op.create_table(
        "authors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('person', 'group', 'staff')", name=op.f("ck_authors_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authors")),
        sa.UniqueConstraint("key", name=op.f("uq_authors_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_authors_name", "authors", ["name"], unique=False)
    op.create_index("ix_authors_sort_key", "authors", ["sort_key"], unique=False)
    op.create_table(
        "institutions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            (
                "kind IN ('university', 'school', 'party_school', 'academy', 'research_center', 'government', "
                "'party_organ', 'military', 'press', 'association', 'enterprise', 'hospital', 'museum', "
                "'other')"
            ),
            name=op.f("ck_institutions_kind"),
        ),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_institutions_not_its_own_parent")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["institutions.id"], name=op.f("fk_institutions_parent_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_institutions_place_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institutions")),
        sa.UniqueConstraint("key", name=op.f("uq_institutions_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_institutions_name", "institutions", ["name"], unique=False)
    op.create_index(op.f("ix_institutions_parent_id"), "institutions", ["parent_id"], unique=False)
    op.create_index(op.f("ix_institutions_place_id"), "institutions", ["place_id"], unique=False)
    op.create_table(
        "institution_aliases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.id"],
            name=op.f("fk_institution_aliases_institution_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_institution_aliases_place_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_aliases")),
        sa.UniqueConstraint(
            "alias",
            "institution_id",
            "place_id",
            name=op.f("uq_institution_aliases_alias_institution_id_place_id"),
        ),
    )
    op.create_index(
        op.f("ix_institution_aliases_institution_id"), "institution_aliases", ["institution_id"], unique=False
    )
    op.create_index(
        op.f("ix_institution_aliases_place_id"), "institution_aliases", ["place_id"], unique=False
    )
    op.create_index(
        "uq_institution_aliases_everywhere",
        "institution_aliases",
        ["alias", "institution_id"],
        unique=True,
        sqlite_where=sa.text("place_id IS NULL"),
    )
    op.create_table(
        "bylines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name_as_printed", sa.Text(), nullable=True),
        sa.CheckConstraint(
            (
                "role IN ('author', 'writer', 'compiler', 'correspondent', 'interviewer', 'interviewee', "
                "'digested', 'translator', 'editor', 'photographer')"
            ),
            name=op.f("ck_bylines_role"),
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_bylines_article_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["authors.id"], name=op.f("fk_bylines_author_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bylines")),
        sa.UniqueConstraint("article_id", "position", name=op.f("uq_bylines_article_id_position")),
    )
    op.create_index(op.f("ix_bylines_author_id"), "bylines", ["author_id"], unique=False)
    op.create_table(
        "affiliations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("byline_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("organization_as_printed", sa.Text(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["byline_id"], ["bylines.id"], name=op.f("fk_affiliations_byline_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.id"],
            name=op.f("fk_affiliations_institution_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliations")),
        sa.UniqueConstraint("byline_id", "position", name=op.f("uq_affiliations_byline_id_position")),
    )
    op.create_index(op.f("ix_affiliations_institution_id"), "affiliations", ["institution_id"], unique=False)
    op.create_table(
        "affiliation_institutions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("affiliation_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["affiliation_id"],
            ["affiliations.id"],
            name=op.f("fk_affiliation_institutions_affiliation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["institutions.id"],
            name=op.f("fk_affiliation_institutions_institution_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation_institutions")),
        sa.UniqueConstraint(
            "affiliation_id",
            "institution_id",
            name=op.f("uq_affiliation_institutions_affiliation_id_institution_id"),
        ),
        sa.UniqueConstraint(
            "affiliation_id", "position", name=op.f("uq_affiliation_institutions_affiliation_id_position")
        ),
    )
    op.create_index(
        op.f("ix_affiliation_institutions_institution_id"),
        "affiliation_institutions",
        ["institution_id"],
        unique=False,
    )
    op.create_table(
        "posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("affiliation_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title_as_printed", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('administrative', 'academic', 'honour', 'other')", name=op.f("ck_posts_kind")
        ),
        sa.ForeignKeyConstraint(
            ["affiliation_id"], ["affiliations.id"], name=op.f("fk_posts_affiliation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint("affiliation_id", "position", name=op.f("uq_posts_affiliation_id_position")),
    )
    op.create_index("ix_posts_title_as_printed", "posts", ["title_as_printed"], unique=False)


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
