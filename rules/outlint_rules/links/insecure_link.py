"""insecure-link: http where https is the rule."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context
from outlint_rules.links.hosts import links


def check(ctx: Context) -> Iterator[Finding]:
    told: set[str] = set()
    for led in links(ctx):
        if led.host and led.link.href[:7].lower() == "http://" and led.host not in told and "." in led.host:
            told.add(led.host)
            yield ctx.finding(led.link.span, host=led.host)
