"""Floors rise freely and fall only with a reason."""

from __future__ import annotations

import json

import pytest
from lilun.loaders.errors import InputError, UsageError
from lilun.loaders.evaluation import check_floors, pin_floors


@pytest.fixture
def good(score, page, export):
    return score(page, export)


@pytest.fixture
def worse(score, page, export):
    export[0]["title"] = "别的题目"
    export[1]["paragraphs"].pop()
    return score(page, export)


def test_a_run_stands_on_its_own_floors(tmp_path, worse):
    pin_floors(worse, tmp_path / "floors.json", "2026-01-02")
    assert check_floors(worse, tmp_path / "floors.json") == []


def test_what_fell_is_named(tmp_path, good, worse):
    pin_floors(good, tmp_path / "floors.json", "2026-01-02")
    falls = [str(fall) for fall in check_floors(worse, tmp_path / "floors.json")]
    assert "title (strict) fell to 0.5000; its floor is 1.0000" in falls
    assert any(fall.startswith("body (strict) fell to 0.") for fall in falls)


def test_lowering_takes_a_reason_and_is_recorded(tmp_path, good, worse):
    path = tmp_path / "floors.json"
    pin_floors(good, path, "2026-01-02")
    before = path.read_text()
    for reason in (None, "  "):
        with pytest.raises(UsageError, match=r"would lower .*title \(strict\) 1\.0 to 0\.5.*; give --reason"):
            pin_floors(worse, path, "2026-01-03", reason)
    assert path.read_text() == before
    pin_floors(worse, path, "2026-01-03", "the title rule was wrong on letters")
    last = json.loads(path.read_text())["history"][-1]
    assert (last["date"], last["reason"]) == ("2026-01-03", "the title rule was wrong on letters")
    assert {"field": "title", "measure": "strict", "from": 1.0, "to": 0.5} in last["changes"]
    assert check_floors(worse, path) == []


def test_raising_needs_none(tmp_path, good, worse):
    path = tmp_path / "floors.json"
    pin_floors(worse, path, "2026-01-02")
    changes = pin_floors(good, path, "2026-01-03")
    assert {"field": "title", "measure": "strict", "from": 0.5, "to": 1.0} in changes
    assert pin_floors(good, path, "2026-01-04") == []
    assert len(json.loads(path.read_text())["history"]) == 2


def test_a_field_that_vanished_is_below_its_floor(tmp_path, good, score, page, export):
    path = tmp_path / "floors.json"
    pin_floors(good, path, "2026-01-02")
    for article in page["articles"]:
        del article["kind"]
    less = score(page, export)
    assert "kind (strict) is not measured any more; its floor is 1.0000" in map(str, check_floors(less, path))
    with pytest.raises(UsageError, match="kind"):
        pin_floors(less, path, "2026-01-03")


def test_a_file_that_is_no_floors_file(tmp_path, good):
    path = tmp_path / "floors.json"
    for text in ("[]", '{"floors": {"title": 1}}', '{"floors": {"title": {"strict": "high"}}}', "{"):
        path.write_text(text)
        with pytest.raises(
            InputError, match="is no file of pinned floors; pin the floors of a good run with --pin"
        ):
            check_floors(good, path)
