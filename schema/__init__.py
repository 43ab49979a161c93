"""What the archive holds and how it is read: models, views, search index, engine.

Importing this package defines every table; `Base.metadata` is then complete.
"""

if __name__ == "schema":
    raise ImportError(
        "This folder is the package lilun.schema: install the project (pip install -e .) "
        "and write `import lilun.schema`, not `import schema`."
    )

from lilun.schema.article import Article, ArticlePart, Column, Keyword, Paragraph, ParagraphPiece, Section
from lilun.schema.base import Base
from lilun.schema.counts import InstitutionCount, PassageCount, SourceFileCount, SpeechCount, StaleCount
from lilun.schema.facts import ArticleFact, BylineFact, MentionFact
from lilun.schema.people import (
    Affiliation,
    AffiliationInstitution,
    AffiliationName,
    Author,
    Byline,
    Institution,
    InstitutionAlias,
    Post,
)
from lilun.schema.printed import Issue, Newspaper, NewspaperAlias, Page, PageSource, Place, SourceFile, Span
from lilun.schema.run import (
    Change,
    Correction,
    CorrectionUse,
    Decision,
    Finding,
    Load,
    Redirect,
    Register,
    RegisterFile,
)
from lilun.schema.search import SearchIndex
from lilun.schema.speech import (
    CitationSpan,
    CitedDocument,
    CitedSpeech,
    Document,
    DocumentAlias,
    ParagraphFingerprint,
    Passage,
    PassageUse,
    Quotation,
    QuotationGram,
    QuotationPair,
    QuotationUse,
    Speaker,
    SpeakerAlias,
    Speech,
    SpeechAlias,
    SpeechCandidate,
    Voice,
    VoiceAlias,
)

__all__ = [
    "Affiliation",
    "AffiliationInstitution",
    "AffiliationName",
    "Article",
    "ArticleFact",
    "ArticlePart",
    "Author",
    "Base",
    "Byline",
    "BylineFact",
    "Change",
    "CitationSpan",
    "CitedDocument",
    "CitedSpeech",
    "Column",
    "Correction",
    "CorrectionUse",
    "Decision",
    "Document",
    "DocumentAlias",
    "Finding",
    "Institution",
    "InstitutionAlias",
    "InstitutionCount",
    "Issue",
    "Keyword",
    "Load",
    "MentionFact",
    "Newspaper",
    "NewspaperAlias",
    "Page",
    "PageSource",
    "Paragraph",
    "ParagraphFingerprint",
    "ParagraphPiece",
    "Passage",
    "PassageCount",
    "PassageUse",
    "Place",
    "Post",
    "Quotation",
    "QuotationGram",
    "QuotationPair",
    "QuotationUse",
    "Redirect",
    "Register",
    "RegisterFile",
    "SearchIndex",
    "Section",
    "SourceFile",
    "SourceFileCount",
    "Span",
    "Speaker",
    "SpeakerAlias",
    "Speech",
    "SpeechAlias",
    "SpeechCandidate",
    "SpeechCount",
    "StaleCount",
    "Voice",
    "VoiceAlias",
]
