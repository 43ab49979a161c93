"""The reading room's pages, their addresses, and the links between pages, rows and data."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from lilun.schema import Base
from lilun.schema.publish.addresses import KEYED
from lilun.schema.publish.canned import by_name
from lilun.schema.publish.labels import table as labels
from lilun.schema.publish.pages import PAGES
from lilun.schema.publish.serve import FOLDER
from lilun.schema.views import VIEWS
from site_client import Site, small_site
from small_archive import HOSTILE, LONGER, QUOTE

LISTS = ("newspapers", "speeches", "institutions", "authors")
SHOWN = {
    "article": "青川日报/2024-03-05/6/1",
    "author": "沈渠",
    "institution": "青川大学/水利学院",
    "speech": "丁某/2024-03-01/水利会议",
    "quotation": "q1",
    "newspaper": "青川日报",
    "issue": "青川日报/2024-03-05",
    "page": "青川日报/2024-03-05/6",
}


@pytest.fixture(scope="module")
def site(empty_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = small_site(empty_archive, tmp_path_factory.mktemp("rooms"))
    yield site
    site.close()


def room(site: Site, kind: str, key: str = "", **given: str) -> str:
    answer = site.get(f"/lilun/{kind}/{quote(key or SHOWN[kind])}", **given)
    assert answer.status_code == 200
    return str(answer.text)


def plain(html: str) -> str:
    """The text of a page without its tags."""
    return unescape(re.sub(r"<[^>]+>", "", html))


@pytest.mark.parametrize("kind", KEYED)
def test_each_thing_is_read_at_its_key_and_found_by_its_number(site: Site, kind: str) -> None:
    text = room(site, kind)
    assert text.startswith("<!DOCTYPE html>") and "<h1" in text and 'lang="zh-Hans"' in text
    number = "1" if kind != "institution" else "2"
    moved = site.raw(f"/lilun/{kind}/{number}")
    assert moved.status_code == 302 and moved.headers["location"] == f"/lilun/{kind}/{quote(SHOWN[kind])}"
    missing = site.get(f"/lilun/{kind}/{quote('没有/<b>')}")
    assert missing.status_code == 404 and "没有这" in missing.text and "<b>" not in missing.text


@pytest.mark.parametrize(("kind", "table"), [(kind, table) for kind, (table, _) in KEYED.items()])
def test_pages_lead_to_rows_and_data_and_rows_lead_back(site: Site, kind: str, table: str) -> None:
    number = "1" if kind != "institution" else "2"
    text = room(site, kind)
    row = f"{site.base}/{table}/{number}"
    assert f'href="{row}"' in text and f'href="{row}.json"' in text
    assert site.get(f"{row}.json", _shape="array").json()[0]["id"] == int(number)
    back = site.get(row)
    assert back.status_code == 200 and f'<a href="/lilun/{kind}/{number}">阅读页</a>' in back.text


@pytest.mark.parametrize(
    ("row", "read_at"),
    [
        ("paragraphs/11", "/lilun/article/1#p1"),
        ("sections/1", "/lilun/article/1#s1"),
        ("cited_speeches/2", "/lilun/article/2#n1"),
        ("bylines/1", "/lilun/article/1"),
        ("page_sources/2", "/lilun/page/2"),
        ("findings/1", "/lilun/article/3"),
        ("speech_aliases/1", "/lilun/speech/1"),
        ("institution_aliases/1", "/lilun/institution/3"),
    ],
)
def test_rows_of_what_has_no_page_lead_to_what_they_belong_to(site: Site, row: str, read_at: str) -> None:
    assert f'<a href="{read_at}">阅读页</a>' in site.get(f"{site.base}/{row}").text


@pytest.mark.parametrize("row", ["loads/1", "findings/2", "documents/1"])
def test_rows_that_belong_to_no_page_say_nothing(site: Site, row: str) -> None:
    answer = site.get(f"{site.base}/{row}")
    assert answer.status_code == 200 and "阅读页" not in answer.text


def test_an_article_says_what_the_archive_made_of_it(site: Site) -> None:
    text = room(site, "article")
    made = text[text.index('<aside class="made"') :]
    for kind, key in (
        ("speech", SHOWN["speech"]),
        ("quotation", "q1"),
        ("institution", SHOWN["institution"]),
        ("article", "松岭日报/2025-03-20/6/1"),
    ):
        assert f'href="/lilun/{kind}/{quote(key)}"' in made, kind
    assert "相同引语1条" in made and "山水相连" in made
    assert f'href="/lilun/author/{quote("沈渠")}"' in text
    assert f'href="/lilun/issue/{quote("青川日报")}/2024-03-05"' in text


def test_what_was_searched_for_is_marked_in_the_article(site: Site) -> None:
    text = room(site, "article", q="水利 田头")
    assert text.count('<mark class="hit">水利</mark>') == 3
    # a hit within a quotation stands inside its mark
    assert '都修到<mark class="hit">田头</mark></mark><sup>' in re.sub(r"</mark><mark>", "", text)
    assert '<mark class="hit">' not in room(site, "article")


def test_the_source_stands_beside_the_article_span_by_span(site: Site) -> None:
    text = room(site, "article", view="source")
    source = text[text.index('<div class="source"') :]
    roles = re.findall(r'<span class="role-(\w+)', source[: source.index("</div>")])
    assert roles == ["title", "paragraph"]
    assert unescape(HOSTILE) in plain(source) and "<script>alert" not in text
    assert 'class="source"' not in room(site, "article")
    whole = room(site, "page")
    roles = re.findall(r'<span class="role-(\w+)', whole[whole.index('<div class="source"') :])
    assert roles == ["furniture", "title", "paragraph", "unassigned"]
    assert "残字" in plain(whole) and "No title was found." in whole


def test_an_author_has_posts_articles_and_speeches(site: Site) -> None:
    text = plain(room(site, "author"))
    assert "青川大学水利学院" in text and "教授" in text
    assert "2024年3月5日 – 2025年3月20日" in text
    assert "山中的渠" in text and "温良" in text and "在水利会议上的讲话" in text
    assert text.index("山中的渠") < text.index("alert")  # the newest first


def test_an_institution_stands_in_its_tree(site: Site) -> None:
    text = room(site, "institution", "青川大学")
    assert "2篇" in text and "其中不属下级单位的0篇" in text
    tree = text[text.index('<div class="tree"') :]
    assert (
        f'<a href="/lilun/institution/{quote("青川大学/水利学院")}">水利学院</a> <span class="n">2</span>'
        in tree
    )
    part = room(site, "institution")
    crumbs = part[part.index('class="crumbs"') : part.index("<h1")]
    assert f'href="/lilun/institution/{quote("青川大学")}"' in crumbs
    assert "市委党校" in room(site, "institution", "松岭市委党校")


def test_a_speech_has_its_mentions_in_order_and_its_wordings_side_by_side(site: Site) -> None:
    text = room(site, "speech")
    assert "丁某" in text and "2024年3月1日" in text and "三月讲话" in text and "引用2次" in text
    mentions = text[text.index('id="mentions"') :]
    assert mentions.index("2024年3月5日") < mentions.index("2025年3月20日")
    assert '<td class="n" data-unit="天后">4</td>' in mentions  # days after
    assert f'href="/lilun/article/{quote("松岭日报")}/2025-03-20/6/1#n1"' in mentions
    wordings = text[text.index('id="wordings"') : text.index('id="mentions"')]
    assert LONGER in wordings


def test_a_quotation_marks_how_others_differ_from_it(site: Site) -> None:
    text = room(site, "quotation")
    assert f"{QUOTE}<del>{LONGER.removeprefix(QUOTE)}</del>" in text
    assert 'href="/lilun/quotation/q2"' in text and "节引" in text
    other = room(site, "quotation", "q2")
    assert f"{QUOTE}<ins>{LONGER.removeprefix(QUOTE)}</ins>" in other


def test_a_newspaper_has_its_issues_and_an_issue_its_pages(site: Site) -> None:
    text = room(site, "newspaper")
    assert (
        f'href="/lilun/issue/{quote("青川日报")}/2024-03-05"' in text and "missing_pages?newspaper=" in text
    )
    text = room(site, "issue")
    assert f'href="/lilun/page/{quote("青川日报")}/2024-03-05/6"' in text
    assert text.index("/6/1") < text.index("/6/2") and "（无题）" in text


@pytest.mark.parametrize("kind", LISTS)
def test_lists_lead_to_what_they_list(site: Site, kind: str) -> None:
    answer = site.get(f"/lilun/list/{kind}")
    assert answer.status_code == 200 and re.search(
        r'<td><a lang="zh-Hans" href="/lilun/\w+/[^"]+">', answer.text
    )
    none = site.get(f"/lilun/list/{kind}", name="没有这个")
    assert none.status_code == 200 and "没有找到。" in none.text


def test_the_language_is_the_browsers_until_it_is_switched(site: Site) -> None:
    address = f"/lilun/speech/{quote(SHOWN['speech'])}"
    chinese = site.raw(address, headers={"accept-language": "zh-CN,en;q=0.5"})
    assert '<html lang="zh-Hans">' in chinese.text and "Speaker" not in chinese.text
    english = site.raw(address, headers={"accept-language": "en-GB"})
    assert '<html lang="en">' in english.text
    assert '<span lang="zh-Hans">讲话人</span> <span lang="en" class="en">Speaker</span>' in english.text
    assert "Accept-Language" in english.headers["vary"]
    switched = site.raw(address + "?lang=en&page=1", headers={"accept-language": "zh-CN"})
    assert "Speaker" in switched.text and "lilun_lang=en" in switched.headers["set-cookie"]
    assert re.search(r'href="[^"]+\?lang=zh&amp;page=1"', switched.text)
    kept = site.raw(address, headers={"accept-language": "zh-CN", "cookie": "lilun_lang=en"})
    assert "Speaker" in kept.text


def shape(site: Site, address: str) -> str:
    """What stands for addresses of one sort: one row of a table, one query, one set of filters, for all."""
    path, _, query = address.partition("?")
    if path.startswith("/lilun/"):
        return f"{path}?{sorted({pair.partition('=')[0] for pair in query.split('&')})}"
    return re.sub(r"/\d+", "/1", unquote(address))[:120]


def test_no_link_is_broken_and_nothing_comes_from_elsewhere(site: Site) -> None:
    """Every page reached from the start page, and of the rows, data and queries that it leads to one of each sort."""
    waiting, seen = ["/"], {"/"}
    while waiting:
        address = waiting.pop()
        answer = site.get(address)
        assert answer.status_code == 200, address
        if (
            not (address == "/" or address.startswith("/lilun/"))
            or "html" not in answer.headers["content-type"]
        ):
            continue
        tags = re.findall(r"<(?:link|script|img)[^>]*>", answer.text)
        fetched = [
            found
            for tag in tags
            if "alternate" not in tag
            for found in re.findall(r'(?:href|src)="([^"]+)"', tag)
        ]
        assert fetched and all(re.match(r"/(?!/)", found) for found in fetched)
        for link in [*fetched, *re.findall(r'<a [^>]*?href="([^"]+)"', answer.text)]:
            target = unescape(link).partition("#")[0]
            if re.match(r"/(?!/)", target) and "lang=" not in target and shape(site, target) not in seen:
                seen.add(shape(site, target))
                waiting.append(target)
    paths = {address.partition("?")[0] for address in seen if address.startswith("/lilun/")}
    assert {*KEYED, "search"} <= {path.split("/")[2] for path in paths}
    assert {f"/lilun/list/{name}" for name in LISTS} <= paths
    assert len(seen) > 100


def test_an_empty_archive_has_its_pages(empty_archive: Path, tmp_path: Path) -> None:
    archive = Path(shutil.copy(empty_archive, tmp_path / "empty.db"))
    site = Site(archive, tmp_path / "config")
    for address in ("/", "/lilun/search", "/lilun/search?q=渠", *(f"/lilun/list/{name}" for name in LISTS)):
        assert site.get(address).status_code == 200, address
    site.close()


def test_an_archive_named_as_the_room_keeps_its_own_pages(empty_archive: Path, tmp_path: Path) -> None:
    site = Site(Path(shutil.copy(empty_archive, tmp_path / "lilun.db")), tmp_path / "config")
    for name in LISTS:
        table = site.get(f"/lilun/{name}.json", _shape="objects")
        assert table.json()["table"] == name
        assert 'class="page-header"' in site.get(f"/lilun/{name}").text, "Datasette's page of the table"
        assert 'class="lilun room' in site.get(f"/lilun/list/{name}").text
    site.close()
    own = {*Base.metadata.tables, *(view.name for view in VIEWS), *by_name()}
    paths = [f"/lilun/{name}{rest}" for name in own for rest in ("", ".json", "/1")]
    assert [path for path in paths if any(re.match(pattern, path) for pattern, _ in PAGES)] == []


def test_every_label_that_a_template_names_exists() -> None:
    named = set()
    for template in (FOLDER / "templates").glob("*.html"):
        text = template.read_text(encoding="utf-8")
        named |= set(re.findall(r"""\bt(?:\.plain)?\(["']([\w.-]+)["'][,)]""", text))
    assert len(named) > 60 and named <= set(labels())


def test_every_page_has_an_address_of_its_own() -> None:
    patterns = [pattern for pattern, _ in PAGES]
    assert len(set(patterns)) == len(patterns)
    assert {f"^/lilun/{kind}/(?P<key>.+)$" for kind in KEYED} <= set(patterns)
