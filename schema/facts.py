"""Facts beside the tables: where and when each article was printed, each byline and mention too, a narrow row each.

What asks about all mentions of an archive would have to look up article, page and issue of each; these rows hold
that already, and indexes over them answer alone. Triggers keep them, whatever program writes; `check` compares.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lilun.schema.base import Base, described, table
from sqlalchemy import Connection, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

_NEWSPAPER = "Id of the paper that printed it; empty where it is unknown."
_DATE = "Date of issue in EDTF."
_FIRST = "First day that the issue's date can mean; empty where nothing is known."
_LAST = "Last day that the issue's date can mean; empty where nothing is known."
_YEAR = "Year of issue (年份); empty where the date leaves it open."
_ARTICLE = "Id of the article."


class ArticleFact(Base):
    __tablename__ = "article_facts"
    __table_args__ = table(
        "Where and when each article was printed (文章事实), kept by triggers.",
        Index("ix_article_facts_date_earliest", "date_earliest"),
        Index(
            "ix_article_facts_newspaper_id",
            "newspaper_id",
            "year",
            "date_earliest",
            "date_latest",
            "characters",
        ),
    )
    id: Mapped[int] = mapped_column(
        Integer, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True, sort_order=-1,
        comment="The article's id.",
    )  # fmt: skip
    newspaper_id: Mapped[int | None] = described(_NEWSPAPER)
    year: Mapped[int | None] = described(_YEAR)
    date: Mapped[str | None] = described(_DATE)
    date_earliest: Mapped[str | None] = described(_FIRST)
    date_latest: Mapped[str | None] = described(_LAST)
    characters: Mapped[int] = described("Characters of its text (字数).")


class BylineFact(Base):
    __tablename__ = "byline_facts"
    __table_args__ = table(
        "Where and when each byline was printed (署名事实), kept by triggers.",
        Index(
            "ix_byline_facts_author_id",
            *("author_id", "role", "article_id", "newspaper_id", "year", "date_earliest", "date_latest"),
        ),
        Index("ix_byline_facts_article_id", "article_id", "author_id", "role"),
    )
    id: Mapped[int] = mapped_column(
        Integer, ForeignKey("bylines.id", ondelete="CASCADE"), primary_key=True, sort_order=-1,
        comment="The byline's id.",
    )  # fmt: skip
    article_id: Mapped[int] = described(_ARTICLE)
    author_id: Mapped[int | None] = described("Id of the author; empty where nobody is named.")
    role: Mapped[str] = described("What the signatory did, such as author (作者).")
    newspaper_id: Mapped[int | None] = described(_NEWSPAPER)
    year: Mapped[int | None] = described(_YEAR)
    date_earliest: Mapped[str | None] = described(_FIRST)
    date_latest: Mapped[str | None] = described(_LAST)


class MentionFact(Base):
    __tablename__ = "mention_facts"
    __table_args__ = table(
        "Where and when each mention was printed and whom it quotes (引用事实), kept by triggers.",
        Index(
            "ix_mention_facts_speech_id",
            *("speech_id", "article_id", "newspaper_id", "year", "date_earliest", "date_latest"),
        ),
        Index(
            "ix_mention_facts_speech_id_date_earliest",
            *("speech_id", "date_earliest", "date_latest", "article_id", "newspaper_id"),
        ),
        Index("ix_mention_facts_date", "date"),
        Index("ix_mention_facts_year", "year", "speaker_id", "voice_id", "article_id", "newspaper_id"),
        Index("ix_mention_facts_article_id", "article_id", "speaker_id", "voice_id", "speech_id", "mode"),
    )
    id: Mapped[int] = mapped_column(
        Integer, ForeignKey("cited_speeches.id", ondelete="CASCADE"), primary_key=True, sort_order=-1,
        comment="The mention's id.",
    )  # fmt: skip
    article_id: Mapped[int] = described(_ARTICLE)
    speech_id: Mapped[int | None] = described("Id of the speech, where it is settled.")
    speaker_id: Mapped[int | None] = described("Id of the speaker, the mention's own or the speech's.")
    voice_id: Mapped[int | None] = described("Id of the collective, the mention's own or the speech's.")
    mode: Mapped[str] = described("Direct, indirect or partial.")
    newspaper_id: Mapped[int | None] = described(_NEWSPAPER)
    year: Mapped[int | None] = described(_YEAR)
    date: Mapped[str | None] = described(_DATE)
    date_earliest: Mapped[str | None] = described(_FIRST)
    date_latest: Mapped[str | None] = described(_LAST)


_ARTICLES = """SELECT articles.id, issues.newspaper_id,
    CASE
        WHEN substr(issues.date_earliest, 1, 4) = substr(issues.date_latest, 1, 4)
        THEN CAST(substr(issues.date_earliest, 1, 4) AS INTEGER)
    END,
    issues.date, issues.date_earliest, issues.date_latest, articles.characters
FROM articles
JOIN pages ON pages.id = articles.page_id
JOIN issues ON issues.id = pages.issue_id"""
_BYLINES = """SELECT bylines.id, bylines.article_id, bylines.author_id, bylines.role,
    article_facts.newspaper_id, article_facts.year, article_facts.date_earliest, article_facts.date_latest
