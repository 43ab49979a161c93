"""The views, as data: name, comment, columns with their comments, SQL.

A migration that changes a view writes its SQL out again; a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class View:
    """A view: what one row of it is, what each column holds, and the SELECT that makes it.

    `datasette` is what `Table.info["datasette"]` is for a table.
    """

    name: str
    comment: str
    columns: dict[str, str]
    sql: str
    datasette: dict[str, Any] = field(default_factory=dict)

    @property
    def ddl(self) -> str:
        """The statement that makes it."""
        listed = ",\n".join(f"    {column}" for column in self.columns)
        return f"CREATE VIEW {self.name} (\n{listed}\n) AS\n{self.sql.strip()}"


ARTICLE_TEXTS = View(
    "article_texts",
    "What is searched of an article: its headline parts and its words (全文).",
    {
        "id": "The article's id.",
        "headline": "Kicker, title and subtitle, a line each.",
        "body": "Its headings and paragraphs in printed order, a line each.",
    },
    """
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
)

ARTICLE_OVERVIEW = View(
    "article_overview",
    "A readable row for each article (文章一览): paper, date, page, title, authors, counts.",
    {
        "id": "The article's id.",
        "key": "The article's stable readable name.",
        "newspaper": "Name of the paper (报名).",
        "date": "Date of issue in EDTF (出版日期).",
        "date_earliest": "First day that the date can mean.",
        "year": "Year of issue (年份); empty where the date leaves it open.",
        "page": "Page number (版次).",
        "page_name": "Name of the page (版名).",
        "position": "Order on the page, from 1.",
        "column_name": "Column that it stands in (栏目).",
        "kind": "Kind of text, such as essay or commentary.",
        "kicker": "Kicker above the title (引题).",
        "title": "Main title (正题).",
        "subtitle": "Subtitle (副题).",
        "authors": "Signatories with their affiliations in brackets (作者及单位).",
        "sections": "Number of headings (小标题数).",
        "paragraphs": "Number of body paragraphs (段落数).",
        "citations": "Number of mentions of what somebody said (引用数).",
        "documents": "Number of documents that it names (文件数).",
        "characters": "Characters of its text (字数).",
    },
    """
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
    {"facets": ["newspaper", "year", "kind"], "sort": "-date_earliest"},
)

# no joins: SQLite looks up only what a question asks for, and counting asks for nothing
CITATION_OVERVIEW = View(
    "citation_overview",
    "A readable row for each mention of what somebody said (引用一览).",
    {
        "id": "The mention's id.",
        "speaker": "The person who is quoted (讲话人).",
        "voice": "The collective that is quoted, where it is no person (集体).",
        "speech_id": "The speech's id, where it is settled.",
        "speech": "Title of the speech (讲话).",
        "occasion": "Occasion of the speech, or as the mention gives it (场合).",
        "speech_date": "Date of the speech, or what the mention says of it, in EDTF.",
        "mode": "Direct, indirect or partial.",
        "source_kind": "Kind of source, such as speech, report or meeting.",
        "attribution": "The words that attribute it, as printed.",
        "verb": "The cue as printed (引述动词).",
        "quote": "What was said (引文).",
        "article_id": "The quoting article's id.",
        "article": "Title of the quoting article.",
        "authors": "Authors of the quoting article (作者).",
        "institutions": "Institutions that they name, as printed (作者单位).",
        "newspaper": "Paper that printed it (报名).",
        "issue_date": "Date of issue in EDTF.",
        "year": "Year of issue; empty where the date leaves it open.",
        "days_after": "Days from the speech's last day to the issue; empty unless the issue's day is known.",
    },
    """
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
    {"facets": ["speaker", "mode", "newspaper", "year"], "sort": "-issue_date"},
)

