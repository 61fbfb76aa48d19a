"""variable-without-fallback: a contact's data may be missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from outlint.draft import Placeholder, Where
from outlint.finding import Finding, Fix
from outlint.rule import Context
from outlint_rules.variables.writing import with_filter

_DEFAULT = {
    "jinja": ' | default("{}", true)',
    "twig": ' | default("{}")',
    "liquid": ' | default: "{}"',
    "django": '|default:"{}"',
    "hubspot": ' | default("{}")',
}
_BEFORE = re.compile(r"([^\W\d_]+(?:[ -][^\W\d_]+)?)[ \u00a0]?$")


def check(ctx: Context) -> Iterator[Finding]:
    if ctx.part is not ctx.draft.main:
        return
    contact = frozenset(ctx.data["any"]["contact"])
    for p in ctx.draft.placeholders:
        if p.dialect not in _DEFAULT or p.default is not None or p.guarded or p.where in (Where.URL, Where.ATTRIBUTE):
            continue
        declared = ctx.settings.variables.get(p.name)
        if declared is not None and declared.required:
            continue
        if _of_contact(p, contact, ctx.data["any"]["roots"]) or (
            declared is not None and declared.fallback is not None
        ):
            yield ctx.finding(p.span, name=p.name, fix=_default(ctx, p))


def _of_contact(p: Placeholder, contact: frozenset[str], roots: list[str]) -> bool:
    """Whether it is about the contact: `Store.name` is not, `customer.name` and a bare `name` are."""
    if _last(p) not in contact:
        return False
    root, dot, _ = p.name.rpartition(".")
    return not dot or _last(p) not in ("name", "title", "city", "country") or root.split(".")[-1].lower() in roots


def _last(p: Placeholder) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", p.name.split(".")[-1].strip()).lower()


def _default(ctx: Context, p: Placeholder) -> Fix | None:
    """The configured fallback, else a neutral word of the draft's language that fits where the variable stands."""
    declared = ctx.settings.variables.get(p.name)
    value = declared.fallback if declared is not None else None
    if value is None:
        value = _neutral(ctx, p, ctx.data["any"]["neutral"].get(ctx.draft.language or "", {}))
    if not value or '"' in value or "\\" in value or "{" in value:
        return None
    return with_filter(ctx, p, _DEFAULT[p.dialect].format(value))


def _neutral(ctx: Context, p: Placeholder, words: Mapping[str, Any]) -> str | None:
    """ "there" behind "Hi", "colleague" behind "Dear"; for companies and the like a word wherever they stand."""
    kind = ctx.data["any"]["kinds"].get(_last(p))
    if kind is None:
        return None
    said = words.get(kind)
    if isinstance(said, str):
        return said
    if not isinstance(said, Mapping):
        return None
    before = ctx.draft.source.text[max(0, p.span.start - 40) : p.span.start]
    m = _BEFORE.search(before)
    if m is None:
        return None
    lower = m.group(1).lower()
    return said.get(lower) or said.get(lower.split()[-1])
