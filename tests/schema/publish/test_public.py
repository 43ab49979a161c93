"""A site for strangers: copies, what they withhold, limits, headers, and the folder for a host."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from lilun.schema.engine import MissingArchive
from lilun.schema.publish import hosting, limits, serve
from lilun.schema.publish.canned import by_name
from lilun.schema.publish.copying import copy
from lilun.schema.publish.metadata import PUBLIC_SETTINGS, SETTINGS, metadata
from lilun.schema.publish.pages import together
from sample_archive import sample_archive
from site_client import Site
from small_archive import fill

EXCERPT = 60


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_archive(tmp_path_factory.mktemp("whole") / "samples.db")


@pytest.fixture(scope="module")
def withheld(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("withheld") / "samples.db"
    copy(whole, path, EXCERPT)
    return path


@pytest.fixture(scope="module")
def public(withheld: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    site = Site(withheld, tmp_path_factory.mktemp("public"), public=True, excerpt=EXCERPT)
    yield site
    site.close()


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    found = connection.execute(sql).fetchall()
    connection.close()
    return found


def test_a_copy_is_one_file_with_every_row(empty_archive: Path, tmp_path: Path) -> None:
    archive = Path(shutil.copy(empty_archive, tmp_path / "河 50%.db"))
    fill(archive)
    writer = sqlite3.connect(archive)
    writer.execute("UPDATE articles SET title = '新题' WHERE id = 2")
    writer.commit()  # it stands in the journal alone
    copy(archive, tmp_path / "copy.db")
    writer.close()
    assert rows(tmp_path / "copy.db", "SELECT title FROM articles WHERE id = 2") == [("新题",)]
    assert rows(tmp_path / "copy.db", "PRAGMA journal_mode") == [("delete",)]
    assert rows(tmp_path / "copy.db", "PRAGMA integrity_check") == [("ok",)]
    assert sorted(path.name for path in tmp_path.glob("copy*")) == ["copy.db"]
    with pytest.raises(MissingArchive):
        copy(tmp_path / "none.db", tmp_path / "other.db")


def test_no_full_text_can_be_read_out_of_the_file(whole: Path, withheld: Path) -> None:
    """Of each article's text nothing beyond the excerpt stands anywhere in the bytes but what it quotes."""
    data = withheld.read_bytes()
    cited = "SELECT coalesce(attribution_as_printed, '') || '|' || coalesce(quote, '') FROM cited_speeches"
    quoted = "".join(str(text) for (text,) in rows(withheld, cited))
    kept = "".join(str(text) for (text,) in rows(withheld, "SELECT text FROM paragraphs"))
    kept += "".join(
        str(text)
        for (text,) in rows(withheld, "SELECT heading FROM sections UNION ALL SELECT message FROM findings")
    )
    looked_at = 0
    for (article,) in rows(whole, "SELECT id FROM articles"):
        texts = rows(whole, f"SELECT text FROM paragraphs WHERE article_id = {article} ORDER BY position")
        text = "".join(str(paragraph) for (paragraph,) in texts)
        for at in range(EXCERPT, len(text) - 15, 15):
            words = text[at : at + 15]
            if words in quoted or words in kept:
                continue
            looked_at += 1
            assert words.encode() not in data and words.encode("utf-16-le") not in data
    assert looked_at > 300
    tokens = {str(token) for (token,) in _terms(withheld)}
    assert len(tokens) < len(_terms(whole)) / 2, "the index was written again"


def _terms(path: Path) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    connection.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab('main', 'paragraphs_fts', 'row')")
    found = connection.execute("SELECT term FROM terms").fetchall()
    connection.close()
    return found


def test_facts_headlines_and_citations_stay(whole: Path, withheld: Path) -> None:
    for sql in (
        "SELECT key, title, kicker, characters FROM articles ORDER BY id",
        "SELECT name_as_printed FROM bylines ORDER BY id",
        "SELECT quote, speech_id FROM cited_speeches WHERE mode <> 'indirect' ORDER BY id",
        "SELECT heading FROM sections ORDER BY id",
        "SELECT count(*) FROM keywords",
    ):
        assert rows(whole, sql) == rows(withheld, sql)
    assert rows(withheld, "PRAGMA foreign_key_check") == []
    lengths = rows(withheld, "SELECT sum(length(text)) FROM paragraphs GROUP BY article_id")
    assert lengths and max(length for (length,) in lengths) == EXCERPT  # type: ignore[type-var]
    outside = "SELECT count(*) FROM citation_spans JOIN paragraphs ON paragraphs.id = paragraph_id WHERE end > length(text)"
    assert rows(withheld, outside) == [(0,)]


def test_nothing_at_all_of_the_text_can_be_kept(whole: Path, tmp_path: Path) -> None:
    copy(whole, tmp_path / "none.db", 0)
    assert rows(tmp_path / "none.db", "SELECT count(*) FROM paragraphs") == [(0,)]
    assert rows(tmp_path / "none.db", "SELECT count(*) FROM articles") == [(21,)]


