"""Load pages while Datasette serves the archive and clients read it: `python tests/faults/serving.py [--pages 1000]`.

No request may fail, and none may see a page half written: some requests ask whether they do.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import ProxyHandler, build_opener

from lilun.loaders.sources.decode import decode

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "seeds" / "pages"
LILUN = [sys.executable, "-m", "lilun.loaders"]
CLIENTS = 4
ARTICLES = 2  # of each page
PAGES = (
    "",
    "lilun/articles",
    "lilun/pages?_sort_desc=id",
    "lilun/search?q=%E5%8F%91%E5%B1%95",
    "lilun/review",
)
WHOLE = {
    "a page without articles or spans": "SELECT count(*) AS n FROM (SELECT id FROM pages ORDER BY id DESC LIMIT 40) p WHERE NOT EXISTS "
    "(SELECT 1 FROM articles a WHERE a.page_id = p.id) OR NOT EXISTS (SELECT 1 FROM page_sources s "
    "JOIN spans t ON t.page_source_id = s.id WHERE s.page_id = p.id)",
    "a file that its spans do not fill": "SELECT count(*) AS n FROM (SELECT s.id, s.\"end\" AS characters FROM page_sources s "
    "WHERE s.is_current ORDER BY s.id DESC LIMIT 40) f WHERE characters <> "
    "(SELECT sum(t.\"end\" - t.\"start\") FROM spans t WHERE t.page_source_id = f.id)",
    "a paragraph without its pieces": "SELECT count(*) AS n FROM (SELECT id, text FROM paragraphs ORDER BY id DESC LIMIT 100) p "
    "WHERE length(p.text) <> (SELECT sum(c.text_end - c.text_start) FROM paragraph_pieces c WHERE c.paragraph_id = p.id)",
    "an article that the index lacks": "SELECT count(*) AS n FROM (SELECT id FROM articles ORDER BY id DESC LIMIT 40) a "
    "WHERE NOT EXISTS (SELECT 1 FROM articles_fts_docsize d WHERE d.id = a.id)",
}  # fmt: skip
"""Each must count 0: a query sees one state of the archive."""


@dataclass(slots=True)
class Seen:
    """What the clients met."""

    requests: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    torn: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0


def write_pages(folder: Path, count: int) -> None:
    """Pages out of the sample pages' paragraphs in another order, with a manifest."""
    chance = random.Random(6)
    texts = [decode(p.read_bytes(), p).text for p in sorted(SAMPLES.iterdir()) if p.suffix in (".txt", ".md")]
    lines = [line.strip() for text in texts for line in text.splitlines()]
    paragraphs = [line for line in lines if len(line) > 60]
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        manifest = csv.writer(file)
        manifest.writerow(("file", "newspaper", "date", "page"))
        for number in range(count):
            articles = (
                f"# 第{number}期的第{n}个题目\n\n□{chance.choice('张王李赵陈')}{chance.choice('望闻问切砚')}舟\n\n"
                + "\n\n".join(chance.sample(paragraphs, 3))
                for n in range(ARTICLES)
            )
            (folder / f"{number:05}.md").write_text("\n\n".join(articles) + "\n", encoding="utf-8")
            manifest.writerow((f"{number:05}.md", "临江日报", date(2001, 1, 1) + timedelta(number), "6"))


@contextmanager
def site(archive: Path) -> Iterator[str]:
    """The archive served; its address. It must still run at the end."""
    log = archive.with_name("site.log").open("w+")
    server = subprocess.Popen([*LILUN, "serve", "--archive", str(archive), "--port", str(_free_port())], stdout=subprocess.PIPE, stderr=log, text=True)  # fmt: skip
    try:
        assert server.stdout
        address = next(found[0] for line in server.stdout if (found := re.match(r"http://\S+", line)))
        yield address
        if server.poll() is not None:
            log.seek(0)
            raise SystemExit(f"the site ended with {server.returncode}: {log.read()[-2000:]}")
    finally:
        server.terminate()
        server.wait()


def _free_port() -> int:
    """A port that the system gives: other programs may take the usual ones meanwhile."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def read_on(address: str, done: threading.Event, seen: Seen, client: int) -> None:
    """Ask for pages, and whether anything is torn, until the load is done."""
    ask = build_opener(ProxyHandler({})).open
    turn = client
    while not done.is_set():
        turn += 1
        what = "" if turn % 2 else list(WHOLE)[turn // 2 % len(WHOLE)]
        query = urlencode({"sql": WHOLE[what], "_shape": "array"}) if what else ""
        path = f"lilun.json?{query}" if what else PAGES[turn // 2 % len(PAGES)]
        began = time.perf_counter()
        try:
            with ask(address + path, timeout=60) as answer:
                body = answer.read()
                if answer.status != 200:
                    seen.failed[f"{answer.status} {path[:30]}"] += 1
                elif what and json.loads(body)[0]["n"]:
                    seen.torn[what] += 1
        except HTTPError as error:
            seen.failed[f"{error.code} {path[:60]}"] += 1
        except (URLError, OSError) as error:
            seen.failed[f"{error} {path[:60]}"] += 1
        seen.requests += 1
        seen.slowest = max(seen.slowest, time.perf_counter() - began)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=1_000, help="how many pages are loaded")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        archive, pages = Path(place) / "lilun.db", Path(place) / "pages"
        pages.mkdir()
        write_pages(pages, options.pages)
        subprocess.run(
            [*LILUN, "load", "--archive", str(archive), str(SAMPLES)], check=True, capture_output=True
        )
        done, seen = threading.Event(), Seen()
        with site(archive) as address:
            clients = [
                threading.Thread(target=read_on, args=(address, done, seen, n)) for n in range(CLIENTS)
            ]
            for client in clients:
                client.start()
            began = time.perf_counter()
            loader = subprocess.run(
                [*LILUN, "load", "--archive", str(archive), str(pages)],
                capture_output=True,
                text=True,
                check=False,
            )
            seconds = time.perf_counter() - began
            done.set()
            for client in clients:
                client.join()
        checked = subprocess.run(
            [*LILUN, "check", "--archive", str(archive)], capture_output=True, text=True, check=False
        )
        summary = loader.stdout.splitlines()[-1] if loader.stdout else loader.stderr[-300:]
        print(f"{summary} in {seconds:.0f} s; {checked.stdout.strip() or checked.stderr[-300:]}")
        print(f"{seen.requests} requests of {CLIENTS} clients, slowest {seen.slowest:.1f} s; "
              f"failed: {sum(seen.failed.values())} {dict(seen.failed.most_common(5))}, torn: {dict(seen.torn) or 0}")  # fmt: skip
        good = f"{options.pages} inserted, 0 updated, 0 unchanged, 0 failed" in summary
        sys.exit(0 if good and not seen.failed and not seen.torn and checked.returncode == 0 else 1)


if __name__ == "__main__":
    main()
