"""requirements.lock pins what pyproject.toml declares, with hashes and without naming a registry."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DECLARED = [Requirement(line) for line in PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]]
PINS = {
    canonicalize_name(name): (version, hashes)
    for name, version, hashes in re.findall(
        r"^([\w.-]+)==([^\s;]+)[^\n]*?\\?\n((?:    --hash[^\n]*\n)*)", LOCK, re.MULTILINE
    )
}


@pytest.mark.parametrize("declared", DECLARED, ids=lambda r: r.name)
def test_a_declared_package_is_pinned_within_its_bounds(declared: Requirement) -> None:
    version, _ = PINS[canonicalize_name(declared.name)]
    assert declared.specifier.contains(version), "stale: run the command in the lock's first lines"


@pytest.mark.parametrize("declared", DECLARED, ids=lambda r: r.name)
def test_a_declared_package_has_both_bounds(declared: Requirement) -> None:
    assert sorted(bound.operator for bound in declared.specifier) == ["<", ">="]


def test_every_pin_has_hashes() -> None:
    assert len(PINS) == len(re.findall(r"^[\w.-]+==", LOCK, re.MULTILINE)) > len(DECLARED)
    assert [name for name, (_, hashes) in PINS.items() if "sha256:" not in hashes] == []


def test_no_registry_is_named() -> None:
    assert not re.search(r"://|--index|--extra-index|--find-links", LOCK)
