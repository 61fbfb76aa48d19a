"""consent-not-recorded: the market asks for consent before the mail, and the draft does not say where it is."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context
from outlint_rules.law.duties import law, unasked
from outlint_rules.law.placing import missing

_NONE = ("", "no", "none", "false", "n/a", "unknown")


def check(ctx: Context) -> Iterator[Finding]:
    if ctx.draft.format == "eml" or consent(ctx) or not unasked(ctx.draft):
        return  # a finished mail has no front matter to record it in
    for code in ctx.draft.markets:
        market = ctx.market_of(code)
        entry = market.get("consent", {})
        if entry.get("cold-mail") == "opt-in":
            yield missing(ctx, law(market, entry, code))


def consent(ctx: Context) -> bool:
    """Whether the front matter says where the consent is: `consent: "fair card, 12 March 2026"`."""
    said = ctx.draft.meta.get("consent")
    return said is not None and str(said).strip().casefold() not in _NONE
