"""Search all phrases of all rules and languages in play in one pass (Aho-Corasick), with exact spans.

The heads of the items (see phrase_items) are found by an automaton (see heads), and the tail of each where its head was found.
Exceptions are items too: a hit inside one is none.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from outlint.draft import Part, Role
from outlint.fold import Folded, Letters, fold, is_unspaced
from outlint.heads import Heads
from outlint.rule import Hit, Phrase
from outlint.text import Span
from outlint.view import View

_COMPOUNDING = ("en", "de", "nl")  # a hyphen behind makes another word: free-range
_PROCLITICS = frozenset("وفبلك")


@lru_cache(maxsize=8192)
def _regex(tail: str) -> re.Pattern[str]:
    return re.compile(tail)


class _Target(NamedTuple):
    phrase: Phrase
    tail: str | None
    exact: str | None  # the head as written, where case matters
    excepting: bool


class _Told(NamedTuple):
    """A hit in a piece of text: whose it is, and where."""

    phrase: Phrase
    start: int
    end: int


_Raw = tuple[Mapping[str, Any], str, str, "Sequence[Any] | None", "str | None", "str | None"]
_KEPT = 1_000_000
_PIECE = 4_000
"""Characters of paragraphs whose hits are kept for when they come again, and of the longest such paragraph: while one
paragraph is typed the others stay as they are."""


class Searcher:
    """All phrases in play. Build once per set of languages, use for every draft."""

    __slots__ = ("_heads", "_kept", "_known", "_letters", "_raw", "_targets")

    def __init__(self, lists: Iterable[tuple[str, str, Mapping[str, Any]]], letters: Letters | None = None) -> None:
        """`lists` are (rule, language, compiled phrase list) of pack.compile_phrases; `letters` as for `fold`."""
        raw: dict[str, list[_Raw]] = {}
        self._letters = letters
        for rule, lang, entry in lists:
            for item in entry["items"]:
                _collect(raw, entry, rule, lang, item, item[2], letters)
            for item in entry["except"]:
                _collect(raw, entry, rule, lang, None, item[2], letters)
        self._heads = Heads(list(raw))
        self._raw = list(raw.values())
        self._targets: dict[int, list[_Target]] = {}
        self._known: dict[str, tuple[_Told, ...]] = {}
        self._kept = 0

    def search(self, part: Part, subject: View | None) -> dict[str, dict[str, list[Hit]]]:
        """rule -> set -> hits in order, over the subject and the paragraphs of the part's own words."""
        found: dict[str, dict[str, list[Hit]]] = {}
        if not self._heads:
            return found
        words = part.words
        texts = [] if subject is None else [(subject, subject.text, 0, "subject")]
        texts += [
            (part.view, words[p.span.start : p.span.end], p.span.start, p.role._value_)
            for p in part.paragraphs
            if p.role not in _NOT_OWN
        ]
        if self._heads.is_new:
            self._heads.expect("\0".join([fold(text, self._letters).text for _, text, _, _ in texts]))
        for view, text, at, place in texts:
            self._add(found, view, text, at, place)
        return found

    def _add(self, found: dict[str, dict[str, list[Hit]]], view: View, text: str, at: int, place: str) -> None:
        for phrase, start, end in self._in(text):
            if place in phrase.places:
                hit = Hit(phrase, view, Span(at + start, at + end), place, text[start:end])
                found.setdefault(phrase.rule, {}).setdefault(phrase.set, []).append(hit)

    def _in(self, text: str) -> tuple[_Told, ...]:
        """The hits of one paragraph, whatever its place."""
        known = self._known.get(text)
        if known is None:
            known = self._scan(text)
            if len(text) <= _PIECE:
                self._kept += len(text)
                if self._kept > _KEPT:
                    self._known.clear()
                    self._kept = len(text)
                self._known[text] = known
        return known

    def _scan(self, text: str) -> tuple[_Told, ...]:
        folded = fold(text, self._letters)
        hits: dict[tuple[str, str], list[tuple[int, int, Phrase]]] = {}
        barred: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for index, start, end in self._heads.find(folded.text):
            whole = _starts_word(folded.text, start)
            if not whole and not _is_proclitic(folded.text, start):
                continue
            for target in self._targets.get(index) or self._made(index):
                if not whole and target.phrase.lang != "ar":
                    continue
                stop = _verify(folded, text, target, start, end)
                if stop is None:
                    continue
                key = (target.phrase.rule, target.phrase.set)
                if target.excepting:
                    barred.setdefault(key, []).append((start, stop))
                else:
                    hits.setdefault(key, []).append((start, stop, target.phrase))
        out = []
        for key, raw in hits.items():
            for low, high, phrase in _longest(raw, barred.get(key, [])):
                a, b = folded.span(low, high)
                while b > a + 1 and text[b - 1].isspace():
                    b -= 1
                out.append(_Told(phrase, a, b))
        return tuple(out)

    def _made(self, index: int) -> list[_Target]:
        """The targets behind a head, made when it is first found: most never are."""
        out = []
        for entry, rule, lang, item, tail, exact in self._raw[index]:
            if item is None:
                phrase = Phrase(rule, entry["set"], "", lang)
            else:
                places = tuple(entry["places"])
                phrase = Phrase(rule, entry["set"], item[0], lang, entry["weight"], entry["reason"], item[1], places)
            out.append(_Target(phrase, tail, exact, item is None))
        self._targets[index] = out
        return out


