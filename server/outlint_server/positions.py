"""Places in a document as the client counts them. The only file that knows of UTF-16 and UTF-8.

Inside outlint all is code points; a client counts in the units it has negotiated, lines from 0.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from lsprotocol import types as lsp
from pygls.workspace import PositionCodec

from outlint.text import LineIndex, Span

_STEP = 512
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class Positions:
    """Places of one text. `shift` is added to offsets: 1 where the client's text keeps a byte order mark."""

    __slots__ = ("_codec", "_lines", "_plain", "_steps", "shift", "text")

    def __init__(self, text: str, encoding: lsp.PositionEncodingKind | str | None, shift: int = 0) -> None:
        self.text = text
        self.shift = shift
        self._codec = PositionCodec(encoding)
        self._lines = LineIndex(text)
        self._plain = text.isascii() or encoding == lsp.PositionEncodingKind.Utf32
        if not self._plain and encoding != lsp.PositionEncodingKind.Utf8:
            self._plain = _ASTRAL.search(text) is None
        self._steps: dict[int, list[int]] = {}

    def position(self, offset: int) -> lsp.Position:
        """The client's position of an offset of the draft."""
        line, column = self._lines.position(offset + self.shift)
        return lsp.Position(line - 1, column - 1 if self._plain else self._units(line, column - 1))

    def range(self, span: tuple[int, int]) -> lsp.Range:
        return lsp.Range(self.position(span[0]), self.position(span[1]))

    def offset_of(self, line: int, column: int) -> int:
        """The draft's offset of a line and column as outlint prints them, both from 1."""
        return self._lines.offset(line, column) - (self.shift if line > 1 else 0)

    def offset(self, position: lsp.Position) -> int:
        """The draft's offset of a client's position; a place beyond the line or the text is its end."""
        return max(0, self.raw_offset(position) - self.shift)

    def raw_offset(self, position: lsp.Position) -> int:
        """The same in the client's own text, its byte order mark counted."""
        if position.line >= len(self._lines):
            return len(self.text)
        start = self._lines.start(position.line + 1)
        end = self._line_end(position.line + 1)
        if self._plain:
            return min(start + position.character, end)
        return min(self._code_points(position.line + 1, position.character), end)

    def span(self, range_: lsp.Range) -> Span:
        start = self.offset(range_.start)
        return Span(start, max(start, self.offset(range_.end)))

    def _line_end(self, line: int) -> int:
        """Where a line's text ends, its line end left out."""
        end = self._lines.end(line)
        start = self._lines.start(line)
        if end > start and self.text[end - 1] == "\n":
            end -= 1
        return end - 1 if end > start and self.text[end - 1] == "\r" else end

    def _units(self, line: int, column: int) -> int:
        """Client units of the first `column` code points of a line."""
        start = self._lines.start(line)
        steps = self._counted(line)
        step = min(column // _STEP, len(steps) - 1)
        low = start + step * _STEP
        return steps[step] + int(self._codec.client_num_units(self.text[low : start + column]))

    def _code_points(self, line: int, units: int) -> int:
        """The offset at which `units` of a line have passed; inside of a character: its start."""
        steps = self._counted(line)
        step = bisect_right(steps, units) - 1
        at = self._lines.start(line) + step * _STEP
        passed, end = steps[step], self._line_end(line)
        while at < end:
            passed += self._codec.client_num_units(self.text[at])
            if passed > units:
                break
            at += 1
        return at

    def _counted(self, line: int) -> list[int]:
        """Units before each step of a line, so that a long line is counted once."""
        if line not in self._steps:
            start, end = self._lines.start(line), self._line_end(line)
            steps = [0]
            for low in range(start, end - _STEP, _STEP):
                steps.append(steps[-1] + self._codec.client_num_units(self.text[low : low + _STEP]))
            self._steps[line] = steps
        return self._steps[line]
