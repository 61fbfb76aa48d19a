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
    size = sum(_words(text[p.span.start : p.span.end]) for p in body)
    least, most = int(ctx.options["min"]), int(ctx.options["max"])
    whole = (body[0].span.start, body[-1].span.end)
    if size < least:
        yield ctx.at(ctx.part.view, whole, "short", size=size, min=least)
    elif size > most:
        yield ctx.at(ctx.part.view, whole, size=size, min=least, max=most)


def _words(text: str) -> int:
    """Words; two Chinese or Japanese characters make about one."""
    cjk = prose.cjk_characters(text)
    return prose.words(text) - cjk + cjk // 2
