"""missing-attachment: words that announce a file, and none with the mail."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context


def check(ctx: Context) -> Iterator[Finding]:
    hits = ctx.hits("phrases", "body", "closing")
    if not hits or any(_is_file(a.content_type, a.inline) for a in ctx.draft.attachments):
        return
    if any(h.name == "attachments" for h in ctx.draft.headers) or _linked(ctx):
        return
    hit = hits[0]
    related = tuple(h.view.to_source(h.span) for h in hits[1:])
    message = "default" if ctx.draft.format == "eml" else "draft"
    yield ctx.at(hit.view, hit.span, message, phrase=hit.text, related=related)


def _is_file(content_type: str, inline: bool) -> bool:
    """A logo within the text is no attachment."""
    return not (inline and content_type.startswith("image/"))


def _linked(ctx: Context) -> bool:
    """Whether the body links to something, which may be the file."""
    body = [p.span for p in ctx.part.body]
    return any(b.start <= link.text_span.start < b.end for link in ctx.part.links for b in body)
