"""`lilun explain`: every block of a page with its role, and the HTML as text only."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from invented import FERRY, article, read_page, sheet
from lilun.loaders.cli import main
from lilun.loaders.explain import explain, html_page, terminal_lines

PAGE = sheet(article("老渡口为什么要留下", "陆闻笛", FERRY), "（作者系临江大学教授）")


def test_every_block_has_role_margin_and_reasons() -> None:
    page = read_page(PAGE)
    blocks = explain(page)
    assert [b.role for b in blocks] == ["title", "byline", *["paragraph"] * len(FERRY), "signoff"]
    assert {b.article for b in blocks} == {1}
    assert all(b.margin > 0 and b.runner_up != b.role and b.reasons for b in blocks)
    assert [b.line for b in blocks] == sorted(b.line for b in blocks)
    text = "\n".join(terminal_lines(blocks, page.notes))
    assert "老渡口为什么要留下" in text and "before" in text


def test_html_shows_markup_as_text() -> None:
    page = read_page(PAGE.replace("老渡口", "<script>渡口"))
    shown = html_page("06.txt", explain(page), page.notes, 100.0)
    assert "<script>" not in shown and 'class="doubt"' in shown


def test_the_command_writes_html_and_names_a_missing_page(tmp_path: Path) -> None:
    (tmp_path / "06.txt").write_text(PAGE, encoding="utf-8")
    out = tmp_path / "06.html"
    assert CliRunner().invoke(main, ["explain", str(tmp_path / "06.txt"), "--html", str(out)]).exit_code == 0
    assert "陆闻笛" in out.read_text(encoding="utf-8")
    missing = CliRunner().invoke(main, ["explain", str(tmp_path / "07.txt")])
    assert missing.exit_code == 1 and "there is no such file" in missing.output
