"""missing-subject: a mail that has headers, or is one by its format, without a subject."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context
from outlint.text import Span


def check(ctx: Context) -> Iterator[Finding]:
    header = ctx.draft.header("subject")
    if header is not None:
        if not header.value.text.strip():
            yield ctx.finding(header.value.to_source((0, len(header.value.text))))
    elif ctx.draft.headers:
        yield ctx.finding(_first_line(ctx))


def _first_line(ctx: Context) -> Span:
    """The first header line: where a subject is looked for."""
    text = ctx.draft.source.text
    first = min(h.span.start for h in ctx.draft.headers)
    lines = ctx.draft.source.lines
    end = lines.end(lines.position(first).line)
    return Span(first, first + len(text[first:end].rstrip()))
