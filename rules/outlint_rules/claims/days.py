"""Dates with a year as drafts write them: numbers in any order, and months by name in the languages of the draft."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from outlint.fold import fold
from outlint.text import Span

LOCALES = {"zh": "zh_CN", "pt": "pt_BR"}
"""Languages whose locale says more than their code."""


class Day(NamedTuple):
    """A date as written: `readings` are the days it can mean, one or two."""

    span: Span
    readings: tuple[date, ...]


@cache
def _numeric() -> re.Pattern[str]:
    return re.compile(
        r"\d{4}(?<![A-Za-z\d./-]\d{4})[年년/.-]\s?(\d{1,2})[月월/.-]\s?(\d{1,2})(?!\d)[日일]?|(?<![A-Za-z\d./-])(\d{1,2})([/.-])(\d{1,2})\4(\d{4})(?!\d)"
    )


def days(text: str, languages: Iterable[str]) -> Iterator[Day]:
    """The dates with a year in a text, in no order. The months' names are CLDR's, by Babel."""
    for m in _numeric().finditer(text):
        if m[3] is None:
            found = [(int(text[m.start() : m.start() + 4]), int(m[1]), int(m[2]))]
        else:
            first, second, year = int(m[3]), int(m[5]), int(m[6])
            found = [(year, second, first), (year, first, second)]
        if readings := tuple(dict.fromkeys(d for f in found if (d := a_day(*f)))):
            yield Day(Span(*m.span()), readings)
    folded = fold(text)
    for lang in languages:
        pattern, months = _named(LOCALES.get(lang, lang))
        for m in pattern.finditer(folded.text):
            n = 1 if m["m1"] else 2
            if told := a_day(int(m[f"y{n}"]), months[m[f"m{n}"]], int(m[f"d{n}"])):
                yield Day(Span(*folded.span(*m.span())), (told,))


def spelled(day: date, locale: str) -> str:
    """The day with its month in words, as CLDR has it, with blanks that everybody types."""
    from babel.dates import format_date

    said = format_date(day, "long", locale=locale)
    return str(said).replace("\u00a0", " ").replace("\u202f", " ")


def a_day(year: int, month: int, day: int) -> date | None:
    """The day of these numbers, None where there is none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


@lru_cache(maxsize=32)
def _named(locale: str) -> tuple[re.Pattern[str], dict[str, int]]:
    """A search for "31 March 2027", "März 31, 2027" …, and the months' numbers by folded name."""
    from babel.dates import get_month_names

    months: dict[str, int] = {}
    for width in ("wide", "abbreviated"):
        for context in ("format", "stand-alone"):
            for number, name in get_month_names(width, context, locale).items():
                if not name[:1].isdigit():
                    months.setdefault(fold(name.rstrip(".")).text, number)
    names = "|".join(sorted(map(re.escape, months), key=len, reverse=True)) or "(?!)"
    between = r"(?:\.|st|nd|rd|th|º|er|e)?\s?(?:of |de |del |di )?"
    pattern = (
        rf"(?<!\d)(?P<d1>\d{{1,2}}){between}(?P<m1>{names})\b\.?,?\s?(?:de |del )?(?P<y1>\d{{4}})(?!\d)"
        rf"|\b(?P<m2>{names})\.?\s?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y2>\d{{4}})(?!\d)"
    )
    return re.compile(pattern), months
