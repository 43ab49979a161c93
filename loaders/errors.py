"""What can go wrong with what a user gives us: one sentence that says what, where and what to do next."""

from __future__ import annotations


class LilunError(Exception):
    """An expected error: printed as one line, without a traceback."""


class InputError(LilunError):
    """A file that cannot be read as a page. `path` is as the user gave it; what prints nothing is shown escaped."""

    def __init__(self, path: object, reason: str, remedy: str) -> None:
        self.path, self.reason, self.remedy = str(path), reason, remedy
        sentence = f"{path}: {reason}; {remedy}"
        super().__init__("".join(c if c.isprintable() or c == "\u3000" else repr(c)[1:-1] for c in sentence))


class UsageError(LilunError):
    """Options that do not fit each other or a value out of its form."""
