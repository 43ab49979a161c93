"""The pure half of the pipeline: a file to articles. Text in, dataclasses out: no database, no clock."""

from __future__ import annotations

from dataclasses import dataclass

from lilun.loaders.fields.article import Article, read_article
from lilun.loaders.fields.running_head import RunningHead, read_running_head
from lilun.loaders.page import Note, Page
from lilun.loaders.repair import repair
from lilun.loaders.segment.articles import SegmentedPage, segment
from lilun.loaders.sources.file import SourcePage
from lilun.loaders.spans import Span, partition


@dataclass(frozen=True, slots=True)
class ReadPage:
    """Everything that reading finds on one page, ready to be resolved and written."""

    source: SourcePage
    page: Page
    segmented: SegmentedPage
    articles: tuple[Article, ...]
    running_head: RunningHead
    spans: tuple[Span, ...]
    notes: tuple[Note, ...]


def read(source: SourcePage) -> ReadPage:
    """Repair, segment and read the fields of one page."""
    page = repair(source.raw)
    segmented = segment(page)
    articles = tuple(read_article(blocks) for blocks in segmented.articles)
    spans, unplaced = partition(page, segmented)
    notes = [*page.notes, *segmented.notes, *unplaced, *(n for a in articles for n in a.notes)]
    if not articles:
        notes.append(Note("no_article", "warning", "no article was found on this page", rule="page"))
    return ReadPage(
        source=source,
        page=page,
        segmented=segmented,
        articles=articles,
        running_head=read_running_head(str(p) for p in segmented.furniture),
        spans=tuple(spans),
        notes=tuple(notes),
    )
