"""YAML scalars as views: plain and quoted characters are literal, escapes and folded lines map as a whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outlint.formats.front import one_line, pieced_view
from outlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outlint.merge_tags import Tag
    from outlint.view import Encoder, View

_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r\n|.|\n|\r)[ \t]*", re.S)
_WRAP = re.compile(r"(?<![ \t])[ \t]*(?P<breaks>(?:(?:\r\n|\n|\r)[ \t]*)+)")
_BREAK = re.compile(r"\r\n|\n|\r")
_NEEDS_QUOTES = re.compile(r"^[\s\[\]{}&*!|>'\"%@`#?:,-]|:(?:\s|$)|\s#|[\r\n]")


def scalar_view(text: str, span: Span, style: str, value: str | None, tags: Sequence[Tag]) -> View:
    """What source.text[span], a scalar of a style ("" for plain), says to a reader; `value` as YAML reads it, if known."""
    raw = text[span.start : span.end]
    changes = list(_changes(raw, style, span.start))
    encode = _ENCODERS.get(style)
    if changes and value is not None:
        shown = pieced_view(text, span, changes, (), None).text
        if shown.strip() != value.strip():  # a scalar stranger than this module knows: mapped as a whole
            changes = [(span, value.strip())]
    return pieced_view(text, span, changes, tags, encode)


def _changes(raw: str, style: str, base: int) -> Iterator[tuple[Span, str]]:
    """Places of a scalar that read otherwise than they stand."""
    if style in ("|", ">"):
        yield from _block_changes(raw, style, base)
        return
    pattern = _WRAP if style == "" else re.compile(f"{_WRAP.pattern}|''") if style == "'" else _IN_QUOTES
    for m in pattern.finditer(raw):
        span = Span(base + m.start(), base + m.end())
        if m["breaks"]:
            count = len(_BREAK.findall(m["breaks"]))
            yield span, " " if count == 1 else "\n" * (count - 1)
        elif style == "'":
            yield span, "'"
        else:
            shown, length = _unescaped(m.group())
            yield Span(span.start, span.start + length), shown


_IN_QUOTES = re.compile(rf"{_ESCAPE.pattern}|{_WRAP.pattern}", re.S)
_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}


def _unescaped(escape: str) -> tuple[str, int]:
    """(what an escape of a double-quoted scalar reads, its length without blanks that are not its own)."""
    kind = escape[1]
    if kind in "\r\n":
        return "", len(escape)  # an escaped line end swallows the indentation below it
    length = {"x": 4, "u": 6, "U": 10}.get(kind, 2)
    if length > 2:
        number = int(escape[2:length], 16)
        return (chr(number) if number < 0x110000 else "\ufffd"), length
    return _ESCAPES.get(kind, kind), 2


def _block_changes(raw: str, style: str, base: int) -> Iterator[tuple[Span, str]]:
    """`|` and `>` scalars: the indicator and the indentation vanish, and folded line ends read as blanks."""
    first = _BREAK.search(raw)
    if first is None:
        yield Span(base, base + len(raw)), ""
        return
    indent = next((len(line) - len(line.lstrip(" ")) for line in raw[first.end() :].splitlines() if line.strip()), 0)
    skip = re.compile(rf"(?P<end>(?:(?:\r\n|\n|\r)[ \t]*(?=[\r\n]))*(?:\r\n|\n|\r))[ ]{{0,{indent}}}")
    top = skip.match(raw, first.start())
    if top is None:
        return
    yield Span(base, base + top.end()), ""
    for m in skip.finditer(raw, top.end()):
        count = len(_BREAK.findall(m["end"]))
        folded = " " if count == 1 else "\n" * (count - 1)
        yield Span(base + m.start(), base + m.end()), folded if style == ">" else "\n" * count


def _plain(text: str) -> str | None:
    return None if _NEEDS_QUOTES.search(text) else text


def _single(text: str) -> str | None:
    return None if one_line(text) is None else text.replace("'", "''")


def _double(text: str) -> str | None:
    return None if one_line(text) is None else text.replace("\\", "\\\\").replace('"', '\\"')


_ENCODERS: dict[str, Encoder] = {"": _plain, "'": _single, '"': _double, "|": one_line, ">": one_line}
