"""Hostile inputs: sample pages damaged in every way, and what no page ever was. The same seed gives the same input."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from lilun.loaders.rules import rows
from lilun.loaders.sources.decode import decode

ROOT = Path(__file__).resolve().parents[2]
ODD = (
    "\0", "\x01", "\x08", "\x0b", "\x0c", "\x1a", "\x1b", "\x7f", "\x85", "\xa0", "\xad", "\u061c", "\u180e", "\u200b",
    "\u200c", "\u200d", "\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u202b", "\u202d", "\u202e", "\u202c",
    "\u2060", "\u2066", "\u2069", "\ufeff", "\ufffc", "\ufffd", "\ufffe", "\uffff", "\ue000", "\U000f0000",
    "\U0010ffff", "\u0301", "\u3099", "\ufe0f", "\U0001f600", "\U0001f468\u200d\U0001f469", "\U00020000", "\u2f00",
    "\u2e80", "ﷺ", "ǆ", "İ", "ß", "Ⅻ", "㈠", "①", "〇", "㍻", "½", "\r", "\r\n", "\n", "\n\n", "\t", "\u3000",
)  # fmt: skip
"""Characters that programs stumble over."""
SIGNS = (
    "“”‘’《》〈〉（）()[]【】「」『』，。、；：？！…—·•□■●◆▲#*_`|<>/\\-=~\"'０１２３4567年月日第一二三四五十"
)
Damage = Callable[[random.Random, str], str]


@cache
def pages() -> tuple[str, ...]:
    """The texts of the sample pages."""
    found = sorted(p for p in (ROOT / "seeds" / "pages").iterdir() if p.suffix in (".txt", ".md"))
    return tuple(decode(p.read_bytes(), p).text for p in found)


@cache
def words() -> tuple[str, ...]:
    """Words and examples of the rule tables: what patterns wait for."""
    tables = sorted(p.stem for p in (ROOT / "loaders" / "rules").glob("*.csv"))
    return tuple(
        v for t in tables for row in rows(t) for c, v in row.items() if v and c not in ("pattern", "weight")
    )


def cut(chance: random.Random) -> str:
    """A stretch of a sample page: mostly of 30 to 300 characters, now and then of 2,000."""
    page = chance.choice(pages())
    length = int((30 if chance.random() < 0.97 else 200) * 10 ** (chance.random() ** 2))
    start = chance.randrange(max(len(page) - length, 1))
    return page[start : start + length]


def _odd(chance: random.Random, text: str) -> str:
    for _ in range(chance.randint(1, 12)):
        at = chance.randint(0, len(text))
        text = text[:at] + chance.choice(ODD) * chance.choice((1, 1, 1, 3, 40)) + text[at:]
    return text


def _signs(chance: random.Random, text: str) -> str:
    for _ in range(chance.randint(1, 30)):
        at = chance.randint(0, len(text))
        text = (
            text[:at] + chance.choice(SIGNS) * chance.choice((1, 1, 2, 9)) + text[at + chance.randint(0, 2) :]
        )
    return text


def _lines(chance: random.Random, text: str) -> str:
    lines = text.splitlines(keepends=True)
    for _ in range(chance.randint(1, 5)):
        one = chance.randrange(len(lines)) if lines else 0
        match chance.randrange(4):
            case 0:
                chance.shuffle(lines)
            case 1:
                lines[one:one] = lines[one : one + 3] * chance.randint(1, 4)
            case 2:
                del lines[one : one + 1]
            case _:
                lines = [part for line in lines for part in (line[:10], "\n", line[10:])]
    return "".join(lines)


def _words(chance: random.Random, text: str) -> str:
    for _ in range(chance.randint(1, 20)):
        at = chance.randint(0, len(text))
        text = text[:at] + chance.choice(words()) + text[at:]
    return text


def _marks(chance: random.Random, text: str) -> str:
    marks = (
        "# ",
        "## ",
        "###### ",
        "**",
        "__",
        "> ",
        "- ",
        "| ",
        "<h1>",
        "</h1>",
        "![](x)",
        "---\n",
        "```",
        "<!--",
        "□",
        "（",
        "“",
    )
    return "\n".join(
        chance.choice(marks) + line if chance.random() < 0.4 else line for line in text.split("\n")
    )


def _front(chance: random.Random, text: str) -> str:
    keys = ("date", "newspaper", "page", "page_name", "日期", "版次", "报名", "版", "x", "DATE", "")
    values = (
        "2024-05-06",
        "2024",
        "2024-13-41",
        "",
        "'",
        "：",
        "临江日报",
        "\0",
        "../../x",
        "6\t7",
        "9" * 90,
        "二〇二四年五月六日",
        "‮",
    )
    body = "".join(
        f"{chance.choice(keys)}{chance.choice(':：')} {chance.choice(values)}\n"
        for _ in range(chance.choice((0, 1, 3, 45)))
    )
    return f"---\n{body}{chance.choice(('---', '----', ''))}\n{text}"


def _nested(chance: random.Random, text: str) -> str:
    left, right = chance.choice(("“”", "‘’", "《》", "（）", "【】", "「」", "()", '""', "“‘"))
    depth = chance.choice((2, 3, 9, 40))
    at = chance.randint(0, len(text))
    return (
        text[:at] + left * depth + text[at : at + 9] + right * (depth - chance.randint(0, 2)) + text[at + 9 :]
    )


def _one_line(chance: random.Random, text: str) -> str:
    return "".join(text.splitlines())


def _letters(chance: random.Random, text: str) -> str:
    return "".join(
        chr(chance.choice((chance.randrange(32, 0xD800), chance.randrange(0x4E00, 0x9FFF), ord(c))))
        for c in text
    )


def _repeated(chance: random.Random, text: str) -> str:
    piece = text[: chance.randint(1, 60)]
    return text + piece * min(400 // len(piece) if piece else 0, chance.randint(2, 200))


DAMAGES: tuple[Damage, ...] = (
    _odd, _signs, _lines, _words, _marks, _front, _nested, _one_line, _letters, _repeated, lambda chance, text: text,
)  # fmt: skip


def _bytes(chance: random.Random, text: str) -> bytes:
    """The text in some encoding, right or wrong, and the bytes damaged now and then."""
    encoding = chance.choice(
        ("utf-8",) * 6
        + ("gb18030", "gb18030", "big5hkscs", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32")
    )
    data = text.encode(encoding, chance.choice(("replace", "ignore")))
    match chance.randrange(12):
        case 0:
            data = data[: chance.randint(0, len(data))]
        case 1:
            at = chance.randint(0, len(data))
            data = data[:at] + chance.randbytes(chance.randint(1, 9)) + data[at:]
        case 2:
            other = text[:200].encode(chance.choice(("gb18030", "utf-8", "utf-16-le")), "ignore")
            data += other
        case 3:
            data += chance.choice(
                (
                    b"\xed\xa0\x80",
                    b"\xed\xb0\x80\xed\xa0\x80",
                    b"\xf4\x90\x80\x80",
                    b"\xc0\xaf",
                    b"\x00\xd8",
                    b"\x81\x30",
                )
            )
    return data


def small(seed: int) -> bytes:
    """One input: mostly a damaged stretch of a page, now and then nothing but bytes."""
    chance = random.Random(seed)
    if chance.random() < 0.06:
        return chance.randbytes(chance.randint(0, 600))
    text = cut(chance)
    for _ in range(chance.choice((1, 1, 2, 3))):
        text = chance.choice(DAMAGES)(chance, text)
    return _bytes(chance, text)


def large() -> Iterator[tuple[str, bytes]]:
    """Inputs at the limits of a page and far beyond, by name."""
    page = "".join(pages())
    texts: Mapping[str, str] = {
        "100,000 headings": "# 渡口的石阶\n" * 100_000,
        "2,900 headings": "\n".join(f"# 第{n}级石阶在哪里" for n in range(2_900)),
        "2,900 equal headings": "# 渡口\n" * 2_900,
        "10,000 nested quotation marks": "他说：" + "“" * 10_000 + "话" + "”" * 10_000 + "。",
        "nested marks of two kinds": "他说：" + "“‘" * 5_000 + "话" + "’”" * 5_000 + "。",
        "nested titles": "《" * 12_000 + "法" + "》" * 12_000,
        "nested brackets": "（" * 12_000 + "校" + "）" * 12_000,
        "pages in one": (page * 9)[:49_000],
        "one line of cues": "他强调，" * 7_000,
        "quotations": ("他说：“好。”" * 3_400 + "\n") * 2,
        "lines of one character": "\n".join("一二三四五"[n % 5] for n in range(2_900)),
        "dates": "2022年8月，" * 3_500,
        "lines of names": "张三丰\n\n" * 2_900,
        "a line of names": "张三 " * 9_000,
        "sign-offs": "（作者单位：某大学）\n\n" * 2_900,
        "bylines": "□ 张三丰 李四光\n\n" * 2_900,
        "short articles": ("# 老渡口为什么\n□ 张三丰\n" + "渡口还在。" * 4 + "\n") * 900,
        "equal lines": "渡口早就不摆渡了，石阶还在，每到雨季，江水漫上第九级。\n" * 1_700,
        "an equal sentence": "渡口早就不摆渡了，石阶还在，每到雨季，江水漫上第九级。" * 1_000,
        "tags": "<a " * 9_000,
        "enumerators": "一、渡口\n" * 2_900,
        "spaces": "一" + " " * 28_000 + "二",
        **{f"one sign: {sign}": sign * 28_000 for sign in "一，。：；“”《（—…#*_|>1a大省"},
        **{
            f"two signs: {pair}": pair * 14_000
            for pair in ("大学", "中共", "同志", "年月", "“‘", "、，", "讲话", "十九")
        },
    }
    for name, text in texts.items():
        yield name, text.encode()
    yield "one line of 200 MB", b"\xe6\xb8\xa1" * 66_700_000
    yield "zeros", bytes(900_000)
    yield "random bytes", random.Random(1).randbytes(900_000)
    yield "half a character", page.encode()[:40_000] + b"\xe6"
