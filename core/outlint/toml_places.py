"""Where each key and value of a TOML text stands. Only for text that tomllib has already accepted."""

from __future__ import annotations

import re
from typing import NamedTuple

from outlint.text import Span

Path = tuple["str | int", ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY_PART = re.compile(r"""[ \t]*("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[A-Za-z0-9_-]+)[ \t]*""")
_STRING = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{3,5}' r"|'''(?:[^']|'(?!''))*'{3,5}" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'",
    re.S,
)
_SCALAR = re.compile(r"[^,\]}\n#]*")


class Place(NamedTuple):
    """`key` covers the key's own part (or the header's, for a table), `value` what is given to it."""

    key: Span
    value: Span


def places(text: str) -> dict[Path, Place]:
    """Every key path of the text, list items counted from 0, with its place in code points."""
    reader = _Reader(text)
    reader.document()
    return reader.found


class _Reader:
    """One walk through the text."""

    __slots__ = ("at", "found", "lists", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Path, Place] = {}
        self.lists: dict[Path, int] = {}  # arrays of tables: how many so far

    def document(self) -> None:
        table: Path = ()
        while self.blank() < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.assignment(table)

    def blank(self) -> int:
        match = _BLANK.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.at

    def header(self) -> Path:
        depth = 2 if self.text.startswith("[[", self.at) else 1
        self.at += depth
        parts = self.key()
        self.at += depth
        path: Path = ()
        for i, (name, span) in enumerate(parts):
            path = (*path, name)
            if depth == 2 and i == len(parts) - 1:
                self.lists[path] = self.lists.get(path, -1) + 1
            self.found.setdefault(path, Place(span, span))
            if path in self.lists:
                path = (*path, self.lists[path])
                self.found.setdefault(path, Place(span, span))
        return path

    def key(self) -> list[tuple[str, Span]]:
        parts: list[tuple[str, Span]] = []
        while match := _KEY_PART.match(self.text, self.at):
            parts.append((_name(match.group(1)), Span(*match.span(1))))
            self.at = match.end()
            if not self.text.startswith(".", self.at):
                break
            self.at += 1
        if not parts:
            raise ValueError(f"no TOML key at offset {self.at}")
        return parts

    def assignment(self, table: Path) -> None:
        parts = self.key()
        self.at += 1  # the equals sign
        path = table
        for name, span in parts:
            path = (*path, name)
            self.found.setdefault(path, Place(span, span))
        self.found[path] = Place(parts[-1][1], self.value(path))

    def value(self, path: Path) -> Span:
        start = self.blank()
        opening = self.text[start : start + 1]
        if opening == "[":
            self.items(path)
        elif opening == "{":
            self.inline(path)
        else:
            match = _STRING.match(self.text, start) or _SCALAR.match(self.text, start)
            self.at = start + len(match.group().rstrip()) if match else start
        return Span(start, self.at)

    def items(self, path: Path) -> None:
        self.at += 1
        index = 0
        while self.blank() < len(self.text) and self.text[self.at] != "]":
            span = self.value((*path, index))
            self.found[(*path, index)] = Place(span, span)
            index += 1
            if self.text.startswith(",", self.blank()):
                self.at += 1
        self.at += 1

    def inline(self, path: Path) -> None:
        self.at += 1
        while self.blank() < len(self.text) and self.text[self.at] != "}":
            self.assignment(path)
            if self.text.startswith(",", self.blank()):
                self.at += 1
        self.at += 1


def _name(written: str) -> str:
    if written[0] == "'":
        return written[1:-1]
    if written[0] != '"' or "\\" not in written:
        return written.strip('"')
    import tomllib

    return str(tomllib.loads(f"key = {written}")["key"])
