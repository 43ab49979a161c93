"""The shipped register: every file parses, points to what exists, and says one thing once."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import get_args

import pytest
from edtf import parse_edtf
from edtf.parser.edtf_exceptions import EDTFParseException
from lilun.loaders.fields.edtf import read_edtf
from lilun.schema import people, printed, speech

REFERENCE = Path(__file__).parents[2] / "seeds" / "reference"

COLUMNS = {
    "places": "name,kind,parent,short,source",
    "newspapers": "name,place,kind,source",
    "newspaper_aliases": "newspaper,alias",
    "speakers": "name,born,died,kind,source",
    "speaker_aliases": "speaker,alias,earliest,latest",
    "voices": "name,kind,source",
    "voice_aliases": "voice,alias",
    "speeches": "key,kind,speaker,voice,title,occasion,place,date,document,source",
    "speech_aliases": "speech,alias",
    "documents": "title,kind,issuer,date,source",
    "document_aliases": "document,alias",
    "institutions": "name,parent,kind,place,source",
    "institution_aliases": "alias,institution,place",
}
KEYS = {
    "places": "name",
    "newspapers": "name",
    "speakers": "name",
    "voices": "name",
    "speeches": "key",
    "documents": "title",
    "institutions": "name",
}
KINDS = {
    "places": set(get_args(printed.PlaceKind)),
    "newspapers": set(get_args(printed.NewspaperKind)),
    "speakers": set(get_args(speech.SpeakerKind)),
    "voices": set(get_args(speech.VoiceKind)),
    "speeches": set(get_args(speech.SpeechKind)),
    "documents": set(get_args(speech.DocumentKind)),
    "institutions": set(get_args(people.InstitutionKind)),
}
# file, column, the file that it points to
REFERENCES = [
    ("places", "parent", "places"),
    ("newspapers", "place", "places"),
    ("newspaper_aliases", "newspaper", "newspapers"),
    ("speaker_aliases", "speaker", "speakers"),
    ("voice_aliases", "voice", "voices"),
    ("speeches", "speaker", "speakers"),
    ("speeches", "voice", "voices"),
    ("speeches", "place", "places"),
    ("speeches", "document", "documents"),
    ("speech_aliases", "speech", "speeches"),
    ("document_aliases", "document", "documents"),
    ("institutions", "parent", "institutions"),
    ("institutions", "place", "places"),
    ("institution_aliases", "institution", "institutions"),
    ("institution_aliases", "place", "places"),
]
MAY_BE_EMPTY = {
    ("places", "parent"),
    ("speeches", "speaker"),
    ("speeches", "voice"),
    ("speeches", "place"),
    ("speeches", "document"),
    ("institutions", "parent"),
    ("institutions", "place"),
    ("institution_aliases", "place"),
}
DATES = [("speakers", "born"), ("speakers", "died"), ("speeches", "date"), ("documents", "date")]
AT_LEAST = {
    "places": 370,
    "newspapers": 120,
    "speakers": 200,
    "voices": 120,
    "speeches": 500,
    "documents": 150,
    "institutions": 700,
}
Row = dict[str, str]


def read(name: str) -> list[Row]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


TABLES = {name: read(name) for name in COLUMNS}


def names(table: str) -> set[str]:
    return {row[KEYS[table]] for row in TABLES[table]}


def speeches() -> dict[str, Row]:
    return {row["key"]: row for row in TABLES["speeches"]}


@cache
def bounds(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """First and last day of an EDTF date or interval, years before our era among them."""
    if not text.startswith("-"):
        days = read_edtf(text)
        return days.earliest.timetuple()[:3], days.latest.timetuple()[:3]
    parsed = parse_edtf(text)
    return tuple(parsed.lower_strict()[:3]), tuple(parsed.upper_strict()[:3])


def repeated(values: Iterator[object]) -> list[object]:
    return [value for value, count in Counter(values).items() if count > 1]


def test_no_other_files() -> None:
    assert {path.stem for path in REFERENCE.glob("*.csv")} == set(COLUMNS)


@pytest.mark.parametrize("table", COLUMNS)
def test_file_is_clean(table: str) -> None:
    raw = (REFERENCE / f"{table}.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf") and b"\r" not in raw and raw.endswith(b"\n")
    assert raw.decode("utf-8").partition("\n")[0] == COLUMNS[table]
    width = COLUMNS[table].count(",") + 1
    for row in TABLES[table]:
        assert None not in row and None not in row.values() and len(row) == width, row
        for value in row.values():
            assert value == value.strip() and "\n" not in value, row
    assert not repeated(tuple(row.values()) for row in TABLES[table])


@pytest.mark.parametrize("table", KEYS)
def test_keys_are_unique_and_rows_have_kind_and_source(table: str) -> None:
    assert not repeated(row[KEYS[table]] for row in TABLES[table])
    for row in TABLES[table]:
        assert row[KEYS[table]], row
        assert row["kind"] in KINDS[table], row
        assert len(row["source"]) >= 3, row
    assert len(TABLES[table]) >= AT_LEAST[table]


@pytest.mark.parametrize(("table", "column", "target"), REFERENCES)
def test_references_resolve(table: str, column: str, target: str) -> None:
    known = names(target)
    for row in TABLES[table]:
        if row[column] or (table, column) not in MAY_BE_EMPTY:
            assert row[column] in known, row


@pytest.mark.parametrize("table", ["places", "institutions"])
def test_parents_make_a_tree(table: str) -> None:
    parents = {row["name"]: row["parent"] for row in TABLES[table]}
    for name in parents:
        seen = {name}
        while name := parents[name]:
            assert name not in seen, f"{name} is its own ancestor"
            seen.add(name)


@pytest.mark.parametrize(("table", "column"), DATES)
def test_dates_are_edtf(table: str, column: str) -> None:
    for row in TABLES[table]:
        if row[column]:
            try:
                first, last = bounds(row[column])
            except (ValueError, EDTFParseException):
                pytest.fail(f"no EDTF: {row}")
            assert first <= last, row


def test_speakers_are_born_before_they_die_and_speak_while_they_live() -> None:
    lives = {row["name"]: row for row in TABLES["speakers"]}
    for row in lives.values():
        if row["born"] and row["died"]:
            assert bounds(row["born"])[0] < bounds(row["died"])[1], row
    for row in TABLES["speeches"]:
        life = lives.get(row["speaker"])
        if life and row["date"] and row["kind"] in {"speech", "report"}:
            first, last = bounds(row["date"])
            assert not life["born"] or bounds(life["born"])[0] < first, row
            assert not life["died"] or last <= bounds(life["died"])[1], row


def test_speaker_aliases_name_one_person_at_a_time() -> None:
    known = names("speakers")
    periods: dict[str, list[tuple[date, date, str]]] = {}
    for row in TABLES["speaker_aliases"]:
        earliest = date.fromisoformat(row["earliest"]) if row["earliest"] else date.min
        latest = date.fromisoformat(row["latest"]) if row["latest"] else date.max
        assert earliest <= latest, row
        assert row["alias"] not in known, row
        periods.setdefault(row["alias"], []).append((earliest, latest, row["speaker"]))
    for alias, terms in periods.items():
        terms.sort()
        for before, after in pairwise(terms):
            assert before[1] < after[0], (alias, before, after)


@pytest.mark.parametrize(
    ("table", "column", "target"),
    [
        ("newspaper_aliases", "newspaper", "newspapers"),
        ("voice_aliases", "voice", "voices"),
        ("document_aliases", "document", "documents"),
        ("speech_aliases", "speech", "speeches"),
    ],
)
def test_aliases_name_one_thing(table: str, column: str, target: str) -> None:
    assert not repeated(row["alias"] for row in TABLES[table])
    known = names(target)
    for row in TABLES[table]:
        assert row["alias"], row
        assert row["alias"] not in known, row


def test_speech_aliases_differ_in_more_than_marks() -> None:
    """党的十八届三中全会《决定》 and 十八届三中全会决定 are one text."""
    seen: dict[str, str] = {}
    for row in TABLES["speech_aliases"]:
        bare = (
            re.sub(r"[\s《》〈〉“”、，。（）·—]", "", row["alias"]).removeprefix("党的").removeprefix("中共")
        )
        assert seen.setdefault(bare, row["speech"]) == row["speech"], row


def test_institution_aliases_name_one_thing_where_they_hold() -> None:
    assert not repeated((row["alias"], row["place"]) for row in TABLES["institution_aliases"])
    known = names("institutions")
    for row in TABLES["institution_aliases"]:
        assert row["alias"] and not (row["alias"] in known and not row["place"]), row


def test_local_institution_aliases_lead_to_their_place() -> None:
    """省委党校 in a province is that province's, and never a city's or another province's."""
    at = {row["name"]: row["place"] for row in TABLES["institutions"]}
    parent = {row["name"]: row["parent"] for row in TABLES["places"]}
    for row in TABLES["institution_aliases"]:
        if row["place"]:
            place = at[row["institution"]]
            assert row["place"] in {place, parent[place]}, row
    provinces = {row["name"] for row in TABLES["places"] if row["kind"] == "province"}
    with_school = {row["place"] for row in TABLES["institution_aliases"] if row["alias"].endswith("委党校")}
    assert provinces - with_school == {"香港特别行政区", "澳门特别行政区", "台湾省"}


