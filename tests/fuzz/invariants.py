"""What must hold of every page that is read, whatever it was: nothing lost, nothing twice, every place a true one."""

from __future__ import annotations

from collections.abc import Iterator

from lilun.loaders.reading import ReadPage


def violations(page: ReadPage) -> list[str]:
    """Each thing that does not hold, as a sentence."""
    return [*_partition(page), *_pieces(page), *_places(page)]


def _partition(page: ReadPage) -> Iterator[str]:
    """Every character of the file is in exactly one span."""
    at = 0
    for span in page.spans:
        if span.start != at or span.end <= span.start:
            yield f"partition: a span [{span.start}, {span.end}) follows character {at}"
        if span.article is not None and not 0 <= span.article < len(page.articles):
            yield f"partition: a span of article {span.article} of {len(page.articles)}"
        at = span.end
    if at != len(page.source.decoded.text):
        yield f"partition: the spans end at {at} of {len(page.source.decoded.text)}"


def _pieces(page: ReadPage) -> Iterator[str]:
    """A paragraph's pieces are its text; one without repair is what stands in the source; none overlap."""
    source = page.source.decoded.text
    taken: list[tuple[int, int]] = []
    for article in page.articles:
        for paragraph in article.paragraphs:
            if "".join(p.text for p in paragraph.text.pieces) != str(paragraph.text):
                yield "pieces: they are not the paragraph's text"
            for piece in paragraph.text.pieces:
                if not 0 <= piece.start <= piece.end <= len(source):
                    yield f"pieces: [{piece.start}, {piece.end}) lies outside the file"
                elif not piece.repair and source[piece.start : piece.end] != piece.text:
                    yield f"pieces: [{piece.start}, {piece.end}) is not what the source holds"
                if piece.end > piece.start:
                    taken.append((piece.start, piece.end))
    taken.sort()
    for (_, end), (start, _) in zip(taken, taken[1:], strict=False):
        if start < end:
            yield f"pieces: character {start} is in two paragraphs or in one twice"


def _places(page: ReadPage) -> Iterator[str]:
    """What is found in a paragraph stands in it, and what is noted stands in the file."""
    for article in page.articles:
        texts = {p.number: str(p.text) for p in article.paragraphs if p.number is not None}
        for citation in article.citations:
            for span in citation.spans:
                if not 0 <= span.start <= span.end <= len(texts.get(span.paragraph, "")):
                    yield f"places: a citation's {span.part} [{span.start}, {span.end}) lies outside its paragraph"
        for document in article.documents:
            if document.title not in texts.get(document.paragraph, "")[document.start : document.end]:
                yield f"places: 《{document.title}》 is not where it is said to be"
    for note in page.notes:
        if note.start is not None and not 0 <= note.start <= (note.end or note.start) <= len(
            page.source.decoded.text
        ):
            yield f"places: a note at [{note.start}, {note.end})"
