"""Documents: which titles in 《》 are policies, laws, reports and plans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lilun.loaders.fields.document import find_documents, is_document_title


@pytest.mark.parametrize(
    "title",
    [
        "中华人民共和国民法典",
        "反垄断法",
        "民法通则",
        "南山市数字乡村建设三年行动方案（2024—2026年）",
        "关于加强新时代老龄工作的意见",
        "政府工作报告",
        "中国共产党章程",
        "中国共产党纪律处分条例",
        "联合国气候变化框架公约",
        "世界人权宣言",
        "全国国土规划纲要（2016—2030年）",
        "决定",
        "关于修改《土地管理法》的决定",
        "促进大数据发展行动纲要",
        "灣區發展規劃",
        "城市轨道交通运营管理规定(试行)",
        "某市权责清单",
        "雅尔塔协定",
    ],
)
def test_documents(title: str) -> None:
    assert is_document_title(title)


@pytest.mark.parametrize(
    "title",
    [
        "光明日报",
        "资本论",
        "共产党宣言",
        "论语",
        "孙子兵法",
        "清明上河图",
        "红楼梦",
        "自然辩证法",
        "义勇军进行曲",
        "中国近代史纲要",
        "求是",
        "黑神话",
        "怎么办",
        "",
    ],
)
def test_no_documents(title: str) -> None:
    assert not is_document_title(title)


def test_what_follows_can_make_a_document() -> None:
    found = find_documents(
        [(1, "《某国的民主》白皮书发布。他作了题为《走好新路》的报告。《走远路》这本书很好。")]
    )
    assert [d.title for d in found] == ["某国的民主", "走好新路"]


def test_each_title_once_with_its_first_place() -> None:
    paragraphs = [
        (0, "《关于深化教育改革的决定》印发。"),
        (2, "《决定》提出新要求，《决定》要求落实《关于深化教育改革的决定》。"),
    ]
    first, second = find_documents(paragraphs)
    assert (first.title, first.paragraph, first.short) == ("关于深化教育改革的决定", 0, False)
    assert (second.title, second.paragraph, second.short) == ("决定", 2, True)
    assert paragraphs[1][1][second.start : second.end] == "《决定》"


def test_a_title_within_a_title() -> None:
    (found,) = find_documents(
        [(1, "通过了《关于〈章程（修正案）〉的决议》和《关于修改《选举法》的决定》。")][:1]
    )[:1]
    assert found.title == "关于〈章程（修正案）〉的决议"


@given(st.lists(st.text(alphabet="《》〈〉（）甲乙决定法报告\n", max_size=60), max_size=3))
def test_never_raises_and_slices(paragraphs: list[str]) -> None:
    for found in find_documents(list(enumerate(paragraphs))):
        assert paragraphs[found.paragraph][found.start : found.end] == f"《{found.title}》"
