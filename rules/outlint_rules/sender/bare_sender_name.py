"""bare-sender-name: From shows a name without the company, or nothing but the address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outlint.draft import Draft
from outlint.finding import Finding, Fix
from outlint.fold import fold
from outlint.mailboxes import Mailbox
from outlint.rule import Context
from outlint_rules.addressing import answers, is_role, sender
from outlint_rules.domains import registrable
from outlint_rules.lists import listed

_DIVIDERS = frozenset("|,，、·•(（[【/@:：–—")
_SPECIALS = frozenset('()<>[]:;@\\,."')


def check(ctx: Context) -> Iterator[Finding]:
    box = sender(ctx)
    if box is None or not box.domain or answers(ctx):
        return
    name = box.name.strip()
    if not name or fold(name).text == fold(box.address).text:
        local = box.local
        if not is_role(local, listed("roles", {}), frozenset(ctx.data_of("role-sender")["any"]["qualifiers"])):
            yield ctx.at(box.view, box.span, "address", fix=_fix(ctx, box))
    elif _only_a_name(ctx, box, name):
        yield ctx.at(box.view, box.named, name=name, fix=_fix(ctx, box))


def _only_a_name(ctx: Context, box: Mailbox, name: str) -> bool:
    """Whether a display name is a person's and no more; in doubt it is not."""
    if any(c in _DIVIDERS for c in name) or " - " in name or any(c.isdigit() for c in name):
        return False
    folded = fold(name).text
    squeezed = "".join(c for c in folded if c.isalnum())
    if any(word in squeezed for word in _firm_words(ctx, box)):
        return False
    words = folded.split()
    data = ctx.data["any"]
    if any(w.strip(".") in data["firm-words"] for w in words) or any(m in folded for m in data["firm-marks"]):
        return False
    if not name.isascii() and re.search("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]", name):
        # 李娜, 山田 太郎, 김민수; longer words may be a firm's name
        return all(len(w) <= 3 for w in words) and len(squeezed) <= 6
    return len([w for w in words if w not in data["particles"]]) <= 3


def _firm_words(ctx: Context, box: Mailbox) -> list[str]:
    """What names the firm: the profile's company and brands, and the domain's own label."""
    profile = ctx.settings.profile
    brands = profile.get("brands", ())
    said = [str(profile.get("company", "")).split(",")[0], *([brands] if isinstance(brands, str) else brands)]
    said.append(registrable(box.domain).split(".")[0])
    squeezed = ("".join(c for c in fold(word).text if c.isalnum()) for word in said)
    return [word for word in squeezed if len(word) > 2]


def _fix(ctx: Context, box: Mailbox) -> Fix | None:
    """`Name - Company` of the profile, where the mail is from the person of the profile."""
    profile = ctx.settings.profile
    name, company = str(profile.get("name", "")), str(profile.get("company", ""))
    if not name or not company:
        return None
    shown, same = fold(box.name).text.strip(), fold(name).text.strip()
    if shown and shown != same:
        return None
    mail = str(profile.get("email", ""))
    if not shown and (not mail or fold(mail).text.strip() != fold(box.address).text):
        return None
    whole = f"{name} - {company}"
    quoted = box.view.text[box.named.start - 1 : box.named.start] == '"'
    if not quoted and _needs_quotes(ctx.draft) and any(c in _SPECIALS for c in whole):
        whole = f'"{whole}"'
    if shown:
        return ctx.replace(box.view, box.named, whole, safe=True)
    if box.angled:
        return ctx.replace(box.view, (box.whole.start, box.whole.start), f"{whole} ", safe=True)
    return ctx.replace(box.view, box.span, f"{whole} <{box.address}>", safe=True)


def _needs_quotes(draft: Draft) -> bool:
    """In front matter a quotation mark would begin another kind of value."""
    return not draft.meta
