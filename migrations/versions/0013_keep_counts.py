"""Keep counts beside the tables, and have views read facts and counts; index passages as the views sort them."""

from importlib import import_module

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# the views that this revision replaces, as those that made them have them
_SHOWN_BEFORE = {
    **import_module("lilun.migrations.versions.0006_create_views").VIEWS,
    **import_module("lilun.migrations.versions.0008_relate_quotations_and_find_passages").VIEWS,
}
INDEXES = {
    "speech_counts": (("ix_speech_counts_mentions", ["mentions"]),),
    "institution_counts": (
        ("ix_institution_counts_articles", ["articles"]),
        (
            "ix_institution_counts_institution_id",
            ["institution_id", "newspaper_id", "year", "articles", "own_articles"],
        ),
        ("ix_institution_counts_newspaper_id_year", ["newspaper_id", "year"]),
    ),
    "source_file_counts": (("ix_source_file_counts_role", ["role"]),),
}
COUNTED = {  # table: its columns, of which table's rows, the SELECT that counts them
    "speech_counts": (
        "id, mentions, articles, authors, newspapers, first_quoted, last_quoted",
        "speeches",
        """
SELECT
    mention_facts.speech_id AS id,
    count(DISTINCT mention_facts.id) AS mentions,
    count(DISTINCT mention_facts.article_id) AS articles,
    count(DISTINCT byline_facts.author_id) AS authors,
    count(DISTINCT mention_facts.newspaper_id) AS newspapers,
    min(CASE WHEN mention_facts.date_earliest = mention_facts.date_latest THEN mention_facts.date_earliest END)
        AS first_quoted,
    max(CASE WHEN mention_facts.date_earliest = mention_facts.date_latest THEN mention_facts.date_earliest END)
        AS last_quoted
FROM {wanted} AS wanted
JOIN mention_facts ON mention_facts.speech_id = wanted.id
LEFT JOIN byline_facts ON byline_facts.article_id = mention_facts.article_id
GROUP BY mention_facts.speech_id
""",
    ),
    "institution_counts": (
        "institution_id, newspaper_id, year, articles, own_articles, authors",
        "institutions",
        """
WITH RECURSIVE within (part_id, whole_id) AS (
    SELECT wanted.id, wanted.id FROM {wanted} AS wanted
    UNION
    SELECT institutions.id, within.whole_id
    FROM within
    JOIN institutions ON institutions.parent_id = within.part_id
),
named (byline_id, whole_id, is_own) AS (
    SELECT affiliations.byline_id, within.whole_id, within.part_id = within.whole_id
    FROM within
    JOIN affiliations ON affiliations.institution_id = within.part_id
    UNION
    SELECT affiliations.byline_id, within.whole_id, within.part_id = within.whole_id
    FROM within
    JOIN affiliation_institutions ON affiliation_institutions.institution_id = within.part_id
    JOIN affiliations ON affiliations.id = affiliation_institutions.affiliation_id
)
SELECT
    named.whole_id AS institution_id,
    byline_facts.newspaper_id,
    byline_facts.year,
    count(DISTINCT byline_facts.article_id) AS articles,
    count(DISTINCT CASE WHEN named.is_own THEN byline_facts.article_id END) AS own_articles,
    count(DISTINCT byline_facts.author_id) AS authors
FROM named
JOIN byline_facts ON byline_facts.id = named.byline_id
GROUP BY named.whole_id, byline_facts.newspaper_id, byline_facts.year
""",
    ),
    "source_file_counts": (
        "source_file_id, role, spans, characters",
        "source_files",
        """
SELECT
    page_sources.source_file_id,
    spans.role,
    count(*) AS spans,
    sum(spans."end" - spans.start) AS characters
FROM {wanted} AS wanted
JOIN page_sources ON page_sources.source_file_id = wanted.id
JOIN spans ON spans.page_source_id = page_sources.id
WHERE page_sources.is_current = 1
GROUP BY page_sources.source_file_id, spans.role
""",
    ),
    "passage_counts": (
        "id, without_attribution, newspapers, first_article_id",
        "passages",
        """
SELECT held.id, held.without_attribution, held.newspapers, held.first_article_id
FROM (
    SELECT
        uses.id,
        sum(uses.is_bare) AS without_attribution,
        count(DISTINCT article_facts.newspaper_id) AS newspapers,
        articles.id AS first_article_id,
        min(coalesce(article_facts.date_earliest, 'unknown') || ' ' || articles.key)
    FROM (
        SELECT wanted.id, paragraphs.article_id, max(passage_uses.is_attributed = 0) AS is_bare
        FROM {wanted} AS wanted
        CROSS JOIN passage_uses ON passage_uses.passage_id = wanted.id
        CROSS JOIN paragraphs ON paragraphs.id = passage_uses.paragraph_id
        GROUP BY wanted.id, paragraphs.article_id
    ) AS uses
    JOIN articles ON articles.id = uses.article_id
    JOIN article_facts ON article_facts.id = uses.article_id
    GROUP BY uses.id
) AS held
""",
    ),
}
TRIGGERS = (  # name, after what it runs, of which table rows are counted again, their ids, whether anything differs
    (
        "count_speech_of_a_new_mention",
        "INSERT ON mention_facts",
        "speeches",
        "SELECT NEW.speech_id AS id",
    ),
    (
        "count_speech_of_a_gone_mention",
        "DELETE ON mention_facts",
        "speeches",
        "SELECT OLD.speech_id AS id",
    ),
    (
        "count_speeches_of_a_new_byline",
        "INSERT ON byline_facts",
        "speeches",
        "SELECT speech_id AS id FROM mention_facts WHERE article_id = NEW.article_id",
    ),
    (
        "count_speeches_of_a_gone_byline",
        "DELETE ON byline_facts",
        "speeches",
        "SELECT speech_id AS id FROM mention_facts WHERE article_id = OLD.article_id",
    ),
    (
        "count_institutions_of_a_new_byline",
        "INSERT ON byline_facts",
        "institutions",
        "SELECT institution_id AS id FROM affiliations WHERE byline_id = NEW.id UNION SELECT affiliation_institutions.institution_id FROM affiliations JOIN affiliation_institutions ON affiliation_institutions.affiliation_id = affiliations.id WHERE affiliations.byline_id = NEW.id",
    ),
    (
        "count_institution_of_a_new_affiliation",
        "INSERT ON affiliations",
        "institutions",
        "SELECT NEW.institution_id AS id",
    ),
    (
        "count_institution_of_a_gone_affiliation",
        "DELETE ON affiliations",
        "institutions",
        "SELECT OLD.institution_id AS id",
    ),
    (
        "count_institutions_of_a_changed_affiliation",
        "UPDATE OF institution_id ON affiliations",
        "institutions",
        "SELECT OLD.institution_id AS id UNION SELECT NEW.institution_id",
    ),
    (
        "count_institution_of_a_new_name",
        "INSERT ON affiliation_institutions",
        "institutions",
        "SELECT NEW.institution_id AS id",
    ),
    (
        "count_institution_of_a_gone_name",
        "DELETE ON affiliation_institutions",
        "institutions",
        "SELECT OLD.institution_id AS id",
    ),
    (
        "count_institutions_of_a_changed_name",
        "UPDATE OF institution_id ON affiliation_institutions",
        "institutions",
        "SELECT OLD.institution_id AS id UNION SELECT NEW.institution_id",
    ),
    (
        "count_institutions_of_a_changed_tree",
        "UPDATE OF parent_id ON institutions",
        "institutions",
        "SELECT OLD.parent_id AS id UNION SELECT NEW.parent_id",
        "NEW.parent_id IS NOT OLD.parent_id",
    ),
    (
        "count_institution_of_a_gone_part",
        "DELETE ON institutions",
        "institutions",
        "SELECT OLD.parent_id AS id",
    ),
    (
        "count_file_of_a_new_span",
        "INSERT ON spans",
        "source_files",
        "SELECT source_file_id AS id FROM page_sources WHERE id = NEW.page_source_id",
    ),
    (
        "count_file_of_a_gone_span",
        "DELETE ON spans",
        "source_files",
        "SELECT source_file_id AS id FROM page_sources WHERE id = OLD.page_source_id",
    ),
    (
        "count_file_of_a_changed_span",
        'UPDATE OF role, start, "end" ON spans',
        "source_files",
        "SELECT source_file_id AS id FROM page_sources WHERE id = NEW.page_source_id",
    ),
    (
        "count_file_of_a_changed_source",
        "UPDATE OF is_current ON page_sources",
        "source_files",
        "SELECT NEW.source_file_id AS id",
        "NEW.is_current IS NOT OLD.is_current",
    ),
    (
        "count_file_of_a_gone_source",
        "DELETE ON page_sources",
        "source_files",
        "SELECT OLD.source_file_id AS id",
    ),
    (
        "count_passage_of_a_new_use",
        "INSERT ON passage_uses",
        "passages",
        "SELECT NEW.passage_id AS id",
    ),
    (
        "count_passage_of_a_gone_use",
        "DELETE ON passage_uses",
        "passages",
        "SELECT OLD.passage_id AS id",
    ),
    (
        "count_passage_of_a_changed_use",
        "UPDATE ON passage_uses",
        "passages",
        "SELECT NEW.passage_id AS id UNION SELECT OLD.passage_id",
    ),
    (
        "count_passages_of_a_changed_article",
        "INSERT ON article_facts",
        "passages",
        "SELECT passage_uses.passage_id AS id FROM paragraphs JOIN passage_uses ON passage_uses.paragraph_id = paragraphs.id WHERE paragraphs.article_id = NEW.id",
    ),
)
INDEXED = {  # facets and orders of long tables
    "articles": [["kind"]],
    "paragraphs": [["role"]],
    "passages": [["articles"]],
    "findings": [["severity", "path", "line"]],
    "cited_speeches": [["mode"], ["source_kind"], ["verb", "speaker_id", "voice_id", "article_id", "mode"]],
    "quotation_pairs": [["similarity"]],
}
VIEWS = {
    "article_overview": """
CREATE VIEW article_overview (
    id,
    key,
    newspaper,
    date,
    date_earliest,
    year,
    page,
    page_name,
    position,
    column_name,
    kind,
    kicker,
    title,
    subtitle,
    authors,
    sections,
    paragraphs,
    citations,
    documents,
    characters
) AS
SELECT
    article_facts.id,
    articles.key,
    newspapers.name,
    article_facts.date,
    article_facts.date_earliest,
    article_facts.year,
    pages.number,
    pages.name,
    articles.position,
    columns.name,
    articles.kind,
    articles.kicker,
    articles.title,
    articles.subtitle,
    (
        SELECT group_concat(signatory, '、') FROM (
            SELECT
                coalesce(bylines.name_as_printed, authors.name, '') || coalesce(
                    '（' || (
                        SELECT group_concat(organization, '；') FROM (
                            SELECT affiliations.organization_as_printed AS organization
                            FROM affiliations
                            WHERE affiliations.byline_id = bylines.id
                            ORDER BY affiliations.position
                        )
                    ) || '）',
                    ''
                ) AS signatory
            FROM bylines
            LEFT JOIN authors ON authors.id = bylines.author_id
            WHERE bylines.article_id = article_facts.id
            ORDER BY bylines.position
        )
    ),
    (SELECT count(*) FROM sections WHERE sections.article_id = article_facts.id),
    (SELECT count(*) FROM paragraphs WHERE paragraphs.article_id = article_facts.id AND paragraphs.role = 'body'),
    (SELECT count(*) FROM cited_speeches WHERE cited_speeches.article_id = article_facts.id),
    (SELECT count(*) FROM cited_documents WHERE cited_documents.article_id = article_facts.id),
    articles.characters
FROM article_facts
-- none of these takes a row away, and one that a question does not need is left out
LEFT JOIN articles ON articles.id = article_facts.id
LEFT JOIN pages ON pages.id = articles.page_id
LEFT JOIN newspapers ON newspapers.id = article_facts.newspaper_id
LEFT JOIN columns ON columns.id = articles.column_id
""",
    "citation_overview": """
CREATE VIEW citation_overview (
    id,
    speaker,
    voice,
    speech_id,
    speech,
    occasion,
    speech_date,
    mode,
    source_kind,
    attribution,
    verb,
    quote,
    article_id,
    article,
    authors,
    institutions,
    newspaper,
    issue_date,
    year,
    days_after
) AS
SELECT
    mention_facts.id,
    (SELECT speakers.name FROM speakers WHERE speakers.id = mention_facts.speaker_id),
    (SELECT voices.name FROM voices WHERE voices.id = mention_facts.voice_id),
    mention_facts.speech_id,
    (SELECT speeches.title FROM speeches WHERE speeches.id = mention_facts.speech_id),
    coalesce(
        (SELECT speeches.occasion FROM speeches WHERE speeches.id = mention_facts.speech_id),
        (SELECT cited_speeches.occasion FROM cited_speeches WHERE cited_speeches.id = mention_facts.id)
    ),
    coalesce(
        (SELECT speeches.date FROM speeches WHERE speeches.id = mention_facts.speech_id),
        (SELECT cited_speeches.date FROM cited_speeches WHERE cited_speeches.id = mention_facts.id)
    ),
    mention_facts.mode,
    (SELECT cited_speeches.source_kind FROM cited_speeches WHERE cited_speeches.id = mention_facts.id),
    (SELECT cited_speeches.attribution_as_printed FROM cited_speeches WHERE cited_speeches.id = mention_facts.id),
    (SELECT cited_speeches.verb FROM cited_speeches WHERE cited_speeches.id = mention_facts.id),
    (SELECT cited_speeches.quote FROM cited_speeches WHERE cited_speeches.id = mention_facts.id),
    mention_facts.article_id,
    (SELECT articles.title FROM articles WHERE articles.id = mention_facts.article_id),
    (
        SELECT group_concat(signatory, '、') FROM (
            SELECT coalesce(bylines.name_as_printed, authors.name) AS signatory
            FROM bylines
            LEFT JOIN authors ON authors.id = bylines.author_id
            WHERE bylines.article_id = mention_facts.article_id
            ORDER BY bylines.position
        )
    ),
    (
        SELECT group_concat(organization, '；') FROM (
            SELECT affiliations.organization_as_printed AS organization
            FROM bylines
            JOIN affiliations ON affiliations.byline_id = bylines.id
            WHERE bylines.article_id = mention_facts.article_id
            GROUP BY affiliations.organization_as_printed
            ORDER BY min(bylines.position), min(affiliations.position)
        )
    ),
    (SELECT newspapers.name FROM newspapers WHERE newspapers.id = mention_facts.newspaper_id),
    mention_facts.date,
    mention_facts.year,
    CASE
        WHEN mention_facts.date_earliest = mention_facts.date_latest
        THEN CAST(
            julianday(mention_facts.date_earliest)
            - julianday(coalesce(
                (SELECT speeches.date_latest FROM speeches WHERE speeches.id = mention_facts.speech_id),
                (SELECT cited_speeches.date_latest FROM cited_speeches WHERE cited_speeches.id = mention_facts.id)
            )) AS INTEGER
        )
    END
FROM mention_facts
""",
    "speech_echo": """
CREATE VIEW speech_echo (
    speech_id,
    speaker,
    speech,
    kind,
    occasion,
    date,
    mentions,
    articles,
    authors,
    newspapers,
    first_quoted,
    last_quoted,
    days_to_first
) AS
SELECT
    speech_counts.id,
    coalesce(speakers.name, voices.name),
    speeches.title,
    speeches.kind,
    speeches.occasion,
    speeches.date,
    speech_counts.mentions,
    speech_counts.articles,
    speech_counts.authors,
    speech_counts.newspapers,
    speech_counts.first_quoted,
    speech_counts.last_quoted,
    CAST(julianday(speech_counts.first_quoted) - julianday(speeches.date_latest) AS INTEGER)
FROM speech_counts
LEFT JOIN speeches ON speeches.id = speech_counts.id
LEFT JOIN speakers ON speakers.id = speeches.speaker_id
LEFT JOIN voices ON voices.id = speeches.voice_id
""",
    "institution_output": """
CREATE VIEW institution_output (
    institution_id,
    institution,
    kind,
    part_of,
    newspaper,
    year,
    articles,
    own_articles,
    authors
) AS
SELECT
    institution_counts.institution_id,
    institutions.name,
    institutions.kind,
    wholes.name,
    newspapers.name,
    institution_counts.year,
    institution_counts.articles,
    institution_counts.own_articles,
    institution_counts.authors
FROM institution_counts
LEFT JOIN institutions ON institutions.id = institution_counts.institution_id
LEFT JOIN institutions AS wholes ON wholes.id = institutions.parent_id
LEFT JOIN newspapers ON newspapers.id = institution_counts.newspaper_id
""",
    "missing_pages": """
CREATE VIEW missing_pages (
    newspaper_id,
    newspaper,
    year,
    what,
    after,
    before,
    date,
    usual_days,
    missing
) AS
WITH days (newspaper_id, day, previous) AS (
    SELECT
        issues.newspaper_id,
        issues.date_earliest,
        lag(issues.date_earliest) OVER (PARTITION BY issues.newspaper_id ORDER BY issues.date_earliest)
    FROM issues
    WHERE issues.newspaper_id IS NOT NULL
        AND issues.date_earliest = issues.date_latest
        AND EXISTS (SELECT 1 FROM pages WHERE pages.issue_id = issues.id)
),
pauses (newspaper_id, day, previous, pause) AS MATERIALIZED (
    SELECT
        days.newspaper_id,
        days.day,
        days.previous,
        CAST(julianday(days.day) - julianday(days.previous) AS INTEGER)
    FROM days
    WHERE days.previous IS NOT NULL
),
counted (newspaper_id, pause, place) AS (
    SELECT
        pauses.newspaper_id,
        pauses.pause,
        row_number() OVER (PARTITION BY pauses.newspaper_id ORDER BY count(*) DESC, pauses.pause)
    FROM pauses
    GROUP BY pauses.newspaper_id, pauses.pause
    HAVING count(*) > 1
),
numbers (issue_id, number, previous) AS (
    SELECT
        pages.issue_id,
        CAST(pages.number AS INTEGER),
        lag(CAST(pages.number AS INTEGER)) OVER (
            PARTITION BY pages.issue_id ORDER BY CAST(pages.number AS INTEGER)
        )
    FROM pages
    WHERE pages.number <> '' AND pages.number NOT GLOB '*[^0-9]*'
)
SELECT
    newspapers.id,
    newspapers.name,
    CAST(substr(pauses.day, 1, 4) AS INTEGER),
    'issues',
    pauses.previous,
    pauses.day,
    NULL,
    counted.pause,
    (pauses.pause + counted.pause / 2) / counted.pause - 1
FROM pauses
CROSS JOIN counted ON counted.newspaper_id = pauses.newspaper_id AND counted.place = 1
JOIN newspapers ON newspapers.id = pauses.newspaper_id
WHERE (pauses.pause + counted.pause / 2) / counted.pause > 1
UNION ALL
SELECT
    newspapers.id,
    newspapers.name,
    CAST(substr(issues.date_earliest, 1, 4) AS INTEGER),
    'pages',
    CAST(numbers.previous AS TEXT),
    CAST(numbers.number AS TEXT),
    issues.date,
    NULL,
    numbers.number - numbers.previous - 1
FROM numbers
JOIN issues ON issues.id = numbers.issue_id
JOIN newspapers ON newspapers.id = issues.newspaper_id
WHERE issues.date_earliest = issues.date_latest AND numbers.number > numbers.previous + 1
""",
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
    (SELECT passage_counts.without_attribution FROM passage_counts WHERE passage_counts.id = passages.id),
    (SELECT passage_counts.newspapers FROM passage_counts WHERE passage_counts.id = passages.id),
    (
        SELECT article_facts.date
        FROM passage_counts
        JOIN article_facts ON article_facts.id = passage_counts.first_article_id
        WHERE passage_counts.id = passages.id
    ),
    (SELECT passage_counts.first_article_id FROM passage_counts WHERE passage_counts.id = passages.id)
FROM passages
""",
    "coverage": """
CREATE VIEW coverage (
    source_file_id,
    path,
    role,
    spans,
    characters,
    share
) AS
SELECT
    source_file_counts.source_file_id,
    (SELECT source_files.path FROM source_files WHERE source_files.id = source_file_counts.source_file_id),
    source_file_counts.role,
    source_file_counts.spans,
    source_file_counts.characters,
    (
        SELECT round(1.0 * source_file_counts.characters / source_files.characters, 4)
        FROM source_files
        WHERE source_files.id = source_file_counts.source_file_id
    )
FROM source_file_counts
""",
}


def upgrade() -> None:
    op.create_table(
        "speech_counts",
        sa.Column("id", sa.Integer(), nullable=False),
        *(_number(name) for name in ("mentions", "articles", "authors", "newspapers")),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("first_quoted", "last_quoted")),
        _points_to("speech_counts", "id", "speeches"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speech_counts")),
    )
    op.create_table(
        "institution_counts",
        *(_number(name) for name in ("id", "institution_id")),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("newspaper_id", "year")),
        *(_number(name) for name in ("articles", "own_articles", "authors")),
        _points_to("institution_counts", "institution_id", "institutions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_institution_counts")),
    )
    op.create_table(
        "source_file_counts",
        *(_number(name) for name in ("id", "source_file_id")),
        sa.Column("role", sa.Text(), nullable=False),
        *(_number(name) for name in ("spans", "characters")),
        _points_to("source_file_counts", "source_file_id", "source_files"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_file_counts")),
        sa.UniqueConstraint("source_file_id", "role", name=op.f("uq_source_file_counts_source_file_id_role")),
    )
    op.create_table(
        "passage_counts",
        *(_number(name) for name in ("id", "without_attribution", "newspapers", "first_article_id")),
        _points_to("passage_counts", "id", "passages"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage_counts")),
    )
    op.create_table(
        "stale_counts",
        _number("id"),
        sa.Column("counted", sa.Text(), nullable=False),
        _number("row"),
        sa.CheckConstraint(
            "counted IN ('speeches', 'institutions', 'source_files', 'passages')",
            name=op.f("ck_stale_counts_counted"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stale_counts")),
        sa.UniqueConstraint("counted", "row", name=op.f("uq_stale_counts_counted_row")),
    )
    for name, (columns, counted, sql) in COUNTED.items():
        op.execute(f"INSERT INTO {name} ({columns}) {sql.format(wanted=counted)}")
    for name, indexes in INDEXES.items():
        for index, columns in indexes:
            op.create_index(op.f(index), name, columns, unique=False)
    for trigger in TRIGGERS:
        op.execute(_marking(*trigger))
    op.drop_index("ix_passages_is_set_phrase_articles", "passages")
    op.create_index(
        "ix_passages_is_set_phrase_articles",
        "passages",
        ["is_set_phrase", "articles", "characters"],
        unique=False,
    )
    for table, columns in INDEXED.items():
        for names in columns:
            op.create_index(f"ix_{table}_{'_'.join(names)}", table, names, unique=False)
    _show(VIEWS)


def downgrade() -> None:
    _show({name: _SHOWN_BEFORE[name] for name in VIEWS})
    for table, columns in INDEXED.items():
        for names in columns:
            op.drop_index(f"ix_{table}_{'_'.join(names)}", table)
    op.drop_index("ix_passages_is_set_phrase_articles", "passages")
    op.create_index(
        "ix_passages_is_set_phrase_articles", "passages", ["is_set_phrase", "articles"], unique=False
    )
    for name, *_ in TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
    for name in ("stale_counts", *COUNTED):
        op.drop_table(name)


def _marking(name: str, after: str, counted: str, rows: str, differs: str = "") -> str:
    when = f"WHEN {differs}\n" if differs else ""
    return f"""CREATE TRIGGER {name} AFTER {after}
{when}BEGIN
INSERT INTO stale_counts (counted, "row")
SELECT DISTINCT '{counted}', changed.id FROM ({rows}) AS changed
WHERE changed.id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM stale_counts WHERE counted = '{counted}' AND "row" = changed.id
);
END"""


def _show(views: dict[str, str]) -> None:
    for name, statement in views.items():
        op.execute(f"DROP VIEW {name}")
        op.execute(statement.strip())


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False)


def _points_to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete="CASCADE"
    )
