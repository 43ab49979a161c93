"""Create speakers, speeches, documents and what is quoted from them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = (
    "documents",
    "passages",
    "quotations",
    "speakers",
    "voices",
    "document_aliases",
    "voice_aliases",
    "speaker_aliases",
    "speeches",
    "speech_aliases",
    "cited_speeches",
    "quotation_uses",
    "speech_candidates",
    "citation_spans",
    "cited_documents",
    "passage_uses",
)


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("date_earliest", sa.Text(), nullable=True),
        sa.Column("date_latest", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "date_earliest GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name=op.f("ck_documents_date_earliest_is_a_day"),
        ),
        sa.CheckConstraint(
            "date_latest GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name=op.f("ck_documents_date_latest_is_a_day"),
        ),
        sa.CheckConstraint(
            (
                "kind IN ('decision', 'plan', 'law', 'regulation', 'report', 'opinion', 'constitution', "
                "'communique', 'other')"
            ),
            name=op.f("ck_documents_kind"),
        ),
        sa.CheckConstraint("date_earliest <= date_latest", name=op.f("ck_documents_dates_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("title", name=op.f("uq_documents_title")),
        sqlite_autoincrement=True,
    )
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
    op.create_table(
        "quotations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("characters", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotations")),
        sa.UniqueConstraint("key", name=op.f("uq_quotations_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "speakers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("born", sa.Text(), nullable=True),
        sa.Column("died", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('leader', 'thinker', 'classic', 'foreign', 'other')", name=op.f("ck_speakers_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speakers")),
        sa.UniqueConstraint("name", name=op.f("uq_speakers_name")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_speakers_sort_key", "speakers", ["sort_key"], unique=False)
    op.create_table(
        "voices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('meeting', 'organ', 'party', 'other')", name=op.f("ck_voices_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voices")),
        sa.UniqueConstraint("name", name=op.f("uq_voices_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "document_aliases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_document_aliases_document_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_aliases")),
        sa.UniqueConstraint("alias", "document_id", name=op.f("uq_document_aliases_alias_document_id")),
    )
    op.create_index(
        op.f("ix_document_aliases_document_id"), "document_aliases", ["document_id"], unique=False
    )
    op.create_table(
        "voice_aliases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("voice_id", sa.Integer(), nullable=False),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["voice_id"], ["voices.id"], name=op.f("fk_voice_aliases_voice_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voice_aliases")),
        sa.UniqueConstraint("alias", "voice_id", name=op.f("uq_voice_aliases_alias_voice_id")),
    )
    op.create_index(op.f("ix_voice_aliases_voice_id"), "voice_aliases", ["voice_id"], unique=False)
    op.create_table(
        "speaker_aliases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.Column("earliest", sa.Text(), nullable=True),
        sa.Column("latest", sa.Text(), nullable=True),
        sa.CheckConstraint("earliest <= latest", name=op.f("ck_speaker_aliases_days_in_order")),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speakers.id"], name=op.f("fk_speaker_aliases_speaker_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker_aliases")),
        sa.UniqueConstraint("alias", "speaker_id", name=op.f("uq_speaker_aliases_alias_speaker_id")),
    )
    op.create_index(op.f("ix_speaker_aliases_speaker_id"), "speaker_aliases", ["speaker_id"], unique=False)
    op.create_table(
        "speeches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=True),
        sa.Column("voice_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("date_earliest", sa.Text(), nullable=True),
        sa.Column("date_latest", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "date_earliest GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name=op.f("ck_speeches_date_earliest_is_a_day"),
        ),
        sa.CheckConstraint(
            "date_latest GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name=op.f("ck_speeches_date_latest_is_a_day"),
        ),
        sa.CheckConstraint(
            "kind IN ('speech', 'report', 'meeting', 'document', 'letter', 'book')",
            name=op.f("ck_speeches_kind"),
        ),
        sa.CheckConstraint("origin IN ('register', 'derived')", name=op.f("ck_speeches_origin")),
        sa.CheckConstraint("date_earliest <= date_latest", name=op.f("ck_speeches_dates_in_order")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_speeches_document_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_speeches_place_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speakers.id"], name=op.f("fk_speeches_speaker_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["voice_id"], ["voices.id"], name=op.f("fk_speeches_voice_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speeches")),
        sa.UniqueConstraint("key", name=op.f("uq_speeches_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_speeches_date_earliest"), "speeches", ["date_earliest"], unique=False)
    op.create_index(op.f("ix_speeches_date_latest"), "speeches", ["date_latest"], unique=False)
    op.create_index(op.f("ix_speeches_document_id"), "speeches", ["document_id"], unique=False)
    op.create_index(op.f("ix_speeches_occasion"), "speeches", ["occasion"], unique=False)
    op.create_index(op.f("ix_speeches_place_id"), "speeches", ["place_id"], unique=False)
    op.create_index(op.f("ix_speeches_speaker_id"), "speeches", ["speaker_id"], unique=False)
    op.create_index(op.f("ix_speeches_voice_id"), "speeches", ["voice_id"], unique=False)
    op.create_table(
        "speech_aliases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("speech_id", sa.Integer(), nullable=False),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["speech_id"], ["speeches.id"], name=op.f("fk_speech_aliases_speech_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speech_aliases")),
        sa.UniqueConstraint("alias", "speech_id", name=op.f("uq_speech_aliases_alias_speech_id")),
    )
    op.create_index(op.f("ix_speech_aliases_speech_id"), "speech_aliases", ["speech_id"], unique=False)
    op.create_table(
        "cited_speeches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("source_as_printed", sa.Text(), nullable=True),
        sa.Column("source_kind", sa.Text(), nullable=True),
        sa.Column("attribution_as_printed", sa.Text(), nullable=True),
        sa.Column("verb", sa.Text(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=True),
        sa.Column("occasion", sa.Text(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("date_as_printed", sa.Text(), nullable=True),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("date_earliest", sa.Text(), nullable=True),
        sa.Column("date_latest", sa.Text(), nullable=True),
        sa.Column("speaker_id", sa.Integer(), nullable=True),
        sa.Column("voice_id", sa.Integer(), nullable=True),
        sa.Column("speech_id", sa.Integer(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("event_key", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "date_earliest GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name=op.f("ck_cited_speeches_date_earliest_is_a_day"),
        ),
        sa.CheckConstraint(
            "date_latest GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
            name=op.f("ck_cited_speeches_date_latest_is_a_day"),
        ),
        sa.CheckConstraint("mode IN ('direct', 'indirect', 'partial')", name=op.f("ck_cited_speeches_mode")),
        sa.CheckConstraint(
            (
                "source_kind IN ('speech', 'report', 'meeting', 'document', 'letter', 'book', 'person', "
                "'organ', 'other')"
            ),
            name=op.f("ck_cited_speeches_source_kind"),
        ),
        sa.CheckConstraint("date_earliest <= date_latest", name=op.f("ck_cited_speeches_dates_in_order")),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_cited_speeches_article_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_cited_speeches_place_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["speakers.id"], name=op.f("fk_cited_speeches_speaker_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["speech_id"], ["speeches.id"], name=op.f("fk_cited_speeches_speech_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["voice_id"], ["voices.id"], name=op.f("fk_cited_speeches_voice_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cited_speeches")),
        sa.UniqueConstraint("article_id", "position", name=op.f("uq_cited_speeches_article_id_position")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_cited_speeches_event_key"), "cited_speeches", ["event_key"], unique=False)
    op.create_index(op.f("ix_cited_speeches_place_id"), "cited_speeches", ["place_id"], unique=False)
    op.create_index(op.f("ix_cited_speeches_speaker_id"), "cited_speeches", ["speaker_id"], unique=False)
    op.create_index(op.f("ix_cited_speeches_speech_id"), "cited_speeches", ["speech_id"], unique=False)
    op.create_index(op.f("ix_cited_speeches_voice_id"), "cited_speeches", ["voice_id"], unique=False)
    op.create_table(
        "quotation_uses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cited_speech_id", sa.Integer(), nullable=False),
        sa.Column("quotation_id", sa.Integer(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "relation IN ('same', 'shortened', 'altered', 'part')", name=op.f("ck_quotation_uses_relation")
        ),
        sa.ForeignKeyConstraint(
            ["cited_speech_id"],
            ["cited_speeches.id"],
            name=op.f("fk_quotation_uses_cited_speech_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["quotation_id"],
            ["quotations.id"],
            name=op.f("fk_quotation_uses_quotation_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotation_uses")),
        sa.UniqueConstraint(
            "cited_speech_id", "quotation_id", name=op.f("uq_quotation_uses_cited_speech_id_quotation_id")
        ),
    )
    op.create_index(op.f("ix_quotation_uses_quotation_id"), "quotation_uses", ["quotation_id"], unique=False)
    op.create_table(
        "speech_candidates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cited_speech_id", sa.Integer(), nullable=False),
        sa.Column("speech_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["cited_speech_id"],
            ["cited_speeches.id"],
            name=op.f("fk_speech_candidates_cited_speech_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["speech_id"], ["speeches.id"], name=op.f("fk_speech_candidates_speech_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speech_candidates")),
        sa.UniqueConstraint(
            "cited_speech_id", "speech_id", name=op.f("uq_speech_candidates_cited_speech_id_speech_id")
        ),
    )
    op.create_index(op.f("ix_speech_candidates_speech_id"), "speech_candidates", ["speech_id"], unique=False)
    op.create_table(
        "citation_spans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cited_speech_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("paragraph_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.CheckConstraint("part IN ('source', 'cue', 'content')", name=op.f("ck_citation_spans_part")),
        sa.CheckConstraint(
            '"start" >= 0 AND "start" < "end"', name=op.f("ck_citation_spans_start_before_end")
        ),
        sa.ForeignKeyConstraint(
            ["cited_speech_id"],
            ["cited_speeches.id"],
            name=op.f("fk_citation_spans_cited_speech_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["paragraph_id"],
            ["paragraphs.id"],
            name=op.f("fk_citation_spans_paragraph_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citation_spans")),
        sa.UniqueConstraint(
            "cited_speech_id",
            "part",
            "position",
            name=op.f("uq_citation_spans_cited_speech_id_part_position"),
        ),
    )
    op.create_index(
        "ix_citation_spans_paragraph_id_start", "citation_spans", ["paragraph_id", "start"], unique=False
    )
    op.create_table(
        "cited_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("title_as_printed", sa.Text(), nullable=False),
        sa.Column("paragraph_id", sa.Integer(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            '"start" >= 0 AND "start" < "end"', name=op.f("ck_cited_documents_start_before_end")
        ),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_cited_documents_article_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_cited_documents_document_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["paragraph_id"],
            ["paragraphs.id"],
            name=op.f("fk_cited_documents_paragraph_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cited_documents")),
        sa.UniqueConstraint("article_id", "position", name=op.f("uq_cited_documents_article_id_position")),
    )
    op.create_index(op.f("ix_cited_documents_document_id"), "cited_documents", ["document_id"], unique=False)
    op.create_index(
        op.f("ix_cited_documents_paragraph_id"), "cited_documents", ["paragraph_id"], unique=False
    )
    op.create_table(
        "passage_uses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("passage_id", sa.Integer(), nullable=False),
        sa.Column("paragraph_id", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
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
    )
    op.create_index(op.f("ix_passage_uses_paragraph_id"), "passage_uses", ["paragraph_id"], unique=False)


def downgrade() -> None:
    for name in reversed(TABLES):
        op.drop_table(name)
