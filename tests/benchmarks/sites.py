"""Sites to measure: an archive as lilun serves it to the public, and the same file in Datasette as it comes."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from lilun.schema.publish import serve

PATIENCE = 120  # seconds for an answer


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request took in milliseconds, and what it was answered with."""

    milliseconds: float
    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Site:
    """A site that runs on this machine."""

    port: int

    def ask(self, path: str) -> Answer:
        """Ask for one page, over a connection of its own; redirects are not followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        before = time.perf_counter()
        connection.request("GET", quote(path, safe="/?&=%+~:,"), headers={"Accept-Language": "zh-CN"})
        answer = connection.getresponse()
        body = answer.read()
        taken = (time.perf_counter() - before) * 1000
        connection.close()
        return Answer(taken, answer.status, body)


@contextmanager
def published(archive: Path, folder: Path) -> Iterator[Site]:
    """The archive as `lilun serve --public` serves a copy of it: immutable, counted, with its limits.

    The archive itself is served, since a copy of some gigabytes says nothing about speed; nobody may write to it.
    """
    served = serve.write_config(folder, archive, public=True)
    serve.inspect(served, folder / serve.INSPECTED)
    port = _free_port()
    with _running(
        serve.command(served, "127.0.0.1", port, folder, immutable=True, public=True), port, folder
    ) as site:
        yield site


@contextmanager
def stock(archive: Path, folder: Path) -> Iterator[Site]:
    """The same file in Datasette without plugin, metadata or settings."""
    port = _free_port()
    command = [sys.executable, "-P", "-m", "datasette", "serve", str(archive.absolute()), "--port", str(port)]
    with _running(command, port, folder) as site:
        yield site


@contextmanager
def _running(command: list[str], port: int, folder: Path) -> Iterator[Site]:
    with (folder / "site.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, start_new_session=True)
        try:
            site = Site(port)
            for _ in range(600):
                if server.poll() is not None:
                    raise RuntimeError(f"the site ended at once; {folder / 'site.log'} says why")
                try:
                    site.ask("/-/versions.json")
                    break
                except OSError:
                    time.sleep(0.1)
            yield site
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGTERM)
            server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
