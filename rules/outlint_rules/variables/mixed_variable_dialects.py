"""mixed-variable-dialects: variables of two sending tools in one file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context

_BY_HAND = ("brackets", "cjk-brackets", "circles")


def check(ctx: Context) -> Iterator[Finding]:
    if ctx.part is not ctx.draft.main:
        return
    placeholders = [p for p in ctx.draft.placeholders if p.dialect not in _BY_HAND]
    counts = Counter(p.dialect for p in placeholders)
    if len(counts) < 2:
        return
    main = max(counts, key=lambda d: (counts[d], d == placeholders[0].dialect))
    first = next(p for p in placeholders if p.dialect != main)
    text = ctx.draft.source.text[first.span.start : first.span.end]
    related = tuple(p.span for p in placeholders if p.dialect == main)[:1]
    yield ctx.finding(first.span, name=text, other=first.dialect, dialect=main, related=related)
