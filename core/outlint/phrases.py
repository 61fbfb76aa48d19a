"""Search all phrases of all rules and languages in play in one pass (Aho-Corasick), with exact spans.

The heads of the items (see phrase_items) are found by an automaton (see heads), and the tail of each where its head
was found.
Exceptions are items too: a hit inside one is none.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter
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


_Found = tuple[int, int, Phrase]  # from, to in the folded text


class _Target(NamedTuple):
    phrase: Phrase
    key: tuple[str, str]  # rule and set
    tail: str | None
    exact: str | None  # the head as written, where case matters
    excepting: bool


_Told = tuple[tuple[str, str], list[tuple[Phrase, int, int]]]
"""The hits of one rule and set in a piece of text: each phrase with its place."""
_Raw = tuple[Mapping[str, Any], str, str, "Sequence[Any] | None", "str | None", "str | None", "str | None"]
_KEPT = 1_000_000
_PIECE = 4_000
"""Characters of paragraphs whose hits are kept for when they come again, and of the longest such paragraph: while one
paragraph is typed the others stay as they are."""


class Hits:
    """The hits of one rule and set, in order. They are made when they are asked for, since most never are."""

    __slots__ = ("_made", "told")

    def __init__(self) -> None:
        self.told: list[tuple[list[tuple[Phrase, int, int]], View, str, int, str]] = []
        self._made: list[Hit] = []

    def __iter__(self) -> Iterator[Hit]:
        if not self._made:
            self._made = [
                Hit(phrase, view, Span(at + start, at + end), place, text[start:end])
                for told, view, text, at, place in self.told
                for phrase, start, end in told
            ]
        return iter(self._made)


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
        self._targets: list[dict[str, list[_Target]] | None] = [None] * len(raw)
        self._known: dict[tuple[str, str], tuple[_Told, ...]] = {}  # by place and text
        self._kept = 0

    def search(self, part: Part, subject: View | None) -> dict[str, dict[str, Hits]]:
        """rule -> set -> hits in order, over the subject and the paragraphs of the part's own words."""
        found: dict[str, dict[str, Hits]] = {}
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

    def _add(self, found: dict[str, dict[str, Hits]], view: View, text: str, at: int, place: str) -> None:
        for (rule, name), told in self._in(text, place):
            sets = found.get(rule)
            if sets is None:
                sets = found[rule] = {}
            hits = sets.get(name)
            if hits is None:
                hits = sets[name] = Hits()
            hits.told.append((told, view, text, at, place))

    def _in(self, text: str, place: str) -> tuple[_Told, ...]:
        """The hits of one paragraph."""
        known = self._known.get((place, text))
        if known is None:
            known = tuple(self._scan(text, place))
            if len(text) <= _PIECE:
                self._kept += len(text)
                if self._kept > _KEPT:
                    self._known.clear()
                    self._kept = len(text)
                self._known[place, text] = known
        return known

    def _scan(self, text: str, place: str) -> Iterator[_Told]:
        folded = fold(text, self._letters)
        searched, targets = folded.text, self._targets
        hits: dict[tuple[str, str], list[_Found]] = {}
        barred: dict[tuple[str, str], list[_Found]] = {}
        for index, start, end in self._heads.find(searched):
            # Most heads stand behind a blank, and few are followed by what their tails open with.
            before = searched[start - 1] if start else " "
            whole = before == " "
            if not whole:
                if "a" <= before <= "z" and "a" <= searched[start] <= "z":
                    continue
                whole = _starts_word(searched, start)
                if not whole and not _is_proclitic(searched, start):
                    continue
            head = targets[index] or self._made(index)
            for phrase, key, tail, exact, excepting in head.get(searched[end : end + 2]) or head[""]:
                if not whole and phrase.lang != "ar":
                    continue
                if exact is not None and not _is_written(folded, text, start, end, exact):
                    continue
                stop = end
                if tail is not None:
                    m = _regex(tail).match(searched, end)
                    if m is None:
                        continue
                    stop = m.end()
                if searched[stop : stop + 1] in _OPEN or _ends_word(searched, stop, phrase.lang):
                    kind = barred if excepting else hits
                    if key in kind:
                        kind[key].append((start, stop, phrase))
                    else:
                        kind[key] = [(start, stop, phrase)]
        same = text.isascii() and len(searched) == len(text)  # nothing but capitals was changed
        for key, raw in hits.items():
            counted = _longest(raw, barred.get(key, ())) if len(raw) > 1 or key in barred else raw
            told = _told(None if same else folded, text, counted, place)
            if told:
                yield key, told

    def _made(self, index: int) -> dict[str, list[_Target]]:
        """The targets behind a head by the two characters that follow it, under "" those that may stand before any.

        They are made when the head is first found: most never are.
        """
        made = [(_target(held), held[-1] and held[-1].split("|")) for held in self._raw[index]]
        ways = {way for _, openings in made if openings for way in openings} | {""}
        out = {way: [t for t, openings in made if openings is None or way in openings] for way in ways}
        self._targets[index] = out
        return out


def _target(held: _Raw) -> _Target:
    entry, rule, lang, item, tail, exact, _ = held
    if item is None:
        phrase = Phrase(rule, entry["set"], "", lang)
    else:
        places = tuple(entry["places"])
        phrase = Phrase(rule, entry["set"], item[0], lang, entry["weight"], entry["reason"], item[1], places)
    return _Target(phrase, (rule, phrase.set), tail, exact, item is None)


_OPEN = frozenset(("", *" ,.;:!?)\n"))  # what follows most words
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
    for head, tail, exact, openings in variants:
        key = fold(head).text if exact else head
        if letters:
            key, tail = key.translate(letters), tail and tail.translate(letters)
            openings = openings and openings.translate(letters)
        held = (entry, rule, lang, item, tail, head if exact else None, openings)
        if key in raw:
            raw[key].append(held)
        else:
            raw[key] = [held]


def _is_written(folded: Folded, original: str, start: int, end: int, exact: str) -> bool:
    """Whether the head stands there as it is written, capitals and all."""
    a, b = folded.span(start, end)
    return unicodedata.normalize("NFKC", " ".join(original[a:b].split())) == exact


def _told(folded: Folded | None, text: str, found: list[_Found], place: str) -> list[tuple[Phrase, int, int]]:
    """What was found in the folded text and counts in that place, with where it stands in the text itself.

    Without `folded` that is where it was found.
    """
    out = []
    for low, high, phrase in found:
        if place not in phrase.places:
            continue
        a, b = (low, high) if folded is None else folded.span(low, high)
        while b > a + 1 and text[b - 1].isspace():
            b -= 1
        out.append((phrase, a, b))
    return out


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


def _longest(raw: list[_Found], barred: Sequence[_Found]) -> list[_Found]:
    """Hits in order, none inside another or inside an exception."""
    raw.sort(key=itemgetter(1), reverse=True)  # twice, which makes no key of its own for each hit
    raw.sort(key=itemgetter(0))
    bars = sorted((low, high) for low, high, _ in barred)
    ends = list(accumulate((high for _, high in bars), max))  # the furthest end of the exceptions that start so far
    lows = [low for low, _ in bars]
    out: list[_Found] = []
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
