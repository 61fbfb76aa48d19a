"""HTML cut into tags, text and comments: one pass, every place kept, nothing ever refused.

Merge tags may stand inside or around tags: the caller masks them (`mask`): no `>` or quote in one ends a tag.
"""

from __future__ import annotations

import html
import re
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from outlint.view import HOLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outlint.merge_tags import Tag

SILENT = "\x1f"
"""Stands for a block or comment tag: white space to a tag's attributes, nothing in text."""
_TAG = re.compile(
    r"""<(/?)([A-Za-z][^\s/>]*+)((?:[^>"'=]++|=\s*+(?:"[^"]*+"|'[^']*+')|=(?!\s*+(?:"[^"]*+"|'[^']*+'))|["'])*)>"""
)
_PLAIN_TAG = re.compile(r"<(/?)([A-Za-z][^\s/<>]*+)([^<>]*+)>")
_ATTRIBUTE = re.compile(r"""([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"'][^\s>]*+))?)?""")
_ENTITY = re.compile(r"&(?:#[0-9]{1,9}+;?|#[xX][0-9a-fA-F]{1,8}+;?|[A-Za-z][A-Za-z0-9]{1,31}+;?)")
_COMMON = {"&nbsp;": "\xa0", "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&zwnj;": "\u200c"}
_RAW = {"script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "mj-style", "mj-title"}
_MAX_FAILURES = 4


class Kind(IntEnum):
    TEXT = 0
    OPEN = 1
    CLOSE = 2
    COMMENT = 3
    RAW = 4  # the content of a script, style or title


class Token(NamedTuple):
    """`low` to `high` are the attributes of an OPEN token; `name` is in lower case."""

    kind: Kind
    start: int
    end: int
    name: str = ""
    low: int = 0
    high: int = 0


def mask(text: str, tags: Sequence[Tag]) -> str:
    """The text, of the same length, with each merge tag replaced by characters that mean nothing in HTML."""
    if not tags:
        return text
    out: list[str] = []
    at = 0
    for tag in tags:
        low, high = tag.span
        out += (text[at:low], (HOLE if tag.kind == "output" else SILENT) * (high - low))
        at = high
    out.append(text[at:])
    return "".join(out)


def tokens(text: str, start: int, end: int) -> Iterator[Token]:
    """The tokens of text[start:end], complete and in order. Linear in every case."""
    at = scan = start
    failures = 0
    while True:
        lt = text.find("<", scan, end)
        if lt < 0:
            break
        m = (_TAG if failures < _MAX_FAILURES else _PLAIN_TAG).match(text, lt, end)
        if m is not None:
            if lt > at:
                yield Token(Kind.TEXT, at, lt)
            name = m.group(2).lower()
            at = scan = m.end()
            if m.group(1):
                yield Token(Kind.CLOSE, lt, at, name)
                continue
            yield Token(Kind.OPEN, lt, at, name, m.start(3), m.end(3))
            if name in _RAW and text[at - 2] != "/":
                stop = _raw_end(text, at, end, name)
                yield Token(Kind.RAW, at, stop, name)
                at = scan = stop
            continue
        following = text[lt + 1 : lt + 2]
        if following and following in "!?/" and (stop := _comment_end(text, lt, end)):
            if lt > at:
                yield Token(Kind.TEXT, at, lt)
            if text.startswith("<![CDATA[", lt):
                yield Token(Kind.TEXT, lt + 9, max(lt + 9, stop - 3))
            else:
                yield Token(Kind.COMMENT, lt, stop)
            at = scan = stop
            continue
        if following.isalpha():
            failures += 1
            if text.find(">", lt, end) < 0:
                break  # no tag ends after here
        scan = lt + 1
    if at < end:
        yield Token(Kind.TEXT, at, end)


def _comment_end(text: str, lt: int, end: int) -> int:
    """Where a comment or declaration ends; 0 when the `<` opens none."""
    if text.startswith("<!--", lt):
        if text.startswith((">", "->"), lt + 4):
            return lt + (5 if text[lt + 4] == ">" else 6)
        stop = text.find("-->", lt + 4, end)
        return stop + 3 if stop >= 0 else end
    if text.startswith("<![CDATA[", lt):
        stop = text.find("]]>", lt, end)
        return stop + 3 if stop >= 0 else end
    stop = text.find(">", lt, min(end, lt + 20_000))
    return stop + 1 if stop >= 0 else 0


@lru_cache(maxsize=16)
def _closing(name: str) -> re.Pattern[str]:
    return re.compile(f"</{name}(?=[\\s/>])", re.I)


def _raw_end(text: str, at: int, end: int, name: str) -> int:
    m = _closing(name).search(text, at, end)
    return m.start() if m else end


def attributes(text: str, low: int, high: int) -> dict[str, tuple[int, int]]:
    """The ranges of a tag's attribute values, by name in lower case; the first of a name counts."""
    found: dict[str, tuple[int, int]] = {}
    for m in _ATTRIBUTE.finditer(text, low, high):
        group = m.lastindex or 1
        span = m.span(group) if group > 1 else (m.end(), m.end())
        found.setdefault(m.group(1).lower(), span)
    return found


class Entity(NamedTuple):
    text: str
    end: int


def entity(text: str, at: int, end: int) -> Entity | None:
    """The character reference at `at`, or None where the `&` is only itself."""
    m = _ENTITY.match(text, at, end)
    decoded = _decoded(m.group()) if m else None
    return Entity(decoded.text, at + decoded.end) if decoded and decoded.end else None


@lru_cache(maxsize=1024)
def _decoded(reference: str) -> Entity:
    """Its text and its length; a name without semicolon may be shorter than the letters that follow the `&`."""
    common = _COMMON.get(reference)
    if common is not None:
        return Entity(common, len(reference))
    if reference[1] == "#":
        return Entity(html.unescape(reference) or "\ufffd", len(reference))
    from html.entities import html5

    for size in range(len(reference), 2, -1):
        name = reference[1:size]
        if name in html5:
            return Entity(html5[name], size)
    return Entity("", 0)


def unescaped(text: str) -> str:
    """An attribute's value with its character references decoded."""
    return html.unescape(text) if "&" in text else text


def escaped(text: str) -> str | None:
    """Text as HTML; None for line breaks, which HTML shows as blanks."""
    if "\n" in text or "\r" in text:
        return None
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
