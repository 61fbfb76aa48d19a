"""too-many-paragraphs: paragraphs of the body that are more than a line."""

from __future__ import annotations

from collections.abc import Iterator

from outlint import prose
from outlint.finding import Finding
from outlint.rule import Context
from outlint_rules.length.running import running


def check(ctx: Context) -> Iterator[Finding]:
    short, most = int(ctx.options["short"]), int(ctx.options["paragraphs"])
    body = list(ctx.paragraphs("body"))
    if len(body) <= most:
        return
    counted = [p for p in body if len(text := running(ctx, p)) > short or prose.columns(text) > short]
    if len(counted) > most:
        yield ctx.at(ctx.part.view, counted[most].span, count=len(counted), max=most)
