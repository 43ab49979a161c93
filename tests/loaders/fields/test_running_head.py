"""What a page prints of itself."""

from __future__ import annotations

import pytest
from lilun.loaders.fields.running_head import RunningHead, read_running_head


@pytest.mark.parametrize(
    ("furniture", "expected"),
    [
        ([], RunningHead()),
        (["2031年5月6日 星期二 第7版 理论"], RunningHead("2031-05-06", "7", "理论")),
        (["二〇三一年五月十六日"], RunningHead("2031-05-16")),
        (["二○三一年十二月三十一日"], RunningHead("2031-12-31")),
        (["2031 年 5 月 6 日", "理论周刊 06"], RunningHead("2031-05-06", "6", "理论周刊")),
        (["A07版"], RunningHead(number="A07")),
        (["7"], RunningHead(number="7")),
        (["2031年13月6日"], RunningHead()),
        (["2031年2月30日 第7版"], RunningHead(number="7")),
        (["2031年5月6日", "2030年1月1日"], RunningHead("2031-05-06")),
        (["责任编辑：周一鸣"], RunningHead()),
        (["2031年5月6日" + "渡口的石阶还在" * 12], RunningHead()),
    ],
)
def test_running_heads(furniture: list[str], expected: RunningHead) -> None:
    assert read_running_head(furniture) == expected
