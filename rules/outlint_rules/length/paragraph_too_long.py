"""paragraph-too-long: lines as displayed; the fix splits at the sentence end nearest to the middle of what fits."""

from __future__ import annotations

from collections.abc import Iterator

from outlint import prose
from outlint.draft import Paragraph
from outlint.finding import Finding, Fix
from outlint.rule import Context
from outlint_rules.length.running import running


def check(ctx: Context) -> Iterator[Finding]:
    most, width = int(ctx.options["lines"]), int(ctx.options["width"])
    view = ctx.part.view
    for p in ctx.paragraphs("body"):
        if p.span.end - p.span.start <= most * width // 2:
            continue
        lines = prose.display_lines(running(ctx, p), width)
        if lines > most:
            yield ctx.at(view, p.span, lines=lines, max=most, fix=_split(ctx, p, most * width))


def _split(ctx: Context, p: Paragraph, room: int) -> Fix | None:
    """Break before the last sentence start at which the first half still fits."""
    if ctx.part.kind == "html":
        return None
    text = ctx.part.view.text
    found = ctx.sentences(p)
    if len(found) < 2:
        return None
    middle = (p.span.start + p.span.end) // 2
    reach = p.span.start + room  # a character takes a column or more, but for combining marks
    near = [s for s in found[1:] if s.start <= reach]
    if not text[p.span.start : p.span.end].isascii():
        near = [s for s in near if prose.columns(text[p.span.start : s.start]) <= room]
    fitting = near or found[1:2]
    best = min(fitting, key=lambda s: abs(s.start - middle))
    before = found[found.index(best) - 1].end
    newline = ctx.draft.source.newline
    return ctx.replace(ctx.part.view, (before, best.start), newline * 2, safe=False)
