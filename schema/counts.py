"""Counts beside the tables: how widely each speech is quoted, what comes from each institution, who holds a passage,
what became of each file.

Views read them where counting all rows anew would take seconds. Triggers note what changed, whatever program writes;
`refresh`, which ends every run of the loader, counts just that again, and `check` compares all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lilun.schema.base import Base, described, one_of, points_to, table, word
from sqlalchemy import Connection, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

Counted = Literal["speeches", "institutions", "source_files", "passages"]


class SpeechCount(Base):
    __tablename__ = "speech_counts"
    __table_args__ = table(
        "How often and how widely each speech is quoted (讲话反响统计), as of the last run.",
        Index("ix_speech_counts_mentions", "mentions"),
    )
    id: Mapped[int] = mapped_column(
        Integer, ForeignKey("speeches.id", ondelete="CASCADE"), primary_key=True, sort_order=-1,
        comment="The speech's id.",
    )  # fmt: skip
    mentions: Mapped[int] = described("How many times it is quoted.")
    articles: Mapped[int] = described("How many articles quote it.")
    authors: Mapped[int] = described("How many authors quote it.")
    newspapers: Mapped[int] = described("How many papers quote it.")
    first_quoted: Mapped[str | None] = described(
        "First day of an issue that quotes it, of those whose day is known."
    )
    last_quoted: Mapped[str | None] = described("Last such day.")


class InstitutionCount(Base):
    __tablename__ = "institution_counts"
    __table_args__ = table(
        "What comes from each institution by paper and year (机构发文统计), as of the last run.",
        Index("ix_institution_counts_institution_id", "institution_id", "newspaper_id", "year", "articles", "own_articles"),
        Index("ix_institution_counts_articles", "articles"),
        Index("ix_institution_counts_newspaper_id_year", "newspaper_id", "year"),
    )  # fmt: skip
    institution_id: Mapped[int] = points_to(
        "institutions", "CASCADE", "The institution; its parts count for it.", index=False
    )
    newspaper_id: Mapped[int | None] = described("Id of the paper; empty where it is unknown.")
    year: Mapped[int | None] = described("Year of issue; empty where the date leaves it open.")
    articles: Mapped[int] = described("Articles by its members, those of its parts included.")
    own_articles: Mapped[int] = described("Those among them that name this institution and no part of it.")
    authors: Mapped[int] = described("Authors who name it or a part of it.")


class PassageCount(Base):
    __tablename__ = "passage_counts"
    __table_args__ = table(
        "Who holds each passage, and which article first (重复段落统计), as of the last run."
    )
    id: Mapped[int] = mapped_column(
        Integer, ForeignKey("passages.id", ondelete="CASCADE"), primary_key=True, sort_order=-1,
        comment="The passage's id.",
    )  # fmt: skip
    without_attribution: Mapped[int] = described(
        "Articles that hold it outside the mentions of what somebody said."
    )
    newspapers: Mapped[int] = described("How many papers hold it.")
    first_article_id: Mapped[int] = described("Id of the first article that holds it.")


class SourceFileCount(Base):
    __tablename__ = "source_file_counts"
    __table_args__ = table(
        "How many characters of each file have which role (文字去向统计), as of the last run.",
        UniqueConstraint("source_file_id", "role"),
        Index("ix_source_file_counts_role", "role"),
    )
    source_file_id: Mapped[int] = points_to("source_files", "CASCADE", "The file.", index=False)
    role: Mapped[str] = described("Role of the text; unassigned is what found no place.")
    spans: Mapped[int] = described("How many stretches have the role.")
    characters: Mapped[int] = described("How many characters they hold.")


class StaleCount(Base):
    __tablename__ = "stale_counts"
    __table_args__ = table(
        "What must be counted again (待重新统计): filled by triggers, emptied at the end of each run.",
        one_of("counted", Counted),
        UniqueConstraint("counted", "row"),
    )
    counted: Mapped[Counted] = word("The table of the row.")
    row: Mapped[int] = described("The row's id.")


# The SELECTs count the rows whose ids stand in {wanted}; their columns are the tables' after the id.
_SPEECHES = """SELECT
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
GROUP BY mention_facts.speech_id"""
_INSTITUTIONS = """WITH RECURSIVE within (part_id, whole_id) AS (
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
GROUP BY named.whole_id, byline_facts.newspaper_id, byline_facts.year"""
_FILES = """SELECT
    page_sources.source_file_id,
    spans.role,
    count(*) AS spans,
    sum(spans."end" - spans.start) AS characters
FROM {wanted} AS wanted
JOIN page_sources ON page_sources.source_file_id = wanted.id
JOIN spans ON spans.page_source_id = page_sources.id
WHERE page_sources.is_current = 1
GROUP BY page_sources.source_file_id, spans.role"""


_PASSAGES = """SELECT held.id, held.without_attribution, held.newspapers, held.first_article_id
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
) AS held"""


@dataclass(frozen=True, slots=True)
class Count:
    """One table of counts: of which table's rows, the column that names them, and the SELECT that counts."""

    name: str
    of: Counted
    key: str
    columns: tuple[str, ...]
    sql: str


