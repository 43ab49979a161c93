"""Whose words it quotes: speakers, speeches, mentions, wordings and documents."""

from __future__ import annotations

from typing import Literal

from lilun.schema.base import (
    Base,
    checked_flag,
    checked_word,
    day_range,
    described,
    flag,
    one_of,
    points_to,
    stretch,
    table,
    word,
)
from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

VoiceKind = Literal["meeting", "organ", "party", "other"]
SpeakerKind = Literal["leader", "thinker", "classic", "foreign", "other"]
SpeechKind = Literal["speech", "report", "meeting", "document", "letter", "book"]
SpeechOrigin = Literal["register", "derived"]
FactOrigin = Literal["register", "loaded"]
SourceKind = Literal["speech", "report", "meeting", "document", "letter", "book", "person", "organ", "other"]
CitationMode = Literal["direct", "indirect", "partial"]
CitationPart = Literal["source", "cue", "content"]
QuotationRelation = Literal["same", "shortened", "altered", "part"]
PairRelation = Literal["shortened", "altered"]
DocumentKind = Literal[
    "decision",
    "plan",
    "law",
    "regulation",
    "report",
    "opinion",
    "constitution",
    "communique",
    "other",
]


class Speaker(Base):
    __tablename__ = "speakers"
    __table_args__ = table(
        "Persons whose words are quoted (讲话人).",
        one_of("kind", SpeakerKind),
        Index("ix_speakers_sort_key", "sort_key"),
        label="name",
        facets=["kind"],
        sort="sort_key",
        linked=True,
    )
    name: Mapped[str] = described("Full name without titles.", unique=True)
    sort_key: Mapped[str] = described("Pinyin of the name, for sorting (拼音).")
    kind: Mapped[SpeakerKind | None] = word(
        "Leader (领导人), thinker (思想家), classic (古人), foreign (外国) or other; empty where the register lacks them."
    )
    born: Mapped[str | None] = described("Date of birth in EDTF, as far as known.")
    died: Mapped[str | None] = described("Date of death in EDTF; empty if living or unknown.")
    source: Mapped[str | None] = described("Where the facts of this row can be checked.")
    origin: Mapped[FactOrigin] = checked_word(
        "origin",
        FactOrigin,
        "From the register (名录) or named by a page that was loaded.",
        server_default="loaded",
    )


class SpeakerAlias(Base):
    __tablename__ = "speaker_aliases"
    __table_args__ = table(
        "Other names and titles of a speaker (称谓), with the days between which they held.",
        UniqueConstraint("alias", "speaker_id"),
        CheckConstraint("earliest <= latest", name="days_in_order"),
        label="alias",
    )
    speaker_id: Mapped[int] = points_to("speakers", "CASCADE", "The person.")
    alias: Mapped[str] = described("The other name.")
    earliest: Mapped[str | None] = described("First day that the name means this person; empty if always.")
    latest: Mapped[str | None] = described("Last day that it does; empty if still.")


class Voice(Base):
    __tablename__ = "voices"
    __table_args__ = table(
        "Collective sources of words (集体发言者): a plenum, the State Council, a newspaper.",
        one_of("kind", VoiceKind),
        label="name",
        facets=["kind"],
        sort="name",
        linked=True,
    )
    name: Mapped[str] = described("Full name.", unique=True)
    kind: Mapped[VoiceKind] = word(
        "Organ (机关), meeting (会议), document (文件), book (著作), media (媒体) or other."
    )


class Document(Base):
    __tablename__ = "documents"
    __table_args__ = table(
        "Documents (文件): plans, laws, decisions and reports that articles name.",
        one_of("kind", DocumentKind),
        *day_range(),
        label="title",
        facets=["kind", "issuer"],
        sort="title",
        linked=True,
    )
    title: Mapped[str] = described("Full title without 《》.", unique=True)
    kind: Mapped[DocumentKind | None] = word("Kind, such as plan (规划), law (法律) or decision (决定).")
    issuer: Mapped[str | None] = described("Who issued it (发文机关).")
    date: Mapped[str | None] = described("Date of issue in EDTF.")
    date_earliest: Mapped[str | None] = described("First day that the date can mean.")
    date_latest: Mapped[str | None] = described("Last day that the date can mean.")
    source: Mapped[str | None] = described("Where the facts of this row can be checked.")
    origin: Mapped[FactOrigin] = checked_word(
        "origin",
        FactOrigin,
        "From the register (名录) or named by a page that was loaded.",
        server_default="loaded",
    )


