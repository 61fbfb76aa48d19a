"""Several views read one after the other, each with a way of its own back to the source."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from outlint.text import Edit, Span
from outlint.view import Segment, View

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

GAP = "\n\n"


class JoinedView(View):
    """The texts of some views with a blank line between; each place is asked of the view it stands in."""

    __slots__ = ("_views", "starts")

    def __init__(self, views: Sequence[View]) -> None:
        super().__init__(GAP.join(v.text for v in views), self._flat, None, None)
        self._views = list(views)
        self.starts = list(accumulate((len(v.text) + len(GAP) for v in views), initial=0))[:-1]

    def _flat(self) -> Iterator[Segment]:
        for start, view in zip(self.starts, self._views, strict=True):
            if start:
                at = view.to_source((0, 0)).start
                yield Segment(start - len(GAP), start, at, at, False)
            for s in view.segments:
                low, high = view.to_source((s.start, s.end))
                literal = view.is_literal((s.start, s.end)) and high - low == s.end - s.start
                yield Segment(start + s.start, start + s.end, low, high, literal)

    def _inside(self, offset: int) -> tuple[View, int]:
        i = max(bisect_right(self.starts, offset) - 1, 0)
        return self._views[i], self.starts[i]

    def to_source(self, span: tuple[int, int]) -> Span:
        view, start = self._inside(span[0])
        low = min(span[0] - start, len(view.text))
        if span[1] - start <= len(view.text):
            return view.to_source((low, span[1] - start))
        first = view.to_source((low, len(view.text)))
        other, at = self._inside(span[1] - 1)
        last = other.to_source((0, max(0, min(span[1] - at, len(other.text)))))
        return Span(min(first.start, last.start), max(first.end, last.end))

    def is_literal(self, span: tuple[int, int]) -> bool:
        view, start = self._inside(span[0])
        return span[1] - start <= len(view.text) and view.is_literal((span[0] - start, span[1] - start))

    def edit(self, span: tuple[int, int], text: str) -> Edit | None:
        """As the view at that place would edit it."""
        view, start = self._inside(span[0])
        return view.edit((span[0] - start, span[1] - start), text) if self.is_literal(span) else None
