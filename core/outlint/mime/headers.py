"""Header blocks: where each header stands, and the parameters of structured ones (RFC 5322, 2045, 2231)."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from outlint.mime import charsets

EOL = r"(?:\r{0,2}\n|\r)"
MAX_HEADERS = 20_000
_HEADER = re.compile(rf"([!-9;-~]++)[ \t]*+:([^\r\n]*+(?:{EOL}[ \t]++[^\r\n]*+)*)(?:{EOL}|\Z)")
_BLANK = re.compile(EOL)
_ENVELOPE = re.compile(rf">?From [^\r\n]*{EOL}")
_LEADING_BLANKS = re.compile(rf"(?:\ufeff|ï»¿)?(?:[ \t]*{EOL}){{0,50}}[ \t]*(?=(?:>?From |[A-Za-z][\w-]{{1,40}}:))")
_LINE = re.compile(rf"[^\r\n]*{EOL}?")
_COMMENT = re.compile(r"\([^()]*\)")
_PARAMETER = re.compile(r'[;\s]\s*+([^\s=;]++)\s*+=\s*+("[^"\\]*+(?:\\.[^"\\]*+)*"|[^;]*+)', re.S)
_SECTION = re.compile(r"([^*]+)\*(?:(\d{1,3})(\*)?)?$")


class RawHeader(NamedTuple):
    """A header in the source: `name` in lower case, the whole entry [start, end), its value [low, high)."""

    name: str
    start: int
    end: int
    low: int
    high: int


def first_header(text: str, start: int, end: int) -> int:
    """Where the headers begin: behind a byte order mark, blank lines and an mbox "From " line."""
    m = _LEADING_BLANKS.match(text, start, end)
    at = m.end() if m else start
    m = _ENVELOPE.match(text, at, end)
    return m.end() if m else at


def scan_headers(text: str, start: int, end: int) -> tuple[list[RawHeader], int]:
    """The headers from `start` on, and where the body begins.

    A line that is no header ends the block, as does a blank line. More than MAX_HEADERS are skipped, not kept.
    """
    found: list[RawHeader] = []
    at = start
    match = _HEADER.match
    while at < end:
        m = match(text, at, end)
        if m is None:
            blank = _BLANK.match(text, at, end)
            if blank:
                return found, blank.end()
            if found and text[at] in " \t" and not text[at:end].strip():
                return found, end
            if text[at] == ":":  # a header without a name says nothing, the next one may
                at = _LINE.match(text, at, end).end()  # type: ignore[union-attr]
                continue
            return found, at
        if len(found) < MAX_HEADERS:
            low, high = m.span(2)
            while low < high and text[low] in " \t":
                low += 1
            found.append(RawHeader(m.group(1).lower(), at, m.end(), low, high))
        at = m.end()
    return found, end


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """A structured value's main word and its parameters, both names in lower case ("text/plain", {"charset": …})."""
    value = value[:65536]
    if "(" in value and '"' not in value:
        value = _COMMENT.sub("", value)
    words = re.split(r"[;\s]", value.strip(), maxsplit=1)
    head = words[0].strip('"').lower()
    if len(words) == 1:
        return head, {}
    plain: dict[str, str] = {}
    sections: dict[str, list[tuple[int, bool, str]]] = {}
    for m in _PARAMETER.finditer(value):
        name, raw = m.group(1).lower(), m.group(2).strip()
        text = _unquoted(raw)
        if "*" not in name:
            plain.setdefault(name, text)
            continue
        s = _SECTION.match(name)
        if s:
            whole = s.group(2) is None
            number = 0 if whole else int(s.group(2))
            sections.setdefault(s.group(1), []).append((number, whole or bool(s.group(3)), text))
    for name, pieces in sections.items():
        plain[name] = _joined(sorted(pieces))
    return head, plain


def _unquoted(raw: str) -> str:
    if len(raw) > 1 and raw[0] == raw[-1] == '"':
        return re.sub(r"\\(.)", r"\1", raw[1:-1], flags=re.S)
    return raw.strip('"')


def _joined(pieces: list[tuple[int, bool, str]]) -> str:
    """A parameter in numbered sections, each perhaps percent-encoded; the first names the charset."""
    charset = None
    data = b""
    for i, (_, encoded, text) in enumerate(pieces):
        if encoded and i == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        data += unquote_to_bytes(text) if encoded else text.encode("utf-8", "surrogateescape")
    return charsets.decode(data, charset)[0]
