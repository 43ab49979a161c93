"""A short form of the fault matrix: python tests/faults/matrix.py is the whole."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

MATRIX = Path(__file__).with_name("matrix.py")


@pytest.mark.parametrize("operation", ["load", "remove"])
def test_nothing_is_lost(operation: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(MATRIX), "--each", "1", "--operation", operation],
        capture_output=True, text=True, cwd=tmp_path, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing lost" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_loss_would_be_noticed(tmp_path: Path) -> None:
    """The matrix fails where the product does not keep what it has told."""
    program = (
        "import sys; sys.argv = ['matrix', '--each', '1', '--operation', 'load']\n"
        f"sys.path.insert(0, {str(MATRIX.parent)!r})\n"
        "import operations, matrix\n"
        "def run(archive, tell):\n"
        "    tell('a page that is told before it is in')\n"
        "    operations._load(archive, tell)\n"
        "operations.OPERATIONS['load'] = operations.Operation('load', operations._archive_of(1), run)\n"
        "matrix.main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 1
    assert "a page that is told before it is in" in done.stderr
