"""Serving an archive: Datasette with lilun's metadata, plugin, templates and style, on a free port."""

from __future__ import annotations

import errno
import http.client
import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import click
from lilun.schema.engine import open_to_read
from lilun.schema.publish import NAME, NAMED
from lilun.schema.publish.copying import copy
from lilun.schema.publish.metadata import PUBLIC_SETTINGS, SETTINGS, metadata

HOST = "127.0.0.1"
PORT = 8001
PORTS_TRIED = 100
TAKEN = "another program uses this port"
PATIENCE = 30.0  # seconds for Datasette's first answer
INSPECTED = "inspect.json"
FOLDER = Path(__file__).resolve().parent
PLUGIN = '''"""Written by lilun: Datasette loads every file of this folder."""
from lilun.schema.publish.plugin import *  # noqa: F403
'''


class ServeError(Exception):
    """The site cannot be served. The message is one sentence: what, why, remedy."""


def write_config(folder: Path, archive: Path, public: bool = False, excerpt: int | None = None) -> Path:
    """Write what Datasette reads from files, metadata.json and plugins/, into `folder`; the file to serve.

    That is the archive, or a link to it in `folder` where its path has a sign that Datasette, which
    makes an address of the path, does not open.
    """
    (folder / "plugins").mkdir(parents=True, exist_ok=True)
    (folder / "plugins" / "lilun_site.py").write_text(PLUGIN, encoding="utf-8")
    served = archive.absolute()
    if set("%?#") & set(str(served)):
        served = folder.absolute() / re.sub("[%?#]", "-", archive.name)
        served.symlink_to(archive.resolve())
    (folder / "metadata.json").write_text(
        json.dumps(metadata(served.stem, public, excerpt), ensure_ascii=False, indent=2), encoding="utf-8"
    )
    return served


def command(
    archive: Path, host: str, port: int, config: Path, immutable: bool = False, public: bool = False
) -> list[str]:
    """The command that serves what `write_config` returned; `config` is the folder that it filled.

    `immutable` is a file that never changes: its rows are counted once, in the inspect.json of `config`.
    """
    served = ["--immutable", str(archive.absolute()), "--inspect-file", str(config / INSPECTED)]
    return [
        sys.executable,
        "-P",  # what lies in the working directory is not imported
        "-m",
        "datasette",
        "serve",
        *(served if immutable else [str(archive.absolute())]),
        "--host",
        host,
        "--port",
        str(port),
        *options(str(config), str(FOLDER), public),
    ]


def options(config: str, package: str, public: bool) -> list[str]:
    """Datasette's options for what lies in the folder `config` and in the folder of this `package`."""
    settings = PUBLIC_SETTINGS if public else SETTINGS
    return [
        "--metadata",
        f"{config}/metadata.json",
        "--plugins-dir",
        f"{config}/plugins",
        "--template-dir",
        f"{package}/templates",
        "--static",
        f"lilun-static:{package}/static",
        *(part for name, value in settings.items() for part in ("--setting", name, str(value))),
    ]


def inspect(archive: Path, file: Path) -> None:
    """Count the archive's rows into `file`, so that no page of an immutable one has to. Raises ServeError."""
    counted = subprocess.run(
        [sys.executable, "-P", "-m", "datasette", "inspect", str(archive), "--inspect-file", str(file)],
        capture_output=True,
        text=True,
    )
    if counted.returncode:
        said = counted.stderr.strip().splitlines()
        raise ServeError(
            f"{archive}: its rows could not be counted ({said[-1] if said else counted.returncode})."
        )


