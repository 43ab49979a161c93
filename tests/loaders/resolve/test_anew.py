"""`lilun resolve`: what the register and the rules know now, as if every page were loaded with them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest
from invented import FERRY, ORCHARD, Lilun, article, dump

STEPS = "“渡口的路要一步一步走，急不得也慢不得”"
# file, name, what its first paragraph says, sign-off
PAGES = (
    (
        "a.md",
        "陆闻笛",
        f"2031年3月，习近平总书记在海南考察时指出，{STEPS}。",
        "（作者系渡口大学海洋学院教授）",
    ),
    (
        "b.md",
        "陆闻笛",
        f"习近平总书记指出，{STEPS}。按照《渡口条例》办。",
        "（作者系市社科联副主席、渡大兼职教授）",
    ),
    (
        "c.md",
        "邵望舒",
        f"渡口老人指出，{STEPS}。《临江市渡口条例》写得明白。",
        "（作者单位：市文物保护中心）",
    ),
    ("d.md", "邵望舒", f"渡口会议指出，{STEPS}。", "（作者单位：渡大（渡口）法学院）"),
    ("e.md", "市委党校课题组", f"3月，习近平总书记在海南考察时强调，{STEPS}。", ""),
)
MANIFEST = """file,newspaper,date,page
a.md,临江日报,2031-05-06,7
b.md,临江报,2031-05-07,7
c.md,临江日报,2031-05-08,7
d.md,临江日报,2031-06,
e.md,临江报,2031-05-06,8
"""
OWN = {
    "newspapers": "name,place,kind,source\n临江日报,青岛市,city,馆藏目录\n",
    "newspaper_aliases": "newspaper,alias\n临江日报,临江报\n",
    "institutions": "name,parent,kind,place\n渡口大学,,university,青岛市\n渡口大学海洋学院,渡口大学,school,青岛市\n",
    "institution_aliases": "alias,institution,place\n渡大,渡口大学,\n",
    "speakers": "name,kind\n秦砚耕,other\n",
    "speaker_aliases": "speaker,alias\n秦砚耕,渡口老人\n",
    "voices": "name,kind\n临江市渡口工作会议,meeting\n",
    "voice_aliases": "voice,alias\n临江市渡口工作会议,渡口会议\n",
    "documents": "title,kind,issuer,date\n临江市渡口条例,regulation,临江市,2030-01\n",
    "document_aliases": "document,alias\n临江市渡口条例,渡口条例\n",
    "speeches": "key,kind,speaker,voice,title,occasion,place,date\n"
    "xi-visit-ferry-2031,speech,习近平,,在海南考察时的讲话,海南考察,海南省,2031-03-12\n"
    "ferry-meeting-2031,meeting,,临江市渡口工作会议,临江市渡口工作会议,渡口会议,青岛市,2031-04\n",
    "speech_aliases": "speech,alias\nferry-meeting-2031,渡口会议\n",
}
_STATE = (
    "SELECT a.key, b.position, u.key, b.rule FROM bylines b JOIN articles a ON a.id = b.article_id "
    "LEFT JOIN authors u ON u.id = b.author_id",
    "SELECT a.key, b.position, f.position, f.rule, i.key, i.kind, p.name, i.origin, x.position, x.rule FROM bylines b "
    "JOIN articles a ON a.id = b.article_id JOIN affiliations f ON f.byline_id = b.id "
    "LEFT JOIN affiliation_institutions x ON x.affiliation_id = f.id "
    "LEFT JOIN institutions i ON i.id = x.institution_id LEFT JOIN places p ON p.id = i.place_id",
    "SELECT a.key, c.position, k.name, v.name, p.name, s.key, c.date, c.rule, c.evidence, c.event_key "
    "FROM cited_speeches c JOIN articles a ON a.id = c.article_id LEFT JOIN speakers k ON k.id = c.speaker_id "
    "LEFT JOIN voices v ON v.id = c.voice_id LEFT JOIN places p ON p.id = c.place_id "
    "LEFT JOIN speeches s ON s.id = c.speech_id",
    "SELECT a.key, c.position, d.title, d.kind, d.origin FROM cited_documents c JOIN articles a ON a.id = c.article_id "
    "LEFT JOIN documents d ON d.id = c.document_id",
    "SELECT key, kind, title, occasion, date, origin FROM speeches",
    "SELECT name, kind, born, origin, source FROM speakers",
    "SELECT name, kind FROM voices",
    "SELECT title, kind, issuer, date, origin FROM documents",
    "SELECT key, name, kind, origin FROM institutions",
    "SELECT n.name, n.kind, n.origin, p.name FROM newspapers n LEFT JOIN places p ON p.id = n.place_id",
    "SELECT p.key, n.name, i.date FROM pages p JOIN issues i ON i.id = p.issue_id "
    "LEFT JOIN newspapers n ON n.id = i.newspaper_id",
    "SELECT name, kind, short FROM places",
    "SELECT subject, object, verdict, decided_by, score, why FROM decisions",
    "SELECT name, sha256 FROM registers",
    "SELECT a.key, f.kind, f.message, f.rule FROM findings f LEFT JOIN articles a ON a.id = f.article_id",
)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    for name, text in OWN.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def printed(pages: Path) -> Path:
    for number, (name, author, said, signoff) in enumerate(PAGES):
        body = (f"第{number}次到渡口，{FERRY[0]}", said + ORCHARD[1], ORCHARD[2])
        text = article(f"{author}第{number}次说渡口", author, body) + f"\n{signoff}\n"
        (pages / name).write_text(text, encoding="utf-8")
    (pages / "manifest.csv").write_text(MANIFEST, encoding="utf-8")
    return pages


def state(on: Path) -> list[list[str]]:
    """All that resolution decides, without ids."""
    connection = sqlite3.connect(on)
    try:
        return [sorted(map(repr, connection.execute(query))) for query in _STATE]
    finally:
        connection.close()


@pytest.fixture
def fresh(
    lilun: Lilun, new_archive: Callable[[Path], Path], printed: Path, own: Path, tmp_path: Path
) -> Path:
    """An archive that was loaded with the user's register from the first."""
    on = new_archive(tmp_path / "fresh.db")
    assert lilun("load", printed, "--register", own, on=on).exit_code == 0
    return on


