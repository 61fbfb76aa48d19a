"""export-control-wording: offers to evade customs or export law."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context, apart
from outlint_rules.denial import denied


def check(ctx: Context) -> Iterator[Finding]:
    hits = ctx.hits("phrases", *ctx.rule.scope)
    if not hits:
        return
    before, around = ctx.hits("before"), ctx.hits("around")
    for hit in apart([h for h in hits if not denied(h, before, around)]):
        yield ctx.at(hit.view, hit.span, reason=hit.phrase.reason)
