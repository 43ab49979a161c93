"""The YAML files: what may be written, and a sentence for all that may not, with file, line and what to write instead."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lilun.loaders.corrections.commands import correct as correct_command
from lilun.loaders.corrections.entry import Correction, Quote, plain
from lilun.loaders.corrections.files import Problem, read_folder, read_text, revived
from lilun.loaders.corrections.forms import FORMS, Form
from lilun.loaders.errors import InputError
from lilun.schema.correction_line import line

SIGNED = "by: 资料室, when: 2031-06-01, why: 核对原报"


def read(entry: str, signed: str = SIGNED) -> tuple[list[Correction], list[Problem]]:
    return read_text(f"# 一行注释\n- {{{entry}, {signed}}}\n", "own.yaml")


def test_an_entry_is_read_as_it_stands() -> None:
    text = """
- in: 临江日报/2031-05-06/06
  at: 老渡口为什麼
  before: "理论 "
  after: 要留下
  article:
    title: 老渡口为什么要留下
    subtitle:
  by: 资料室
  when: 2031-06-01
  why: 核对原报
"""
    ((entry,), problems) = read_text(text, "own.yaml")
    assert problems == []
    assert entry == Correction(
        "article", {"title": "老渡口为什么要留下", "subtitle": ""}, Quote("老渡口为什麼", "理论 ", "要留下"),
        "临江日报/2031-05-06/06", "资料室", "2031-06-01", "核对原报", "own.yaml", 2,
    )  # fmt: skip


def test_numbers_and_days_stay_what_was_written() -> None:
    ((entry,), _) = read("at: 梨树, page: {number: 06, date: 2031-05, name: no}")
    assert entry.value == {"number": "06", "date": "2031-05", "name": "no"}


EXAMPLES: Mapping[str, str] = {
    "text": "渡口", "role": "heading", "move": "{after: 梨树要修枝}", "split": "here", "merge": "{at: 梨树, before: 下。}",
    "page": "{date: 2031-05-06}", "article": "{kind: essay, title: ~}", "authors": "[]", "author": "{name: 陆闻笛, positions: []}",
    "citation": "none", "cites": "{speaker: 陆闻笛, mode: direct}", "same_person": "[陆闻笛, 闻笛]",
    "different_people": "[陆闻笛/临江大学, 陆闻笛/海岬大学]",
}  # fmt: skip


@pytest.mark.parametrize("what", FORMS)
def test_every_kind_is_read_kept_and_written_again(what: str) -> None:
    at = "" if what in ("same_person", "different_people") else "at: 桥修好了, to: 做什么, "
    ((entry,), problems) = read(f"{at}{what}: {EXAMPLES[what]}")
    assert problems == [] and entry.what == what and entry.line == 2
    assert revived(what, plain(entry.value)) == entry.value
    said = {**({"at": "桥修好了", "to": "做什么"} if at else {}), what: plain(entry.value)}
    signed = {"by": "资料室", "when": "2031-06-01", "why": "核对原报"}
    ((again,), _) = read_text(line({**said, **signed}), "other.yaml")
    assert again.digest == entry.digest


def forms() -> list[tuple[str, Form]]:
    inner = [(f"{what}.{name}", form) for what, fields in FORMS.items() if isinstance(fields, Mapping)
             for name, form in fields.items()]  # fmt: skip
    return [(what, form) for what, form in FORMS.items() if isinstance(form, Form)] + inner


@pytest.mark.parametrize(("name", "form"), forms(), ids=lambda v: v if isinstance(v, str) else "")
def test_the_example_of_every_form_has_that_form(name: str, form: Form) -> None:
    what, _, field = name.partition(".")
    value = f"{{{field}: {form.example}}}" if field else form.example
    if what == "cites" and field not in ("speaker", "voice", "document"):
        value = value.replace("{", "{speaker: 陆闻笛, ", 1)
    at = "" if what.endswith(("person", "people")) else "at: 桥修好了, "
    entries, problems = read(f"{at}{what}: {value}")
    assert len(entries) == 1, problems


WRONG = {
    "at: 桥修好了, rolle: heading": "“rolle” is not known; besides at, before, after, to, in, by, when, why an entry has "
    "one of text, role, move",
    "at: 桥修好了": "nothing is corrected here; give one of text, role",
    "at: 桥修好了, role: heading, text: 甲": "“role” and “text” is corrected here; give one of",
    "role: heading": "“at” is missing; write words of the page that role is about, such as at: 渡口早就不摆渡了",
    'at: "，。", role: heading': "“at” holds no word to look for; write words of the page",
    "at: [桥], role: heading": "“at” is one value; write at: 渡口早就不摆渡了",
    "at: 桥, role: headline": "“headline” is no role; write one of column, kicker, title",
    "at: 桥, role: heading, role: title": "“role” stands twice in one entry; keep one of the two, or begin another entry",
    "at: 桥, split: there": "“there” is no split; write one of here",
    "at: 桥, text: ": "“text” is empty; write text: 渡口",
    "at: 桥, text: ？": "“text”: a question mark stands where a value should; write what is right in its place",
    "at: 桥, article: 题": "“article” has fields; write article: {kicker: 老渡口为什么要留下}",
    "at: 桥, article: {}": "“article” needs a field; write article: {kicker:",
    "at: 桥, article: {titel: 题}": "“titel” is no field of article; write one of kicker, title, subtitle, column, kind",
    "at: 桥, article: {kind: poem}": "“poem” is no kind; write one of essay, digest",
    "at: 桥, page: {date: 5月6日}": "“5月6日” is no date for date; write 2031, 2031-05, 2031-05-06 or 2031-05-06/2031-05-09",
    "at: 桥, page: {date: 2031-05-09/2031-05-06}": "“2031-05-09/2031-05-06” is no date",
    "at: 桥, page: {newspaper: }": "“newspaper” is empty; write newspaper: 临江日报",
    "at: 桥, authors: 陆闻笛": "“authors” is a list; write authors: [陆闻笛, 邵望舒]",
    "at: 桥, author: {institution: []}": "“institution” is empty; write institution: [临江大学, 历史学院]",
    "at: 桥, citation: no": "“no” says nothing of a citation; write citation: none where there is none, or fields such as "
    "citation: {speaker: 陆闻笛}",
    "at: 桥, cites: {cue: 指出}": "“cites” names nobody; write a speaker, a voice or a document",
    "at: 桥, move: {before: 甲, after: 乙}": "“move” needs one field; write move: {before: 渡口早就不摆渡了}",
    "at: 桥, merge: {words: 甲}": "“words” is not known here; words are given by at, before, after, to",
    "at: 桥, same_person: [甲, 乙]": "“at” says nothing with same_person, which holds for the archive; take it out",
    "same_person: [甲]": "“same_person” is about two; write same_person: [陆闻笛, 闻笛]",
    "same_person: [甲, 甲]": "“same_person” is about two",
    "same_person: [甲/一校, 甲]": "two of one name are told apart by their institutions; write same_person: "
    "[甲/临江大学, 甲/海岬大学]",
    "same_person: [甲/一校, 乙]": "names that differ are one person's whole; write same_person: [甲, 乙]",
    "different_people: [甲, 乙]": "two names are two people already; take the entry out",
    "at: 桥, ? {甲: 乙} : 丙, role: heading": "this is no name of a field; put quotation marks around words with { or [",
}


@pytest.mark.parametrize("entry", WRONG)
def test_what_is_wrong_with_an_entry(entry: str) -> None:
    entries, problems = read(entry)
    assert entries == [] and len(problems) == 1
    assert str(problems[0]).startswith(f"own.yaml:2: {WRONG[entry]}"), str(problems[0])


@pytest.mark.parametrize(
    ("signed", "said"),
    [
        ("by: 资料室, when: 2031-06-01", "“why” is missing; write who, when and why, such as why: 核对原报"),
        ("when: 2031-06-01, why: 核对", "“by” is missing; write who, when and why, such as by: 资料室"),
        ("by: 资料室, why: 核对", "“when” is missing; write who, when and why, such as when: 2031-06-01"),
        ("by: 资料室, when: 六月, why: 核对", "“六月” is no date for when; write 2031-06-01"),
        ("by: 资料室, when: 2031-06, why: 核对", "“2031-06” is no date for when; write 2031-06-01"),
        ("by: ？, when: 2031-06-01, why: 核对", "“by”: a question mark stands where a value should"),
        ("by: , when: 2031-06-01, why: 核对", "“by” is empty; write by: 资料室"),
    ],
)
def test_who_when_and_why_are_asked_for(signed: str, said: str) -> None:
    entries, problems = read("at: 桥, role: heading", signed)
    assert entries == [] and problems[0].message.startswith(said), problems


def test_a_wrong_entry_leaves_the_others_and_names_its_line(tmp_path: Path) -> None:
    good = f"- {{at: 桥修好了, role: heading, {SIGNED}}}\n"
    (tmp_path / "a.yaml").write_text(f"{good}- just words\n- at: 桥\n  rolle: x\n", encoding="utf-8")
    (tmp_path / "b.yml").write_text("- [\n", encoding="utf-8")
    (tmp_path / "c.yaml").write_bytes("- 渡口".encode("gb18030"))
    (tmp_path / "d.yaml").write_text("role: heading\n", encoding="utf-8")
    (tmp_path / "e.yaml").write_text("", encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "f.yaml").write_text(good, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("no entry", encoding="utf-8")
    found = read_folder(tmp_path)
    name = tmp_path.name
    assert [c.where for c in found.corrections] == [f"{name}/a.yaml:1"]
    told = [str(problem) for problem in found.problems]
    assert told[0].startswith(f"{name}/a.yaml:2: an entry is a mapping, such as - {{at: …, article")
    assert told[1].startswith(f"{name}/a.yaml:4: “rolle” is not known")
    assert told[2].startswith(f"{name}/b.yml:2: this is no YAML that can be read (")
    assert told[2].endswith(
        "; write a list of entries, each beginning with “- ”, and put quotation marks around words with : or #"
    )
    assert told[3] == f"{name}/c.yaml: this is not UTF-8; save the file as UTF-8"
    assert told[4].startswith(f"{name}/d.yaml:1: this is no YAML that can be read (entries are missing)")
    assert (
        told[5]
        == f"{name}/sub/f.yaml:1: this entry stands in {name}/a.yaml:1 already; take one of the two out"
    )
    assert found.unreadable == {f"{name}/b.yml", f"{name}/c.yaml", f"{name}/d.yaml"}
    with pytest.raises(
        InputError, match="this is no folder; name the folder of your YAML files of corrections"
    ):
        read_folder(tmp_path / "none")


@pytest.mark.parametrize(
    "text",
    ["&a [*a]", "- &a {at: *a, role: heading}", "- " + "[" * 4000, "- !!python/object:os.system {}", "\0"],
)
def test_what_yaml_can_do_beyond_that_ends_in_a_sentence(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    found = read_folder(tmp_path)
    assert found.corrections == () and len(found.problems) == 1


@given(st.text(max_size=200))
def test_no_text_raises_but_what_says_that_it_is_no_yaml(text: str) -> None:
    try:
        entries, problems = read_text(text, "own.yaml")
    except ValueError as error:
        assert str(error)
        return
    assert all(problem.message for problem in problems) and all(entry.by for entry in entries)


@given(
    st.dictionaries(
        st.sampled_from(["at", "why", "by"]),
        st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1),
        min_size=3,
    )
)
def test_a_written_line_is_read_as_it_was_meant(words: dict[str, Any]) -> None:
    entries, problems = read_text(line({**words, "role": "heading", "when": "2031-06-01"}), "own.yaml")
    if problems:
        assert any(
            not w.strip() or not any(c.isalnum() for c in w) or set(w.strip()) <= set("?？")
            for w in words.values()
        )
    else:
        (entry,) = entries
        assert (entry.at and entry.at.exact, entry.by, entry.why) == (
            words["at"],
            words["by"].strip(),
            words["why"].strip(),
        )


def test_the_help_shows_an_entry_as_it_may_be_written_and_every_kind() -> None:
    told = correct_command.help or ""
    example = re.search(r"      - in:.*?why: \S+\n", told, re.DOTALL)
    assert example
    bare = re.sub(r"(?m)  +(the page: its|words of the page;|what stands before).*$", "", example[0])
    ((entry,), problems) = read_text(textwrap.dedent(bare.replace("    \b\n", "")), "own.yaml")
    assert problems == [] and entry.what == "article" and entry.at and entry.at.prefix == "理论"
    kinds = told.partition("stands one of")[2]
    assert all(re.search(rf"\b{what}\b", kinds) for what in FORMS)
    for what, fields in FORMS.items():
        if isinstance(fields, Mapping) and what != "cites":
            assert all(re.search(rf"\b{name}\b", kinds) for name in fields), what