def test_every_page_of_a_site_without_full_text_answers(public: Site, withheld: Path) -> None:
    assert f"前{EXCERPT}字" in public.get("/", lang="zh").text
    for (key,) in rows(withheld, "SELECT key FROM articles"):
        assert public.get(f"/lilun/article/{key}").status_code == 200
    for (key,) in rows(withheld, "SELECT key FROM pages"):
        assert public.get(f"/lilun/page/{key}").status_code == 200
    review = public.get("/lilun/review", lang="zh").text
    assert "本站不提供原文" in review and "<pre" not in review
    for path in (
        "/lilun/search?q=发展",
        "/lilun/phrase",
        "/lilun/spread",
        "/lilun/review/missing",
        "/lilun/questions",
    ):
        assert public.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/-/databases", "/-/databases.json", "/-/versions.json", "/-/plugins", "/-/threads", "/-/metadata.json"],
)
def test_a_public_site_does_not_say_where_it_runs(public: Site, path: str) -> None:
    answer = public.raw(path)
    assert answer.status_code == 404 and "/" not in answer.text


def test_headers_against_misuse_stand_everywhere(public: Site) -> None:
    for path in (
        "/",
        "/lilun/questions",
        public.base,
        f"{public.base}/articles",
        f"{public.base}/articles.json",
        "/no",
    ):
        headers = public.raw(path).headers
        assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
    assert "unsafe-inline" not in public.raw("/").headers["content-security-policy"]
    # Datasette's own pages have scripts of their own, also of an archive named lilun
    assert "'unsafe-inline'" in public.raw(f"{public.base}/articles").headers["content-security-policy"]


@pytest.mark.parametrize(
    "sql",
    [
        "select hex(zeroblob(50000000))",
        "select hex(zeroblob(2400000)) from articles, pages",
        "select zeroblob(4900000) from articles, pages, spans",
        "select group_concat(a.text) from source_files a, paragraphs b, spans, keywords",
        "select printf('%*c', 4000000, 'x') from spans, spans b",
        "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n",
        "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n order by -i",
        "select sum(zh_count(printf('%*c', 4000000 + b.id, 'x'), 'xx')) from spans, spans b",
    ],
)
def test_a_bomb_ends_in_an_error_within_two_seconds(public: Site, sql: str) -> None:
    before = time.monotonic()
    answer = public.get(f"{public.base}.json", sql=sql)
    took = time.monotonic() - before
    assert answer.status_code == 400, answer.text[:200]
    assert took < 2 + 0.5, "half a second for a machine that does other things"
    assert public.get("/lilun/questions").status_code == 200


def test_a_page_that_would_take_too_long_says_so(public: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    slow = {name: replace(query, sql=endless) for name, query in by_name().items()}
    monkeypatch.setattr(together, "by_name", lambda: slow)
    answer = public.get("/lilun/together", lang="zh")
    assert answer.status_code == 503 and "查询超时" in answer.text


def test_rows_are_counted_a_result_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "LARGEST_RESULT", 100)
    connection = sqlite3.connect(":memory:")
    limits.apply(connection)
    for _ in range(5):
        (row,) = connection.execute("SELECT printf('%*c', 60, 'x') AS x")
        assert row["x"] and isinstance(row, sqlite3.Row)
    with pytest.raises(sqlite3.OperationalError, match="holds more than 100 characters; ask for fewer"):
        connection.execute("SELECT printf('%*c', 60, 'x') UNION ALL SELECT printf('%*c', 60, 'y')").fetchall()
    assert connection.execute("SELECT 1").fetchone()[0] == 1


def test_limits_of_a_public_site_are_the_tighter_ones() -> None:
    for name in ("sql_time_limit_ms", "facet_time_limit_ms", "max_returned_rows"):
        assert int(PUBLIC_SETTINGS[name]) < int(SETTINGS[name])
    assert metadata("x")["plugins"]["lilun"] == {"public": False, "excerpt": None}


def test_a_growing_archive_is_served_as_it_is_and_a_public_copy_as_one_that_never_changes(
    tmp_path: Path,
) -> None:
    served = serve.write_config(tmp_path, tmp_path / "a.db")
    growing = serve.command(served, "127.0.0.1", 8001, tmp_path)
    assert "--immutable" not in growing and str(served) in growing
    public = serve.command(served, "127.0.0.1", 8001, tmp_path, immutable=True, public=True)
    assert public[public.index("--immutable") + 1] == str(served) and "--inspect-file" in public
    assert public[public.index("sql_time_limit_ms") + 1] == "1500"


