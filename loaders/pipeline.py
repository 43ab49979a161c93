"""The stages in order: files in, rows out, one transaction a page, and what happened to each file."""

from __future__ import annotations

import contextlib
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from lilun.loaders.corrections.apply import Corrections, correct
from lilun.loaders.corrections.archive import find_broken, kept, settle, sync
from lilun.loaders.corrections.files import Problem, ReadFiles, read_folder
from lilun.loaders.errors import InputError, LilunError
from lilun.loaders.identity import identify
from lilun.loaders.kept import (
    KnownFile,
    is_current,
    kept_source,
    known_file,
    leave_page,
    page_key,
    paper_name,
)
from lilun.loaders.reading import ReadPage, read
from lilun.loaders.removal import drop_unused, remove_page
from lilun.loaders.resolve.anew import Told, needs_anew, resolve_anew
from lilun.loaders.resolve.archive import resolve_pending
from lilun.loaders.resolve.lookup import Lookup
from lilun.loaders.resolve.register import kept_register, sync_register
from lilun.loaders.resolve.register_files import OwnRegister, merged, read_own
from lilun.loaders.sources.file import read_bytes, read_page, sha256
from lilun.loaders.sources.manifest import PageFile, normal_date
from lilun.loaders.version import __version__
from lilun.loaders.write import PageWriter, Written
from lilun.schema import counts
from lilun.schema import engine as archives
from lilun.schema.run import UNFINISHED
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import IntegrityError


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What became of one file: 'inserted', 'updated', 'unchanged' or 'failed', and what was found."""

    path: str
    outcome: str
    key: str = ""
    articles: int = 0
    findings: int = 0
    message: str = ""


@dataclass(slots=True)
class Summary:
    """What a run did, by outcome."""

    outcomes: list[FileOutcome] = field(default_factory=list)
    resolved: list[Told] = field(default_factory=list)  # where the register had changed
    stopped: BaseException | None = None  # Ctrl-C, or what the archive's file met, before the run was through
    left: list[str] = field(default_factory=list)  # files that a stopped run did not load

    def count(self, outcome: str) -> int:
        """Files with that outcome."""
        return sum(1 for o in self.outcomes if o.outcome == outcome)

    @property
    def findings(self) -> int:
        """Findings that the run wrote."""
        return sum(o.findings for o in self.outcomes)


Watch = Callable[[FileOutcome], None]
Unchosen = Literal["kept", "shipped"]
RegisterChoice = Path | OwnRegister | Unchosen
"""A folder of the user's own CSV files, such files, what the archive keeps of the last, or the shipped ones alone."""


def load(
    archive: Path,
    files: Sequence[PageFile],
    errors: Iterable[InputError] = (),
    watch: Watch | None = None,
    register: RegisterChoice = "kept",
    corrections: Path | ReadFiles | None = None,
    *,
    over_newer: bool = False,
) -> Summary:
    """Load page files into the archive, which is made or brought to head where needed.

    A page is written whole or not at all; a file that fails leaves the others alone. A run that loads
    nothing writes nothing; but where `register` is another than the archive was resolved with, the archive is
    resolved anew first, and where the folder `corrections` (None: those that the archive keeps) has changed, the pages
    that it is about are read again. A text that is older than that of its page does not take its place, unless
    `over_newer`. A run that is stopped says so in its summary, and loading the same files again goes on.
    Raises ArchiveError where the archive itself cannot be used, RegisterError for clashes, InputError without the folder.
    """
    own = _read_register(register)
    run = _Run(
        archive, watch or (lambda outcome: None), own, _read_corrections(corrections), over_newer=over_newer
    )
    if archive.exists():
        run.open()
    with contextlib.closing(run):
        try:
            for problem in run.problems:
                run.tell_broken(problem)
            for error in errors:
                run.failed(error.path, error)
            for file in files:
                run.take(file)
            run.finish()
        except KeyboardInterrupt as stop:
            run.stop(files, stop)
        except archives.ArchiveError as error:
            if not run.summary.outcomes:
                raise
            run.stop(files, error)
    return run.summary


