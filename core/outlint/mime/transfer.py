"""Content transfer encodings: the octets of a body, with a map to the source characters each came from.

Decoding is eager and runs in C where it can; the maps are built when somebody asks for a place.
"""

from __future__ import annotations

import binascii
import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from outlint.view import Segment, View

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outlint.text import Edit, Span

MAX_LINE = 76
_HEX = {f"{a}{b}": chr(int(a + b, 16)) for a in "0123456789abcdefABCDEF" for b in "0123456789abcdefABCDEF"}
_SOFT = re.compile(r"[ \t]*+(?:\r{0,2}\n|\r|\Z)")
_QP_TOKEN = re.compile(r"(?:=[0-9A-Fa-f]{2})+|=[ \t]*+(?:\r{0,2}\n|\r|\Z)")
_ALPHABET = re.compile(r"[A-Za-z0-9+/]+")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/=\s]")
_AFTER_PADDING = re.compile(r"[A-Za-z0-9+/=\s]*+")
_PADDED_LINE = re.compile(r"={1,2}[ \t]*+(?:[\r\n]|\Z)")
_THREE_WORDS = re.compile(r"[A-Za-z] [A-Za-z]{1,20} [A-Za-z]")
_LINE_START = re.compile(r"[^\r\n]*\Z")
_LINE_REST = re.compile(r"[^\r\n]*")
_UU_LINE = re.compile(r"[^\r\n]*(?:\r{0,2}\n|\r|\Z)")
_PRINTABLE = re.compile(r"[^\t\r\n !-<>-~]")
_NAMES = {
    "quoted-printable": "quoted-printable",
    "quotedprintable": "quoted-printable",
    "qp": "quoted-printable",
    "base64": "base64",
    "base-64": "base64",
    "x-base64": "base64",
    "b": "base64",
    "x-uuencode": "uuencode",
    "uuencode": "uuencode",
    "x-uue": "uuencode",
    "uue": "uuencode",
}


def encoding_name(value: str) -> str:
    """ "quoted-printable", "base64" or "uuencode" for what a header says, else "" (as it stands)."""
    words = re.split(r"[\s;,(]", value.strip().strip("\"'").lower(), maxsplit=1)
    return _NAMES.get(words[0].replace("_", "-").rstrip("."), "")


def looks_like_base64(text: str) -> bool:
    """Whether a body declared as base64 is: some are sent with the declaration and no encoding."""
    head = text[:4096]
    padding = _PADDED_LINE.search(head)
    if padding:
        head = head[: padding.start()]  # what list servers add below counts for nothing
    foreign = len(_NOT_BASE64.findall(head))
    return foreign * 8 <= len(head) and not _THREE_WORDS.search(head)


def decoded(octets: str, encoding: str, base: View) -> View:
    """The octets behind a transfer encoding, over the encoded ones in `base`, whose text is `octets`."""
    if encoding == "quoted-printable":
        return QuotedPrintable(octets, base) if "=" in octets else base
    if encoding == "base64" and looks_like_base64(octets):
        return Base64(octets, base)
    if encoding == "uuencode":
        return _uudecoded(octets, base)
    return base


def decoded_size(text: str, encoding: str) -> int:
    """Bytes of an attachment after decoding, without decoding it."""
    if encoding == "base64":
        used = len(text) - sum(map(text.count, "\r\n \t="))
        return used * 3 // 4
    if encoding == "quoted-printable":
        soft = text.count("=\r\n") * 3 + text.count("=\n") * 2
        quoted = text.count("=") - text.count("=\r\n") - text.count("=\n")
        return max(len(text) - soft - quoted * 2, 0)
    if encoding == "uuencode":
        return len(text) * 45 // 62
    return len(text)


class QuotedPrintable(View):
    """Octets of a quoted-printable body: runs that stand as they are may be edited, where the line has room."""

    __slots__ = ()

    def __init__(self, octets: str, base: View) -> None:
        super().__init__(unquoted(octets), lambda: _quoted_segments(octets), base, quote)

    def _at(self, offset: int) -> Segment | None:
        run = super()._at(offset)
        if run is None or run.literal:
            return run
        step = min(max(offset - run.start, 0), run.end - run.start - 1)
        low = run.base_start + 3 * step
        return Segment(run.start + step, run.start + step + 1, low, low + 3, False)

    def edit(self, span: tuple[int, int], text: str) -> Edit | None:
        """As for any view; None too when the line would pass 76 characters or end in a blank."""
        if not self.is_literal(span) or self.base is None:
            return None
        down = self._down(span)
        return self.base.edit(down, new) if (new := self._fitted(down, text)) is not None else None

    def _fitted(self, down: Span, text: str) -> str | None:
        assert self.base is not None
        new = quote(text)
        whole = self.base.text
        before = whole[max(0, down.start - 1000) : down.start]
        left = _LINE_START.search(before)
        rest = _LINE_REST.match(whole, down.end, down.end + 1000)
        pieces = re.split(r"\r\n|\n|\r", (left.group() if left else "") + new + (rest.group() if rest else ""))
        if any(len(p) > MAX_LINE or p.endswith((" ", "\t")) for p in pieces):
            return None
        return new


