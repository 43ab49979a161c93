"""What was printed: articles, their sections and paragraphs, and where each word stood."""

from __future__ import annotations

from typing import Literal

from lilun.schema.base import Base, described, one_of, points_to, stretch, table, word
from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

ArticleKind = Literal[
    "essay", "digest", "editorial", "commentary", "news", "interview", "speech", "letter", "other"
]
SectionKind = Literal["line", "run-in"]
ParagraphRole = Literal["lead", "body", "caption"]


class Column(Base):
    __tablename__ = "columns"
    __table_args__ = table(
        "Columns and series (栏目、专栏) that articles appear under.",
        UniqueConstraint("newspaper_id", "name"),
        Index(
            "uq_columns_name_without_newspaper",
            "name",
            unique=True,
            sqlite_where=text("newspaper_id IS NULL"),
        ),
        label="name",
        facets=["newspaper_id"],
        linked=True,
    )
    newspaper_id: Mapped[int | None] = points_to(
        "newspapers", "RESTRICT", "The paper that runs it; empty where the paper is unknown.", index=False
    )
    name: Mapped[str] = described("Name of the column as printed (栏目名).")


class Article(Base):
    __tablename__ = "articles"
    __table_args__ = table(
        "Articles (文章), in the order of the page.",
        one_of("kind", ArticleKind),
        UniqueConstraint("page_id", "position"),
        Index("ix_articles_kind", "kind"),
        label="title",
        facets=["kind", "column_id"],
        sort="key",
        linked=True,
    )
    key: Mapped[str] = described(
        "Stable readable name: the page's key and the article's position.", unique=True
    )
    page_id: Mapped[int] = points_to("pages", "CASCADE", "The page that it begins on.", index=False)
    position: Mapped[int] = described("Order on the page, from 1.")
    column_id: Mapped[int | None] = points_to("columns", "SET NULL", "The column that it stands in (栏目).")
    kind: Mapped[ArticleKind] = word("Kind of text, such as essay (理论文章) or commentary (评论).")
    kicker: Mapped[str | None] = described("Kicker above the title (引题).")
    title: Mapped[str | None] = described("Main title (正题).")
    subtitle: Mapped[str | None] = described("Subtitle below the title (副题), without its dash.")
    reprinted_from: Mapped[str | None] = described("Paper or journal that it was taken from (转载来源).")
    characters: Mapped[int] = described("Characters of its lead, headings and paragraphs (字数).")


class ArticlePart(Base):
    __tablename__ = "article_parts"
    __table_args__ = table(
        "Parts of an article that continue on another page (转版).",
        UniqueConstraint("article_id", "position"),
    )
    article_id: Mapped[int] = points_to("articles", "CASCADE", "The article.", index=False)
    page_id: Mapped[int] = points_to("pages", "CASCADE", "The page that this part stands on.")
    position: Mapped[int] = described("Order of the part, from 1 for where the article begins.")
    note: Mapped[str | None] = described("Jump line as printed, such as 下转第八版.")


class Section(Base):
    __tablename__ = "sections"
    __table_args__ = table(
        "Headings within articles (小标题) and the tree that they make.",
        one_of("kind", SectionKind),
        CheckConstraint("level >= 1", name="level_from_1"),
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
        UniqueConstraint("article_id", "position"),
        label="heading",
        facets=["level", "kind"],
    )
    article_id: Mapped[int] = points_to("articles", "CASCADE", "The article.", index=False)
    parent_id: Mapped[int | None] = points_to("sections", "CASCADE", "The section that it is part of.")
    position: Mapped[int] = described("Order in the article, from 1.")
    level: Mapped[int] = described("Depth of the heading, 1 for the highest.")
    enumerator: Mapped[str | None] = described("Number before the heading as printed, such as （一）.")
    heading: Mapped[str] = described("The heading without its number.")
    kind: Mapped[SectionKind] = word(
        "On a line of its own (line) or at the head of a paragraph (run-in, 段首题)."
    )


class Paragraph(Base):
    __tablename__ = "paragraphs"
    __table_args__ = table(
        "Paragraphs (段落) as repaired; their pieces lead back to the source.",
        one_of("role", ParagraphRole),
        CheckConstraint("position >= 0", name="position_from_0"),
        CheckConstraint("(position = 0) = (role = 'lead')", name="lead_is_0"),
        UniqueConstraint("article_id", "position"),
        Index("ix_paragraphs_role", "role"),
        label="text",
        linked=True,
    )
    article_id: Mapped[int] = points_to("articles", "CASCADE", "The article.", index=False)
    section_id: Mapped[int | None] = points_to(
        "sections", "SET NULL", "The innermost section that it stands in."
    )
    position: Mapped[int] = described("Order in the article: 0 is the lead, the body counts from 1.")
    role: Mapped[ParagraphRole] = word("Lead (核心提示、编者按), body (正文) or caption (图注).")
    text: Mapped[str] = described("The paragraph's text.")


class ParagraphPiece(Base):
    __tablename__ = "paragraph_pieces"
    __table_args__ = table(
        "Stretches that a paragraph was put together from (段落拼接), with what was repaired in each.",
        stretch(empty=True, start="source_start", end="source_end"),
        stretch(empty=True, start="text_start", end="text_end"),
        UniqueConstraint("paragraph_id", "position"),
    )
    paragraph_id: Mapped[int] = points_to("paragraphs", "CASCADE", "The paragraph.", index=False)
    position: Mapped[int] = described("Order in the paragraph, from 1.")
    span_id: Mapped[int | None] = points_to("spans", "CASCADE", "The span of source text that it stands in.")
    source_start: Mapped[int] = described("Where it begins in the file's text, in characters.")
    source_end: Mapped[int] = described("Where it ends in the file's text, exclusive.")
    text_start: Mapped[int] = described("Where it begins in the paragraph's text, in characters.")
    text_end: Mapped[int] = described("Where it ends in the paragraph's text, exclusive.")
    repair: Mapped[str | None] = described(
        "What was repaired (修复), such as width (半角标点); empty if nothing."
    )


class Keyword(Base):
    __tablename__ = "keywords"
    __table_args__ = table(
        "Keywords of an article (关键词), computed from its words.",
        UniqueConstraint("article_id", "term"),
        Index("ix_keywords_term", "term"),
        label="term",
    )
    article_id: Mapped[int] = points_to("articles", "CASCADE", "The article.", index=False)
    term: Mapped[str] = described("The word.")
    weight: Mapped[float] = described("How much it marks the article, higher is more (TF-IDF).")
