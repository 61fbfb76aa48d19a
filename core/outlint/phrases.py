"""Search all phrases of all rules and languages in play in one pass (Aho-Corasick), with exact spans.

An item is compiled to literal heads, which the automaton finds, and a tail (wildcards, gaps) that is matched where a
head was found. Exceptions are items too: a hit inside one is none.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any, NamedTuple

from outlint.draft import Part
from outlint.fold import Folded, fold
from outlint.rule import Hit, Phrase
from outlint.text import Span
from outlint.view import View

MAX_VARIANTS = 256
_ALTERNATION = re.compile(r"\(([^()]*)\)")
_SPACED_GAP = r"(?:[^\w.!?;\n]+[\w@%]+){0,6}?[^\w.!?;\n]+"
_CJK_GAP = r"[^。！？!?\n]{0,20}?"
_COMPOUNDING = ("en", "de", "nl")  # a hyphen behind makes another word: free-range
_PROCLITICS = frozenset("وفبلك")


class ItemError(ValueError):
    """A phrase item that can't be compiled; the message says why."""


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


def compile_item(item: str) -> list[tuple[str, str | None, bool]]:
    """(head, tail regex or None, exact case) for each variant of an item. Raises ItemError."""
    exact = item.startswith("=")
    body = item[1:] if exact else item
    if body.count("(") != body.count(")"):
        raise ItemError(f"unbalanced parenthesis in {item!r}")
    pieces = _ALTERNATION.split(body)
    choices = [[p] if i % 2 == 0 else p.split("|") for i, p in enumerate(pieces)]
    variants = 1
    for c in choices:
        variants *= len(c)
    if variants > MAX_VARIANTS:
        raise ItemError(f"{variants} variants in {item!r}; at most {MAX_VARIANTS}: split it")
    out: dict[tuple[str, str | None, bool], None] = {}
    for combo in product(*choices):
        text = " ".join("".join(combo).split())
        special = re.search(r"\*| \.\.\. |\.\.\.", text)
        head, tail = (text, "") if special is None else (text[: special.start()], text[special.start() :])
        literal = fold(head).text.strip() if not exact else fold(head).text
        if len(literal) < 2 and not (literal and is_unspaced(literal[0])):
            raise ItemError(f"{item!r} begins with fewer than two letters")
        out[(literal if not exact else head, _tail(tail) if tail else None, exact)] = None
    return list(out)


def _tail(text: str) -> str:
    parts: list[str] = []
    for piece in re.split(r"(\*| ?\.\.\. ?)", text):
        if piece == "*":
            parts.append(r"[^\W_]*")
        elif piece.strip() == "...":
            following = text.split("...", 1)[1].strip()
            parts.append(_CJK_GAP if following and is_unspaced(following[0]) else _SPACED_GAP)
        elif piece:
            folded = fold(piece).text
            parts.append(re.escape(folded).replace(r"\ ", " "))
    return "".join(parts)


@lru_cache(maxsize=8192)
def _regex(tail: str) -> re.Pattern[str]:
    return re.compile(tail)


class _Target(NamedTuple):
    phrase: Phrase
    tail: str | None
    exact: str | None  # the head as written, where case matters
    excepting: bool


class Searcher:
    """All phrases in play. Build once per set of languages, use for every draft."""

    __slots__ = ("_automaton", "_targets")

    def __init__(self, lists: Iterable[tuple[str, str, Mapping[str, Any]]]) -> None:
        """`lists` are (rule, language, compiled phrase list) as pack.compile_phrases made them."""
        targets: dict[str, list[_Target]] = {}
        for rule, lang, entry in lists:
            places = tuple(entry["places"])
            for item, replace, variants in entry["items"]:
                phrase = Phrase(rule, entry["set"], item, lang, entry["weight"], entry["reason"], replace, places)
                _collect(targets, phrase, variants, False)
            unless = Phrase(rule, entry["set"], "", lang)
            for _, _, variants in entry["except"]:
                _collect(targets, unless, variants, True)
        self._targets = list(targets.values())
        self._automaton: Any = None
        if targets:
            from ahocorasick_rs import AhoCorasick, Implementation

            # The contiguous NFA builds several times faster than the DFA and searches a mail as fast.
            self._automaton = AhoCorasick(list(targets), implementation=Implementation.ContiguousNFA)

    def search(self, part: Part, subject: View | None) -> dict[str, dict[str, list[Hit]]]:
        """rule -> set -> hits in order, over the subject and the part's own words."""
        found: dict[str, dict[str, list[Hit]]] = {}
        if self._automaton is None:
            return found
        if subject is not None:
            self._scan(subject, subject.text, None, found)
        self._scan(part.view, part.words, part, found)
        return found

    def _scan(self, view: View, text: str, part: Part | None, found: dict[str, dict[str, list[Hit]]]) -> None:
        folded = fold(text)
        hits: dict[tuple[str, str], list[tuple[int, int, Phrase]]] = {}
        barred: dict[tuple[str, str], list[tuple[int, int]]] = {}
        for index, start, end in self._automaton.find_matches_as_indexes(folded.text, overlapping=True):
            for target in self._targets[index]:
                stop = _verify(folded, text, target, start, end)
                if stop is None:
                    continue
                key = (target.phrase.rule, target.phrase.set)
                if target.excepting:
                    barred.setdefault(key, []).append((start, stop))
                else:
                    hits.setdefault(key, []).append((start, stop, target.phrase))
        starts = [p.span.start for p in part.paragraphs] if part else []
        for (rule, name), raw in hits.items():
            kept = found.setdefault(rule, {}).setdefault(name, [])
            for low, high, phrase in _longest(raw, barred.get((rule, name), [])):
                a, b = folded.span(low, high)
                while b > a + 1 and text[b - 1].isspace():
                    b -= 1
                place = "subject"
                if part is not None:
                    i = bisect_right(starts, a) - 1
                    place = part.paragraphs[i].role.value if i >= 0 else "body"
                if place in phrase.places:
                    kept.append(Hit(phrase, view, Span(a, b), place, text[a:b]))


def _collect(targets: dict[str, list[_Target]], phrase: Phrase, variants: Sequence[Any], excepting: bool) -> None:
    for head, tail, exact in variants:
        key = fold(head).text if exact else head
        targets.setdefault(key, []).append(_Target(phrase, tail, head if exact else None, excepting))


def _verify(folded: Folded, original: str, target: _Target, start: int, end: int) -> int | None:
    """The folded end of a whole match of the target at `start`, or None."""
    text = folded.text
    if not _starts_word(text, start, target.phrase.lang):
        return None
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


def _starts_word(text: str, i: int, lang: str) -> bool:
    if i == 0 or not text[i].isalnum() or is_unspaced(text[i]):
        return True
    before = text[i - 1]
    if before == "-" and i > 1 and text[i - 2].isalnum() and not is_unspaced(text[i - 2]):
        return False  # a compound is a word of its own: BPA-free
    if not before.isalnum() or is_unspaced(before):
        return True
    return lang == "ar" and _is_proclitic(text, i)


def _is_proclitic(text: str, i: int) -> bool:
    """Whether only Arabic prefixes (and, so, by, for, like, the) stand between the word's start and `i`."""
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
