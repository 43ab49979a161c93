"""What the READMEs show is what the commands say. `python tests/test_readme.py` writes their output anew.

A console block is a session: `$ ` begins a command, `> ` continues it, the rest is what it prints. All sessions of
a README run one after the other in one folder, in which `seeds/` lies. The two lines that install are .ci/run's.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.zh.md")
_SESSION = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


def sessions(readme: str) -> list[str]:
    return _SESSION.findall((ROOT / readme).read_text(encoding="utf-8"))


def commands(session: str) -> list[str]:
    """The commands of a session, each with its continuation lines as they would be typed."""
    found: list[list[str]] = []
    for line in session.splitlines():
        if line.startswith("$ "):
            found.append([line[2:]])
        elif line == ">" or line.startswith("> "):
            found[-1].append(line[2:])
    return ["\n".join(lines) for lines in found]


def run(command: str, folder: Path) -> str:
    """What a command prints, on standard output and standard error together."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("LILUN_")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{known.get('PATH', '')}"
    settings = known | {"PATH": path, "COLUMNS": "100", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout[-2000:]}"
    return done.stdout


def played(readme: str, folder: Path) -> list[str]:
    """The sessions of a README as they go in `folder` today."""
    shutil.copytree(ROOT / "seeds", folder / "seeds", ignore=shutil.ignore_patterns("__pycache__"))
    return ["".join(_typed(c) + run(c, folder) for c in commands(session)) for session in sessions(readme)]


def _typed(command: str) -> str:
    first, *rest = command.split("\n")
    return f"$ {first}\n" + "".join(f"> {line}".rstrip() + "\n" for line in rest)


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return played(READMES[0], tmp_path_factory.mktemp("readme"))


@pytest.mark.parametrize("readme", READMES)
def test_the_sessions_print_what_the_readme_shows(readme: str, today: list[str]) -> None:
    assert sessions(readme) == today, "stale: run `python tests/test_readme.py`"


def test_a_session_loads_asks_and_checks() -> None:
    typed = "\n".join(command for session in sessions("README.md") for command in commands(session))
    for part in ("lilun load ", "SELECT ", "lilun check", "lilun --help"):
        assert part in typed


@pytest.mark.parametrize("readme", READMES)
def test_the_first_screen_has_the_two_lines(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    demo, tests = re.findall(r"^```sh\n(.*?)\n```$", text, re.MULTILINE | re.DOTALL)
    assert demo.endswith(".venv/bin/lilun demo") and tests.endswith(".venv/bin/pytest")
    assert "\n" not in demo + tests
    assert text.index(tests) < text.index("```console") < text.index("\n## ")


@pytest.mark.parametrize("readme", READMES)
def test_links_lead_to_files(readme: str) -> None:
    links = _LINK.findall((ROOT / readme).read_text(encoding="utf-8"))
    assert len(links) >= 4
    assert [link for link in links if not (ROOT / link).is_file()] == []


def test_the_pictures_are_pictures() -> None:
    for picture in re.findall(
        r"!\[[^]]+\]\(([^)]+\.png)\)", (ROOT / "README.md").read_text(encoding="utf-8")
    ):
        assert (ROOT / picture).read_bytes().startswith(b"\x89PNG\r\n\x1a\n")


def write_anew(readme: str) -> None:
    """Write what the commands print today into a README."""
    with tempfile.TemporaryDirectory() as folder:
        new = iter(played(readme, Path(folder)))
    path = ROOT / readme
    text = path.read_text(encoding="utf-8")
    path.write_text(_SESSION.sub(lambda _: next(new), text), encoding="utf-8")


if __name__ == "__main__":
    for name in READMES:
        write_anew(name)
