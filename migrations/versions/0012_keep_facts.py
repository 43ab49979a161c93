"""Keep facts beside the tables: where and when each article, byline and mention was printed."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = {  # table: the one that it has a row for each of, columns, indexes
    "article_facts": (
        "articles",
        (
            ("newspaper_id", sa.Integer(), True),
            ("year", sa.Integer(), True),
            ("date", sa.Text(), True),
            ("date_earliest", sa.Text(), True),
            ("date_latest", sa.Text(), True),
            ("characters", sa.Integer(), False),
        ),
        (
            ("ix_article_facts_date_earliest", ["date_earliest"]),
            (
                "ix_article_facts_newspaper_id",
                ["newspaper_id", "year", "date_earliest", "date_latest", "characters"],
            ),
        ),
    ),
    "byline_facts": (
        "bylines",
        (
            ("article_id", sa.Integer(), False),
            ("author_id", sa.Integer(), True),
            ("role", sa.Text(), False),
            ("newspaper_id", sa.Integer(), True),
            ("year", sa.Integer(), True),
            ("date_earliest", sa.Text(), True),
            ("date_latest", sa.Text(), True),
        ),
        (
            ("ix_byline_facts_article_id", ["article_id", "author_id", "role"]),
            (
                "ix_byline_facts_author_id",
                ["author_id", "role", "article_id", "newspaper_id", "year", "date_earliest", "date_latest"],
            ),
        ),
    ),
    "mention_facts": (
        "cited_speeches",
        (
            ("article_id", sa.Integer(), False),
            ("speech_id", sa.Integer(), True),
            ("speaker_id", sa.Integer(), True),
            ("voice_id", sa.Integer(), True),
            ("mode", sa.Text(), False),
            ("newspaper_id", sa.Integer(), True),
            ("year", sa.Integer(), True),
            ("date", sa.Text(), True),
            ("date_earliest", sa.Text(), True),
            ("date_latest", sa.Text(), True),
        ),
        (
            ("ix_mention_facts_article_id", ["article_id", "speaker_id", "voice_id", "speech_id", "mode"]),
            ("ix_mention_facts_date", ["date"]),
            (
                "ix_mention_facts_speech_id",
                ["speech_id", "article_id", "newspaper_id", "year", "date_earliest", "date_latest"],
            ),
            (
                "ix_mention_facts_speech_id_date_earliest",
                ["speech_id", "date_earliest", "date_latest", "article_id", "newspaper_id"],
            ),
            ("ix_mention_facts_year", ["year", "speaker_id", "voice_id", "article_id", "newspaper_id"]),
        ),
    ),
}
MADE_OF = {
    "article_facts": """
SELECT articles.id, issues.newspaper_id,
    CASE
        WHEN substr(issues.date_earliest, 1, 4) = substr(issues.date_latest, 1, 4)
        THEN CAST(substr(issues.date_earliest, 1, 4) AS INTEGER)
    END,
    issues.date, issues.date_earliest, issues.date_latest, articles.characters
FROM articles
JOIN pages ON pages.id = articles.page_id
JOIN issues ON issues.id = pages.issue_id
""",
    "byline_facts": """
SELECT bylines.id, bylines.article_id, bylines.author_id, bylines.role,
    article_facts.newspaper_id, article_facts.year, article_facts.date_earliest, article_facts.date_latest
FROM bylines
JOIN article_facts ON article_facts.id = bylines.article_id
""",
    "mention_facts": """
SELECT cited_speeches.id, cited_speeches.article_id, cited_speeches.speech_id,
    coalesce(cited_speeches.speaker_id, speeches.speaker_id), coalesce(cited_speeches.voice_id, speeches.voice_id),
    cited_speeches.mode,
    article_facts.newspaper_id, article_facts.year, article_facts.date, article_facts.date_earliest, article_facts.date_latest
