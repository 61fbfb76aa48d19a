"""Numbers with their unit or currency, whichever locale wrote them: 1,234.56 USD = 1.234,56 USD = USD１,２３４.５６.

How units and currencies are spelled is in spellings. Rules and the writer's guard read numbers by this module alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from outlint_rules.spellings import (
    Starts,
    Tables,
    by_head,
    data,
    ending,
    ending_with,
    ending_words,
    head,
    measures,
    scale_words,
    starting,
    starting_with,
    tables,
)

JOIN = r"\s?(?:[–—~～〜-]|(?<=\s)(?:to|and|bis|und|au|à|al?|y|e|até|tot|en|do|i|до|и|ila|ve|إلى|و|đến|tới|sampai|hingga)(?=\s)|至|到|から|부터)\s?"
"""What stands between the ends of a range."""
_BLANKS = " \u00a0\u202f"
_BLANKS_OR_DASH = _BLANKS + "-"
_GROUPS = "'’\u00a0\u202f\u2009 "
_LOOSE = re.compile(r"\d\d*(?:[.,]\d+){0,8}")  # begins with one figure, to which the regex engine skips
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
_UNGROUPED = dict.fromkeys(map(ord, _GROUPS))
_EXACT = 28  # figures that a Decimal holds without rounding
_SAME = _WIDE | _ARABIC | {0x3000: 0x20, 0x66A: 0x25, 0x66B: 0x2E, 0x66C: 0x2C, 0xFFE0: 0xA2, 0xFFE1: 0xA3, 0xFFE5: 0xA5, 0xFFE6: 0x20A9}  # fmt: skip


class Number(NamedTuple):
    """`kind` is money, unit or number; `worded` says it was written as a word, without unit; [`low`, `high`) are its figures."""

    kind: str
    value: str
    unit: str
    start: int
    end: int
    worded: bool = False
    low: int = 0
    high: int = 0


def narrowed(text: str) -> str:
    """The text in ASCII figures and signs, character for character: what is found in it stands in the text itself."""
    return text.translate(_SAME) if not text.isascii() and _others().search(text) else text


@cache
def _others() -> re.Pattern[str]:
    """The figures and signs that have one in ASCII: most texts that are not all ASCII have none."""
    return re.compile(f"[{re.escape(''.join(map(chr, _SAME)))}]")


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
        if b.start - a.end >= 12:
            continue
        one_is_bare = (a.kind == "number") != (b.kind == "number")
        if one_is_bare and _RANGE.fullmatch(text[a.end : b.start]):
            known = b if a.kind == "number" else a
            found[i], found[i + 1] = (n._replace(kind=known.kind, unit=known.unit) for n in (a, b))
    return found


def written(text: str, language: str) -> Iterator[Number]:
    """Numbers in figures, each by itself."""
    decimal = "," if language.split("-")[0] in data()["decimal-comma"] else "."
    known = tables()
    at = 0
    for m in _LOOSE.finditer(text):
        if m.start() >= at:
            found = _read(text, m, decimal, known)
            at = found.end
            yield found


def _read(text: str, m: re.Match[str], decimal: str, known: Tables) -> Number:
    """A number by what stands right behind and before it; for most numbers two look-ups say that it is nothing known."""
    low, high = m.span()
    if high - low <= 3 and text[high + 1 : high + 2].isdecimal():
        high = _grouped_end(text, high)
    figures = text[low:high]
    after = high + (text[high : high + 1] in _BLANKS_OR_DASH)
    word = head(text, after)
    if word in known.larger:
        factors, end = _factors(text, low, high, known)
        value = _larger(figures, decimal, factors) if factors else _bare(figures, decimal)
        kind, unit, end, start = measure(text, low, end)
        return Number(kind, value, unit, start, end, False, low, high)
    value = _bare(figures, decimal)
    before = low - (text[low - 1 : low] in _BLANKS and low > 0)
    if (leading := ending_words(text, before, known.before)) and (spelled := ending_with(text, before, leading)):
        kind, unit = measures()[spelled]
        return Number(kind, value, unit, before - len(spelled), high, False, low, high)
    if (following := known.behind.get(word)) and (spelled := starting_with(text, after, following)):
        kind, unit = measures()[spelled]
        return Number(kind, value, unit, low, after + len(spelled), False, low, high)
    return Number("number", value, "", low, high, False, low, high)


def _bare(figures: str, decimal: str) -> str:
    if figures.isdecimal() and len(figures) <= _EXACT and figures.isascii():
        return figures.lstrip("0") or "0"
    whole, mark, tail = figures.partition("." if "." in figures else ",")
    if mark and len(tail) != 3 and len(figures) <= _EXACT and figures.isascii() and (whole + tail).isdecimal():
        places = tail.rstrip("0")
        return (whole.lstrip("0") or "0") + (f".{places}" if places else "")
    return _plain(readings(figures, decimal)[0])


def _larger(figures: str, decimal: str, factors: list[int]) -> str:
    value = readings(figures, decimal)[0]
    for by in factors:
        value *= by
    return _plain(value)


def _factors(text: str, start: int, end: int, known: Tables) -> tuple[list[int], int]:
    """What stands behind a number and makes it larger, and where that ends: 3万, 1.2 million."""
    out: list[int] = []
    while (by := known.multipliers.get(text[end : end + 1])) and text[end + 1 : end + 2] not in _KILO:
        out.append(by)
        end += 1
    by, end = _scale(text, start, end, known)
    if by:
        out.append(by)
    return out, end


def _scale(text: str, start: int, end: int, known: Tables) -> tuple[int, int]:
    """By how much a word behind a number makes it larger, and where that ends: 1.2 million, $1.2m, 12 тыс. руб."""
    following = text[end : end + 1]
    if not (following in _BLANKS or following.isalpha()):
        return 0, end
    letter = known.letters.get(following.lower())
    if letter and not text[end + 1 : end + 2].isalnum() and _of_money(text, start, end):
        return letter, end + 1
    at = end + (following in _BLANKS)
    word = starting(text, at, known.scales)
    if not word:
        return 0, end
    by, only_money = scale_words()[word]
    of = _OF.match(text, at + len(word))
    stop = of.end() if of else at + len(word)
    if only_money and not _of_money(text, start, end) and measure(text, start, stop)[0] != "money":
        return 0, end
    return by, stop


def _of_money(text: str, start: int, end: int) -> bool:
    """Whether a currency stands before the number."""
    return measure(text, start, end)[3] < start


def _grouped_end(text: str, first: int) -> int:
    """Where a number ends whose thousands are set apart by blanks or apostrophes, the first ones there: 1 234 567,89."""
    end = first
    while n := _GROUP.match(text, end):
        end = n.end()
    if end > first:
        tail = _TAIL.match(text, end)
        end = tail.end() if tail else end
    return end


def readings(figures: str, decimal: str) -> list[Decimal]:
    """What figures can mean, first what they mean where `decimal` is the decimal mark: "1.234" is two numbers."""
    if figures.isdecimal():
        return [Decimal(figures)]
    digits = figures.translate(_UNGROUPED)
    points, commas = digits.count("."), digits.count(",")
    if not points and not commas:
        return [Decimal(digits)]
    last = "." if digits.rfind(".") > digits.rfind(",") else ","
    whole, _, tail = digits.rpartition(last)
    plain = whole.replace(".", "").replace(",", "")
    if points and commas:
        return [Decimal(f"{plain}.{tail}")]
    if points + commas > 1:
        return [Decimal(plain + tail)]
    if len(tail) != 3 or len(whole) > 3 or whole[0] == "0":
        return [Decimal(f"{whole}.{tail}")]
    both = [Decimal(whole + tail), Decimal(f"{whole}.{tail}")]
    return both if decimal != last else both[::-1]


def measure(text: str, start: int, end: int) -> tuple[str, str, int, int]:
    """(kind, unit, end, start) of a number: a currency before it counts more than a word behind."""
    known = tables()
    at = start - (text[start - 1 : start] in _BLANKS and start > 0)
    if word := ending(text, at, known.before):
        return *measures()[word], end, at - len(word)
    at = end + (text[end : end + 1] in _BLANKS_OR_DASH and end < len(text))
    if word := starting(text, at, known.behind):
        return *measures()[word], at + len(word), start
    return "number", "", end, start


def has_price(text: str) -> bool:
    """Whether money or a percentage is among the numbers. Most mails have none; they are told so for little."""
    behind, before = _priced(), tables().before
    for m in _FIGURES.finditer(text):
        start, end = m.span()
        if starting(text, end + (end < len(text) and text[end] in _BLANKS_OR_DASH), behind):
            return True
        if ending(text, start - (start > 0 and text[start - 1] in _BLANKS), before):
            return True
    return False


@cache
def _priced() -> Starts:
    """The spellings of currencies and percentages behind a number, and what makes a number larger."""
    of_price = (w for w, (kind, unit) in measures().items() if kind == "money" or unit == "%")
    return by_head((*of_price, *scale_words(), *data()["multipliers"]))


def per_unit(text: str, at: int) -> tuple[str, int]:
    """What an amount that ends there is the price of, and where that ends: "/pc", "per piece", "/个". "" where it does not
    say, "?" where it says what no unit is."""
    start = at + (text[at : at + 1] in _BLANKS and at < len(text))
    word = starting(text, start, _per())
    if not word:
        return "", at
    start += len(word)
    start += text[start : start + 1] in _BLANKS and start < len(text)
    unit = starting(text, start, tables().behind)
    if unit and measures()[unit][0] == "unit":
        return measures()[unit][1], start + len(unit)
    return ("?", start) if word == "/" else ("", at)


@cache
def _per() -> Starts:
    return by_head(data()["per"])


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
