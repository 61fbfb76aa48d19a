"""competing-ctas: more different asks than a reader will follow."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context
from outlint_rules.cta.asks import Ask, evidence

_COUNTED = ("request", "meeting", "button", "imperative", "link")


def check(ctx: Context) -> Iterator[Finding]:
    asks = [a for a in evidence(ctx).asks if a.kind in _COUNTED]
    different: list[Ask] = []
    text = ctx.part.view.text
    for ask in asks:
        # A list is one ask with its items; the same words twice are one ask repeated.
        if any(_same(text, ask, d) for d in different):
            continue
        different.append(ask)
    most = int(ctx.options["max"])
    if len(different) > most:
        related = tuple(ctx.part.view.to_source(a.span) for a in different[:most])
        yield ctx.at(ctx.part.view, different[most].span, count=len(different), related=related)


def _same(text: str, a: Ask, b: Ask) -> bool:
    return text[a.span.start : a.span.end].casefold() == text[b.span.start : b.span.end].casefold()
