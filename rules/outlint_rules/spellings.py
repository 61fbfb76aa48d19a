"""Units, currencies and words that make a number larger, by their spellings, and which of them stands beside a place.

The spellings are in lexicons/amounts/any.toml.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

_HEAD = re.compile(r"[^\W\d_²³\u2e80-\uffff]+|.", re.S)
"""The first word of a text, or its first sign where it begins with none of a script that parts words by blanks."""


@cache
def data() -> Mapping[str, Any]:
    """The reader's tables."""
    import outlint_rules

    known: Mapping[str, Any] = outlint_rules.lexicon("amounts")
    return known


@cache
def measures() -> dict[str, tuple[str, str]]:
    """Spelling, folded -> (kind, canonical)."""
    out: dict[str, tuple[str, str]] = {}
    for kind, table in (("unit", "units"), ("money", "currencies")):
        for canonical, spellings in data()[table].items():
            for s in spellings:
                out.setdefault(s.lower(), (kind, canonical))
                out.setdefault(unicodedata.normalize("NFKC", s).lower(), (kind, canonical))
    return out


def _alphabetic(c: str) -> bool:
    """A letter of a script whose words are parted by blanks."""
    return c.isalnum() and not c.isdecimal() and not "\u2e80" <= c <= "\uffff"


Starts = dict[str, list[str]]
"""Words by their heads, the longest first: most words behind a number are none of them, as one look-up tells."""
Ends = dict[str, list[str]]
"""Words by their last two signs; by the last one those of a single sign."""


def _alike(words: Iterable[str], key: Callable[[str], str]) -> dict[str, list[str]]:
    held: dict[str, list[str]] = {}
    for word in words:
        held.setdefault(key(word), []).append(word)
    for kept in held.values():
        if len(kept) > 1:
            kept.sort(key=len, reverse=True)
    return held


def by_head(words: Iterable[str]) -> Starts:
    return _alike(words, lambda word: word if word.isalpha() and word.isascii() else head(word, 0))


def by_tail(words: Iterable[str]) -> Ends:
    ends = _alike(words, lambda word: word[-2:])
    for tail, held in ends.items():
        if tail[1:] in ends:  # a single sign
            held.append(tail[1:])
    return ends


def head(text: str, at: int) -> str:
    """What stands at a place, as far as `Starts` are kept by it: a word, or a sign."""
    m = _HEAD.match(text, at)
    return m.group().lower() if m else ""


class Tables(NamedTuple):
    """What can stand beside a number: a number is looked at in a few look-ups, not by a regex of all spellings."""

    behind: Starts  # measures
    before: Ends
    scales: Starts
    larger: frozenset[str]  # heads of what makes a number larger
    multipliers: Mapping[str, int]
    letters: Mapping[str, int]


@cache
def tables() -> Tables:
    known = data()
    leading = (w for w, (kind, _) in measures().items() if kind == "money" or w in known["before"]["words"])
    behind, scales = by_head(measures()), by_head(scale_words())
    multipliers, letters = known["multipliers"], known["scale-letters"]
    larger = frozenset((*scales, *multipliers, *letters))
    return Tables(behind, by_tail(leading), scales, larger, multipliers, letters)


@cache
def scale_words() -> dict[str, tuple[int, bool]]:
    """By word, how much larger it makes a number, and whether it does so to money only."""
    kinds = (("scales", False), ("scales-of-money", True))
    return {w: (int(n), only) for key, only in kinds for n, words in data()[key].items() for w in words}


def starting(text: str, at: int, words: Starts) -> str:
    """The longest of the words that stands at a place. One of letters ends where letters of its own kind of script do:
    "1.5kgです" has kilograms."""
    return starting_with(text, at, words.get(head(text, at), ()))


def starting_with(text: str, at: int, words: Iterable[str]) -> str:
    """The first of the words, which have the head that stands at a place, that is there whole."""
    for word in words:
        end = at + len(word)
        if text[at:end].lower() == word:
            lettered = word[-1].isalpha() and word[-1] < "\u2e80"
            if not (lettered and _alphabetic(text[end : end + 1])):
                return word
    return ""


def ending(text: str, at: int, words: Ends) -> str:
    """The longest of the words that ends at a place, and begins where a word does."""
    return ending_with(text, at, ending_words(text, at, words))


def ending_with(text: str, at: int, words: Iterable[str]) -> str:
    """The first of the words, which have the tail that stands before a place, that is there whole."""
    for word in words:
        start = at - len(word)
        inside = start > 0 and word[0].isalpha() and _alphabetic(text[start - 1])
        if start >= 0 and not inside and text[start:at].lower() == word:
            return word
    return ""


def ending_words(text: str, at: int, words: Ends) -> Sequence[str]:
    """Those of the words that may end at a place."""
    tail = text[max(at - 2, 0) : at].lower()
    return words.get(tail) or words.get(tail[-1:]) or ()
