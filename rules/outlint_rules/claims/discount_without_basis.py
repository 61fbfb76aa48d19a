"""discount-without-basis: a percentage off, and neither the price that it is off nor its end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from outlint.finding import Finding
from outlint.rule import Context, Hit, apart
from outlint.text import Span
from outlint_rules.claims.evidence import Around, around, matches
from outlint_rules.claims.validity import expires, has_date
from outlint_rules.numbers import has_price, narrowed

_LOOSE = 18  # characters between a percentage and "discount"
_NEAR = 400  # characters around a discount in which its end may be told
_TIGHT = 2  # and "off"


def check(ctx: Context) -> Iterator[Finding]:
    said = sorted([*ctx.hits("loose"), *ctx.hits("tight")], key=lambda h: (h.place != "subject", h.span))
    if not said:
        return
    hits = [h for hit in said if (h := _with_percentage(hit)) is not None]
    told: set[str] = set()  # one discount is told once
    for found in around(ctx, list(apart(hits))):
        share = "".join(c for c in narrowed(found.hit.text) if c.isdigit())
        message = None if share in told else _missing(ctx, found)
        if message is not None:
            told.add(share)
            yield ctx.at(found.hit.view, found.hit.span, message, phrase=found.hit.text)


def _with_percentage(hit: Hit) -> Hit | None:
    """The hit together with the percentage beside it; None where none is."""
    text = narrowed(hit.view.text)
    reach = _LOOSE if hit.phrase.set == "loose" else _TIGHT
    before = _before().search(text, max(0, hit.span.start - reach - 16), hit.span.start)
    behind = _behind().match(text, hit.span.end) if hit.phrase.set == "loose" else None
    if before is not None and _OF.match(text, before.end(1)):
        return None  # "10% of the discounts"
    if before is not None and hit.span.start - before.end(1) <= reach:
        span = Span(before.start(1), hit.span.end)
    elif behind is not None:
        span = Span(hit.span.start, behind.end(1))
    elif text[hit.span.start : hit.span.end] == "折" and (m := _tenths().search(text[: hit.span.start][-5:])):
        span = Span(hit.span.start - len(m.group()), hit.span.end)
    else:
        return None
    return hit._replace(span=span, text=hit.view.text[span.start : span.end])


_OF = re.compile(r"\s?of\b")
_PERCENT = r"(?:(?:%|٪|yüzde\s|百分之)\s?\d{1,2}(?:[.,]\d)?(?!\d)|(?<![\d.,])\d{1,2}(?:[.,]\d)?\s?(?:%|percent\b|prozent\b|por ciento|por cento|pour cent|per cento|procent\w*|процент\w*|persen\b|phần trăm|퍼센트|프로|パーセント))"


@cache
def _before() -> re.Pattern[str]:
    return re.compile(rf"({_PERCENT})[^.!?。！？;；:\n%,，、]*$", re.I)


@cache
def _behind() -> re.Pattern[str]:
    return re.compile(rf"[^.!?。！？;；\n%\d,，、]{{0,{_LOOSE}}}?({_PERCENT})", re.I)


@cache
def _tenths() -> re.Pattern[str]:
    return re.compile(r"(?:[1-9](?:\.\d|\d)?|[一二三四五六七八九]{1,2})\s?$")


def _missing(ctx: Context, found: Around) -> str | None:
    """The message for what is missing; None where nothing is, or the discount is a term of an order."""
    text = f"{found.before} {found.after}"
    if _says(ctx, "condition", text) or has_price(_money(text)):
        return None
    basis = _says(ctx, "basis", text) or _says(ctx, "basis", found.following)
    end = has_date(ctx, text) or has_date(ctx, found.following) or _is_when(ctx, text) or _ends_near(ctx, found.hit)
    if found.hit.place == "subject":
        basis = basis or _says(ctx, "basis", ctx.part.words) or _says(ctx, "condition", ctx.part.words)
    if basis:
        return None if end else "end"
    return "price" if end else "default"


def _money(text: str) -> str:
    """The text without percentages."""
    return re.sub(_PERCENT, " ", narrowed(text), flags=re.I)


def _is_when(ctx: Context, text: str) -> bool:
    """Whether it says "today", "this month"."""
    return matches(
        ctx, tuple(w for entry in ctx.lexicon.values() for w in entry.get("time", {}).get("relative", ())), text
    )


def _ends_near(ctx: Context, hit: Hit) -> bool:
    """Whether an end is told around the discount, which may be a line of its own; for a subject anywhere."""
    if hit.place == "subject":
        return expires(ctx, ctx.part.words, Span(0, len(ctx.part.words)), [])
    text = ctx.part.words[max(0, hit.span.start - _NEAR) : hit.span.end + _NEAR]
    return expires(ctx, text, Span(0, len(text)), [])


def _says(ctx: Context, key: str, text: str) -> bool:
    words = tuple(w for lang in ctx.data for w in ctx.data[lang].get(key, ()))
    return matches(ctx, words, text)
