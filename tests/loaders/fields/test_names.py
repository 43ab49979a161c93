"""Names are told from headings, slogans and words that only look like them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lilun.loaders.fields.names import fold, name_score
from lilun.loaders.rules import rows

NAMES = [
    "张文博",
    "王海涛",
    "李秀英",
    "陈立群",
    "欧阳雪琴",
    "司马文博",
    "诸葛明",
    "慕容晓岚",
    "令狐远志",
    "上官婉晴",
    "赵光明",
    "刘志远",
    "周建章",
    "黄思齐",
    "何一鸣",
    "徐家骏",
    "孙玉明",
    "马振华",
    "胡雅婷",
    "郭子墨",
    "林德胜",
    "罗俊峰",
    "宋红霞",
    "唐国梁",
    "万晓东",
    "石磊",
    "白雪峰",
    "常志刚",
    "时玉宝",
    "左凤英",
    "车振明",
    "覃海燕",
    "丛明亮",
    "樊志强",
    "佟雪梅",
    "阎志军",
    "沈佩芳",
    "张丽",
    "王伟",
    "李明",
    "陈琳",
    "赵磊",
    "刘洋",
    "周敏",
    "吴静",
    "郑爽",
    "韩梅",
    "曹颖",
    "魏巍",
    "谢婷",
    "邹平川",
    "龚小燕",
    "梅晓云",
    "游志平",
    "陳志華",
    "劉麗娟",
]

FOREIGN_AND_MINORITY = [
    "阿不都热西提·买买提",
    "古丽娜尔·吐尔逊",
    "约翰·史密斯",
    "让·雅克·卢梭",
    "迪丽热巴・迪力木拉提",
    "扎西多吉",
    "次仁卓玛",
    "洛桑旦增",
    "乌云其其格",
    "娜仁高娃",
    "阿不都热西提",
]

NOT_NAMES = [
    "方向前进",
    "高质量发展",
    "成功之道",
    "文化自信",
    "理论",
    "思想",
    "管理",
    "金融",
    "时评",
    "时代",
    "党建",
    "学习",
    "温故",
    "高举旗帜",
    "解放思想",
    "经济",
    "社会",
    "法治",
    "农业",
    "文化",
    "关键",
    "安全",
    "石油",
    "黄金",
    "关于",
    "项目",
    "应对",
    "包容",
    "强国",
    "文明",
    "开放",
    "和平",
    "明确",
    "全面",
    "水利部",
    "商务部",
    "高校",
    "国际",
    "言论",
    "论坛",
    "言之有理",
    "杂谈",
    "纵横",
    "边疆",
    "农村",
    "新时代",
    "向未来",
    "何以为",
    "安全感",
    "方法论",
    "经济学",
    "全过程",
    "双循环",
    "从严治",
    "党中央",
    "解难题",
    "谋发展",
    "路线图",
    "时间表",
    "连心桥",
    "任务",
    "成果",
    "步伐",
    "包袱",
    "方略",
    "全局",
    "权威",
    "国家",
    "武装",
    "左右",
    "为什么",
    "怎么办",
    "三个必须",
    "人民至上",
    "凝心聚力",
    "守正创新",
    "一、",
    "第一",
    "2023",
    "ABC",
    "教授",
    "大学",
    "平安",
    "成功",
    "江山",
    "温度计",
    "高地",
    "家风",
    "牢记初心",
    "万众一心",
    "江山如画",
    "高屋建瓴",
    "温故知新",
    "白手起家",
    "金山银山",
    "花好月圆",
    "施工图",
    "牛鼻子",
    "常态化",
    "严字头",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_score_high(name: str) -> None:
    assert name_score(name) >= 0.5


@pytest.mark.parametrize("name", FOREIGN_AND_MINORITY)
def test_names_of_minorities_and_foreigners_score_high(name: str) -> None:
    assert name_score(name) >= 0.6


@pytest.mark.parametrize("text", NOT_NAMES)
def test_words_and_headings_score_low(text: str) -> None:
    assert name_score(text) < 0.5


@pytest.mark.parametrize("name", ["张 丽", "李 明", "张\u3000丽", "欧阳 明", "王 海 涛"])
def test_a_name_with_spaces_between_is_one_name(name: str) -> None:
    assert name_score(name) >= 0.5


def test_everyday_words_score_below_plain_names_of_the_same_length() -> None:
    assert name_score("向前") < name_score("方圆") < name_score("方琳")


@given(st.text())
def test_every_text_has_a_score(text: str) -> None:
    assert 0 <= name_score(text) <= 1


@given(st.text())
def test_folding_keeps_offsets(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_every_example_of_a_surname_is_a_name_with_that_surname() -> None:
    for row in rows("surnames"):
        assert row["example"].startswith(row["surname"])
        assert name_score(row["example"]) > 0.15, row


def test_every_example_of_a_minority_name_scores_as_a_name() -> None:
    for row in rows("minority_names"):
        assert name_score(row["example"]) >= 0.6, row