COUNTS = (
    Count(
        "speech_counts", "speeches", "id",
        ("id", "mentions", "articles", "authors", "newspapers", "first_quoted", "last_quoted"), _SPEECHES,
    ),
    Count(
        "institution_counts", "institutions", "institution_id",
        ("institution_id", "newspaper_id", "year", "articles", "own_articles", "authors"), _INSTITUTIONS,
    ),
    Count(
        "source_file_counts", "source_files", "source_file_id",
        ("source_file_id", "role", "spans", "characters"), _FILES,
    ),
    Count(
        "passage_counts", "passages", "id",
        ("id", "without_attribution", "newspapers", "first_article_id"), _PASSAGES,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """A trigger that notes what must be counted again: after what it runs, of which table, the rows' ids as SQL."""

    name: str
    after: str
    counted: Counted
    rows: str
    when: str = ""

    @property
    def ddl(self) -> str:
        """The statement that makes it."""
        when = f"WHEN {self.when}\n" if self.when else ""
        return (
            f"CREATE TRIGGER {self.name} AFTER {self.after}\n{when}BEGIN\n"
            f'INSERT INTO stale_counts (counted, "row")\n'
            f"SELECT DISTINCT '{self.counted}', changed.id FROM ({self.rows}) AS changed\n"
            "WHERE changed.id IS NOT NULL AND NOT EXISTS (\n"
            f"""    SELECT 1 FROM stale_counts WHERE counted = '{self.counted}' AND "row" = changed.id\n);\nEND"""
        )


_NAMED = (
    "SELECT institution_id AS id FROM affiliations WHERE byline_id = {0} "
    "UNION SELECT affiliation_institutions.institution_id FROM affiliations "
    "JOIN affiliation_institutions ON affiliation_institutions.affiliation_id = affiliations.id "
    "WHERE affiliations.byline_id = {0}"
)
_OF_ARTICLE = "SELECT speech_id AS id FROM mention_facts WHERE article_id = {0}"
_OF_SOURCE = "SELECT source_file_id AS id FROM page_sources WHERE id = {0}"
MARKS = (
    Mark("count_speech_of_a_new_mention", "INSERT ON mention_facts", "speeches", "SELECT NEW.speech_id AS id"),
    Mark("count_speech_of_a_gone_mention", "DELETE ON mention_facts", "speeches", "SELECT OLD.speech_id AS id"),
    Mark("count_speeches_of_a_new_byline", "INSERT ON byline_facts", "speeches", _OF_ARTICLE.format("NEW.article_id")),
    Mark("count_speeches_of_a_gone_byline", "DELETE ON byline_facts", "speeches", _OF_ARTICLE.format("OLD.article_id")),
    Mark("count_institutions_of_a_new_byline", "INSERT ON byline_facts", "institutions", _NAMED.format("NEW.id")),
    Mark("count_institution_of_a_new_affiliation", "INSERT ON affiliations", "institutions", "SELECT NEW.institution_id AS id"),
    Mark("count_institution_of_a_gone_affiliation", "DELETE ON affiliations", "institutions", "SELECT OLD.institution_id AS id"),
    Mark(
        "count_institutions_of_a_changed_affiliation", "UPDATE OF institution_id ON affiliations", "institutions",
        "SELECT OLD.institution_id AS id UNION SELECT NEW.institution_id",
    ),
    Mark("count_institution_of_a_new_name", "INSERT ON affiliation_institutions", "institutions", "SELECT NEW.institution_id AS id"),
    Mark("count_institution_of_a_gone_name", "DELETE ON affiliation_institutions", "institutions", "SELECT OLD.institution_id AS id"),
    Mark(
        "count_institutions_of_a_changed_name", "UPDATE OF institution_id ON affiliation_institutions", "institutions",
        "SELECT OLD.institution_id AS id UNION SELECT NEW.institution_id",
    ),
    Mark(
        "count_institutions_of_a_changed_tree", "UPDATE OF parent_id ON institutions", "institutions",
        "SELECT OLD.parent_id AS id UNION SELECT NEW.parent_id", "NEW.parent_id IS NOT OLD.parent_id",
    ),
    Mark("count_institution_of_a_gone_part", "DELETE ON institutions", "institutions", "SELECT OLD.parent_id AS id"),
    Mark("count_file_of_a_new_span", "INSERT ON spans", "source_files", _OF_SOURCE.format("NEW.page_source_id")),
    Mark("count_file_of_a_gone_span", "DELETE ON spans", "source_files", _OF_SOURCE.format("OLD.page_source_id")),
    Mark(
        "count_file_of_a_changed_span", 'UPDATE OF role, start, "end" ON spans', "source_files",
        _OF_SOURCE.format("NEW.page_source_id"),
    ),
    Mark(
        "count_file_of_a_changed_source", "UPDATE OF is_current ON page_sources", "source_files",
        "SELECT NEW.source_file_id AS id", "NEW.is_current IS NOT OLD.is_current",
    ),
    Mark("count_file_of_a_gone_source", "DELETE ON page_sources", "source_files", "SELECT OLD.source_file_id AS id"),
    Mark("count_passage_of_a_new_use", "INSERT ON passage_uses", "passages", "SELECT NEW.passage_id AS id"),
    Mark("count_passage_of_a_gone_use", "DELETE ON passage_uses", "passages", "SELECT OLD.passage_id AS id"),
    Mark("count_passage_of_a_changed_use", "UPDATE ON passage_uses", "passages", "SELECT NEW.passage_id AS id UNION SELECT OLD.passage_id"),
    Mark(
        "count_passages_of_a_changed_article", "INSERT ON article_facts", "passages",
        "SELECT passage_uses.passage_id AS id FROM paragraphs "
        "JOIN passage_uses ON passage_uses.paragraph_id = paragraphs.id WHERE paragraphs.article_id = NEW.id",
    ),
)  # fmt: skip
_UP = (  # what a part's change counts for
    "WITH RECURSIVE up (id) AS (SELECT \"row\" FROM stale_counts WHERE counted = 'institutions' UNION "
    "SELECT institutions.parent_id FROM up JOIN institutions ON institutions.id = up.id) "
    "INSERT INTO stale_counts (counted, \"row\") SELECT 'institutions', id FROM up WHERE id IS NOT NULL "
    "AND id NOT IN (SELECT \"row\" FROM stale_counts WHERE counted = 'institutions')"
)


def refresh(connection: Connection) -> None:
    """Count again what has changed. The caller commits."""
    execute = connection.exec_driver_sql
    execute(_UP)
    for count in COUNTS:
        wanted = f"(SELECT \"row\" AS id FROM stale_counts WHERE counted = '{count.of}')"
        execute(f"DELETE FROM {count.name} WHERE {count.key} IN {wanted}")
        execute(f"INSERT INTO {count.name} ({', '.join(count.columns)}) {count.sql.format(wanted=wanted)}")
    execute("DELETE FROM stale_counts")


def remake(connection: Connection) -> None:
    """Count everything anew. The caller commits."""
    for count in COUNTS:
        connection.exec_driver_sql(
            f"INSERT INTO stale_counts (counted, \"row\") SELECT '{count.of}', id FROM {count.of} "
            f"WHERE id NOT IN (SELECT \"row\" FROM stale_counts WHERE counted = '{count.of}')"
        )
    refresh(connection)


def check(connection: Connection) -> Iterator[str]:
    """What is wrong with the counts, a sentence a table; nothing where they are what counting anew gives."""
    for count in COUNTS:
        columns = ", ".join(count.columns)
        counted = f"SELECT {columns} FROM ({count.sql.format(wanted=count.of)})"
        differing = connection.exec_driver_sql(
            f"SELECT count(*) FROM (SELECT * FROM ({counted} EXCEPT SELECT {columns} FROM {count.name}) "
            f"UNION SELECT * FROM (SELECT {columns} FROM {count.name} EXCEPT {counted}))"
        ).scalar_one()
        if differing:
            some = "row" if differing == 1 else "rows"
            yield f"{count.name} does not agree with the tables in {differing} {some}; run `lilun reindex`"
