"""Any way of loads, edits of the entries and resolutions ends as a fresh load of the same pages with the same entries."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import ARCHIVES_PAGE, FERRY_PAGE, ORCHARD_PAGE, sheet
from lilun.loaders.export import json_lines
from lilun.loaders.pipeline import load, resolve
from lilun.loaders.sources.manifest import PageFile, PageMetadata
from lilun.schema import engine as archives

SIGNED = "by: 资料室, when: 2031-06-01, why: 核对原报"
ENTRIES = (
    "at: 老渡口为什么要留下, article: {title: 老渡口为何要留下}",
    "at: 守渡的老人便在墙上, role: heading",
    "at: 有人问, to: 做什么, split: here",
    "at: 梨树要修枝, text: 桃树要修枝",
    "at: 邵望舒, author: {name: 陆闻笛, institution: [临江大学, 历史学院]}",
    "at: 秦砚耕, author: {institution: [临江大学, 历史学院]}",
    "at: 修志是慢功夫, page: {date: 2031-05-08, number: 02}",
    "at: 桥管的是过江, to: 从哪里来, cites: {speaker: 陆守渡, date: 2030-05}",
    "same_person: [秦砚耕, 陆闻笛]",
    "in: 临江日报/2031-05-07/01, at: 快了就要走样, role: heading",
)
FERRIES = sheet(FERRY_PAGE, ORCHARD_PAGE)
# two readings of one page, and another page; with the time at which each was made
TEXTS = (
    (FERRIES.replace("渡口", "渡囗").replace("，", ","), "2031-05-06", 1_900_000_000),
    (FERRIES, "2031-05-06", 1_950_000_000),
    (ARCHIVES_PAGE, "2031-05-07", 1_900_000_000),
)


def page_files(folder: Path) -> list[PageFile]:
    files = []
    for number, (text, day, when) in enumerate(TEXTS):
        path = folder / f"{number}.md"
        path.write_text(text, encoding="utf-8")
        os.utime(path, (when, when))
        files.append(PageFile(path, path.name, PageMetadata("临江日报", day, "1")))
    return files


def write(folder: Path, chosen: Sequence[str]) -> Path:
    folder.mkdir(exist_ok=True)
    entries = "".join(f"- {{{entry}, {SIGNED}}}\n" for entry in ENTRIES if entry in chosen)
    (folder / "own.yaml").write_text(entries, encoding="utf-8")
    return folder


def state(archive: Path) -> list[Any]:
    with archives.open_to_read(archive).connect() as connection:
        return [
            list(json_lines(connection)),
            *(
                connection.exec_driver_sql(sql).all()
                for sql in (
                    "SELECT digest, status FROM corrections ORDER BY 1",
                    "SELECT key, name FROM authors ORDER BY 1",
                    "SELECT b.name_as_printed, u.key, b.rule FROM bylines b JOIN articles a ON a.id = b.article_id "
                    "LEFT JOIN authors u ON u.id = b.author_id ORDER BY a.key, b.position",
                    "SELECT key, number FROM pages ORDER BY 1",
                    "SELECT role, count(*) FROM spans GROUP BY role ORDER BY 1",
                )
            ),
        ]


steps = st.one_of(
    st.tuples(st.just("load"), st.lists(st.sampled_from((0, 1, 2)), min_size=1, max_size=2)),
    st.tuples(st.just("edit"), st.lists(st.sampled_from(ENTRIES), unique=True)),
    st.tuples(st.just("resolve"), st.none()),
)


@given(st.lists(steps, min_size=1, max_size=4), st.lists(st.sampled_from(ENTRIES), unique=True))
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_way_ends_as_a_fresh_load(
    new_archive: Callable[[Path], Path], way: list[tuple[str, Any]], wanted: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = page_files(folder)
        fresh, travelled = new_archive(folder / "fresh.db"), new_archive(folder / "travelled.db")
        load(fresh, files, corrections=write(folder / "own", wanted))
        write(folder / "own", ())
        for what, given_ in way:
            if what == "load":
                load(travelled, [files[number] for number in given_], corrections=folder / "own")
            elif what == "edit":
                write(folder / "own", given_)
            else:
                resolve(travelled, corrections=folder / "own")
        load(travelled, files, corrections=write(folder / "own", wanted))
        assert state(travelled) == state(fresh)
