"""How long each page, view and canned query of a published archive takes, beside stock Datasette on the same file."""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote_plus

from lilun.schema.publish.addresses import address
from lilun.schema.publish.canned import queries
from lilun.schema.views import VIEWS
from sites import Site, published, stock

ASKED = 20  # requests of each kind
ANY = 300.0  # ms that any page may take
SHARES = (0.2, 0.05, 0.01, 0.001)  # of the paragraphs that hold the words searched for


@dataclass(frozen=True, slots=True)
class Question:
    """A kind of page: its addresses (asked in turn), what it may take in ms, and what stock Datasette has for it."""

    name: str
    paths: Sequence[str]
    limit: float
    stock: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds of one kind of page: the median, the quartiles, the slowest, and the first answer of all."""

    name: str
    limit: float
    median: float
    low: float
    high: float
    slowest: float
    first: float
    failed: str = ""  # what was answered instead of a page
    stock: float | None = None
    stock_failed: str = ""

    @property
    def kept(self) -> bool:
        """Whether it is within its limit."""
        return not self.failed and self.median <= self.limit


def measure(archive: Path, only: str = "", asked: int = ASKED) -> Iterator[Measured]:
    """Every kind of page whose name holds `only`, measured one after the other."""
    with ExitStack() as stack:
        folders = [Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(2)]
        ours = stack.enter_context(published(archive, folders[0]))
        theirs = stack.enter_context(stock(archive, folders[1]))
        for question in questions(archive):
            if only in question.name:
                yield _measured(question, ours, theirs, asked)


def _measured(question: Question, ours: Site, theirs: Site, asked: int) -> Measured:
    times, failed = _times(ours, question.paths, asked)
    beside, stock_failed = _times(theirs, question.stock, asked) if question.stock else ([], "")
    low, _, high = statistics.quantiles(times[1:], n=4)
    return Measured(
        question.name, question.limit, statistics.median(times[1:]), low, high, max(times[1:]), times[0], failed,
        statistics.median(beside[1:]) if beside else None, stock_failed,
    )  # fmt: skip


def _times(site: Site, paths: Sequence[str], asked: int) -> tuple[list[float], str]:
    """Times of the first request and of `asked` more, and what went wrong."""
    times, failed = [], ""
    for number in range(asked + 1):
        answer = site.ask(paths[number % len(paths)])
        times.append(answer.milliseconds)
        if answer.status != 200:
            failed = f"status {answer.status}"
        elif (
            b"interrupted" in answer.body or b"facet_timed_out" in answer.body or b"timed out" in answer.body
        ):
            failed = "timed out"
        if failed and number >= 3:  # four answers tell how long it takes to fail
            break
    return times, failed


def questions(archive: Path) -> list[Question]:
    """All kinds of pages of an archive."""
    db = f"/{archive.stem}"
    keys = _keys(archive)
    searched = {share: f"/lilun/search?q={quote_plus(words)}" for share, words in _words(archive).items()}
    boxes = [f"{db}/paragraphs?_search={quote_plus(words)}" for words in _words(archive).values()]
    article = [address("article", key) for key in keys["articles"]]
    speech = [address("speech", key) for key in keys["speeches"]]
    rows = [f"{db}/articles/{number}" for number in keys["article_ids"]]
    found = [
        Question("start page", ["/"], 100, [db]),
        Question(
            "table page", [f"{db}/paragraphs", f"{db}/articles"], 25, [f"{db}/paragraphs", f"{db}/articles"]
        ),
        Question("facet", *_same([f"{db}/paragraphs?_facet=role", f"{db}/articles?_facet=kind"], 100)),
        *(
            Question(f"search, words in {share:.1%} of the paragraphs", [path], 100)
            for share, path in searched.items()
        ),
        Question("search box", *_same(boxes, 100)),
        Question("article page", article, 60, rows),
        Question("speech page", speech, 100),
    ]
    for kind in ("author", "institution", "quotation", "newspaper", "issue", "page"):
        found.append(Question(f"{kind} page", [address(kind, key) for key in keys[kind]], ANY))
    for name in ("newspapers", "speeches", "institutions", "authors"):
        found.append(Question(f"list of {name}", [f"/lilun/list/{name}"], ANY))
    for name in (
        "phrase",
        "spread",
        "together",
        "together?by=sources",
        "review",
        "review/missing",
        "questions",
    ):
        found.append(Question(f"page {name}", [f"/lilun/{name}"], ANY))
    found.append(Question("search, filtered", [f"{path}&year=2018" for path in searched.values()], ANY))
    found += [Question(f"view {view.name}", *_same([f"{db}/{view.name}"], ANY)) for view in VIEWS]
    found += [Question(f"query {query.name}", [f"{db}/{query.name}"], ANY) for query in queries()]
    return found


def _same(paths: Sequence[str], limit: float) -> tuple[Sequence[str], float, Sequence[str]]:
    return paths, limit, paths


@cache
def _words(archive: Path) -> dict[float, str]:
    """Words of two characters that about such shares of the paragraphs hold."""
    connection = sqlite3.connect(f"file:{archive}?mode=ro", uri=True)
    connection.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, paragraphs_fts, row)")
    connection.execute(
        "CREATE TEMP TABLE known AS SELECT term, doc FROM terms WHERE length(term) = 2 AND doc > 20"
    )
    (paragraphs,) = connection.execute("SELECT count(*) FROM paragraphs").fetchone()
    found = {}
    for share in SHARES:
        (found[share],) = connection.execute(
            "SELECT term FROM known ORDER BY abs(doc - ?) LIMIT 1", (share * paragraphs,)
        ).fetchone()
    connection.close()
    return found


def _keys(archive: Path) -> dict[str, list[str]]:
    """Keys of things to look at: articles and pages spread over the archive, the rest those with most to show."""
    asked = {
        "articles": "SELECT key FROM articles WHERE id % max(1, (SELECT count(*) FROM articles) / 20) = 0 LIMIT 20",
        "article_ids": "SELECT id FROM articles WHERE id % max(1, (SELECT count(*) FROM articles) / 20) = 0 LIMIT 20",
        "speeches": "SELECT s.key FROM cited_speeches c JOIN speeches s ON s.id = c.speech_id GROUP BY s.id ORDER BY count(*) DESC LIMIT 20",
        "author": "SELECT a.key FROM bylines b JOIN authors a ON a.id = b.author_id GROUP BY a.id ORDER BY count(*) DESC LIMIT 10",
        "institution": "SELECT i.key FROM affiliations a JOIN institutions i ON i.id = a.institution_id GROUP BY i.id ORDER BY count(*) DESC LIMIT 10",
        "quotation": "SELECT key FROM quotations ORDER BY articles DESC LIMIT 10",
        "newspaper": "SELECT name FROM newspapers WHERE id IN (SELECT newspaper_id FROM issues) LIMIT 10",
        "issue": "SELECT n.name || '/' || i.date FROM issues i JOIN newspapers n ON n.id = i.newspaper_id WHERE i.id % 97 = 1 LIMIT 10",
        "page": "SELECT key FROM pages WHERE id % 97 = 1 LIMIT 10",
    }  # fmt: skip
    connection = sqlite3.connect(f"file:{archive}?mode=ro", uri=True)
    found = {name: [str(key) for (key,) in connection.execute(sql)] for name, sql in asked.items()}
    connection.close()
    return found
