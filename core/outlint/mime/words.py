"""Header values as a reader sees them: unfolded, with encoded words (RFC 2047) decoded, mapped to the character."""

from __future__ import annotations

import binascii
import re
from typing import TYPE_CHECKING, NamedTuple

from outlint.mime import charsets
from outlint.mime.headers import EOL
from outlint.mime.transfer import unbased
from outlint.view import Segment, View

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPENING = re.compile(r"=\?([^\s?]{1,75})\?([bBqQ])\?")
_FOLD = re.compile(rf"{EOL}(?=[ \t])|{EOL}\Z")
_BLANK = re.compile(r"\s*")
_Q_TOKEN = re.compile(r"=[0-9A-Fa-f]{2}|[^\r\n]|[\r\n]+[ \t]*", re.S)
_LETTER = re.compile(r"[A-Za-z0-9+/]")
MAX_WORD = 100_000


class Word(NamedTuple):
    """An encoded word in a raw value: `start` to `end`, its payload [low, high)."""

    start: int
    end: int
    low: int
    high: int
    charset: str
    base64: bool


class _Piece(NamedTuple):
    """Plain text (no words) or the adjacent encoded words that decode together."""

    start: int
    end: int
    text: str
    words: tuple[Word, ...] = ()
    codec: str = ""


def header_view(base: View, low: int, high: int) -> View:
    """The value at [low, high) of a base view, whose text is the raw header text.

    Where nothing is folded or encoded it maps one to one; plain runs may be edited with printable ASCII.
    """
    raw = base.text[low:high]
    if "=?" not in raw and "\n" not in raw and "\r" not in raw:
        return View(raw, [Segment(0, len(raw), low, high, True)], base, header_text)
    pieces = list(_pieces(raw))
    text = "".join(p.text for p in pieces)
    return View(text, lambda: _segments(raw, pieces, low), base, header_text)


def header_text(text: str) -> str | None:
    """Text fit for a raw header: printable ASCII, nothing that reads as an encoded word."""
    return text if text.isascii() and text.isprintable() and "=?" not in text else None


def decode_words(raw: str) -> str:
    """A raw header value as text, for what nobody needs the places of (file names)."""
    if "=?" not in raw and "\n" not in raw and "\r" not in raw:
        return raw
    return "".join(p.text for p in _pieces(raw))


def _words(raw: str) -> Iterator[Word]:
    at = 0
    m = _OPENING.search(raw)
    while m is not None:
        end = raw.find("?=", m.end())
        if end < 0:
            return
        following = _OPENING.search(raw, m.end(), end)
        if following is not None or end - m.end() > MAX_WORD:  # never closed: the text of a word has no word in it
            m = following or _OPENING.search(raw, end)
            continue
        charset = m.group(1).split("*", 1)[0]
        yield Word(m.start(), end + 2, m.end(), end, charset, m.group(2) in "bB")
        at = end + 2
        m = _OPENING.search(raw, at)


def _pieces(raw: str) -> Iterator[_Piece]:
    at = 0
    run: list[Word] = []
    for word in _words(raw):
        blank = run and _BLANK.fullmatch(raw, run[-1].end, word.start)
        if not blank:
            yield from _run_pieces(raw, run)
            run = []
            yield from _plain(raw, at, word.start)
        run.append(word)
        at = word.end
    yield from _run_pieces(raw, run)
    yield from _plain(raw, at, len(raw))


def _plain(raw: str, start: int, end: int) -> Iterator[_Piece]:
    for m in _FOLD.finditer(raw, start, end):
        if m.start() > start:
            yield _Piece(start, m.start(), raw[start : m.start()])
        start = m.end()
    if end > start:
        yield _Piece(start, end, raw[start:end])


def _run_pieces(raw: str, run: list[Word]) -> Iterator[_Piece]:
    """Adjacent words: each on its own where that can be, together where a character was cut in two."""
    i = 0
    while i < len(run):
        group = [run[i]]
        data = _octets(raw, run[i])
        while i + 1 < len(run) and _cut(data, run[i].charset) and _same(run[i], run[i + 1]):
            i += 1
            group.append(run[i])
            data += _octets(raw, run[i])
        text, codec = charsets.decode(data, group[0].charset)
        yield _Piece(group[0].start, group[-1].end, text, tuple(group), codec)
        i += 1


def _same(a: Word, b: Word) -> bool:
    return charsets.lookup(a.charset) == charsets.lookup(b.charset)


def _cut(data: bytes, charset: str) -> bool:
    codec = charsets.lookup(charset)
    if codec is None or (data.isascii() and not charsets.shifting(codec)):
        return False
    try:
        data.decode(codec)
    except (UnicodeError, ValueError):
        return True
    return False


def _octets(raw: str, word: Word) -> bytes:
    payload = raw[word.low : word.high]
    if word.base64:
        return unbased(payload).encode("latin-1")
    return b"".join(_q_octets(m.group(), word.charset) for m in _Q_TOKEN.finditer(payload))


def _q_octets(token: str, charset: str) -> bytes:
    if len(token) == 3 and token[0] == "=":
        return binascii.a2b_hex(token[1:])
    if token == "_":
        return b" "
    if token[0] in "\r\n":
        return b""
    if token.isascii():
        return token.encode()
    try:  # written raw, though no such character may stand in a word
        return token.encode(charsets.lookup(charset) or "utf-8")
    except (UnicodeError, LookupError):
        return token.encode("utf-8", "replace")


def _segments(raw: str, pieces: list[_Piece], low: int) -> Iterator[Segment]:
    at = 0
    for p in pieces:
        size = len(p.text)
        if not size:
            continue
        if not p.words:
            yield Segment(at, at + size, low + p.start, low + p.end, True)
        else:
            yield from _word_segments(raw, p, at, low)
        at += size


def _word_segments(raw: str, piece: _Piece, at: int, low: int) -> Iterator[Segment]:
    """Each character of encoded words with the payload characters that hold its bytes."""
    places = [place for word in piece.words for place in _octet_places(raw, word)]
    data = b"".join(_octets(raw, word) for word in piece.words)
    spans = charsets.byte_spans(piece.text, data, piece.codec)
    if spans is None or not places or len(places) != len(data):
        yield Segment(at, at + len(piece.text), low + piece.start, low + piece.end, False)
        return
    for i, (first, last) in enumerate(spans):
        first = min(first, len(places) - 1)  # what a decoder still held at the end
        begin, end = places[first][0], places[last - 1][1] if last > first else places[first][1]
        yield Segment(at + i, at + i + 1, low + begin, low + end, False)


def _octet_places(raw: str, word: Word) -> list[tuple[int, int]]:
    if not word.base64:
        return [
            m.span()
            for m in _Q_TOKEN.finditer(raw, word.low, word.high)
            for _ in range(len(_q_octets(m.group(), word.charset)))
        ]
    letters = [m.start() for m in _LETTER.finditer(raw, word.low, word.high)]
    return [
        (letters[8 * i // 6], letters[min((8 * i + 7) // 6, len(letters) - 1)] + 1)
        for i in range(len(letters) * 6 // 8)
    ]
