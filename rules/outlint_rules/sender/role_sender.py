"""role-sender: a mail from info@, sales@, marketing@ … instead of a person."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context
from outlint_rules.addressing import is_role, sender
from outlint_rules.lists import listed


def check(ctx: Context) -> Iterator[Finding]:
    box = sender(ctx)
    if box is None or not box.domain:
        return
    data = ctx.data["any"]
    if box.local.lower() in data["personal"] and len(box.name.split()) > 1:
        return
    if is_role(box.local, listed("roles", ctx.options), frozenset(data["qualifiers"])):
        yield ctx.at(box.view, box.span, local=box.local)
