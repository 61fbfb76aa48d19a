"""variable-without-fallback: a contact's data may be missing."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.draft import Placeholder, Where
from outlint.finding import Finding, Fix
from outlint.rule import Context
from outlint.text import Edit

_DEFAULT = {"jinja": ' | default("{}", true) ', "liquid": ' | default: "{}" '}


def check(ctx: Context) -> Iterator[Finding]:
    if not ctx.draft.template or ctx.part is not ctx.draft.main:
        return
    contact = frozenset(ctx.data["any"]["contact"])
    for p in ctx.draft.placeholders:
        if p.dialect not in _DEFAULT or p.default is not None or p.guarded or p.where in (Where.URL, Where.ATTRIBUTE):
            continue
        declared = ctx.settings.variables.get(p.name)
        if declared is not None and (declared.required or declared.fallback is None and not _last(p) in contact):
            continue
        if declared is None and _last(p) not in contact:
            continue
        text = ctx.draft.source.text[p.span.start : p.span.end]
        yield ctx.finding(p.span, name=p.name, fix=_default(ctx, p, text))


def _last(p: Placeholder) -> str:
    return p.name.split(".")[-1].strip().lower()


def _default(ctx: Context, p: Placeholder, text: str) -> Fix | None:
    declared = ctx.settings.variables.get(p.name)
    value = declared.fallback if declared is not None else None
    if value is None and ctx.draft.language == "en":
        value = ctx.data["any"]["fallback"].get(_last(p))
    if value is None or p.filters or not text.endswith("}}") or '"' in value:
        return None
    inner = text[:-2].rstrip()
    return Fix((Edit(p.span, f"{inner}{_DEFAULT[p.dialect].format(value)}}}}}"),), True)
