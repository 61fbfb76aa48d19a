"""Fold text for phrase search: case, width, composition and white space no longer matter, and every place maps back.

`fold("Ｆｒｅｅ\n  GIFT")` reads "free gift". Phrases of the data files are folded by the same function.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping

from outlint.view import HOLE

_BREAK = "\n"
_SPACE_RUN = re.compile(r"\s{2,}|[^\S ]")
_OTHER_SPACE = re.compile(r"[^\S ]")
_PARAGRAPH = re.compile(r"(?:\r\n|\n|\r)[^\S\r\n]*+(?:\r\n|\n|\r)")
_HALF_WIDTH_MARKS = "\uff9e\uff9f"  # voicing marks of half-width kana, which do not count as combining
_SPECIAL = {
    "ı": "i",
    "İ": "i",
    "ё": "е",
    "ـ": "",  # tatweel
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ٱ": "ا",
    "ى": "ي",
    "ة": "ه",
    "’": "'",
    "‘": "'",
    "`": "'",
    "´": "'",
    "“": '"',
    "”": '"',
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "–": "-",
    "—": "-",
    "\u00ad": "",
}


_HELD = "\x01"
_TYPOGRAPHIC = (*((mark, _SPECIAL[mark]) for mark in "’‘“”–—`"), (HOLE, _HELD))
_BLANKED = {c: " " for c in range(128) if chr(c).isspace()}
_OTHER_BLANKS = "\t\r\v\f\x1c\x1d\x1e\x1f"
_MAY_BE_CJK = re.compile("[\u3040-\ufaff]")


class _Letters(dict[int, str]):
    """Characters as they fold, for str.translate; each is told when it is first met."""

    def __init__(self) -> None:
        self.odd: set[str] = set()  # those met that fold to nothing, or to several: "…"

    def __missing__(self, code: int) -> str:
        if len(self) >= _MOST_LETTERS:
            self.clear()
        folded = self[code] = _char(chr(code))
        if len(folded) != 1:
            self.odd.add(chr(code))
        return folded

    def odd_in(self, text: str) -> list[str]:
        """The odd characters of a text that has been translated."""
        return [c for c in self.odd if c in text] if len(self.odd) <= _FEW else list(self.odd.intersection(text))


_MOST_LETTERS = 4096
_FEW = 64
_LETTERS = _Letters()


def _char(c: str) -> str:
    if c in _SPECIAL:
        return _SPECIAL[c]
    if "\ud800" <= c <= "\udfff":
        return "\ufffd"  # an undecodable byte; the automaton takes valid Unicode only
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", c).casefold())
    if "\u0600" <= c <= "\u06ff" and unicodedata.combining(c):
        return ""  # Arabic vowel signs
    if c == "ß":
        return "ss"
    folded = "".join(_SPECIAL.get(x, x) for x in folded)
    if folded.isspace():
        return c if c in "\r\n" else " "
    return folded


class Folded:
    """Folded text and its map: `span(i, j)` gives the original characters of folded [i, j)."""

    __slots__ = ("_at", "_shift", "size", "text")

    def __init__(self, text: str, at: list[int], shift: list[int], size: int) -> None:
        self.text = text
        self._at = at  # folded offsets where the shift changes
        self._shift = shift  # original offset = folded offset + shift
        self.size = size

    def moves(self) -> tuple[list[int], list[int]]:
        return (self._at, self._shift) if self._at else ([0], [0])

    def offset(self, i: int) -> int:
        if not self._at:
            return i
        return min(i + self._shift[bisect_right(self._at, i) - 1], self.size)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original [start, end) of a folded range."""
        first = self.offset(start)
        return first, max(self.offset(end), self.offset(end - 1) + 1) if end > start else first


Letters = Mapping[int, str]
"""Characters that are read as others, one for one, as str.translate takes them."""


def fold(text: str, letters: Letters | None = None) -> Folded:
    """Fold a text; linear in its length."""
    folded = _fold(text)
    if letters and not text.isascii():
        folded.text = folded.text.translate(letters)
    return folded


def folded(text: str, letters: Letters | None = None) -> str:
    """The folded text without its map, which is most of the work for a whole mail."""
    return (text.isascii() and _lined(text.lower())) or fold(text, letters).text


def _lined(lower: str) -> str:
    """ASCII text with single blanks, line ends and empty lines for its only white space, squeezed; "" for any other."""
    pieces = [piece.replace("\n", " ") for piece in lower.split("\n\n")]
    blanked = " ".join(pieces)
    is_other = "  " in blanked or any(map(blanked.__contains__, _OTHER_BLANKS))
    return "" if is_other else _BREAK.join(pieces)


def _fold(text: str) -> Folded:
    if text.isascii():
        return _plain(text)
    if (plain := _plain_of(text)) is not None:
        found = _plain(plain)
        found.text = found.text.replace(_HELD, HOLE)
        return found
    if not unicodedata.is_normalized("NFC", text) or "\uff9e" in text or "\uff9f" in text:
        return _retraced(*_clusters(text), len(text))
    folded = text.translate(_LETTERS)
    odd = _LETTERS.odd_in(text)
    if not odd:
        return _squeezed(folded, len(text))
    return _retraced(folded, *_moves(text, odd), len(text))


