"""A view: text as a reader sees it, mapped back to the characters of the source.

A view is cut into segments. In a literal segment each character is one source character; any other segment (an
entity, an encoded word, a base64 run, a merge variable) maps as a whole. Views stack: HTML over quoted-printable
over the file. Segments may be built on first use, since most mails have no finding to place.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from typing import NamedTuple

from outlint.text import Edit, Span

HOLE = "\ufffc"
"""What stands in a view's text for one merge variable or inline image (OBJECT REPLACEMENT CHARACTER)."""

Encoder = Callable[[str], "str | None"]


class Segment(NamedTuple):
    """View range [start, end) came from base range [base_start, base_end)."""

    start: int
    end: int
    base_start: int
    base_end: int
    literal: bool


class View:
    """Immutable text over a base view, or over the source itself when `base` is None.

    `encode` turns text to be inserted into the base's notation (HTML escaping, quoted-printable); it returns None
    where nothing can be inserted. None as encoder: nothing is ever written here (base64, encoded words).
    """

    __slots__ = ("_build", "_segments", "_starts", "base", "encode", "text")

    def __init__(
        self,
        text: str,
        segments: Iterable[Segment] | Callable[[], Iterable[Segment]],
        base: View | None = None,
        encode: Encoder | None = str,
    ) -> None:
        self.text = text
        self.base = base
        self.encode = encode
        self._build = segments if callable(segments) else None
        self._segments: list[Segment] = [] if callable(segments) else list(segments)
        self._starts: list[int] | None = None

    @classmethod
    def of(cls, text: str, start: int = 0, base: View | None = None) -> View:
        """The view of base characters [start, start + len(text)), unchanged."""
        return cls(text, [Segment(0, len(text), start, start + len(text), True)], base)

    @property
    def segments(self) -> list[Segment]:
        if self._build is not None:
            self._segments, self._build = list(self._build()), None
        return self._segments

    def _at(self, offset: int) -> Segment | None:
        segments = self.segments
        if self._starts is None:
            self._starts = [s.start for s in segments]
        i = bisect_right(self._starts, offset) - 1
        return segments[max(i, 0)] if segments else None

    def _down(self, span: tuple[int, int]) -> Span:
        """The span of the base that `span` of this view came from."""
        start, end = span
        segments = self.segments
        if len(segments) == 1 and segments[0].literal and start < end:  # as most drafts are read
            moved = segments[0].base_start - segments[0].start
            return Span(start + moved, end + moved)
        first = self._at(start)
        if first is None:
            return Span(0, 0)
        if start == end:
            if first.literal or start == first.start:
                at = first.base_start + min(start - first.start, first.base_end - first.base_start)
            else:
                at = first.base_end if start >= first.end else first.base_start
            return Span(at, at)
        last = self._at(end - 1)
        assert last is not None
        low = first.base_start + (start - first.start if first.literal else 0)
        high = last.base_start + end - last.start if last.literal else last.base_end
        return Span(min(low, high), max(low, high))

    def below(self, span: tuple[int, int]) -> Span:
        """The span of the base view (of the source, without one) that a span of this view came from."""
        return self._down(span)

    def to_source(self, span: tuple[int, int]) -> Span:
        """The source characters behind a span of this view (whole segments where not literal)."""
        down = self._down(span)
        return self.base.to_source(down) if self.base is not None else down

    def is_literal(self, span: tuple[int, int]) -> bool:
        """Whether the span lies in one literal segment on every level, so that it may be edited."""
        segment = self._at(span[0])
        if segment is not None and span[0] == span[1] == segment.start and not segment.literal and span[0]:
            segment = self._at(span[0] - 1)  # an insertion before a hole belongs to the text it follows
        if segment is None or not segment.literal or span[1] > segment.end:
            return False
        if self.base is None:
            return True
        delta = segment.base_start - segment.start
        return self.base.is_literal((span[0] + delta, span[1] + delta))

    def edit(self, span: tuple[int, int], text: str) -> Edit | None:
        """The source edit that makes this view read `text` at `span`; None when it can't be done exactly."""
        if not self.is_literal(span):
            return None
        new = self.encode(text) if self.encode else None
        if new is None:
            return None
        down = self._down(span)
        return self.base.edit(down, new) if self.base is not None else Edit(down, new)


class ViewBuilder:
    """Collects a view piece by piece, in order."""

    __slots__ = ("_parts", "_segments", "size")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._segments: list[Segment] = []
        self.size = 0

    def literal(self, text: str, base_start: int) -> None:
        """Add text that stands in the base exactly so from `base_start` on."""
        if not text:
            return
        end = self.size + len(text)
        last = self._segments[-1] if self._segments else None
        if last is not None and last.literal and last.base_end == base_start:
            self._segments[-1] = Segment(last.start, end, last.base_start, base_start + len(text), True)
        else:
            self._segments.append(Segment(self.size, end, base_start, base_start + len(text), True))
        self._parts.append(text)
        self.size = end

    def opaque(self, text: str, base_start: int, base_end: int) -> None:
        """Add text that stands for the whole base range."""
        if not text:
            return
        self._segments.append(Segment(self.size, self.size + len(text), base_start, base_end, False))
        self._parts.append(text)
        self.size += len(text)

    def build(self, base: View | None = None, encode: Encoder | None = str) -> View:
        return View("".join(self._parts), self._segments, base, encode)