class VoiceAlias(Base):
    __tablename__ = "voice_aliases"
    __table_args__ = table(
        "Other names of a collective (机构、会议别名), such as 十九届四中全会.",
        UniqueConstraint("alias", "voice_id"),
        label="alias",
    )
    voice_id: Mapped[int] = points_to("voices", "CASCADE", "The collective.")
    alias: Mapped[str] = described("The other name.")


class Speech(Base):
    __tablename__ = "speeches"
    __table_args__ = table(
        "Speeches, reports, meetings and texts that are quoted (讲话), one row an event.",
        one_of("kind", SpeechKind),
        one_of("origin", SpeechOrigin),
        *day_range(),
        label="title",
        facets=["kind", "speaker_id", "voice_id", "origin"],
        sort="-date_earliest",
        linked=True,
    )
    key: Mapped[str] = described("Stable readable name: speaker or voice, date and occasion.", unique=True)
    speaker_id: Mapped[int | None] = points_to("speakers", "RESTRICT", "The person who spoke.")
    voice_id: Mapped[int | None] = points_to("voices", "RESTRICT", "The collective that spoke.")
    kind: Mapped[SpeechKind] = word(
        "Speech (讲话), report (报告), meeting (会议), document (文件), letter (信) or book (著作)."
    )
    title: Mapped[str] = described("Title of the text or a name for the event.")
    occasion: Mapped[str | None] = described("Occasion (场合), such as a visit or a meeting.", index=True)
    place_id: Mapped[int | None] = points_to("places", "SET NULL", "Where it was given.")
    date: Mapped[str | None] = described("Date in EDTF: 2022-08 or 2025-01-22/2025-01-24.")
    date_earliest: Mapped[str | None] = described("First day that the date can mean.", index=True)
    date_latest: Mapped[str | None] = described("Last day that the date can mean.", index=True)
    origin: Mapped[SpeechOrigin] = word("From the register (名录) or derived from mentions.")
    document_id: Mapped[int | None] = points_to(
        "documents", "SET NULL", "The document, where the speech is one."
    )
    source: Mapped[str | None] = described("Where the facts of this row can be checked.")


class SpeechAlias(Base):
    __tablename__ = "speech_aliases"
    __table_args__ = table(
        "Other names that a speech goes by (讲话别名).", UniqueConstraint("alias", "speech_id"), label="alias"
    )
    speech_id: Mapped[int] = points_to("speeches", "CASCADE", "The speech.")
    alias: Mapped[str] = described("The other name.")


class CitedSpeech(Base):
    __tablename__ = "cited_speeches"
    __table_args__ = table(
        "Mentions of what somebody said (引用), one row each, as printed and as resolved.",
        one_of("mode", CitationMode),
        one_of("source_kind", SourceKind),
        *day_range(),
        UniqueConstraint("article_id", "position"),
        Index("ix_cited_speeches_mode", "mode"),
        Index("ix_cited_speeches_source_kind", "source_kind"),
        Index(
            "ix_cited_speeches_verb_speaker_id_voice_id_article_id_mode",
            "verb",
            "speaker_id",
            "voice_id",
            "article_id",
            "mode",
        ),
        label="attribution_as_printed",
        facets=["mode", "source_kind", "speaker_id", "speech_id"],
        linked=True,
    )
    article_id: Mapped[int] = points_to("articles", "CASCADE", "The article that quotes.", index=False)
    position: Mapped[int] = described("Order in the article, from 1.")
    mode: Mapped[CitationMode] = word("Direct (直接引语), indirect (间接引语) or partial (部分引用).")
    source_as_printed: Mapped[str | None] = described("Who or what speaks, as printed (来源).")
    source_kind: Mapped[SourceKind | None] = word(
        "What kind of source it is, such as speech, report or meeting."
    )
    attribution_as_printed: Mapped[str | None] = described(
        "The words that attribute it, from source through cue."
    )
    verb: Mapped[str | None] = described("The cue as printed (引述动词), such as 指出.")
    quote: Mapped[str | None] = described("What was said, without the outer quotation marks (引文).")
    occasion: Mapped[str | None] = described("The occasion as the mention gives it (场合).")
    place_id: Mapped[int | None] = points_to("places", "SET NULL", "The place as the mention gives it.")
    date_as_printed: Mapped[str | None] = described("The phrase of time as printed, such as 去年8月.")
    date: Mapped[str | None] = described("What that phrase means, in EDTF.")
    date_earliest: Mapped[str | None] = described("First day that the date can mean.")
    date_latest: Mapped[str | None] = described("Last day that the date can mean.")
    speaker_id: Mapped[int | None] = points_to("speakers", "RESTRICT", "The person, where one is meant.")
    voice_id: Mapped[int | None] = points_to("voices", "RESTRICT", "The collective, where one is meant.")
    speech_id: Mapped[int | None] = points_to(
        "speeches", "SET NULL", "The speech that it comes from; empty where nothing settles it."
    )
    rule: Mapped[str | None] = described("The rule that settled the speech.")
    evidence: Mapped[str | None] = described("What that rule held on to.")
    event_key: Mapped[str | None] = described(
        "Speaker and region or occasion: mentions that share it can be of one event.", index=True
    )
    speaker_name: Mapped[str | None] = described(
        "The person's name as the mention gives it, before it was resolved."
    )
    voice_name: Mapped[str | None] = described("The collective as the mention gives it.")
    document_title: Mapped[str | None] = described("The title in 《》 as the mention gives it.")
    place_name: Mapped[str | None] = described("The place as the mention names it.")
    date_given: Mapped[str | None] = described("The date as a person has put it right, in EDTF.")