def test_provinces_and_cities() -> None:
    provinces = [row for row in TABLES["places"] if row["kind"] == "province"]
    assert len(provinces) == 34
    assert all(row["parent"] == "中国" and row["short"] for row in provinces)
    assert not repeated(row["short"] for row in TABLES["places"])
    cities = Counter(row["parent"] for row in TABLES["places"] if row["kind"] == "city")
    assert cities["辽宁省"] == 14 and cities["广东省"] == 21 and cities["四川省"] == 21
    provincial = {row["place"] for row in TABLES["newspapers"] if row["kind"] == "provincial"}
    without = {row["name"] for row in provinces} - provincial
    assert without == {"香港特别行政区", "澳门特别行政区", "台湾省"}


def test_speech_keys_are_slugs_and_somebody_speaks() -> None:
    for row in TABLES["speeches"]:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["key"]), row
        assert row["title"], row
        assert not (row["speaker"] and row["voice"]), row
        if row["kind"] != "book":  # a classic may have no known author
            assert row["speaker"] or row["voice"], row
            assert row["date"], row


def test_every_congress_and_plenum_since_1977() -> None:
    plenums = {11: 7, 12: 7, 13: 9, 14: 7, 15: 7, 16: 7, 17: 7, 18: 7, 19: 7, 20: 4}
    rows = speeches()
    last = (1977, 1, 1)
    for congress, count in plenums.items():
        for key in [f"cpc-{congress}", *(f"cpc-{congress}-{number}" for number in range(1, count + 1))]:
            first, end = bounds(rows[key]["date"])
            assert rows[key]["kind"] == "meeting" and last < first, key
            last = end
        report = rows[f"cpc-{congress}-report"]
        assert report["kind"] == "report" and report["speaker"] and report["document"]
        assert report["date"] == rows[f"cpc-{congress}"]["date"].split("/")[0]