SPEECH_ECHO = View(
    "speech_echo",
    "Speeches by how often, how widely and how soon they are quoted (讲话反响).",
    {
        "speech_id": "The speech's id.",
        "speaker": "Person or collective that spoke.",
        "speech": "Title of the speech (讲话).",
        "kind": "Kind of speech, such as report or letter.",
        "occasion": "Occasion (场合).",
        "date": "Date of the speech in EDTF.",
        "mentions": "How many times it is quoted (引用次数).",
        "articles": "How many articles quote it (篇数).",
        "authors": "How many authors quote it (作者数).",
        "newspapers": "How many papers quote it (报纸数).",
        "first_quoted": "First day of an issue that quotes it; only issues whose day is known count.",
        "last_quoted": "Last such day.",
        "days_to_first": "Days from the speech's last day to the first issue that quotes it (首次反响天数).",
    },
    """
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
    {"facets": ["speaker", "kind"], "sort": "-mentions"},
)

INSTITUTION_OUTPUT = View(
    "institution_output",
    "What comes from each institution (机构发文), by paper and year; a university counts its schools.",
    {
        "institution_id": "The institution's id.",
        "institution": "Name of the institution (机构).",
        "kind": "Kind of institution, such as party_school or university.",
        "part_of": "The institution that it is part of.",
        "newspaper": "Paper that printed the articles (报名).",
        "year": "Year of issue; empty where the date leaves it open.",
        "articles": "Articles by its members, those of its parts included (篇数).",
        "own_articles": "Those among them that name this institution and no part of it.",
        "authors": "Authors who name it or a part of it (作者数).",
    },
    """
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
    {"facets": ["kind", "newspaper", "year"], "sort": "-articles"},
)

MISSING_PAGES = View(
    "missing_pages",
    "Where pages seem to be missing (缺期缺版): a pause longer than usual, or a gap in page numbers.",
    {
        "newspaper_id": "The paper's id.",
        "newspaper": "Name of the paper (报名).",
        "year": "Year of the gap.",
        "what": "Issues (缺期) or pages of one issue (缺版).",
        "after": "The last day, or page, before the gap.",
        "before": "The first day, or page, after it.",
        "date": "Day of the issue for missing pages; empty for missing issues.",
        "usual_days": "The pause between issues that this paper keeps most often, in days.",
        "missing": "How many are missing, about, at that pace.",
    },
    """
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
    {"facets": ["newspaper", "year", "what"]},
)

PASSAGE_OVERVIEW = View(
    "passage_overview",
    "A readable row for each passage that several articles hold (重复段落一览): who has it, since when.",
    {
        "id": "The passage's id.",
        "passage": "The words.",
        "characters": "Their length in characters, without punctuation.",
        "is_set_phrase": "Whether it is a set phrase (套话) that a large share of all articles hold.",
        "articles": "How many articles hold it (篇数).",
        "share": "Share of all articles that hold it, 0 to 1.",
        "without_attribution": "Articles that hold it outside the mentions of what somebody said.",
        "newspapers": "How many papers hold it (报纸数).",
        "first_date": "Date of the first issue that holds it, in EDTF.",
        "first_article_id": "The first article that holds it (首见).",
    },
    """
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
    {"facets": ["is_set_phrase"], "sort": "-articles"},
)

COVERAGE = View(
    "coverage",
    "What became of every character (文字去向): by file and role; a file's roles add up to its length.",
    {
        "source_file_id": "The file's id.",
        "path": "Path of the file.",
        "role": "Role of the text (区段角色); unassigned is what found no place.",
        "spans": "How many stretches have the role (段数).",
        "characters": "How many characters they hold (字符数).",
        "share": "Share of the characters of this file, 0 to 1.",
    },
    """
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
    {"facets": ["role"]},
)

ARTICLE_HISTORY = View(
    "article_history",
    "What each run changed in articles that were there (文章变更史), field by field.",
    {
        "change_id": "The row of changes.",
        "at": "When the run began, UTC, ISO 8601.",
        "article_key": "The article's stable readable name.",
        "article": "Its title as it is now (标题); empty where it is gone.",
        "field": "What changed; empty where the whole article came or went.",
        "before": "What stood there before the run.",
        "after": "What stands there since.",
        "file": "The file that the run read the page from, if it read it.",
        "load_id": "The run.",
        "lilun_version": "Version of lilun that ran.",
        "article_id": "The article's id; empty where it is gone.",
    },
    """
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
""",
    {"facets": ["field"], "sort": "-at"},
)

VIEWS = (
    ARTICLE_TEXTS,
    ARTICLE_OVERVIEW,
    CITATION_OVERVIEW,
    SPEECH_ECHO,
    INSTITUTION_OUTPUT,
    MISSING_PAGES,
    PASSAGE_OVERVIEW,
    COVERAGE,
    ARTICLE_HISTORY,
)
