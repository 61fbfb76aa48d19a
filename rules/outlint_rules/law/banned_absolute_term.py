"""banned-absolute-term: words like 国家级 or tốt nhất, which some markets bar from advertising or allow with proof only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context, Hit, apart
from outlint_rules.law.duties import Duty, law

_PROOF = re.compile(r"\d")
_SENTENCE = re.compile(r"[.!?。！？\n]")


def check(ctx: Context) -> Iterator[Finding]:
    for code in ctx.draft.markets:
        hits = [h for h in ctx.hits(code) if h.text.casefold() not in ctx.settings.accept]
        if not hits:
            continue
        market = ctx.market_of(code)
        claim = next((c for c in market.get("claims", ()) if c["topic"] == "superlative"), None)
        if claim is not None:
            yield from _told(ctx, code, law(market, claim, code), hits)


def _told(ctx: Context, code: str, duty: Duty, hits: list[Hit]) -> Iterator[Finding]:
    provable = any(code in data.get("provable", ()) for data in ctx.data.values())
    for hit in apart(hits):
        if provable and _proved(hit):
            continue
        new = hit.phrase.replace
        yield ctx.at(
            hit.view,
            hit.span,
            "proof" if provable else "default",
            phrase=hit.text,
            ref=duty.ref,
            market=code,
            sources=(duty.source,),
            severity=duty.severity(ctx.rule.messages["proof"].severity or ctx.rule.severity) if provable else None,
            fix=ctx.replace(hit.view, hit.span, ctx.worded(new), safe=False) if new is not None else None,
        )


def _proved(hit: Hit) -> bool:
    """Whether a figure stands in the same sentence, as a criterion or source would have it."""
    text = hit.view.text
    before = _SENTENCE.split(text[max(0, hit.span.start - 200) : hit.span.start])[-1]
    after = _SENTENCE.split(text[hit.span.end : hit.span.end + 200])[0]
    return bool(_PROOF.search(before) or _PROOF.search(after))
