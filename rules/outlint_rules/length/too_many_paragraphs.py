"""too-many-paragraphs: paragraphs of the body that are more than a line."""

from __future__ import annotations

from collections.abc import Iterator

from outlint import prose
from outlint.draft import Block
from outlint.finding import Finding
from outlint.rule import Context


def check(ctx: Context) -> Iterator[Finding]:
    short = int(ctx.options["short"])
    text = ctx.part.view.text
    counted = [
        p
        for p in ctx.paragraphs("body")
        if p.block is Block.TEXT
        and (p.span.end - p.span.start > short or prose.columns(text[p.span.start : p.span.end]) > short)
    ]
    most = int(ctx.options["paragraphs"])
    if len(counted) > most:
        yield ctx.at(ctx.part.view, counted[most].span, count=len(counted), max=most)
