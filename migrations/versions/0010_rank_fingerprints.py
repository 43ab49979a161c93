"""Rank the articles at each fingerprint, so that a sample of them can be compared."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_UNIQUE = "uq_paragraph_fingerprints_fingerprint_paragraph_id_position"


def upgrade() -> None:
    _make_anew(ranked=True)


def downgrade() -> None:
    _make_anew(ranked=False)


def _make_anew(*, ranked: bool) -> None:
    """Make the table empty, and have the next run read the register and so resolve anew: it fills the table."""
    names = ["fingerprint", *(["rank"] if ranked else []), "paragraph_id", "position"]
    op.drop_table("paragraph_fingerprints")
    op.create_table(
        "paragraph_fingerprints",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("id", *names)),
        sa.ForeignKeyConstraint(
            ["paragraph_id"],
            ["paragraphs.id"],
            name=op.f("fk_paragraph_fingerprints_paragraph_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paragraph_fingerprints")),
        *([] if ranked else [sa.UniqueConstraint(*names, name=op.f(_UNIQUE))]),
    )
    for columns in (["paragraph_id"], *([["fingerprint", "rank"]] if ranked else [])):
        op.create_index(
            op.f(f"ix_paragraph_fingerprints_{'_'.join(columns)}"),
            "paragraph_fingerprints",
            columns,
            unique=False,
        )
    # so that the archive is resolved anew; the rows stay, for the user's own files hang on them
    op.execute("UPDATE registers SET sha256 = ''")
