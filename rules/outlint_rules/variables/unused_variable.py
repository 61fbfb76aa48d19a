"""unused-variable: declared in the front matter, used nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context
from outlint.text import Span
from outlint_rules.variables.declared import of_front_matter


def check(ctx: Context) -> Iterator[Finding]:
    names = of_front_matter(ctx)
    if not names or ctx.part is not ctx.draft.main:
        return
    text = ctx.draft.source.text
    used = " ".join(text[t.span.start : t.span.end] for t in ctx.draft.tags)
    for name in names:
        if not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", used):
            m = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)").search(text, *ctx.draft.meta_span)
            yield ctx.finding(Span(*m.span()) if m else ctx.draft.meta_span, name=name)
