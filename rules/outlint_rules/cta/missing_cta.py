"""missing-cta: nothing in the mail asks its reader to do something."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding, Fix
from outlint.rule import Context
from outlint_rules.cta.asks import evidence


def check(ctx: Context) -> Iterator[Finding]:
    if ctx.draft.language not in ctx.data:
        return  # no cues of this language: nothing is known about what the mail asks
    body = list(ctx.paragraphs("body"))
    if sum(map(ctx.size, body)) < int(ctx.options["words"]):
        return
    known = evidence(ctx)
    if known.asks or known.last is None:
        return
    from outlint_rules.cta.syntax import asks

    text = ctx.part.view.text
    if asks((text[s.start : s.end] for s in known.open), ctx.draft.language or ""):
        return
    yield ctx.at(ctx.part.view, known.last, fix=_append(ctx, body[-1].span.end))


def _append(ctx: Context, end: int) -> Fix | None:
    sentence = ctx.data.get(ctx.draft.language or "en", {}).get("append")
    if sentence is None or ctx.part.kind == "html":
        return None
    return ctx.replace(ctx.part.view, (end, end), ctx.draft.source.newline * 2 + ctx.worded(sentence), safe=False)
