"""A page file from disk: its bytes, its text, what it says of itself, and its lines."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lilun.loaders.errors import InputError
from lilun.loaders.page import RawPage
from lilun.loaders.sources import text as text_reader
from lilun.loaders.sources.decode import Decoded, decode
from lilun.loaders.sources.front_matter import read_front_matter
from lilun.loaders.sources.manifest import PageFile, PageMetadata, normal_date

# several times what the fullest broadsheet holds: reading has no end of work that it can be given
MAX_BYTES = 1_000_000
MAX_CHARACTERS = 60_000
MAX_LINES = 3_000
MAX_LINE = 30_000  # characters
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MEDIA_TYPES = {".md": "text/markdown", ".markdown": "text/markdown"}


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One file as read: what identifies it, what is known of its page, and the raw page.

    `made_at` is when the file was last changed (UTC, ISO 8601), '' where nobody knows.
    """

    path: str
    sha256: str
    data: bytes
    decoded: Decoded
    media_type: str
    metadata: PageMetadata
    raw: RawPage
    made_at: str = ""


def read_bytes(page: PageFile) -> bytes:
    """The file's bytes. Raises InputError where it cannot be read or is larger than any page."""
    try:
        if not page.path.is_file():  # a device or a pipe would be read for ever
            raise InputError(page.path, "this is not a file", "give the OCR's text of the page")
        size = page.path.stat().st_size
        if size > MAX_BYTES:
            limit = f"{MAX_BYTES // 1_000_000} MB"
            reason = f"the file has {size / 1e6:.0f} MB, more than a newspaper page can have ({limit})"
            raise InputError(page.path, reason, "give one file a page")
        return page.path.read_bytes()
    except OSError as error:
        raise InputError(
            page.path, f"cannot be read ({error.strerror})", "check the file and its rights"
        ) from None


def made_at(page: PageFile) -> str:
    """When the file was last changed, UTC, ISO 8601 to the microsecond, so that two can be compared as text; '' for no time."""
    try:
        changed = timedelta(microseconds=page.path.stat().st_mtime_ns // 1000)
        return (_EPOCH + changed).isoformat(timespec="microseconds").replace("+00:00", "Z")
    except (OSError, OverflowError):  # gone since it was read; a time that no calendar has
        return ""


def sha256(data: bytes) -> str:
    """The hex digest by which a file is known again."""
    return hashlib.sha256(data).hexdigest()


def read_page(page: PageFile, data: bytes) -> SourcePage:
    """The page that the bytes hold. Raises InputError."""
    decoded = decode(data, page.path)
    if len(decoded.text) > MAX_CHARACTERS:
        reason = (
            f"{len(decoded.text):,} characters are more than a newspaper page can have ({MAX_CHARACTERS:,})"
        )
        raise InputError(page.path, reason, "give one file a page")
    said, start = read_front_matter(decoded.text)
    raw = text_reader.read(decoded.text, start)
    if len(raw.lines) > MAX_LINES:
        reason = f"{len(raw.lines):,} lines are more than a newspaper page can have ({MAX_LINES:,})"
        raise InputError(page.path, reason, "give one file a page")
    for line in raw.lines:
        if line.end - line.start > MAX_LINE:
            reason = f"a line of {line.end - line.start:,} characters is no newspaper text"
            raise InputError(page.path, reason, f"lines have at most {MAX_LINE:,} characters")
    metadata = page.metadata.over(PageMetadata(**said))
    metadata = PageMetadata(
        metadata.newspaper.strip(), normal_date(metadata.date, page.path), metadata.page, metadata.page_name
    )
    media_type = _MEDIA_TYPES.get(page.path.suffix.lower(), "text/plain")
    return SourcePage(page.shown, sha256(data), data, decoded, media_type, metadata, raw, made_at(page))
