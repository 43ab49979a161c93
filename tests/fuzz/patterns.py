"""Every regular expression of the loaders against texts made to hurt it: `python tests/fuzz/patterns.py`.

For each repetition in a pattern a text is made that begins as the pattern wants, goes on with what is repeated, and
does not end as it wants. The time of a search over twice the text must be about twice the time.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SIZES = (1_000, 2_000, 4_000)  # characters
STEEPEST = 3.0  # from one size to the next: 2 is linear, 4 quadratic
FEWEST = 0.01  # seconds: with less no text of a page takes long
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

        import lilun.loaders.cli
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
            least, most, inner = value
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


def seconds(pattern: re.Pattern[str], text: str) -> float:
    """The best of three times of finding all that matches."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        for _ in pattern.finditer(text):
            pass
        best = min(best, time.process_time() - began)
        if best < FEWEST or best > 0.5:
            break
    return best


def steep(pattern: re.Pattern[str], before: str, repeated: str) -> list[float]:
    """The times of growing texts where they grow faster than the texts; else nothing."""
    times: list[float] = []
    for size in SIZES:
        times.append(seconds(pattern, before + repeated * (size // len(repeated)) + END))
        if len(times) > 1 and times[-1] > FEWEST and times[-1] > STEEPEST * times[-2]:
            return times
    return []


def main() -> None:
    patterns = compiled()
    tried, bad = 0, 0
    for pattern in sorted(patterns, key=lambda p: p.pattern):
        for before, repeated in sorted(set(attacks(pattern))):
            tried += 1
            times = steep(pattern, before, repeated)
            if times:
                bad += 1
                shown = ", ".join(f"{1000 * t:.1f}" for t in times)
                print(f"{shown} ms: {before!r} + {repeated!r} × n: {pattern.pattern[:150]!r}", flush=True)
                break
    print(f"{len(patterns)} patterns, {tried} attacks, {bad} patterns that are not linear")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
