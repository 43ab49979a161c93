"""Citations: the table of invented sentences, articles of several paragraphs, and what must hold for all text."""

from __future__ import annotations

import csv
import time
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lilun.loaders.fields.citation import Citation, find_citations

_TABLE = Path(__file__).with_name("citations.csv")


def _cases() -> list[tuple[str, list[tuple[str, ...]]]]:
    """Each sentence with its citations in order; none for a sentence that cites nobody."""
    with _TABLE.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [
        (text, [tuple(list(row.values())[1:]) for row in group if row["mode"]])
        for text, group in groupby(rows, key=lambda row: row["text"])
    ]


def _row(c: Citation) -> tuple[str, ...]:
    voice = c.speaker or c.voice or ""
    return (
        c.mode,
        c.source,
        c.source_kind,
        c.verb,
        c.quote,
        voice,
        c.occasion or "",
        c.date_as_printed or "",
    )


def _article(*paragraphs: str) -> list[Citation]:
    return find_citations(list(enumerate(paragraphs, 1)))


@pytest.mark.parametrize(
    ("text", "expected"), _cases(), ids=lambda value: value[:24] if isinstance(value, str) else ""
)
def test_sentence(text: str, expected: list[tuple[str, ...]]) -> None:
    assert [_row(c) for c in find_citations([(1, text)])] == expected


def test_the_table_holds_both_kinds() -> None:
    cases = _cases()
    assert sum(bool(expected) for _, expected in cases) >= 120
    assert sum(not expected for _, expected in cases) >= 60


def test_spans_name_source_cue_and_content() -> None:
    text = "2019年，习近平总书记在甘肃考察时指出，“石窟是瑰宝”，并强调“要好好守护它”。"
    first, second = find_citations([(3, text)])
    assert [(s.part, s.paragraph, text[s.start : s.end]) for s in first.spans] == [
        ("source", 3, "习近平总书记"),
        ("cue", 3, "指出"),
        ("content", 3, "石窟是瑰宝"),
    ]
    assert [text[s.start : s.end] for s in second.spans] == ["习近平总书记", "强调", "要好好守护它"]
    assert (first.attribution, second.attribution) == ("习近平总书记在甘肃考察时指出", "并强调")
    assert (second.speaker, second.occasion, second.date_as_printed) == ("习近平", "甘肃考察", "2019年")
    assert (first.place, first.rule, second.rule) == ("甘肃", "source and cue", "second cue")


@pytest.mark.parametrize(
    ("text", "attribution"),
    [
        (
            "日前，习近平总书记在海南考察期间，听取省委工作汇报后强调，“要向海图强”。",
            "习近平总书记在海南考察期间，听取省委工作汇报后强调",
        ),
        ("在谈到水利时毛泽东同志说：“水利是命脉。”", "在谈到水利时毛泽东同志说"),
        ("正如列宁所指出的那样，“学习学习再学习”。", "列宁所指出的那样"),
        ("全会提出，要“守正创新”。", "全会提出，要"),
        ("党的十九大报告把“建设美丽中国”写入奋斗目标。", "党的十九大报告把"),
        ("毛泽东同志告诫全党：“务必保持谦虚。”", "毛泽东同志告诫全党"),
    ],
)
def test_attribution(text: str, attribution: str) -> None:
    assert find_citations([(1, text)])[0].attribution == attribution


def test_a_quotation_runs_over_paragraphs() -> None:
    (cited,) = _article(
        "毛泽东同志指出：“困难的时候要看到成绩。", "“道路是曲折的，前途是光明的。”这段话常读常新。"
    )
    assert cited.quote == "困难的时候要看到成绩。\n道路是曲折的，前途是光明的。"
    assert [(s.part, s.paragraph) for s in cited.spans][2:] == [("content", 1), ("content", 2)]


def test_a_lost_closing_mark_ends_with_the_sentence() -> None:
    (cited,) = _article("习近平总书记强调，“青年要担当。这是时代的召唤。", "另起一段。")
    assert cited.quote == "青年要担当。"


