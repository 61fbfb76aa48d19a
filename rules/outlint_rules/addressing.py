"""Who writes and who is written to: what the rules of the groups sender and recipients look at."""

from __future__ import annotations

import re
from functools import cache

from outlint.mailboxes import Mailbox, mailboxes, people
from outlint.rule import Context
from outlint_rules.domains import registrable
from outlint_rules.lists import Listed

_TO = ("to", "cc", "bcc")
_LISTS = ("list-id", "list-post", "mailing-list", "x-mailing-list")
_ANSWERS = ("in-reply-to", "references")


def sender(ctx: Context) -> Mailbox | None:
    """The mailbox that the mail is from, once a mail; None when there is none or a merge variable fills it."""
    header = ctx.draft.header("from")
    if header is None or ctx.part is not ctx.draft.main:
        return None
    boxes = mailboxes(header.value)
    return boxes[0] if boxes and not boxes[0].filled else None


def recipients(ctx: Context, *names: str) -> list[Mailbox]:
    """The mailboxes of To, Cc and Bcc (or of `names`), once a mail; those that merge variables fill left out."""
    if ctx.part is not ctx.draft.main:
        return []
    held: list[Mailbox] | None = ctx.memo.get("recipients")
    if held is None:
        held = ctx.memo["recipients"] = [box for box in people(ctx.draft, *_TO) if not box.filled]
    if not names:
        return held
    views = {id(h.value) for h in ctx.draft.headers if h.name in names}
    return [box for box in held if id(box.view) in views]


def own_domains(ctx: Context) -> frozenset[str]:
    """The sender's registrable domains: of From, and of the profile's address and site."""
    profile = ctx.settings.profile
    header = ctx.draft.header("from")
    said = [header.text if header else "", str(profile.get("email", "")), str(profile.get("site", ""))]
    return frozenset(registrable(m) for text in said for m in _domain().findall(text.lower()))


def answers(ctx: Context) -> bool:
    """Whether the mail goes on in a conversation."""
    return any(ctx.draft.header(name) is not None for name in _ANSWERS)


def through_list(ctx: Context) -> bool:
    """Whether a mailing list passed the mail on, which changes its addresses."""
    return any(ctx.draft.header(name) is not None for name in _LISTS)


def free_mail(domain: str, services: Listed) -> bool:
    """Whether a domain is one of the services' own; below it (corp.mail.ru) work their staff, but for paying customers."""
    return domain.removeprefix("vip.") in services


def is_role(local: str, roles: Listed, qualifiers: frozenset[str]) -> bool:
    """Whether the part before the @ names a role: "sales", "info-cn", "export03", "sales.team"; not "sales.linda"."""
    words = [w.rstrip("0123456789") for w in re.split(r"[._+-]", local.lower())]
    words = [w for w in words if w]
    if "".join(words) in roles:
        return True
    return any(w in roles for w in words) and all(w in roles or w in qualifiers for w in words)


@cache
def _domain() -> re.Pattern[str]:
    return re.compile(r"(?:@|//(?:www\.)?|^www\.|^)([a-z0-9-]+(?:\.[a-z0-9-]+)+)")
