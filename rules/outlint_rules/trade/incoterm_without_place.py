"""incoterm-without-place: FOB, CIF … with a price or as the terms of delivery, and no place behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outlint.finding import Finding, Fix
from outlint.rule import Context
from outlint_rules.trade import places
from outlint_rules.trade import terms as trade
from outlint_rules.trade.terms import Term

_EDITION = re.compile(r"\s?[,(（]?\s?incoterms", re.I)


def check(ctx: Context) -> Iterator[Finding]:
    found = trade.terms(ctx)
    current = trade.table(ctx)["incoterms"]
    placed: set[str] = set()
    for t in found:
        if t.code not in placed and places.named_place(ctx, t):
            placed.add(t.code)
    open_ = [t for t in found if t.code in current and t.code not in placed and t.place in ctx.rule.scope]
    told: set[str] = set()
    for t in open_:
        if t.code in told or not _is_offer(ctx, t, found):
            continue
        if places.port_is_told(ctx):
            return
        told.add(t.code)
        yield ctx.at(t.view, t.span, term=t.code, fix=_insert(ctx, t))


def _is_offer(ctx: Context, t: Term, found: list[Term]) -> bool:
    if trade.priced(t):
        return t.text[t.span.end : t.span.end + 2].strip()[:1] != "/" and t.text[t.span.start - 1 : t.span.start] != "/"
    return trade.tied(ctx, t) and not trade.offered_as_choice(ctx, t, found)


def _insert(ctx: Context, t: Term) -> Fix | None:
    kind = trade.table(ctx)["incoterms"][t.code]["place"]
    languages = [k for lang in (*ctx.languages, "en") if (k := ctx.lexicon_of(lang).get("trade", {}).get("kinds"))]
    edition = "" if _EDITION.match(t.text, t.span.end) else ", Incoterms® 2020"
    end = t.span.end
    return ctx.replace(t.view, (end, end), f" [{ctx.worded(languages[0][kind])}]{edition}", safe=False)
