"""bank-detail-change: words of changed bank details, the commonest fraud."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context, apart
from outlint_rules.denial import denied, overlapped


def check(ctx: Context) -> Iterator[Finding]:
    hits = [*ctx.hits("change", *ctx.rule.scope), *ctx.hits("old", *ctx.rule.scope)]
    if not hits:
        return
    before, around = ctx.hits("before"), ctx.hits("around")
    others = ctx.hits("other")  # "our new account manager", "your bank account"
    told = [
        h for h in hits if not overlapped(h, others) and not denied(h, () if h.phrase.set == "old" else before, around)
    ]
    for hit in apart(sorted(told, key=lambda h: (h.view is ctx.part.view, h.span))):
        yield ctx.at(hit.view, hit.span)
