"""invalid-recipient: an address that no mail can reach."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from outlint.finding import Finding
from outlint.mailboxes import Mailbox
from outlint.rule import Context
from outlint.text import Span
from outlint_rules.addressing import recipients
from outlint_rules.domains import ascii_form
from outlint_rules.lists import listed

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_LOCAL = _LETTERS | frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ._%+'-&=")
_RESERVED = ("example", "test")
"""RFC 2606 keeps these for samples: a draft with them is not meant to be sent as it is."""


def check(ctx: Context) -> Iterator[Finding]:
    sent = ctx.draft.format == "eml"
    for box in recipients(ctx):
        if not _plain(box.address) and not _valid(_current(box.address) if sent else box.address):
            yield _malformed(ctx, box)
            continue
        yield from _domain(ctx, box)


def _current(address: str) -> str:
    """An address of a sent mail without what RFC 5322 calls obsolete: comments, blanks around dots, a route before it."""
    bare = " ".join(re.sub(r"\([^()]*\)", "", address).split())
    for mark in ".@":
        bare = bare.replace(f" {mark}", mark).replace(f"{mark} ", mark)
    return bare.partition(":")[2] if bare.startswith("@") and ":" in bare else bare


def _malformed(ctx: Context, box: Mailbox) -> Finding:
    better = _mended(box.address)
    fix = ctx.replace(box.view, box.span, better, safe=False) if better else None
    return ctx.at(box.view, box.span, address=box.address, fix=fix)


def _domain(ctx: Context, box: Mailbox) -> Iterator[Finding]:
    domain = _current(box.address).rpartition("@")[2].lower().rstrip(".")
    near = _near(domain, ctx.data["any"])
    span = Span(box.span.end - len(box.address.rpartition("@")[2]), box.span.end)
    if near is not None:
        fix = ctx.replace(box.view, span, near, safe=False)
        yield ctx.at(box.view, span, "typo", domain=domain, near=near, fix=fix)
        return
    tld = ascii_form(domain).rpartition(".")[2]
    if tld in _RESERVED or tld.endswith("]") or tld in listed("tlds", ctx.options):
        return
    yield ctx.at(box.view, span, "tld", tld=domain.rpartition(".")[2], address=box.address)


def _plain(address: str) -> bool:
    """Whether an address is of the common shape, which needs no parser to be valid."""
    local, _, domain = address.lower().rpartition("@")
    labels = domain.split(".")
    return (
        0 < len(local) <= 64
        and len(domain) <= 253
        and len(labels) > 1
        and _LOCAL.issuperset(local)
        and local[0] != "."
        and local[-1] != "."
        and ".." not in local
        and all(_is_label(label) for label in labels)
    )


def _is_label(label: str) -> bool:
    return 0 < len(label) < 64 and label[0] != "-" and label[-1] != "-" and _LETTERS.issuperset(label.replace("-", ""))


def _valid(address: str) -> bool:
    """What the parser says of an odd address; it takes long to import, so plain ones don't come here."""
    from email_validator import EmailNotValidError, validate_email

    try:
        validate_email(
            address,
            check_deliverability=False,
            allow_quoted_local=True,
            allow_domain_literal=True,
            test_environment=True,
        )
    except EmailNotValidError:
        return False
    return True


def _mended(address: str) -> str | None:
    """The address without full-width signs, blanks and stray dots, where that makes it a plain one."""
    text = unicodedata.normalize("NFKC", address).replace("。", ".")
    text = "".join(text.split()).removeprefix("mailto:").strip(".,;:'\"<>()[]")
    local, _, domain = text.partition("@")
    text = f"{local.strip('.')}@{domain.strip('.').replace(',', '.')}"
    while ".." in text:
        text = text.replace("..", ".")
    return text if text != address and _plain(text) else None


def _near(domain: str, data: Mapping[str, Any]) -> str | None:
    """The domain that was meant, where this one is a known or plain slip of it."""
    if domain in data["typos"]:
        return str(data["typos"][domain])
    label, _, tld = domain.rpartition(".")
    meant = data["tlds"].get(tld)
    if meant is not None:
        near = _near(f"{label}.{meant}", data)
        return near or f"{label}.{meant}"
    if tld in data["short-tlds"] and f"{label}.com" in data["known"]:
        return f"{label}.com"
    if domain in data["real"] or domain in data["known"]:
        return None
    for known in data["known"]:
        name, _, end = known.rpartition(".")
        alike = end == tld and len(name) > 4 and name[0] == label[:1] and abs(len(name) - len(label)) < 2
        if alike and _one_slip(name, label):
            return str(known)
    return None


def _one_slip(meant: str, typed: str) -> bool:
    """Whether one letter is left out, doubled or added, changed, or exchanged with the next."""
    at = next((i for i, (a, b) in enumerate(zip(meant, typed, strict=False)) if a != b), min(len(meant), len(typed)))
    a, b = meant[at:], typed[at:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and len(b) > 1 and a[2:] == b[2:])
