"""ambiguous-date: 03/04/2027 is April to some readers and March to others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from outlint.finding import Finding, Fix
from outlint.rule import Context
from outlint.text import Span
from outlint.view import View
from outlint_rules.claims.days import LOCALES, spelled

_SETTLED = ("de", "fr", "es", "it", "nl", "pl", "pt", "ru", "tr", "vi", "id", "ar")  # their readers put the day first
_MOST = 50


@cache
def _shape() -> re.Pattern[str]:
    return re.compile(r"\d(?<![\w./-]\d)\d?([/-])(\d{1,2})\1(\d{4}|\d{2})(?![\w/]|[.-]\d)")


def check(ctx: Context) -> Iterator[Finding]:
    orders = {_order(ctx, code) for code in ctx.draft.markets}
    if len(orders) == 1 and "" not in orders:
        return
    if not orders and ctx.draft.language in _SETTLED:
        return
    subject = ctx.draft.subject
    texts = [(subject, subject.text)] if subject is not None else []
    for view, text in (*texts, (ctx.part.view, ctx.part.words)):
        if "/" not in text and "-" not in text:
            continue
        for n, m in enumerate(_shape().finditer(text)):
            first, second = int(m.group().partition(m[1])[0]), int(m[2])
            if n < _MOST and first != second and min(first, second) >= 1 and max(first, second) <= 12:
                span = Span(*m.span())
                message = "default" if orders else "anywhere"
                yield ctx.at(view, span, message, found=m.group(), fix=_spelled(ctx, view, span, first, second, m[3]))


def _order(ctx: Context, code: str) -> str:
    """The order of day and month in a market's numeric dates: "DM", "MD" or "" where its facts don't say."""
    said = str(ctx.market_of(code).get("custom", {}).get("date-format", ""))
    m = re.search(r"\b(DD?|MM?)[./-](DD?|MM?)[./-]YYYY", said)
    return m[1][0] + m[2][0] if m else ""


def _spelled(ctx: Context, view: View, span: Span, first: int, second: int, year: str) -> Fix | None:
    """The date with its month in words, as the first market reads the numbers."""
    order = next((_order(ctx, code) for code in ctx.draft.markets), "")
    if order not in ("DM", "MD"):
        return None
    day, month = (first, second) if order == "DM" else (second, first)
    lang = ctx.draft.language or "en"
    locale = "en_GB" if lang == "en" else LOCALES.get(lang, lang)
    said = spelled(date(int(year) + (2000 if len(year) == 2 else 0), month, day), locale)
    return ctx.replace(view, span, said, safe=False)
