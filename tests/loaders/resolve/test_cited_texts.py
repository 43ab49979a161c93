"""Which text or meeting a mention names, and the days that the export gives it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from invented import FERRY, article
from lilun.loaders.export import export_articles
from lilun.loaders.pipeline import load
from lilun.loaders.sources.manifest import PageFile, PageMetadata
from lilun.schema.engine import open_to_read

WORDS = "“渡口的路要一步一步走，急不得也慢不得”"


@pytest.fixture
def cited(archive: Path, pages: Path) -> Callable[..., dict[str, Any]]:
    """The last citation of a page that holds a sentence."""

    def read(sentence: str, day: str = "2024-05-14") -> dict[str, Any]:
        path = pages / "page.md"
        body = (FERRY[0], sentence + FERRY[1], FERRY[2])
        path.write_text(article("老渡口为什么要留下", "陆闻笛", body), encoding="utf-8")
        assert (
            load(archive, [PageFile(path, "page.md", PageMetadata("临江日报", day, "7"))]).count("failed")
            == 0
        )
        with open_to_read(archive).connect() as connection:
            (found,) = export_articles(connection)
        return next(c for c in reversed(found["cited_speeches"]) if c["quote"].startswith(WORDS[1:5]))

    return read


@pytest.mark.parametrize(
    ("attribution", "speech", "date"),
    [
        ("《“健康中国2030”规划纲要》提出", "document/“健康中国2030”规划纲要", "2016-10"),
        ("《中共中央国务院关于促进民营经济发展壮大的意见》指出", "document/中共中央 国务院关于促进民营经济发展壮大的意见", "2023-07"),
        ("《中共中央关于全面推进依法治国若干重大问题的决定》指出", "cpc-18-4-document", "2014-10-23"),
        ("《粵港澳大灣區發展規劃綱要》提出", "document/粤港澳大湾区发展规划纲要", "2019-02"),
        ("2023年12月召开的中央经济工作会议指出", "cewc-2023", "2023-12-11/2023-12-12"),
        ("党的十九届五中全会胜利召开。全会公报指出", "cpc-19-5", "2020-10-26/2020-10-29"),
        ("习近平总书记在关于《中共中央关于党的百年奋斗重大成就和历史经验的决议》的说明中指出", "xi-explanation-19-6", "2021-11-08"),
        ("2018年8月召开的全国宣传思想工作会议上，习近平总书记强调", "xi-propaganda-2018", "2018-08-21/2018-08-22"),
        ("习近平总书记在参加十二届全国人大五次会议上海代表团审议时指出", "xi-npc-shanghai-2017", "2017-03-05"),
        ("李克强总理在2022年政府工作报告中提出", "gov-report-2022", "2022-03-05"),
        ("習近平總書記在2022年4月考察中國人民大學時指出", "xi-ruc-2022", "2022-04-25"),
    ],
)  # fmt: skip
def test_a_mention_and_its_text(cited: Any, attribution: str, speech: str, date: str) -> None:
    found = cited(f"{attribution}，{WORDS}。")
    assert found["date"] == date
    assert found["speech"] == speech


def test_a_law_is_amended_under_its_title_so_its_words_have_no_date(cited: Any) -> None:
    found = cited(f"《中华人民共和国刑法》规定，{WORDS}。")
    assert (found["speech"], found["date"]) == ("document/中华人民共和国刑法", None)


def test_a_document_is_not_cited_before_it_was_written(cited: Any) -> None:
    assert cited(f"《“健康中国2030”规划纲要》提出，{WORDS}。", "2015-03-02")["speech"] is None


def test_a_meetings_words_are_no_one_persons(cited: Any) -> None:
    found = cited(f"2013年12月召开的中央城镇化工作会议提出，{WORDS}。")
    assert (found["speaker"], found["date"]) == (None, "2013-12-12/2013-12-13")


def test_the_days_are_those_of_the_event_that_the_mention_names(cited: Any) -> None:
    found = cited(f"2020年3月，习近平总书记在浙江考察时指出，{WORDS}。")
    assert found["speech"] == "xi-visit-zhejiang-2020-03"
    assert found["date"] == "2020-03-29/2020-03-31"
    assert (found["date_earliest"], found["date_latest"]) == ("2020-03-29", "2020-03-31")


def test_without_an_issue_date_no_yearly_meeting_is_guessed(cited: Any) -> None:
    found = cited(f"政府工作报告提出，{WORDS}。", "")
    assert (found["speech"], found["date"]) == (None, None)


def test_a_short_name_stands_for_the_fuller_one_before_it(cited: Any) -> None:
    found = cited(
        "习近平总书记在庆祝中国共产党成立100周年大会上指出，“石阶要一级一级修”。"
        f"习近平总书记在庆祝大会上还强调，{WORDS}。"
    )
    assert (found["speech"], found["date"]) == ("xi-party-100", "2021-07-01")


def test_another_occasion_is_no_short_name(cited: Any) -> None:
    found = cited(
        "习近平总书记在庆祝中国共产党成立100周年大会上指出，“石阶要一级一级修”。"
        f"习近平总书记在表彰大会上还强调，{WORDS}。"
    )
    assert found["speech"] is None


def test_a_title_in_the_quoted_words_tells_the_speech_of_a_year(cited: Any) -> None:
    found = cited(f"邓小平同志早在1977年就指出：{WORDS[:-1]}，尊重知识，尊重人才”。")
    assert (found["speech"], found["date"]) == ("deng-knowledge-1977", "1977-05-24")
