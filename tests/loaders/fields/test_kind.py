"""What kind of piece an article is."""

from __future__ import annotations

import pytest
from invented import FERRY
from lilun.loaders.fields.kind import read_kind
from lilun.loaders.rules import rows

BODY = list(FERRY)


def kind(*paragraphs: str, **parts: str) -> str:
    return read_kind(parts, [*paragraphs, *BODY], digest=False)


def test_every_example_is_of_its_kind() -> None:
    for row in rows("kinds"):
        example = row["example"]
        found = kind(example) if row["where"] == "body" else kind(**{row["where"]: example})
        assert found == row["kind"], row


def test_without_a_sign_it_is_an_essay() -> None:
    assert kind(title="老渡口为什么要留下", kicker="城市发展笔谈") == "essay"


def test_a_digest_is_one_whatever_it_looks_like() -> None:
    assert read_kind({"kicker": "短评"}, BODY, digest=True) == "digest"


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        (["（2012年6月20日）", "各位来宾、同志们："], "speech"),
        (["亲爱的同学们、老师们："], "speech"),
        (["尊敬的编辑：我家门口的渡口要拆了。"], "letter"),
        (["渡口论坛昨日闭幕", "本报讯（记者 陆闻笛）昨日……"], "news"),
        (["同志们常说，渡口是一座城的门。"], "essay"),
        (["问：渡口还在吗？", "答：在。", "问：谁在摆渡？", "答：老秦。"], "interview"),
    ],
)
def test_what_a_text_opens_with(paragraphs: list[str], expected: str) -> None:
    assert kind(*paragraphs) == expected