def test_it_ends_as_a_fresh_load_does(
    lilun: Lilun, archive: Path, printed: Path, own: Path, fresh: Path
) -> None:
    lilun("load", printed)
    assert lilun("export").stdout_bytes != lilun("export", on=fresh).stdout_bytes
    assert lilun("resolve", "--register", own).exit_code == 0
    assert state(archive) == state(fresh)
    assert lilun("export").stdout_bytes == lilun("export", on=fresh).stdout_bytes
    assert lilun("check").stderr == ""


def test_what_it_settles(lilun: Lilun, fresh: Path) -> None:
    """So that the comparison above compares something."""
    held = "\n".join(line for lines in state(fresh) for line in lines)
    for words in (
        "'渡口大学/海洋学院'", "'青岛市社会科学界联合会'", "'青岛市文物保护中心'", "'xi-visit-ferry-2031'", "'ferry-meeting-2031'",
        "'秦砚耕'", "'临江市渡口条例', 'regulation'", "'临江日报/2031-05-07/07'", "'same wording as a placed mention'",
        "'group:临江日报/市委党校课题组'",
    ):  # fmt: skip
        assert words in held, words
    assert "临江报" not in held and "'渡口老人'" not in held


def test_loading_more_with_the_register_resolves_what_was_there(
    lilun: Lilun, archive: Path, printed: Path, own: Path, fresh: Path
) -> None:
    lilun("load", printed / "a.md", "--newspaper", "临江日报", "--date", "2031-05-06", "--page", "7")
    result = lilun("load", printed, "--register", own)
    assert result.exit_code == 0 and "cited_speeches.speech" in result.stdout
    assert state(archive) == state(fresh)


def test_the_archive_keeps_the_register(
    lilun: Lilun, new_archive: Callable[[Path], Path], archive: Path, printed: Path, own: Path, fresh: Path, tmp_path: Path
) -> None:  # fmt: skip
    lilun(
        "load",
        printed / "c.md",
        "--newspaper",
        "临江日报",
        "--date",
        "2031-05-08",
        "--page",
        "7",
        "--register",
        own,
    )
    assert lilun("load", printed).exit_code == 0
    assert state(archive) == state(fresh)


def test_the_users_facts_go_as_they_came(
    lilun: Lilun, new_archive: Callable[[Path], Path], archive: Path, printed: Path, own: Path, tmp_path: Path
) -> None:
    (own / "newspaper_aliases.csv").unlink()  # a paper that has joined another stays with it
    lilun("load", printed, "--register", own)
    assert lilun("resolve", "--shipped-register").exit_code == 0
    shipped = new_archive(tmp_path / "shipped.db")
    lilun("load", printed, on=shipped)
    assert state(archive) == state(shipped)
    assert lilun("export").stdout_bytes == lilun("export", on=shipped).stdout_bytes


@pytest.mark.parametrize("order", list(permutations("abcde"))[::17])
def test_any_order_of_pages_and_resolving(
    lilun: Lilun, new_archive: Callable[[Path], Path], printed: Path, own: Path, fresh: Path, tmp_path: Path,
    order: tuple[str, ...],
) -> None:  # fmt: skip
    on = new_archive(tmp_path / "crooked.db")
    lines = {line.partition(".")[0]: line for line in MANIFEST.splitlines()[1:]}
    for half in (order[:2], order[2:]):
        (printed / "manifest.csv").write_text(
            "\n".join([MANIFEST.splitlines()[0], *(lines[n] for n in half)]), encoding="utf-8"
        )
        assert lilun("load", printed / "manifest.csv", on=on).exit_code == 0
        assert lilun("resolve", "--register", own, on=on).exit_code == 0
    assert state(on) == state(fresh)
    assert lilun("export", on=on).stdout_bytes == lilun("export", on=fresh).stdout_bytes


