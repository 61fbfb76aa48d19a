"""trigger-phrase: words known from junk mail, weighed by phrase, place and company."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context, Hit


def check(ctx: Context) -> Iterator[Finding]:
    hits = [h for h in ctx.hits("phrases", *ctx.rule.scope) if h.text.casefold() not in ctx.settings.accept]
    weights = {h.phrase.item: h.phrase.weight for h in hits}
    together = sum(weights.values()) >= float(ctx.options["total"])
    for hit in hits:
        least = float(ctx.options["subject" if hit.place == "subject" else "body"])
        if hit.phrase.weight >= least or together:
            yield _finding(ctx, hit)


def _finding(ctx: Context, hit: Hit) -> Finding:
    new = hit.phrase.replace
    if new is None:
        return ctx.at(hit.view, hit.span, phrase=hit.text, reason=hit.phrase.reason)
    cased = new[:1].upper() + new[1:] if hit.text[:1].isupper() else new
    fix = ctx.replace(hit.view, hit.span, cased, safe=True)
    return ctx.at(hit.view, hit.span, "replace", phrase=hit.text, reason=hit.phrase.reason, replacement=cased, fix=fix)
