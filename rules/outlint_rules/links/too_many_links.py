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
    aside = [p.span for p in ctx.part.with_role(Role.SIGNATURE, Role.FOOTER)]
    first: dict[str, Led] = {}
    for led in links(ctx):
        if "." in led.host and not any(a.start <= led.link.text_span.start < a.end for a in aside):
            first.setdefault(registrable(led.host), led)
    if len(first) > most:
        found = list(first.values())
        related = tuple(led.link.span for led in found[:most])
        yield ctx.finding(found[most].link.span, count=len(first), max=most, related=related)