_NOT_OWN = frozenset((Role.QUOTE, Role.SIGNATURE, Role.FOOTER))


def _collect(
    raw: dict[str, list[_Raw]],
    entry: Mapping[str, Any],
    rule: str,
    lang: str,
    item: Sequence[Any] | None,
    variants: Sequence[Any],
    letters: Letters | None,
) -> None:
    for head, tail, exact in variants:
        key = fold(head).text if exact else head
        if letters:
            key, tail = key.translate(letters), tail and tail.translate(letters)
        held = (entry, rule, lang, item, tail, head if exact else None)
        if key in raw:
            raw[key].append(held)
        else:
            raw[key] = [held]


def _verify(folded: Folded, original: str, target: _Target, start: int, end: int) -> int | None:
    """The folded end of a whole match of the target at `start`, or None."""
    text = folded.text
    if target.exact is not None:
        a, b = folded.span(start, end)
        if unicodedata.normalize("NFKC", " ".join(original[a:b].split())) != target.exact:
            return None
    if target.tail is not None:
        m = _regex(target.tail).match(text, end)
        if m is None:
            return None
        end = m.end()
    return end if _ends_word(text, end, target.phrase.lang) else None


def _starts_word(text: str, i: int) -> bool:
    if i == 0 or not text[i].isalnum():
        return True
    before = text[i - 1]
    if before == "-":
        # a compound is a word of its own: BPA-free
        return i < 2 or not text[i - 2].isalnum() or is_unspaced(text[i - 2]) or is_unspaced(text[i])
    return not before.isalnum() or is_unspaced(before) or is_unspaced(text[i])


def _is_proclitic(text: str, i: int) -> bool:
    """Whether only Arabic prefixes (and, so, by, for, like, the) stand between the word's start and `i`."""
    if not "\u0600" <= text[i - 1] <= "\u06ff":
        return False
    j = i
    while j > 0 and text[j - 1].isalnum() and i - j < 4:
        j -= 1
    prefix = text[j:i].removesuffix("ال")
    if j > 0 and text[j - 1].isalnum():
        return False
    return len(prefix) <= 2 and all(c in _PROCLITICS for c in prefix)


def _ends_word(text: str, i: int, lang: str) -> bool:
    if i >= len(text) or not text[i - 1].isalnum() or is_unspaced(text[i - 1]):
        return True
    after = text[i]
    if after == "'" and lang == "en" and i + 1 < len(text) and text[i + 1].isalpha():
        return False  # you won't
    if after == "-" and lang in _COMPOUNDING and i + 1 < len(text) and text[i + 1].isalpha():
        return False
    return not after.isalnum() or is_unspaced(after)


def _longest(raw: list[tuple[int, int, Phrase]], barred: list[tuple[int, int]]) -> list[tuple[int, int, Phrase]]:
    """Hits in order, none inside another or inside an exception."""
    raw.sort(key=lambda h: (h[0], -h[1]))
    barred.sort()
    ends: list[int] = []  # the furthest end of the exceptions that start so far
    for _, high in barred:
        ends.append(max(high, ends[-1]) if ends else high)
    lows = [low for low, _ in barred]
    out: list[tuple[int, int, Phrase]] = []
    reach = -1
    for low, high, phrase in raw:
        if high <= reach:
            continue
        i = bisect_right(lows, low) - 1
        if i >= 0 and ends[i] >= high:
            continue
        out.append((low, high, phrase))
        reach = high
    return out
