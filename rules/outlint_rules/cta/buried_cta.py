"""buried-cta: the only ask stands at the top of a long mail."""

from __future__ import annotations

from collections.abc import Iterator

from outlint import prose
from outlint.finding import Finding
from outlint.rule import Context
from outlint_rules.cta.asks import evidence


def check(ctx: Context) -> Iterator[Finding]:
    body = [i for i, p in enumerate(ctx.part.paragraphs) if p.role == "body"]
    asks = evidence(ctx).asks if body else ()
    if not asks or any(a.paragraph != body[0] for a in asks):
        return
    text = ctx.part.view.text
    behind = sum(ctx.size(ctx.part.paragraphs[i]) for i in body[1:])
    behind += prose.words(text[asks[-1].span.end : ctx.part.paragraphs[body[0]].span.end])
    if behind >= int(ctx.options["words"]):
        yield ctx.at(ctx.part.view, asks[-1].span)
