"""How a filter is added to a variable, dialect by dialect, and taken off."""

from __future__ import annotations

import re

from outlint.draft import Placeholder
from outlint.finding import Fix
from outlint.rule import Context
from outlint.text import Edit, Span

_TAG = re.compile(r"(?P<open>\{\{[-~]?)(?P<inner>.*?)(?P<close>\s?[-~]?\}\})", re.S)
_YAML_QUOTE = re.compile(r"^[\w-]+[ \t]*:[ \t]*([\"'])")


def written(ctx: Context, p: Placeholder) -> str:
    """The variable as it stands in the file."""
    return ctx.draft.source.text[p.span.start : p.span.end]


def with_filter(ctx: Context, p: Placeholder, text: str) -> Fix | None:
    """A safe fix that appends `text` (like ` | urlencode`) to the variable; None where the file does not show it as
    it is read (an encoded part of a mail), or quotes around it leave no notation."""
    m = _TAG.fullmatch(written(ctx, p))
    if m is None or p.name not in m["inner"]:
        return None
    said = _quoted_for(ctx, p, text)
    if said is None or (ctx.draft.format == "eml" and not said.isascii()):
        return None
    blank = " " if m["close"].startswith(" ") else ""
    joint = said if blank else said.replace(" | ", "|").strip()
    at = Span(p.span.start + m.end("inner"), p.span.start + m.end("inner"))
    inner = m["inner"].rstrip()
    cut = Span(p.span.start + m.start("inner") + len(inner), at.end)
    return Fix((Edit(cut, joint),), True)


def _quoted_for(ctx: Context, p: Placeholder, text: str) -> str | None:
    """The text with quotes that do not end those around the variable: of an attribute, or of a value in YAML."""
    source = ctx.draft.source.text
    if ctx.draft.meta_span.contains(p.span):
        line = source[source.rfind("\n", 0, p.span.start) + 1 : p.span.start]
        m = _YAML_QUOTE.match(line)
        if m is not None and m.group(1) == '"':
            return None if "'" in text else text.replace('"', "'").replace("\\", "\\\\")
        return text
    before = source[source.rfind("<", 0, p.span.start) + 1 : p.span.start] if "html" in _kinds(ctx) else ""
    if before.count('"') % 2 and ">" not in before:
        return None if "'" in text else text.replace('"', "'")
    return text


def _kinds(ctx: Context) -> set[str]:
    return {part.kind for part in ctx.draft.parts}
