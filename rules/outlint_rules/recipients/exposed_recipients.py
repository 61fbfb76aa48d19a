"""exposed-recipients: readers of many firms in To and Cc, where each sees the others."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.mailboxes import Mailbox
from outlint.rule import Context
from outlint.text import Span
from outlint_rules.addressing import answers, free_mail, own_domains, recipients, through_list
from outlint_rules.domains import registrable
from outlint_rules.lists import Listed, listed


def check(ctx: Context) -> Iterator[Finding]:
    boxes = [box for box in recipients(ctx, "to", "cc") if box.domain]
    least = ctx.options["strangers"]
    if len(boxes) < least or answers(ctx) or through_list(ctx):
        return
    own = own_domains(ctx)
    free = listed("free-mail", {})
    firsts: dict[str, Mailbox] = {}
    for box in boxes:
        if registrable(box.domain) not in own:
            firsts.setdefault(_household(box, free), box)
    if len(firsts) < least:
        return
    strangers = list(firsts.values())
    view = strangers[0].view
    last = next(box for box in reversed(boxes) if box.view is view)
    others = {id(box.view): box for box in strangers if box.view is not view}
    related = tuple(box.view.to_source(box.whole) for box in others.values())
    yield ctx.at(view, Span(strangers[0].whole.start, last.whole.end), count=len(firsts), related=related)


def _household(box: Mailbox, free: Listed) -> str:
    """Whom the reader belongs to: the firm's domain; at a free mail service each reader is somebody else."""
    if free_mail(box.domain, free):
        return box.address.lower()
    return registrable(box.domain)
