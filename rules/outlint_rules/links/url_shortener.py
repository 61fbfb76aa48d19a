"""url-shortener: bit.ly, tinyurl.com … in front of the page that is meant."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context
from outlint_rules.links.hosts import links


def check(ctx: Context) -> Iterator[Finding]:
    if not ctx.part.links:
        return
    known = ctx.data["any"]["hosts"]
    for led in links(ctx):
        if led.host.removeprefix("www.") in known:
            yield ctx.finding(led.link.span, host=led.host.removeprefix("www."))
