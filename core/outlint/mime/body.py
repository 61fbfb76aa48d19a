"""What of a mail's parts is its text: alternatives, attachments, and the text of a part over its source characters."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from outlint.draft import Attachment
from outlint.mime import charsets
from outlint.mime.transfer import decoded, decoded_size
from outlint.text import Span
from outlint.view import Encoder, Segment, View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlint.mime.tree import Entity
    from outlint.source import Source

_READ = {"text/plain": "text", "text/html": "html", "application/xhtml+xml": "html", "text/markdown": "text"}
_SEALED = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime"))
_META = re.compile(r"<meta[^>]{0,200}?charset\s*=\s*[\"']?([\w.:-]{2,40})", re.I)
_LOOKS_HTML = re.compile(r"\s*(?:<!doctype\s+html|<html[\s>])", re.I)


class Bodies(NamedTuple):
    """The readings of a mail: parts to be read one after the other as text, and those as HTML."""

    text: tuple[Entity, ...] = ()
    html: tuple[Entity, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.text or self.html)


@dataclass(slots=True)
class Selection:
    """Chooses the parts that are read; everything else is an attachment."""

    text: str
    attachments: list[Attachment] = field(default_factory=list)
    sealed: str = ""  # why the content can't be read
    _found: bool = False

    def choose(self, entity: Entity, alternative: bool = False, root: bool = False) -> Bodies:
        """The readings of an entity; the first part with text is one even if it has a file name."""
        kind = entity.content_type
        if entity.children:
            return self._multipart(entity)
        if kind.startswith("multipart/") and root:
            return Bodies((entity,))  # no delimiter in it: what there is was meant to be read
        read = self._readable(entity, root)
        named = bool(entity.filename) and not alternative and self._found
        if not read or entity.disposition == "attachment" or named:
            if kind in _SEALED:
                self.sealed = _sealed(entity)
            self._attach(entity)
            return Bodies()
        self._found = True
        return Bodies((entity,)) if read == "text" else Bodies((), (entity,))

    def _readable(self, entity: Entity, root: bool) -> str:
        read = _READ.get(entity.content_type, "")
        if read == "text" and not any(h.name == "content-type" for h in entity.headers):
            head = self.text[entity.body_start : min(entity.body_end, entity.body_start + 300)]
            return "html" if _LOOKS_HTML.match(head) else read
        return read or ("text" if root and entity.main_type == "text" else "")

    def is_html(self, entity: Entity) -> bool:
        return self._readable(entity, True) == "html"

    def _multipart(self, entity: Entity) -> Bodies:
        kind, children = entity.content_type, entity.children
        if kind == "multipart/encrypted":
            self.sealed = "the mail is encrypted: its text can't be read"
            self._attach_all(children)
            return Bodies()
        if kind == "multipart/alternative":
            return self._alternative(children)
        if kind == "multipart/related":
            return self._related(entity)
        if kind in ("multipart/signed", "multipart/report"):
            chosen = self.choose(children[0])
            self._attach_all(children[1:])
            return chosen
        return _one_after_other([self.choose(child) for child in children])

    def _alternative(self, children: Sequence[Entity]) -> Bodies:
        text: tuple[Entity, ...] = ()
        html: tuple[Entity, ...] = ()
        for child in children:
            chosen = self.choose(child, alternative=True)
            text = text or chosen.text
            html = chosen.html or html
        return Bodies(text, html)

    def _related(self, entity: Entity) -> Bodies:
        children = entity.children
        start = entity.params.get("start", "").strip()
        root = next((c for c in children if start and self._content_id(c) == start), children[0])
        chosen = self.choose(root, alternative=True)
        for child in children:
            if child is not root:
                if chosen.empty:
                    chosen = self.choose(child)
                else:
                    self._attach_all((child,), inline=True)
        return chosen

    def _content_id(self, entity: Entity) -> str:
        return next((self.text[h.low : h.high].strip() for h in entity.headers if h.name == "content-id"), "")

    def _attach_all(self, entities: Sequence[Entity], inline: bool = False) -> None:
        for entity in entities:
            if entity.children:
                self._attach_all(entity.children, inline)
            else:
                self._attach(entity, inline)

    def _attach(self, entity: Entity, inline: bool = False) -> None:
        size = decoded_size(self.text[entity.body_start : entity.body_end], entity.encoding)
        span = Span(entity.start, entity.body_end)
        inline = entity.disposition == "inline" or (inline and entity.disposition != "attachment")
        self.attachments.append(Attachment(entity.filename, entity.content_type, size, span, inline))


def _one_after_other(chosen: Sequence[Bodies]) -> Bodies:
    """Parts of a mixed mail: each reading has all of them, in the form it asks for where there are two."""
    some = [c for c in chosen if not c.empty]
    text = tuple(e for c in some for e in (c.text or c.html)) if any(c.text for c in some) else ()
    html = tuple(e for c in some for e in (c.html or c.text)) if any(c.html for c in some) else ()
    if some and text == html:
        return Bodies((), html) if some[0].html else Bodies(text)
    return Bodies(text, html)


def _sealed(entity: Entity) -> str:
    if "signed" in entity.params.get("smime-type", ""):
        return (
            "the mail is signed as a sealed S/MIME block: its text can't be read; sign it in clear (multipart/signed)"
        )
    return "the mail is encrypted or sealed (S/MIME): its text can't be read"


def part_view(source: Source, entity: Entity) -> View:
    """The text of a part as it decodes, over its source characters. Never raises."""
    start, end = entity.body_start, entity.body_end
    raw = source.text[start:end]
    octets = source.encoding == "latin-1"
    codec = charsets.lookup(entity.charset) if entity.charset else None
    as_it_stands = raw.isascii() or (not octets and codec in (None, "utf-8", "ascii"))
    if as_it_stands and not entity.encoding and not charsets.shifting(codec):
        return _base(raw, start, source, codec)
    if octets or raw.isascii():
        base = _base(raw, start, source, "latin-1" if octets else None)
    else:
        base = charsets.OctetsView(raw, start, source.errors)
    view = decoded(base.text, entity.encoding, base)
    declared = entity.charset or _declared_inside(entity, view.text)
    try:
        data = view.text.encode("latin-1")
    except UnicodeEncodeError:  # a file in UTF-16 or the like: its text was decoded already
        return view
    text, codec = charsets.decode(data, declared)
    if text != view.text:
        if base is not view or octets or codec != "utf-8":
            view = charsets.CharsetView(text, codec, view)
        else:
            view = _base(raw, start, source, "utf-8")
    return _without_mark(view)


def _declared_inside(entity: Entity, text: str) -> str | None:
    """The charset that an HTML part names only itself."""
    if entity.content_type != "text/html":
        return None
    m = _META.search(text, 0, 4096)
    return m.group(1) if m else None


def _without_mark(view: View) -> View:
    if not view.text.startswith("\ufeff"):
        return view
    size = len(view.text) - 1
    return View(view.text[1:], [Segment(0, size, 1, size + 1, True)], view)


def _base(raw: str, start: int, source: Source, codec: str | None) -> View:
    return View(raw, [Segment(0, len(raw), start, start + len(raw), True)], None, _writer(source, codec))


def _writer(source: Source, codec: str | None) -> Encoder:
    """Writes text into the file: with its own line ends, and only what its charset can say."""

    utf8 = codec == source.encoding == "utf-8"
    latin = codec == "latin-1"

    def write(text: str) -> str | None:
        if not (text.isascii() or utf8 or (latin and text.isprintable() and max(text) <= "\xff")):
            return None
        return text.replace("\r\n", "\n").replace("\n", source.newline) if "\n" in text else text

    return write
