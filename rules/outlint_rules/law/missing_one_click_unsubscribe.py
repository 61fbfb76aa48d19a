"""missing-one-click-unsubscribe: bulk mail without the headers of RFC 8058."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.draft import Header
from outlint.finding import Finding, Fix
from outlint.rule import Context
from outlint.text import Span
from outlint_rules.law.duties import bulk

_POST = "List-Unsubscribe-Post: List-Unsubscribe=One-Click"


def check(ctx: Context) -> Iterator[Finding]:
    draft = ctx.draft
    if draft.format != "eml" or not bulk(draft):
        return  # a draft has no transport headers yet: the sending tool writes them
    listed = draft.header("list-unsubscribe")
    if listed is None:
        subject = draft.header("subject")
        yield _at(ctx, subject) if subject else ctx.finding(Span(0, 0))
    elif draft.header("list-unsubscribe-post") is None:
        https = "<https://" in listed.text.lower()
        at = listed.span.end
        fix = ctx.insert(at, _POST + draft.source.newline, safe=False) if https else None
        yield _at(ctx, listed, "post" if https else "https", fix)


def _at(ctx: Context, header: Header, message: str = "default", fix: Fix | None = None) -> Finding:
    """A finding at a header's own line, without its line end."""
    text = ctx.draft.source.text[slice(*header.span)].rstrip()
    return ctx.finding(Span(header.span.start, header.span.start + len(text)), message, fix=fix)
