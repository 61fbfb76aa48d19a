"""Text with soft line breaks (RFC 3676), and text with uuencoded files in it, as a reader sees them."""

from __future__ import annotations

import re
from typing import NamedTuple

from outlint.text import Span
from outlint.view import View, ViewBuilder

_LINE = re.compile(r"([^\r\n]*)(\r{0,2}\n|\r|\Z)")
_QUOTED = re.compile(r">+")
_UU_BEGIN = re.compile(r"^begin [0-7]{3,4} ([^\r\n]{1,200})(?:\r{0,2}\n|\r)(?=[!-`][ -`]{4,90}[ \t]*[\r\n])", re.M)
_UU_END = re.compile(r"^end[ \t]*(?:\r{0,2}\n|\r|\Z)", re.M)


def flowed(view: View, delsp: bool) -> View:
    """Lines that end in a blank go on in the next of the same quoting; `delsp` says that the blank is not text."""
    text = view.text
    builder = ViewBuilder()
    pending: tuple[int, int, int] | None = None  # a soft line's end, and its depth of quoting
    for m in _LINE.finditer(text):
        low, high = m.span(1)
        marks = _QUOTED.match(text, low, high)
        depth = marks.end() - low if marks else 0
        body = low + depth
        if text[body : body + 1] == " " and (not depth or pending):
            body += 1
        signature = text[body:high] == "-- "
        if pending is not None:
            start, end, before = pending
            if before != depth or signature or body == high:
                builder.literal(text[start:end], start)
                pending = None
        first = body if pending is not None or not depth else low
        soft = high > body and text[high - 1] == " " and not signature and m.end() > high
        stop = high - 1 if soft and delsp else high
        builder.literal(text[first:stop], first)
        pending = (high, m.end(), depth) if soft else None
        if not soft:
            builder.literal(text[high : m.end()], high)
    if pending is not None:
        builder.literal(text[pending[0] : pending[1]], pending[0])
    return builder.build(view) if builder.size else view


class InlineFile(NamedTuple):
    """A uuencoded file in running text: `span` counts in the view."""

    name: str
    span: Span
    size: int


def without_files(view: View) -> tuple[View, list[InlineFile]]:
    """The view without the uuencoded files in it."""
    text = view.text
    found: list[InlineFile] = []
    at = 0
    while (m := _UU_BEGIN.search(text, at)) is not None:
        end = _UU_END.search(text, m.end())
        if end is None:
            break
        at = end.end()
        found.append(InlineFile(m.group(1).strip(), Span(m.start(), at), (at - m.end()) * 45 // 62))
    if not found:
        return view, found
    builder = ViewBuilder()
    at = 0
    for file in found:
        builder.literal(text[at : file.span.start], at)
        at = file.span.end
    builder.literal(text[at:], at)
    return (builder.build(view) if builder.size else View.of("", 0, view)), found