def test_short_forms_lead_back() -> None:
    decision = "中共中央关于全面深化财税改革的决定"
    cited = _article(
        f"党的二十一届三中全会通过《{decision}》。习近平总书记到会讲话。",
        "《决定》提出，健全现代预算制度。全会强调，“改革没有完成时”。总书记强调，“要算大账”。他指出，“要算长远账”。",
    )
    assert [c.document for c in cited] == [decision, None, None, None]
    assert [c.voice for c in cited] == [None, "党的二十一届三中全会", None, None]
    assert [c.speaker for c in cited] == [None, None, "习近平", "习近平"]
    assert cited[0].occasion == "党的二十一届三中全会"


def test_he_goes_on_with_the_same_speech() -> None:
    first, second, third = _article(
        "2014年3月，习近平主席在巴黎中法论坛上说：“文明因互鉴而丰富。”他指出，文明是平等的。",
        "总书记还强调，“要敞开大门”。",
    )
    assert (first.occasion, first.date_as_printed) == (second.occasion, second.date_as_printed)
    assert third.occasion is None


def test_the_report_is_known_by_its_congress() -> None:
    first, second = _article("党的十八大报告提出，建设生态文明。报告强调，“美丽中国是目标”。")
    assert (
        (first.source_kind, first.occasion)
        == (second.source_kind, second.occasion)
        == ("report", "党的十八大")
    )


_SIGNS = st.sampled_from(
    [
        *"“”‘’「」\"'《》（），。：；！？、—… 　\n",
        *[
            "习近平总书记",
            "他",
            "会议",
            "全会",
            "《决定》",
            "指出",
            "强调",
            "提出",
            "要求",
            "说",
            "并",
            "在",
            "时",
            "把",
            "作为",
            "了",
            "的",
            "A",
            "9",
            "2022年8月",
            "考察",
        ],
        *[
            "要加强",
            "理念",
            "古人云",
            "甲乙丙丁戊己",
            "党的二十大报告",
            "王教授",
            "告诫全党",
            "引用",
            "省委书记",
            "时任",
            "召开的",
        ],
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(_SIGNS, max_size=40).map("".join) | st.text(max_size=60), max_size=3))
def test_never_raises_and_spans_slice(paragraphs: list[str]) -> None:
    for cited in find_citations(list(enumerate(paragraphs))):
        parts = [s.part for s in cited.spans]
        assert parts[:2] == ["source", "cue"]
        assert set(parts[2:]) == {"content"}
        texts = [paragraphs[s.paragraph][s.start : s.end] for s in cited.spans]
        assert texts[0] == cited.source
        assert texts[1] == cited.verb
        assert "\n".join(texts[2:]) == cited.quote
        assert all(0 <= s.start < s.end for s in cited.spans)
        assert cited.mode in ("direct", "indirect", "partial")


@pytest.mark.parametrize(
    "unit", ["总书记说", "说“", "他强调，“甲乙丙丁戊”，", "常", "在中上时", "《甲》说", "“‘", "会议强调"]
)
def test_time_is_linear(unit: str) -> None:
    def seconds(length: int) -> float:
        text = (unit * length)[:length]
        start = time.process_time()
        find_citations([(1, text)])
        return time.process_time() - start

    seconds(500)
    short, long = (min(seconds(n) for _ in range(4)) for n in (1_500, 6_000))
    assert long < 8 * short + 0.05  # four times the text; quadratic would be sixteen


def test_a_pronoun_does_not_reach_past_somebody_without_a_name() -> None:
    leader = "习近平总书记指出，“生态环境没有替代品”。"
    for words in (
        "有一位学化学的姑娘，她说，自己喝这江水长大。",
        "一位老支书回到家乡，他说，自己喝这江水长大。",
    ):
        found = find_citations([(1, leader), (2, words)])
        assert [c.quote for c in found] == ["生态环境没有替代品"]
    found = find_citations([(1, "毛泽东同志十分重视调查。他指出，没有调查就没有发言权。")])
    assert [c.speaker for c in found] == ["毛泽东"]
