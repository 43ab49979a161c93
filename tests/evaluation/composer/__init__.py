"""The damage composer: labelled articles laid out as a page and damaged by seed, with gold that follows."""

from composer.article import LabelledArticle, LabelledBlock, read_article, read_articles
from composer.page import KINDS, STRENGTHS, ComposedPage, Trace, compose, pages, rates
from composer.validate import InvalidPageError, validate

__all__ = [
    "KINDS",
    "STRENGTHS",
    "ComposedPage",
    "InvalidPageError",
    "LabelledArticle",
    "LabelledBlock",
    "Trace",
    "compose",
    "pages",
    "rates",
    "read_article",
    "read_articles",
    "validate",
]
