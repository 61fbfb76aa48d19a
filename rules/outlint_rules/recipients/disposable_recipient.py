"""disposable-recipient: an address at a throw-away mail service."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context
from outlint_rules.addressing import recipients
from outlint_rules.lists import listed


def check(ctx: Context) -> Iterator[Finding]:
    boxes = [box for box in recipients(ctx) if box.domain]
    if not boxes:
        return
    throw_away = listed("disposable", ctx.options)
    for box in boxes:
        if throw_away.holds_domain(box.domain):
            yield ctx.at(box.view, box.span, domain=box.domain)
