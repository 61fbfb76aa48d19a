"""role-recipient: a mail to info@, support@ … instead of a person."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context
from outlint_rules.addressing import is_role, own_domains, recipients
from outlint_rules.domains import registrable
from outlint_rules.lists import listed


def check(ctx: Context) -> Iterator[Finding]:
    boxes = [box for box in recipients(ctx, "to") if box.domain]
    if not boxes:
        return
    roles = listed("roles", ctx.options)
    qualifiers = frozenset(ctx.data_of("role-sender")["any"]["qualifiers"])
    own = own_domains(ctx)
    for box in boxes:
        if is_role(box.local, roles, qualifiers) and registrable(box.domain) not in own:
            yield ctx.at(box.view, box.span, local=box.local)
