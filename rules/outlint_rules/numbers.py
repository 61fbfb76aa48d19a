"""Numbers with their unit or currency, whichever locale wrote them: 1,234.56 USD = 1.234,56 USD = USD１,２３４.５６.

The spellings are in lexicons/amounts/any.toml. Rules and the writer's guard read numbers by this module alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

JOIN = r"\s?(?:[–—~～〜-]|(?<=\s)(?:to|and|bis|und|au|à|al?|y|e|até|tot|en|do|i|до|и|ila|ve|إلى|و|đến|tới|sampai|hingga)(?=\s)|至|到|から|부터)\s?"
"""What stands between the ends of a range."""
_BLANKS = " \u00a0\u202f"
_BLANKS_OR_DASH = _BLANKS + "-"
_GROUPS = "'’\u00a0\u202f\u2009 "
_LOOSE = re.compile(r"\d+(?:[.,]\d+){0,8}")
_FIGURES = re.compile(r"\d[\d.,]*(?<=\d)")
_GROUP = re.compile(rf"[{_GROUPS}]\d{{3}}(?!\d)")
_TAIL = re.compile(r"[.,]\d+(?!\d)")
_LETTERS = re.compile(r"[^\W\d_]+")
_OF = re.compile(r"\.|\s(?:de|di|d')(?= )")
_KILO = frozenset("克瓦米帕卡")
"""Behind 千 they are a unit: 千克."""
_RANGE = re.compile(rf"(?:{JOIN}|/)$")
_WIDE = {0xFF01 + n: 0x21 + n for n in range(94)}
_ARABIC = {0x660 + n: 0x30 + n for n in range(10)} | {0x6F0 + n: 0x30 + n for n in range(10)}
_SAME = _WIDE | _ARABIC | {0x3000: 0x20, 0x66A: 0x25, 0x66B: 0x2E, 0x66C: 0x2C, 0xFFE0: 0xA2, 0xFFE1: 0xA3, 0xFFE5: 0xA5, 0xFFE6: 0x20A9}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """`kind` is money, unit or number; `worded` says it was written as a word, without unit; [`low`, `high`) are its figures."""

    kind: str
    value: str
    unit: str
    start: int
    end: int
    worded: bool = False
    low: int = 0
    high: int = 0


@cache
def data() -> Mapping[str, Any]:
    """The reader's tables."""
    import outlint_rules

    known: Mapping[str, Any] = outlint_rules.lexicon("amounts")
    return known


def narrowed(text: str) -> str:
    """The text in ASCII figures and signs, character for character: what is found in it stands in the text itself."""
    return text if text.isascii() else text.translate(_SAME)


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


Edges = dict[str, list[str]]


@cache
def _edges() -> tuple[Edges, Edges, Edges]:
    """By first letter the measures that stand behind a number and the words that make it larger, by last letter those
    that stand before it; the longest first. A number is looked at in two look-ups, not by a regex of all spellings."""
    behind: Edges = {}
    before: Edges = {}
    scales: Edges = {}
    for word in sorted(measures(), key=len, reverse=True):
        behind.setdefault(word[0], []).append(word)
        if measures()[word][0] == "money" or word in data()["before"]["words"]:
            before.setdefault(word[-1], []).append(word)
    for word in sorted(_scale_words(), key=len, reverse=True):
        scales.setdefault(word[0], []).append(word)
    return behind, before, scales


@cache
def _scale_words() -> dict[str, tuple[int, bool]]:
    """By word, how much larger it makes a number, and whether it does so to money only."""
    tables = (("scales", False), ("scales-of-money", True))
    return {w: (int(n), only) for key, only in tables for n, words in data()[key].items() for w in words}


def _starting(text: str, at: int, words: Edges) -> str:
    """The longest of the words that stands at a place. One of letters ends where letters of its own kind of script do:
    "1.5kgです" has kilograms."""
    for word in words.get(text[at : at + 1].lower(), ()):
        end = at + len(word)
        lettered = word[-1].isalpha() and word[-1] < "\u2e80"
        if text[at:end].lower() == word and not (lettered and _alphabetic(text[end : end + 1])):
            return word
    return ""


def _ending(text: str, at: int, words: Edges) -> str:
    """The longest of the words that ends at a place, and begins where a word does."""
    for word in words.get(text[at - 1 : at].lower(), ()) if at else ():
        start = at - len(word)
        inside = word[0].isalpha() and start > 0 and _alphabetic(text[start - 1])
        if start >= 0 and not inside and text[start:at].lower() == word:
            return word
    return ""


def is_measure(word: str) -> bool:
    """Whether a word of digits and letters is a number with its unit or currency: 25kg, EUR25."""
    letters = _LETTERS.findall(word)
    if len(letters) != 1 or not (word.startswith(letters[0]) or word.endswith(letters[0])):
        return any(word.lower().endswith(u) and re.fullmatch(r"[\d.,-]+", word[: -len(u)]) for u in ("m2", "m3"))
    known = measures().get(letters[0].lower())
    return known is not None and (word.endswith(letters[0]) or known[0] == "money")


def numbers(text: str, language: str) -> list[Number]:
    """All numbers written in figures, in order; both ends of a range have its unit. Linear."""
    return ranged(text, list(written(text, language)))


def ranged(text: str, found: list[Number]) -> list[Number]:
    """The numbers, in order, those at the ends of a range with the unit that only one of them has."""
    for i in range(len(found) - 1):
        a, b = found[i], found[i + 1]
        one_is_bare = (a.kind == "number") != (b.kind == "number")
        if one_is_bare and b.start - a.end < 12 and _RANGE.fullmatch(text[a.end : b.start]):
            known = b if a.kind == "number" else a
            found[i], found[i + 1] = (replace(n, kind=known.kind, unit=known.unit) for n in (a, b))
    return found


