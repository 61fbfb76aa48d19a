"""body-length: words of the body."""

from __future__ import annotations

from collections.abc import Iterator

from outlint import prose
from outlint.draft import Block
from outlint.finding import Finding
from outlint.rule import Context


def check(ctx: Context) -> Iterator[Finding]:
    body = [p for p in ctx.paragraphs("body") if p.block is not Block.CODE]
    if not body:
        return
    text = ctx.part.view.text
    size = sum(map(ctx.size, body))
    if prose.cjk_characters(text):
        cjk = (prose.cjk_characters(text[p.span.start : p.span.end]) for p in body)
        size -= sum(n - n // 2 for n in cjk)  # two Chinese or Japanese characters make about one word
    least, most = int(ctx.options["min"]), int(ctx.options["max"])
    whole = (body[0].span.start, body[-1].span.end)
    if size < least:
        yield ctx.at(ctx.part.view, whole, "short", size=size, min=least)
    elif size > most:
        yield ctx.at(ctx.part.view, whole, size=size, min=least, max=most)
