"""Reads mail as it is transported (.eml): every header and text part decoded, each character mapped to its source."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from outlint.draft import Attachment, Draft, Header, Part, Placeholder, Role, Where
from outlint.formats.front import tagged_view
from outlint.formats.html import html_part
from outlint.formats.text import hole_names, hole_spans, text_part
from outlint.merge_tags import Tag, scan
from outlint.mime import charsets
from outlint.mime.body import Selection, part_view
from outlint.mime.flowed import flowed, without_files
from outlint.mime.joined import JoinedView
from outlint.mime.tree import Entity, Limits, parse
from outlint.mime.words import header_text, header_view
from outlint.text import Span
from outlint.view import Segment, View

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlint.mime.headers import RawHeader
    from outlint.source import Source
    from outlint.structure import Structure


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_MAIL_HEADERS = _set(
    """
    from to cc bcc subject date sender reply-to message-id resent-from resent-to in-reply-to references
    """
)
_WRITTEN = _set("subject from to cc bcc reply-to sender list-unsubscribe x-preheader preheader")
"""Headers that a sender writes, so that merge variables may stand in them."""


@dataclass(slots=True)
class _Read:
    """What the parts of one mail gave; leaves are read once, though both readings may hold them."""

    source: Source
    structure: Structure
    dialects: Mapping[str, Any] | None
    suffix: str
    declared: frozenset[str]
    selection: Selection
    leaves: dict[int, tuple[Part, tuple[Placeholder, ...], tuple[Span, ...]]] = field(default_factory=dict)
    placeholders: list[Placeholder] = field(default_factory=list)
    comments: list[Span] = field(default_factory=list)
    block_tags: bool = False

    def reading(self, entities: Sequence[Entity], kind: str) -> Part:
        """One reading of the mail, from the parts that follow each other in it."""
        parts = []
        views = []
        for entity in entities:
            part, _, _ = self._leaf(entity)
            parts.append(part)
            views.append(part.view)
        if len(parts) == 1:
            self._take(entities[0], 0)
            return parts[0]
        joined = JoinedView(views)
        for entity, at in zip(entities, joined.starts, strict=True):
            self._take(entity, at)
        return _joined(parts, joined, kind)

    def _take(self, entity: Entity, at: int) -> None:
        _, placeholders, comments = self._leaf(entity)
        known = {p.span for p in self.placeholders}
        self.placeholders += (
            replace(p, view_span=p.view_span.shift(at)) if p.view_span is not None and at else p
            for p in placeholders
            if p.span not in known
        )
        self.comments += (c for c in comments if c not in self.comments)

    def _leaf(self, entity: Entity) -> tuple[Part, tuple[Placeholder, ...], tuple[Span, ...]]:
        found = self.leaves.get(entity.start)
        if found is None:
            html = self.selection.is_html(entity)
            found = self.leaves[entity.start] = self._html(entity) if html else self._text(entity)
        return found

    def _html(self, entity: Entity) -> tuple[Part, tuple[Placeholder, ...], tuple[Span, ...]]:
        view = part_view(self.source, entity)
        tags = self._scan(view.text)
        read = html_part(view.text, self.structure, tags, base=view)
        part = replace(read.part, source_span=Span(entity.body_start, entity.body_end))
        return part, read.placeholders, read.comments

    def _text(self, entity: Entity) -> tuple[Part, tuple[Placeholder, ...], tuple[Span, ...]]:
        view = part_view(self.source, entity)
        if entity.params.get("format", "").lower() == "flowed":
            view = flowed(view, entity.params.get("delsp", "").lower() == "yes")
        if "begin " in view.text:
            view = self._without_files(view)
        tags = self._scan(view.text)
        shown = tagged_view(view.text, 0, len(view.text), tags, view) if tags else view
        size = len(view.text)
        span = Span(entity.body_start, entity.body_end)
        part = text_part(shown, self.structure, hole_names(shown.text, tags, 0, size), span)
        holes = hole_spans(shown.text, tags, 0, size)
        placeholders = tuple(_placeholder(t, view, Where.TEXT, holes.get(t.span)) for t in tags if t.kind == "output")
        return part, placeholders, tuple(view.to_source(t.span) for t in tags if t.kind == "comment")

    def _without_files(self, view: View) -> View:
        shown, files = without_files(view)
        for name, span, size in files:
            self.selection.attachments.append(
                Attachment(name, "application/octet-stream", size, view.to_source(span), True)
            )
        return shown

    def _scan(self, text: str) -> list[Tag]:
        tags = scan(text, dialects=self.dialects, suffix=self.suffix, declared=self.declared)
        self.block_tags = self.block_tags or any(t.kind == "block" for t in tags)
        return tags


def read_eml(
    source: Source,
    structure: Structure,
    dialects: Mapping[str, Any] | None = None,
    suffix: str = "",
    declared: frozenset[str] = frozenset(),
) -> Draft:
    """A draft from a mail file. Any text is read: what can't be is told in `problems`, or makes it a fragment."""
    limits = Limits()
    root = parse(source.text, limits)
    selection = Selection(source.text)
    bodies = selection.choose(root, root=True)
    read = _Read(source, structure, dialects, suffix, declared, selection)
    parts = [
        read.reading(entities, kind) for entities, kind in ((bodies.text, "text"), (bodies.html, "html")) if entities
    ]
    if len(parts) > 1 and not parts[0].view.text.strip():
        del parts[0]  # an alternative left blank says nothing of the mail
    if selection.sealed:
        limits.say(selection.sealed)
    named = {h.name for h in root.headers}
    headers, in_headers = _headers(source, root, dialects, declared)
    return Draft(
        source=source,
        format="eml",
        headers=headers,
        parts=tuple(parts) or (_nothing(root),),
        placeholders=(*in_headers, *read.placeholders),
        attachments=tuple(selection.attachments),
        template=read.block_tags,
        comments=tuple(sorted(read.comments)),
        problems=tuple(limits.problems),
        fragment=not parts or named.isdisjoint(_MAIL_HEADERS),
    )


