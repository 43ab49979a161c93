"""Date phrases: a table of what each means, and what must hold of every text."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st
from lilun.loaders.fields.date import Days, days_edtf, find_dates, infer_issue, read_date, read_edtf
from lilun.loaders.fields.date_words import EVENTS, RULES, fold
from lilun.loaders.fields.edtf import edtf_bounds


def day(text: str) -> Days:
    only = date.fromisoformat(text)
    return Days(only, only)


SPRING = day("2025-04-16")  # a Wednesday

# Phrase and EDTF; these mean the same whatever the issue, and without one.
ABSOLUTE = {
    "2025": None,
    "2022年8月": "2022-08",
    "2022年": "2022",
    "2022年8月16日": "2022-08-16",
    "2025年04月07日": "2025-04-07",
    "2025年4月7日 星期一": "2025-04-07",
    "2025年4月7日（星期一）": "2025-04-07",
    "2022 年 8 月 16 日": "2022-08-16",
    "２０２３年８月": "2023-08",
    "二〇二三年八月": "2023-08",
    "二0二三年八月": "2023-08",
    "二○二三年八月": "2023-08",
    "二零二三年八月": "2023-08",
    "二Ｏ二三年八月": "2023-08",
    "一九七八年十二月十八日": "1978-12-18",
    "一九九二年元月": "1992-01",
    "二〇二四年二月二十九日": "2024-02-29",
    "2000年2月29日": "2000-02-29",
    "1900年2月29日": None,
    "2023年2月29日": None,
    "2024年2月30日": None,
    "2月30日": None,
    "13月": None,
    "2023年13月": None,
    "2023年0月": None,
    "6月31日": None,
    "2023年8月32日": None,
    "2025-04-07": "2025-04-07",
    "2025.4.7": "2025-04-07",
    "2025/4/31": None,
    "2022年8月份": "2022-08",
    "2023年度": "2023",
    "公元1840年": "1840",
    "公元前221年": None,
    "公元618年": "0618",
    "1998年夏": "1998-06/1998-08",
    "2012年的春天": "2012-03/2012-05",
    "1935年冬": "1935-12/1936-02",
    "2023年初": "2023-01/2023-02",
    "2023年年底": "2023-11/2023-12",
    "2023年底": "2023-11/2023-12",
    "2023年末": "2023-11/2023-12",
    "2024年上半年": "2024-01/2024-06",
    "2024年下半年": "2024-07/2024-12",
    "2024年一季度": "2024-01/2024-03",
    "2024年第四季度": "2024-10/2024-12",
    "2024年前三季度": "2024-01/2024-09",
    "2023年8月初": "2023-08-01/2023-08-10",
    "2023年8月中旬": "2023-08-11/2023-08-20",
    "2023年2月下旬": "2023-02-21/2023-02-28",
    "2024年2月底": "2024-02-21/2024-02-29",
    "2024年3月上半月": "2024-03-01/2024-03-15",
    # ranges
    "2023—2025年": "2023/2025",
    "2023-2025年": "2023/2025",
    "2023至2025年": "2023/2025",
    "２０２３－２０２５年": "2023/2025",
    "1949年至1978年": "1949/1978",
    "1978年到1992年": "1978/1992",
    "2022年8月16日至17日": "2022-08-16/2022-08-17",
    "2022年8月16日—9月2日": "2022-08-16/2022-09-02",
    "2022年8月16日至2023年1月3日": "2022-08-16/2023-01-03",
    "2023年1月至3月": "2023-01/2023-03",
    "2023年1—6月": "2023-01/2023-06",
    "2023年11月至3月": "2023-11/2024-03",
    "2025年1月22-24日": "2025-01-22/2025-01-24",
    "一九四九年至一九五六年": "1949/1956",
    # open intervals
    "2012年以来": "2012/..",
    "自2012年以来": "2012/..",
    "2018年至今": "2018/..",
    "1978年以后": "1978/..",
    "2023年3月以来": "2023-03/..",
    "2024年1月1日起": "2024-01-01/..",
    "1949年以前": "../1948",
    "2030年前": "../2029",
    "2024年5月1日之前": "../2024-04-30",
    "1978年前后": "1977/1979",
    "党的二十大以来": "2022-10-16/..",
    "党的二十大召开以来": "2022-10-16/..",
    "党的十八大以来": "2012-11-08/..",
    "自党的十八大以来": "2012-11-08/..",
    "十九大以来": "2017-10-18/..",
    "党的七大以来": "1945-04-23/..",
    "党的十一届三中全会以来": "1978-12-18/..",
    "党的二十届三中全会": "2024-07-15/2024-07-18",
    "党的第二十次全国代表大会": "2022-10-16/2022-10-22",
    "党的二十大": "2022-10-16/2022-10-22",
    "改革开放以来": "1978-12-18/..",
    "改革开放40多年来": "1978-12-18/..",
    "改革开放以前": "../1978-12-17",
    "新中国成立以来": "1949-10-01/..",
    "新中国成立后": "1949-10-01/..",
    "新中国成立70多年来": "1949-10-01/..",
    "新中国成立前": "../1949-09-30",
    "新中国成立75周年": "2024-10-01",
    "新中国成立七十周年之际": "2019-10-01",
    "中国共产党成立100周年": "2021-07",
    "建党以来": "1921-07/..",
    "建国以来": "1949-10-01/..",
    "新世纪以来": "2000/..",
    "进入新世纪以来": "2000/..",
    "新时代以来": "2012-11-08/..",
    # periods
    "“十四五”时期": "2021/2025",
    "“十四五”期间": "2021/2025",
    "“十五五”时期": "2026/2030",
    "“十五”期间": "2001/2005",
    "“一五”时期": "1953/1957",
    "「十三五」時期": "2016/2020",
    "“十四五”末": "2025",
    "“十四五”开局之年": "2021",
    "“十四五”规划": None,
    "“十四五”规划收官之年": "2025",
    "2025年全国两会期间": "2025-03",
    "2020年全国两会": "2020-05",
    "2023年7月中下旬": "2023-07-11/2023-07-31",
    "五四时期": "1915/1921",
    "延安时期": "1935-10/1948-03",
    "抗日战争时期": "1931-09-18/1945-09-02",
    "“文化大革命”期间": "1966-05/1976-10",
    "民国时期": "1912/1949-09-30",
    "新民主主义革命时期": "1919-05-04/1949-09-30",
    "遵义会议以后": "1935-01-15/..",
    "九一八事变": "1931-09-18",
    # decades and centuries
    "20世纪80年代": "198X",
    "二十世纪八十年代": "198X",
    "20世纪80年代初": "1980/1983",
    "20世纪80年代末": "1987/1989",
    "20世纪90年代中期": "1993/1996",
    "20世纪八九十年代": "198X/199X",
    "1980年代": "198X",
    "一九八〇年代": "198X",
    "20世纪70年代以来": "1970/..",
    "19世纪中叶": "1840/1869",
    "20世纪上半叶": "1900/1949",
    "20世纪初": "1900/1919",
    "19世纪末": "189X",
    "21世纪": "20XX",
    "二十一世纪以来": "2000/..",
    # reigns
    "民国元年": "1912",
    "民国二十六年": "1937",
    "民国二十六年七月七日": "1937-07-07",
    "中華民國三十四年八月": "1945-08",
    "民国三十九年": None,
    "光绪二十四年": "1898",
    "光绪二十四年八月初六": "1898-09-21",
    "宣统三年": "1911",
    "宣统三年八月十九": "1911-10-10",
    "宣统四年": None,
    "康熙六十一年": "1722",
    "乾隆元年": "1736",
    "道光二十年": "1840",
    "贞观十九年": "0645",
    "康熙年间": "1662/1722",
    # lunar days and feasts of a printed year
    "2025年春节": "2025-01-29",
    "2024年除夕": "2024-02-09",
    "1978年春节": "1978-02-07",
    "2025年春节前夕": "2025-01-22/2025-01-28",
    "2025年春节期间": "2025-01-28/2025-02-04",
    "2024年元宵节": "2024-02-24",
    "2024年清明": "2024-04-04",
    "2023年清明节": "2023-04-05",
    "2020年端午节": "2020-06-25",
    "2023年七夕": "2023-08-22",
    "2020年中秋": "2020-10-01",
    "2023年重阳节": "2023-10-23",
    "2025年腊八": "2025-01-07",
    "2024年冬至": "2024-12-21",
    "2025年元旦": "2025-01-01",
    "2024年国庆期间": "2024-10-01/2024-10-07",
    "2024年国庆节": "2024-10-01",
    "2023年“五一”": "2023-05-01",
    "2023年“六一”国际儿童节前夕": "2023-05-25/2023-05-31",
    "2023年教师节": "2023-09-10",
    "2025年正月初五": "2025-02-02",
    "2025年农历八月十五": "2025-10-06",
    "2025年闰六月初三": "2025-07-27",
    "2024年闰六月初三": None,
    "2025年农历十三月": None,
    "2024年正月": "2024-02-10/2024-03-09",
}

# Phrase and EDTF for an issue of 16 April 2025; without an issue they have no EDTF.
RELATIVE = {
    "今年": "2025",
    "去年8月": "2024-08",
    "去年的8月": "2024-08",
    "去年8月16日": "2024-08-16",
    "去年年底": "2024-11/2024-12",
    "去年底": "2024-11/2024-12",
    "今年年初": "2025-01/2025-02",
    "今年初": "2025-01/2025-02",
    "今年上半年": "2025-01/2025-06",
    "去年四季度": "2024-10/2024-12",
    "前年秋天": "2023-09/2023-11",
    "大前年": "2022",
    "明年一季度": "2026-01/2026-03",
    "今年以来": "2025/..",
    "今年2月29日": None,
    "去年2月29日": "2024-02-29",
    "今春": "2025-03/2025-05",
    "去冬": "2024-12/2025-02",
    "今年1至3月": "2025-01/2025-03",
    "去年11月到今年2月": "2024-11/2025-02",
    "8月": "2024-08",
    "3月": "2025-03",
    "4月": "2025-04",
    "12月2日": "2024-12-02",
    "4月16日": "2025-04-16",
    "4月17日": "2024-04-17",
    "2月29日": "2024-02-29",
    "1月22日至24日": "2025-01-22/2025-01-24",
    "12月30日至1月2日": "2024-12-30/2025-01-02",
    "8月初": "2024-08-01/2024-08-10",
    "3月中旬": "2025-03-11/2025-03-20",
    "15日": "2025-04-15",
    "24日": "2025-03-24",
    "上月底": "2025-03-21/2025-03-31",
    "上月": "2025-03",
    "上个月15日": "2025-03-15",
    "本月5日": "2025-04-05",
    "本月31日": None,
    "本月初": "2025-04-01/2025-04-10",
    "下个月": "2025-05",
    "昨天": "2025-04-15",
    "昨日": "2025-04-15",
    "上周三": "2025-04-09",
    "本周一": "2025-04-14",
    "上周": "2025-04-07/2025-04-13",
    "上周末": "2025-04-12/2025-04-13",
    "下周一": "2025-04-21",
    "星期五": "2025-04-11",
    "上半年": "2025-01/2025-06",
    "三季度": "2024-07/2024-09",
    "前三季度": "2024-01/2024-09",
    "一至三季度": "2024-01/2024-09",
    "前5个月": "2024-01/2024-05",
    "今年全国两会": "2025-03",
    "二月二": "2025-03-01",
    "年初": "2025-01/2025-02",
    "年底": "2024-11/2024-12",
    "月初": "2025-04-01/2025-04-10",
    "日前": "2025-04-02/2025-04-16",
    "近日": "2025-04-02/2025-04-16",
    "前不久": "2025-01-14/2025-04-16",
    "不久前": "2025-01-14/2025-04-16",
    "最近": "2025-03-16/2025-04-16",
    "近期": "2025-02-13/2025-04-16",
    "近年来": "2020-04-16/2025-04-16",
    "近三年来": "2022/2025",
    "过去五年": "2020/2025",
    "三年前": "2022",
    "10天前": "2025-04-06",
    "两个月前": "2025-02",
    "春节": "2025-01-29",
    "今年春节前夕": "2025-01-22/2025-01-28",
    "去年春节": "2024-02-10",
    "春节前夕": "2025-01-22/2025-01-28",
    "除夕": "2025-01-28",
    "去年除夕": "2024-02-09",
    "清明节": "2025-04-04",
    "去年清明": "2024-04-04",
    "去年端午": "2024-06-10",
    "中秋节前夕": "2024-09-10/2024-09-16",
    "国庆期间": "2024-10-01/2024-10-07",
    "正月初五": "2025-02-02",
    "大年初三": "2025-01-31",
    "腊月二十三": "2025-01-22",
    "农历正月十五": "2025-02-12",
    "本世纪初": "2000/2019",
    "上世纪80年代": "198X",
    "上个世纪九十年代": "199X",
    "上世纪末": "199X",
    "80年代": "198X",
    "八十年代初": "1980/1983",
    "乙巳年": "2025",
    "戊戌年": "2018",
    "七八年十二月": "1978-12",
}


@pytest.mark.parametrize(("phrase", "edtf"), ABSOLUTE.items())
@pytest.mark.parametrize("issue", [None, SPRING], ids=["no issue", "issue"])
def test_absolute_phrases(phrase: str, edtf: str | None, issue: Days | None) -> None:
    read = read_date(phrase, issue)
    assert (read and read.edtf) == edtf


@pytest.mark.parametrize(("phrase", "edtf"), RELATIVE.items())
def test_relative_phrases(phrase: str, edtf: str | None) -> None:
    read = read_date(phrase, SPRING)
    assert (read and read.edtf) == edtf


@pytest.mark.parametrize("phrase", [phrase for phrase, edtf in RELATIVE.items() if edtf])
def test_relative_phrases_without_an_issue_are_found_but_have_no_days(phrase: str) -> None:
    read = read_date(phrase, None)
    assert read is not None
    assert (read.edtf, read.earliest, read.latest) == ("", None, None)


@pytest.mark.parametrize(
    "phrase", [p for p, e in (ABSOLUTE | RELATIVE).items() if e is None and p not in ("2025", "“十四五”规划")]
)
def test_no_part_of_an_impossible_date_is_found(phrase: str) -> None:
    assert find_dates(f"会议于{phrase}召开。", SPRING) == []


def test_the_tables_hold_150_phrases() -> None:
    assert len(ABSOLUTE) + len(RELATIVE) >= 150


YEAR_2023 = Days(date(2023, 1, 1), date(2023, 12, 31))


@pytest.mark.parametrize(
    ("phrase", "issue", "edtf"),
    [
        ("去年8月", YEAR_2023, "2022-08"),
        ("今年3月5日", YEAR_2023, "2023-03-05"),
        ("8月", YEAR_2023, "2022-08/2023-08"),
        ("今年春节前夕", YEAR_2023, "2023-01-15/2023-01-21"),
        ("今年2月29日", YEAR_2023, None),
        ("今年2月29日", Days(date(2023, 6, 1), date(2025, 6, 1)), "2024-02-29"),
        ("本月31日", Days(date(2025, 4, 1), date(2025, 5, 31)), "2025-05-31"),
        ("上月底", Days(date(2025, 4, 1), date(2025, 5, 31)), "2025-03-21/2025-04-30"),
        ("日前", Days(date(2025, 4, 1), date(2025, 4, 30)), "2025-03-18/2025-04-30"),
        ("春节", day("2025-01-20"), "2024-02-10"),
        ("春节前夕", day("2025-01-25"), "2025-01-22/2025-01-28"),
        ("2月29日", day("2000-02-28"), "1996-02-29"),
        ("30日", day("2025-03-02"), "2025-01-30"),
        ("五八年三月", day("1962-05-01"), "1958-03"),
        ("80年代", day("1978-05-01"), "188X"),
        ("本世纪初", day("1978-05-01"), "1900/1919"),
        ("今冬", day("2024-12-02"), "2024-12/2025-02"),
    ],
)
def test_other_issues_and_uncertain_ones(phrase: str, issue: Days, edtf: str | None) -> None:
    read = read_date(phrase, issue)
    assert (read and read.edtf) == edtf


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022年8月，他到县里调研；同年底，方案印发。", ["2022-08", "2022-11/2022-12"]),
        ("1978年5月，讨论展开。当年12月，全会召开。次年1月，试点铺开。", ["1978-05", "1978-12", "1979-01"]),
        ("当年，他还是学生。", []),
        ("1949年9月21日开幕，同月30日闭幕。次日，举行大典。", ["1949-09-21", "1949-09-30", "1949-10-01"]),
        ("2012年11月29日提出；12月4日通过。", ["2012-11-29", "2012-12-04"]),
        ("2012年11月29日提出。12月4日通过。", ["2012-11-29", "2024-12-04"]),
        ("2024年3月5日开幕，11日闭幕。", ["2024-03-05", "2024-03-11"]),
        ("本报北京4月10日电 记者11日获悉", ["2025-04-10", "2025-04-11"]),
        ("从2012年到2022年，十年间变化巨大", ["2012/2022"]),
        ("展会将于9月举行", ["2025-09"]),
        ("春节将至，年味渐浓", ["2026-02-17"]),
        ("在党的二十大报告中指出", ["2022-10-16/2022-10-22"]),
        ("党的二十大、二十届三中全会精神", ["2022-10-16/2022-10-22", "2024-07-15/2024-07-18"]),
        ("日前召开的会议指出，近年来我省经济向好", ["2025-04-02/2025-04-16", "2020-04-16/2025-04-16"]),
    ],
)
def test_dates_in_a_text(text: str, expected: list[str]) -> None:
    assert [found.edtf for found in find_dates(text, SPRING)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "用3年时间打基础，10天后见分晓",
        "历时5个月，走访12个村",
        "电话：024-23861234 13912345678",
        "载《求索》第3期第25页",
        "十月革命一声炮响",
        "省委十三届二中全会审议通过",
        "抓好党的三大作风建设",
        "党的一大批优秀干部",
        "距今2000年的历史",
        "出口额达30日元",
        "15日内答复，连续7日无雨",
        "目前，目标就在眼前",
        "一年之计在于春，一日之计在于晨",
        "十几年如一日，三五年见成效",
        "近期目标与远期目标",
        "1998.5万元",
        "坚持以人民为中心的发展思想",
        "实现“四个现代化”和“三个代表”",
        "最近发展区理论",
        "第二天堂",
        "一百多年来",
        "省两会期间",
        "增长2025.3%",
        "全年完成投资",
        "七八个月、两三年",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert [found.text for found in find_dates(text, SPRING)] == []


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("2022年8月", "absolute"),
        ("去年8月", "relative"),
        ("日前", "vague"),
        ("“十四五”时期", "period"),
        ("春节", "feast"),
        ("2012年以来", "open"),
        ("党的二十大", "event"),
    ],
)
def test_kinds(phrase: str, kind: str) -> None:
    read = read_date(phrase, SPRING)
    assert read is not None and read.kind == kind and read.rule


def test_the_whole_phrase_or_nothing() -> None:
    assert read_date("2022年8月的一天", SPRING) is None
    assert read_date("", SPRING) is None
    assert read_date(" 在2022年8月 ", None) == find_dates(" 在2022年8月 ", None)[0]


# ---- EDTF ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", "2025-01-01", "2025-12-31"),
        ("2022-08", "2022-08-01", "2022-08-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025-01-22/2025-01-24", "2025-01-22", "2025-01-24"),
        ("2021/2025", "2021-01-01", "2025-12-31"),
        ("198X", "1980-01-01", "1989-12-31"),
        ("19XX", "1900-01-01", "1999-12-31"),
    ],
)
def test_read_edtf(text: str, first: str, last: str) -> None:
    assert read_edtf(text) == Days(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is no EDTF date"),
        ("2025年", "is no EDTF date"),
        ("2025-02-30", "no calendar has"),
        ("2025-13", "no calendar has"),
        ("2025/2021", "ends before it begins"),
        ("2022-10-16/..", "open end"),
        ("../..", "open at both ends"),
    ],
)
def test_read_edtf_says_what_is_wrong(text: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        read_edtf(text)


@given(st.dates(), st.dates())
def test_days_and_their_edtf_are_one(a: date, b: date) -> None:
    days = Days(min(a, b), max(a, b))
    assert read_edtf(days_edtf(days)) == days


@pytest.mark.parametrize("edtf", sorted({e for e in (ABSOLUTE | RELATIVE).values() if e}))
def test_our_edtf_is_edtf(edtf: str) -> None:
    def iso(moment: time.struct_time) -> str:
        return f"{moment.tm_year:04d}-{moment.tm_mon:02d}-{moment.tm_mday:02d}"

    theirs = parse_edtf(edtf)
    first, last = edtf_bounds(edtf)
    if first:
        assert iso(theirs.lower_strict()) == first.isoformat()
    if last:
        assert iso(theirs.upper_strict()) == last.isoformat()


# ---- the issue from its own text -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mentions", "first", "last"),
    [
        ([("2022-08", "去年8月")], "2023-01-01", "2023-12-31"),
        ([("2022-08", "今年8月"), ("2022-08", "8月")], "2022-08-01", "2022-12-31"),
        ([("2022-08", "8月")], "2022-08-01", "2023-07-31"),
        ([("2022-08", "去年8月"), ("2023-03-05/2023-03-13", "上月")], "2023-04-01", "2023-04-30"),
        ([("2025-01-22/2025-01-24", "今年春节前夕"), ("2025-01-22", "上月底")], "2025-02-01", "2025-02-28"),
        ([("2025-01-22/2025-01-24", "日前")], "2025-01-22", "2025-02-07"),
        ([("2024-02-29", "去年2月29日")], "2025-01-01", "2025-12-31"),
        ([("2022-08-16", "昨天")], "2022-08-17", "2022-08-17"),
    ],
)
def test_infer_issue(mentions: list[tuple[str, str]], first: str, last: str) -> None:
    inferred = infer_issue(mentions)
    assert inferred is not None
    assert inferred.days == Days(date.fromisoformat(first), date.fromisoformat(last))
    assert inferred == infer_issue(reversed(mentions))
    assert set(inferred.evidence) == set(mentions)


def test_infer_issue_without_evidence_or_with_evidence_that_clashes() -> None:
    assert infer_issue([("2022-08", "2022年8月"), ("2022-08", "在辽河边")]) is None
    clash = infer_issue([("2022-08", "去年8月"), ("2024-08", "去年8月")])
    assert clash is not None and clash.days is None and len(clash.evidence) == 2


SURE = st.sampled_from([p for p, e in RELATIVE.items() if e and "以来" not in e and "/.." not in e])


@settings(deadline=None, max_examples=150)
@given(SURE, st.dates(date(1950, 1, 1), date(2040, 12, 31)))
def test_the_inferred_interval_holds_the_issue(phrase: str, issue: date) -> None:
    read = read_date(phrase, Days(issue, issue))
    if read and read.latest:
        inferred = infer_issue([(read.edtf, phrase)])
        assert inferred and inferred.days and inferred.days.earliest <= issue <= inferred.days.latest


# ---- what must hold of every text ----------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *ABSOLUTE,
        *RELATIVE,
        *"年月日号0123456789一二三四五六七八九十〇廿初上下本今去前后当同春节",
        *"至到—-。，, \n农历闰正腊世纪代以来周天个第“”公元民国光绪",
    ]
)
TEXTS = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=40)
ISSUES = st.none() | st.tuples(st.dates(), st.integers(0, 800)).map(
    lambda p: Days(p[0], p[0] + timedelta(min(p[1], (date.max - p[0]).days)))
)


@settings(deadline=None, max_examples=400)
@given(TEXTS, ISSUES)
def test_every_text(text: str, issue: Days | None) -> None:
    end = 0
    for found in find_dates(text, issue):
        assert end <= found.start < found.end
        assert found.text == text[found.start : found.end]
        end = found.end
        if found.edtf:
            assert edtf_bounds(found.edtf) == (found.earliest, found.latest)
            assert found.earliest or found.latest
            if found.earliest and found.latest:
                assert found.earliest <= found.latest
        else:
            assert issue is None and found.earliest is None and found.latest is None


@settings(deadline=None, max_examples=100)
@given(SURE, st.dates(date(1950, 1, 1), date(2040, 1, 1)), st.integers(0, 500))
def test_an_uncertain_issue_gives_the_hull_of_its_days(phrase: str, first: date, length: int) -> None:
    last = first + timedelta(length)
    whole = read_date(phrase, Days(first, last))
    for middle in {first, first + timedelta(length // 2), last}:
        one = read_date(phrase, Days(middle, middle))
        if one and one.earliest and one.latest:
            assert whole and whole.earliest and whole.latest
            assert whole.earliest <= one.earliest and one.latest <= whole.latest


def test_a_paragraph_takes_less_than_a_millisecond() -> None:
    text = (
        "2022年8月，课题组赴东部三市调研。近年来，各地坚持把创新摆在突出位置，党的二十大以来成效更为明显，"
        "一批重大项目落地，十个园区、三百家企业受益，今年一季度全市规模以上工业增加值同比增长百分之六点五。"
    ) * 5
    find_dates(text, SPRING)
    best = min(_timed(text) for _ in range(20))
    assert best * 500 / len(text) < 0.003  # seconds; three times the aim, for a busy machine


def _timed(text: str) -> float:
    begin = time.perf_counter()
    find_dates(text, SPRING)
    return time.perf_counter() - begin


def test_long_runs_of_numerals_take_linear_time() -> None:
    for run in ("1" * 20000, "十" * 20000, "年月日" * 7000, "2023年" * 5000, "—" * 20000, "一 " * 10000):
        begin = time.perf_counter()
        find_dates(run, SPRING)
        assert time.perf_counter() - begin < 3


# ---- the rules are data ----------------------------------------------------------------------------


def test_every_event_row_reads_its_example() -> None:
    import csv

    with (RULES / "date_events.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            read = read_date(row["example"], SPRING)
            assert read is not None, row["example"]
            assert read.edtf.partition("/")[0] == row["edtf"].partition("/")[0], row["example"]


def test_every_rule_reads_its_example() -> None:
    import tomllib

    table = tomllib.loads((RULES / "dates.toml").read_text(encoding="utf-8"))
    rows = [row for rows in table.values() if isinstance(rows, list) for row in rows]
    assert len(rows) > 80
    for row in rows:
        assert row["example"], row
        folded = fold(row["example"])
        assert any(fold(word) in folded for word in row["words"]), row["example"]
        # Words for what stands before need it: their examples hold the date that they refer to.
        assert find_dates(row["example"], SPRING), row["example"]


def test_no_name_is_given_to_two_events() -> None:
    names = [word.text for word in EVENTS.all]
    assert len(names) == len(set(names))
