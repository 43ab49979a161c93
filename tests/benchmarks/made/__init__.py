"""Pages made for benchmarks: as long, as full of names, dates and quotations, and as damaged as real ones."""

from made.pages import MadePage, pages, write

__all__ = ["MadePage", "pages", "write"]
