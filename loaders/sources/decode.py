"""Bytes to text: which encoding a file is in, by marks, by validity and by how Chinese the result looks."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from lilun.loaders.errors import InputError
from lilun.loaders.rules import rows

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 200_000  # bytes looked at when encodings are compared
_SURE = 0.5  # share of characters that newspapers use, from which a text is Chinese
_EMPTY = ("the file is empty", "check the OCR run that wrote it")
_WHITE = " \t\r\n\f\0\u3000\ufeff"
_REMEDY = "give the page as plain text or Markdown in UTF-8, GB18030, Big5 or UTF-16"


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the Python name of its encoding, and whether encoding it again gives the same bytes."""

    text: str
    encoding: str
    round_trips: bool


@cache
def _magic() -> tuple[tuple[bytes, str], ...]:
    """First bytes of formats that are no text, with their names, from rules/magic.csv."""
    return tuple((bytes.fromhex(row["bytes"]), row["name"]) for row in rows("magic"))


def decode(data: bytes, path: object) -> Decoded:
    """The text of `data`.

    Raises InputError where the file is empty, is a known binary format, or is text in no encoding
    that Chinese newspapers come in. `path` is for the message alone.
    """
    if not data.strip(b" \t\r\n\0"):
        raise InputError(path, *_EMPTY)
    for magic, name in _magic():
        if data.startswith(magic):
            raise InputError(path, f"this is {name}, not text", "give the OCR's text of the page")
    encoding = _encoding(data)
    if encoding is None:
        raise InputError(path, "this is not text in any known encoding", _REMEDY)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        reason = f"the {encoding} text breaks off at byte {error.start}"
        raise InputError(path, reason, "write the file again, or convert it to UTF-8") from None
    if not text.strip(_WHITE):
        raise InputError(path, *_EMPTY)
    return Decoded(text, encoding, text.encode(encoding, "surrogatepass") == data)


def _encoding(data: bytes) -> str | None:
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name
    try:
        whole = data.decode("utf-8")
        beginning = ""
    except UnicodeDecodeError as error:
        whole, beginning = "", data[: error.start].decode("utf-8")
    if whole and _readable(whole[:_SAMPLE]):
        return "utf-8"
    sample = data[: _SAMPLE - _SAMPLE % 4]
    scored = []
    for name in ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be"):
        decoder = codecs.getincrementaldecoder(name)()
        try:
            text = decoder.decode(sample, final=len(sample) == len(data))
        except UnicodeDecodeError:
            continue
        scored.append((_chineseness(text), name))
    best = max(scored, default=(0.0, ""))
    if best[0] >= _SURE:
        return best[1]
    # UTF-8 that breaks off, or has lost a byte: the error then says where, not that nothing fits
    chinese = not beginning.isascii() and _chineseness(beginning[:_SAMPLE]) >= _SURE
    return "utf-8" if chinese else None


def _readable(text: str) -> bool:
    """Whether valid UTF-8 is writing: few control characters."""
    odd = sum(1 for c in text if (c < " " and c not in "\t\n\r\f") or c == "\x7f")
    return odd * 50 <= len(text)


@cache
def _common() -> frozenset[str]:
    """The most frequent characters of Chinese newspapers, simplified and traditional."""
    table = files("lilun.loaders.rules").joinpath("common_characters.txt").read_text(encoding="utf-8")
    return frozenset(c for line in table.splitlines() if not line.startswith("#") for c in line.strip())


def _chineseness(text: str) -> float:
    """Share of characters that newspapers use all the time, less those that they never use."""
    if not text:
        return 0.0
    common = _common()
    good = bad = 0
    for c in text:
        if c in common or c in "，。、；：？！“”‘’（）《》—…·　\n\r\t " or "!" <= c <= "~":
            good += 1
        elif c < " " or "\ue000" <= c <= "\uf8ff" or "\ud800" <= c <= "\udfff" or "\x7f" <= c <= "\x9f":
            bad += 3
    return (good - bad) / len(text)
