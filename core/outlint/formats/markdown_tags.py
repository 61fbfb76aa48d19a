"""HTML tags that stand in Markdown: which ones vanish, what breaks a line, and where their links go."""

from __future__ import annotations

import re
from typing import NamedTuple

from outlint.text import Span

_TAG = re.compile(r"</?(?P<name>[A-Za-z][A-Za-z0-9]{0,11})(?=[\s/>])(?P<rest>[^<>]{0,2000})>")
_ATTRIBUTE = re.compile(r"\b(href|src|alt)\s{0,3}=\s{0,3}(?:\"([^\"]{0,2000})\"|'([^']{0,2000})')", re.I)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_INLINE = _set(
    """
    a abbr b big body br button center cite code dd del details dt em figcaption font head html i iframe img ins kbd link
    mark meta nav q s samp small span strike strong style sub summary sup tbody td tfoot th thead title tt u var video
    """
)
_BLOCK = _set(
    """
    address article aside blockquote div dl figure footer h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table tr
    ul
    """
)


class HtmlTag(NamedTuple):
    """`attributes` (href, src, alt) hold the value and its source span."""

    name: str
    closes: bool
    span: Span
    attributes: dict[str, tuple[str, Span]]

    def shown(self, text: str) -> str:
        """What a reader sees where the tag stands: a line end, or nothing."""
        if text[self.span.end : self.span.end + 1] in ("", "\n", "\r"):
            return ""
        return "\n" if self.name == "br" else "\n\n" if self.name in _BLOCK else ""


def tag_at(text: str, at: int) -> HtmlTag | None:
    """The tag that begins at `at`; "<product>" is none: it is for the reader, or for whoever fills it in."""
    m = _TAG.match(text, at)
    name = m["name"].lower() if m is not None else ""
    if m is None or (name not in _INLINE and name not in _BLOCK):
        return None
    attributes: dict[str, tuple[str, Span]] = {}
    for a in _ATTRIBUTE.finditer(m["rest"]):
        group = 2 if a[2] is not None else 3
        start = m.start("rest") + a.start(group)
        attributes.setdefault(a[1].lower(), (a[group], Span(start, start + len(a[group]))))
    return HtmlTag(name, text[at + 1] == "/", Span(*m.span()), attributes)
