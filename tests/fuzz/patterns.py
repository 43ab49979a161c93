"""Every regular expression of the loaders against texts made to hurt it: `python tests/fuzz/patterns.py`.

For each repetition in a pattern a text is made that begins as the pattern wants, goes on with what is repeated, and
does not end as it wants. Such a text is read as a paragraph of a page: four times the text must take about four
times the time. So what counts is what a pattern is given, not what it could be given.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

ROOT = Path(__file__).resolve().parents[2]
SIZES = (2_000, 8_000)  # characters
STEEPEST = 8.0  # from one size to the other: 4 is linear, 16 quadratic
FEWEST = 0.3  # seconds: less says nothing
LONG = 5.0  # seconds, in place of the time of a page that could not be read
Examine = Callable[[bytes, Path], tuple[str, list[str]]]
END = "\x00"
_SAMPLES = "一甲年人大12aA，。“ 　\n#-"
_CATEGORIES = {
    codes.CATEGORY_DIGIT: "1", codes.CATEGORY_SPACE: " ", codes.CATEGORY_WORD: "甲", codes.CATEGORY_NOT_DIGIT: "甲",
    codes.CATEGORY_NOT_SPACE: "甲", codes.CATEGORY_NOT_WORD: "，",
}  # fmt: skip


def compiled() -> list[re.Pattern[str]]:
    """The patterns that reading the sample pages compiles, all modules of the loaders imported."""
    found: dict[tuple[str, int], re.Pattern[str]] = {}
    original = re._compile  # type: ignore[attr-defined]

    def watching(pattern: Any, flags: int) -> Any:
        made = original(pattern, flags)
        caller = sys._getframe(2).f_code.co_filename
        if isinstance(made.pattern, str) and "loaders" in caller and "site-packages" not in caller:
            found[made.pattern, made.flags] = made
        return made

    assert not any(name.startswith("lilun.loaders") for name in sys.modules), "import this before the loaders"
    re._compile = watching  # type: ignore[attr-defined]
    try:
        import importlib
        import pkgutil

        from lilun.loaders.reading import read
        from lilun.loaders.sources.file import read_bytes, read_page
        from lilun.loaders.sources.manifest import PageMetadata, find_pages

        for module in pkgutil.walk_packages([str(ROOT / "loaders")], "lilun.loaders."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
        for file in find_pages([str(ROOT / "seeds" / "pages")], PageMetadata())[0]:
            read(read_page(file, read_bytes(file)))
    finally:
        re._compile = original  # type: ignore[attr-defined]
    return list(found.values())


def attacks(pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """What stands before, and what is repeated, for each long repetition of a pattern."""
    yield from _repetitions(list(parser.parse(pattern.pattern, pattern.flags)), "")


def _repetitions(items: list[Any], before: str) -> Iterator[tuple[str, str]]:
    for code, value in items:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            _, most, inner = value
            for sample in {_sample(inner, n) for n in range(3)}:
                if most > 40 and sample:
                    yield before, sample
                    yield "", sample
                    yield "", before + sample
            yield from _repetitions(list(inner), before)
        elif code is codes.SUBPATTERN:
            yield from _repetitions(list(value[3]), before)
        elif code is codes.BRANCH:
            for branch in value[1]:
                yield from _repetitions(list(branch), before)
        elif code is codes.ATOMIC_GROUP:
            yield from _repetitions(list(value), before)
        before += _sample([(code, value)], 0)


def _sample(items: Iterable[Any], choice: int) -> str:
    """A text that these parts of a pattern match, more or less; `choice` takes other characters."""
    out = ""
    for code, value in items:
        if code is codes.LITERAL:
            out += chr(value)
        elif code is codes.NOT_LITERAL:
            out += next(c for c in _SAMPLES[choice:] if ord(c) != value)
        elif code is codes.ANY:
            out += _SAMPLES[choice]
        elif code is codes.IN:
            out += _member(value, choice)
        elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            out += _sample(value[2], choice) * max(value[0], 1 if choice == 2 else 0)
        elif code is codes.SUBPATTERN:
            out += _sample(value[3], choice)
        elif code is codes.BRANCH:
            out += _sample(value[1][choice % len(value[1])], choice)
        elif code is codes.ATOMIC_GROUP:
            out += _sample(value, choice)
    return out


def _member(listed: list[Any], choice: int) -> str:
    if listed[0][0] is codes.NEGATE:
        made = re.compile("[^" + "".join(_class(item) for item in listed[1:]) + "]")
        return next((c for c in _SAMPLES[choice:] if made.match(c)), "丙")
    code, value = listed[choice % len(listed)]
    if code is codes.LITERAL:
        return chr(value)
    return chr(value[0]) if code is codes.RANGE else _CATEGORIES.get(value, "甲")


def _class(item: tuple[Any, Any]) -> str:
    code, value = item
    if code is codes.LITERAL:
        return re.escape(chr(value))
    if code is codes.RANGE:
        return f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
    return {codes.CATEGORY_DIGIT: r"\d", codes.CATEGORY_SPACE: r"\s", codes.CATEGORY_WORD: r"\w",
            codes.CATEGORY_NOT_DIGIT: r"\D", codes.CATEGORY_NOT_SPACE: r"\S", codes.CATEGORY_NOT_WORD: r"\W"}[value]  # fmt: skip


def page(before: str, repeated: str, size: int) -> bytes:
    """An article with a paragraph of that size, made to hurt."""
    text = before + repeated * (size // len(repeated)) + END
    return f"# 老渡口为什么要留下\n\n□陆闻笛\n\n{text}\n\n渡口还在。他说：“留着。”\n".encode()


def steep(examine: Examine, path: Path, before: str, repeated: str) -> list[float]:
    """The times of two sizes where the greater one takes more than its share; else nothing."""
    times = []
    for size in SIZES:
        began = time.process_time()
        how, wrong = examine(page(before, repeated, size), path)
        times.append(time.process_time() - began)
        if how not in ("read", "refused") or wrong:
            return [*times, LONG]
    return times if times[-1] > max(FEWEST, STEEPEST * times[0]) else []


def main() -> None:
    parser_ = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser_.add_argument("--share", type=float, default=1.0, help="of the attacks, at random")
    share = parser_.parse_args().share
    patterns = compiled()
    from run import examine

    found = sorted({attack for pattern in patterns for attack in attacks(pattern)})
    chosen = random.Random(1).sample(found, max(1, int(share * len(found))))
    bad = 0
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "page.md"
        path.touch()
        examine(page("", "渡口", 2_000), path)
        for before, repeated in chosen:
            times = steep(examine, path, before, repeated)
            if times and steep(examine, path, before, repeated):  # not a pause of the machine
                bad += 1
                print(f"{', '.join(f'{t:.2f}' for t in times)} s: {before!r} + {repeated!r} × n", flush=True)
    print(
        f"{len(patterns)} patterns, {len(chosen)} attacks at {SIZES[0]:,} and {SIZES[-1]:,} characters, {bad} not linear"
    )
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