def preview(
    archive: Path, files: Sequence[PageFile], corrections: Path | None = None
) -> Iterator[tuple[FileOutcome, ReadPage | None]]:
    """What `load` would do, file by file, without writing anything."""
    given = _read_corrections(corrections)
    engine = archives.open_to_read(archive) if archive.exists() else None
    try:
        entries = Corrections(given.corrections if given else ())
        if engine is not None and given is None:
            with engine.connect() as connection:
                entries = Corrections(kept(connection))
        for file in files:
            try:
                data = read_bytes(file)
                page = read(read_page(file, data))
            except Exception as error:
                yield FileOutcome(file.shown, "failed", message=str(_explained(file, error))), None
                continue
            known = found = None
            if engine is not None:
                with engine.connect() as connection:
                    known, page = _with_known(connection, page)
                    page = _corrected(connection, page, entries)
                    found = connection.exec_driver_sql(
                        "SELECT 1 FROM pages WHERE key = ?", (identify(page).key,)
                    ).first()
            else:
                page = correct(page, entries)
            identity = identify(page)
            unchanged = known is not None and known.agrees(identity)
            outcome = "unchanged" if unchanged else "updated" if known or found else "inserted"
            findings = len(page.notes) + len(identity.notes)
            yield FileOutcome(file.shown, outcome, identity.key, len(page.articles), findings), page
    finally:
        if engine is not None:
            engine.dispose()


def prepare(archive: Path) -> None:
    """Make an archive, or bring one to head, with the register in it and no page. Raises ArchiveError."""
    run = _Run(archive, lambda outcome: None)
    run.open()
    run.close()


def upgrade(archive: Path) -> bool:
    """Bring an archive to head, schema and rows; True if the schema was another. Raises ArchiveError."""
    done = archives.upgrade(archive)
    prepare(archive)
    return done


def resolve(
    archive: Path,
    register: RegisterChoice = "kept",
    corrections: Path | None = None,
    watch: Watch | None = None,
) -> Summary:
    """Resolve the whole archive anew, as a fresh load would; the summary says what changed, field by field.

    Pages that changed corrections are about are read again. Raises ArchiveError where there is no archive,
    RegisterError where rows of the register clash.
    """
    own = _read_register(register)
    run = _Run(archive, watch or (lambda outcome: None), own, _read_corrections(corrections))
    if archives.state(archive) is not archives.State.OLDER:
        archives.open_to_read(archive).dispose()
    with contextlib.closing(run):
        for problem in run.problems:
            run.tell_broken(problem)
        run.open(anew=True)
        run.finish()
    return run.summary


def remove(archive: Path, page: str) -> list[str]:
    """Remove the page with that key, or the one page that a file is a source of; the removed keys.

    Raises LilunError where there is none, or more than one.
    """
    archives.open_to_read(archive).dispose()
    engine = archives.open_to_write(archive)
    try:
        with engine.begin() as connection:
            keys = [
                key
                for (key,) in connection.exec_driver_sql(
                    "SELECT DISTINCT p.key FROM pages p JOIN page_sources s ON s.page_id = p.id "
                    "JOIN source_files f ON f.id = s.source_file_id WHERE p.key = ?1 OR f.path = ?1 ORDER BY p.key",
                    (page,),
                )
            ]
            if not keys:
                raise LilunError(
                    f"{archive}: no page or file “{page}”; `select key from pages` lists the pages"
                )
            if len(keys) > 1:
                raise LilunError(
                    f"{archive}: “{page}” is the file of {len(keys)} pages; give the key of one: {', '.join(keys)}"
                )
            remove_page(connection, keys[0])
            resolve_pending(connection, Lookup(connection))
            drop_unused(connection)
            settle(connection, None)
            counts.refresh(connection)
    finally:
        engine.dispose()
    return keys


