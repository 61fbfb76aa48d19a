"""competing-ctas: more different asks than a reader will follow."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context
from outlint_rules.cta.asks import Ask, evidence

_COUNTED = ("request", "meeting", "button", "imperative", "link")


def check(ctx: Context) -> Iterator[Finding]:
    asks = [a for a in evidence(ctx).asks if a.kind in _COUNTED]
    most = int(ctx.options["max"])
    if len(asks) <= most:
        return
    text = ctx.part.view.text
    by_words: dict[str, Ask] = {}  # the same words twice are one ask repeated
    for ask in asks:
        by_words.setdefault(text[ask.span.start : ask.span.end].casefold(), ask)
    different = list(by_words.values())
    if len(different) > most:
        related = tuple(ctx.part.view.to_source(a.span) for a in different[:most])
        yield ctx.at(ctx.part.view, different[most].span, count=len(different), related=related)
