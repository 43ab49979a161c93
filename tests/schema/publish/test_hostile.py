"""A page that holds markup, quotes, rare characters, marks of direction and one endless paragraph is shown as text."""

from __future__ import annotations

import html
import re
import sqlite3
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from click.testing import CliRunner
from lilun.loaders.cli import main
from site_client import Site

OVERRIDE, RTL = "\u202e", "\u200f"
TITLE = f"“渠”与<script>alert('渠')</script>的{OVERRIDE}故事"
AUTHOR = "沈渠"
MARKUP = f'他写下<img src=x onerror=alert(1)>、&lt;b&gt;和"引号"，又说：“{RTL}古𠮷桥下的水要流到田头。”{OVERRIDE}这句话传开了。'
LONG = "".join(f"渠水长流，{number}桥边有人。" for number in range(5_000))[:50_000]
assert len(LONG) == 50_000


class Text(HTMLParser):
    """The tags of a page, and the text of its body."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("hostile")
    page = folder / "page.txt"
    lines = f"{LONG[:25_000]}\n{LONG[25_000:]}"  # the loader takes no longer line, the archive may hold one
    page.write_text(f"{TITLE}\n\n{AUTHOR}\n\n{MARKUP}\n\n{lines}\n\n桥修好了，渠也通了。\n", encoding="utf-8")
    archive = folder / "hostile.db"
    given = ["--newspaper", "<b>日报</b>", "--date", "2024-05-06", "--page", "6"]
    result = CliRunner().invoke(main, ["load", str(page), "--archive", str(archive), *given])
    assert result.exit_code == 0, result.output
    with sqlite3.connect(archive) as connection:
        # whatever the loader makes of it, these very words are what the site must show
        connection.execute("UPDATE articles SET title = ?, kicker = ? WHERE id = 1", (TITLE, "<i>引</i>"))
        connection.execute("UPDATE paragraphs SET text = ? WHERE id = 1", (MARKUP,))
        connection.execute("UPDATE paragraphs SET text = ? WHERE id = 2", (LONG,))
    assert CliRunner().invoke(main, ["reindex", "--archive", str(archive)]).exit_code == 0
    site = Site(archive, folder / "config")
    yield site
    site.close()


def read(page: str) -> Text:
    parser = Text()
    parser.feed(page)
    parser.close()
    return parser


PAGES = [
    "/",
    "/lilun/article/1",
    "/lilun/article/1?view=source&q=%F0%A0%AE%B7",
    "/lilun/page/1",
    "/lilun/issue/1",
    "/lilun/newspaper/" + quote("<b>日报</b>"),
    "/lilun/list/newspapers",
    "/lilun/list/authors",
    "/lilun/author/1",
    "/lilun/search?q=script",
    "/lilun/search?q=" + quote("<script>"),
    "/lilun/search?q=%F0%A0%AE%B7&newspaper=" + quote("<b>日报</b>"),
    "/lilun/search?q=" + quote("渠水长流") + "&in=paragraphs",
    "/hostile/articles",
    "/hostile/articles?_search=script",
    "/hostile/articles/1",
    "/hostile/paragraphs?_search=" + quote("渠水长流"),
    "/hostile/paragraphs/2",
]


@pytest.mark.parametrize("path", PAGES)
def test_it_is_shown_as_text(hostile: Site, path: str) -> None:
    answer = hostile.get(path)
    assert answer.status_code == 200
    page = read(answer.text)
    assert not [
        tag for tag, attributes in page.tags if tag in ("img", "b", "i") and attributes.get("src") == "x"
    ]
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", answer.text, re.S)
    assert not [script for script in scripts if "alert" in script]
    assert "<b>日报</b>" not in answer.text and "<i>引</i>" not in answer.text


def test_every_character_is_there_and_in_its_place(hostile: Site) -> None:
    answer = hostile.get("/lilun/article/1")
    page = read(answer.text)
    assert TITLE in page.text and MARKUP in page.text
    assert LONG in page.text
    assert html.escape(MARKUP, quote=False)[:20] in answer.text
    source = read(hostile.get("/lilun/page/1").text).text
    assert MARKUP in source and LONG in source.replace("\n", "")
    found = hostile.get("/lilun/search", q="𠮷桥")
    assert "古<mark>𠮷桥</mark>下的水" in found.text


def test_marks_of_direction_end_where_their_text_ends(hostile: Site) -> None:
    """Titles and cells are isolated, so that an override in one does not turn round what follows it."""
    style = hostile.get("/lilun-static/room.css").text
    assert re.search(r"body\.room a, [^{]*\{ unicode-bidi: isolate; \}", style)


def test_a_row_of_the_endless_paragraph_stays_short_in_lists(hostile: Site) -> None:
    for path in ("/hostile/paragraphs", "/lilun/search?q=" + quote("桥边有人")):
        assert len(hostile.get(path).text) < 120_000
