"""The plain-text reader."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from outlint.addresses import addresses
from outlint.draft import Draft, Link, Part, Placeholder, Where
from outlint.formats.blocks import pieces
from outlint.formats.front import Front, tagged_view
from outlint.structure import Structure, assign_roles
from outlint.text import Span
from outlint.view import HOLE, View

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlint.merge_tags import Tag
    from outlint.source import Source


def read_text(source: Source, structure: Structure, front: Front, tags: Sequence[Tag]) -> Draft:
    """A draft of one text part."""
    text = source.text
    view = tagged_view(text, front.end, len(text), tags)
    holes = hole_spans(view.text, tags, front.end, len(text))
    names = {holes[t.span].start: t.name for t in tags if t.span in holes}
    part = text_part(view, structure, names, Span(front.end, len(text)))
    return Draft(
        source=source,
        format="text",
        headers=front.headers,
        parts=(part,),
        placeholders=placeholders(tags, front.end, holes, Where.TEXT, part.links),
        attachments=front.attachments,
        meta=front.meta,
        meta_span=front.span,
        comments=(*front.comments, *(t.span for t in tags if t.kind == "comment")),
        problems=front.problems,
    )


def text_part(
    view: View, structure: Structure, holes: Mapping[int, str], source_span: Span, kind: str = "text"
) -> Part:
    """A part of running text: paragraphs with roles, links, and what is hidden from rules about words.

    `holes` maps the offset of a merge variable's hole in the view to the variable's name.
    """
    paragraphs = assign_roles(view.text, pieces(view.text), structure, holes)
    found, hidden = addresses(view.text)
    links = tuple(Link(view.text[s.start : s.end], view.to_source(s), s) for s in found)
    return Part(kind, view, paragraphs, links, (), hidden, source_span)


def hole_spans(text: str, tags: Sequence[Tag], start: int, end: int) -> dict[Span, Span]:
    """Where `tagged_view` of [start, end) shows each merge variable: span of the tag -> span of its hole, in order."""
    out: dict[Span, Span] = {}
    shift, at = start, start
    for tag in tags:
        low, high = tag.span
        if low >= end:
            break
        if low < at or high > end:
            continue
        shown = tag.kind == "output"
        if shown:
            out[tag.span] = Span(low - shift, low - shift + 1)
        shift += high - low - shown
        at = high
    return out


def hole_names(text: str, tags: Sequence[Tag], start: int, end: int) -> dict[int, str]:
    """Offset of each hole in that view -> the variable's name."""
    names = {t.span: t.name for t in tags}
    return {hole.start: names[span] for span, hole in hole_spans(text, tags, start, end).items()}


def placeholders(
    tags: Sequence[Tag],
    body: int,
    holes: Mapping[Span, Span],
    where: Where,
    links: Sequence[Link] = (),
    targets: Sequence[Span] = (),
) -> tuple[Placeholder, ...]:
    """Tags as merge variables: those above `body` stand in headers.

    Those inside a bare URL (`links`, in order) or a link's target (`targets`: source spans in order) stand in a URL.
    """
    out = []
    ends = [link.text_span.end for link in links]
    for t in tags:
        if t.kind != "output":
            continue
        hole = holes.get(t.span)
        place = where
        if t.span.start < body:
            place = Where.HEADER
        elif hole is not None:
            i = bisect_right(ends, hole.start)
            if i < len(links) and links[i].text_span.start < hole.start and _is_bare(links[i]):
                place = Where.URL
        else:
            i = bisect_right(targets, t.span) - 1
            if i >= 0 and targets[i].contains(t.span):
                place = Where.URL
        out.append(Placeholder(t.span, t.name, t.dialect, place, t.filters, t.default, t.raw, t.guarded, hole))
    return tuple(out)


def _is_bare(link: Link) -> bool:
    """Whether the link is a URL written out, not words with a target."""
    return ("://" in link.href[:8] and HOLE in link.href) or link.href[:4].lower() == "www."
