"""vague-cta: the only asks of the mail are vague ones."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context
from outlint_rules.cta.asks import evidence


def check(ctx: Context) -> Iterator[Finding]:
    asks = evidence(ctx).asks
    if asks and all(a.kind == "vague" for a in asks):
        text = ctx.part.view.text
        span = asks[-1].span
        yield ctx.at(ctx.part.view, span, phrase=text[span.start : span.end])