class _Run:
    """One run of the loader: the engine, what is known, and the row of `loads`, made when first needed."""

    def __init__(
        self,
        archive: Path,
        watch: Watch,
        own: OwnRegister | Unchosen = "kept",
        corrections: ReadFiles | None = None,
        *,
        over_newer: bool = False,
    ) -> None:
        self.archive = archive
        self.watch = watch
        self.own = own
        self.given = corrections
        self.over_newer = over_newer
        self.corrections = Corrections()
        self.problems = corrections.problems if corrections else ()
        self.summary = Summary()
        self.engine: Engine | None = None
        self.connection: Connection | None = None
        self.lookup: Lookup | None = None
        self.seen: int | None = None  # the state of the archive that `lookup` was read from
        self.load_id: int | None = None
        self.failures: list[tuple[str, str]] = []

    def open(self, *, anew: bool = False) -> None:
        """Open the archive for writing, with register and corrections as chosen, all of it resolved where `anew`.

        Raises ArchiveError, RegisterError.
        """
        self.engine = archives.open_to_write(self.archive)
        self.connection = self.engine.connect()
        try:
            self._settle_facts(anew=anew)
        except BaseException:
            self.close()
            self.connection = None
            raise

    def _settle_facts(self, *, anew: bool) -> None:
        """Bring the archive to the register and the corrections as chosen."""
        assert self.connection is not None
        with self.connection.begin():
            own = _chosen(self.connection, self.own)
            if anew or needs_anew(self.connection, own):
                self.summary.resolved = resolve_anew(self.connection, own, _now())
            else:
                sync_register(self.connection, own)
        with self._transaction() as (connection, lookup):
            followed = list(self._follow_corrections(connection, lookup))
        for outcome in followed:  # told when it is in
            self._tell(outcome)

    def _follow_corrections(self, connection: Connection, lookup: Lookup) -> Iterator[FileOutcome]:
        """Bring the archive to the corrections as they are now: pages that others are about are read again."""
        pages = sync(connection, self.given, lambda: self._begin(connection)) if self.given else []
        self.corrections = Corrections(kept(connection))
        for source in pages:
            file = kept_source(connection, source)
            key: str | None = page_key(connection, source)
            page = _corrected(connection, read(file), self.corrections)
            identity = identify(page)
            if not is_current(connection, source):
                if identity.key == key:
                    continue
                leave_page(connection, source)  # a correction had put it there
                key = None
            written = PageWriter(connection, lookup, self._begin(connection), __version__).write(
                page, identity, key
            )
            outcome = FileOutcome(file.path, "updated", identity.key, len(page.articles), written.findings)
            yield replace(outcome, message="corrections of it have changed")

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[tuple[Connection, Lookup]]:
        """One transaction, with what the archive knows: read again where another program has written meanwhile."""
        assert self.connection is not None
        with self.connection.begin():
            # differs once another connection has committed: one loader may run beside another
            seen = self.connection.exec_driver_sql("PRAGMA data_version").scalar_one()
            if self.lookup is None or seen != self.seen:
                self.lookup, self.seen = Lookup(self.connection), seen
            try:
                yield self.connection, self.lookup
            except BaseException:
                self.lookup = None  # a transaction that is undone may have left ids there
                raise

    def close(self) -> None:
        """Let go of the archive."""
        if self.connection is not None:
            self.connection.close()
        if self.engine is not None:
            self.engine.dispose()

    def take(self, file: PageFile) -> None:
        """Load one file; what goes wrong with it is counted and told."""
        try:
            data = read_bytes(file)
            if self._unchanged(file, data):
                return
            page = read(read_page(file, data))
            self._write(page)
        except archives.ArchiveError:
            raise
        except Exception as error:
            self.failed(file.shown, _explained(file, error))

    def failed(self, path: str, error: InputError) -> None:
        """Count a file that could not be loaded."""
        self.failures.append((path, str(error)))
        self._tell(FileOutcome(path, "failed", message=str(error)))

    def tell_broken(self, problem: Problem) -> None:
        """Count an entry of the corrections that is wrong; the others hold."""
        self._tell(FileOutcome(problem.file, "failed", message=str(problem)))

    def finish(self) -> None:
        """Resolve what the pages made possible, also those of runs that were stopped, and close the row of the run."""
        if self.connection is None:
            return
        with self._transaction() as (connection, lookup):
            if self.load_id is None and not connection.exec_driver_sql(UNFINISHED).first():
                return
            self._begin(connection)
            resolve_pending(connection, lookup)
            drop_unused(connection)
            load_id = self._begin(connection)
            settle(connection, load_id)
            counts.refresh(connection)
            if self.given is not None:
                find_broken(connection, load_id, self.problems)
            self._tell_failures(connection)
            connection.exec_driver_sql(
                "UPDATE loads SET status = 'interrupted' WHERE status = 'running' AND id <> ?",
                (self.load_id,),
            )
            self._end(connection, "finished", _now())

    def stop(self, files: Sequence[PageFile], reason: BaseException) -> None:
        """Say what is in and what is not, in the summary and, where it still can be written, in the archive."""
        self.summary.stopped = reason
        told = {outcome.path for outcome in self.summary.outcomes}
        self.summary.left = [f.shown for f in files if f.shown not in told and not self._has(f)]
        if self.connection is None or self.load_id is None:
            return
        with contextlib.suppress(archives.ArchiveError), self.connection.begin():
            if self._find_run(self.connection):
                self._tell_failures(self.connection)
                self._end(self.connection, "interrupted", None)

    def _has(self, file: PageFile) -> bool:
        """Whether a file is in: the run may have been stopped between its commit and the word of it."""
        with contextlib.suppress(Exception):
            assert self.connection is not None
            with self.connection.begin():
                known = known_file(self.connection, sha256(read_bytes(file)))
            return known is not None and known.current
        return False

    def _begin(self, connection: Connection) -> int:
        """The row of the run, made where there is none yet; another run may have taken it for a dead one."""
        if self.load_id is None or not self._find_run(connection):
            self.load_id = connection.exec_driver_sql(
                "INSERT INTO loads (started_at, lilun_version, status) VALUES (?, ?, 'running') RETURNING id",
                (_now(), __version__),
            ).scalar_one()
        assert self.load_id is not None
        return self.load_id

    def _find_run(self, connection: Connection) -> bool:
        """Whether the row of the run is there; it went if the transaction that made it was undone."""
        found = connection.exec_driver_sql(
            "UPDATE loads SET status = 'running' WHERE id = ? RETURNING id", (self.load_id,)
        ).first()
        return found is not None

    def _tell_failures(self, connection: Connection) -> None:
        for path, message in self.failures:
            connection.exec_driver_sql(
                "INSERT INTO findings (load_id, path, kind, severity, message) "
                "VALUES (?, ?, 'failed_file', 'error', ?)",
                (self.load_id, path, message),
            )

    def _end(self, connection: Connection, status: str, finished: str | None) -> None:
        outcomes = [self.summary.count(o) for o in ("inserted", "updated", "unchanged", "failed")]
        connection.exec_driver_sql(
            "UPDATE loads SET finished_at = ?, status = ?, inserted = ?, updated = ?, unchanged = ?, "
            "failed = ?, findings = ? WHERE id = ?",
            (finished, status, *outcomes, self.summary.findings + len(self.failures), self.load_id),
        )

    def _unchanged(self, file: PageFile, data: bytes) -> bool:
        """Whether the archive has this file already, and nothing new is said of its page."""
        if self.connection is None:
            return False
        said = replace(file.metadata, date=normal_date(file.metadata.date, file.path))
        with self.connection.begin():
            known = known_file(self.connection, sha256(data))
            said = replace(said, newspaper=paper_name(self.connection, said.newspaper))
        if known is None or not known.covers(said) or (self.over_newer and not known.current):
            return False
        message = (
            "" if known.current else "the page has a newer text; --over-newer puts this one in its place"
        )
        self._tell(FileOutcome(file.shown, "unchanged", known.key, message=message))
        return True

    def _write(self, page: ReadPage) -> None:
        if self.connection is None:
            self.open()
        with self._transaction() as (connection, lookup):
            known, page = _with_known(connection, page)
            page = _corrected(connection, page, self.corrections)
            identity = identify(page)
            if known and known.agrees(identity):
                written = Written("unchanged")
            else:
                writer = PageWriter(connection, lookup, self._begin(connection), __version__)
                before = known.key if known else None
                written = writer.write(page, identity, before, over_newer=self.over_newer)
        self._tell(
            FileOutcome(
                page.source.path,
                written.outcome,
                identity.key,
                len(page.articles),
                written.findings,
                written.message,
            )
        )

    def _tell(self, outcome: FileOutcome) -> None:
        self.summary.outcomes.append(outcome)
        self.watch(outcome)


