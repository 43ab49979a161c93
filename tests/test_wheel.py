"""The wheel carries every file of the packages and no other: a package that is not listed is left out in silence."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("schema", "migrations", "loaders", "seeds")
NEEDED = ("pyproject.toml", "README.md", "LICENSE")
BUILD = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    """The files of the packages that git knows or would add."""
    git = ["git", "-C", str(ROOT), "ls-files", "-z", "-co", "--exclude-standard", "--", *FOLDERS]
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("not a git checkout: what belongs to the project is not known")
    names = subprocess.run(git, check=True, capture_output=True, text=True).stdout.split("\0")
    return sorted(name for name in names if name and (ROOT / name).exists())


@pytest.fixture(scope="module")
def wheel(tracked: list[str], tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """A wheel built from a copy, so that nothing is left in the checkout."""
    copy, out = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("wheel")
    for name in (*tracked, *NEEDED):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, copy / name)
    built = subprocess.run([sys.executable, "-c", BUILD, str(out)], cwd=copy, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    return zipfile.ZipFile(next(out.glob("*.whl")))


def test_its_files_are_the_tracked_ones_under_lilun(tracked: list[str], wheel: zipfile.ZipFile) -> None:
    carried = sorted(name for name in wheel.namelist() if ".dist-info/" not in name)
    assert carried == sorted(f"lilun/{name}" for name in tracked)


def test_its_files_are_those_of_the_checkout(tracked: list[str], wheel: zipfile.ZipFile) -> None:
    different = [name for name in tracked if wheel.read(f"lilun/{name}") != (ROOT / name).read_bytes()]
    assert different == []


def test_it_carries_the_licence_and_the_command(wheel: zipfile.ZipFile) -> None:
    info = {name.split(".dist-info/")[1]: name for name in wheel.namelist() if ".dist-info/" in name}
    assert wheel.read(info["licenses/LICENSE"]) == (ROOT / "LICENSE").read_bytes()
    assert "lilun = lilun.loaders.cli:main" in wheel.read(info["entry_points.txt"]).decode()
    assert "License-Expression: MIT" in wheel.read(info["METADATA"]).decode()


def test_what_the_licence_names_is_carried_with_its_own(wheel: zipfile.ZipFile) -> None:
    named = re.findall(r"(?:schema|seeds)/[\w./-]*\w", (ROOT / "LICENSE").read_text(encoding="utf-8"))
    assert len(named) == 5 and {f"lilun/{name}" for name in named} <= set(wheel.namelist())
