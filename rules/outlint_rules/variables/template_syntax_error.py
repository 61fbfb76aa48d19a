"""template-syntax-error: what the template's own engine would say."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.formats import suffixes
from outlint.rule import Context


def check(ctx: Context) -> Iterator[Finding]:
    draft = ctx.draft
    if ctx.part is not draft.main:
        return
    suffix = suffixes(draft.source.path)[1]
    if not suffix and not any(t.kind == "block" for t in draft.tags):
        return
    from outlint.templates import faults

    for fault in faults(draft.source.text, draft.tags, suffix):
        yield ctx.finding(fault.span, message=fault.message)
