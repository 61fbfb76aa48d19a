"""unfilled-variable: merge variables and fill-in words left in a mail that is to be sent."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outlint.draft import Block, Placeholder, Role
from outlint.finding import Finding, Fix
from outlint.rule import Context
from outlint.text import Edit, Span

_BLANK = re.compile(r"(?<![\w_])_{3,40}(?![\w_])")
_EMPTY_NAME = re.compile(r"\w[\w. ]{0,20}?(?P<gap>[ \u00a0]+)[,，!](?=\s|$)")
_BY_HAND = ("brackets", "cjk-brackets", "circles")
_PROFILE = {
    "yourname": "name",
    "sendername": "name",
    "sender": "name",
    "myname": "name",
    "yourcompany": "company",
    "yourcompanyname": "company",
    "sendercompany": "company",
    "yourtitle": "title",
    "yourphone": "phone",
    "yourwebsite": "site",
    "youremail": "email",
}


def check(ctx: Context) -> Iterator[Finding]:
    if ctx.part is ctx.draft.main:
        for p in ctx.draft.placeholders:
            if _left(ctx, p):
                text = ctx.draft.source.text[p.span.start : p.span.end]
                yield ctx.finding(p.span, name=text, fix=_fill(ctx, p))
    for hit in ctx.hits("phrases"):
        yield ctx.at(hit.view, hit.span, name=hit.text)
    yield from _blanks(ctx)
    yield from _greeting(ctx)


def _left(ctx: Context, p: Placeholder) -> bool:
    if ctx.draft.template and (p.dialect not in _BY_HAND or _only_dialect(ctx)):
        return False
    if p.view_span is None:
        return True
    part = next((x for x in ctx.draft.parts if x.view.to_source(p.view_span) == p.span), None)
    if part is None:
        return True
    inside = next((x for x in part.paragraphs if x.span.contains(p.view_span)), None)
    if inside is not None and (inside.role is Role.QUOTE or inside.block is Block.CODE):
        return False
    return not any(h.contains(p.view_span) for h in part.hidden)


def _only_dialect(ctx: Context) -> bool:
    """Whether the file is a template whose variables are written in brackets."""
    return all(p.dialect in _BY_HAND for p in ctx.draft.placeholders)


def _fill(ctx: Context, p: Placeholder) -> Fix | None:
    """The sample value of the variable, or the profile's value for the sender's own data."""
    variable = ctx.settings.variables.get(p.name)
    value = variable.sample if variable is not None else ""
    if not value:
        key = re.sub(r"[\W_]", "", p.name).lower()
        held = ctx.settings.profile.get(_PROFILE.get(key, ""), "")
        value = held if isinstance(held, str) else ""
    return Fix((Edit(p.span, value),), False) if value else None


def _blanks(ctx: Context) -> Iterator[Finding]:
    text = ctx.part.words
    for p in ctx.paragraphs("body", "greeting"):
        if p.block is Block.TEXT and "___" in text[p.span.start : p.span.end]:
            for m in _BLANK.finditer(text, *p.span):
                yield ctx.at(ctx.part.view, m.span(), name=m.group())


def _greeting(ctx: Context) -> Iterator[Finding]:
    """"Hi ," where a name should stand."""
    openers = {w for lang in ctx.data.values() for w in lang.get("openers", ())}
    text = ctx.part.view.text
    for p in ctx.paragraphs("greeting"):
        m = _EMPTY_NAME.match(text, *p.span)
        if m is not None and text[p.span.start : m.start("gap")].strip().lower() in openers:
            yield ctx.at(ctx.part.view, Span(p.span.start, m.end()), "empty")