def unquoted(octets: str) -> str:
    """Quoted-printable decoded, octet by octet; what is no escape stays."""
    first, *pieces = octets.split("=")
    out = [first]
    for piece in pieces:
        char = _HEX.get(piece[:2])
        if char is not None:
            out += (char, piece[2:])
        else:
            soft = _SOFT.match(piece)
            # `=` at the very end of a piece is a soft break only where the body ends too
            if soft and (soft.end() < len(piece) or piece[-1:] in ("\n", "\r")):
                out.append(piece[soft.end() :])
            else:
                out += ("=", piece)
    if pieces and not pieces[-1].strip(" \t"):
        del out[-2:]
    return "".join(out)


def _quoted_segments(octets: str) -> Iterator[Segment]:
    at = made = 0
    for m in _QP_TOKEN.finditer(octets):
        low, high = m.span()
        if low > at:
            yield Segment(made, made + low - at, at, low, True)
            made += low - at
        at = high
        if octets[low + 1 : low + 2] not in (" ", "\t", "\r", "\n", ""):
            size = (high - low) // 3
            yield Segment(made, made + size, low, high, False)
            made += size
    if at < len(octets):
        yield Segment(made, made + len(octets) - at, at, len(octets), True)


def quote(octets: str) -> str:
    """Octets in quoted-printable notation, line ends kept."""
    return _PRINTABLE.sub(lambda m: f"={ord(m.group()):02X}", octets)


class _Chunk(NamedTuple):
    """A run of base64 up to its padding: where its characters stand, and how many there are before each run."""

    starts: list[int]
    counts: list[int]
    letters: int
    octet: int  # the first octet it decodes to


class Base64(View):
    """Octets of a base64 body: each maps to the two or three characters that hold its bits; none can be edited."""

    __slots__ = ("_chunks", "_source")

    def __init__(self, octets: str, base: View) -> None:
        super().__init__(unbased(octets), self._whole, base, None)
        self._source = octets
        self._chunks: list[_Chunk] | None = None

    def _whole(self) -> Iterator[Segment]:
        return (self._octet(i) for i in range(len(self.text)))

    def _at(self, offset: int) -> Segment | None:
        return self._octet(min(max(offset, 0), len(self.text) - 1)) if self.text else None

    def _octet(self, i: int) -> Segment:
        if self._chunks is None:
            self._chunks = list(_chunks(self._source))
        k = bisect_right(self._chunks, i, key=lambda c: c.octet) - 1
        chunk = self._chunks[k]
        bit = 8 * (i - chunk.octet)
        low, last = (self._letter(chunk, n) for n in (bit // 6, (bit + 7) // 6))
        return Segment(i, i + 1, low, last + 1, False)

    @staticmethod
    def _letter(chunk: _Chunk, n: int) -> int:
        n = min(n, chunk.letters - 1)
        run = bisect_right(chunk.counts, n) - 1
        return chunk.starts[run] + n - chunk.counts[run]


def _pieces(octets: str) -> Iterator[tuple[int, int]]:
    """Ranges of base64 between paddings. What follows a padding counts only while nothing else is in it."""
    at = 0
    whole: bool | None = None
    while at < len(octets):
        pad = octets.find("=", at)
        end = pad if pad >= 0 else len(octets)
        yield at, end
        at = end
        while at < len(octets) and octets[at] in "=\r\n \t":
            at += 1
        if whole is None and pad >= 0:
            rest = _AFTER_PADDING.match(octets, at)
            whole = rest is not None and rest.end() == len(octets)
        if not whole:
            return


def unbased(octets: str) -> str:
    """Base64 decoded; foreign characters are skipped, and what is cut off is read as far as it goes."""
    out = []
    clean = octets.encode("latin-1", "replace")
    for low, high in _pieces(octets):
        try:
            out.append(binascii.a2b_base64(clean[low:high] + b"=="))
        except binascii.Error:
            letters = "".join(_ALPHABET.findall(octets[low:high]))
            letters = letters[: len(letters) - (len(letters) % 4 == 1)]
            out.append(binascii.a2b_base64(letters + "=" * (-len(letters) % 4)))
    return b"".join(out).decode("latin-1")


def _chunks(octets: str) -> Iterator[_Chunk]:
    octet = 0
    for low, high in _pieces(octets):
        runs = [m.span() for m in _ALPHABET.finditer(octets, low, high)]
        counts = list(accumulate((b - a for a, b in runs), initial=0))
        letters = counts.pop()
        if runs:
            yield _Chunk([a for a, _ in runs], counts, letters, octet)
            octet += letters * 6 // 8


def _uudecoded(octets: str, base: View) -> View:
    """Octets of a uuencoded body, mapped line by line."""
    out: list[str] = []
    segments: list[Segment] = []
    made = 0
    inside = False
    for m in _UU_LINE.finditer(octets):
        line = m.group().rstrip("\r\n")
        if not inside:
            inside = line.startswith("begin ")
            continue
        if line.strip() in ("end", "`", ""):
            inside = line.strip() != "end"
            continue
        text = _uu_line(line)
        if text:
            segments.append(Segment(made, made + len(text), m.start(), m.end(), False))
            out.append(text)
            made += len(text)
    return View("".join(out), segments, base, None) if out else base


def _uu_line(line: str) -> str:
    data = line.encode("latin-1", "replace")
    try:
        return binascii.a2b_uu(data).decode("latin-1")
    except binascii.Error:
        size = (((data[0] - 32) & 63) * 4 + 5) // 3  # writers disagree on what follows the last group
        try:
            return binascii.a2b_uu(data[:size]).decode("latin-1")
        except binascii.Error:
            return ""
