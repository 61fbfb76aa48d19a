"""The Markdown reader: the view is what a reader sees once markup is gone, each character at its source."""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from outlint.draft import Block, Draft, Image, Link, Part, Placeholder, Role, Where
from outlint.formats.blocks import lone_tables, pieces
from outlint.formats.front import Front
from outlint.formats.text import URL, urls
from outlint.merge_tags import Tag
from outlint.source import Source
from outlint.structure import Piece, Structure, assign_roles
from outlint.text import Span
from outlint.view import HOLE, View, ViewBuilder

_TOKEN = re.compile(
    r"(?=[\\`!\[<&*_~#]|^[ ])(?:"  # what a token can begin with: tried before the alternatives are
    r"(?P<comment><!--(?:[^-]|-(?!->)){0,20000}-->)"
    r"|(?P<escape>\\[!-/:-@\[-`{-~])"
    r"|(?P<code>(?<!`)`[^`\n]{1,400}`(?!`))"
    r"|(?P<image>!\[(?P<alt>[^\]\n]{0,300})\]\((?P<src>[^)\s]{0,2000})(?:\s+\"[^\"\n]{0,200}\")?\))"
    r"|(?P<note>^[ ]{0,3}\[//\]:\s*#[^\n]{0,2000})"
    r"|(?P<definition>^[ ]{0,3}\[[^\]\n]{1,100}\]:[ \t]+\S[^\n]{0,2000})"
    r"|(?P<link>\[(?P<label>[^\[\]\n]{1,300})\]\((?P<href>[^()\s]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,500})?)(?:\s+\"[^\"\n]{0,200}\")?\))"
    r"|(?P<auto><(?P<target>https?://[^<>\s]{1,2000}|mailto:[^<>\s]{1,300}|[\w.+-]{1,64}@[\w.-]{1,200})>)"
    r"|(?P<break><br\s?/?>)"
    r"|(?P<tag></?[A-Za-z][^<>\n]{0,500}>)"
    r"|(?P<entity>&(?:[A-Za-z]{2,31}|\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6});)"
    r"|(?P<heading>^[ ]{0,3}\#{1,6}[ \t]+)"
    r"|(?P<mark>\*{1,3}|_{1,3}|~~))",
    re.M,
)
_FENCE = re.compile(r"^[ ]{0,3}(```|~~~)[^\n]*$", re.M)


class _Gap(NamedTuple):
    """Source characters that the view shows otherwise: as `shown` (opaque), or not at all."""

    start: int
    end: int
    shown: str = ""


def read_markdown(source: Source, structure: Structure, front: Front, tags: Sequence[Tag]) -> Draft:
    """A draft of one Markdown part."""
    reading = _Reading(source.text, front.end, tags)
    view = reading.view()
    holes = reading.holes
    names = {hole.start: name for hole, name in ((holes[t.span], t.name) for t in tags if t.span in holes)}
    links, hidden = urls(view)
    links = tuple(sorted((*links, *reading.links(view)), key=lambda link: link.text_span))
    hidden = tuple(sorted((*hidden, *reading.hidden(view))))
    found = list(_pieces(view, reading))
    part = Part(
        "markdown",
        view,
        assign_roles(view.text, found, structure, names),
        links,
        tuple(reading.images),
        hidden,
        Span(front.end, len(source.text)),
    )
    comments = [t.span for t in tags if t.kind == "comment"] + reading.comments
    return Draft(
        source=source,
        format="markdown",
        headers=front.headers,
        parts=(part,),
        placeholders=tuple(_placeholders(tags, front.end, holes, reading)),
        attachments=front.attachments,
        meta=front.meta,
        meta_span=front.span,
        comments=tuple(sorted(comments)),
        problems=front.problems,
    )


