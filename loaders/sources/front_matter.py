"""Front matter: what a page says of itself between two lines of --- at the file's beginning."""

from __future__ import annotations

import re

_BLOCK = re.compile(r"\s*---[ \t]*\r?\n(?P<body>(?:[^\r\n]*\r?\n){0,40}?)---[ \t]*(?:\r?\n|$)")
_FIELD = re.compile(r"[ \t]*(?P<key>[A-Za-z_]+|[\u4e00-\u9fff]{1,4})[ \t]*[:：][ \t]*(?P<value>.*?)[ \t]*$")

# names that a field goes by, Chinese and English
NAMES = {
    "newspaper": "newspaper", "报纸": "newspaper", "报名": "newspaper",
    "date": "date", "日期": "date",
    "page": "page", "版次": "page", "版": "page",
    "page_name": "page_name", "版名": "page_name",
}  # fmt: skip


def read_front_matter(text: str) -> tuple[dict[str, str], int]:
    """The fields, and the offset behind the closing ---; ({}, 0) where there is no front matter.

    A block in which no line is a known field is no front matter: OCR engines print --- for rules.
    """
    block = _BLOCK.match(text)
    if not block:
        return {}, 0
    fields: dict[str, str] = {}
    for line in block["body"].splitlines():
        found = _FIELD.match(line)
        if found and found["key"].lower() in NAMES:
            fields[NAMES[found["key"].lower()]] = found["value"].strip("'\"")
    return (fields, block.end()) if fields else ({}, 0)
