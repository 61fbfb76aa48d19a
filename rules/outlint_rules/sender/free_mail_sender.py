"""free-mail-sender: a company's mail from gmail.com, qq.com, 163.com …"""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context
from outlint_rules.addressing import free_mail, sender
from outlint_rules.lists import listed


def check(ctx: Context) -> Iterator[Finding]:
    box = sender(ctx)
    if box is not None and box.domain and free_mail(box.domain, listed("free-mail", ctx.options)):
        yield ctx.at(box.view, box.span, domain=box.domain)
