"""The decoded text of a mail's parts, and how a changed one is written back in the encoding it came in."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Iterator
from dataclasses import dataclass

from outlint.draft import Draft, Part
from outlint.mime import charsets
from outlint.mime.body import part_view
from outlint.mime.tree import Entity, Limits, parse
from outlint.source import Source
from outlint.text import Edit, Span
from outlint.view import View
from outlint_writer.guard import Failure

_TYPOGRAPHIC = {ord(a): b for a, b in zip("“”‘’–—…\u00a0", ('"', '"', "'", "'", "-", "-", "...", " "), strict=True)}


@dataclass(frozen=True, slots=True)
class Layer:
    """`text` is what a part's bytes decode to; `entity` is None where the file itself is the part."""

    source: Source
    part: Part
    text: str
    entity: Entity | None = None

    def down(self, span: tuple[int, int]) -> Span:
        """The span of `text` behind a span of the part's view."""
        view: View | None = self.part.view
        at = Span(*span)
        while view is not None and view.text != self.text:
            at, view = view.below(at), view.base
        return at

    @property
    def hard_wrapped(self) -> bool:
        return self.part.kind != "html"

    @property
    def flowed(self) -> bool:
        return self.entity is not None and self.entity.params.get("format", "").lower() == "flowed"

    def written(self, text: str) -> Edit | Failure:
        """The edit of the source that makes this part read `text`."""
        if self.entity is None:
            return Edit(Span(0, len(self.source.text)), text)
        place = Span(self.entity.body_start, self.entity.body_end)
        new = self._encoded(text)
        return new if isinstance(new, Failure) else Edit(place, new)

    @property
    def _eight_bit(self) -> bool:
        assert self.entity is not None
        said = [h for h in self.entity.headers if h.name == "content-transfer-encoding"]
        return any(self.source.text[h.low : h.high].strip().lower() in ("8bit", "binary") for h in said)

    def _encoded(self, text: str) -> str | Failure:
        assert self.entity is not None
        newline, encoding = self.source.newline, self.entity.encoding
        codec = (charsets.lookup(self.entity.charset) if self.entity.charset else None) or "utf-8"
        other = self.source.encoding == "utf-8" and codec != "utf-8"  # the file's letters are not the part's
        plain = not encoding and (other or (self.text.isascii() and not self._eight_bit))
        ascii_only = codec == "ascii" or plain
        if ascii_only and not text.isascii():
            text, codec = text.translate(_TYPOGRAPHIC), "ascii"
        lines = text.replace("\r\n", "\n")
        try:
            data = lines.encode(codec)
        except (UnicodeEncodeError, LookupError) as error:
            odd = lines[error.start : error.end] if isinstance(error, UnicodeEncodeError) else codec
            return Failure("structure", "the mail's encoding has no {what}", odd)
        if encoding == "quoted-printable":
            return quopri.encodestring(data).decode("ascii").replace("\n", newline)
        if encoding == "base64":
            return base64.encodebytes(lines.replace("\n", "\r\n").encode(codec)).decode("ascii").replace("\n", newline)
        if encoding:
            return Failure("structure", "the mail's encoding has no {what}", encoding)
        whole = lines.replace("\n", newline)
        return whole if self.source.encoding == "utf-8" else whole.encode(codec).decode("latin-1")


def layers(draft: Draft) -> list[Layer]:
    """A layer for each part of an HTML draft or a mail; empty where one can't be told from the next."""
    source = draft.source
    if draft.format == "html":
        return [Layer(source, draft.main, source.text)]
    entities = {e.body_start: e for e in _leaves(parse(source.text, Limits()))}
    out = []
    for part in draft.parts:
        entity = entities.get(part.source_span.start)
        if entity is None or entity.body_end != part.source_span.end:
            return []
        text = part_view(source, entity).text
        if not _reaches(part.view, text):
            return []
        out.append(Layer(source, part, text, entity))
    return out


def _leaves(entity: Entity) -> Iterator[Entity]:
    if not entity.children:
        yield entity
    for child in entity.children:
        yield from _leaves(child)


def _reaches(view: View | None, text: str) -> bool:
    while view is not None:
        if view.text == text:
            return True
        view = view.base
    return False
