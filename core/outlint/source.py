"""The file as it is on disk, decoded without loss."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from functools import cached_property

from outlint.text import LineIndex

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HTML_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w.:-]+)""", re.I)
MAX_BYTES = 25 * 1024 * 1024
"""A draft above this is not read: 25 MB is the common limit of a whole mail with attachments."""


_MOST = 64 * 1024
"""Bytes that most drafts do not fill."""


class UnreadableError(Exception):
    """The bytes are no draft; the message says why and what to do."""


@dataclass(frozen=True)
class Source:
    """`text` is the decoded file without its BOM; `bom + text.encode(encoding, errors)` gives its bytes back."""

    path: str
    text: str
    encoding: str = "utf-8"
    errors: str = "strict"
    bom: bytes = field(default=b"", repr=False)

    @cached_property
    def lines(self) -> LineIndex:
        return LineIndex(self.text)

    @cached_property
    def newline(self) -> str:
        """The line end used first in the file, LF when it has none."""
        found = re.search(r"\r\n|\n|\r", self.text)
        return found.group() if found else "\n"

    def encode(self, text: str) -> bytes:
        """Bytes to write for a changed text. Raises UnicodeEncodeError when the file's encoding lacks a character."""
        return self.bom + text.encode(self.encoding, self.errors)


def read_source(data: bytes, path: str) -> Source:
    """Decode a file. Raises UnreadableError for binary files and files over MAX_BYTES.

    Mail (.eml) that is not UTF-8 keeps one character per byte, since each part has a charset of its own.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableError(
            f"the file is larger than {MAX_BYTES // 1024**2} MiB, the most outlint reads of a draft;"
            " move its attachments out, or leave the file out"
        )
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _decoded(data[len(bom) :], path, encoding, bom)
    is_mail = path.lower().endswith((".eml", ".msg", ".mbox"))
    if not is_mail:
        _refuse_binary(data)
    try:
        return Source(path, data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    if is_mail:
        return Source(path, data.decode("latin-1"), "latin-1")
    return _decoded(data, path, _guess(data), b"")


def read_file(path: str) -> Source:
    """Read a file. Raises OSError, and UnreadableError as read_source does."""
    with open(path, "rb") as file:
        data = file.read(_MOST)  # asked for more at once, it would set aside room for all of it
        if len(data) == _MOST:
            data += file.read(MAX_BYTES + 1 - _MOST)
    return read_source(data, path)


_CONTROL = b"\x00\x01\x02\x03\x04\x05\x06\x0e\x0f\x10\x11\x12\x13\x14"


def _refuse_binary(data: bytes) -> None:
    head = data[:8192]
    control = len(head) - len(head.translate(None, _CONTROL))
    if control > len(head) // 100 + 2:
        raise UnreadableError("a binary file, not a draft; give .md, .txt, .html or .eml files")


def _decoded(data: bytes, path: str, encoding: str, bom: bytes) -> Source:
    """Decode so that encoding again gives the same bytes, whatever they are."""
    errors = "surrogateescape" if encoding in ("utf-8", "gb18030", "cp1252", "latin-1") else "strict"
    try:
        text = data.decode(encoding, errors)
        if text.encode(encoding, errors) == data:
            strict = "strict" if not any("\udc80" <= c <= "\udcff" for c in text) else errors
            return Source(path, text, encoding, strict, bom)
    except (UnicodeError, LookupError):
        pass
    return Source(path, (bom + data).decode("latin-1"), "latin-1")


def _guess(data: bytes) -> str:
    """Encoding of a file that is not UTF-8: what its HTML says, else by its bytes."""
    declared = _HTML_CHARSET.search(data[:4096])
    if declared:
        return declared.group(1).decode("ascii", "replace").lower()
    high = sum(1 for b in data[:65536] if b >= 0x80)
    if high < 3:
        return "utf-8"
    from charset_normalizer import from_bytes

    best = from_bytes(data[:65536]).best()
    return best.encoding if best is not None else "utf-8"
