"""The ring of names: who stands where, and which lines are drawn."""

from __future__ import annotations

import math

from lilun.schema.publish.ring import HEIGHT, RADIUS, WIDEST_LINE, WIDTH, ring

SHARED = {("甲", "乙"): 5, ("乙", "丙"): 1, ("丙", "丁"): 3, ("丁", "戊"): 1}


def test_the_names_stand_on_the_ring_and_what_shares_much_is_beside() -> None:
    drawn = ring(SHARED, 12)
    names = [node.name for node in drawn.nodes]
    assert sorted(names) == sorted("甲乙丙丁戊")
    assert abs(names.index("甲") - names.index("乙")) == 1 and abs(names.index("丙") - names.index("丁")) == 1
    for node in drawn.nodes:
        assert math.isclose(math.hypot(node.x - WIDTH / 2, node.y - HEIGHT / 2), RADIUS, abs_tol=0.2)


def test_the_more_is_shared_the_thicker_the_line() -> None:
    lines = {frozenset((line.one.name, line.other.name)): line.thickness for line in ring(SHARED, 12).lines}
    assert lines[frozenset("甲乙")] == WIDEST_LINE and lines[frozenset("乙丙")] == 1
    assert 1 < lines[frozenset("丙丁")] < WIDEST_LINE and len(lines) == 4


def test_few_names_are_chosen_and_no_line_leaves_them() -> None:
    drawn = ring(SHARED, 2)
    assert {node.name for node in drawn.nodes} == {"甲", "乙"}
    assert [(line.one.name, line.other.name) for line in drawn.lines] == [("甲", "乙")]
    assert ring({}, 12).nodes == () and ring({("甲", "乙"): 1}, 12).lines[0].thickness == 1