def _read_register(register: RegisterChoice) -> OwnRegister | Unchosen:
    """The user's own files, where a folder is chosen. Raises RegisterError for clashes, before any page is read."""
    if not isinstance(register, Path):
        return register
    own = read_own(register)
    merged(own)
    return own


def _chosen(connection: Connection, own: OwnRegister | Unchosen) -> OwnRegister | None:
    """The user's own register: the one given, or the one that the archive keeps."""
    if isinstance(own, OwnRegister):
        return own
    return kept_register(connection) if own == "kept" else None


def _read_corrections(given: Path | ReadFiles | None) -> ReadFiles | None:
    return read_folder(given) if isinstance(given, Path) else given


def _corrected(connection: Connection, page: ReadPage, corrections: Corrections) -> ReadPage:
    """The page as people have put it right; a paper that they name by another of its names has its own."""
    page = correct(page, corrections)
    settled = replace(page.settled, newspaper=paper_name(connection, page.settled.newspaper))
    return replace(page, settled=settled)


def _with_known(connection: Connection, page: ReadPage) -> tuple[KnownFile | None, ReadPage]:
    """What the archive knows of the file, and the page with all that is known of it: what is said now goes first."""
    said = page.source.metadata
    said = replace(said, newspaper=paper_name(connection, said.newspaper))
    known = known_file(connection, page.source.sha256)
    said = known.under(said) if known else said
    return known if known and known.current else None, replace(
        page, source=replace(page.source, metadata=said)
    )


def _explained(file: PageFile, error: Exception) -> InputError:
    """What went wrong with one file. A fault of ours on one page must not stop a night's run of thousands."""
    if isinstance(error, InputError):
        return error
    if isinstance(error, IntegrityError):
        reason = f"its rows do not fit the archive ({error.orig})"
    else:
        place = traceback.extract_tb(error.__traceback__)[-1]
        said = " ".join(str(error).split())[:120]
        where = f"{Path(place.filename).name}:{place.lineno}"
        reason = f"reading it failed ({type(error).__name__}: {said}, at {where})"
    return InputError(file.path, reason, "please report this page")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
