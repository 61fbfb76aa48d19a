"""occurrence: phrases that may stand there, but not more than `max` times."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context


def check(ctx: Context) -> Iterator[Finding]:
    """Keys: set; options: max. One finding, at the first hit too many, with the others as related places."""
    hits = ctx.hits(ctx.rule.check.get("set", "phrases"), *ctx.rule.scope)
    most = int(ctx.options["max"])
    if len(hits) > most:
        extra = hits[most]
        related = tuple(h.view.to_source(h.span) for h in hits[:most])
        yield ctx.at(extra.view, extra.span, phrase=extra.text, count=len(hits), max=most, related=related)
