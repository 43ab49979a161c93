"""The stages in order: files in, rows out, one transaction a page, and what happened to each file."""

from __future__ import annotations

import contextlib
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from lilun.loaders.errors import InputError, LilunError
from lilun.loaders.identity import Identity, identify
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
from lilun.loaders.write import KnownFile, PageWriter, Written, known_file, paper_name
from lilun.schema import counts
from lilun.schema import engine as archives
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

    def count(self, outcome: str) -> int:
        """Files with that outcome."""
        return sum(1 for o in self.outcomes if o.outcome == outcome)

    @property
    def findings(self) -> int:
        """Findings that the run wrote."""
        return sum(o.findings for o in self.outcomes)


Watch = Callable[[FileOutcome], None]
Unchosen = Literal["kept", "shipped"]
RegisterChoice = Path | Unchosen
"""A folder of the user's own CSV files, what the archive keeps of the last one, or the shipped register alone."""


def load(
    archive: Path,
    files: Sequence[PageFile],
    errors: Iterable[InputError] = (),
    watch: Watch | None = None,
    register: RegisterChoice = "kept",
) -> Summary:
    """Load page files into the archive, which is made or brought to head where needed.

    A page is written whole or not at all; a file that fails leaves the others alone. A run that loads
    nothing writes nothing; but where `register` is another than the archive was resolved with, the archive is
    resolved anew first. Raises ArchiveError where the archive itself cannot be used, RegisterError for clashes.
    """
    own = _read_register(register)
    run = _Run(archive, watch or (lambda outcome: None), own)
    if archive.exists():
        run.open()
    with contextlib.closing(run):
        for error in errors:
            run.failed(error.path, error)
        for file in files:
            run.take(file)
        run.finish()
    return run.summary


def preview(archive: Path, files: Sequence[PageFile]) -> Iterator[tuple[FileOutcome, ReadPage | None]]:
    """What `load` would do, file by file, without writing anything."""
    engine = archives.open_to_read(archive) if archive.exists() else None
    try:
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
                    found = connection.exec_driver_sql(
                        "SELECT 1 FROM pages WHERE key = ?", (identify(page).key,)
                    ).first()
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


def resolve(archive: Path, register: RegisterChoice = "kept") -> list[Told]:
    """Resolve the whole archive anew in one transaction, as a fresh load would; what changed, field by field.

    Raises ArchiveError where there is no archive, RegisterError where rows of the register clash.
    """
    own = _read_register(register)
    if archives.state(archive) is not archives.State.OLDER:
        archives.open_to_read(archive).dispose()
    engine = archives.open_to_write(archive)
    try:
        with engine.begin() as connection:
            return resolve_anew(connection, _chosen(connection, own), _now())
    finally:
        engine.dispose()


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
            counts.refresh(connection)
    finally:
        engine.dispose()
    return keys


class _Run:
    """One run of the loader: the engine, what is known, and the row of `loads`, made when first needed."""

    def __init__(self, archive: Path, watch: Watch, own: OwnRegister | Unchosen = "kept") -> None:
        self.archive = archive
        self.watch = watch
        self.own = own
        self.summary = Summary()
        self.engine: Engine | None = None
        self.lookup: Lookup | None = None
        self.load_id: int | None = None
        self.failures: list[tuple[str, str]] = []

    def open(self) -> None:
        """Open the archive for writing, with its register as chosen. Raises ArchiveError, RegisterError."""
        self.engine = archives.open_to_write(self.archive)
        with self.engine.begin() as connection:
            own = _chosen(connection, self.own)
            if needs_anew(connection, own):
                self.summary.resolved = resolve_anew(connection, own, _now())
            else:
                sync_register(connection, own)
            self.lookup = Lookup(connection)

    def close(self) -> None:
        """Let go of the archive."""
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

    def finish(self) -> None:
        """Resolve what the pages made possible and close the row of the run."""
        if self.engine is None or self.load_id is None:
            return
        summary = self.summary
        with self.engine.begin() as connection:
            assert self.lookup is not None
            resolve_pending(connection, self.lookup)
            drop_unused(connection)
            counts.refresh(connection)
            for path, message in self.failures:
                connection.exec_driver_sql(
                    "INSERT INTO findings (load_id, path, kind, severity, message) "
                    "VALUES (?, ?, 'failed_file', 'error', ?)",
                    (self.load_id, path, message),
                )
            outcomes = [summary.count(o) for o in ("inserted", "updated", "unchanged", "failed")]
            connection.exec_driver_sql(
                "UPDATE loads SET finished_at = ?, status = 'finished', inserted = ?, updated = ?, unchanged = ?, "
                "failed = ?, findings = ? WHERE id = ?",
                (_now(), *outcomes, summary.findings + len(self.failures), self.load_id),
            )

    def _unchanged(self, file: PageFile, data: bytes) -> bool:
        """Whether the archive has this file already, and nothing new is said of its page."""
        if self.engine is None:
            return False
        said = replace(file.metadata, date=normal_date(file.metadata.date, file.path))
        with self.engine.connect() as connection:
            known = known_file(connection, sha256(data))
            said = replace(said, newspaper=paper_name(connection, said.newspaper))
        if known is None or not known.covers(said):
            return False
        message = "" if known.current else "the page has a newer text; remove the page to load this one again"
        self._tell(FileOutcome(file.shown, "unchanged", known.key, message=message))
        return True

    def _write(self, page: ReadPage) -> None:
        if self.engine is None:
            self.open()
        assert self.engine is not None and self.lookup is not None
        try:
            with self.engine.begin() as connection:
                known, page = _with_known(connection, page)
                identity = identify(page)
                written = self._write_page(connection, page, identity, known)
        except BaseException:
            self._forget()
            raise
        self._tell(
            FileOutcome(page.source.path, written.outcome, identity.key, len(page.articles), written.findings)
        )

    def _write_page(
        self, connection: Connection, page: ReadPage, identity: Identity, known: KnownFile | None
    ) -> Written:
        assert self.lookup is not None
        if known and known.agrees(identity):
            return Written("unchanged")
        if self.load_id is None:
            self.load_id = connection.exec_driver_sql(
                "INSERT INTO loads (started_at, lilun_version, status) VALUES (?, ?, 'running') RETURNING id",
                (_now(), __version__),
            ).scalar_one()
        writer = PageWriter(connection, self.lookup, self.load_id, __version__)
        return writer.write(page, identity, known.key if known else None)

    def _forget(self) -> None:
        """Read again what is known: a transaction that was undone may have left ids here."""
        if self.engine is None:
            return
        with self.engine.connect() as connection:
            self.lookup = Lookup(connection)
            if self.load_id is not None:
                found = connection.exec_driver_sql(
                    "SELECT id FROM loads WHERE id = ?", (self.load_id,)
                ).scalar()
                self.load_id = found

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


def _with_known(connection: Connection, page: ReadPage) -> tuple[KnownFile | None, ReadPage]:
    """What the archive knows of the file, and the page with all that is known of it: what is said now goes first."""
    said = page.source.metadata
    said = replace(said, newspaper=paper_name(connection, said.newspaper))
    known = known_file(connection, page.source.sha256)
    known = known if known and known.current else None
    said = known.under(said) if known else said
    return known, replace(page, source=replace(page.source, metadata=said))


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
