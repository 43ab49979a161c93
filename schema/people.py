"""Who wrote it: authors, the institutions that they name, and the posts that they hold there."""

from __future__ import annotations

from typing import Literal

from lilun.schema.base import Base, checked_word, described, one_of, points_to, table, word
from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

AuthorKind = Literal["person", "group", "staff"]
BylineRole = Literal[
    "author",
    "writer",
    "compiler",
    "correspondent",
    "interviewer",
    "interviewee",
    "digested",
    "translator",
    "editor",
    "photographer",
]
InstitutionKind = Literal[
    "university",
    "school",
    "party_school",
    "academy",
    "research_center",
    "government",
    "party_organ",
    "military",
    "press",
    "association",
    "enterprise",
    "hospital",
    "museum",
    "other",
]
InstitutionOrigin = Literal["register", "loaded"]
AffiliationNameKind = Literal["level", "joint", "other"]
PostKind = Literal["administrative", "academic", "honour", "other"]


class Author(Base):
    __tablename__ = "authors"
    __table_args__ = table(
        "Authors (作者): persons, groups that sign, and the paper's own staff.",
        one_of("kind", AuthorKind),
        Index("ix_authors_name", "name"),
        Index("ix_authors_sort_key", "sort_key"),
        label="name",
        facets=["kind"],
        sort="sort_key",
        linked=True,
    )
    key: Mapped[str] = described("Stable readable name; two people of one name have two keys.", unique=True)
    name: Mapped[str] = described("Name without inner spaces (姓名).")
    sort_key: Mapped[str] = described("Pinyin of the name, for sorting (拼音).")
    kind: Mapped[AuthorKind] = word("Person (个人), group (课题组等) or staff (本报评论员等).")


class Byline(Base):
    __tablename__ = "bylines"
    __table_args__ = table(
        "Who signs an article (署名), in printed order.",
        one_of("role", BylineRole),
        UniqueConstraint("article_id", "position"),
        Index("ix_bylines_author_name", "author_name"),
        Index(
            "ix_bylines_pending",
            "author_name",
            sqlite_where=text("rule IS NULL AND author_name IS NOT NULL"),
        ),
        label="name_as_printed",
        facets=["role", "rule"],
    )
    article_id: Mapped[int] = points_to("articles", "CASCADE", "The article.", index=False)
    author_id: Mapped[int | None] = points_to(
        "authors", "RESTRICT", "The author; empty where nobody is named."
    )
    position: Mapped[int] = described("Order of the signatories, from 1.")
    role: Mapped[BylineRole] = word(
        "What they did, such as author (作者), compiler (整理) or digested (被摘编者)."
    )
    name_as_printed: Mapped[str | None] = described("The name as the page prints it.")
    author_name: Mapped[str | None] = described(
        "The name by which authors are compared, in one spelling of its dots; empty where nobody is named."
    )
    author_kind: Mapped[AuthorKind | None] = checked_word(
        "author_kind",
        AuthorKind,
        "Person (个人), group (课题组等) or staff (本报评论员等), by the form of the name.",
    )
    rule: Mapped[str | None] = described(
        "The rule that told the author from others of the name; empty until the run resolves it."
    )


class Institution(Base):
    __tablename__ = "institutions"
    __table_args__ = table(
        "Institutions (机构), each within the one above it: university, school, department.",
        one_of("kind", InstitutionKind),
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
        Index("ix_institutions_name", "name"),
        label="name",
        facets=["kind", "place_id"],
        sort="name",
        linked=True,
    )
    key: Mapped[str] = described("Stable readable name: its own name after those above it.", unique=True)
    name: Mapped[str] = described("Name of this level alone (经济管理学院), in its full form.")
    parent_id: Mapped[int | None] = points_to(
        "institutions", "RESTRICT", "The institution that it is part of."
    )
    kind: Mapped[InstitutionKind | None] = word("Kind, such as party_school (党校) or university (高校).")
    place_id: Mapped[int | None] = points_to("places", "SET NULL", "Where it is.")
    origin: Mapped[InstitutionOrigin] = checked_word(
        "origin", InstitutionOrigin, "From the register (名录) or named by a page that was loaded.",
        server_default="loaded",
    )  # fmt: skip


