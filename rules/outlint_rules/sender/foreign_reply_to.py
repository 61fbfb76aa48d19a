"""foreign-reply-to: answers go to another domain than the mail comes from."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.mailboxes import mailboxes
from outlint.rule import Context
from outlint_rules.addressing import own_domains, recipients, sender, through_list
from outlint_rules.domains import registrable


def check(ctx: Context) -> Iterator[Finding]:
    header = ctx.draft.header("reply-to")
    box = sender(ctx) if header is not None else None
    if header is None or box is None or not box.domain or through_list(ctx):
        return
    own = own_domains(ctx) | {registrable(box.domain), *(registrable(d.lower()) for d in ctx.options["own-domains"])}
    known = {other.address.lower() for other in recipients(ctx)}
    for other in mailboxes(header.value):
        foreign = other.domain and not other.filled and registrable(other.domain) not in own
        if foreign and other.address.lower() not in known:
            yield ctx.at(other.view, other.span, domain=other.domain, own=box.domain)
            return
