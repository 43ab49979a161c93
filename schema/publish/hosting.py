"""What a host needs to serve an archive to everybody, in one folder, and a check that it starts."""

from __future__ import annotations

import json
import os
import re
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from importlib import metadata as installed
from importlib import resources
from pathlib import Path
from string import Template
from urllib.parse import quote

from datasette.utils import tilde_encode
from lilun.schema.publish import NAMED
from lilun.schema.publish.copying import copy
from lilun.schema.publish.serve import (
    HOST,
    INSPECTED,
    ServeError,
    inspect,
    options,
    wait_for,
    write_config,
)

FILES = Path(__file__).resolve().parent / "host"
PACKAGES = "packages/lilun"  # the site's own code, beside what requirements.txt installs
_COPIED = (("schema", ("host",)), ("seeds", ("pages", "reference")))  # with what of them stays behind
NEEDED = (
    "datasette",
    "sqlalchemy",
    "markupsafe",
    "pypinyin",
    "xlsxwriter",
    "jieba",
    "rapidfuzz",
)  # what that code imports
MARK = "lilun-site.json"  # a folder that holds it was written by `publish` and may be written over
SCRIPT = "serve.sh"
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def publish(
    archive: Path, folder: Path, excerpt: int | None = None, say: Callable[[str], None] = print
) -> None:
    """Write archive, metadata, plugin, code, pinned requirements, Dockerfile and service unit into `folder`.

    The archive is a copy that never changes, without full text where `excerpt` says how many characters of an
    article are shown. Raises ServeError where the folder holds anything else, ArchiveError for the archive.
    """
    archive, folder = Path(archive), Path(folder)
    _empty(folder, archive)
    served = folder / (tilde_encode(archive.stem).replace("~", "-") + ".db")
    copy(archive, served, excerpt)
    write_config(folder, served, public=True, excerpt=excerpt)
    inspect(served, folder / INSPECTED)
    for package, stays in _COPIED:
        shutil.copytree(
            str(resources.files(f"lilun.{package}")),
            folder / PACKAGES / package,
            ignore=shutil.ignore_patterns("__pycache__", "*.pyc", *stays),
        )
    (folder / "requirements.txt").write_text(
        "".join(f"{line}\n" for line in requirements()), encoding="utf-8"
    )
    arguments = options(".", f"{PACKAGES}/schema/publish", public=True)
    given = {
        "archive": served.name,
        "inspected": INSPECTED,
        "options": " \\\n    ".join(
            " ".join(map(shlex.quote, arguments[at : at + (3 if arguments[at] == "--setting" else 2)]))
            for at in _starts(arguments)
        ),
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
    }
    for file in sorted(FILES.iterdir()):
        (folder / file.name).write_text(
            Template(file.read_text(encoding="utf-8")).substitute(given), encoding="utf-8", newline="\n"
        )
    (folder / SCRIPT).chmod(0o755)
    (folder / MARK).write_text(
        json.dumps({"archive": served.name, "excerpt": excerpt, "lilun": _version("lilun")}, indent=2) + "\n"
    )
    for name in sorted(path.name + ("/" if path.is_dir() else "") for path in folder.iterdir()):
        say(name)


def check(folder: Path) -> str:
    """Start the folder as its host would, ask for its pages, stop it; the address that it answered at.

    Raises ServeError naming what did not answer.
    """
    folder = Path(folder)
    with socket.socket() as probe:  # any free one: the usual may be taken by another site the moment after
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    name = secrets.token_hex(8)
    environment = {**os.environ, NAMED: name, "PYTHON": sys.executable, "HOST": HOST, "PORT": str(port)}
    environment.pop("PYTHONPATH", None)
    log = folder / "check.log"
    with log.open("wb") as said:
        server = subprocess.Popen(
            ["sh", SCRIPT], cwd=folder, env=environment, stdout=said, stderr=said, start_new_session=True
        )
        try:
            address = f"http://{HOST}:{port}"
            try:
                wait_for(server, address + "/", name)
            except ServeError:
                last = log.read_text(errors="replace").strip().splitlines()[-1:] or ["nothing"]
                raise ServeError(
                    f"{folder}: it does not start; {log} has what it said ({last[0]})."
                ) from None
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            name = tilde_encode(json.loads((folder / MARK).read_text())["archive"].removesuffix(".db"))
            for path in ("/", "/lilun/questions", f"/{quote(name)}/articles.json", "/lilun-static/lilun.css"):
                try:
                    with opener.open(address + path, timeout=20) as answer:
                        missing = answer.headers.get("content-security-policy") is None
                except OSError as error:
                    raise ServeError(
                        f"{folder}: {path} did not answer ({error}); {log} has what it said."
                    ) from None
                if missing:
                    raise ServeError(f"{folder}: {path} came without its headers: the plugin was not loaded.")
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGTERM)
                try:
                    server.wait(10)
                except subprocess.TimeoutExpired:
                    os.killpg(server.pid, signal.SIGKILL)
                    server.wait()
    log.unlink()
    for cache in folder.rglob("__pycache__"):
        shutil.rmtree(cache)
    return address


def requirements() -> list[str]:
    """What the site imports and what that needs, pinned to what is installed here, as requirements.txt has it."""
    found: dict[str, str] = {}
    waiting = list(NEEDED)
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name in found:
            continue
        try:
            distribution = installed.distribution(name)
        except installed.PackageNotFoundError:
            if name in NEEDED:
                raise ServeError(f"{name} is not installed; run `pip install {name}`.") from None
            continue  # what is needed under another system or Python only
        found[name] = distribution.version
        for line in distribution.requires or ():
            if not re.search(r";.*\bextra\b", line):
                waiting.append(_NAME.match(line)[0])  # type: ignore[index]
    return [f"{name}=={found[name]}" for name in sorted(found)]


def _empty(folder: Path, archive: Path) -> None:
    """Make the folder, or empty one that was published before."""
    if folder.exists():
        if not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARK).is_file()):
            raise ServeError(f"{folder}: this is not an empty folder; name another, or empty it.")
        if archive.resolve().is_relative_to(folder.resolve()):
            raise ServeError(f"{folder}: the archive lies in this folder; name another.")
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    folder.mkdir(parents=True, exist_ok=True)


def _starts(arguments: list[str]) -> list[int]:
    return [at for at, argument in enumerate(arguments) if argument.startswith("--")]


def _version(name: str) -> str:
    try:
        return installed.version(name)
    except installed.PackageNotFoundError:
        return "unknown"
