"""The Markdown reader: the view is what a reader sees once markup is gone, each character at its source."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from outlint.addresses import addresses
from outlint.draft import Block, Draft, Link, Part, Role, Where
from outlint.formats.blocks import pieces
from outlint.formats.markdown_inline import Gap, Inline
from outlint.formats.text import placeholders
from outlint.structure import Piece, Structure, assign_roles
from outlint.text import Span
from outlint.view import HOLE, View, ViewBuilder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outlint.formats.front import Front
    from outlint.merge_tags import Tag
    from outlint.source import Source

_FENCE = re.compile(r"^[ ]{0,3}(?P<fence>`{3,}|~{3,})(?P<info>[^\r\n]*)", re.M)
_HEADING = re.compile(r"^[ ]{0,3}(?P<marks>#{1,6})(?=[ \t]+\S)[ \t]+", re.M)
_CLOSING_MARKS = re.compile(r"[ \t]+#+[ \t]*(?=[\r\n]|\Z)")
_NOTE = re.compile(r"^[ ]{0,3}\[(?://|comment)\]:[ \t]*(?:#|<>)[^\r\n]{0,4000}", re.M | re.I)
_DEFINITION = re.compile(
    r"^[ ]{0,3}\[(?P<label>[^\[\]\r\n]{1,200})\]:[ \t]+<?(?P<target>[^\s<>]{1,2000})>?[^\r\n]{0,500}", re.M
)


def read_markdown(source: Source, structure: Structure, front: Front, tags: Sequence[Tag]) -> Draft:
    """A draft of one Markdown part."""
    reading = _Reading(source.text, front.end, tags)
    view, holes = reading.view, reading.holes
    names = {holes[t.span].start: t.name for t in tags if t.span in holes}
    bare, hidden = addresses(view.text)
    links = [Link(view.text[slice(*s)], view.to_source(s), s) for s in bare]
    named = [(shown, t) for t in reading.inline.targets if (shown := reading.shown(t.label)) is not None]
    links = [b for b in links if not any(shown.overlaps(b.text_span) for shown, _ in _near(named, b.text_span))]
    links += [Link(t.href, t.target, shown) for shown, t in named]
    links.sort(key=lambda link: link.text_span)
    codes = [shown for code in reading.inline.codes if (shown := reading.shown(code)) is not None]
    part = Part(
        "markdown",
        view,
        assign_roles(view.text, _pieces(reading), structure, names),
        tuple(links),
        tuple(reading.inline.images),
        tuple(sorted((*hidden, *codes))),
        Span(front.end, len(source.text)),
    )
    return Draft(
        source=source,
        format="markdown",
        headers=front.headers,
        parts=(part,),
        placeholders=placeholders(tags, front.end, holes, Where.TEXT, part.links, reading.targets),
        attachments=front.attachments,
        meta=front.meta,
        meta_span=front.span,
        comments=(*front.comments, *sorted([*(t.span for t in tags if t.kind == "comment"), *reading.comments])),
        problems=front.problems,
    )


def _near(named: Sequence[tuple[Span, object]], span: Span) -> Sequence[tuple[Span, object]]:
    """The links whose label may hold a bare URL: labels stand in order."""
    i = bisect_left(named, span.start, key=lambda n: n[0].end)
    return named[i : i + 2]


class _Reading:
    """A body with its markup read: the view, and where its source characters are shown."""

    def __init__(self, text: str, start: int, tags: Sequence[Tag]) -> None:
        self.text, self.start = text, start
        self.tags = [t for t in tags if t.span.start >= start]
        self.fences = _fences(text, start)
        self._fence_starts = [f.start for f in self.fences]
        lines, self.headings, self.comments, references = self._line_markup()
        skipped = [*self.fences, *(Span(g.start, g.end) for g in lines if g.end > g.start)]
        self.inline = Inline(text, start, self.tags, skipped, references)
        self.comments += self.inline.comments
        self.targets = sorted(t.target for t in self.inline.targets)
        self.holes: dict[Span, Span] = {}
        self.view = self._view([*lines, *self.inline.gaps])

    def _line_markup(self) -> tuple[list[Gap], list[int], list[Span], dict[str, Span]]:
        """Markup of whole lines: headings' marks, comments in link form, link definitions."""
        text, start = self.text, self.start
        gaps: list[Gap] = []
        headings: list[int] = []
        comments: list[Span] = []
        references: dict[str, Span] = {}
        if "#" in text:
            for m in _HEADING.finditer(text, start):
                if not self._is_fenced(m.start()):
                    gaps.append(Gap(m.start("marks"), m.end()))
                    headings.append(m.end())
                    line_end = _line_end(text, m.end())
                    closing = _CLOSING_MARKS.search(text, max(m.end(), line_end - 80), line_end)
                    if closing is not None:
                        gaps.append(Gap(*closing.span()))
        if "]:" in text:
            for m in _NOTE.finditer(text, start):
                if not self._is_fenced(m.start()):
                    comments.append(Span(*m.span()))
                    gaps.append(Gap(*m.span()))
            for m in _DEFINITION.finditer(text, start):
                if m["label"].lower() not in ("//", "comment") and not self._is_fenced(m.start()):
                    references.setdefault(m["label"].strip().lower(), Span(*m.span("target")))
                    gaps.append(Gap(*m.span()))
        return gaps, headings, comments, references

    def _is_fenced(self, at: int) -> bool:
        i = bisect_right(self._fence_starts, at) - 1
        return i >= 0 and self.fences[i].end > at

    def _view(self, gaps: Sequence[Gap]) -> View:
        """The body's view: literal but for the gaps and the merge variables."""
        if not gaps and not self.tags:
            return View.of(self.text[self.start :], self.start)
        builder = ViewBuilder()
        at = self.start
        merged: list[tuple[int, int, str, Span | None]] = [(*g, None) for g in gaps]
        merged += [(*t.span, HOLE if t.kind == "output" else "", t.span) for t in self.tags]
        merged.sort(key=lambda x: (x[0], -x[1]))
        for start, end, shown, tag in merged:
            if start < at:
                continue
            if start > at:
                builder.literal(self.text[at:start], at)
            if shown:
                if tag is not None:
                    self.holes[tag] = Span(builder.size, builder.size + 1)
                builder.opaque(shown, start, end)
            at = end
        builder.literal(self.text[at:], at)
        return builder.build() if builder.size else View.of("", self.start)

    @cached_property
    def _base(self) -> list[int]:
        return [s.base_start for s in self.view.segments]

    def shown(self, source: Span) -> Span | None:
        """The view's span that shows source characters; None when nothing of them is shown."""
        segments = self.view.segments
        low = high = -1
        for i in range(max(bisect_right(self._base, source.start) - 1, 0), len(segments)):
            s = segments[i]
            if s.base_start >= source.end:
                break
            if s.base_end > source.start:
                if low < 0:
                    low = s.start + (max(source.start - s.base_start, 0) if s.literal else 0)
                high = s.end - (max(s.base_end - source.end, 0) if s.literal else 0)
        return Span(low, high) if high > low >= 0 else None