class _Reading:
    """One pass over the markup of a body: what to show otherwise, and what was found on the way."""

    def __init__(self, text: str, start: int, tags: Sequence[Tag]) -> None:
        self.text, self.start = text, start
        self.tags = [t for t in tags if t.span.start >= start]
        self.comments: list[Span] = []
        self.images: list[Image] = []
        self.targets: list[tuple[Span, Span, str]] = []  # label, target, href: source spans
        self.codes: list[Span] = []
        self.holes: dict[Span, Span] = {}
        self.fences = _fences(text, start)
        self.gaps = sorted(self._gaps(), key=lambda g: (g.start, -g.end))

    def _gaps(self) -> Iterator[_Gap]:
        starts = [t.span.start for t in self.tags]
        marks: list[re.Match[str]] = []
        for m in _TOKEN.finditer(self.text, self.start):
            if any(a <= m.start() < b for a, b in self.fences):
                continue
            i = bisect_left(starts, m.start() + 1) - 1
            if i >= 0 and self.tags[i].span.end > m.start():
                continue  # inside a merge variable
            if m.lastgroup == "mark" or m["mark"]:
                marks.append(m)
            else:
                yield from self._token(m)
        yield from _emphasis(self.text, marks)

    def _token(self, m: re.Match[str]) -> Iterator[_Gap]:
        if m["comment"] or m["note"]:
            self.comments.append(Span(*m.span()))
            yield _Gap(*m.span())
        elif m["escape"]:
            yield _Gap(m.start(), m.start() + 1)
        elif m["code"]:
            self.codes.append(Span(m.start() + 1, m.end() - 1))
            yield _Gap(m.start(), m.start() + 1)
            yield _Gap(m.end() - 1, m.end())
        elif m["image"]:
            self.images.append(Image(m["src"], Span(*m.span()), m["alt"]))
            yield _Gap(*m.span())
        elif m["link"]:
            self.targets.append((Span(*m.span("label")), Span(*m.span("href")), m["href"]))
            yield _Gap(m.start(), m.start("label"))
            yield _Gap(m.end("label"), m.end())
        elif m["auto"]:
            yield _Gap(m.start(), m.start() + 1)
            yield _Gap(m.end() - 1, m.end())
        elif m["break"]:
            following = self.text[m.end() : m.end() + 1]
            yield _Gap(*m.span(), "" if following in ("\n", "\r") else "\n")
        elif m["entity"]:
            shown = html.unescape(m.group())
            if shown != m.group():
                yield _Gap(*m.span(), shown)
        else:  # tags, headings' marks, link definitions
            yield _Gap(*m.span())

    def view(self) -> View:
        """The body's view: literal but for the gaps and the merge variables."""
        builder = ViewBuilder()
        at = self.start
        merged: list[tuple[int, int, str, Tag | None]] = [(*g, None) for g in self.gaps]
        merged += [(*t.span, HOLE if t.kind == "output" else "", t) for t in self.tags]
        for start, end, shown, tag in sorted(merged, key=lambda x: (x[0], -x[1])):
            if start < at:
                continue
            builder.literal(self.text[at:start], at)
            if tag is not None and tag.kind == "output":
                self.holes[tag.span] = Span(builder.size, builder.size + 1)
            builder.opaque(shown, start, end)
            at = end
        builder.literal(self.text[at:], at)
        return builder.build() if builder.size else View.of("", self.start)

    def links(self, view: View) -> Iterator[Link]:
        for label, target, href in self.targets:
            span = _shown(view, label)
            if span is not None:
                yield Link(href, target, span)

    def hidden(self, view: View) -> Iterator[Span]:
        for code in self.codes:
            span = _shown(view, code)
            if span is not None:
                yield span


def _shown(view: View, source: Span) -> Span | None:
    """The view's span that shows source characters, or None when nothing of them is shown."""
    segments = view.segments
    starts = [s.base_start for s in segments] if len(segments) < 64 else None
    i = bisect_left(starts, source.start) if starts is not None else _bisect(segments, source.start)
    low = None
    high = 0
    for s in segments[max(i - 1, 0) :]:
        if s.base_start >= source.end:
            break
        if s.base_end <= source.start:
            continue
        start = s.start + (max(source.start - s.base_start, 0) if s.literal else 0)
        end = s.end - (max(s.base_end - source.end, 0) if s.literal else 0)
        low = start if low is None else low
        high = end
    return Span(low, high) if low is not None and high > low else None