def choose_port(host: str, port: int | None) -> int:
    """The port asked for, or the first free one from 8001. Raises ServeError where it cannot be had."""
    if port is not None:
        why = _refusal(host, port)
        if why:
            raise ServeError(
                f"{host}:{port}: {why}; name another with --port, or leave it out for a free one."
            )
        return port
    for candidate in range(PORT, PORT + PORTS_TRIED):
        why = _refusal(host, candidate)
        if not why:
            return candidate
        if why != TAKEN:
            raise ServeError(f"{host}: {why}; name an address of this machine with --host.")
    raise ServeError(
        f"{host}: every port from {PORT} to {PORT + PORTS_TRIED - 1} is taken; name a free one with --port."
    )


def run(
    archive: Path, host: str = HOST, port: int | None = None, say: Callable[[str], None] = click.echo,
    public: bool = False, excerpt: int | None = None,
) -> int:  # fmt: skip
    """Serve until interrupted; `say` gets the address once it answers. Returns Datasette's exit code.

    Without `port` it is the first free one from 8001. A growing archive is served as it is; `public` serves a copy
    that never changes, within the limits of a site for strangers, and `excerpt` a copy without full text.
    Raises ArchiveError where the archive cannot be read and ServeError where the port cannot be had or
    Datasette does not answer.
    """
    archive = Path(archive)
    open_to_read(archive).dispose()
    chosen = port is not None
    port = choose_port(host, port)
    with tempfile.TemporaryDirectory(prefix="lilun-") as folder:
        config = Path(folder)
        copied = public or excerpt is not None
        if copied:
            (config / "copy").mkdir()
            copy(archive, config / "copy" / archive.name, excerpt)
            archive = config / "copy" / archive.name
        served = write_config(config, archive, public, excerpt)
        if copied:
            inspect(served, config / INSPECTED)
        before = signal.signal(signal.SIGTERM, _stop)
        server = None
        try:
            while True:
                address = f"http://{_named(host)}:{port}/"
                name = secrets.token_hex(8)
                # the log of requests goes to standard output, errors to standard error
                server = subprocess.Popen(
                    command(served, host, port, config, copied, public),
                    stdout=subprocess.DEVNULL,
                    env=os.environ | {NAMED: name},
                )
                try:
                    wait_for(server, address, name)
                    break
                except ServeError:
                    if chosen or server.poll() is None or _refusal(host, port) != TAKEN:
                        raise
                    port = choose_port(host, None)  # another program took it in between
            say(address)
            return server.wait()
        except KeyboardInterrupt:
            return 0
        finally:
            signal.signal(signal.SIGTERM, before)
            if server is not None:
                stop(server)


def stop(server: subprocess.Popen[bytes]) -> None:
    """End the server, by force where it does not end when told."""
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _named(host: str) -> str:
    """The host as it stands in an address that this machine's browser can open."""
    if host in ("0.0.0.0", ""):
        return HOST
    if host == "::":
        return "[::1]"
    return f"[{host}]" if ":" in host else host


def _refusal(host: str, port: int) -> str:
    """Why the port cannot be had, empty where it is free."""
    if not 0 < port < 65536:
        return "a port is a number from 1 to 65535"
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        if isinstance(error, PermissionError):
            return "this port may not be used without rights of the administrator"
        return TAKEN if error.errno == errno.EADDRINUSE else str(error.strerror or error)
    return ""


def wait_for(server: subprocess.Popen[bytes], address: str, name: str) -> None:
    """Return once the server answers at the address with its `name`, which it was given as LILUN_SITE.

    Raises ServeError where it stops or stays silent; what another program answers there does not count.
    """
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({})
    )  # a proxy does not know this machine
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            raise ServeError(
                f"Datasette stopped with exit code {server.returncode} before it answered at {address}; "
                "its message stands above."
            )
        try:
            with opener.open(address + "-/versions.json", timeout=2) as answer:
                said = answer.headers.get(NAME)
        except urllib.error.HTTPError as error:
            said = error.headers.get(NAME)
        except (OSError, TimeoutError, http.client.HTTPException):
            said = None
        if said == name:
            return
        time.sleep(0.1)
    raise ServeError(f"Datasette did not answer at {address} within {PATIENCE:.0f} seconds; try again.")
