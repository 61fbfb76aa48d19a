"""unescaped-variable: values put into HTML or into the inside of a URL as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from outlint.draft import Placeholder, Where
from outlint.finding import Finding, Fix
from outlint.rule import Context
from outlint.text import Edit, Span
from outlint_rules.variables.writing import with_filter, written

_ENCODER = {"jinja": " | urlencode", "django": "|urlencode", "liquid": " | url_encode", "twig": " | url_encode"}
"""What encodes a value for a URL. Sending platforms encode themselves, or have no way to; Go's html/template does."""
_RAW_FILTER = re.compile(r"\s*\|\s*(?:safe|raw)\b(?=\s*(?:\||[-~]?\}\}))")
_OFF = re.compile(r"autoescape\s+(?:false|off)\b", re.I)
_QUERY = re.compile(r"[?&][^/\s?&=]{1,60}=[^\s?&=]{0,60}$")
_PATH = re.compile(r"://[^/\s?#]{1,200}(?:/[^/\s?#]{0,200}){0,20}/[\w.~-]{0,60}$")


def check(ctx: Context) -> Iterator[Finding]:
    draft = ctx.draft
    if ctx.part is not draft.main:
        return
    html = any(part.kind == "html" for part in draft.parts)
    data = ctx.data["any"]
    for p in draft.placeholders:
        place = _in_url(ctx, p, data) if p.where is Where.URL else None
        if place is not None:
            yield ctx.finding(p.span, place, name=written(ctx, p), fix=with_filter(ctx, p, _ENCODER[p.dialect]))
        elif html and p.raw and p.where is not Where.HEADER and not _is_markup(p, data):
            yield ctx.finding(p.span, name=written(ctx, p), fix=_escape(ctx, p))
    if html:
        for t in draft.tags:
            if t.kind == "block" and _OFF.match(t.name.strip()):
                yield ctx.finding(t.span, "off")


def _in_url(ctx: Context, p: Placeholder, data: Mapping[str, Any]) -> str | None:
    """ "url" or "path" for a value inside a URL that is written out; one that is a whole URL must not be encoded."""
    if p.dialect not in _ENCODER or not frozenset(data["encoding"]).isdisjoint(f.lower() for f in p.filters):
        return None
    if _last(p).endswith(tuple(data["encoded"])):
        return None
    before = ctx.draft.source.text[max(0, p.span.start - 400) : p.span.start]
    start = re.split(r"[\s<>()\"']", before)[-1]
    if _QUERY.search(start):
        return "url"
    return "path" if _PATH.search(start) else None


def _is_markup(p: Placeholder, data: Mapping[str, Any]) -> bool:
    """Whether the name says that the value is HTML (a body put into its frame), or a text of the template's own."""
    if re.match(r"[\"']|(?:__|_|t|trans|gettext|yield)\(", p.name.strip()):
        return True
    return _last(p) in data["markup"] or _last(p).endswith(("_html", "_markup", "html"))


def _last(p: Placeholder) -> str:
    return p.name.split(".")[-1].strip(" $()").lower()


def _escape(ctx: Context, p: Placeholder) -> Fix | None:
    text = written(ctx, p)
    if text.startswith("{{{") and text.endswith("}}}"):
        return Fix((Edit(p.span, text[1:-1]),), True)
    if text.startswith("{{&"):
        return Fix((Edit(Span(p.span.start + 2, p.span.start + 3), ""),), True)
    if text.startswith("{!!") and text.endswith("!!}"):
        return Fix((Edit(p.span, "{{" + text[3:-3] + "}}"),), True)
    new = _RAW_FILTER.sub("", text)
    return Fix((Edit(p.span, new),), True) if new != text else None