FROM bylines
JOIN article_facts ON article_facts.id = bylines.article_id"""
_MENTIONS = """SELECT cited_speeches.id, cited_speeches.article_id, cited_speeches.speech_id,
    coalesce(cited_speeches.speaker_id, speeches.speaker_id), coalesce(cited_speeches.voice_id, speeches.voice_id),
    cited_speeches.mode,
    article_facts.newspaper_id, article_facts.year, article_facts.date, article_facts.date_earliest, article_facts.date_latest
FROM cited_speeches
JOIN article_facts ON article_facts.id = cited_speeches.article_id
LEFT JOIN speeches ON speeches.id = cited_speeches.speech_id"""
MADE_OF = {"article_facts": _ARTICLES, "byline_facts": _BYLINES, "mention_facts": _MENTIONS}
"""Each table's rows as the other tables have them: the SELECT has its columns in order."""
SOURCES = {"article_facts": "articles", "byline_facts": "bylines", "mention_facts": "cited_speeches"}
"""The table that has a row for each of theirs."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger: after what it runs, and which facts it makes anew."""

    name: str
    after: str
    facts: str
    where: str
    when: str = ""

    @property
    def ddl(self) -> str:
        """The statement that makes it."""
        when = f"WHEN {self.when}\n" if self.when else ""
        return (
            f"CREATE TRIGGER {self.name} AFTER {self.after}\n{when}BEGIN\n"
            # not OR REPLACE: what runs the trigger may decide on conflicts for it, a foreign key's action does
            f"DELETE FROM {self.facts} WHERE id IN (SELECT id FROM {SOURCES[self.facts]} WHERE {self.where});\n"
            f"INSERT INTO {self.facts}\n{MADE_OF[self.facts]}\nWHERE {self.where};\nEND"
        )


def _differs(*columns: str) -> str:
    return " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns)


TRIGGERS = (
    Trigger("facts_of_a_new_article", "INSERT ON articles", "article_facts", "articles.id = NEW.id"),
    Trigger(
        "facts_of_a_changed_article",
        "UPDATE OF page_id, characters ON articles",
        "article_facts", "articles.id = NEW.id", _differs("page_id", "characters"),
    ),
    Trigger(
        "facts_of_a_changed_page",
        "UPDATE OF issue_id ON pages",
        "article_facts", "articles.page_id = NEW.id", _differs("issue_id"),
    ),
    Trigger(
        "facts_of_a_changed_issue",
        "UPDATE OF newspaper_id, date, date_earliest, date_latest ON issues",
        "article_facts", "articles.page_id IN (SELECT id FROM pages WHERE issue_id = NEW.id)", _differs("newspaper_id", "date", "date_earliest", "date_latest"),
    ),
    Trigger("facts_of_a_new_byline", "INSERT ON bylines", "byline_facts", "bylines.id = NEW.id"),
    Trigger(
        "facts_of_a_changed_byline",
        "UPDATE OF author_id, role ON bylines",
        "byline_facts", "bylines.id = NEW.id", _differs("author_id", "role"),
    ),
    Trigger("facts_of_an_articles_bylines", "INSERT ON article_facts", "byline_facts", "bylines.article_id = NEW.id"),
    Trigger("facts_of_a_new_mention", "INSERT ON cited_speeches", "mention_facts", "cited_speeches.id = NEW.id"),
    Trigger(
        "facts_of_a_changed_mention",
        "UPDATE OF speech_id, speaker_id, voice_id, mode ON cited_speeches",
        "mention_facts", "cited_speeches.id = NEW.id", _differs("speech_id", "speaker_id", "voice_id", "mode"),
    ),
    Trigger(
        "facts_of_an_articles_mentions",
        "INSERT ON article_facts",
        "mention_facts", "cited_speeches.article_id = NEW.id",
    ),
    Trigger(
        "facts_of_a_changed_speech",
        "UPDATE OF speaker_id, voice_id ON speeches",
        "mention_facts", "cited_speeches.speech_id = NEW.id", _differs("speaker_id", "voice_id"),
    ),
)  # fmt: skip


def check(connection: Connection) -> Iterator[str]:
    """What is wrong with the facts, a sentence a table; nothing where they are what the other tables say."""
    for name, sql in MADE_OF.items():
        differing = connection.exec_driver_sql(
            f"SELECT count(*) FROM (SELECT * FROM ({sql} EXCEPT SELECT * FROM {name}) "
            f"UNION SELECT * FROM (SELECT * FROM {name} EXCEPT {sql}))"
        ).scalar_one()
        if differing:
            some = "row" if differing == 1 else "rows"
            yield f"{name} does not say what the other tables say in {differing} {some}; run `lilun reindex`"


def remake(connection: Connection) -> None:
    """Make all facts anew from the other tables. The caller commits."""
    for name in MADE_OF:
        connection.exec_driver_sql(f"DELETE FROM {name}")
    # the triggers make those of its bylines and mentions with each article's
    connection.exec_driver_sql(f"INSERT INTO article_facts {MADE_OF['article_facts']}")
