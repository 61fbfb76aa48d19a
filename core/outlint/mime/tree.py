"""The tree of a mail's parts: which range of the source each takes, and what its headers say of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outlint.mime.headers import EOL, RawHeader, first_header, parameters, scan_headers
from outlint.mime.transfer import encoding_name
from outlint.mime.words import decode_words

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 40
MAX_PARTS = 1000
_UNFOLD = re.compile(rf"{EOL}(?=[ \t])")
_REST = re.compile(rf"(--)?[ \t]*(?:{EOL}|\Z)")
_LOOSE = re.compile(rf"(--)?[^\r\n]*(?:{EOL}|\Z)")
_FIRST_LINE = re.compile(rf"(?:[ \t]*{EOL}){{0,20}}--([^\s-][^\r\n]{{0,200}}?)[ \t]*{EOL}")
_BEFORE_HEADER = re.compile(rf"^--([^\r\n]{{1,200}}?)[ \t]*{EOL}(?=Content-[A-Za-z-]{{2,40}}:)", re.M | re.I)


@dataclass(frozen=True, slots=True)
class Entity:
    """One MIME entity: header block [start, body_start), body [body_start, body_end) in the source."""

    headers: tuple[RawHeader, ...]
    start: int
    body_start: int
    body_end: int
    content_type: str
    params: dict[str, str]
    encoding: str
    disposition: str
    filename: str
    children: tuple[Entity, ...] = ()

    @property
    def charset(self) -> str | None:
        return self.params.get("charset") or None

    @property
    def main_type(self) -> str:
        return self.content_type.partition("/")[0]


@dataclass(slots=True)
class Limits:
    """What is left of the bounds, and what had to be said about the file."""

    parts: int = MAX_PARTS
    problems: list[str] = field(default_factory=list)

    def say(self, problem: str) -> None:
        if problem not in self.problems:
            self.problems.append(problem)


def raw_value(text: str, header: RawHeader) -> str:
    value = text[header.low : header.high]
    return _UNFOLD.sub("", value) if "\n" in value or "\r" in value else value


def parse(text: str, limits: Limits) -> Entity:
    """The tree of a whole file. Never raises; bounds that were hit stand in `limits.problems`."""
    start = first_header(text, 0, len(text))
    return _entity(text, start, len(text), "text/plain", MAX_DEPTH, limits)


def _entity(text: str, start: int, end: int, default: str, depth: int, limits: Limits) -> Entity:
    headers, body = scan_headers(text, start, end)
    said: dict[str, str] = {}
    for h in headers:
        if h.name.startswith("content-") and h.name not in said:
            said[h.name] = raw_value(text, h)
    kind, params = parameters(said.get("content-type", ""))
    if not re.fullmatch(r"[^\s/]+/[^\s/]+", kind):
        kind = "text/plain" if kind else default
    disposition, its = parameters(said.get("content-disposition", ""))
    name = decode_words(its.get("filename") or params.get("name") or "").strip()
    children: tuple[Entity, ...] = ()
    if kind.startswith("multipart/"):
        children = tuple(_children(text, body, end, kind, params, depth, limits))
        first = children[0] if len(children) > 1 else None
        if (
            first
            and first.content_type.startswith("multipart/")
            and first.params.get("boundary") == params.get("boundary")
        ):
            kind, children = first.content_type, children[1:]  # an inner multipart with its parent's boundary
    encoding = encoding_name(said.get("content-transfer-encoding", ""))
    return Entity(tuple(headers), start, body, end, kind, params, encoding, disposition, name, children)


def _children(
    text: str, start: int, end: int, kind: str, params: dict[str, str], depth: int, limits: Limits
) -> Iterator[Entity]:
    default = "message/rfc822" if kind == "multipart/digest" else "text/plain"
    ranges = _ranges(text, start, end, params.get("boundary", "").rstrip()[:2000])
    for low, high in ranges:
        if depth <= 0:
            limits.say(f"parts are nested more than {MAX_DEPTH} deep: the innermost were not read")
            return
        if limits.parts <= 0:
            limits.say(f"the mail has more than {MAX_PARTS} parts: the rest was not read")
            return
        limits.parts -= 1
        yield _entity(text, low, high, default, depth - 1, limits)


def _ranges(text: str, start: int, end: int, boundary: str) -> list[tuple[int, int]]:
    """The ranges between delimiter lines. A boundary that is nowhere is looked for in the ways it gets broken."""
    tries = [(boundary, _REST), (" ".join(boundary.split()), _REST), (boundary, _LOOSE)] if boundary else []
    for needle, rest in tries:
        found = list(_between(text, start, end, "--" + needle, rest))
        if found:
            return found
    guess = _FIRST_LINE.match(text, start, end) or _BEFORE_HEADER.search(text, start, end)
    return list(_between(text, start, end, "--" + guess.group(1), _REST)) if guess else []


def _between(text: str, start: int, end: int, needle: str, rest_of_line: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    opened = -1
    at = text.find(needle, start, end)
    while at >= 0:
        after = at + len(needle)
        rest = rest_of_line.match(text, after, end) if at == start or text[at - 1] in "\r\n" else None
        if rest:
            if opened >= 0:
                yield opened, max(opened, _before_line_end(text, at))
            opened = after = rest.end()
            if rest.group(1):
                return
        at = text.find(needle, after, end)
    if opened >= 0:
        yield opened, end


def _before_line_end(text: str, at: int) -> int:
    """The line end before a delimiter belongs to it."""
    if at and text[at - 1] == "\n":
        at -= 1
        for _ in range(2):
            at -= bool(at) and text[at - 1] == "\r"
        return at
    return at - 1 if at and text[at - 1] == "\r" else at
