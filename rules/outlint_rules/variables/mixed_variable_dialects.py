"""mixed-variable-dialects: variables of two sending tools in one file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from outlint.draft import Placeholder
from outlint.finding import Finding
from outlint.rule import Context

_COMMAND = re.compile(r"[\[\]$\"=();+]|(?:\S+ ){4}")
"""In what a "variable" is named: braces of a program, which mean something else in the whole mail."""


def check(ctx: Context) -> Iterator[Finding]:
    if ctx.part is not ctx.draft.main or len(ctx.draft.placeholders) < 2:
        return
    data = ctx.data["any"]
    by_hand, alike = frozenset(data["by-hand"]), {d: g[0] for g in data["alike"] for d in g}
    read = [p for p in ctx.draft.placeholders if p.dialect not in by_hand and not _of_platform(p, data["platform"])]
    if any(_COMMAND.search(p.name) for p in read):
        return
    counts = Counter(alike.get(p.dialect, p.dialect) for p in read)
    if len(counts) < 2:
        return
    main = max(counts, key=lambda d: (counts[d], d == alike.get(read[0].dialect, read[0].dialect)))
    told: set[str] = set()
    for p in read:
        dialect = alike.get(p.dialect, p.dialect)
        if dialect == main or dialect in told:
            continue
        told.add(dialect)
        text = ctx.draft.source.text[p.span.start : p.span.end]
        first = next(q.span for q in read if alike.get(q.dialect, q.dialect) == main)
        names = data["names"]
        yield ctx.finding(
            p.span, name=text, other=names.get(dialect, dialect), dialect=names.get(main, main), related=(first,)
        )


def _of_platform(p: Placeholder, names: list[str]) -> bool:
    """Whether the sending platform fills it behind the template engine: links to unsubscribe, addresses of lists."""
    lower = p.name.lower()
    return any(n in lower for n in names)
