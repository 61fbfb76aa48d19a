"""Dates of any locale as one key: 31 December 2027 = 2027年12月31日 = 31.12.2027. What is ambiguous stays as written."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from outlint.text import Span

_LANGUAGES = ("en", "zh", "es", "pt", "fr", "de", "it", "nl", "pl", "ru", "tr", "ar", "ja", "ko", "vi", "id")
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_ISO = re.compile(r"(?<![\d.-])" + _YEAR + r"(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?![\d-])")
_CJK = re.compile(r"(?:" + _YEAR + r"\s?[年년]\s?)?(?<!\d)(?P<m>\d{1,2})\s?[月월]\s?(?:(?P<d>\d{1,2})\s?[日号號일])?")
_CJK_YEAR = re.compile(_YEAR + r"\s?[年년](?!\s?\d)")
_NUMERIC = re.compile(r"(?<![\d.,/-])(?P<a>\d{1,2})(?P<s>[./-])(?P<b>\d{1,2})(?P=s)(?P<y>(?:19|20)\d\d|\d\d)(?![\d/-])")
_VIETNAMESE = re.compile(
    r"(?<!\w)(?:ngày\s)?(?P<d>\d{1,2})\stháng\s(?P<m>\d{1,2})(?!\d)(?:\snăm\s(?P<y>(?:19|20)\d\d)(?!\d))?"
)
_ORDINAL = r"(?:st|nd|rd|th|er|º|ª|°|\.)?"
_TIME = re.compile(
    r"(?<![\d:.,])(?P<h>[01]?\d|2[0-3])(?::(?P<m>[0-5]\d)(?::[0-5]\d)?\s?(?P<ap>[ap]\.?m\b\.?)?|\s?(?P<ap2>[ap]\.?m\b\.?))(?![\d:])",
    re.I,
)


class Found(NamedTuple):
    key: tuple[str, ...]
    span: Span


def dates(text: str) -> list[Found]:
    """Dates and times of day in the text, apart from each other; keys ("date", year, month, day) with "" for what is
    not said, ("date", as written) where day and month may be swapped, ("time", "14:30"). Linear."""
    found: list[Found] = []
    for pattern in (_ISO, _CJK, _CJK_YEAR, _VIETNAMESE, _NUMERIC, *_named(), _TIME):
        for m in pattern.finditer(text):
            key = _key(m)
            if key is not None:
                found.append(Found(key, Span(*m.span())))
    return _apart(found)


def _apart(found: list[Found]) -> list[Found]:
    """The longest of those that overlap, in order."""
    out: list[Found] = []
    for f in sorted(found, key=lambda f: (f.span.start, -f.span.end)):
        if not out or f.span.start >= out[-1].span.end:
            out.append(f)
    return out


def _key(m: re.Match[str]) -> tuple[str, ...] | None:
    parts = m.groupdict()
    if "h" in parts:
        return _time(parts)
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


def _time(parts: dict[str, str]) -> tuple[str, ...]:
    hour, half = int(parts["h"]), (parts["ap"] or parts["ap2"] or "").lower()
    if half and hour <= 12:
        hour = hour % 12 + (12 if half[0] == "p" else 0)
    return ("time", f"{hour}:{parts['m'] or '00'}")


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
