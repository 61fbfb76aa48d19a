"""Reads HTML and MJML: the text a reader sees, with its paragraphs, links and images, mapped to the source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outlint.draft import Block, Draft, Header, Image, Link, Part, Placeholder, Role, Where
from outlint.fold import fold
from outlint.formats.front import Front, tagged_view
from outlint.formats.html_tokens import unescaped
from outlint.formats.html_walk import Walk, walk
from outlint.structure import Piece, Structure, assign_roles
from outlint.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outlint.formats.html_flow import Run
    from outlint.formats.html_found import Anchor, Hole
    from outlint.merge_tags import Tag
    from outlint.source import Source
    from outlint.view import View

_ADDRESS = re.compile(
    r"\b(?:https?|ftp)://[^\s<>\"'，。、；：！？）】」』]{1,2000}|\bwww\.[^\s<>\"'，。、；：！？）】」』]{1,2000}"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
)
_TOP_COMMENT = re.compile(r"\s*+(?:<!doctype[^>]{0,300}>\s*+)?<!--([^>]{0,4000}?)-->", re.I)
_HEADER_LINE = re.compile(r"(?<![^\s-])([^\W\d_][\w -]{0,30}?)[ \t]?[:：][ \t]*([^\r\n]*)")
_TRAILING = ".,;:!?)]}>'\""
_BAD_SCHEME = re.compile(r"\s*(?:javascript|data|vbscript|file)\s*:", re.I)


@dataclass(frozen=True, slots=True)
class Reading:
    """A part read from HTML. Its places, and those of the lists, are places of the source."""

    part: Part
    placeholders: tuple[Placeholder, ...] = ()
    comments: tuple[Span, ...] = ()


def read_html(source: Source, structure: Structure, front: Front, tags: Sequence[Tag]) -> Draft:
    """A draft of one HTML part. Headers stand above it, in front matter or a comment (`<!-- Subject: … -->`)."""
    text = source.text
    reading = html_part(text, structure, tags, start=front.end)
    headers = front.headers
    if not any(h.name == "subject" for h in headers):
        headers = (*headers, *_commented_headers(text, front.end, structure, tags))
    above = Span(0, front.end)
    in_headers = [above, *(h.span for h in headers)]
    return Draft(
        source=source,
        format="html",
        headers=headers,
        parts=(reading.part,),
        placeholders=(
            *_of_headers(tags, in_headers),
            *(p for p in reading.placeholders if not _in(p.span, in_headers)),
        ),
        attachments=front.attachments,
        meta=front.meta,
        meta_span=front.span,
        comments=(*(t.span for t in tags if t.kind == "comment" and above.contains(t.span)), *reading.comments),
        problems=front.problems,
    )


def _in(span: Span, places: Sequence[Span]) -> bool:
    return any(p.contains(span) for p in places)


def _of_headers(tags: Sequence[Tag], places: Sequence[Span]) -> Iterator[Placeholder]:
    for t in tags:
        if t.kind == "output" and _in(t.span, places):
            yield Placeholder(t.span, t.name, t.dialect, Where.HEADER, t.filters, t.default, t.raw, t.guarded)


def _commented_headers(text: str, start: int, structure: Structure, tags: Sequence[Tag]) -> Iterator[Header]:
    """Header lines in the comments that stand above everything else."""
    at = start
    while m := _TOP_COMMENT.match(text, at):
        for line in _HEADER_LINE.finditer(text, *m.span(1)):
            name = structure.header_names.get(fold(line.group(1)).text)
            if name is not None:
                value = Span(line.start(2), line.start(2) + len(line.group(2).rstrip()))
                yield Header(name, tagged_view(text, *value, tags), Span(*line.span()))
        at = m.end()


def html_part(
    text: str, structure: Structure, tags: Sequence[Tag], *, start: int = 0, base: View | None = None
) -> Reading:
    """Read text[start:] as HTML. `tags` are its merge tags; `base` the view whose text it is, None for the source."""
    tags = [t for t in tags if t.span.start >= start]
    walked = walk(text, start, len(text), tags)
    offsets = walked.flow.finish()
    view = walked.flow.view(base)
    place = _Places(base)
    holes = {offsets[h.piece]: h.tag.name for h in walked.found.holes if h.piece >= 0}
    part = Part(
        "html",
        view,
        assign_roles(view.text, list(_pieces(walked.flow.runs, offsets)), structure, holes),
        tuple(
            sorted((_link(text, view.text, a, offsets, place) for a in walked.found.anchors), key=lambda x: x.text_span)
        ),
        tuple(_images(text, walked, place)),
        _hidden(view.text, walked.found.code, offsets),
        place(start, len(text)),
        tuple(u._replace(span=place(*u.span)) for u in walked.found.unseen),
    )
    return Reading(
        part,
        tuple(_placeholder(h, offsets, place) for h in walked.found.holes),
        tuple(place(*c) for c in walked.found.comments),
    )


@dataclass(frozen=True, slots=True)
class _Places:
    """Source places of the text that is read."""

    base: View | None

    def __call__(self, low: int, high: int) -> Span:
        return Span(low, high) if self.base is None else self.base.to_source((low, high))


def _pieces(runs: Sequence[Run], offsets: Sequence[int]) -> Iterator[Piece]:
    """Paragraphs as they are set. Preformatted text is code unless it is the better part of the mail."""
    set_as_is = sum(offsets[r.last] - offsets[r.first] for r in runs if r.state.pre)
    code = 0 < set_as_is * 2 < offsets[-1]
    for run in runs:
        state = run.state
        block = Block.CODE if state.code or (state.pre and code) else state.block
        role = Role.QUOTE if run.quoted else state.role
        yield Piece(Span(offsets[run.first], offsets[run.last]), block, role)


def _link(text: str, shown: str, anchor: Anchor, offsets: Sequence[int], place: _Places) -> Link:
    low, high = offsets[anchor.first], offsets[anchor.last]
    while low < high and shown[low].isspace():
        low += 1
    while high > low and shown[high - 1].isspace():
        high -= 1
    href = unescaped(text[anchor.href[0] : anchor.href[1]]).strip()
    return Link(href, place(*anchor.href), Span(low, high), _BAD_SCHEME.match(href) is None)


def _images(text: str, walked: Walk, place: _Places) -> Iterator[Image]:
    for tag, src, alt, tiny in walked.found.pictures:
        where = src if src is not None else tag
        source = unescaped(text[src[0] : src[1]]).strip() if src is not None else ""
        yield Image(source, place(*where), unescaped(text[alt[0] : alt[1]]) if alt is not None else None, tiny)


def _hidden(shown: str, code: Sequence[tuple[int, int]], offsets: Sequence[int]) -> tuple[Span, ...]:
    """Inline code, URLs and addresses in the view, in order, none inside another."""
    found = [Span(offsets[a], offsets[b]) for a, b in code if offsets[b] > offsets[a]]
    if "@" in shown or "://" in shown or "www." in shown:
        found += (_trimmed(m) for m in _ADDRESS.finditer(shown))
    found.sort()
    out: list[Span] = []
    for span in found:
        if not out or span.start >= out[-1].end:
            out.append(span)
    return tuple(out)


def _trimmed(m: re.Match[str]) -> Span:
    end = m.start() + len(m.group().rstrip(_TRAILING))
    return Span(m.start(), end)


def _placeholder(hole: Hole, offsets: Sequence[int], place: _Places) -> Placeholder:
    tag, where, piece = hole
    return Placeholder(
        place(*tag.span),
        tag.name,
        tag.dialect,
        where,
        tag.filters,
        tag.default,
        tag.raw,
        tag.guarded,
        Span(offsets[piece], offsets[piece + 1]) if piece >= 0 else None,
    )
