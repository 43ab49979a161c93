"""Citations against the rules of their formats, and read again by programs that read them."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import bibtexparser
import pytest
import rispy
from bibtexparser.bparser import BibTexParser
from hypothesis import given
from hypothesis import strategies as st
from lilun.schema.publish.citation_formats import bibtex, csl_json, gbt7714, gbt7714_line, ris
from lilun.schema.publish.references import Reference

ONE = Reference(
    key="青川日报/2024-03-05/06/1",
    title="渠通则田活",
    subtitle="一点想法",
    authors=("沈渠", "温良"),
    others=(("translator", "方译"), ("editor", "乔编")),
    newspaper="青川日报",
    date="2024-03-05",
    page="06",
    page_name="理论",
)
BARE = Reference("page/1", None, None, (), (), None, None, None, None)
# CSL 1.0.2: the variables that an item of ours may have, with what each may hold
CSL = {
    "id": str, "type": str, "title": str, "title-short": str, "author": list, "translator": list, "editor": list,
    "interviewer": list, "compiler": list, "container-title": str, "issued": dict, "page": str, "section": str,
    "language": str,
}  # fmt: skip
texts = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Co", "Cn")), min_size=1, max_size=40
).filter(lambda text: text.strip())


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({}, "沈渠, 温良. 渠通则田活: 一点想法[N]. 青川日报, 2024-03-05(06)."),
        ({"subtitle": None, "page": "A07"}, "沈渠, 温良. 渠通则田活[N]. 青川日报, 2024-03-05(A07)."),
        # four are named as three and 等; three are all named
        ({"authors": ("甲", "乙", "丙")}, "甲, 乙, 丙. 渠通则田活: 一点想法[N]. 青川日报, 2024-03-05(06)."),
        (
            {"authors": ("甲", "乙", "丙", "丁")},
            "甲, 乙, 丙, 等. 渠通则田活: 一点想法[N]. 青川日报, 2024-03-05(06).",
        ),
        # nobody signs: the title begins
        ({"authors": ()}, "渠通则田活: 一点想法[N]. 青川日报, 2024-03-05(06)."),
        # as much of the date as is known
        ({"date": "2024-03", "page": None}, "沈渠, 温良. 渠通则田活: 一点想法[N]. 青川日报, 2024-03."),
        ({"date": "2024~"}, "沈渠, 温良. 渠通则田活: 一点想法[N]. 青川日报, [2024~](06)."),
        (
            {"date": None, "newspaper": None},
            "沈渠, 温良. 渠通则田活: 一点想法[N]. [报名不详], [日期不详](06).",
        ),
    ],
)
def test_a_line_of_gbt_7714(changed: dict[str, object], line: str) -> None:
    assert gbt7714_line(replace(ONE, **changed)) == line  # type: ignore[arg-type]


def test_several_lines_are_numbered_and_one_is_not() -> None:
    assert gbt7714([ONE, BARE]).splitlines()[1] == "[2] [无题][N]. [报名不详], [日期不详]."
    assert gbt7714([ONE]).startswith("沈渠") and gbt7714([]) == ""


def test_csl_json_is_a_newspaper_article_with_parts_of_a_date() -> None:
    (item,) = json.loads(csl_json([ONE]))
    assert item == {
        "id": "青川日报/2024-03-05/06/1",
        "type": "article-newspaper",
        "title": "渠通则田活：一点想法",
        "title-short": "渠通则田活",
        "author": [{"literal": "沈渠"}, {"literal": "温良"}],
        "translator": [{"literal": "方译"}],
        "editor": [{"literal": "乔编"}],
        "container-title": "青川日报",
        "issued": {"date-parts": [[2024, 3, 5]]},
        "page": "06",
        "section": "理论",
        "language": "zh-CN",
    }
    assert json.loads(csl_json([BARE])) == [
        {"id": "page/1", "type": "article-newspaper", "language": "zh-CN"}
    ]
    assert json.loads(csl_json([replace(ONE, date="2024~")]))[0]["issued"] == {"literal": "2024~"}


@pytest.mark.parametrize(
    "reference", [ONE, BARE, replace(ONE, date="2022-08"), replace(ONE, others=(("compiler", "丙"),))]
)
def test_csl_json_has_only_what_its_schema_has(reference: Reference) -> None:
    (item,) = json.loads(csl_json([reference]))
    assert {name: type(value) for name, value in item.items()} == {name: CSL[name] for name in item}
    assert {"id", "type"} <= set(item)
    for names in (value for value in item.values() if isinstance(value, list)):
        assert all(set(name) == {"literal"} for name in names)


def test_ris_is_read_again() -> None:
    (found,) = rispy.loads(ris([ONE]))
    assert found["type_of_reference"] == "NEWS" and found["authors"] == ["沈渠", "温良"]
    assert (found["title"], found["secondary_title"]) == ("渠通则田活：一点想法", "青川日报")
    assert (found["year"], found["date"], found["start_page"]) == ("2024", "2024/03/05/", "06")
    assert [entry["title"] for entry in rispy.loads(ris([ONE, replace(ONE, title="又", subtitle=None)]))][
        1
    ] == "又"


@given(title=texts, name=texts)
def test_ris_lines_keep_their_form(title: str, name: str) -> None:
    written = ris([replace(ONE, title=title, authors=(name,)), BARE])
    assert written.endswith("ER  - \r\n\r\n")
    lines = [line for line in written.split("\r\n") if line]
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - [^\r\n]*", line) for line in lines)
    assert [line[:2] for line in lines].count("TY") == [line[:2] for line in lines].count("ER") == 2
    assert lines[0] == "TY  - NEWS"


def test_a_date_in_ris_keeps_its_slashes() -> None:
    assert "DA  - 2022/08//\r\n" in ris([replace(ONE, date="2022-08")])
    assert "DA  - 2022///\r\n" in ris([replace(ONE, date="2022")])
    assert "DA" not in ris([BARE])


def read_bibtex(text: str) -> list[dict[str, str]]:
    parser = BibTexParser(common_strings=True, ignore_nonstandard_types=False)
    return list(bibtexparser.loads(text, parser).entries)


def test_bibtex_is_read_again() -> None:
    (found,) = read_bibtex(bibtex([ONE]))
    assert found["ENTRYTYPE"] == "article" and found["entrysubtype"] == "newspaper"
    assert found["ID"] == "qingchuanribao-2024-03-05-06-1"
    assert found["author"] == "沈渠 and 温良" and found["translator"] == "方译"
    assert found["title"].strip("{}") == "渠通则田活：一点想法" and found["journal"] == "青川日报"
    assert (found["year"], found["month"], found["date"], found["pages"]) == ("2024", "3", "2024-03-05", "06")


def test_keys_of_bibtex_are_ascii_and_no_two_alike() -> None:
    written = bibtex([ONE, ONE, BARE, replace(ONE, key="？！")])
    keys = re.findall(r"^@article\{([^,]*),$", written, re.MULTILINE)
    assert len(set(keys)) == 4 and all(re.fullmatch(r"[A-Za-z0-9-]+", key) for key in keys)


@given(title=texts, name=texts)
def test_braces_of_bibtex_are_balanced_whatever_is_printed(title: str, name: str) -> None:
    written = bibtex([replace(ONE, title=title, authors=(name,))])
    depth = 0
    for sign in written:
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0
    assert depth == 0 and len(read_bibtex(written)) == 1


def test_signs_of_tex_are_written_so_that_tex_prints_them() -> None:
    written = bibtex(
        [replace(ONE, title=r"100% {a}_b & c\d #1 ~^$", subtitle=None, authors=("A, B", "沈渠"))]
    )
    assert r"100\% \textbraceleft{}a\textbraceright{}\_b \& c\textbackslash{}d \#1" in written
    assert r"\textasciitilde{}\textasciicircum{}\$" in written
    assert "author = {{A, B} and 沈渠}" in written
