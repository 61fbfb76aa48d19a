"""missing-payment-terms: a price, and nothing said of how it is paid."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context

PRICE = re.compile(r"\b(?:USD|EUR|GBP) ?\d[\d.,]*\d")


def check(ctx: Context) -> Iterator[Finding]:
    text = ctx.part.words  # the writer's own words: quoted mails and signatures are blanked
    price = PRICE.search(text)
    if price is None:
        return
    lower = text.lower()
    if not any(word in lower for word in ctx.data["any"]["paid"]):
        yield ctx.at(ctx.part.view, price.span(), terms=ctx.options["terms"])
