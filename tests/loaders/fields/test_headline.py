"""Kicker, title, subtitle and column."""

from __future__ import annotations

import pytest
from lilun.loaders.fields.headline import Headline, read_headline


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([], Headline()),
        ([("title", "老渡口为什么要留下")], Headline(title="老渡口为什么要留下")),
        (
            [("title", "老渡口为什么留下"), ("title", "守住一江的记性")],
            Headline(title="老渡口为什么留下 守住一江的记性"),
        ),
        (
            [("title", "老渡口为什么留下\u3000 守住一江的记性")],
            Headline(title="老渡口为什么留下 守住一江的记性"),
        ),
        (
            [("kicker", "守住乡土记忆"), ("title", "老渡口为什么要留下"), ("subtitle", "——江边札记")],
            Headline("守住乡土记忆", "老渡口为什么要留下", "江边札记"),
        ),
        ([("title", "老渡口"), ("subtitle", "--江边札记")], Headline(title="老渡口", subtitle="江边札记")),
        ([("column", "【江边札记】"), ("title", "老渡口")], Headline(title="老渡口", column="江边札记")),
        ([("title", "让石阶说话（江边札记②）")], Headline(title="让石阶说话", column="江边札记②")),
        (
            [("title", "老渡口为什么要留下（江边札记）")],
            Headline(title="老渡口为什么要留下", column="江边札记"),
        ),
        ([("title", "（江边札记）")], Headline(title="（江边札记）")),
        ([("title", "■ 老渡口为什么要留下")], Headline(title="老渡口为什么要留下")),
    ],
)
def test_headlines(blocks: list[tuple[str, str]], expected: Headline) -> None:
    assert read_headline(blocks) == expected
