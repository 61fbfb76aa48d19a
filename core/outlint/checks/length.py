"""length: a subject, paragraph, sentence or body that is too long or too short."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from outlint import prose
from outlint.draft import Block
from outlint.finding import Finding
from outlint.rule import Context
from outlint.text import Span
from outlint.view import View

MEASURES: dict[str, Callable[[str], int]] = {
    "words": prose.words,
    "columns": prose.columns,
    "characters": len,
    "lines": prose.display_lines,
}


def check(ctx: Context) -> Iterator[Finding]:
    """Keys: measure (words, columns, characters, lines), of (subject, paragraph, sentence); options: max and/or min."""
    measure = MEASURES[ctx.rule.check["measure"]]
    most, least = ctx.options.get("max"), ctx.options.get("min")
    for view, span in units(ctx):
        size = measure(view.text[span.start : span.end])
        if (most is not None and size > most) or (least is not None and size < least):
            yield ctx.at(view, span, size=size, max=most, min=least)


def units(ctx: Context) -> Iterator[tuple[View, Span]]:
    """The views and spans that are measured."""
    of = ctx.rule.check["of"]
    subject = ctx.draft.subject
    if of == "subject":
        if subject is not None and subject.text.strip():
            yield subject, Span(0, len(subject.text))
        return
    for p in ctx.paragraphs():
        if p.block is not Block.TEXT:
            continue
        if of == "paragraph":
            yield ctx.part.view, p.span
        else:
            for s in prose.sentences(ctx.part.view.text, p.span.start, p.span.end):
                yield ctx.part.view, s
