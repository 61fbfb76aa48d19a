"""What a draft is: its headers, parts, paragraphs, merge variables, links and attachments, all as views.

A reader (formats/) makes one from a Source; nothing in it ever changes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

from outlint.merge_tags import Tag
from outlint.source import Source
from outlint.text import Span
from outlint.view import View


class Role(StrEnum):
    """What a paragraph does in a mail."""

    GREETING = "greeting"
    BODY = "body"
    CLOSING = "closing"
    SIGNATURE = "signature"
    QUOTE = "quote"  # a quoted reply or forwarded mail, with its "On … wrote:" line
    FOOTER = "footer"  # legal footer: opt-out, address, confidentiality notice


class Block(StrEnum):
    """How a paragraph is set."""

    TEXT = "text"
    HEADING = "heading"
    LIST = "list"
    TABLE = "table"
    CODE = "code"
    RULE = "rule"  # a horizontal rule or other paragraph with no words


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a part: `span` counts in the part's view."""

    span: Span
    role: Role
    block: Block = Block.TEXT


class Where(StrEnum):
    """The context a merge variable stands in."""

    TEXT = "text"
    HTML = "html"  # text between tags
    ATTRIBUTE = "attribute"
    URL = "url"
    HEADER = "header"


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A merge variable as it stands in the source.

    `name` is the variable without filters ("contact.first_name", "First Name"); `dialect` a name from the table of
    dialects; `filters` in order; `default` the fallback's source text or None; `raw` says that the dialect or a filter
    switches escaping off; `view_span` is its hole in `part` (None in comments, tags and headers).
    """

    span: Span
    name: str
    dialect: str
    where: Where
    filters: tuple[str, ...] = ()
    default: str | None = None
    raw: bool = False
    guarded: bool = False  # stands inside a condition on itself: {% if x %}{{ x }}{% endif %}
    view_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """A header line or front-matter key. `name` is lower case; `span` covers the whole entry in the source."""

    name: str
    value: View
    span: Span

    @property
    def text(self) -> str:
        return self.value.text.strip()


@dataclass(frozen=True, slots=True)
class Link:
    """`text_span` in the part's view; `href` as written after entity decoding; `span` of the target in the source."""

    href: str
    span: Span
    text_span: Span
    scheme_ok: bool = True


@dataclass(frozen=True, slots=True)
class Image:
    """`alt` is None where there is none."""

    src: str
    span: Span
    alt: str | None
    tiny: bool = False  # set to a pixel or to nothing: it counts who opens the mail, or keeps a distance


class Unseen(NamedTuple):
    """Text that is in the mail and can't be seen, and by what: display, max-height, visibility, "font size 0", colour …"""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file the mail carries: size in bytes after decoding, None when only named."""

    name: str
    content_type: str
    size: int | None
    span: Span
    inline: bool = False


@dataclass(frozen=True)
class Part:
    """One reading of the mail's body: the text part, or its HTML alternative.

    `hidden` are spans of the view that raise no finding about words: URLs, addresses, code. Paragraph spans are in
    order and do not overlap; text between them is white space.
    """

    kind: str  # text | markdown | html
    view: View
    paragraphs: tuple[Paragraph, ...]
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    hidden: tuple[Span, ...] = ()
    source_span: Span = Span(0, 0)
    unseen: tuple[Unseen, ...] = ()  # of HTML, in the source, in order

    def text_of(self, paragraph: Paragraph) -> str:
        return self.view.text[paragraph.span.start : paragraph.span.end]

    def with_role(self, *roles: Role) -> list[Paragraph]:
        return [p for p in self.paragraphs if p.role in roles]

    @cached_property
    def _starts(self) -> list[int]:
        return [p.span.start for p in self.paragraphs]

    def paragraph_at(self, offset: int) -> int | None:
        """The number of the paragraph that a place of the view is in; None between paragraphs."""
        i = bisect_right(self._starts, offset) - 1
        return i if i >= 0 and offset < self.paragraphs[i].span.end else None

    def stands_in(self, offset: int, *roles: Role) -> bool:
        """Whether a place of the view is in a paragraph of one of these roles."""
        i = self.paragraph_at(offset)
        return i is not None and self.paragraphs[i].role in roles

    @cached_property
    def body(self) -> list[Paragraph]:
        return self.with_role(Role.BODY)

    @cached_property
    def words(self) -> str:
        """The view's text with everything blanked that is not the writer's own running text.

        Same length as `view.text`: quoted replies, signatures, footers, code, URLs and addresses are NUL characters.
        """
        text = self.view.text
        out: list[str] = []
        at = 0
        for p in self.paragraphs:
            if p.role in (Role.QUOTE, Role.SIGNATURE, Role.FOOTER) or p.block is Block.CODE:
                out += (text[at : p.span.start], "\0" * (p.span.end - p.span.start))
                at = p.span.end
        out.append(text[at:])
        joined = "".join(out)
        if not self.hidden:
            return joined
        out, at = [], 0
        for start, end in self.hidden:
            if start >= at:
                out += (joined[at:start], "\0" * (end - start))
                at = end
        out.append(joined[at:])
        return "".join(out)


@dataclass(frozen=True)
class Draft:
    """A mail or template as outlint sees it.

    `template` says that merge variables belong here (the file is filled in later); else each one left is a fault.
    `meta` is the front matter as plain data; `problems` are faults of the file itself, told in the report's errors.
    """

    source: Source
    format: str  # text | markdown | html | eml
    headers: tuple[Header, ...]
    parts: tuple[Part, ...]
    placeholders: tuple[Placeholder, ...] = ()
    tags: tuple[Tag, ...] = ()  # of the file itself, blocks and comments included; empty for .eml
    attachments: tuple[Attachment, ...] = ()
    template: bool = False
    meta: Mapping[str, Any] = field(default_factory=dict)
    meta_span: Span = Span(0, 0)
    comments: tuple[Span, ...] = ()
    problems: tuple[str, ...] = ()
    fragment: bool = False  # no mail of its own (a partial, a MIME fragment): nothing can be missing from it
    language: str | None = None
    languages: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()

    @property
    def send_at(self) -> Header | None:
        """The `send_at` of the front matter, however it is spelled; None where it says nothing."""
        return next((h for name in ("send_at", "send-at") if (h := self.header(name)) is not None and h.text), None)

    @cached_property
    def placeholder_spans(self) -> list[Span]:
        """Source spans of the merge variables, in order."""
        return sorted(p.span for p in self.placeholders)

    @cached_property
    def _by_name(self) -> dict[str, Header]:
        return {h.name: h for h in reversed(self.headers)}

    def header(self, name: str) -> Header | None:
        """The first header of that (lower-case) name."""
        return self._by_name.get(name)

    @property
    def subject(self) -> View | None:
        header = self.header("subject")
        return header.value if header else None

    @property
    def main(self) -> Part:
        return self.parts[0]