def written(text: str, language: str) -> Iterator[Number]:
    """Numbers in figures, each by itself."""
    decimal = "," if language.split("-")[0] in data()["decimal-comma"] else "."
    at = 0
    for m in _LOOSE.finditer(text):
        if m.start() < at:
            continue
        high = end = _grouped_end(text, m)
        value = readings(text[m.start() : end], decimal)[0]
        while (by := data()["multipliers"].get(text[end : end + 1])) and text[end + 1 : end + 2] not in _KILO:
            value, end = value * by, end + 1
        value, end = _scaled(text, m.start(), end, value)
        kind, unit, end, start = measure(text, m.start(), end)
        yield Number(kind, _plain(value), unit, start, end, False, m.start(), high)
        at = end


def _scaled(text: str, start: int, end: int, value: Decimal) -> tuple[Decimal, int]:
    """The number with the word behind it that makes it larger: 1.2 million, $1.2m, 12 тыс. руб."""
    following = text[end : end + 1]
    if not (following in _BLANKS or following.isalpha()):
        return value, end
    of_money = measure(text, start, end)[3] < start
    letter = data()["scale-letters"].get(following.lower())
    if letter and of_money and not text[end + 1 : end + 2].isalnum():
        return value * letter, end + 1
    at = end + (following in _BLANKS)
    word = _starting(text, at, _edges()[2])
    if not word:
        return value, end
    by, only_money = _scale_words()[word]
    of = _OF.match(text, at + len(word))
    stop = of.end() if of else at + len(word)
    if only_money and not of_money and measure(text, start, stop)[0] != "money":
        return value, end
    return value * by, stop


def _grouped_end(text: str, m: re.Match[str]) -> int:
    """Where a number ends whose thousands are set apart by blanks or apostrophes: 1 234 567,89."""
    end = m.end()
    if len(m.group()) > 3:
        return end
    while n := _GROUP.match(text, end):
        end = n.end()
    if end > m.end():
        tail = _TAIL.match(text, end)
        end = tail.end() if tail else end
    return end


def readings(figures: str, decimal: str) -> list[Decimal]:
    """What figures can mean, first what they mean where `decimal` is the decimal mark: "1.234" is two numbers."""
    digits = re.sub(f"[{_GROUPS}]", "", figures)
    points = [c for c in digits if c in ".,"]
    if not points:
        return [Decimal(digits)]
    last = points[-1]
    head, _, tail = digits.rpartition(last)
    head_plain = re.sub(r"[.,]", "", head)
    if len(set(points)) == 2:
        return [Decimal(f"{head_plain}.{tail}")]
    if len(points) > 1:
        return [Decimal(head_plain + tail)]
    if len(tail) != 3 or len(head) > 3 or head[0] == "0":
        return [Decimal(f"{head}.{tail}")]
    both = [Decimal(head + tail), Decimal(f"{head}.{tail}")]
    return both if decimal != last else both[::-1]


def measure(text: str, start: int, end: int) -> tuple[str, str, int, int]:
    """(kind, unit, end, start) of a number: a currency before it counts more than a word behind."""
    behind, before, _ = _edges()
    at = start - (text[start - 1 : start] in _BLANKS and start > 0)
    if word := _ending(text, at, before):
        return *measures()[word], end, at - len(word)
    at = end + (text[end : end + 1] in _BLANKS_OR_DASH and end < len(text))
    if word := _starting(text, at, behind):
        return *measures()[word], at + len(word), start
    return "number", "", end, start


def has_price(text: str) -> bool:
    """Whether money or a percentage is among the numbers. Most mails have none; they are told so for little."""
    behind, before, scales = _priced()
    for m in _FIGURES.finditer(text):
        start, end = m.span()
        at = end + (end < len(text) and text[end] in _BLANKS_OR_DASH)
        c = text[at : at + 1].lower()
        if (c in behind and _starting(text, at, behind)) or (c in scales and _starting(text, at, scales)):
            return True
        at = start - (start > 0 and text[start - 1] in _BLANKS)
        if text[at - 1 : at].lower() in before and _ending(text, at, before):
            return True
    return False


@cache
def _priced() -> tuple[Edges, Edges, Edges]:
    """The spellings of currencies and percentages behind a number and before it, and what makes a number larger."""
    behind, before, scales = _edges()
    larger = {c: [c] for c in data()["multipliers"]}
    of_price = {w for w, (kind, unit) in measures().items() if kind == "money" or unit == "%"}
    kept = {c: found for c, words in behind.items() if (found := [w for w in words if w in of_price])}
    return kept, before, {c: [*scales.get(c, ()), *larger.get(c, ())] for c in scales.keys() | larger.keys()}


def per_unit(text: str, at: int) -> tuple[str, int]:
    """What an amount that ends there is the price of, and where that ends: "/pc", "per piece", "/个". "" where it does not
    say, "?" where it says what no unit is."""
    start = at + (text[at : at + 1] in _BLANKS and at < len(text))
    word = _starting(text, start, _per())
    if not word:
        return "", at
    start += len(word)
    start += text[start : start + 1] in _BLANKS and start < len(text)
    unit = _starting(text, start, _edges()[0])
    if unit and measures()[unit][0] == "unit":
        return measures()[unit][1], start + len(unit)
    return ("?", start) if word == "/" else ("", at)


@cache
def _per() -> Edges:
    out: Edges = {}
    for word in sorted(data()["per"], key=len, reverse=True):
        out.setdefault(word[0], []).append(word)
    return out


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
