"""The top of a draft: YAML front matter, or header lines like `Subject: …` in any of sixteen languages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from outlint.draft import Attachment, Header
from outlint.fold import fold
from outlint.text import Span
from outlint.view import HOLE, View, ViewBuilder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from outlint.merge_tags import Tag
    from outlint.source import Source
    from outlint.structure import Structure
    from outlint.view import Encoder

_OPEN = re.compile(r"---[ \t]*(?:\r\n|\n|\r)")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)", re.M)
_HEADER = re.compile(
    r"(?P<mark>[*_]{0,3})(?P<name>[^\W\d_][^:：\n\r*_#>|]{0,30}?)[*_]{0,3}[ \t]?[:：][*_]{0,3}[ \t\u3000]*(?P<value>[^\r\n]*)"
)
_FOLDED = re.compile(r"(?:\r\n|\n|\r)[ \t]+(?=\S)[^\r\n]*")
_EMPTY_LINES = re.compile(r"(?:[ \t]*(?:\r\n|\n|\r))*")
_LINE_END = re.compile(r"\r\n|\n|\r|\Z")
_COMMENT = re.compile(r"<!--|[ ]{0,3}\[(?://|comment)\]:[ \t]*(?:#|<>)[^\r\n]{0,2000}", re.I)
_QUOTES = {'"': '"', "'": "'", "“": "”", "«": "»", "「": "」", "„": "“", "‘": "’"}
_EMPHASIS = ("**", "__", "*", "`")
_MAX_FRONT = 64 * 1024
_MAX_HEADERS = 100
_MAX_VALUE = 2000


@dataclass(frozen=True)
class Front:
    """What stands above the body, which starts at source offset `end`."""

    end: int = 0
    headers: tuple[Header, ...] = ()
    meta: Mapping[str, Any] = field(default_factory=dict)
    span: Span = Span(0, 0)
    attachments: tuple[Attachment, ...] = ()
    problems: tuple[str, ...] = ()
    comments: tuple[Span, ...] = ()


def read_front(source: Source, structure: Structure, tags: Sequence[Tag]) -> Front:
    """Front matter and header lines; without either the body starts where the text does.

    Broken YAML is told as a problem ("path:line:col: …"), and its lines are read one by one. Header lines count below
    front matter too; what that says already stays.
    """
    text = source.text
    front = _front_matter(source, tags)
    start = _past_blank(text, front.end)
    start, comments = _past_comments(text, start)
    lines, end = _header_lines(text, start, structure, tags)
    if not lines:
        return front
    known = {h.name for h in front.headers}
    return replace(
        front,
        end=end,
        headers=(*front.headers, *(h for h in lines if h.name not in known)),
        attachments=(*front.attachments, *(a for h in lines if h.name == "attachments" for a in named(h.text, h.span))),
        comments=comments,
    )


def tagged_view(
    text: str,
    start: int,
    end: int,
    tags: Sequence[Tag],
    base: View | None = None,
    encode: Encoder | None = str,
) -> View:
    """The view of text[start:end] with merge variables as holes and other tags gone; `tags` in order."""
    builder = ViewBuilder()
    at = start
    for tag in tags:
        low, high = tag.span
        if low >= end:
            break
        if low < at or high > end:
            continue
        builder.literal(text[at:low], at)
        if tag.kind == "output":
            builder.opaque(HOLE, low, high)
        at = high
    builder.literal(text[at:end], at)
    return builder.build(base, encode) if builder.size else View.of("", start, base)


def one_line(text: str) -> str | None:
    """Encodes what is inserted into a header: a line break there would end it."""
    return None if "\n" in text or "\r" in text else text


def named(names: str, span: Span) -> list[Attachment]:
    """Attachments that a header names ("a.pdf, b.pdf"): their size is not known."""
    return [Attachment(n.strip(), "", None, span) for n in re.split(r"[,;，；、]", names) if n.strip()]


def _front_matter(source: Source, tags: Sequence[Tag]) -> Front:
    text = source.text
    opened = _OPEN.match(text)
    closed = _CLOSE.search(text, opened.end(), opened.end() + _MAX_FRONT) if opened is not None else None
    if opened is None or closed is None:
        return Front()
    from outlint.formats.front_matter import read_yaml

    inner, span = Span(opened.end(), closed.start()), Span(0, closed.end())
    found = read_yaml(source, inner, [t for t in tags if t.span.start < inner.end])
    listed = found.meta.get("attachments") or found.meta.get("attachment")
    names = [listed] if isinstance(listed, str) else listed if isinstance(listed, list) else []
    attachments = tuple(a for name in names[:_MAX_HEADERS] for a in named(str(name), span))
    return Front(closed.end(), found.headers, found.meta, span, attachments, found.problems)


def _past_blank(text: str, at: int) -> int:
    m = _EMPTY_LINES.match(text, at)
    return m.end() if m else at


def _past_comments(text: str, at: int) -> tuple[int, tuple[Span, ...]]:
    """Comments above header lines: `outlint: ignore …` for the subject stands there."""
    found: list[Span] = []
    while m := _COMMENT.match(text, at):
        end = m.end()
        if m.group() == "<!--":
            end = text.find("-->", end, end + 20_000) + 3
            if end < 3:
                break
        found.append(Span(at, end))
        at = _past_blank(text, end)
    return at, tuple(found)


def _header_lines(text: str, start: int, structure: Structure, tags: Sequence[Tag]) -> tuple[list[Header], int]:
    """Header lines at the top of the body, and where the body goes on."""
    headers: list[Header] = []
    at = start
    while at < len(text) and len(headers) < _MAX_HEADERS:
        m, name = _header(text, at, structure)
        if m is None or name is None:
            below = _past_blank(text, at)
            m, name = _header(text, below, structure) if headers and below > at else (None, None)
            if m is None or name not in ("subject", "preheader"):  # "To: …", a blank line, "Subject: …"
                break
            at = below
        end = m.end("value")
        while folded := _FOLDED.match(text, end):
            end = folded.end()
        value = _unmarked(text, m.start("value"), end, m["mark"])
        headers.append(Header(name, _header_view(text, value, tags), Span(at, end)))
        at = _next_line(text, end)
    return headers, _past_blank(text, at) if headers else start


def _header(text: str, at: int, structure: Structure) -> tuple[re.Match[str] | None, str | None]:
    m = _HEADER.match(text, at, min(len(text), at + _MAX_VALUE))
    return m, structure.header_names.get(fold(m["name"].strip()).text) if m is not None else None


def _header_view(text: str, value: Span, tags: Sequence[Tag]) -> View:
    """A header's value: line breaks of folded lines read as one blank."""
    if not any(c in "\r\n" for c in text[value.start : value.end]):
        return tagged_view(text, *value, tags, encode=one_line)
    breaks = [Span(value.start + m.start(), value.start + m.end()) for m in _WRAP.finditer(text[slice(*value)])]
    return pieced_view(text, value, ((b, " ") for b in breaks), tags, one_line)


