"""header-injection: a value in a header that may hold a line break."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.draft import Placeholder, Where
from outlint.finding import Finding, Fix
from outlint.rule import Context
from outlint.text import Edit

_STRIP = {"jinja": ' | replace("\\r", "") | replace("\\n", " ")', "liquid": " | strip_newlines"}
_STRIPPING = frozenset(("replace", "strip_newlines", "striptags", "oneline", "header", "int", "float", "length", "tojson", "slugify", "date"))


def check(ctx: Context) -> Iterator[Finding]:
    if not ctx.draft.template or ctx.part is not ctx.draft.main:
        return
    for p in ctx.draft.placeholders:
        if p.where is Where.HEADER and p.dialect in _STRIP and not _STRIPPING & set(p.filters) and _in_header(ctx, p):
            text = ctx.draft.source.text[p.span.start : p.span.end]
            yield ctx.finding(p.span, name=p.name, fix=_strip(p, text))


def _in_header(ctx: Context, p: Placeholder) -> bool:
    sent = ("subject", "from", "to", "cc", "bcc", "reply-to", "list-unsubscribe")
    return any(h.name in sent and h.span.contains(p.span) for h in ctx.draft.headers)


def _strip(p: Placeholder, text: str) -> Fix | None:
    if not text.endswith("}}"):
        return None
    return Fix((Edit(p.span, f"{text[:-2].rstrip()}{_STRIP[p.dialect]} }}}}"),), True)