def _plain_of(text: str) -> str | None:
    """The ASCII that a text folds like, where only what word processors write and holes are none: most English.

    Holes are held as another character. That is far faster than to fold character by character.
    """
    if _HELD in text:
        return None
    for mark, plain in _TYPOGRAPHIC:
        text = text.replace(mark, plain)
    return text if text.isascii() else None


def _plain(text: str) -> Folded:
    """Fold ASCII text."""
    lower = text.lower()
    if "  " not in lower and (lower.isprintable() or not _OTHER_SPACE.search(lower)):
        return Folded(lower, [], [], len(text))
    return _squeezed(lower, len(text))


def _moves(text: str, odd: Iterable[str]) -> tuple[list[int], list[int]]:
    """Where the odd characters of a text move what folded characters came from, and by how much: see Folded."""
    places = sorted(m.start() for c in odd for m in re.finditer(re.escape(c), text))
    at, shift = [0], [0]
    grown = 0
    for i in places:
        size = len(_LETTERS[ord(text[i])])
        for k in range(size):
            at.append(i + grown + k)
            shift.append(-grown - k)
        grown += size - 1
        at.append(i + grown + 1)
        shift.append(-grown)
    return at, shift


def _clusters(text: str) -> tuple[str, list[int], list[int]]:
    """Fold text with decomposed letters: each letter and its marks compose first. The moves are as for _moves."""
    out: list[str] = []
    at, shift = [0], [0]
    i = made = 0
    while i < len(text):
        j = i + 1
        while j < len(text) and j - i < 32 and (unicodedata.combining(text[j]) or text[j] in _HALF_WIDTH_MARKS):
            j += 1
        half = text[j - 1] in _HALF_WIDTH_MARKS
        composed = unicodedata.normalize("NFKC", text[i:j]) if half else unicodedata.normalize("NFC", text[i:j])
        piece = composed.translate(_LETTERS)
        out.append(piece)
        for k in range(made, made + len(piece)):
            if shift[-1] != i - k:
                at.append(k)
                shift.append(i - k)
        made += len(piece)
        i = j
    return "".join(out), at, shift


def _retraced(text: str, at: list[int], shift: list[int], size: int) -> Folded:
    """Folded text that came from the original by these moves, with its white space squeezed: both moves as one."""
    squeezed = _squeezed(text, len(text))
    starts, moves = squeezed.moves()
    ends = [*starts[1:], len(squeezed.text)]
    out_at: list[int] = []
    out_shift: list[int] = []
    for start, end, move in zip(starts, ends, moves, strict=True):
        k = max(bisect_right(at, start + move) - 1, 0)
        inside = bisect_left(at, end + move, k)
        out_at += (start, *(place - move for place in at[k + 1 : inside]))
        out_shift += (by + move for by in shift[k : max(inside, k + 1)])
    return Folded(squeezed.text, [*out_at, len(squeezed.text)], [*out_shift, size - len(squeezed.text)], size)


def _squeezed(text: str, size: int) -> Folded:
    """Runs of white space become one blank, or a line feed where a paragraph ends."""
    plain = text.translate(_BLANKED) if text.isascii() else text.replace("\n", " ").replace("\r", " ")
    out: list[str] = []
    at: list[int] = []
    shift: list[int] = []
    done = made = 0
    for start, end in _runs(text, plain):
        run = text[start:end]
        new = _BREAK if "\n\n" in run or _PARAGRAPH.search(run) else " "
        if new == " " and "\n" in run and _is_cjk(text, start - 1) and _is_cjk(text, end):
            new = ""  # CJK has no blanks: a wrapped line goes on
        at.append(made)
        shift.append(done - made)
        out += (plain[done:start], new)
        made += start - done + len(new)
        done = end
    out.append(plain[done:])
    at += (made, made + size - done)
    shift += (done - made, done - made)
    return Folded("".join(out), at, shift, size)


def _runs(text: str, plain: str) -> Iterator[tuple[int, int]]:
    """Where white space does not stand for one blank: runs of it, and line ends between Chinese characters."""
    if not text.isascii() and "\n" in text and _MAY_BE_CJK.search(text):
        for m in _SPACE_RUN.finditer(text):
            if m.end() - m.start() > 1 or (_is_cjk(text, m.start() - 1) and _is_cjk(text, m.end())):
                yield m.span()
        return
    at = plain.find("  ")
    while at >= 0:
        end = at + 2
        while plain.startswith(" ", end):
            end += 1
        yield at, end
        at = plain.find("  ", end)


def _is_cjk(text: str, i: int) -> bool:
    return 0 <= i < len(text) and ("\u3040" <= text[i] <= "\u9fff" or "\uf900" <= text[i] <= "\ufaff")


def is_unspaced(c: str) -> bool:
    """Whether a character belongs to a script written without blanks between words (or with particles attached)."""
    return (
        "\u3040" <= c <= "\u30ff"
        or "\u3400" <= c <= "\u9fff"
        or "\uac00" <= c <= "\ud7a3"
        or "\u0e00" <= c <= "\u0e7f"
        or "\uf900" <= c <= "\ufaff"
        or "\U00020000" <= c <= "\U0003ffff"
    )