def _line_end(text: str, at: int) -> int:
    ends = [i for i in (text.find("\n", at), text.find("\r", at)) if i >= 0]
    return min(ends, default=len(text))


def _fences(text: str, start: int) -> list[Span]:
    """Source spans of fenced code, its fences included; an open one runs to the end."""
    if "```" not in text and "~~~" not in text:
        return []
    out: list[Span] = []
    opened: re.Match[str] | None = None
    for m in _FENCE.finditer(text, start):
        fence = m["fence"]
        if opened is None:
            if fence[0] == "~" or "`" not in m["info"]:
                opened = m
        elif fence.startswith(opened["fence"]) and not m["info"].strip():
            out.append(Span(opened.start(), m.end()))
            opened = None
    if opened is not None:
        out.append(Span(opened.start(), len(text)))
    return out


_MARKS = (">", "=", "\t", "    ")
"""Without any of them no paragraph is a quote, the underlining of a heading, or indented code."""


def _pieces(reading: _Reading) -> list[Piece]:
    """Paragraphs of the view: headings, indented code, and block quotes as quoted mail."""
    text = reading.view.text
    starts = [s.start for h in reading.headings if (s := reading.shown(Span(h, h + 1))) is not None]
    found = pieces(text)
    return list(_told(found, text, starts)) if starts or any(mark in text for mark in _MARKS) else found


def _told(found: Sequence[Piece], text: str, starts: Sequence[int]) -> Iterator[Piece]:
    """The pieces with what Markdown makes of them; `starts` is where headings begin."""
    texts = [p.block is Block.TEXT and p.role is None for p in found]
    deep = [plain and text.startswith(("    ", "\t"), p.span.start) for p, plain in zip(found, texts, strict=True)]
    code = sum(deep) * 2 < sum(texts)  # where most of the mail is indented, it is no code
    listed = False
    for i, p in enumerate(found):
        if text.startswith(">", p.span.start) and p.block is not Block.CODE:
            yield p._replace(role=Role.QUOTE)
        elif deep[i] and code and not listed:
            yield p._replace(block=Block.CODE)
        elif texts[i] and i + 1 < len(found) and _is_underlined(text, p.span, found[i + 1].span):
            yield p._replace(block=Block.HEADING)
        elif texts[i]:
            yield from _with_headings(text, p, starts)
        else:
            yield p
        listed = p.block is Block.LIST or (listed and deep[i])


def _is_underlined(text: str, span: Span, below: Span) -> bool:
    """Whether "=====" stands directly below a line."""
    if below.start - span.end > 2 or text[below.start] != "=" or text[slice(*below)].strip("= \t"):
        return False
    return "\n" not in text[slice(*span)]


def _with_headings(text: str, piece: Piece, starts: Sequence[int]) -> Iterator[Piece]:
    """A paragraph in which headings stand (`starts`: where they begin, in order), each on a line of its own."""
    at = piece.span.start
    for i in range(bisect_left(starts, at), bisect_left(starts, piece.span.end)):
        if starts[i] < at:
            continue
        above = text[at : starts[i]]
        if above.strip():
            yield Piece(Span(at, at + len(above.rstrip())), piece.block)
        end = min(_line_end(text, starts[i]), piece.span.end)
        yield Piece(Span(starts[i], end), Block.HEADING)
        at = end
    if text[at : piece.span.end].strip():
        yield Piece(Span(at, piece.span.end), piece.block)