class SpeechCandidate(Base):
    __tablename__ = "speech_candidates"
    __table_args__ = table(
        "Speeches that a mention may come from where more than one fits (候选讲话).",
        UniqueConstraint("cited_speech_id", "speech_id"),
        sort="-score",
    )
    cited_speech_id: Mapped[int] = points_to("cited_speeches", "CASCADE", "The mention.", index=False)
    speech_id: Mapped[int] = points_to("speeches", "CASCADE", "The speech that it may mean.")
    score: Mapped[float] = described("How well it fits, higher is better.")
    why: Mapped[str | None] = described("What speaks for it.")


class CitationSpan(Base):
    __tablename__ = "citation_spans"
    __table_args__ = table(
        "Where the parts of a mention stand in the text (引用位置).",
        one_of("part", CitationPart),
        stretch(),
        UniqueConstraint("cited_speech_id", "part", "position"),
        Index("ix_citation_spans_paragraph_id_start", "paragraph_id", "start"),
    )
    cited_speech_id: Mapped[int] = points_to("cited_speeches", "CASCADE", "The mention.", index=False)
    part: Mapped[CitationPart] = word("Source (来源), cue (引述词) or content (引文).")
    paragraph_id: Mapped[int] = points_to("paragraphs", "CASCADE", "The paragraph.", index=False)
    position: Mapped[int] = described("Order among the spans of this part, from 1.")
    start: Mapped[int] = described("Where it begins in the paragraph's text, in characters.")
    end: Mapped[int] = described("Where it ends, exclusive.")


class Quotation(Base):
    __tablename__ = "quotations"
    __table_args__ = table(
        "Distinct wordings that are quoted (引语), each once in the archive.",
        label="text",
        sort="-articles",
        linked=True,
    )
    key: Mapped[str] = described("Stable key made from the text.", unique=True)
    text: Mapped[str] = described("The wording, as its fullest printing has it.")
    characters: Mapped[int] = described("Its length in characters, without punctuation.")
    articles: Mapped[int] = described(
        "How many articles quote just this wording (篇数).", index=True, server_default="0"
    )


class QuotationUse(Base):
    __tablename__ = "quotation_uses"
    __table_args__ = table(
        "Which mention uses which wording (引语使用): its own, and the fuller or more usual one that it leads to.",
        one_of("relation", QuotationRelation),
        UniqueConstraint("cited_speech_id", "quotation_id"),
        facets=["relation"],
    )
    cited_speech_id: Mapped[int] = points_to("cited_speeches", "CASCADE", "The mention.", index=False)
    quotation_id: Mapped[int] = points_to("quotations", "RESTRICT", "The wording.")
    relation: Mapped[QuotationRelation] = word(
        "Same, shortened (节引), altered (异文), or part: the words stand in several quotations."
    )
    difference: Mapped[str | None] = described(
        "What the mention leaves out [-…-] or puts in {+…+} (差异); empty where the wording is the same."
    )


class QuotationPair(Base):
    __tablename__ = "quotation_pairs"
    __table_args__ = table(
        "Wordings of which one stands in the other or nearly does (引语关系); they stay two.",
        one_of("relation", PairRelation),
        CheckConstraint("quotation_id <> other_id", name="two_wordings"),
        CheckConstraint("similarity BETWEEN 0 AND 1", name="similarity_is_a_part"),
        UniqueConstraint("quotation_id", "other_id"),
        Index("ix_quotation_pairs_similarity", "similarity"),
        facets=["relation"],
        sort="-similarity",
    )
    quotation_id: Mapped[int] = points_to("quotations", "CASCADE", "The shorter wording.", index=False)
    other_id: Mapped[int] = points_to("quotations", "CASCADE", "The longer wording.")
    relation: Mapped[PairRelation] = word(
        "Shortened (节引): the words stand in the other; altered (异文): nearly."
    )
    similarity: Mapped[float] = described("How much of the shorter wording the longer one has, 0 to 1.")


