"""The walls of the project: who may import what, what must be documented, what must have an example."""

from __future__ import annotations

import ast
import csv
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from lilun.loaders.cli import main
from lilun.loaders.rules import rows

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "loaders" / "rules"


def imports(path: Path) -> Iterator[str]:
    """Names of all modules that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield f"{node.module or ''}"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def modules(*folders: str) -> list[Path]:
    found = [p for folder in folders for p in sorted((ROOT / folder).rglob("*.py"))]
    assert found
    return found


def offenders(files: list[Path], *banned: str) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files
        for name in imports(path)
        if any(name == b or name.startswith(f"{b}.") for b in banned)
    ]


def test_the_schema_never_imports_the_loaders() -> None:
    assert not offenders(modules("schema"), "lilun.loaders", "loaders")


DATABASES = ("sqlalchemy", "sqlite3", "alembic", "lilun.schema", "lilun.loaders.write", "lilun.loaders.pipeline",
             "lilun.loaders.resolve", "datasette")  # fmt: skip


@pytest.mark.parametrize("stage", ["sources", "repair", "segment", "fields"])
def test_reading_knows_no_database(stage: str) -> None:
    assert not offenders(modules(f"loaders/{stage}"), *DATABASES)
    single = [
        ROOT / "loaders" / name for name in ("page.py", "spans.py", "reading.py", "identity.py", "errors.py")
    ]
    assert not offenders(single, *DATABASES)


def loaded_by(code: str) -> set[str]:
    """Top-level packages that a fresh interpreter has loaded after running code."""
    program = f"import sys\n{code}\nprint(*sorted({{m.partition('.')[0] for m in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_reading_a_page_loads_no_database_library() -> None:
    assert not loaded_by("import lilun.loaders.reading") & {"sqlalchemy", "sqlite3", "alembic", "datasette"}


def test_help_loads_no_database_library() -> None:
    help_ = "from lilun.loaders.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass"
    assert not loaded_by(help_) & {"sqlalchemy", "alembic", "datasette", "jieba", "rich"}


def test_python_m_is_the_same() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "lilun.loaders", "--help"], capture_output=True, text=True, check=True
    )
    assert all(name in done.stdout for name in main.commands)


ON_AN_ARCHIVE = {"load", "serve", "demo", "export", "check", "findings", "remove", "reindex", "upgrade"}


@pytest.mark.parametrize("name", sorted(ON_AN_ARCHIVE))
def test_every_command_on_an_archive_takes_it_by_option_or_environment(name: str) -> None:
    (option,) = [
        p for p in main.commands[name].params if isinstance(p, click.Option) and "--archive" in p.opts
    ]
    assert (option.envvar, option.default) == ("LILUN_ARCHIVE", "lilun.db")


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_and_option_is_documented(name: str) -> None:
    command = main.commands[name]
    assert command.help and command.help.strip().splitlines()[0].rstrip().endswith((".", ":", "。"))
    options = [p for p in command.params if isinstance(p, click.Option)]
    for option in options:
        assert option.help and option.help[0].isupper() and option.help.endswith("."), option.opts
    for argument in command.params:
        if isinstance(argument, click.Argument):
            word = (argument.metavar or argument.name or "?").upper().rstrip(".")
            assert word in command.help or word.rstrip("S") in command.help


# -- rule tables --------------------------------------------------------------------------------

TABLES = sorted(p.stem for p in RULES.glob("*.csv"))


def header(table: str) -> list[str]:
    with (RULES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


WITH_EXAMPLES = [t for t in TABLES if "example" in header(t)]
WITH_PATTERNS = [t for t in WITH_EXAMPLES if "pattern" in header(t)]
# of these tables a row is a weight, a name or a pair of characters: nothing that an example could show
WITHOUT_EXAMPLES = {"roles", "transitions", "speakers"}


def test_tables_with_and_without_examples() -> None:
    assert set(TABLES) - set(WITH_EXAMPLES) <= WITHOUT_EXAMPLES
    assert len(WITH_PATTERNS) >= 4


@pytest.mark.parametrize("table", TABLES)
def test_every_row_has_all_its_columns_and_stands_once(table: str) -> None:
    with (RULES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        columns, *found = list(csv.reader(file))
    assert all(len(row) == len(columns) for row in found)
    keys = [tuple(v for c, v in zip(columns, row) if c not in ("example", "weight")) for row in found]
    assert len(set(keys)) == len(keys), [k for k in keys if keys.count(k) > 1]


@pytest.mark.parametrize("table", WITH_EXAMPLES)
def test_every_row_has_an_example(table: str) -> None:
    assert not [dict(row) for row in rows(table) if not row["example"].strip()]


@pytest.mark.parametrize("table", WITH_PATTERNS)
def test_every_example_is_matched_by_its_own_pattern(table: str) -> None:
    assert not [dict(row) for row in rows(table) if not re.search(row["pattern"], row["example"])]


WORDS = {"cues": "verb", "attribution_words": "word", "source_words": "word", "document_kinds": "suffix",
         "organizations": "suffix", "posts": "word", "cue_exceptions": "word", "document_exceptions": "ending",
         "general_opinion": "word", "punctuation": "printed"}  # fmt: skip


@pytest.mark.parametrize("table", sorted(set(WORDS) & set(TABLES)))
def test_every_example_holds_its_word(table: str) -> None:
    column = WORDS[table]
    bare = str.maketrans("", "", "…~^$")
    assert not [dict(r) for r in rows(table) if r[column].translate(bare) not in r["example"].translate(bare)]


def toml_rules(value: object) -> Iterator[dict[str, object]]:
    """The rules of a TOML table: every table that lists words or a pattern."""
    if isinstance(value, dict):
        if "words" in value or "pattern" in value:
            yield value
        for inner in value.values():
            yield from toml_rules(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from toml_rules(inner)


@pytest.mark.parametrize("path", sorted(RULES.glob("*.toml")), ids=lambda p: p.stem)
def test_every_rule_of_a_toml_table_has_an_example_that_it_fits(path: Path) -> None:
    found = list(toml_rules(tomllib.loads(path.read_text(encoding="utf-8"))))
    assert found
    for rule in found:
        example = rule.get("example")
        assert isinstance(example, str) and example, rule
        if isinstance(rule.get("pattern"), str):
            assert re.search(str(rule["pattern"]), example), rule
        elif isinstance(rule.get("words"), list):
            words = [w if isinstance(w, str) else w[0] for w in rule["words"]]  # type: ignore[attr-defined]
            assert any(w in example for w in words), rule


def test_no_module_is_a_lumber_room() -> None:
    names = {p.stem for p in modules("loaders", "schema", "migrations")}
    assert not names & {"utils", "util", "helpers", "helper", "common", "misc"}
