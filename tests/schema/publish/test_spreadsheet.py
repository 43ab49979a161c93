"""Spreadsheets, read again with another library."""

from __future__ import annotations

import io

import openpyxl
from lilun.schema.publish.spreadsheet import LONGEST_CELL, workbook


def read(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def test_rows_come_back_as_they_are() -> None:
    rows = [("古𠮷桥", 3, 1.5, None), ("=1+1", 0, -2, ""), ("http://例.example", 10**17, 0.1, b"\x00\x01")]
    book = read(workbook(["题", "篇", "率", "空"], rows, {"SQL": "SELECT 1"}))
    sheet = book["结果 Result"]
    assert [cell.value for cell in sheet[1]] == ["题", "篇", "率", "空"]
    assert [cell.value for cell in sheet[2]] == ["古𠮷桥", 3, 1.5, None]
    assert [cell.value for cell in sheet[3]] == ["=1+1", 0, -2, None]
    assert sheet["A3"].data_type == "s", "text is no formula"
    assert [cell.value for cell in sheet[4]] == ["http://例.example", str(10**17), 0.1, "(2 bytes)"]
    assert sheet["A4"].hyperlink is None
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == "A1:D4"
    assert book["说明 About"]["B1"].value == "SELECT 1"


def test_a_value_longer_than_a_cell_ends_in_dots() -> None:
    sheet = read(workbook(["文"], [("长" * (LONGEST_CELL + 5),), ("短",)]))["结果 Result"]
    assert len(sheet["A2"].value) == LONGEST_CELL and sheet["A2"].value.endswith("长…")
    assert sheet["A3"].value == "短"


def test_control_characters_and_no_rows() -> None:
    sheet = read(workbook(["a"], [("坏\x07字",), ("<b>&",)]))["结果 Result"]
    assert sheet["A3"].value == "<b>&" and sheet["A2"].value.startswith("坏")
    assert read(workbook([], []))["结果 Result"].max_row == 1
