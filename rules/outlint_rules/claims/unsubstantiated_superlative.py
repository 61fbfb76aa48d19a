"""unsubstantiated-superlative: best, No. 1, leading, 100 % … of one's own goods, and nothing beside it that shows it."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context, apart
from outlint_rules.claims.evidence import around, of_the_reader, shown


def check(ctx: Context) -> Iterator[Finding]:
    hits = [h for h in apart(ctx.hits("claim")) if h.text.casefold() not in ctx.settings.accept]
    for found in around(ctx, hits):
        if not of_the_reader(ctx, found) and not shown(ctx, found):
            yield ctx.at(found.hit.view, found.hit.span, phrase=found.hit.text)
