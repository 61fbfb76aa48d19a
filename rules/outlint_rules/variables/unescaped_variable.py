"""unescaped-variable: values put into HTML or into the inside of a URL as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outlint.draft import Placeholder, Where
from outlint.finding import Finding, Fix
from outlint.rule import Context
from outlint.text import Edit, Span

_ENCODING = frozenset(("urlencode", "url_encode", "url_escape", "url_param_escape", "encodeuricomponent", "url", "cgi_escape", "query"))
_ENCODER = {"jinja": " | urlencode", "liquid": " | url_encode"}
_RAW_FILTER = re.compile(r"\s*\|\s*(?:safe|raw)\b")
_OFF = re.compile(r"\{%-?\s*autoescape\s+(?:false|off)\b[^%]{0,80}%\}")


def check(ctx: Context) -> Iterator[Finding]:
    draft = ctx.draft
    if not draft.template or ctx.part is not draft.main:
        return
    html = any(part.kind == "html" for part in draft.parts)
    for p in draft.placeholders:
        text = draft.source.text[p.span.start : p.span.end]
        if p.where is Where.URL and _in_url(ctx, p) and not _ENCODING & {f.lower() for f in p.filters}:
            yield ctx.finding(p.span, "url", name=text, fix=_encode(p, text))
        elif html and p.raw and p.where is not Where.HEADER:
            yield ctx.finding(p.span, name=text, fix=_escape(p, text))
    if html:
        for m in _OFF.finditer(draft.source.text):
            yield ctx.finding(Span(*m.span()), "off")


def _in_url(ctx: Context, p: Placeholder) -> bool:
    """Whether it stands behind the host of a URL that is written out: one that is a whole URL must not be encoded."""
    if p.dialect not in _ENCODER:
        return False  # sending platforms encode, or have no way to
    before = ctx.draft.source.text[max(0, p.span.start - 300) : p.span.start]
    start = re.split(r"[\s<>()\"']", before)[-1]
    return bool(re.search(r"[?&][^/\s]*=$|/[\w.-]*$", start)) and "://" in start and not start.endswith("://")


def _encode(p: Placeholder, text: str) -> Fix | None:
    if not text.endswith("}}"):
        return None
    inner = text[:-2].rstrip()
    return Fix((Edit(p.span, f"{inner}{_ENCODER[p.dialect]} }}}}"),), True)


def _escape(p: Placeholder, text: str) -> Fix | None:
    if text.startswith("{{{") and text.endswith("}}}"):
        return Fix((Edit(p.span, text[1:-1]),), True)
    if text.startswith("{{&"):
        return Fix((Edit(p.span, "{{" + text[3:]),), True)
    new = _RAW_FILTER.sub("", text)
    return Fix((Edit(p.span, new),), True) if new != text else None
