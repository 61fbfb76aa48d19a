"""What a walk through HTML comes upon beside its text: links, images, comments, merge variables, unseen text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from outlint.draft import Unseen, Where
from outlint.formats.html_colours import matches
from outlint.formats.html_elements import COLOUR, NOT_SHOWN, URL_ATTRIBUTES
from outlint.formats.html_flow import INVISIBLE, Flow
from outlint.formats.html_tokens import SILENT
from outlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlint.merge_tags import Tag

_SURE = ("{{", "*|", "{!", "${", "%%")
"""What opens a merge tag even where no text stands: style sheets and comments are full of other brackets."""


class Anchor(NamedTuple):
    """A link: the range of its target, and of its pieces."""

    href: tuple[int, int]
    first: int
    last: int


class Picture(NamedTuple):
    tag: tuple[int, int]
    src: tuple[int, int] | None
    alt: tuple[int, int] | None
    tiny: bool = False


class Hole(NamedTuple):
    """A merge variable: where it stands, and the piece that shows it (-1: none)."""

    tag: Tag
    where: Where
    piece: int


@dataclass(slots=True)
class Found:
    """`source` is the HTML, `tags` its merge tags, in order: each is met once."""

    source: str
    tags: Sequence[Tag]
    anchors: list[Anchor] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    holes: list[Hole] = field(default_factory=list)
    comments: list[Span] = field(default_factory=list)
    unseen: list[Unseen] = field(default_factory=list)
    code: list[tuple[int, int]] = field(default_factory=list)
    _next: int = 0

    def before(self, end: int) -> bool:
        """Whether a merge tag is still to come before `end`."""
        return self._next < len(self.tags) and self.tags[self._next].span.start < end

    def text(self, flow: Flow, start: int, end: int) -> None:
        """Text between tags, told to the flow or kept as unseen."""
        if flow.state.invisible:
            self._unseen_text(flow.state.invisible, start, end)
            return
        if matches(flow.state.ink, flow.state.paper) and self.source[start:end].strip(INVISIBLE + SILENT):
            self.unseen.append(Unseen(Span(start, end), COLOUR))  # and shown on: a style sheet may say otherwise
        while self.before(end):
            tag = self.tags[self._next]
            self._next += 1
            if tag.span.start > start:
                flow.text(start, tag.span.start)
            start = max(start, tag.span.end)
            if tag.kind == "output":
                self.holes.append(Hole(tag, Where.HTML, flow.hole(*tag.span)))
            elif tag.kind == "comment":
                self.comments.append(tag.span)
        if start < end:
            flow.text(start, end)

    def _unseen_text(self, reason: str, start: int, end: int) -> None:
        if reason != NOT_SHOWN and self.source[start:end].strip(INVISIBLE + SILENT):
            self.unseen.append(Unseen(Span(start, end), reason))
        self.unshown(end, Where.HTML)

    def unshown(self, end: int, where: Where, found: dict[str, tuple[int, int]] | None = None) -> None:
        """Merge tags before `end` that show no text: in comments, style sheets, tags (with their attributes)."""
        while self.before(end):
            tag = self.tags[self._next]
            self._next += 1
            if tag.kind == "comment":
                self.comments.append(tag.span)
            elif tag.kind == "output" and (found is not None or self.source.startswith(_SURE, tag.span.start)):
                self.holes.append(Hole(tag, _attribute(tag, found) if found else where, -1))


def _attribute(tag: Tag, found: dict[str, tuple[int, int]]) -> Where:
    for name, (low, high) in found.items():
        if low <= tag.span.start < high:
            return Where.URL if name in URL_ATTRIBUTES else Where.ATTRIBUTE
    return Where.ATTRIBUTE
