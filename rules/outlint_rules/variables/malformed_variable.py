"""malformed-variable: braces that nearly make a variable. Good ones are holes in the view, so what is left is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outlint.checks.existence import regions
from outlint.finding import Finding, Fix
from outlint.rule import Context
from outlint.text import Edit

_NAME = r"[^\W\d][\w. ]{0,40}?"
_BROKEN = re.compile(
    rf"(?<!\{{)\{{ \{{ ?(?P<a>{_NAME}) ?\}} ?\}}"
    rf"|\{{\{{ ?(?P<b>{_NAME}) ?\}}(?: \}})?(?!\}})"
    rf"|(?<!\{{)(?<!\{{ )\{{ ?(?P<c>{_NAME}) ?\}}\}}(?!\}})"
    rf"|｛｛? ?(?P<d>{_NAME}) ?｝｝?"
)
_BLANK = re.compile(r"[A-Za-z]+(?: [A-Za-z]+){1,3}")


def check(ctx: Context) -> Iterator[Finding]:
    for view, start, end in regions(ctx):
        text = ctx.part.words if view is ctx.part.view else view.text
        if "{" not in text and "｛" not in text:
            continue
        for m in _BROKEN.finditer(text, start, end):
            name = next(g for g in m.groups() if g)
            new = "{{" + name.strip().replace(" ", "_") + "}}"
            yield ctx.at(view, m.span(), name=m.group(), fix=ctx.replace(view, m.span(), new, safe=True))
    if ctx.draft.template and ctx.part is ctx.draft.main:
        yield from _blanks(ctx)


def _blanks(ctx: Context) -> Iterator[Finding]:
    """`{{ first name }}` in Jinja2 and Liquid, where a name has no blanks."""
    for p in ctx.draft.placeholders:
        if p.dialect in ("jinja", "liquid") and _BLANK.fullmatch(p.name) and not re.search(r"\b(?:or|and|not|if|else|is|in)\b", p.name):
            text = ctx.draft.source.text[p.span.start : p.span.end]
            new = text.replace(p.name, p.name.replace(" ", "_"), 1)
            yield ctx.finding(p.span, name=text, fix=Fix((Edit(p.span, new),), True))
