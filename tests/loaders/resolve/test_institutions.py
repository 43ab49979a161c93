"""Affiliations to institutions: register, place of the paper, and the tree that the words make."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lilun.loaders.fields.affiliation import read_affiliations
from lilun.loaders.resolve.institutions import Named, Paper, canonical, resolve_affiliation
from lilun.loaders.resolve.lookup import Lookup
from lilun.loaders.rows import Rows
from lilun.schema import engine as archives
from sqlalchemy import Connection

Resolve = Callable[..., list[tuple[list[str], list[str]]]]


@pytest.fixture(scope="module")
def connection(_registered: Path) -> Iterator[Connection]:
    engine = archives.open_to_read(_registered)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def resolved(connection: Connection) -> Resolve:
    """For each affiliation of a sign-off: the keys of its institutions and the rules."""

    def resolve(text: str, place: str = "", paper: str = "") -> list[tuple[list[str], list[str]]]:
        lookup, rows = Lookup(connection), Rows(connection)
        printed = Paper(paper or None, lookup.place_names[place] if place else None)
        found = []
        for affiliation in read_affiliations(text):
            resolution = resolve_affiliation(Named.of(affiliation), printed, lookup, rows)
            keys = [lookup.institution_keys[i] for i, _ in resolution.institutions]
            found.append((keys, [rule for _, rule in resolution.institutions] or [resolution.rule]))
        return found

    return resolve


@pytest.mark.parametrize(
    ("text", "place", "keys", "rule"),
    [
        ("北京大学教授", "", ["北京大学"], "name in the register"),
        ("北京大学马克思主义学院教授", "", ["北京大学/马克思主义学院"], "alias"),
        ("北京大学海洋研究院教授", "", ["北京大学/海洋研究院"], "name in the register"),
        ("北师大教授", "", ["北京师范大学"], "alias"),
        ("中共辽宁省委党校教授", "", ["中共辽宁省委员会/中共辽宁省委党校"], "alias"),
        ("辽宁省委党校教授", "", ["中共辽宁省委员会/中共辽宁省委党校"], "alias"),
        ("省委党校教授", "辽宁省", ["中共辽宁省委员会/中共辽宁省委党校"], "alias of the paper's place"),
        ("省委党校教授", "沈阳市", ["中共辽宁省委员会/中共辽宁省委党校"], "alias of the paper's place"),
        ("市委党校教授", "沈阳市", ["中共沈阳市委员会/中共沈阳市委党校"], "alias of the paper's place"),
        ("市委党校教授", "北京市", ["中共北京市委员会/中共北京市委党校"], "alias of the paper's place"),
        ("省文物保护中心研究员", "辽宁省", ["辽宁省文物保护中心"], "relative name in the paper's place"),
        ("我市文物保护中心研究员", "沈阳市", ["沈阳市文物保护中心"], "relative name in the paper's place"),
        ("沈阳市委讲师团教授", "", ["中共沈阳市委员会/中共沈阳市委讲师团"], "alias"),
        ("云岭大学经济学院教授", "", ["云岭大学/经济学院"], "name as printed"),
        ("云岭市委党校教授", "", ["中共云岭市委党校"], "name as printed"),
        ("中国共产党云岭市委员会党校教授", "", ["中共云岭市委党校"], "name as printed"),
        ("云岭市社科联副主席", "", ["云岭市社会科学界联合会"], "name as printed"),
        ("北大荒集团董事长", "", ["北大荒集团"], "name as printed"),
    ],
)
def test_one_institution(resolved: Resolve, text: str, place: str, keys: list[str], rule: str) -> None:
    assert resolved(text, place) == [(keys, [rule])]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("省委党校教授", ""),  # nobody says which province
        ("市统计局局长", "辽宁省"),  # a provincial paper's city may be any
        ("县文化馆馆员", "沈阳市"),
        ("区人民检察院检察长", "沈阳市"),
    ],
)
def test_a_relative_name_without_a_place_stays_open(resolved: Resolve, text: str, place: str) -> None:
    assert resolved(text, place) == [([], ["relative name without a place"])]


def test_the_papers_own_departments(resolved: Resolve) -> None:
    assert resolved("本报理论部主任", "", "海岬日报") == [
        (["海岬日报/理论部"], ["relative name in the paper's place"])
    ]


def test_two_boards_on_one_door_are_two_links_of_one_affiliation(resolved: Resolve) -> None:
    assert resolved("中共云岭市委党校（云岭行政学院）教授") == [
        (["中共云岭市委党校", "云岭行政学院"], ["name as printed", "other name in brackets"])
    ]
    assert resolved("云岭市委党校（行政学院）教授") == [
        (["中共云岭市委党校", "云岭市行政学院"], ["name as printed", "other name in brackets"])
    ]
    assert resolved("中共辽宁省委党校（辽宁行政学院）教授")[0][0] == [
        "中共辽宁省委员会/中共辽宁省委党校",
        "辽宁行政学院",
    ]


def test_a_school_inherits_the_university_printed_before_it(resolved: Resolve) -> None:
    assert [keys for keys, _ in resolved("云岭大学法学院、公共管理学院教授")] == [
        ["云岭大学/法学院"],
        ["云岭大学/公共管理学院"],
    ]
    assert [keys for keys, _ in resolved("北京大学法学院教授；马克思主义学院研究员")] == [
        ["北京大学/法学院"],
        ["北京大学/马克思主义学院"],
    ]


def test_the_place_in_brackets_tells_two_universities_apart(resolved: Resolve) -> None:
    keys = [resolved(f"云岭石油大学（{place}）教授")[0][0][0] for place in ("北京", "青岛")]
    assert len(set(keys)) == 2


@pytest.mark.parametrize(
    ("printed", "kept"),
    [
        ("云岭市委宣传部", "中共云岭市委宣传部"),
        ("中共云岭市委员会", "中共云岭市委"),
        ("云岭自治区党委讲师团", "中共云岭自治区党委讲师团"),
        ("云岭市发改委", "云岭市发展和改革委员会"),
        ("云岭市社科院", "云岭市社会科学院"),
        ("云岭大学", "云岭大学"),
    ],
)
def test_one_form_for_several_spellings(printed: str, kept: str) -> None:
    assert canonical(printed) == kept
    assert canonical(kept) == kept


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("云岭大学副校长、教授、博士生导师", ["administrative", "academic", "academic"]),
        ("云岭大学“云岭学者”特聘教授、院长", ["honour", "administrative"]),
        ("云岭大学博士研究生", ["other"]),
        ("云岭市委党校常务副校长、二级巡视员", ["administrative", "administrative"]),
        ("云岭市社科院院长、国务院政府特殊津贴专家", ["administrative", "honour"]),
        ("云岭大学荣誉教授、研究员", ["honour", "academic"]),
        ("云岭市财政局科员、高级会计师", ["administrative", "other"]),
    ],
)
def test_posts_are_split_and_typed(text: str, kinds: list[str]) -> None:
    assert [post.kind for a in read_affiliations(text) for post in a.positions] == kinds
