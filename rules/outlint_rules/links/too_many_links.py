"""too-many-links: links to more owners than a first mail has business with."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.draft import Role
from outlint.finding import Finding
from outlint.rule import Context
from outlint_rules.domains import registrable
from outlint_rules.links.hosts import Led, links


def check(ctx: Context) -> Iterator[Finding]:
    most = int(ctx.options["max"])
    if len(ctx.part.links) <= most:
        return
    first: dict[str, Led] = {}
    for led in links(ctx):
        if "." in led.host and not ctx.part.stands_in(led.link.text_span.start, Role.SIGNATURE, Role.FOOTER):
            first.setdefault(registrable(led.host), led)
    if len(first) > most:
        found = list(first.values())
        related = tuple(led.link.span for led in found[:most])
        yield ctx.finding(found[most].link.span, count=len(first), max=most, related=related)