@pytest.fixture(scope="module")
def published(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("host") / "site"
    said: list[str] = []
    hosting.publish(whole, folder, EXCERPT, said.append)
    assert "Dockerfile" in said and "packages/" in said
    return folder


def test_a_published_folder_starts(published: Path) -> None:
    assert hosting.check(published).startswith("http://127.0.0.1:")
    assert not (published / "check.log").exists() and not list(published.rglob("__pycache__"))


def test_a_published_folder_has_what_a_host_needs(published: Path) -> None:
    for name in ("samples.db", "inspect.json", "metadata.json", "plugins/lilun_site.py", "Dockerfile",
                 "lilun.service", "serve.sh", "README.md", "requirements.txt"):  # fmt: skip
        assert (published / name).is_file(), name
    assert os.access(published / "serve.sh", os.X_OK)
    for name in ("Dockerfile", "lilun.service", "serve.sh", "README.md"):
        assert (
            str(published) not in (published / name).read_text()
            and "$archive" not in (published / name).read_text()
        )
    assert (
        json.loads((published / "inspect.json").read_text())["samples"]["tables"]["articles"]["count"] == 21
    )
    told = json.loads((published / "metadata.json").read_text())["plugins"]["lilun"]
    assert told == {"public": True, "excerpt": EXCERPT}
    pinned = (published / "requirements.txt").read_text().splitlines()
    assert any(line.startswith("datasette==0.65.") for line in pinned)
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.]+", line) for line in pinned)
    assert "pytest" not in " ".join(pinned)


def test_the_container_runs_without_rights_and_tells_its_health(published: Path) -> None:
    lines = [
        line.split(maxsplit=1)
        for line in (published / "Dockerfile").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    steps = [name for name, _ in lines]
    said = {name: value for name, value in lines}
    assert steps[0] == "FROM" and re.fullmatch(r"python:3\.\d+-slim", said["FROM"]), "a version is named"
    assert steps.index("USER") < steps.index("CMD") and said["USER"] not in ("root", "0")
    assert json.loads(said["CMD"]) == ["sh", "serve.sh"] and "HEALTHCHECK" in said
    copied = [value for name, value in lines if name == "COPY"]
    assert copied == ["requirements.txt .", ". ."], "what changes seldom is installed first"
    port = re.search(r"PORT=(\d+)", said["ENV"])[1]  # type: ignore[index]
    assert said["EXPOSE"] == port and f":{port}/" in said["HEALTHCHECK"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here to check the unit with")
def test_systemd_takes_the_unit(published: Path, tmp_path: Path) -> None:
    unit = (published / "lilun.service").read_text().replace("/srv/lilun", str(published))
    (tmp_path / "lilun.service").write_text(unit)
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "lilun.service")],
        capture_output=True,
        text=True,
    )
    assert verified.returncode == 0 and "lilun.service" not in verified.stderr, verified.stderr


def test_what_the_site_imports_is_pinned_for_the_host(published: Path) -> None:
    """Nothing of the loaders, and no package that requirements.txt does not install."""
    pinned = {
        line.split("==")[0].replace("-", "_")
        for line in (published / "requirements.txt").read_text().splitlines()
    }
    names = {"sqlalchemy", "datasette", *pinned}
    for file in (published / "packages" / "lilun").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            found = [node.module] if isinstance(node, ast.ImportFrom) else []
            found += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for module in filter(None, found):
                top = module.split(".")[0]
                if top == "lilun":
                    # migrations stay behind: a copy that never changes is never upgraded
                    copied = ("lilun.schema", "lilun.seeds.traditional", "lilun.migrations")
                    assert module.startswith(copied), f"{file.name}: {module}"
                elif top not in sys.stdlib_module_names and top != "alembic":
                    assert top.lower() in names, f"{file.name}: {module}"


def test_only_an_empty_folder_or_an_earlier_one_is_written(
    published: Path, whole: Path, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    with pytest.raises(serve.ServeError, match="mine: this is not an empty folder; name another"):
        hosting.publish(whole, tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "x"
    with pytest.raises(serve.ServeError, match="the archive lies in this folder"):
        hosting.publish(published / "samples.db", published)
    again = Path(shutil.copytree(published, tmp_path / "again"))
    (again / "stale.txt").write_text("x")
    hosting.publish(whole, again, None, lambda _: None)
    assert not (again / "stale.txt").exists()
    assert json.loads((again / hosting.MARK).read_text())["excerpt"] is None


def test_a_folder_that_does_not_start_says_so(published: Path, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(published, tmp_path / "broken"))
    (broken / "metadata.json").write_text("{")
    with pytest.raises(serve.ServeError, match=r"broken: it does not start; .*check\.log"):
        hosting.check(broken)


def test_serve_public_answers_from_a_copy_and_leaves_nothing_behind(whole: Path, tmp_path: Path) -> None:
    archive = Path(shutil.copy(whole, tmp_path / "samples.db"))
    code = f"import sys; from lilun.schema.publish.serve import run; run(sys.argv[1], public=True, excerpt={EXCERPT})"
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "TMPDIR": str(tmp_path)}
    server = subprocess.Popen(
        [sys.executable, "-c", code, str(archive)],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        page = opener.open(address, timeout=20)
        assert page.headers["x-frame-options"] == "DENY" and f"前{EXCERPT}字" in page.read().decode()
        with pytest.raises(urllib.error.HTTPError, match="404"):
            opener.open(address + "-/databases.json", timeout=20)
        sql = "select sum(length(text)) from source_files"
        found = json.load(
            opener.open(f"{address}samples.json?{urlencode({'sql': sql, '_shape': 'arrays'})}", timeout=20)
        )
        assert found["rows"] == [[0]]
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(15)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("lilun-")] == []
    assert rows(archive, "SELECT min(length(text)) > 0 FROM source_files") == [(1,)], (
        "the archive keeps its text"
    )
