"""Bytes to text: every encoding that Chinese newspapers come in, and what is no text."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented import ARCHIVES_PAGE, FERRY, FERRY_PAGE
from lilun.loaders.errors import InputError
from lilun.loaders.sources.decode import decode

TRADITIONAL = (
    "# 老渡口為什麼要留下\n\n渡口早就不擺渡了，石階還在。每到雨季，江水漫上第九級，守渡的老人便在牆上添一道刻痕。"
    "有人問，橋修好了，還留著渡口做什麼？老人說，橋管的是過江，渡口管的是記性。\n"
)
ENCODED = [
    pytest.param(FERRY_PAGE.encode(), "utf-8", FERRY_PAGE, id="utf-8"),
    pytest.param(codecs.BOM_UTF8 + FERRY_PAGE.encode(), "utf-8-sig", FERRY_PAGE, id="utf-8 with BOM"),
    pytest.param(FERRY_PAGE.encode("gb18030"), "gb18030", FERRY_PAGE, id="gb18030"),
    pytest.param(FERRY_PAGE.replace("□", "").encode("gbk"), "gb18030", FERRY_PAGE.replace("□", ""), id="gbk"),
    pytest.param(TRADITIONAL.encode("gb18030"), "gb18030", TRADITIONAL, id="gb18030, traditional"),
    pytest.param(
        (TRADITIONAL + "㐂𠮷").encode("gb18030"), "gb18030", TRADITIONAL + "㐂𠮷", id="four-byte gb18030"
    ),
    pytest.param(TRADITIONAL.encode("big5"), "big5hkscs", TRADITIONAL, id="big5"),
    pytest.param(FERRY_PAGE.encode("utf-16-le"), "utf-16-le", FERRY_PAGE, id="utf-16-le"),
    pytest.param(FERRY_PAGE.encode("utf-16-be"), "utf-16-be", FERRY_PAGE, id="utf-16-be"),
    pytest.param(
        codecs.BOM_UTF16_LE + FERRY_PAGE.encode("utf-16-le"), "utf-16", FERRY_PAGE, id="utf-16-le with BOM"
    ),
    pytest.param(
        codecs.BOM_UTF16_BE + FERRY_PAGE.encode("utf-16-be"), "utf-16", FERRY_PAGE, id="utf-16-be with BOM"
    ),
]


@pytest.mark.parametrize(("data", "encoding", "text"), ENCODED)
def test_encoding_is_detected_and_recorded(data: bytes, encoding: str, text: str) -> None:
    decoded = decode(data, "page.txt")
    assert (decoded.encoding, decoded.text) == (encoding, text)


@pytest.mark.parametrize(("data", "encoding", "text"), ENCODED)
def test_round_trip_is_told_truthfully(data: bytes, encoding: str, text: str) -> None:
    decoded = decode(data, "page.txt")
    assert decoded.round_trips == (decoded.text.encode(decoded.encoding) == data)
    if not data.startswith(codecs.BOM_UTF16_BE):  # no codec writes this mark: the bytes are kept instead
        assert decoded.round_trips


def test_line_ends_stay_as_they_came() -> None:
    assert decode("一行字\r\n又一行字\r\n".encode(), "page.txt").text == "一行字\r\n又一行字\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
def test_a_long_page_is_detected_by_its_beginning(encoding: str) -> None:
    text = "".join(FERRY) * 700  # the sample of bytes ends inside a character in some of these
    assert decode(("一" + text).encode(encoding), "page.txt").text == "一" + text


@pytest.mark.parametrize("text", ["渡口早就不摆渡了，石阶还在。", "# 修志贵在一个慢字\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
def test_one_line_is_enough(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "page.txt").text == text


@given(st.integers(1, len(ARCHIVES_PAGE)), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
@settings(max_examples=40, deadline=None)
def test_any_beginning_of_a_page_comes_back(length: int, encoding: str) -> None:
    text = "修志是慢功夫，急不得。" + ARCHIVES_PAGE[:length]
    assert decode(text.encode(encoding), "page.txt").text == text


@pytest.mark.parametrize(
    "data",
    [b"", b" \r\n\t", b"\0\0\0", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, "\u3000\n\u3000".encode()],
    ids=["nothing", "white space", "zeros", "a BOM", "a UTF-16 BOM", "ideographic spaces"],
)
def test_empty_file(data: bytes) -> None:
    with pytest.raises(InputError, match=r"^page.txt: the file is empty; check the OCR run"):
        decode(data, "page.txt")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "PNG picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(64), "JPEG picture"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04" + bytes(32), "ZIP archive"),
        (b"SQLite format 3\x00" + bytes(84), "SQLite database"),
    ],
)
def test_known_binary_formats_are_named(data: bytes, what: str) -> None:
    with pytest.raises(InputError, match=f"{what}.*not text; give the OCR's text"):
        decode(data, "page.txt")


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 40,
        "Přehled událostí roku".encode("iso8859-2") * 20,
        b"\x01\x02\x03 control \x04\x05" * 30,
        "日本国内の新聞".encode("euc-jp") * 30,
    ],
    ids=["all bytes", "latin-2", "control characters", "euc-jp"],
)
def test_no_text_in_an_encoding_of_newspapers(data: bytes) -> None:
    with pytest.raises(InputError, match=r"not text in any known encoding; give the page .* in UTF-8"):
        decode(data, "page.txt")


def test_text_that_breaks_off_says_where() -> None:
    data = FERRY_PAGE.encode()
    with pytest.raises(
        InputError, match=rf"the utf-8 text breaks off at byte {len(data)}; write the file again"
    ):
        decode(data + "渡".encode()[:2], "page.txt")


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_text_or_an_expected_error(data: bytes) -> None:
    try:
        decoded = decode(data, "page.txt")
    except InputError:
        return
    assert data.decode(decoded.encoding) == decoded.text
