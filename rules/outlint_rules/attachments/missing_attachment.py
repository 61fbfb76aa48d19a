"""missing-attachment: words that announce a file, and none with the mail."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate

from outlint.draft import Role
from outlint.finding import Finding
from outlint.rule import Context, Hit

_OPENING = '"“„«「『'
_NEAR = 12  # characters between the quotation mark and the phrase: "please see attached"


def check(ctx: Context) -> Iterator[Finding]:
    hits = ctx.hits("phrases", "body", "closing")
    if not hits or any(_is_file(a.content_type, a.inline) for a in ctx.draft.attachments):
        return
    if any(h.name == "attachments" for h in ctx.draft.headers) or _linked(ctx):
        return
    theirs = ctx.hits("theirs", "body", "closing")
    hits = _not_theirs([h for h in hits if not _is_quoted(h)], theirs)
    if not hits:
        return
    hit = hits[0]
    related = tuple(h.view.to_source(h.span) for h in hits[1:])
    message = "default" if ctx.draft.format == "eml" else "draft"
    yield ctx.at(hit.view, hit.span, message, phrase=hit.text, related=related)


def _is_quoted(hit: Hit) -> bool:
    """Whether somebody else's words are told: he wrote "please see attached"."""
    before = hit.view.text[max(0, hit.span.start - _NEAR) : hit.span.start]
    return any(c in _OPENING and not before[i + 1 : i + 2].isspace() for i, c in enumerate(before))


def _not_theirs(hits: list[Hit], theirs: list[Hit]) -> list[Hit]:
    """Hits that are not of the reader's file, asked for or sent: "could you send the drawing as an attachment?" """
    if not theirs:
        return hits
    starts = [t.span.start for t in theirs]
    ends = list(accumulate((t.span.end for t in theirs), max))
    before = ((h, bisect_left(starts, h.span.end) - 1) for h in hits)
    return [h for h, i in before if i < 0 or ends[i] <= h.span.start]


def _is_file(content_type: str, inline: bool) -> bool:
    """A logo within the text is no attachment."""
    return not (inline and content_type.startswith("image/"))


def _linked(ctx: Context) -> bool:
    """Whether the body links to something, which may be the file."""
    return any(ctx.part.stands_in(link.text_span.start, Role.BODY) for link in ctx.part.links)