class InstitutionAlias(Base):
    __tablename__ = "institution_aliases"
    __table_args__ = table(
        "Other names of institutions (机构别名) and where they hold.",
        UniqueConstraint("alias", "institution_id", "place_id"),
        Index(
            "uq_institution_aliases_everywhere",
            "alias",
            "institution_id",
            unique=True,
            sqlite_where=text("place_id IS NULL"),
        ),
        label="alias",
    )
    alias: Mapped[str] = described("The other name, such as 省委党校.")
    institution_id: Mapped[int] = points_to("institutions", "CASCADE", "The institution that is meant.")
    place_id: Mapped[int | None] = points_to(
        "places", "CASCADE", "Papers of this place use the name so; empty where it holds everywhere."
    )


class Affiliation(Base):
    __tablename__ = "affiliations"
    __table_args__ = table(
        "Institutions that a signatory names (作者单位): evidence for the issue's date, not a tenure.",
        UniqueConstraint("byline_id", "position"),
        label="organization_as_printed",
        facets=["rule"],
    )
    byline_id: Mapped[int] = points_to("bylines", "CASCADE", "The byline.", index=False)
    position: Mapped[int] = described("Order among the affiliations of the byline, from 1.")
    institution_id: Mapped[int | None] = points_to(
        "institutions",
        "RESTRICT",
        "The institution, the first of a joint one; empty where it is not resolved.",
    )
    organization_as_printed: Mapped[str | None] = described(
        "The organization as the page prints it; empty where a post stands without one."
    )
    rule: Mapped[str | None] = described("The rule that resolved it.")


class AffiliationInstitution(Base):
    __tablename__ = "affiliation_institutions"
    __table_args__ = table(
        "All institutions of one affiliation: a joint one (党校（行政学院）) has two.",
        UniqueConstraint("affiliation_id", "position"),
        UniqueConstraint("affiliation_id", "institution_id"),
    )
    affiliation_id: Mapped[int] = points_to("affiliations", "CASCADE", "The affiliation.", index=False)
    institution_id: Mapped[int] = points_to("institutions", "RESTRICT", "One institution of it.")
    position: Mapped[int] = described("Order as printed, from 1.")
    rule: Mapped[str | None] = described("The rule that resolved it.")


class AffiliationName(Base):
    __tablename__ = "affiliation_names"
    __table_args__ = table(
        "The names that an affiliation was read as, before any was resolved: its levels and those in brackets.",
        one_of("kind", AffiliationNameKind),
        UniqueConstraint("affiliation_id", "kind", "position"),
        label="name_as_printed",
    )
    affiliation_id: Mapped[int] = points_to("affiliations", "CASCADE", "The affiliation.", index=False)
    kind: Mapped[AffiliationNameKind] = word(
        "Level (自上而下的层级), joint institution in brackets (一个机构两块牌子) or other name in brackets (别名)."
    )
    position: Mapped[int] = described("Order among the names of this kind, the highest level first, from 1.")
    name_as_printed: Mapped[str] = described(
        "The name as printed; a level that the page leaves out is the one printed before."
    )


class Post(Base):
    __tablename__ = "posts"
    __table_args__ = table(
        "Posts and titles (职务、职称) held at an affiliation, each apart.",
        one_of("kind", PostKind),
        UniqueConstraint("affiliation_id", "position"),
        Index("ix_posts_title_as_printed", "title_as_printed"),
        label="title_as_printed",
        facets=["kind", "title_as_printed"],
    )
    affiliation_id: Mapped[int] = points_to("affiliations", "CASCADE", "The affiliation.", index=False)
    position: Mapped[int] = described("Order as printed, from 1.")
    title_as_printed: Mapped[str] = described("The post as the page prints it, such as 副教授.")
    kind: Mapped[PostKind] = word("Administrative (职务), academic (职称), honour (荣誉) or other.")
