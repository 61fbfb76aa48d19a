"""Charsets: the codec behind what a mail declares, decoding that never fails, and the map from characters to bytes.

Bytes are carried as "octets": text with one character (0 to 255) for each byte, so that views can stand on them.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

from outlint.view import Segment, View

if TYPE_CHECKING:
    from collections.abc import Iterator

_ALIASES = {
    "ansi": "cp1252",
    "ansi-x3-110-1983": "iso8859-1",
    "ansi-x3.110-1983": "iso8859-1",
    "ascii-8bit": "ascii",
    "cp-850": "cp850",
    "cp932": "cp932",
    "euc-cn": "gb2312",
    "gb-2312-80": "gb2312",
    "gb18030-2022": "gb18030",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-8-i": "iso8859-8",
    "iso-2022-cn": "gb18030",
    "ks-c-5601": "cp949",
    "ks-c-5601-1987": "cp949",
    "ks-c-5601-1989": "cp949",
    "tis-620": "cp874",
    "iso-8859-11": "cp874",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "unicode": "utf-16",
    "utf": "utf-8",
    "utf8mb4": "utf-8",
    "windows-31j": "cp932",
    "windows-874": "cp874",
    "windows-936": "gbk",
    "windows-949": "cp949",
    "windows-950": "cp950",
    "x-gbk": "gbk",
    "x-mac-roman": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-sjis": "cp932",
    "macintosh": "mac-roman",
    "x-euc-jp": "euc-jp",
    "x-big5": "big5",
    "x-windows-949": "cp949",
    "cn-gb": "gb2312",
    "cn-big5": "big5",
    "default": "ascii",
}
# Codecs whose first 128 bytes are not plain ASCII: such text must always be decoded.
_SHIFTING = re.compile(r"utf-?(?:7|16|32)|iso-?2022|hz|ebcdic|cp0?(?:37|273|424|500|875|1026|1140)$")
_NO_CHARSET = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem", "utf-8-sig"}
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "iso2022_jp": "iso2022_jp_ext",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
}
_SEQUENCE = re.compile(r"[\xc2-\xf4][\x80-\xbf]{1,3}")
_RUNS = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]{1,64}")
_HIGH = re.compile(r"[^\x00-\x7f]+")
_SAMPLE = 4096
_ASCII = bytes(range(128))
_C1 = re.compile(rb"[\x80-\x9f]")


@lru_cache(maxsize=256)
def lookup(name: str) -> str | None:
    """Python's codec for a charset as a mail spells it, or None where there is none."""
    plain = re.sub(r"[\s_]+", "-", name.strip().strip("\"'").lower())[:40]
    plain = _ALIASES.get(plain, plain)
    if not re.fullmatch(r"[a-z0-9.:+-]+", plain):
        return None
    fitted = re.sub(r"^(?:x-|cs)", "", plain)
    fitted = re.sub(r"^iso-?8859-?(\d{1,2}).*", r"iso8859-\1", fitted)
    fitted = re.sub(r"^(?:windows|win|cp|ibm)-?(\d{3,5}).*", r"cp\1", fitted)
    fitted = re.sub(r"^utf-?8.*", "utf-8", fitted)
    for guess in (plain, fitted, fitted.split(":")[0]):
        if guess in _NO_CHARSET:
            return "utf-8" if guess == "utf-8-sig" else None
        try:
            info = codecs.lookup(guess)
        except (LookupError, ValueError, UnicodeError):
            continue
        if getattr(info, "_is_text_encoding", True):
            return info.name
    return None


def shifting(codec: str | None) -> bool:
    """Whether bytes below 128 need decoding in this codec."""
    return codec is not None and _SHIFTING.match(codec) is not None


def decode(data: bytes, declared: str | None) -> tuple[str, str]:
    """The text of some bytes, and the codec that was fit to read it. Bytes that fit no codec become U+FFFD."""
    codec = lookup(declared) if declared else None
    if not shifting(codec) and data.isascii():
        return data.decode("ascii"), "ascii"
    if codec is None or codec == "ascii":
        return _undeclared(data)
    for name in (_widened(codec, data), _WIDER.get(codec)):
        text = _strictly(data, name) if name else None
        if text is None or name is None:
            continue
        if name.startswith(("iso8859", "cp12", "latin")) and _really_utf8(data):
            return data.decode("utf-8"), "utf-8"
        return text, name
    if codec == "utf-8":
        return _broken_utf8(data)
    text = _strictly(data, "utf-8")
    if text is not None and not shifting(codec):
        return text, "utf-8"
    name = _WIDER.get(codec, codec)
    try:
        return data.decode(name, "replace"), name
    except (UnicodeError, ValueError):
        return data.decode("latin-1"), "latin-1"


def _undeclared(data: bytes) -> tuple[str, str]:
    names = ["utf-8", "cp1252", "latin-1"]
    high = len(data[:_SAMPLE].translate(None, _ASCII))
    if high * 4 > len(data[:_SAMPLE]) and high > 30:
        names.insert(1, _guessed(data[:_SAMPLE]))  # so much beyond ASCII is no Latin text
    for name in names:
        text = _strictly(data, name)
        if text is not None:
            return text, name
    return data.decode("latin-1"), "latin-1"


