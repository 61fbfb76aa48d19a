"""Measures of text as a reader meets it: words, sentences, display columns and lines.

A merge variable (view.HOLE) counts as one word of ten columns; Chinese and Japanese are measured in characters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from outlint.text import Span
from outlint.view import HOLE

HOLE_COLUMNS = 10
_CJK = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"


@cache
def _ideograph() -> re.Pattern[str]:
    """Made on first use: ranges of that size take milliseconds to compile."""
    return re.compile(f"[{_CJK}]")


@cache
def _mixed_word() -> re.Pattern[str]:
    return re.compile(f"{HOLE}|[{_CJK}]|[^\\W_{_CJK}]+(?:['’.,@-][^\\W_]+)*")


_END = re.compile(  # it opens with what may end a sentence, so that nothing is tried elsewhere
    r"[。！？.!?؟…\n;；\x00](?:(?<=[。！？])[。！？]*[」』”’)）\"']*|(?<=[.!?؟…])[.!?؟…]*[)\]\"'”’»]*(?=\s|\ufffc|$)"
    r"|(?<=\n)\n+|(?<=[;；])(?=\n)|(?<=\x00)\x00*)"
)


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ABBREVIATIONS = _set(
    """
    mr mrs ms dr prof sr sra st no nr inc ltd co corp vs etc approx incl e.g i.e z.b d.h u.a bzw ca usw ggf p.ex m mme
    av art vol fig ext tel est dept jan feb apr aug sep sept oct nov dec
    """
)
_ABBREVIATION = re.compile(
    rf"(?:\b(?:{'|'.join(map(re.escape, sorted(_ABBREVIATIONS)))})|\b[a-zà-ÿ]|^\s*\d{{1,2}})$", re.I
)
_LAST_LETTERS = frozenset(a.rpartition(".")[2] for a in _ABBREVIATIONS)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"


def words(text: str) -> int:
    """Number of words; each Chinese or Japanese character counts as one."""
    return _words(text) if len(text) <= _SHORT else _words.__wrapped__(text)


_SHORT = 2_000
"""Characters of a text whose measure is kept: several rules ask it of each paragraph, and an editor again and again."""


@lru_cache(maxsize=4096)
def _words(text: str) -> int:
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)  # a mark of its own would end a word
        if _LETTER_BEYOND_ASCII.search(text):
            return len(_mixed_word().findall(text))
        text = text.replace("’", "'").replace(HOLE, " a ")
    shape = b" " + text.encode("ascii", "replace").translate(_SHAPES)
    return shape.count(b" a") + shape.count(b" -a") + shape.count(b"--a")


_LETTER_BEYOND_ASCII = re.compile("[^\\W\0-\x7f]")
_SHAPES = bytes(ord("a" if chr(c).isalnum() and c < 128 else "-" if chr(c) in "'.,@-" else " ") for c in range(256))
"""Of ASCII text: letters, marks that may join them, and the rest. A word begins behind a blank, or behind two marks."""


def lower(text: str, lang: str | None) -> str:
    """Lower case; in Turkish I without a dot is ı, with one i."""
    return (text.replace("I", "ı").replace("İ", "i") if lang == "tr" else text).lower()


def capital(text: str, lang: str | None) -> str:
    """The text with a capital first letter; in Turkish that of i has a dot."""
    first = text[:1]
    return ("İ" if lang == "tr" and first == "i" else first.upper()) + text[1:]


def cjk_characters(text: str) -> int:
    return 0 if text.isascii() else len(_ideograph().findall(text))


def is_cjk(text: str) -> bool:
    """Whether Chinese or Japanese characters make up the better part of the words."""
    return cjk_characters(text) * 2 > words(text) > 0


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Sentences of text[start:end] without the white space around them, in order. Linear."""
    piece = text[start : len(text) if end is None else end]
    found = _sentences(piece) if len(piece) <= _SHORT else _sentences.__wrapped__(piece)
    return [_new(Span, (start + a, start + b)) for a, b in found]


_new = tuple.__new__  # what Span() comes to, without the call: sentences are many


@lru_cache(maxsize=4096)
def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    out: list[tuple[int, int]] = []
    at = 0
    for m in _END.finditer(text):
        end = m.start()
        mark = text[end]
        if mark == "." and _short_word(text, at, end):
            continue
        _add(out, text, at, end if mark in "\n\0" else m.end())
        at = m.end()
    _add(out, text, at, len(text))
    return tuple(out)


def _short_word(text: str, start: int, stop: int) -> bool:
    """Whether the word that ends at `stop` is an abbreviation or an initial."""
    near = text[max(start, stop - 8) : stop]
    word = near[near.rfind(" ") + 1 :]
    if len(word) == 8 and "\n" not in word:
        return False
    if len(word) > 1 and word.isascii() and word.isalpha() and len(word) < len(near):
        return word.lower() in _ABBREVIATIONS  # nothing else the pattern below knows is such a word
    return _abbreviates(text[max(start, stop - 12) : stop])


def _abbreviates(tail: str) -> bool:
    if tail.isascii() and tail[-1:] != "\n":
        last = tail[len(tail.rstrip(_LETTERS)) :]
        if last.isdigit():
            return len(last) <= 2 and tail.lstrip() == last  # the number of a point in a list
        if len(last) != 1 and last.lower() not in _LAST_LETTERS:
            return False  # for most words a look at their letters is enough
    return _ABBREVIATION.search(unicodedata.normalize("NFC", tail)) is not None


def _add(out: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    if text[start : start + 1] == " ":
        start += 1
    if start < end and "!" <= text[start] <= "~" and "!" <= text[end - 1] <= "~":
        out.append((start, end))  # most sentences have one blank before them
        return
    while start < end and (text[start].isspace() or text[start] == "\0"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == "\0"):
        end -= 1
    if end > start:
        out.append((start, end))


@lru_cache(maxsize=4096)
def columns(text: str) -> int:
    """Display columns (UAX #11: wide characters 2, combining marks 0); a merge variable counts ten."""
    holes = text.count(HOLE)
    plain = text.replace(HOLE, "") if holes else text
    if plain.isascii():
        return len(plain) + holes * HOLE_COLUMNS
    from wcwidth import wcwidth

    others = _NO_PLAIN_COLUMN.findall(plain)
    return len(plain) - len(others) + sum(max(wcwidth(c), 0) for c in others) + holes * HOLE_COLUMNS


_NO_PLAIN_COLUMN = re.compile("[^ -~]")


def display_lines(text: str, width: int = 80) -> int:
    """Lines that a paragraph takes at `width` columns: a reader's window wraps words, so single line ends are blanks.

    A line that the writer ended well before the width starts a new line, as in an address or a list.
    """
    return _lines(text, width) if len(text) <= _SHORT else _lines.__wrapped__(text, width)


@lru_cache(maxsize=4096)
def _lines(text: str, width: int) -> int:
    total = 0
    used = 0
    for line in text.split("\n"):
        size = columns(line.strip())
        if not size:
            continue
        used += size + 1 if used else size
        if size < width * 2 // 3:
            total += -(-used // width)
            used = 0
    return total + -(-used // width)
