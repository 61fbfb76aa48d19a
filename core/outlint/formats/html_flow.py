"""The running text of an HTML mail: pieces of the source in reading order, white space as a browser shows it.

The flow knows nothing of tags. It is told of text, breaks and boundaries, and keeps for each piece where it stood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from outlint.draft import Block
from outlint.formats.html_elements import State
from outlint.formats.html_tokens import entity, escaped
from outlint.view import HOLE, Segment, View

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = re.compile(r"[ \t\r\n\f]++|&|[^ \t\r\n\f&]++(?: [^ \t\r\n\f&]++)*")
_PRE_CHUNK = re.compile(r"\r\n|\n|\r|&|[^\r\n&]++")
INVISIBLE = "\xa0\u200b\u200c\u200d\u2060\u2007\u202f\u034f\u00ad\ufeff\u180e \t\r\n\f"
"""What alone makes no paragraph: blanks of all kinds and the filling of preheaders."""

MAX_CELL = 80
"""Characters in a cell of a table of data that has no header cells."""


@dataclass(eq=False, slots=True)
class Group:
    """A list or a table: `kind` is "list" or "table"; `cells` counts those with text by row."""

    kind: str
    layout: bool = False
    headed: bool = False
    rows: int = 0
    cells: int = 0


@dataclass(slots=True)
class Run:
    """A paragraph as pieces [first, last); `separator` is the piece before it, or -1."""

    first: int
    last: int
    separator: int
    state: State
    group: Group | None = None
    row: int = 0
    cell: int = 0
    breaks: int = 0
    quoted: bool = False


class Piece(NamedTuple):
    text: str
    low: int
    high: int
    literal: bool


@dataclass(slots=True)
class Flow:
    """Collects pieces and paragraphs; `state`, `group` and `quoted` hold for what comes next."""

    source: str
    state: State = field(default_factory=State)
    group: Group | None = None
    quoted: bool = False
    pieces: list[Piece] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    _open: bool = False
    _blank: tuple[int, int] | None = None
    _breaks: list[tuple[int, int]] = field(default_factory=list)

    def text(self, low: int, high: int) -> None:
        """Source characters between tags."""
        if self.state.pre:
            self._preformatted(low, high)
            return
        source = self.source
        at = low
        while at < high:
            m = _CHUNK.match(source, at, high)
            assert m is not None
            start, at = m.span()
            first = source[start]
            if first in " \t\r\n\f":
                if self._open and not self._breaks:
                    self._blank = self._blank or (start, at)
            elif first == "&":
                at = self._reference(start, high)
            else:
                self._words(start, at)

    def _reference(self, start: int, high: int) -> int:
        """A character reference, or a bare `&`; returns where it ends."""
        decoded = entity(self.source, start, high)
        if decoded is None:
            self._add("&", start, start + 1, True)
            return start + 1
        if decoded.text not in INVISIBLE or (self._open and not self._breaks):
            if decoded.text in " \t\r\n\f":
                self._blank = self._blank or (start, decoded.end)
            else:
                self._add(decoded.text, start, decoded.end, False)
        return decoded.end

    def _words(self, start: int, end: int) -> None:
        words = self.source[start:end]
        if not self._open or self._breaks:
            bare = words.lstrip(INVISIBLE)
            if not bare:
                return
            start += len(words) - len(bare)
            words = bare
        self._add(words, start, end, True)

    def _preformatted(self, low: int, high: int) -> None:
        source = self.source
        at = low
        while at < high:
            m = _PRE_CHUNK.match(source, at, high)
            assert m is not None
            start, at = m.span()
            if source[start] in "\r\n":
                self.line_break(start, at)
            elif source[start] == "&":
                at = self._reference(start, high)
            elif source[start:at].strip(INVISIBLE) or (self._open and not self._breaks):
                self._add(source[start:at], start, at, True)

    def hole(self, low: int, high: int) -> int:
        """A merge variable; returns the number of its piece."""
        self._add(HOLE, low, high, False)
        return len(self.pieces) - 1

    def line_break(self, low: int, high: int) -> None:
        if self._open:
            self._breaks.append((low, high))
            self._blank = None

    def boundary(self) -> None:
        """A block element begins or ends here."""
        if self._open:
            self.runs[-1].last = len(self.pieces)
            self._open = False
        self._breaks.clear()
        self._blank = None

    def _add(self, text: str, low: int, high: int, literal: bool) -> None:
        if len(self._breaks) > 1 and not self.state.code:
            self.boundary()
        if not self._open:
            self._begin(low)
        elif self._breaks:
            self.pieces += [Piece("\n", a, b, False) for a, b in self._breaks]
            self.runs[-1].breaks += len(self._breaks)
            self._breaks.clear()
            self._blank = None
        elif self._blank is not None:
            a, b = self._blank
            self.pieces.append(Piece(" ", a, b, self.source[a:b] == " "))
            self._blank = None
        self.pieces.append(Piece(text, low, high, literal))

    def _begin(self, low: int) -> None:
        separator = -1
        if self.pieces:
            separator = len(self.pieces)
            self.pieces.append(Piece("\n\n", low, low, False))
        first = len(self.pieces)
        group = self.group
        run = Run(first, first, separator, self.state, group, quoted=self.quoted)
        if group is not None:
            run.row, run.cell = group.rows, group.cells
        self.runs.append(run)
        self._open = True
        self._blank = None

    def finish(self) -> list[int]:
        """Ends the flow; the offset of each piece in the view, and of its end last."""
        self.boundary()
        self._merge()
        return list(accumulate((len(p.text) for p in self.pieces), initial=0))

    def view(self, base: View | None) -> View:
        pieces = self.pieces
        return View("".join(p.text for p in pieces), lambda: _segments(pieces), base, escaped)

    def _merge(self) -> None:
        """Lists become one paragraph, their items lines of it; so do tables of data."""
        out: list[Run] = []
        by_group: dict[int, list[Run]] = {}
        for run in self.runs:
            if run.group is not None and run.group.kind == "table":
                by_group.setdefault(id(run.group), []).append(run)
        data = {key for key, runs in by_group.items() if _is_data(runs, self.pieces)}
        for run in self.runs:
            last = out[-1] if out else None
            table = id(run.group) in data
            if table:
                run.state = run.state._replace(block=Block.TABLE)
            joins = last is not None and run.group is not None and last.group is run.group and last.quoted == run.quoted
            if last is None or not joins or not (table or (run.group is not None and run.group.kind == "list")):
                out.append(run)
                continue
            between = "\t" if table and last.row == run.row else "\n"
            self.pieces[run.separator] = self.pieces[run.separator]._replace(text=between)
            last.last, last.row, last.cell = run.last, run.row, run.cell
        self.runs = out


def _is_data(runs: list[Run], pieces: list[Piece]) -> bool:
    """Whether a table is one of data: short single paragraphs in at least two rows of at least two cells."""
    group = runs[0].group
    assert group is not None
    if group.layout or len(runs) < 4:
        return False
    rows: dict[int, set[int]] = {}
    for run in runs:
        cells = rows.setdefault(run.row, set())
        if run.cell in cells or run.breaks > 1 or run.state.block is Block.LIST:
            return False  # several paragraphs in a cell: it lays something out
        if not group.headed and sum(len(p.text) for p in pieces[run.first : run.last]) > MAX_CELL:
            return False
        cells.add(run.cell)
    wide = sum(1 for cells in rows.values() if len(cells) > 1)
    return wide > 1 and (group.headed or wide * 2 >= len(rows))


def _segments(pieces: list[Piece]) -> Iterator[Segment]:
    """Segments of the pieces, literal neighbours joined."""
    at = 0
    start = low = high = -1
    for text, a, b, literal in pieces:
        size = len(text)
        if literal and start >= 0 and high == a:
            high = b
        else:
            if start >= 0:
                yield Segment(start, at, low, high, True)
            start, low, high = (at, a, b) if literal else (-1, -1, -1)
            if not literal:
                yield Segment(at, at + size, a, b, False)
        at += size
    if start >= 0:
        yield Segment(start, at, low, high, True)