def test_yearly_events() -> None:
    rows = speeches()
    for year in [1978, 1979, *range(1981, 2026)]:
        assert rows[f"gov-report-{year}"]["date"].startswith(f"{year}-"), year
    for year in range(1994, 2026):
        assert rows[f"cewc-{year}"]["date"].startswith(f"{year}-"), year


SPEECHES_AT_LEAST = {
    "cpc-": 80,
    "gov-report-": 40,
    "cewc-": 30,
    "five-year-plan-": 10,
    "xi-visit-": 100,
    "xi-symposium-": 15,
    "xi-study-": 95,
    "xi-npc-": 40,
    "xi-explanation-": 9,
    "deng-": 10,
    "mao-": 40,
    "classic-": 60,
}


@pytest.mark.parametrize(("beginning", "least"), SPEECHES_AT_LEAST.items())
def test_speeches_of_each_sort(beginning: str, least: int) -> None:
    assert sum(key.startswith(beginning) for key in speeches()) >= least


def test_every_province_has_its_university_party_school_academy_and_association() -> None:
    places = {row["name"]: row for row in TABLES["places"]}
    kinds: dict[str, set[str]] = {}
    for row in TABLES["institutions"]:
        place = row["place"]
        while place and places[place]["kind"] not in ("province", "country"):
            place = places[place]["parent"]
        kinds.setdefault(place, set()).add(row["kind"])
    provinces = {row["name"] for row in TABLES["places"] if row["kind"] == "province"}
    for province in provinces - {"香港特别行政区", "澳门特别行政区", "台湾省"}:
        assert {"university", "party_school", "academy", "association"} <= kinds[province], province


def test_a_numbered_study_session_comes_after_the_one_before_it() -> None:
    for term in (18, 19, 20):
        rows = {key: row for key, row in speeches().items() if key.startswith(f"xi-study-{term}-")}
        dates = [rows[key]["date"] for key in sorted(rows, key=lambda k: int(k.rsplit("-", 1)[1]))]
        assert dates == sorted(set(dates)), term


def test_visits_name_their_place_and_time() -> None:
    visits = [row for row in TABLES["speeches"] if row["key"].startswith("xi-visit-")]
    assert len(visits) >= 90
    short = {row["name"]: row["short"] for row in TABLES["places"]}
    for row in visits:
        assert row["date"].startswith(row["key"][-7:]), row
        if row["occasion"].endswith("考察") and row["place"]:
            assert short[row["place"]] in row["occasion"], row


@pytest.mark.parametrize(
    ("alias", "key", "day"),
    [
        ("党的二十大报告", "cpc-20-report", "2022-10-16"),
        ("十八届三中全会", "cpc-18-3", "2013-11-09/2013-11-12"),
        ("党的二十届三中全会", "cpc-20-3", "2024-07-15/2024-07-18"),
        ("哲学社会科学工作座谈会", "xi-social-science-2016", "2016-05-17"),
        ("南方谈话", "deng-south-1992", "1992-01-18/1992-02-21"),
        ("《共产党宣言》", "me-manifesto-1848", "1848-02"),
    ],
)
def test_well_known_aliases(alias: str, key: str, day: str) -> None:
    assert {row["speech"] for row in TABLES["speech_aliases"] if row["alias"] == alias} == {key}
    assert speeches()[key]["date"] == day
