"""The real pages as other OCR engines would write them: the reading must not hang on one engine's marks."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_real_pages import GOLD, PAGES, SCORE, export, load_paths
from test_real_pages import pytestmark as pytestmark

_FULL_WIDTH = str.maketrans(",:;()", "，：；（）")


def without_heading_marks(text: str) -> str:
    return re.sub(r"^#+ ", "", text, flags=re.M)


def without_blank_lines(text: str) -> str:
    return re.sub(r"\n\s*\n+", "\n", without_heading_marks(text))


def bold_headings(text: str) -> str:
    return re.sub(r"^#+ (.*)$", r"**\1**", text, flags=re.M)


def short_lines_marked(text: str) -> str:
    return re.sub(r"^(?![(（【\[#])(.{2,32})(?<!。)$", r"## \1", text, flags=re.M)


def bare_names_full_width(text: str) -> str:
    return re.sub(r"^\[(\w{2,4})\]$", r"\1", text, flags=re.M).translate(_FULL_WIDTH)


def kept_line_breaks(text: str) -> str:
    return "\n".join("\n".join(re.findall(".{1,21}", ln)) if len(ln) > 40 else ln for ln in text.split("\n"))


def with_running_head(text: str) -> str:
    return f"6 理论 2024年6月3日 星期一\n责任编辑：李红梅 版式：赵志强\n\n{text}\n\n投稿邮箱：llb@paper.example\n"


def without_signoffs(text: str) -> str:
    return re.sub(r"^[(（【]作者.*$", "", text, flags=re.M)


HEADERS = (
    "articles",
    "title",
    "kicker",
    "authors",
    "affiliations",
    "positions",
    "sections",
    "column breaks joined",
)


@pytest.mark.parametrize(
    ("variant", "missing"),
    [
        (without_heading_marks, ()),
        (without_blank_lines, ()),
        (bold_headings, ()),
        (short_lines_marked, ()),
        (bare_names_full_width, ()),
        (kept_line_breaks, ()),
        (with_running_head, ()),
        (without_signoffs, ("affiliations", "positions")),
    ],
)
def test_headers_are_found_however_the_page_is_marked(
    variant: Callable[[str], str], missing: tuple[str, ...], tmp_path: Path
) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    shutil.copy(PAGES / "manifest.csv", folder)
    for page in PAGES.glob("*.txt"):
        (folder / page.name).write_text(variant(page.read_text(encoding="utf-8")), encoding="utf-8")
    archive = tmp_path / "variant.db"
    load_paths(archive, folder)
    lines = tmp_path / "variant.jsonl"
    lines.write_bytes(export(archive))
    command = [sys.executable, str(SCORE), str(GOLD), str(lines), "--json"]
    score: dict[str, Any] = json.loads(
        subprocess.run(command, capture_output=True, check=True, text=True).stdout
    )
    fallen = {f: score[f]["f"] for f in HEADERS if f not in missing and score[f]["f"] < 1}
    assert not fallen
