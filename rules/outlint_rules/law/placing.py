"""Where a notice that a mail lacks would stand, and the fix that puts it there."""

from __future__ import annotations

from typing import Any

from outlint.draft import Role
from outlint.finding import Finding, Fix
from outlint.rule import Context
from outlint.text import Span
from outlint_rules.law.duties import Duty

_OWN = (Role.BODY, Role.CLOSING, Role.SIGNATURE, Role.FOOTER, Role.GREETING)


def end(ctx: Context) -> Span:
    """The last line of what the sender wrote, in the part's view: there a missing notice is told."""
    own = [p for p in ctx.part.paragraphs if p.role in _OWN]
    if not own:
        return Span(0, 0)
    last = own[-1].span
    text = ctx.part.view.text
    start = max(text.rfind("\n", last.start, last.end) + 1, last.start)
    return Span(start, last.end)


def missing(ctx: Context, duty: Duty, message: str = "default", /, *, fix: Fix | None = None, **data: Any) -> Finding:
    """A finding at the end of the mail: what a market asks for and the mail lacks."""
    return ctx.at(
        ctx.part.view,
        end(ctx),
        message,
        ref=duty.ref,
        market=duty.market,
        sources=(duty.source,),
        severity=duty.severity(ctx.rule.severity),
        fix=fix,
        **data,
    )


def inserted(ctx: Context, lang: str, code: str, notice: str) -> str | None:
    """The sentence of a notice in a language, in the script of the market; None where there is none."""
    script = next((v for v in ctx.market_of(code).get("languages", ()) if v.startswith(f"{lang}-")), lang)
    for name in (script, lang):
        said: str | None = ctx.lexicon_of(name).get("notices", {}).get("insert", {}).get(notice)
        if said:
            return said
    return None


def append(ctx: Context, text: str) -> Fix | None:
    """An unsafe fix that adds a paragraph at the end of the mail; None where the source can't say it exactly."""
    at = end(ctx).end
    if ctx.part.kind == "html":
        return _append_html(ctx, at, text)
    newline = ctx.draft.source.newline
    return ctx.replace(ctx.part.view, (at, at), newline * 2 + text, safe=False)


def _append_html(ctx: Context, at: int, text: str) -> Fix | None:
    if ctx.draft.format != "html":
        return None
    from html import escape

    offset = ctx.part.view.to_source(Span(max(at - 1, 0), at)).end
    return ctx.insert(offset, "<br><br>" + escape(text, quote=False), safe=False)