class QuotationGram(Base):
    __tablename__ = "quotation_grams"
    __table_args__ = table(
        "Stretches of 8 and of 13 characters of each wording, hashed: by them wordings that share words are found.",
        UniqueConstraint("gram", "quotation_id"),
    )
    gram: Mapped[int] = described("Hash of the stretch.")
    quotation_id: Mapped[int] = points_to("quotations", "CASCADE", "The wording.")


class Passage(Base):
    __tablename__ = "passages"
    __table_args__ = table(
        "Words of 30 characters or more that stand in several articles (重复段落), as long as they agree.",
        flag("is_set_phrase"),
        Index("ix_passages_is_set_phrase_articles", "is_set_phrase", "articles", "characters"),
        Index("ix_passages_articles", "articles"),
        label="text",
        facets=["is_set_phrase"],
        sort="-articles",
        linked=True,
    )
    key: Mapped[str] = described("Stable key made from the text.", unique=True)
    text: Mapped[str] = described("The words, as their fullest printing has them.")
    characters: Mapped[int] = described("Their length in characters, without punctuation.")
    articles: Mapped[int] = described("How many articles hold it (篇数).")
    is_set_phrase: Mapped[bool] = described(
        "Whether it is a set phrase (套话) that a large share of all articles hold."
    )
    fingerprint: Mapped[int] = described("One of its fingerprints: finds it in new paragraphs.", index=True)


class PassageUse(Base):
    __tablename__ = "passage_uses"
    __table_args__ = table(
        "Where a passage stands (重复段落出处).",
        stretch(),
        flag("is_attributed"),
        UniqueConstraint("passage_id", "paragraph_id", "start"),
        facets=["is_attributed"],
    )
    passage_id: Mapped[int] = points_to("passages", "CASCADE", "The passage.", index=False)
    paragraph_id: Mapped[int] = points_to("paragraphs", "CASCADE", "The paragraph.")
    start: Mapped[int] = described("Where it begins in the paragraph's text, in characters.")
    end: Mapped[int] = described("Where it ends, exclusive.")
    is_attributed: Mapped[bool] = described(
        "Whether most of it lies in mentions of what somebody said (有出处)."
    )


class ParagraphFingerprint(Base):
    __tablename__ = "paragraph_fingerprints"
    __table_args__ = table(
        "Hashes of stretches of each paragraph, chosen by winnowing: finds what stands in several articles.",
        Index("ix_paragraph_fingerprints_fingerprint_rank", "fingerprint", "rank"),
    )
    fingerprint: Mapped[int] = described("Hash of a stretch of 20 characters, without punctuation.")
    rank: Mapped[int] = described(
        "Hash of the article's text: where many articles hold the stretch, those with the smallest are compared."
    )
    paragraph_id: Mapped[int] = points_to("paragraphs", "CASCADE", "The paragraph.")
    position: Mapped[int] = described("Where the stretch begins, counted without punctuation.")


class DocumentAlias(Base):
    __tablename__ = "document_aliases"
    __table_args__ = table(
        "Other titles of a document (文件别名), such as 党章.",
        UniqueConstraint("alias", "document_id"),
        label="alias",
    )
    document_id: Mapped[int] = points_to("documents", "CASCADE", "The document.")
    alias: Mapped[str] = described("The other title.")


class CitedDocument(Base):
    __tablename__ = "cited_documents"
    __table_args__ = table(
        "Mentions of documents in 《》 (文件引用), each document once an article.",
        stretch(),
        UniqueConstraint("article_id", "position"),
        label="title_as_printed",
        facets=["document_id"],
    )
    article_id: Mapped[int] = points_to("articles", "CASCADE", "The article.", index=False)
    position: Mapped[int] = described("Order in the article, from 1.")
    document_id: Mapped[int | None] = points_to("documents", "RESTRICT", "The document, where it is settled.")
    title_as_printed: Mapped[str] = described("The title as printed, without 《》.")
    paragraph_id: Mapped[int | None] = points_to(
        "paragraphs", "CASCADE", "The paragraph; empty where it stands in a headline."
    )
    start: Mapped[int | None] = described("Where it begins in the paragraph's text, in characters.")
    end: Mapped[int | None] = described("Where it ends, exclusive.")
    is_short: Mapped[bool] = checked_flag(
        "is_short", "Whether the title stands for a longer one (简称), and makes no document of its own.",
        server_default="0",
    )  # fmt: skip