@lru_cache(maxsize=32)
def _guessed(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    name = lookup(best.encoding) if best is not None else None
    return name if name and not shifting(name) else "cp1252"


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, ValueError, AttributeError):
        return None


def _widened(codec: str, data: bytes) -> str:
    """Readers take Latin-1 for its Windows superset, since nobody means the C1 controls."""
    return _WIDER[codec] if codec in ("iso8859-1", "iso8859-9") and _C1.search(data) else codec


def _really_utf8(data: bytes) -> bool:
    """Three multibyte sequences and nothing else: no Latin text reads like that, its declaration is wrong."""
    return _strictly(data, "utf-8") is not None and len(_SEQUENCE.findall(data.decode("latin-1"))) > 2


def _broken_utf8(data: bytes) -> tuple[str, str]:
    text = data.decode("utf-8", "replace")
    if _HIGH.sub("", text.replace("\ufffd", "")) == text.replace("\ufffd", ""):
        single = _strictly(data, "cp1252")  # not one valid sequence: the declaration is wrong
        if single is not None:
            return single, "cp1252"
    return text, "utf-8"


def byte_spans(text: str, data: bytes, codec: str) -> list[tuple[int, int]] | None:
    """The byte range of each character, by decoding byte after byte; None when that gives another text."""
    try:
        decoder = codecs.getincrementaldecoder(codec)("replace")
        feed = [decoder.decode(data[i : i + 1]) for i in range(len(data))]
        feed.append(decoder.decode(b"", True))
    except (UnicodeError, LookupError, ValueError):
        return None
    if "".join(feed) != text:
        return None
    spans: list[tuple[int, int]] = []
    low = 0
    for i, chars in enumerate(feed):
        if chars:
            high = min(i + 1, len(data))
            spans += [(low, high)] * len(chars)
            low = high
    return spans


class CharsetView(View):
    """Decoded text over octets. Runs of ASCII are literal; any other character maps to its bytes as a whole."""

    __slots__ = ("_codec", "_exact")

    def __init__(self, text: str, codec: str, base: View) -> None:
        super().__init__(text, self._runs, base, self._octets)
        self._codec = codec
        self._exact: bool | None = None

    def _octets(self, text: str) -> str | None:
        try:
            return text.encode(self._codec).decode("latin-1")
        except (UnicodeError, LookupError):
            return None

    def _by_character(self, size: int) -> bool:
        """Whether each character has octets of its own: Big5-HKSCS and JIS X 0213 write some pairs as one."""
        counts = Counter(self.text)
        try:
            return sum(n * len(c.encode(self._codec)) for c, n in counts.items()) == size
        except UnicodeError:
            return False

    def _runs(self) -> Iterator[Segment]:
        assert self.base is not None
        octets = self.base.text
        self._exact = (
            not shifting(self._codec) and self._octets(self.text) == octets and self._by_character(len(octets))
        )
        if self._exact:
            yield from self._measured()
            return
        spans = byte_spans(self.text, octets.encode("latin-1"), self._codec)
        if spans is None:
            yield Segment(0, len(self.text), 0, len(octets), False)
            return
        for at, (low, high) in enumerate(spans):
            yield Segment(at, at + 1, low, high, high - low == 1 and self.text[at] == octets[low])

    def _measured(self) -> Iterator[Segment]:
        runs = list(_RUNS.finditer(self.text))
        sizes = accumulate((len(m.group().encode(self._codec)) for m in runs), initial=0)
        for m, low in zip(runs, sizes, strict=False):
            ascii_run = m.group().isascii()
            high = low + (m.end() - m.start() if ascii_run else len(m.group().encode(self._codec)))
            yield Segment(m.start(), m.end(), low, high, ascii_run)

    def _at(self, offset: int) -> Segment | None:
        run = super()._at(offset)
        if run is None or run.literal or not self._exact:
            return run
        offset = min(max(offset, run.start), run.end - 1)
        low = run.base_start + len(self.text[run.start : offset].encode(self._codec))
        return Segment(offset, offset + 1, low, low + len(self.text[offset].encode(self._codec)), False)


class OctetsView(View):
    """The octets of source characters: what a UTF-8 file held before it was decoded."""

    __slots__ = ()

    def __init__(self, text: str, start: int, errors: str = "strict") -> None:
        octets = text.encode("utf-8", errors).decode("latin-1")

        def runs() -> Iterator[Segment]:
            at = 0
            for m in re.finditer(r"[\x00-\x7f]+|[^\x00-\x7f]", text):
                size = len(m.group().encode("utf-8", errors))
                yield Segment(at, at + size, start + m.start(), start + m.end(), m.group().isascii())
                at += size

        super().__init__(octets, runs, None, _only_ascii)


def _only_ascii(text: str) -> str | None:
    return text if text.isascii() else None
