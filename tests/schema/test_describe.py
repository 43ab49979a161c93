"""The schema page says what the models say."""

from pathlib import Path

from lilun.schema import describe

PAGE = Path(describe.__file__).with_name("SCHEMA.md")


def test_the_schema_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == describe.schema_page(), (
        "stale: run `python -m lilun.schema.describe > schema/SCHEMA.md`"
    )


def test_the_first_line_says_how_it_is_made() -> None:
    first = PAGE.read_text(encoding="utf-8").splitlines()[0]
    assert "python -m lilun.schema.describe > schema/SCHEMA.md" in first


def test_every_link_leads_to_a_heading() -> None:
    page = describe.schema_page()
    headings = {line.removeprefix("## ") for line in page.splitlines() if line.startswith("## ")}
    links = {part.split(")")[0] for part in page.split("](#")[1:]}
    assert links == headings