def test_where_nothing_changed_nothing_is_written(lilun: Lilun, fresh: Path) -> None:
    before = dump(fresh)
    result = lilun("resolve", on=fresh)
    assert dump(fresh) == before
    assert result.stdout.splitlines()[0].split() == ["rows", "resolved", "changed"]
    assert all(line.split()[-1] == "0" for line in result.stdout.splitlines()[1:])


def test_what_changed_is_told_and_kept(lilun: Lilun, ask: Callable[..., list[tuple[object, ...]]], printed: Path, own: Path) -> None:  # fmt: skip
    lilun("load", printed / "a.md", "--newspaper", "临江日报", "--date", "2031-05-06", "--page", "7")
    result = lilun("resolve", "--register", own)
    table = {line.split()[0]: line.split()[1:] for line in result.stdout.splitlines()[1:-1]}
    assert table["cited_speeches.speech"] == ["1", "1", "1"] and table["bylines.author"] == ["1", "1", "0"]
    assert ask("SELECT table_name, row_key, field, before, after FROM changes") == [
        (
            "cited_speeches",
            "临江日报/2031-05-06/07/1#1",
            "speech",
            "习近平/海南省/2031-03",
            "xi-visit-ferry-2031",
        )
    ]
    assert ask("SELECT old, new FROM redirects WHERE kind = 'speeches'") == [
        ("习近平/海南省/2031-03", "xi-visit-ferry-2031")
    ]


def test_a_clash_is_told_and_nothing_written(lilun: Lilun, archive: Path, printed: Path, own: Path) -> None:
    lilun("load", printed)
    before = dump(archive)
    (own / "voice_aliases.csv").write_text(
        "voice,alias\n国务院,渡口会议\n临江市渡口工作会议,渡口会议\n", encoding="utf-8"
    )
    result = lilun("resolve", "--register", own)
    assert result.exit_code == 1 and result.stdout == ""
    assert (
        "voice_aliases.csv:3: “渡口会议” leads to “临江市渡口工作会议” here and to “国务院” in"
        in result.stderr
    )
    assert lilun("load", printed, "--register", own).exit_code == 1
    assert dump(archive) == before


def test_a_clash_is_told_before_an_archive_is_made(
    lilun: Lilun, printed: Path, own: Path, tmp_path: Path
) -> None:
    (own / "places.csv").write_text("name,kind,parent\n苇荡市,city,无此省\n", encoding="utf-8")
    result = lilun("load", printed, "--register", own, on=tmp_path / "new.db")
    assert result.exit_code == 1 and result.stdout == ""
    assert result.stderr.endswith("places.csv:2: places.csv has no “无此省”; add it there or mend the name\n")
    assert not (tmp_path / "new.db").exists()


def test_a_county_lies_in_the_province_of_its_city(
    lilun: Lilun, archive: Path, printed: Path, own: Path, ask: Callable[..., list[tuple[object, ...]]]
) -> None:
    (own / "places.csv").write_text(
        "name,kind,parent,short\n苇荡县,county,苇荡市,\n苇荡市,city,海南省,\n", encoding="utf-8"
    )
    page = printed / "a.md"
    page.write_text(page.read_text(encoding="utf-8").replace("在海南考察", "在苇荡县考察"), encoding="utf-8")
    assert lilun("load", printed, "--register", own).exit_code == 0
    assert ("习近平/海南省",) in ask("SELECT event_key FROM cited_speeches WHERE place_name = '苇荡县'")


def test_options_that_contradict_each_other_and_no_archive(lilun: Lilun, own: Path, tmp_path: Path) -> None:
    result = lilun("resolve", "--register", own, "--shipped-register")
    assert result.exit_code == 2 and "contradict each other" in result.stderr
    result = lilun("resolve", on=tmp_path / "none.db")
    assert result.exit_code == 1 and "there is no archive here" in result.stderr
    assert not (tmp_path / "none.db").exists()


def test_it_makes_what_an_older_loader_did_not_make(
    lilun: Lilun, archive: Path, printed: Path, own: Path, fresh: Path
) -> None:
    lilun("load", printed, "--register", own)
    connection = sqlite3.connect(archive)
    for table in ("quotation_uses", "quotation_grams", "quotation_pairs", "passages", "passage_uses"):
        connection.execute(f"DELETE FROM {table}")
    connection.execute("DELETE FROM paragraph_fingerprints")
    connection.execute("UPDATE quotations SET articles = 0")
    connection.commit()
    connection.close()
    assert lilun("check").exit_code == 1
    assert lilun("resolve").exit_code == 0
    assert lilun("check").stderr == ""
    assert state(archive) == state(fresh)
    assert lilun("export").stdout_bytes == lilun("export", on=fresh).stdout_bytes
