"""The pure half of the pipeline: a file to articles. Text in, dataclasses out: no database, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lilun.loaders.corrections.entry import Tried
from lilun.loaders.fields.article import Article, read_article
from lilun.loaders.fields.running_head import RunningHead, read_running_head
from lilun.loaders.page import Note, Page
from lilun.loaders.repair import repair
from lilun.loaders.segment.articles import SegmentedPage, segment
from lilun.loaders.sources.file import SourcePage
from lilun.loaders.sources.manifest import NOTHING_SAID, PageMetadata
from lilun.loaders.spans import Span, partition


@dataclass(frozen=True, slots=True)
class ReadPage:
    """Everything that reading finds on one page, ready to be resolved and written.

    `settled` is what a person has put right of the page's paper, date and number, which goes before all that
    is given or printed; `tried` are the corrections that are about the page, with what came of each.
    """

    source: SourcePage
    page: Page
    segmented: SegmentedPage
    articles: tuple[Article, ...]
    running_head: RunningHead
    spans: tuple[Span, ...]
    notes: tuple[Note, ...]
    settled: PageMetadata = NOTHING_SAID
    tried: tuple[Tried, ...] = ()


def read(source: SourcePage) -> ReadPage:
    """Repair, segment and read the fields of one page."""
    page = repair(source.raw)
    segmented = segment(page)
    return assemble(source, page, segmented, [read_article(blocks) for blocks in segmented.articles])


def assemble(
    source: SourcePage, page: Page, segmented: SegmentedPage, articles: Sequence[Article]
) -> ReadPage:
    """The read page that these articles make, with the partition of its source and what is to be looked at."""
    spans, unplaced = partition(page, segmented)
    notes = [*page.notes, *segmented.notes, *unplaced, *(n for a in articles for n in a.notes)]
    if not articles:
        notes.append(Note("no_article", "warning", "no article was found on this page", rule="page"))
    return ReadPage(
        source=source,
        page=page,
        segmented=segmented,
        articles=tuple(articles),
        running_head=read_running_head(str(p) for p in segmented.furniture),
        spans=tuple(spans),
        notes=tuple(notes),
    )
