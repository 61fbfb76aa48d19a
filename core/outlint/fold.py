"""Fold text for phrase search: case, width, composition and white space no longer matter, and every place maps back.

`fold("Ｆｒｅｅ\n  GIFT")` reads "free gift". Phrases of the data files are folded by the same function.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache

_BREAK = "\n"
_SPACE_RUN = re.compile(r"\s{2,}|[^\S ]")
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


@lru_cache(maxsize=4096)
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


def _fold(text: str) -> Folded:
    if text.isascii():
        lower = text.lower()
        if not _SPACE_RUN.search(lower):
            return Folded(lower, [], [], len(text))
        return _squeezed(lower, None, len(text))
    if not unicodedata.is_normalized("NFC", text) or "\uff9e" in text or "\uff9f" in text:
        return _squeezed(*_clusters(text), len(text))
    pieces = list(map(_char, text))
    if len("".join(pieces)) == len(text) and all(map(len, pieces)):
        return _squeezed("".join(pieces), None, len(text))
    origin: list[int] = []
    for i, piece in enumerate(pieces):
        origin += [i] * len(piece)
    return _squeezed("".join(pieces), origin, len(text))


def _clusters(text: str) -> tuple[str, list[int]]:
    """Fold text with decomposed letters: each letter and its marks compose first."""
    out: list[str] = []
    origin: list[int] = []
    i = 0
    while i < len(text):
        j = i + 1
        while j < len(text) and j - i < 32 and (unicodedata.combining(text[j]) or text[j] in _HALF_WIDTH_MARKS):
            j += 1
        half = text[j - 1] in _HALF_WIDTH_MARKS
        composed = unicodedata.normalize("NFKC", text[i:j]) if half else unicodedata.normalize("NFC", text[i:j])
        piece = "".join(map(_char, composed))
        out.append(piece)
        origin += [i] * len(piece)
        i = j
    return "".join(out), origin


def _squeezed(text: str, origin: list[int] | None, size: int) -> Folded:
    """Runs of white space become one blank, or a line feed where a paragraph ends."""
    out: list[str] = []
    at: list[int] = []
    shift: list[int] = []
    done = made = 0

    def copy(end: int) -> None:
        nonlocal made, done
        if end > done:
            if origin is None:
                at.append(made)
                shift.append(done - made)
            else:
                for k in range(done, end):
                    move = origin[k] - (made + k - done)
                    if not shift or shift[-1] != move:
                        at.append(made + k - done)
                        shift.append(move)
            out.append(text[done:end])
            made += end - done
        done = end

    for m in _SPACE_RUN.finditer(text):
        copy(m.start())
        new = _BREAK if _PARAGRAPH.search(m.group()) else " "
        if new == " " and "\n" in m.group() and _is_cjk(text, m.start() - 1) and _is_cjk(text, m.end()):
            done = m.end()  # CJK has no blanks: a wrapped line goes on
            continue
        at.append(made)
        shift.append((origin[m.start()] if origin else m.start()) - made)
        out.append(new)
        made += 1
        done = m.end()
    copy(len(text))
    folded = "".join(out)
    at.append(made)
    shift.append(size - made)
    return Folded(folded, at, shift, size)


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
