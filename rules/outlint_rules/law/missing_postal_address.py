"""missing-postal-address: a market asks for the sender's postal address, and the mail has none."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context
from outlint_rules.law.duties import duties
from outlint_rules.law.notices import notices
from outlint_rules.law.placing import append, missing


def check(ctx: Context) -> Iterator[Finding]:
    for duty in duties(ctx, "postal-address"):
        if notices(ctx).postal:
            return
        address = " ".join(str(ctx.settings.profile.get("address", "")).split())
        company = str(ctx.settings.profile.get("company", ""))
        line = f"{company}, {address}" if company and company not in address else address
        yield missing(ctx, duty, fix=append(ctx, line) if address else None)
