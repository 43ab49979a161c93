"""A result as a spreadsheet: xlsx, which opens with Chinese right where a CSV without its mark does not."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import xlsxwriter

MOST_ROWS = 1_048_575  # Excel's limit, without the heading
LONGEST_CELL = 32_767  # characters: Excel's limit
LONGEST_WIDTH = 60  # columns of a cell, a Han character is two
DIGITS = 15  # more than these Excel would round


def workbook(
    columns: Sequence[str], rows: Iterable[Sequence[Any]], about: Mapping[str, str] | None = None
) -> bytes:
    """An xlsx file: a sheet of the rows with a fixed heading and filters, a second that says `about` them.

    Text is text: nothing becomes a formula or a link. Numbers that Excel would round stay text, a value
    longer than a cell holds ends in ….
    """
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False}  # fmt: skip
    with xlsxwriter.Workbook(file, options) as book:
        heading = book.add_format({"bold": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("结果 Result")
        widths = [_width(column) for column in columns]
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column, heading)
        last = 0
        for last, row in enumerate(rows, 1):
            if last > MOST_ROWS:
                last -= 1
                break
            for place, value in enumerate(row):
                _write(sheet, last, place, value)
                if last <= 200:
                    widths[place] = max(widths[place], _width(value))
        for place, width in enumerate(widths):
            sheet.set_column(place, place, min(width + 2, LONGEST_WIDTH))
        sheet.freeze_panes(1, 0)
        if columns:
            sheet.autofilter(0, 0, last, len(columns) - 1)
        if about:
            notes = book.add_worksheet("说明 About")
            notes.set_column(0, 0, 16)
            notes.set_column(1, 1, 100)
            for place, (name, value) in enumerate(about.items()):
                notes.write_string(place, 0, name, heading)
                notes.write_string(place, 1, _fitting(value), wrapped)
    return file.getvalue()


def _write(sheet: Any, line: int, place: int, value: Any) -> None:
    if isinstance(value, dict):  # Datasette's expanded foreign key
        value = value.get("label") or value.get("value")
    if value is None or value == "":
        return
    if isinstance(value, bool | int | float) and abs(value) < 10**DIGITS:
        sheet.write_number(line, place, value)
    elif isinstance(value, bytes):
        sheet.write_string(line, place, f"({len(value):,} bytes)")
    else:
        sheet.write_string(line, place, _fitting(str(value)))


def _fitting(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def _width(value: Any) -> int:
    line = str("" if value is None else value)[:LONGEST_WIDTH]
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in line)
