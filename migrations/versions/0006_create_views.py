"""Create the views for people and the one that search reads."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

VIEWS = {
    "article_texts": """
CREATE VIEW article_texts (
    id,
    headline,
    body
) AS
SELECT
    articles.id,
    coalesce(articles.kicker || char(10), '') || coalesce(articles.title, '')
        || coalesce(char(10) || articles.subtitle, ''),
    (
        SELECT group_concat(line, char(10)) FROM (
            SELECT line FROM (
                SELECT paragraphs.text AS line, paragraphs.position AS place, 1 AS level, 0 AS heading
                FROM paragraphs
                WHERE paragraphs.article_id = articles.id
                UNION ALL
                SELECT
                    coalesce(sections.enumerator, '') || sections.heading,
                    coalesce(
                        (
                            SELECT min(paragraphs.position) FROM paragraphs
                            JOIN sections AS inner_sections ON inner_sections.id = paragraphs.section_id
                            WHERE paragraphs.article_id = articles.id
                                AND inner_sections.position >= sections.position
                        ),
                        1e9
                    ),
                    0,
                    sections.position
                FROM sections
                WHERE sections.article_id = articles.id AND sections.kind = 'line'
            )
            ORDER BY place, level, heading
        )
    )
FROM articles
""",
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
    articles.id,
    articles.key,
    newspapers.name,
    issues.date,
    issues.date_earliest,
    CASE
        WHEN substr(issues.date_earliest, 1, 4) = substr(issues.date_latest, 1, 4)
        THEN CAST(substr(issues.date_earliest, 1, 4) AS INTEGER)
    END,
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
            WHERE bylines.article_id = articles.id
            ORDER BY bylines.position
        )
    ),
    (SELECT count(*) FROM sections WHERE sections.article_id = articles.id),
    (SELECT count(*) FROM paragraphs WHERE paragraphs.article_id = articles.id AND paragraphs.role = 'body'),
    (SELECT count(*) FROM cited_speeches WHERE cited_speeches.article_id = articles.id),
    (SELECT count(*) FROM cited_documents WHERE cited_documents.article_id = articles.id),
    articles.characters
FROM articles
JOIN pages ON pages.id = articles.page_id
JOIN issues ON issues.id = pages.issue_id
LEFT JOIN newspapers ON newspapers.id = issues.newspaper_id
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
    cited_speeches.id,
    speakers.name,
    voices.name,
    speeches.id,
    speeches.title,
    coalesce(speeches.occasion, cited_speeches.occasion),
    coalesce(speeches.date, cited_speeches.date),
    cited_speeches.mode,
    cited_speeches.source_kind,
    cited_speeches.attribution_as_printed,
    cited_speeches.verb,
    cited_speeches.quote,
    articles.id,
    articles.title,
    (
        SELECT group_concat(signatory, '、') FROM (
            SELECT coalesce(bylines.name_as_printed, authors.name) AS signatory
            FROM bylines
            LEFT JOIN authors ON authors.id = bylines.author_id
            WHERE bylines.article_id = articles.id
            ORDER BY bylines.position
        )
    ),
    (
        SELECT group_concat(organization, '；') FROM (
            SELECT affiliations.organization_as_printed AS organization
            FROM bylines
            JOIN affiliations ON affiliations.byline_id = bylines.id
            WHERE bylines.article_id = articles.id
            GROUP BY affiliations.organization_as_printed
            ORDER BY min(bylines.position), min(affiliations.position)
        )
    ),
    newspapers.name,
    issues.date,
    CASE
        WHEN substr(issues.date_earliest, 1, 4) = substr(issues.date_latest, 1, 4)
        THEN CAST(substr(issues.date_earliest, 1, 4) AS INTEGER)
    END,
    CASE
        WHEN issues.date_earliest = issues.date_latest
        THEN CAST(
            julianday(issues.date_earliest)
            - julianday(coalesce(speeches.date_latest, cited_speeches.date_latest)) AS INTEGER
        )
    END
FROM cited_speeches
JOIN articles ON articles.id = cited_speeches.article_id
JOIN pages ON pages.id = articles.page_id
JOIN issues ON issues.id = pages.issue_id
LEFT JOIN newspapers ON newspapers.id = issues.newspaper_id
LEFT JOIN speeches ON speeches.id = cited_speeches.speech_id
LEFT JOIN speakers ON speakers.id = coalesce(cited_speeches.speaker_id, speeches.speaker_id)
LEFT JOIN voices ON voices.id = coalesce(cited_speeches.voice_id, speeches.voice_id)
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
    speeches.id,
    coalesce(speakers.name, voices.name),
    speeches.title,
    speeches.kind,
    speeches.occasion,
    speeches.date,
    count(DISTINCT cited_speeches.id),
    count(DISTINCT cited_speeches.article_id),
    count(DISTINCT bylines.author_id),
    count(DISTINCT issues.newspaper_id),
    min(CASE WHEN issues.date_earliest = issues.date_latest THEN issues.date_earliest END),
    max(CASE WHEN issues.date_earliest = issues.date_latest THEN issues.date_earliest END),
    CAST(
        julianday(min(CASE WHEN issues.date_earliest = issues.date_latest THEN issues.date_earliest END))
        - julianday(speeches.date_latest) AS INTEGER
    )
FROM speeches
LEFT JOIN speakers ON speakers.id = speeches.speaker_id
LEFT JOIN voices ON voices.id = speeches.voice_id
JOIN cited_speeches ON cited_speeches.speech_id = speeches.id
JOIN articles ON articles.id = cited_speeches.article_id
JOIN pages ON pages.id = articles.page_id
JOIN issues ON issues.id = pages.issue_id
LEFT JOIN bylines ON bylines.article_id = articles.id
GROUP BY speeches.id
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
WITH RECURSIVE named (affiliation_id, institution_id) AS (
    SELECT affiliations.id, affiliations.institution_id FROM affiliations
    WHERE affiliations.institution_id IS NOT NULL
    UNION
    SELECT affiliation_institutions.affiliation_id, affiliation_institutions.institution_id
    FROM affiliation_institutions
),
within (part_id, whole_id) AS (
    SELECT institutions.id, institutions.id FROM institutions
    UNION
    SELECT within.part_id, institutions.parent_id
    FROM within
    JOIN institutions ON institutions.id = within.whole_id
    WHERE institutions.parent_id IS NOT NULL
)
SELECT
    institutions.id,
    institutions.name,
    institutions.kind,
    wholes.name,
    newspapers.name,
    CASE
        WHEN substr(issues.date_earliest, 1, 4) = substr(issues.date_latest, 1, 4)
        THEN CAST(substr(issues.date_earliest, 1, 4) AS INTEGER)
    END AS year,
    count(DISTINCT articles.id),
    count(DISTINCT CASE WHEN within.part_id = within.whole_id THEN articles.id END),
    count(DISTINCT bylines.author_id)
FROM named
JOIN within ON within.part_id = named.institution_id
JOIN institutions ON institutions.id = within.whole_id
LEFT JOIN institutions AS wholes ON wholes.id = institutions.parent_id
JOIN affiliations ON affiliations.id = named.affiliation_id
JOIN bylines ON bylines.id = affiliations.byline_id
JOIN articles ON articles.id = bylines.article_id
JOIN pages ON pages.id = articles.page_id
JOIN issues ON issues.id = pages.issue_id
LEFT JOIN newspapers ON newspapers.id = issues.newspaper_id
GROUP BY institutions.id, newspapers.id, year
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
pauses (newspaper_id, day, previous, pause) AS (
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
JOIN counted ON counted.newspaper_id = pauses.newspaper_id AND counted.place = 1
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
    source_files.id,
    source_files.path,
    spans.role,
    count(*),
    sum(spans."end" - spans.start),
    round(1.0 * sum(spans."end" - spans.start) / source_files.characters, 4)
FROM spans
JOIN page_sources ON page_sources.id = spans.page_source_id
JOIN source_files ON source_files.id = page_sources.source_file_id
WHERE page_sources.is_current = 1
GROUP BY source_files.id, spans.role
""",
}


def upgrade() -> None:
    for statement in VIEWS.values():
        op.execute(statement.strip())


def downgrade() -> None:
    for name in reversed(VIEWS):
        op.execute(f"DROP VIEW {name}")
