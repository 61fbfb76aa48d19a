"""obsolete-incoterm: terms of earlier editions (DAT, DDU, C&F), and FOB for what goes by air."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context
from outlint_rules.trade import places
from outlint_rules.trade import terms as trade
from outlint_rules.trade.terms import Term

_COMPANY = re.compile(
    r"(?:\s[A-Z&][\w&.'-]*){0,3},?\s(?:Ltd|Limited|Inc|Co|Corp|Company|GmbH|LLC|SA|SL|SRL|BV|Group|Foods|Logistics|Trading|Packing|Industries|Holdings)\b"
)
_OWN_EDITION = re.compile(r"incoterms®?\s?(?:1990|2000|2010)", re.I)
_THING = re.compile(r"\s?(?:tape|file|files|player|cassette|format|drive|trucks?|XF|CF|LF|XG)\b|[-_/]?\d|\.\w")


def check(ctx: Context) -> Iterator[Finding]:
    found = trade.terms(ctx)
    if not found:
        return
    old = trade.table(ctx)["obsolete"]
    for t in found:
        if t.place not in ctx.rule.scope:
            continue
        if t.code in old:
            if _is_term(ctx, t, sure=old[t.code]["sure"]):
                now = old[t.code]["now"]
                yield ctx.at(t.view, t.span, term=t.code, now=now, fix=ctx.replace(t.view, t.span, now, safe=False))
        elif t.code == "FOB" and _by_air(ctx, t):
            yield ctx.at(t.view, t.span, "air", fix=ctx.replace(t.view, t.span, "FCA", safe=False))


def _is_term(ctx: Context, t: Term, sure: bool) -> bool:
    """Whether it prices something or is among terms; what is a word as well must have a place right behind it."""
    inside = t.text[t.sentence.start : t.sentence.end]
    if _COMPANY.match(t.text, t.span.end) or _THING.match(t.text, t.span.end) or _OWN_EDITION.search(inside):
        return False
    listed = "/" in (t.text[t.span.start - 1 : t.span.start], t.text[t.span.end : t.span.end + 1])
    if listed and any(c in inside for c in ("FOB", "CIF", "EXW", "DDP")):
        return True
    if not (trade.prices_in(t) or trade.tied(ctx, t) or "incoterm" in inside.casefold()):
        return sure and places.place_behind(ctx, t) and trade.says(ctx, "terms", _before(t) + inside)
    if sure:
        return True
    shouted = _NEXT_IN_CAPITALS.match(t.text, t.span.end) and not _amount_before(t)
    return places.place_behind(ctx, t) and not shouted


_NEXT_IN_CAPITALS = re.compile(r"\s[A-ZÀ-Þ]{2,}\b")


def _amount_before(t: Term) -> bool:
    return any(map(str.isdigit, t.text[max(t.sentence.start, t.span.start - 16) : t.span.start]))


def _before(t: Term) -> str:
    return t.text[max(t.paragraph.start, t.sentence.start - 60) : t.sentence.start]


def _by_air(ctx: Context, t: Term) -> bool:
    """Whether the place behind FOB is an airport: "FOB airport", "FOB Shanghai airport", "FOB Flughafen Hamburg"."""
    after = t.text[t.span.end : min(t.sentence.end, t.span.end + 40)].split(",")[0]
    return trade.says(ctx, "airport", after)
