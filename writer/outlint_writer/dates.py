"""Dates of any locale as one key: 31 December 2027 = 2027年12月31日 = 31.12.2027. What is ambiguous stays as written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from outlint.text import Span
from outlint_rules.numbers import JOIN
from outlint_writer.times import times

_LANGUAGES = ("en", "zh", "es", "pt", "fr", "de", "it", "nl", "pl", "ru", "tr", "ar", "ja", "ko", "vi", "id")
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_ISO = re.compile(r"(?<![\d.-])" + _YEAR + r"(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?![\d-])")
_SPACED = re.compile(r"(?<![\d.-])" + _YEAR + r"\. (?P<m>\d{1,2})\. (?P<d>\d{1,2})(?:\.(?!\d)|(?![\d.]))")
_CJK = re.compile(r"(?:" + _YEAR + r"\s?[年년]\s?)?(?<!\d)(?P<m>\d{1,2})\s?[月월]\s?(?:(?P<d>\d{1,2})\s?[日号號일])?")
_CJK_YEAR = re.compile(_YEAR + r"\s?[年년](?!\s?\d)")
_NUMERIC = re.compile(r"(?<![\d.,/-])(?P<a>\d{1,2})(?P<s>[./-])(?P<b>\d{1,2})(?P=s)(?P<y>(?:19|20)\d\d|\d\d)(?![\d/-])")
_VIETNAMESE = re.compile(
    r"(?<!\w)(?:ngày\s)?(?P<d>\d{1,2})\stháng\s(?P<m>\d{1,2})(?!\d)(?:(?:\snăm\s|,\s)(?P<y>(?:19|20)\d\d)(?!\d))?"
)
_ORDINAL = r"(?:st|nd|rd|th|er|º|ª|°|\.)?"
_DAY_BEFORE = re.compile(r"(?<![\d.,:/])(?P<d>\d{1,2})(?:st|nd|rd|th|er|\.|\s?[日号號일])?" + JOIN + r"$")
_DAY_BEHIND = re.compile(
    JOIN + r"(?P<d>\d{1,2})(?!\d|[.,]\d)(?:st|nd|rd|th|\s?[日号號일])?(?:,?\s" + _YEAR + r"(?!\d))?"
)


class Found(NamedTuple):
    key: tuple[str, ...]
    span: Span


def dates(text: str) -> list[Found]:
    """Dates and times of day in the text, apart from each other; keys ("date", year, month, day) with "" for what is
    not said, ("date", as written) where day and month may be swapped, ("time", "14:30"). Linear."""
    found: list[Found] = []
    for pattern in (_ISO, _SPACED, _CJK, _CJK_YEAR, _VIETNAMESE, _NUMERIC, *_named()):
        for m in pattern.finditer(text):
            key = _key(m)
            if key is not None:
                found.append(Found(key, Span(*m.span())))
    found += (Found(("time", t.clock), Span(t.start, t.end)) for t in times(text))
    return list(_ranged(text, _apart(found)))


def _apart(found: list[Found]) -> list[Found]:
    """The longest of those that overlap, in order."""
    out: list[Found] = []
    for f in sorted(found, key=lambda f: (f.span.start, -f.span.end)):
        if not out or f.span.start >= out[-1].span.end:
            out.append(f)
    return out


def _ranged(text: str, found: list[Found]) -> Iterator[Found]:
    """The dates, and the other end of each range of days: "4–8 March 2027", "2027年3月4日至8日"."""
    for i, f in enumerate(found):
        if f.key[0] != "date" or len(f.key) != 4 or not f.key[3]:
            yield f
            continue
        _kind, year, month, day = f.key
        low = found[i - 1].span.end if i else 0
        high = found[i + 1].span.start if i + 1 < len(found) else len(text)
        start, end = f.span
        before = _DAY_BEFORE.search(text[max(low, start - 12) : start])
        behind = _DAY_BEHIND.match(text, end, high)
        if behind and int(day) < int(behind["d"]) <= 31:
            year = year or behind["y"] or ""
            yield Found(("date", year, month, day), f.span)
            yield Found(("date", year, month, str(int(behind["d"]))), Span(end, behind.end()))
        elif before and 0 < int(before["d"]) < int(day):
            at = max(low, start - 12) + before.start()
            yield Found(("date", year, month, str(int(before["d"]))), Span(at, start))
            yield f
        else:
            yield f


def _key(m: re.Match[str]) -> tuple[str, ...] | None:
    parts = m.groupdict()
    if "a" in parts:
        return _numeric(m.group(), parts)
    month = _months()[parts["name"].lower()] if parts.get("name") else int(parts.get("m") or 0)
    day = int(parts.get("d") or 0)
    if month > 12 or day > 31 or not (month or parts.get("y")):
        return None
    if not day and not parts.get("y"):
        return None  # "May" alone is more often a word than a date
    return ("date", parts.get("y") or "", str(month or ""), str(day or ""))


def _numeric(written: str, parts: dict[str, str]) -> tuple[str, ...] | None:
    first, second, sign = int(parts["a"]), int(parts["b"]), parts["s"]
    year = parts["y"] if len(parts["y"]) == 4 else "20" + parts["y"]
    if max(first, second) > 31 or min(first, second) > 12 or not min(first, second):
        return None
    if sign == "." or first > 12 or first == second:
        return ("date", year, str(second), str(first)) if second <= 12 else None
    if second > 12:
        return ("date", year, str(first), str(second))
    return ("date", written)  # 03/04/2027: March or April


@cache
def _months() -> dict[str, int]:
    """Names of months in all languages; short ones only where they have three letters or more, without the dot."""
    from babel.dates import get_month_names

    out: dict[str, int] = {}
    for lang in _LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in get_month_names(width, context, lang).items():
                    word = str(name).lower().strip(".")
                    if len(word) >= 3 and not word[0].isdigit() and not word[-1].isdigit():
                        out.setdefault(word, number)
    return out


@cache
def _named() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    names = "|".join(re.escape(n) for n in sorted(_months(), key=len, reverse=True))
    name = rf"(?<!\w)(?P<name>{names})(?!\w)\.?"
    link = r"\s{0,2}(?:de\s|del\s|of\s|ngày\s|,)?\s{0,2}"
    year = rf"(?:{link}{_YEAR}(?!\d))?"
    day = rf"(?<![\d.,])(?P<d>\d{{1,2}}){_ORDINAL}"
    return (
        re.compile(rf"{day}{link}{name}{year}", re.I),
        re.compile(rf"{name}\s{{0,2}}(?P<d>\d{{1,2}})(?!\d){_ORDINAL}{year}", re.I),
        re.compile(rf"{name}{link}{_YEAR}(?!\d)", re.I),
    )
