"""Places in text: spans, edits and lines. All offsets are Unicode code points from 0."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

_LINE_END = re.compile(r"\r\n|\n|\r")


class Span(NamedTuple):
    """A half-open range [start, end) of code points."""

    start: int
    end: int

    @property
    def empty(self) -> bool:
        return self.start == self.end

    def contains(self, other: tuple[int, int]) -> bool:
        return self.start <= other[0] and other[1] <= self.end

    def overlaps(self, other: tuple[int, int]) -> bool:
        return self.start < other[1] and other[0] < self.end

    def shift(self, by: int) -> Span:
        return Span(self.start + by, self.end + by)


def parted(text: str, span: Span, mark: str) -> Iterator[Span]:
    """What stands in a span between the marks there (line ends, say), without them."""
    start = span.start
    while start < span.end:
        end = text.find(mark, start, span.end)
        end = span.end if end < 0 else end
        yield Span(start, end)
        start = end + len(mark)


class Edit(NamedTuple):
    """Replace the source characters of `span` by `text`."""

    span: Span
    text: str


class Position(NamedTuple):
    """Line and column, both from 1, columns in code points."""

    line: int
    column: int


class LineIndex:
    """Offsets to lines and back. A line ends at LF, CRLF or a lone CR."""

    __slots__ = ("_size", "_starts")

    def __init__(self, text: str) -> None:
        if "\r" in text:
            self._starts = [0, *(m.end() for m in _LINE_END.finditer(text))]
        else:
            lines = text.split("\n")
            lines.pop()
            self._starts = [0, *accumulate(len(line) + 1 for line in lines)]
        self._size = len(text)

    def __len__(self) -> int:
        return len(self._starts)

    def position(self, offset: int) -> Position:
        """Line and column of an offset; offsets beyond the text clamp to its end."""
        if not 0 <= offset <= self._size:
            offset = min(max(offset, 0), self._size)
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def offset(self, line: int, column: int) -> int:
        """Offset of a line and column (from 1); both clamp to the text."""
        line = min(max(line, 1), len(self._starts))
        return min(self._starts[line - 1] + max(column, 1) - 1, self._size)

    def start(self, line: int) -> int:
        return self._starts[min(max(line, 1), len(self._starts)) - 1]

    def end(self, line: int) -> int:
        """Offset behind the line's last character, its line end included."""
        return self._starts[line] if line < len(self._starts) else self._size


def sound(text: str) -> str:
    """Text with a U+FFFD for each lone surrogate (a byte that could not be decoded): same length, and valid UTF-8."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    return text


def apply_edits(text: str, edits: list[Edit]) -> str:
    """Text with non-overlapping edits applied. Raises ValueError when two overlap."""
    out: list[str] = []
    at = 0
    for span, new in sorted(edits):
        if span.start < at:
            raise ValueError(f"edits overlap at offset {span.start}")
        out += (text[at : span.start], new)
        at = span.end
    out.append(text[at:])
    return "".join(out)
