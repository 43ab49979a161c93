"""Signatures of one name to persons: by institution and time, whatever the order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lilun.loaders.resolve.namesakes import CAREER, DOUBTFUL, Pair, Person, Ruling, Signing, tell_apart

NAME = "陆闻笛"


def signing(
    number: int, *houses: str, year: int | None = 2031, units: str = "", paper: str = "临江日报"
) -> Signing:
    days = (f"{year}-05-06", f"{year}-05-06") if year else ("", "")
    return Signing(
        (f"{paper}/{year}/{number:02}", 1), frozenset(houses), frozenset(units.split() or houses),
        newspaper=paper, earliest=days[0], latest=days[1],
    )  # fmt: skip


def groups(*signings: Signing, rulings: tuple[Ruling, ...] = ()) -> dict[str, list[int]]:
    persons, _ = tell_apart(NAME, signings, rulings)
    return {p.key: [int(s.order[0][-2:]) for s in p.members] for p in persons}


def pairs(*signings: Signing, name: str = NAME) -> list[Pair]:
    return list(tell_apart(name, signings)[1])


def test_one_institution_is_one_person() -> None:
    assert groups(signing(1, "临江大学"), signing(2, "临江大学", year=2040)) == {NAME: [1, 2]}


def test_two_institutions_are_two_persons_with_keys_that_say_so() -> None:
    assert groups(signing(1, "临江大学"), signing(2, "云岭大学"), signing(3, "云岭大学")) == {
        f"{NAME}/临江大学": [1],
        f"{NAME}/云岭大学": [2, 3],
    }


def test_one_signature_with_two_posts_joins_both_institutions() -> None:
    assert groups(
        signing(1, "临江大学"), signing(2, "云岭大学"), signing(3, "临江大学", "云岭大学", year=2033)
    ) == {NAME: [1, 2, 3]}


def test_no_working_life_is_so_long() -> None:
    found = groups(signing(1, "临江大学", year=1956), signing(2, "临江大学", year=1956 + CAREER + 1))
    assert found == {f"{NAME}/临江大学/1956": [1], f"{NAME}/临江大学/{1956 + CAREER + 1}": [2]}
    assert groups(signing(1, "临江大学", year=1956), signing(2, "临江大学", year=1956 + CAREER)) == {
        NAME: [1, 2]
    }


def test_what_joined_two_institutions_long_ago_joins_them_no_more() -> None:
    found = groups(
        signing(1, "临江大学", "云岭大学", year=1950),
        signing(2, "临江大学", year=2031),
        signing(3, "云岭大学", year=2031),
    )
    assert sorted(found.values()) == [[1], [2], [3]]


def test_without_an_institution_it_is_the_only_one_of_the_name() -> None:
    assert groups(signing(1), signing(2, paper="云岭日报")) == {NAME: [1, 2]}
    assert groups(signing(1, "临江大学"), signing(2, paper="云岭日报")) == {NAME: [1, 2]}


def test_of_several_it_is_the_one_of_the_paper() -> None:
    found = groups(
        signing(1, "临江大学"), signing(2, "云岭大学", paper="云岭日报"), signing(3, paper="云岭日报")
    )
    assert found[f"{NAME}/云岭大学"] == [2, 3]


def test_where_nothing_settles_it_the_pair_is_for_a_person_to_look_at() -> None:
    signings = (signing(1, "临江大学"), signing(2, "云岭大学"), signing(3, paper="海岬日报"))
    assert groups(*signings)[f"{NAME}/海岬日报"] == [3]
    doubts = {(p.subject, p.object) for p in pairs(*signings) if p.verdict == "unsure"}
    assert (f"{NAME}/云岭大学", f"{NAME}/海岬日报") in doubts


def test_a_short_name_says_less_than_a_long_one() -> None:
    signings = (signing(1, "临江大学", year=2031), signing(2, "云岭大学", year=2034, paper="云岭日报"))
    (long,), (short,) = pairs(*signings), pairs(*signings, name="李明")
    assert long.score > short.score
    assert long.verdict == "unsure" and short.verdict == "different"
    assert long.score >= DOUBTFUL > short.score


def test_two_units_of_one_house_are_one_author_worth_a_second_look() -> None:
    (pair,) = pairs(
        signing(1, "临江大学", units="临江大学/法学院"), signing(2, "临江大学", units="临江大学/医学院")
    )
    assert (pair.subject, pair.object, pair.verdict) == (
        f"{NAME}/临江大学/医学院",
        f"{NAME}/临江大学/法学院",
        "same",
    )


def test_a_persons_ruling_stands_above_the_rules() -> None:
    two = (signing(1, "临江大学"), signing(2, "云岭大学"))
    assert groups(*two, rulings=(Ruling("临江大学", "云岭大学", True),)) == {NAME: [1, 2]}
    units = (
        signing(1, "临江大学", units="临江大学/法学院"),
        signing(2, "临江大学", units="临江大学/医学院"),
    )
    parted = groups(*units, rulings=(Ruling("临江大学/法学院", "临江大学/医学院", False),))
    assert sorted(parted.values()) == [[1], [2]]


SIGNINGS = st.lists(
    st.builds(
        signing,
        st.integers(0, 99),
        st.sampled_from(["", "临江大学", "云岭大学", "海岬大学"]),
        year=st.sampled_from([None, 1950, 1980, 2010, 2031]),
        paper=st.sampled_from(["临江日报", "云岭日报"]),
    )
    | st.builds(lambda n, y: signing(n, "临江大学", "云岭大学", year=y), st.integers(0, 99), st.sampled_from([1950, 2031])),
    max_size=8,
    unique_by=lambda s: s.order,
).map(lambda found: [Signing(s.order, s.houses - {""}, s.units - {""}, newspaper=s.newspaper,
                             earliest=s.earliest, latest=s.latest) for s in found])  # fmt: skip


@given(SIGNINGS, st.randoms())
def test_the_order_of_signatures_does_not_matter(signings: list[Signing], random: object) -> None:
    shuffled = list(signings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert tell_apart(NAME, signings) == tell_apart(NAME, shuffled)


@given(SIGNINGS)
def test_every_signature_has_one_person_and_every_person_a_key(signings: list[Signing]) -> None:
    persons, found = tell_apart(NAME, signings)
    assert sorted(s.order for p in persons for s in p.members) == sorted(s.order for s in signings)
    assert len({p.key for p in persons}) == len(persons)
    assert len([p for p in found if p.verdict != "same"]) == len(persons) * (len(persons) - 1) // 2
    assert all(0 <= p.score < 1 for p in found)


@pytest.mark.parametrize("person", tell_apart(NAME, [signing(1, "临江大学"), signing(2)])[0])
def test_each_signature_says_by_which_rule(person: Person) -> None:
    assert [rule for _, rule in person.signings] == [
        "the institution that it names",
        "only author of the name",
    ]
