"""Serving: the command, ports that are taken, and a site that really answers."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from lilun.schema.engine import MissingArchive
from lilun.schema.publish import serve


def test_the_command_names_what_datasette_needs(tmp_path: Path) -> None:
    archive = tmp_path / "河.db"
    served = serve.write_config(tmp_path / "config", archive)
    command = serve.command(served, "127.0.0.1", 8123, tmp_path / "config")
    assert command[:5] == [sys.executable, "-P", "-m", "datasette", "serve"]
    assert str(archive) in command and command[command.index("--port") + 1] == "8123"
    for option in ("--metadata", "--plugins-dir", "--template-dir"):
        assert Path(command[command.index(option) + 1]).exists()
    assert Path(command[command.index("--static") + 1].partition(":")[2], "lilun.css").is_file()
    written = json.loads((tmp_path / "config" / "metadata.json").read_text(encoding="utf-8"))
    assert list(written["databases"]) == ["河"]


def test_a_taken_port_is_an_error_if_named_and_passed_over_if_not(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(
            serve.ServeError, match=rf"127\.0\.0\.1:{taken}: another program uses this port; name"
        ):
            serve.choose_port("127.0.0.1", taken)
        monkeypatch.setattr(serve, "PORT", taken)
        assert serve.choose_port("127.0.0.1", None) != taken
    with pytest.raises(serve.ServeError, match="a port is a number"):
        serve.choose_port("127.0.0.1", 70000)
    with pytest.raises(serve.ServeError, match=r"^no\.such\.host\.invalid: .*--host"):
        serve.choose_port("no.such.host.invalid", None)


def test_no_archive_is_said_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(MissingArchive, match="lilun load"):
        serve.run(tmp_path / "none.db")


def test_the_site_answers_and_stops_when_told(empty_archive: Path, tmp_path: Path) -> None:
    archive = Path(shutil.copy(empty_archive, tmp_path / "空 50%.db"))
    code = "import sys; from lilun.schema.publish.serve import run; run(sys.argv[1])"
    environment = {**os.environ, "PYTHONUNBUFFERED": "1", "TMPDIR": str(tmp_path)}
    server = subprocess.Popen(
        [sys.executable, "-c", code, str(archive)],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        page = opener.open(address, timeout=10).read().decode()
        assert "还没有文章" in page
        assert opener.open(address + "lilun-static/lilun.css", timeout=10).status == 200
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(15)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("lilun-")] == []
    with pytest.raises(OSError):
        opener.open(address, timeout=2)


ANOTHER = """
import http.server, sys, threading
from lilun.schema.publish import serve
other = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
threading.Thread(target=other.serve_forever, daemon=True).start()
free, taken = serve.choose_port, other.server_address[1]
chosen = [taken]
serve.choose_port = lambda host, port: chosen.pop() if chosen else free(host, port)
print(taken, flush=True)
serve.run(sys.argv[1])
"""


def test_a_port_taken_in_between_is_left_to_who_has_it(empty_archive: Path, tmp_path: Path) -> None:
    """Another program answers there, as another site would: its answer is not taken for the site's own."""
    server = subprocess.Popen(
        [sys.executable, "-c", ANOTHER, str(empty_archive)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert server.stdout is not None
        taken = server.stdout.readline().strip()
        address = server.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:") and f":{taken}/" not in address
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(address, timeout=10) as page:
            assert page.headers["x-lilun-site"] and "还没有文章" in page.read().decode()
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(15)