FROM cited_speeches
JOIN article_facts ON article_facts.id = cited_speeches.article_id
LEFT JOIN speeches ON speeches.id = cited_speeches.speech_id
""",
}
TRIGGERS = (  # name, after what it runs, whether anything differs, facts that it makes anew, of which rows
    (
        "facts_of_a_new_article",
        "INSERT ON articles",
        "",
        "article_facts",
        "articles.id = NEW.id",
    ),
    (
        "facts_of_a_changed_article",
        "UPDATE OF page_id, characters ON articles",
        "NEW.page_id IS NOT OLD.page_id OR NEW.characters IS NOT OLD.characters",
        "article_facts",
        "articles.id = NEW.id",
    ),
    (
        "facts_of_a_changed_page",
        "UPDATE OF issue_id ON pages",
        "NEW.issue_id IS NOT OLD.issue_id",
        "article_facts",
        "articles.page_id = NEW.id",
    ),
    (
        "facts_of_a_changed_issue",
        "UPDATE OF newspaper_id, date, date_earliest, date_latest ON issues",
        "NEW.newspaper_id IS NOT OLD.newspaper_id OR NEW.date IS NOT OLD.date OR NEW.date_earliest IS NOT OLD.date_earliest OR NEW.date_latest IS NOT OLD.date_latest",
        "article_facts",
        "articles.page_id IN (SELECT id FROM pages WHERE issue_id = NEW.id)",
    ),
    (
        "facts_of_a_new_byline",
        "INSERT ON bylines",
        "",
        "byline_facts",
        "bylines.id = NEW.id",
    ),
    (
        "facts_of_a_changed_byline",
        "UPDATE OF author_id, role ON bylines",
        "NEW.author_id IS NOT OLD.author_id OR NEW.role IS NOT OLD.role",
        "byline_facts",
        "bylines.id = NEW.id",
    ),
    (
        "facts_of_an_articles_bylines",
        "INSERT ON article_facts",
        "",
        "byline_facts",
        "bylines.article_id = NEW.id",
    ),
    (
        "facts_of_a_new_mention",
        "INSERT ON cited_speeches",
        "",
        "mention_facts",
        "cited_speeches.id = NEW.id",
    ),
    (
        "facts_of_a_changed_mention",
        "UPDATE OF speech_id, speaker_id, voice_id, mode ON cited_speeches",
        "NEW.speech_id IS NOT OLD.speech_id OR NEW.speaker_id IS NOT OLD.speaker_id OR NEW.voice_id IS NOT OLD.voice_id OR NEW.mode IS NOT OLD.mode",
        "mention_facts",
        "cited_speeches.id = NEW.id",
    ),
    (
        "facts_of_an_articles_mentions",
        "INSERT ON article_facts",
        "",
        "mention_facts",
        "cited_speeches.article_id = NEW.id",
    ),
    (
        "facts_of_a_changed_speech",
        "UPDATE OF speaker_id, voice_id ON speeches",
        "NEW.speaker_id IS NOT OLD.speaker_id OR NEW.voice_id IS NOT OLD.voice_id",
        "mention_facts",
        "cited_speeches.speech_id = NEW.id",
    ),
)


def upgrade() -> None:
    for name, (source, columns, indexes) in TABLES.items():
        op.create_table(
            name,
            sa.Column("id", sa.Integer(), nullable=False),
            *(sa.Column(column, kind, nullable=nullable) for column, kind, nullable in columns),
            sa.ForeignKeyConstraint(["id"], [f"{source}.id"], name=op.f(f"fk_{name}_id"), ondelete="CASCADE"),
            sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        )
        op.execute(f"INSERT INTO {name} {MADE_OF[name]}")
        for index, names in indexes:
            op.create_index(op.f(index), name, names, unique=False)
    for name, after, when, facts, where in TRIGGERS:
        guard = f"WHEN {when}\n" if when else ""
        op.execute(
            f"CREATE TRIGGER {name} AFTER {after}\n{guard}BEGIN\n"
            f"DELETE FROM {facts} WHERE id IN (SELECT id FROM {TABLES[facts][0]} WHERE {where});\n"
            f"INSERT INTO {facts}\n{MADE_OF[facts].strip()}\nWHERE {where};\nEND"
        )


def downgrade() -> None:
    for name, *_ in TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    for name in TABLES:
        op.drop_table(name)
