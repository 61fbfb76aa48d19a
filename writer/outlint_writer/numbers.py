"""Numbers with their unit or currency, whichever locale wrote them: 1,234.56 USD = 1.234,56 USD = USD１,２３４.５６."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from outlint_writer.dates import JOIN

_GROUPS = "'’\u00a0\u202f\u2009 "
_LOOSE = re.compile(r"\d+(?:[.,]\d+){0,8}")
_GROUP = re.compile(rf"[{_GROUPS}]\d{{3}}(?!\d)")
_TAIL = re.compile(r"[.,]\d+(?!\d)")
_LETTERS = re.compile(r"[^\W\d_]+")
_KILO = frozenset("克瓦米帕卡")
"""Behind 千 they are a unit: 千克."""
_RANGE = re.compile(rf"(?:{JOIN}|/)$")
_CJK_NUMERAL = re.compile(
    r"(?<![第〇一二两兩三四五六七八九十百千万萬\d.])(?P<n>[二两兩三四五六七八九十百千][一二三四五六七八九十百千万萬]{0,6})(?=\s?(?:个|個|款|种|種|件|台|天|周|週|份|套|箱|只|名|位|家|年(?!代)|小时|小時|分钟|分鐘|米|吨|公斤|次|つ|日間|社|点(?![^\W\d]*[钟鐘])))"
)
_VALUES = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"两": 2, "兩": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000}


@dataclass(frozen=True, slots=True)
class Number:
    """`kind` is money, unit or number; `worded` says it was written as a word, without unit."""

    kind: str
    value: str
    unit: str
    start: int
    end: int
    worded: bool = False


@cache
def data() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("facts.toml").read_text("utf-8"))


@cache
def measures() -> dict[str, tuple[str, str]]:
    """Spelling, folded -> (kind, canonical)."""
    out: dict[str, tuple[str, str]] = {}
    for kind, table in (("unit", "units"), ("money", "currencies")):
        for canonical, spellings in data()[table].items():
            for s in spellings:
                out.setdefault(unicodedata.normalize("NFKC", s).lower(), (kind, canonical))
    return out


@cache
def _around() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """(a measure right behind a number, a currency or percent right before one). A word of letters ends where letters of
    its own kind of script do: "1.5kgです" has kilograms."""
    words = sorted(measures(), key=len, reverse=True)
    other = r"[^\W\d_\u2e80-\uffff]"
    lettered = "|".join(re.escape(w) for w in words if w[-1].isalpha() and w[-1] < "\u2e80")
    rest = "|".join(re.escape(w) for w in words if not (w[-1].isalpha() and w[-1] < "\u2e80"))
    before = [w for w in words if measures()[w][0] == "money" or w in data()["before"]["words"]]
    named = "|".join(re.escape(w) for w in before if w[0].isalpha())
    signs = "|".join(re.escape(w) for w in before if not w[0].isalpha())
    return (
        re.compile(rf"[ \u00a0\u202f-]?(?:(?:{lettered})(?!{other})|{rest})", re.I),
        re.compile(rf"(?:(?<!{other})(?:{named})|{signs})[ \u00a0\u202f]?$", re.I),
    )


@cache
def _decimal_sign(language: str) -> str:
    from babel.core import UnknownLocaleError
    from babel.numbers import get_decimal_symbol

    try:
        decimal = get_decimal_symbol("ar_EG" if language == "ar" else language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return "."
    return decimal if decimal in ".," else "."


def is_measure(word: str) -> bool:
    """Whether a word of digits and letters is a number with its unit or currency: 25kg, EUR25."""
    letters = _LETTERS.findall(word)
    if len(letters) != 1 or not (word.startswith(letters[0]) or word.endswith(letters[0])):
        return any(word.lower().endswith(u) and re.fullmatch(r"[\d.,-]+", word[: -len(u)]) for u in ("m2", "m3"))
    known = measures().get(letters[0].lower())
    return known is not None and (word.endswith(letters[0]) or known[0] == "money")


def numbers(text: str, language: str) -> list[Number]:
    """All numbers of a text, in order; both ends of a range have its unit. Linear."""
    found = sorted([*_written(text, _decimal_sign(language)), *_worded(text, language)], key=lambda n: n.start)
    for i in range(len(found) - 1):
        a, b = found[i], found[i + 1]
        one_is_bare = (a.kind == "number") != (b.kind == "number")
        if one_is_bare and b.start - a.end < 12 and _RANGE.fullmatch(text[a.end : b.start]):
            known = b if a.kind == "number" else a
            found[i], found[i + 1] = (replace(n, kind=known.kind, unit=known.unit) for n in (a, b))
    return found


def _written(text: str, decimal: str) -> Iterator[Number]:
    at = 0
    for m in _LOOSE.finditer(text):
        if m.start() < at:
            continue
        end = _grouped_end(text, m)
        value = _value(text[m.start() : end], decimal)
        while (by := data()["multipliers"].get(text[end : end + 1])) and text[end + 1 : end + 2] not in _KILO:
            value, end = value * by, end + 1
        kind, unit, end, start = _measure(text, m.start(), end)
        yield Number(kind, _plain(value), unit, start, end)
        at = end


def _worded(text: str, language: str) -> Iterator[Number]:
    """Small numbers as words: "two samples", 两个. They count as numbers, but a bare one may be left out again."""
    pattern, words = _number_words(language.split("-")[0])
    if pattern is not None:
        for m in pattern.finditer(text):
            kind, unit, end, start = _measure(text, *m.span())
            yield Number(kind, str(words[m.group().lower()]), unit, start, end, kind == "number")
    if language[:2] in ("zh", "ja"):
        for m in _CJK_NUMERAL.finditer(text):
            kind, unit, end, start = _measure(text, *m.span())
            yield Number(kind, str(_cjk(m["n"])), unit, start, end, kind == "number" or unit == "piece")


@cache
def _number_words(language: str) -> tuple[re.Pattern[str] | None, dict[str, int]]:
    table = data()["words"].get(language)
    if not table:
        return None, {}
    words = {w: int(n) for n, listed in table.items() for w in listed.split()}
    ends = r"(?=\s?(?:개|가지|번|곳|대|종|주|달|시간|분|명|건))" if language == "ko" else r"(?![\w-])"
    return re.compile(r"(?<![\w-])(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")" + ends, re.I), words


def _cjk(written: str) -> int:
    """二 2, 十五 15, 三百 300, 五万 50000."""
    high, wan, low = written.replace("萬", "万").rpartition("万")
    if wan:
        return _cjk(high or "一") * 10_000 + (_cjk(low) if low else 0)
    total, digit = 0, 0
    for c in written:
        if c in _POWERS:
            total, digit = total + (digit or 1) * _POWERS[c], 0
        else:
            digit = _VALUES[c]
    return total + digit


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


def _value(written: str, decimal: str) -> Decimal:
    digits = re.sub(f"[{_GROUPS}]", "", written)
    points = [c for c in digits if c in ".,"]
    if not points:
        return Decimal(digits)
    last = points[-1]
    head, _, tail = digits.rpartition(last)
    head_plain = re.sub(r"[.,]", "", head)
    if len(set(points)) == 2:
        return Decimal(f"{head_plain}.{tail}")
    if len(points) > 1:
        return Decimal(head_plain + tail)
    thousands = len(tail) == 3 and 1 <= len(head) <= 3 and head[0] != "0" and decimal != last
    return Decimal(head + tail) if thousands else Decimal(f"{head}.{tail}")


def _measure(text: str, start: int, end: int) -> tuple[str, str, int, int]:
    """(kind, unit, end, start) of a number: a currency before it counts more than a word behind."""
    behind, before = _around()
    low = max(0, start - 14)
    b = before.search(text[low:start])
    if b is not None:
        kind, unit = measures()[b.group().strip(" \u00a0\u202f").lower()]
        return kind, unit, end, low + b.start()
    a = behind.match(text, end)
    if a is not None:
        kind, unit = measures()[a.group().strip(" \u00a0\u202f-").lower()]
        return kind, unit, a.end(), start
    return "number", "", end, start


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
