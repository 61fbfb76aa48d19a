"""header-injection: a value in a header that may hold a line break."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.draft import Placeholder, Where
from outlint.finding import Finding
from outlint.rule import Context
from outlint_rules.variables.writing import with_filter

_STRIP = {"jinja": r' | replace("\r", "") | replace("\n", " ")', "liquid": " | strip_newlines", "twig": ""}
"""Dialects whose values the user's own code puts into a header, and what strips line breaks there ("": no filter).

Sending platforms (Mailchimp, HubSpot, Salesforce …) and Django strip or refuse line breaks themselves.
"""
_SENT = ("subject", "from", "to", "cc", "bcc", "reply-to", "sender", "list-unsubscribe")


def check(ctx: Context) -> Iterator[Finding]:
    if ctx.part is not ctx.draft.main:
        return
    stripping = frozenset(ctx.data["any"]["stripping"])
    values = [h.span for h in ctx.draft.headers if h.name in _SENT]
    for p in ctx.draft.placeholders:
        if p.where is not Where.HEADER or not _can_break(p) or not stripping.isdisjoint(p.filters):
            continue
        if any(v.contains(p.span) for v in values):
            strip = _STRIP.get(p.dialect)
            yield ctx.finding(p.span, name=p.name, fix=with_filter(ctx, p, strip) if strip else None)


def _can_break(p: Placeholder) -> bool:
    """Whether it is a value of a dialect in question, and no text of the template's own."""
    return (p.dialect in _STRIP or (p.dialect == "handlebars" and p.raw)) and p.name[:1] not in "\"'0123456789"
