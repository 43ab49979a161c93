"""What charts are made of."""

from __future__ import annotations

import pytest
from lilun.schema.publish.chart import Chart, Point, carried, largest_first, periods, running


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (["2025", "2023"], ("2023", "2024", "2025")),
        (["2023-11", "2024-02"], ("2023-11", "2023-12", "2024-01", "2024-02")),
        (["2023-05"], ("2023-05",)),
        ([], ()),
    ],
)
def test_no_period_is_left_out(found: list[str], expected: tuple[str, ...]) -> None:
    assert periods(found) == expected


def test_a_running_total_keeps_what_it_had_come_to() -> None:
    rows = [{"days": 4, "so_far": 1}, {"days": 9, "so_far": 3}]
    line = running(rows, "days", "so_far")
    assert {place: point.value for place, point in carried([0, 4, 7, 9, 12], line).items()} == {
        "0": 0, "4": 1, "7": 1, "9": 3, "12": 3,
    }  # fmt: skip


def test_the_weightiest_lines_are_drawn_and_the_rest_stand_in_the_table() -> None:
    lines = {str(n): {"2024": Point(n)} for n in range(10)}
    chart = Chart("", "", "", ("2024",), largest_first(lines, {str(n): n for n in range(10)}))
    assert [name for name, _ in chart.lines][:2] == ["9", "8"]
    assert (chart.drawn, chart.left_out) == (8, 2)
