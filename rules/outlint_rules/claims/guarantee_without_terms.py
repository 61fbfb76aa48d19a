"""guarantee-without-terms: a warranty, refund or guarantee, and neither how long nor on what terms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context, apart
from outlint_rules.claims.evidence import Around, around, has_figure, said
from outlint_rules.claims.validity import has_length


def check(ctx: Context) -> Iterator[Finding]:
    hits = [h for h in apart(ctx.hits("claim")) if h.text.casefold() not in ctx.settings.accept]
    for found in around(ctx, hits):
        if not _settled(ctx, found):
            yield ctx.at(found.hit.view, found.hit.span, phrase=found.hit.text)


_NEAR = 25  # characters beside a claim in which a figure is its length or measure
_WHOLLY = re.compile(r"100\s?%|%\s?100")


def _settled(ctx: Context, found: Around) -> bool:
    """Whether the sentence or the next one says how long the promise holds, or on what terms."""
    near = _WHOLLY.sub("", f"{found.before[-_NEAR:]} {found.after[:_NEAR]}")
    beside = f"{found.sentence}\n{found.following}"
    if found.linked or has_figure(near) or has_length(ctx, beside):
        return True
    if said(ctx, found, "numeral", found.sentence) or said(ctx, found, "terms", found.sentence):
        return True
    return said(ctx, found, "terms-next", found.following)  # without "if": "If you are interested" is no term
