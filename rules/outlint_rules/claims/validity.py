"""Until when something holds: dates and periods beside a claim, and the date that a fix writes there."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import lru_cache

from outlint import prose
from outlint.fold import fold
from outlint.rule import Context
from outlint.text import Span, parted
from outlint_rules.claims.days import LOCALES, spelled
from outlint_rules.claims.words import either, listed

_NUMBERS = (
    r"\d{1,4}\s?[./年년-]\s?\d{1,2}(?:\s?[./月월-]\s?\d{1,4})?[日일]?"
    r"|\d{1,2}\s?[月월]\s?\d{1,2}\s?[日号號일]|\d{1,2}\s?[月월]\s?[底末말]|Q[1-4]\b"
)


def expires(ctx: Context, text: str, span: Span, elsewhere: list[Span]) -> bool:
    """Whether "until" and a date say an end: "until 31 March", "bis Ende Juni", "3月31日まで".

    A date in a sentence that is about something else (delivery, a fair, a meeting) is not the offer's.
    """
    until = _words(ctx, "until")
    if not until:
        return False
    markers, letters = listed(until), ctx.letters()
    for block in parted(text, span, "\n\n"):  # an empty line ends a sentence, and most blocks have no "until"
        if not markers.may_stand_in(fold(text[block.start : block.end], letters).text):
            continue
        for s in prose.sentences(text, *block):
            if not any(s.contains(o) for o in elsewhere) and _says_end(ctx, fold(text[s.start : s.end], letters).text):
                return True
    return False


def _says_end(ctx: Context, folded: str) -> bool:
    until = _words(ctx, "until")
    if not listed(until).may_stand_in(folded):
        return False
    return _ending(until, _words(ctx, "months", "weekdays", "relative", "units")).search(folded) is not None


def has_date(ctx: Context, text: str) -> bool:
    """Whether a text names a day or a counted period, with or without "until": "on 12 May", "48 hours"."""
    pattern = _date(_words(ctx, "months"), _words(ctx, "units"), _words(ctx, "weekdays"))
    return pattern.search(fold(text, ctx.letters()).text) is not None


def has_length(ctx: Context, text: str) -> bool:
    """Whether a text counts days, months or years: "24 months", "12个月"."""
    return _length(_words(ctx, "units")).search(fold(text, ctx.letters()).text) is not None


def date_ahead(ctx: Context, lang: str, days: int) -> str:
    """The day so many days from today, spelled as the language spells it."""
    return spelled(ctx.settings.today + timedelta(days=days), LOCALES.get(lang, lang))


def _words(ctx: Context, *keys: str) -> tuple[str, ...]:
    def gathered() -> tuple[str, ...]:
        lexicons = [entry.get("time", {}) for entry in ctx.lexicon.values()]
        return tuple(sorted({w for t in lexicons for k in keys for w in t.get(k, ())}))

    return ctx.keep(("time", keys), gathered)


@lru_cache(maxsize=16)
def _ending(until: tuple[str, ...], dates: tuple[str, ...]) -> re.Pattern[str]:
    """ "until" words within a few characters of a date, before or behind it."""
    date = rf"(?:{_NUMBERS}|{either(dates)})"
    marker = f"(?:{either(until)})"
    return re.compile(rf"{marker}[^.!?。！？\n]{{0,24}}?{date}|{date}[^.!?。！？\n]{{0,12}}?{marker}")


@lru_cache(maxsize=16)
def _length(units: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\d[\s-]?(?:{either(units)})")


@lru_cache(maxsize=16)
def _date(months: tuple[str, ...], units: tuple[str, ...], weekdays: tuple[str, ...]) -> re.Pattern[str]:
    month = f"(?:{either(months)})"
    counted = rf"\d{{1,3}}[\s-]?(?:{either(units)})"
    return re.compile(rf"{_NUMBERS}|\d\D{{0,6}}?{month}|{month}.{{0,3}}?\d|{counted}|{either(weekdays)}")