_WRAP = re.compile(r"(?<![ \t])[ \t]*(?:\r\n|\n|\r)[ \t]+")


def pieced_view(
    text: str, span: Span, shown: Iterable[tuple[Span, str]], tags: Sequence[Tag], encode: Encoder | None
) -> View:
    """The view of a span in which some places read otherwise (`shown`, in order), with merge variables as holes."""
    changes = [(s.start, s.end, new) for s, new in shown]
    changes += [(*t.span, HOLE if t.kind == "output" else "") for t in tags if span.contains(t.span)]
    builder = ViewBuilder()
    at = span.start
    for start, end, new in sorted(changes, key=lambda c: (c[0], -c[1])):
        if start < at:
            continue
        builder.literal(text[at:start], at)
        builder.opaque(new, start, end)
        at = end
    builder.literal(text[at : span.end], at)
    return builder.build(None, encode) if builder.size else View.of("", span.start)


def _unmarked(text: str, start: int, end: int, mark: str) -> Span:
    """A value without the emphasis or quotes around all of it."""
    span = unquoted(text, start, end)
    value = text[span.start : span.end]
    for m in _EMPHASIS:
        if len(value) > 2 * len(m) and value.startswith(m) and value.endswith(m) and m not in value[len(m) : -len(m)]:
            return unquoted(text, span.start + len(m), span.end - len(m))
    if mark and value.endswith(mark) and mark not in value[: -len(mark)]:
        return unquoted(text, span.start, span.end - len(mark))
    return span


def unquoted(text: str, start: int, end: int) -> Span:
    """A value without the white space and the one pair of quotes around it."""
    while end > start and text[end - 1].isspace():
        end -= 1
    if end - start >= 2 and _QUOTES.get(text[start]) == text[end - 1] and text[start] not in text[start + 1 : end - 1]:
        return Span(start + 1, end - 1)
    return Span(start, end)


def _next_line(text: str, at: int) -> int:
    m = _LINE_END.match(text, at)
    return m.end() if m else at