def _bisect(segments: Sequence[object], at: int) -> int:
    low, high = 0, len(segments)
    while low < high:
        middle = (low + high) // 2
        if segments[middle].base_start < at:  # type: ignore[attr-defined]
            low = middle + 1
        else:
            high = middle
    return low


def _fences(text: str, start: int) -> list[tuple[int, int]]:
    """Source ranges of fenced code, their fences included; an open one runs to the end."""
    out: list[tuple[int, int]] = []
    opened: tuple[int, str] | None = None
    for m in _FENCE.finditer(text, start):
        if opened is None:
            opened = (m.start(), m.group(1))
        elif m.group(1) == opened[1]:
            out.append((opened[0], m.end()))
            opened = None
    if opened is not None:
        out.append((opened[0], len(text)))
    return out


def _emphasis(text: str, marks: list[re.Match[str]]) -> Iterator[_Gap]:
    """Pairs of emphasis marks of one paragraph; a mark without its partner is text."""
    open_: dict[str, re.Match[str]] = {}
    at = 0
    for m in marks:
        if open_ and ("\n\n" in text[at : m.start()] or "\r\n\r\n" in text[at : m.start()]):
            open_.clear()
        at = m.start()
        mark = m.group()
        before, after = text[m.start() - 1 : m.start()], text[m.end() : m.end() + 1]
        opens = bool(after) and not after.isspace()
        closes = bool(before) and not before.isspace()
        if mark[0] == "_":
            opens, closes = opens and not before.isalnum(), closes and not after.isalnum()
        partner = open_.get(mark)
        if closes and partner is not None and m.start() > partner.end():
            yield _Gap(*partner.span())
            yield _Gap(*m.span())
            del open_[mark]
        elif opens:
            open_[mark] = m


def _pieces(view: View, reading: _Reading) -> Iterator[Piece]:
    """Paragraphs of the view: headings, and block quotes as quoted mail."""
    headings = sorted(g.start for g in reading.gaps if reading.text[g.start : g.end].lstrip().startswith("#"))
    for p in lone_tables(pieces(view.text), view.text):
        if headings and p.block is Block.TEXT and p.role is None:
            start = view.to_source((p.span.start, p.span.start + 1)).start
            i = bisect_left(headings, start) - 1
            if i >= 0 and reading.text[headings[i] : start].lstrip().strip("#* _\t") == "":
                first = view.text.find("\n", *p.span)
                stop = first if first >= 0 else p.span.end
                yield Piece(Span(p.span.start, stop), Block.HEADING)
                if stop < p.span.end:
                    yield Piece(Span(stop + 1, p.span.end), Block.TEXT)
                continue
        if view.text.startswith(">", p.span.start) and p.block is not Block.CODE:
            p = p._replace(role=Role.QUOTE)
        yield p


def _placeholders(
    tags: Sequence[Tag], body: int, holes: dict[Span, Span], reading: _Reading
) -> Iterator[Placeholder]:
    """Merge variables with the context they stand in; one in a link's target stands in a URL."""
    for t in tags:
        if t.kind != "output":
            continue
        where = Where.TEXT
        if t.span.start < body:
            where = Where.HEADER
        elif any(target.contains(t.span) for _, target, _ in reading.targets) or _in_url(reading.text, t.span):
            where = Where.URL
        yield Placeholder(t.span, t.name, t.dialect, where, t.filters, t.default, t.raw, t.guarded, holes.get(t.span))


def _in_url(text: str, span: Span) -> bool:
    """Whether a bare URL runs into the variable."""
    before = text[max(0, span.start - 300) : span.start]
    last = re.split(r"[\s<>()\"']", before)[-1]
    return bool(URL.match(last)) and "@" not in last
