"""The plain-text reader."""

from __future__ import annotations

import re
from collections.abc import Sequence

from outlint.draft import Draft, Link, Part, Placeholder, Where
from outlint.formats.blocks import lone_tables, pieces
from outlint.formats.front import Front, tagged_view
from outlint.merge_tags import Tag
from outlint.source import Source
from outlint.structure import Structure, assign_roles
from outlint.text import Span
from outlint.view import HOLE, View

URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'「」（）。，、\x00]{1,2000}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_TRAILING = ".,;:!?)]}*_'\""
_INLINE_CODE = re.compile(r"`[^`\n]{1,200}`")


def read_text(source: Source, structure: Structure, front: Front, tags: Sequence[Tag]) -> Draft:
    """A draft of one text part."""
    text = source.text
    view = tagged_view(text, front.end, len(text), tags)
    part = text_part(view, structure, hole_names(view.text, tags, front.end, len(text)), Span(front.end, len(text)))
    holes = hole_spans(view.text, tags, front.end, len(text))
    return Draft(
        source=source,
        format="text",
        headers=front.headers,
        parts=(part,),
        placeholders=placeholders(tags, front.end, holes, Where.TEXT),
        attachments=front.attachments,
        meta=front.meta,
        meta_span=front.span,
        comments=tuple(t.span for t in tags if t.kind == "comment"),
        problems=front.problems,
    )


def text_part(view: View, structure: Structure, holes: dict[int, str], source_span: Span, kind: str = "text") -> Part:
    """A part of running text: paragraphs with roles, links, and what is hidden from rules about words."""
    found = lone_tables(pieces(view.text), view.text)
    links, hidden = urls(view)
    return Part(kind, view, assign_roles(view.text, found, structure, holes), links, (), hidden, source_span)


def urls(view: View) -> tuple[tuple[Link, ...], tuple[Span, ...]]:
    """Bare URLs as links; URLs, mail addresses and inline code as hidden spans."""
    links: list[Link] = []
    hidden: list[Span] = []
    text = view.text
    if "://" in text or "www." in text or "@" in text:
        for m in URL.finditer(text):
            end = m.end()
            while end > m.start() + 1 and text[end - 1] in _TRAILING:
                end -= 1
            span = Span(m.start(), end)
            hidden.append(span)
            if "@" not in text[span.start : span.end] or "://" in text[span.start : span.end]:
                links.append(Link(text[span.start : span.end], view.to_source(span), span))
    if "`" in text:
        hidden += [Span(*m.span()) for m in _INLINE_CODE.finditer(text)]
        hidden.sort()
    return tuple(links), tuple(hidden)


def hole_spans(text: str, tags: Sequence[Tag], start: int, end: int) -> dict[Span, Span]:
    """Source span of each merge variable in [start, end) -> its hole in the view, in order."""
    outputs = [t for t in tags if t.kind == "output" and start <= t.span.start and t.span.end <= end]
    places = [i for i, c in enumerate(text) if c == HOLE] if outputs else []
    return {t.span: Span(i, i + 1) for t, i in zip(outputs, places, strict=False)}


def hole_names(text: str, tags: Sequence[Tag], start: int, end: int) -> dict[int, str]:
    names = {t.span: t.name for t in tags}
    return {hole.start: names[span] for span, hole in hole_spans(text, tags, start, end).items()}


def placeholders(
    tags: Sequence[Tag], body: int, holes: dict[Span, Span], where: Where
) -> tuple[Placeholder, ...]:
    """Tags as merge variables: those above `body` stand in headers."""
    return tuple(
        Placeholder(
            t.span,
            t.name,
            t.dialect,
            Where.HEADER if t.span.start < body else where,
            t.filters,
            t.default,
            t.raw,
            t.guarded,
            holes.get(t.span),
        )
        for t in tags
        if t.kind == "output"
    )
