"""Issues dated by what their own articles say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from invented import Lilun, article, read_page, sheet
from lilun.loaders.issue_date import infer_date

DATED = "2022年8月，习近平总书记在辽宁考察时强调，“人不负青山，青山不负人”。两岸的人家都记得这句话。"
TAIL = "，要把生态环境保护好。河长的手机从此二十四小时不关机，巡河的脚步也比从前勤了许多。"


def page(*bodies: str) -> str:
    titles = ("把好山好水守护好", "把一江清水送下去", "让芦苇荡重新热闹起来")
    return sheet(*(article(title, "林一川", [body]) for title, body in zip(titles, bodies)))


@pytest.mark.parametrize(
    ("said", "edtf"),
    [
        ("去年8月，习近平总书记在辽宁考察时指出", "2023"),
        ("今年8月，习近平总书记在辽宁考察时指出", "2022-08/2022-12"),
        ("上个月，习近平总书记在辽宁考察时指出", None),  # the month is not named
        ("去年5月，习近平总书记在辽宁考察时指出", None),  # another month: another visit
        ("去年8月，习近平总书记在山西考察时指出", None),  # another place
        ("2023年8月，习近平总书记在辽宁考察时指出", None),  # nothing relative
    ],
)
def test_two_datings_of_one_event_date_the_issue(said: str, edtf: str | None) -> None:
    found = infer_date(read_page(page(DATED, said + TAIL)).articles)
    assert (found.edtf if found else None) == edtf


def test_a_later_event_narrows_the_interval() -> None:
    later = (
        "2023年6月，习近平总书记在内蒙古考察时强调，要筑牢生态安全屏障。这句话写在林场的墙上，也写在人心里。"
    )
    found = infer_date(read_page(page(DATED, "去年8月，习近平总书记在辽宁考察时指出" + TAIL, later)).articles)
    assert found is not None and found.edtf == "2023-06/2023-12"
    assert found.evidence == "去年8月 = 2022-08"


def test_an_inferred_date_is_told_and_gives_way_to_a_given_one(
    lilun: Lilun, ask: Callable[..., list[tuple[object, ...]]], tmp_path: Path
) -> None:
    file = tmp_path / "page.md"
    file.write_text(page(DATED, "去年8月，习近平总书记在辽宁考察时指出" + TAIL), encoding="utf-8")
    assert lilun("load", str(file)).exit_code == 0
    query = "SELECT date, date_known_by, evidence FROM issues"
    assert ask(query) == [("2023", "inferred", "去年8月 = 2022-08")]
    assert ask("SELECT count(DISTINCT speech_id) FROM cited_speeches WHERE speech_id IS NOT NULL") == [(1,)]
    assert lilun("load", str(file)).exit_code == 0
    assert ask(query) == [("2023", "inferred", "去年8月 = 2022-08")]
    assert (
        lilun("load", str(file), "--newspaper", "临江日报", "--date", "2023-09-12", "--page", "7").exit_code
        == 0
    )
    assert ask(query) == [("2023-09-12", "given", None)]
