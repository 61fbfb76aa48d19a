"""off-custom-greeting: too familiar for a stranger of the market, or without the honorific its language has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from outlint.draft import Paragraph
from outlint.finding import Finding, Fix
from outlint.rule import Context
from outlint_rules.law.duties import unasked

_SENTENCE = re.compile(r"[.!?。！？]")
_FORMAL = 4
"""Formality (1 to 5, from the market's file) from which a familiar greeting is off."""


def check(ctx: Context) -> Iterator[Finding]:
    data = ctx.data.get(ctx.draft.language or "")
    greeting = next(iter(ctx.paragraphs("greeting")), None) or _name(ctx, data)
    if greeting is None or data is None or not unasked(ctx.draft):
        return
    for code in ctx.draft.markets:
        custom = ctx.market_of(code).get("custom", {})
        if custom.get("formality", 0) >= _FORMAL:
            yield from _look(ctx, greeting, code, custom, data)


def _name(ctx: Context, data: Mapping[str, Any] | None) -> Paragraph | None:
    """The first paragraph where it is a name alone, in languages whose greeting is name and honorific."""
    first = next(iter(ctx.paragraphs("body")), None)
    if data is None or not data.get("honorifics") or first is None or first is not ctx.part.paragraphs[0]:
        return None
    text = ctx.part.text_of(first).strip()
    return first if len(text) <= int(data["name"]) and not _SENTENCE.search(text) else None


def _look(
    ctx: Context, greeting: Paragraph, code: str, custom: Mapping[str, Any], data: Mapping[str, Any]
) -> Iterator[Finding]:
    text = ctx.part.text_of(greeting)
    sources = ((f"{code}: custom (confidence: {custom['confidence']})", ""),)
    m = _familiar(tuple(data.get("familiar", {}))).match(text)
    if m is not None and not _listed(m.group(1), custom):
        span = (greeting.span.start + m.start(1), greeting.span.start + m.end(1))
        new = data["familiar"][m.group(1).lower()]
        fix: Fix | None = ctx.replace(ctx.part.view, span, ctx.worded(new), safe=False) if new else None
        yield ctx.at(ctx.part.view, span, greeting=m.group(1), fix=fix, market=code, sources=sources)
    elif data.get("honorifics") and code in data["markets"] and not _honoured(text, data):
        end = greeting.span.start + len(text.rstrip(" ,，、：:。."))
        short = len(text.strip()) <= int(data["name"])
        fix = ctx.replace(ctx.part.view, (end, end), data["append"], safe=False) if short else None
        span = (greeting.span.start, end)
        yield ctx.at(ctx.part.view, span, "honorific", honorific=data["append"], fix=fix, market=code, sources=sources)


def _listed(opening: str, custom: Mapping[str, Any]) -> bool:
    """Whether the market's own greetings begin so."""
    return any(s.lower().startswith(opening.lower()) for s in custom.get("salutation", ()))


def _honoured(text: str, data: Mapping[str, Any]) -> bool:
    return any(h in text for h in data["honorifics"])


@lru_cache(maxsize=32)
def _familiar(words: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    spaced = "|".join(re.escape(w) for w in longest if w < "\u3040") or "(?!)"
    joined = "|".join(re.escape(w) for w in longest if w >= "\u3040") or "(?!)"
    return re.compile(rf"\s*((?:{spaced})(?!\w)|{joined})", re.I)
