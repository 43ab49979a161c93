"""What writes to an archive, each as an operation that can be run, disturbed, and run again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from lilun.loaders import pipeline
from lilun.loaders.checking import check
from lilun.loaders.errors import LilunError
from lilun.loaders.export import json_lines
from lilun.loaders.sources.manifest import PageFile, PageMetadata, find_pages
from lilun.schema import engine as archives
from lilun.schema import search
from lilun.schema.backup import backup

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "seeds" / "pages"
OLDER = "0007"  # the revision that the operation `upgrade` begins at
OWN_FACTS = "name,kind,born,died,source\n陆闻笛,classic,,,an invented person\n"

Tell = Callable[[str], None]
"""Called with the key of each page that is promised to be in: what was told may not be lost."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that is done to an archive. `before` makes the state that it begins with, `run` does it."""

    name: str
    before: Callable[[Path], None]
    run: Callable[[Path, Tell], None]


class Unfinished(Exception):
    """The operation stopped and said so: what it said is the message."""


def sample_pages() -> list[PageFile]:
    """The sample pages with what their manifest says."""
    return find_pages([str(SAMPLES)], PageMetadata())[0]


def better(folder: Path) -> list[PageFile]:
    """Later readings of two of the sample pages: the same pages, in other words."""
    found = []
    for page in sample_pages()[:2]:
        path = folder / f"better-{page.path.stem}.txt"
        if not path.exists():
            path.write_bytes(
                page.path.read_bytes()
                + "\n\n校样又添了一句话，放在末尾。\n".encode("gb18030" if _is_gb(page) else "utf-8")
            )
        found.append(PageFile(path, path.name, page.metadata))
    return found


def _is_gb(page: PageFile) -> bool:
    try:
        page.path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False


def load(archive: Path, files: Iterable[PageFile], tell: Tell) -> None:
    def watch(outcome: pipeline.FileOutcome) -> None:
        if outcome.key:
            tell(outcome.key)

    summary = pipeline.load(archive, list(files), watch=watch)
    if summary.stopped is not None:
        raise Unfinished(f"{type(summary.stopped).__name__}: {len(summary.left)} left")
    if summary.count("failed"):
        raise AssertionError([o.message for o in summary.outcomes if o.message])


def quiet(key: str) -> None:
    """Nobody is told."""


def _nothing(archive: Path) -> None:
    pass


@cache
def _kept(folder: Path, pages: int) -> Path:
    """An archive of so many sample pages, made once; 0 for the register alone."""
    path = folder / f"of-{pages}.db"
    pipeline.prepare(path)
    if pages:
        load(path, sample_pages()[:pages], quiet)
    return path


def _archive_of(pages: int) -> Callable[[Path], None]:
    def put(archive: Path) -> None:
        folder = archive.parent.parent / "kept"
        folder.mkdir(exist_ok=True)
        shutil.copy(_kept(folder, pages), archive)

    return put


def _older(archive: Path) -> None:
    folder = archive.parent.parent / "kept"
    path = folder / "older.db"
    if not path.exists():
        _archive_of(5)(archive)
        shutil.copy(archive, path)
        config = Config()
        config.set_main_option("script_location", str(archives.migrations_folder()))
        config.attributes["archive"] = path
        command.downgrade(config, OLDER)
    shutil.copy(path, archive)


def _make(archive: Path, tell: Tell) -> None:
    pipeline.prepare(archive)


def _load(archive: Path, tell: Tell) -> None:
    load(archive, sample_pages(), tell)


def _reload(archive: Path, tell: Tell) -> None:
    load(archive, better(archive.parent.parent), tell)


def _resolve(archive: Path, tell: Tell) -> None:
    own = archive.parent.parent / "register"
    own.mkdir(exist_ok=True)
    (own / "speakers.csv").write_text(OWN_FACTS, encoding="utf-8")
    pipeline.resolve(archive, own)


def _remove(archive: Path, tell: Tell) -> None:
    with archives.open_to_read(archive).connect() as connection:
        key = connection.exec_driver_sql("SELECT key FROM pages ORDER BY key").scalars().all()
    if len(key) == len(sample_pages()):
        try:
            pipeline.remove(archive, key[0])
        except LilunError as error:  # another process was quicker
            if "no page" not in str(error):
                raise


def _reindex(archive: Path, tell: Tell) -> None:
    with archives.open_to_write(archive).begin() as connection:
        search.reindex(connection)


def _upgrade(archive: Path, tell: Tell) -> None:
    pipeline.upgrade(archive)


def _backup(archive: Path, tell: Tell) -> None:
    target = archive.with_name("backup.db")
    target.unlink(missing_ok=True)
    backup(archive, target)
    assert state_of(target) == state_of(archive)
    target.unlink()


OPERATIONS: Mapping[str, Operation] = {
    operation.name: operation
    for operation in (
        Operation("make", _nothing, _make),
        Operation("load", _archive_of(1), _load),
        Operation("load again", _archive_of(5), _reload),
        Operation("resolve", _archive_of(5), _resolve),
        Operation("remove", _archive_of(5), _remove),
        Operation("reindex", _archive_of(5), _reindex),
        Operation("upgrade", _older, _upgrade),
        Operation("backup", _archive_of(5), _backup),
    )
}


def state_of(archive: Path) -> str:
    """The archive's export, and the keys of what resolution made: equal for archives that hold the same."""
    with archives.open_to_read(archive).connect() as connection:
        keys = {
            table: connection.exec_driver_sql(f"SELECT key FROM {table} ORDER BY key").scalars().all()
            for table in ("pages", "institutions", "speeches", "quotations", "passages")
        }
        return "".join(json_lines(connection)) + json.dumps(keys)


def pages_of(archive: Path) -> set[str]:
    """The keys of the archive's pages, of whatever age it is; none where there is no archive."""
    if archives.revision(archive) is None:
        return set()
    with archives.create_engine(archive, read_only=True).connect() as connection:
        return set(connection.exec_driver_sql("SELECT key FROM pages").scalars())


def wrong_with(archive: Path) -> list[str]:
    """What `lilun check` says of the archive; of one that is not at head yet, what SQLite says."""
    match archives.state(archive):
        case archives.State.ABSENT | archives.State.EMPTY:
            return []
        case archives.State.CURRENT:
            with archives.open_to_read(archive).connect() as connection:
                return [said for said in check(connection) if "the rows were not yet" not in said]
        case _:
            with archives.create_engine(archive, read_only=True).connect() as connection:
                said = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
                return [s for s in said if s != "ok"]


EXPECTED = (archives.ArchiveError, LilunError, Unfinished, KeyboardInterrupt)
"""How a disturbed operation may end: it says what is the matter."""
