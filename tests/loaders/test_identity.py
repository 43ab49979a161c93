"""Minted keys of pages."""

from __future__ import annotations

import dataclasses

import pytest
from invented import FERRY_PAGE, read_page
from lilun.loaders.fields.running_head import RunningHead
from lilun.loaders.identity import Identity, identify
from lilun.loaders.sources.manifest import PageMetadata

PLAIN = read_page(FERRY_PAGE)
DIGEST = PLAIN.source.sha256[:12]


def identity(given: PageMetadata, printed: RunningHead | None = None) -> Identity:
    source = dataclasses.replace(PLAIN.source, metadata=given)
    return identify(dataclasses.replace(PLAIN, source=source, running_head=printed or RunningHead()))


@pytest.mark.parametrize(
    ("given", "key", "complete"),
    [
        (PageMetadata("临江日报", "2031-05-06", "7"), "临江日报/2031-05-06/07", True),
        (PageMetadata("临江日报", "2031-05-06", "07"), "临江日报/2031-05-06/07", True),
        (PageMetadata("临江日报", "2031-05-06", "A7"), "临江日报/2031-05-06/A7", True),
        (PageMetadata("临江日报", "2031-05-06", "7/8"), "临江日报/2031-05-06/7-8", True),
        (PageMetadata("临江日报", "2031-05-06"), f"临江日报/2031-05-06/~{DIGEST}", False),
        (PageMetadata("临江日报", "2031-05", "7"), f"临江日报/2031-05/~{DIGEST}", False),
        (PageMetadata("临江日报", "", "7"), f"临江日报/_/~{DIGEST}", False),
        (PageMetadata("", "2031-05-06", "7"), f"_/2031-05-06/~{DIGEST}", False),
        (PageMetadata(), f"_/_/~{DIGEST}", False),
    ],
)
def test_keys(given: PageMetadata, key: str, complete: bool) -> None:
    found = identity(given)
    assert (found.key, found.complete) == (key, complete)


def kinds(found: Identity) -> list[str]:
    return [n.kind for n in found.notes]


def test_what_is_not_known_is_a_finding_and_stays_unknown() -> None:
    found = identity(PageMetadata())
    assert kinds(found) == ["unknown_newspaper", "unknown_date"]
    assert (found.newspaper, found.date, found.days, found.number, found.known_by) == (
        None,
        None,
        None,
        None,
        "unknown",
    )


def test_a_month_is_not_a_day() -> None:
    found = identity(PageMetadata("临江日报", "2031-05", "7"))
    assert kinds(found) == ["unknown_date"] and "2031-05 only" in found.notes[0].message
    assert found.days is not None
    assert (found.days.earliest.isoformat(), found.days.latest.isoformat()) == ("2031-05-01", "2031-05-31")


def test_what_the_page_prints_fills_what_was_not_given() -> None:
    found = identity(PageMetadata("临江日报"), RunningHead("2031-05-06", "7", "理论"))
    assert (found.key, found.known_by, found.name) == ("临江日报/2031-05-06/07", "printed", "理论")
    assert not found.notes


def test_a_printed_day_makes_a_given_year_complete() -> None:
    found = identity(PageMetadata("临江日报", "2031", "7"), RunningHead("2031-05-06"))
    assert (found.date, found.known_by) == ("2031-05-06", "printed")
    assert not found.notes


def test_what_was_given_holds_against_what_is_printed_and_the_conflict_is_told() -> None:
    found = identity(PageMetadata("临江日报", "2031-05-07", "7"), RunningHead("2031-05-06", "8"))
    assert (found.key, found.known_by) == ("临江日报/2031-05-07/07", "given")
    assert kinds(found) == ["date_conflict"]
