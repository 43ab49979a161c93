"""A user's own register: merged over the shipped one, and told where rows clash."""

from __future__ import annotations

from pathlib import Path

import pytest
from lilun.loaders.resolve.register_files import FORMS, RegisterError, merged, read_own, shipped

Files = dict[str, str]


def own(folder: Path, files: Files) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def problems(folder: Path, files: Files) -> list[str]:
    with pytest.raises(RegisterError) as caught:
        merged(read_own(own(folder, files)))
    return [line.replace(f"{folder}/", "") for line in str(caught.value).splitlines()]


def test_a_row_of_the_same_key_takes_its_place_and_others_are_added(tmp_path: Path) -> None:
    folder = own(
        tmp_path / "own",
        {
            "newspapers": "name,place,kind\n临江日报,青岛市,city\n人民日报,北京市,central\n",
            "speeches": "key,kind,speaker,title,occasion,date\nma-ferry-1990,speech,马克思,渡口讲话,渡口考察,1990-05\n",
        },
    )
    facts = merged(read_own(folder))
    papers = {fact["name"]: fact["place"] for fact in facts["newspapers"]}
    assert (papers["临江日报"], papers["人民日报"]) == ("青岛市", "北京市")
    assert len(facts["newspapers"]) == len(shipped()["newspapers"]) + 1
    assert [f["name"] for f in facts["newspapers"]][:3] == [f["name"] for f in shipped()["newspapers"]][:3]
    assert facts["speeches"][-1]["key"] == "ma-ferry-1990" and facts["speeches"][-1]["voice"] == ""
    assert facts["places"] is shipped()["places"]


def test_excel_writes_a_byte_order_mark_or_gb18030(tmp_path: Path) -> None:
    text = "name,kind\n临江大会,meeting\n"
    for number, encoding in enumerate(("utf-8-sig", "gb18030")):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "voices.csv").write_bytes(text.encode(encoding))
        assert merged(read_own(folder))["voices"][-1]["name"] == "临江大会"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"voices": "name,kind\n临江大会,meeting\n临江大会,organ\n"},
            "voices.csv:3: “临江大会” stands in line 2 already; keep one of the two rows",
        ),
        (
            {"voice_aliases": "voice,alias\n中国共产党第二十次全国代表大会,渡口会议\n国务院,渡口会议\n"},
            "voice_aliases.csv:3: “渡口会议” leads to “国务院” here and to “中国共产党第二十次全国代表大会” in "
            "voice_aliases.csv:2; keep one of the two, or make the alias longer",
        ),
        (
            {"institution_aliases": "alias,institution,place\n北大,清华大学,\n"},
            "institution_aliases.csv:2: “北大” leads to “清华大学” here and to “北京大学” in shipped "
            "institution_aliases.csv:2; keep one of the two, or make the alias longer",
        ),
        (
            {"institution_aliases": "alias,institution,place\n清华大学,北京大学,\n"},
            "institution_aliases.csv:2: “清华大学” is the name of another row of institutions.csv; choose another alias",
        ),
        (
            {"speech_aliases": "speech,alias\ncpc-19,“党的二十大”\n"},
            "speech_aliases.csv:2: ““党的二十大”” leads to “cpc-19” here and to “cpc-20” in shipped ",
        ),
        (
            {"speaker_aliases": "speaker,alias,earliest,latest\n毛泽东,总书记,2020-01-01,2019-01-01\n"},
            "speaker_aliases.csv:2: “总书记” ends on 2019-01-01, before it begins on 2020-01-01; mend one of the two days",
        ),
        (
            {"speeches": "key,kind,speaker,title,date\nx-1,speech,无名氏,渡口讲话,2031-05\n"},
            "speeches.csv:2: speakers.csv has no “无名氏”; add it there or mend the name",
        ),
        (
            {"speeches": "key,kind,speaker,title,date\nx-1,speech,毛泽东,渡口讲话,2031-05-09/2031-05-06\n"},
            "speeches.csv:2: the date 2031-05-09/2031-05-06 ends before it begins; write the earlier day first",
        ),
        (
            {"speeches": "key,kind,speaker,title,date\nx-1,speech,毛泽东,渡口讲话,2031年5月\n"},
            "speeches.csv:2: “2031年5月” is no date; write 2031, 2031-05, 2031-05-06 or 2031-05-06/2031-05-09",
        ),
        (
            {"speeches": "key,kind,title,date\nx-1,speech,渡口讲话,2031\n"},
            "speeches.csv:2: “x-1” needs a speaker or a voice, and not both; fill in one of the two",
        ),
        (
            {"speeches": "key,kind,speaker,title,date\nx-1,toast,毛泽东,渡口讲话,2031\n"},
            "speeches.csv:2: no kind is called “toast”; write one of speech, report, meeting, document, letter, book",
        ),
        (
            {"speeches": "key,kind,speaker,title,when\nx-1,speech,毛泽东,渡口讲话,2031\n"},
            "speeches.csv:1: the column “when” is not known; the columns are key,kind,speaker,voice,title,",
        ),
        ({"voices": "name\n临江大会\n"}, "voices.csv:1: there is no column “kind”; the columns are name,kind,source"),
        (
            {"documents": "title,issuer\n渡口条例,临江市,临江县\n"},
            "documents.csv:2: 3 values for 2 columns; put quotation marks around a value that has a comma",
        ),
        (
            {"institutions": "name,parent,kind\n渡口学院,渡口研究院,\n渡口研究院,渡口学院,\n"},
            "institutions.csv:2: “渡口学院” is part of itself; mend its parent",
        ),
        ({"institutions": "name,kind\n,university\n"}, "institutions.csv:2: name is empty; fill it in or take the row out"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_file_line_and_remedy(tmp_path: Path, files: Files, message: str) -> None:
    told = problems(tmp_path / "own", files)
    assert any(line.startswith(message) for line in told), told


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    files = {
        "voices": "name,kind\n甲会,meeting\n甲会,meeting\n乙会,fair\n",
        "voice_aliases": "voice,alias\n丙会,小会\n",
    }
    assert len(problems(tmp_path / "own", files)) == 3


def test_an_alias_may_pass_from_one_speaker_to_the_next(tmp_path: Path) -> None:
    files = {
        "speaker_aliases": "speaker,alias,earliest,latest\n毛泽东,老主席,1950-01-01,1959-12-31\n刘少奇,老主席,1960-01-01,\n"
    }
    merged(read_own(own(tmp_path / "own", files)))


@pytest.mark.parametrize(
    ("files", "message"),
    [({}, "no CSV file is here; the names are places.csv"), ({"speechs": "key\n"}, "no register has a file of this name")],
)  # fmt: skip
def test_a_folder_without_a_register(tmp_path: Path, files: Files, message: str) -> None:
    with pytest.raises(RegisterError, match=message):
        read_own(own(tmp_path / "own", files))
    with pytest.raises(RegisterError, match="this is no folder"):
        read_own(tmp_path / "none")


def test_the_shipped_register_has_the_forms_that_are_told_to_users() -> None:
    assert {name: len(rows) > 0 for name, rows in shipped().items()} == dict.fromkeys(FORMS, True)