def _nothing(root: Entity) -> Part:
    """The part of a mail that has none to read."""
    return Part("text", View.of("", root.body_start), (), source_span=Span(root.body_start, root.body_start))


def _headers(
    source: Source, root: Entity, dialects: Mapping[str, Any] | None, declared: frozenset[str]
) -> tuple[tuple[Header, ...], list[Placeholder]]:
    headers: list[Header] = []
    placeholders: list[Placeholder] = []
    for raw in root.headers:
        view = _value(source, raw, root)
        tags = scan(view.text, dialects=dialects, declared=declared) if raw.name in _WRITTEN else []
        if tags:
            shown = tagged_view(view.text, 0, len(view.text), tags, view)
            holes = hole_spans(shown.text, tags, 0, len(view.text))
            placeholders += (_placeholder(t, view, Where.HEADER, None) for t in tags if t.span in holes)
            view = shown
        headers.append(Header(raw.name, view, Span(raw.start, raw.end)))
    return tuple(headers), placeholders


def _value(source: Source, raw: RawHeader, root: Entity) -> View:
    """A header's value; bytes that were never encoded are read in the mail's charset, where it fits."""
    text = source.text[raw.low : raw.high]
    octets = source.encoding == "latin-1" and not text.isascii()
    if not octets and "=?" not in text and "\n" not in text and "\r" not in text:
        return View(text, [Segment(0, len(text), raw.low, raw.high, True)], None, header_text)
    base = View.of(text, raw.low)
    if octets:
        decoded, codec = charsets.decode(text.encode("latin-1"), None)
        if codec != "utf-8" and root.charset:
            decoded, codec = charsets.decode(text.encode("latin-1"), root.charset)
        if decoded != text:
            base = charsets.CharsetView(decoded, codec, base)
    return header_view(base, 0, len(base.text))


def _placeholder(tag: Tag, view: View, where: Where, hole: Span | None) -> Placeholder:
    return Placeholder(
        view.to_source(tag.span), tag.name, tag.dialect, where, tag.filters, tag.default, tag.raw, tag.guarded, hole
    )


def _joined(parts: Sequence[Part], view: JoinedView, kind: str) -> Part:
    """One part of several; only the first has a greeting."""
    placed = list(zip(parts, view.starts, strict=True))
    return Part(
        kind,
        view,
        tuple(
            replace(p, span=p.span.shift(at), role=Role.BODY if at and p.role is Role.GREETING else p.role)
            for part, at in placed
            for p in part.paragraphs
        ),
        tuple(replace(x, text_span=x.text_span.shift(at)) for part, at in placed for x in part.links),
        tuple(x for part in parts for x in part.images),
        tuple(x.shift(at) for part, at in placed for x in part.hidden),
        Span(parts[0].source_span.start, parts[-1].source_span.end),
    )
