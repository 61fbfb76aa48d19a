"""Where a finding about an attachment stands: its own headers in a mail, its name in a draft that names it."""

from __future__ import annotations

from outlint.draft import Attachment
from outlint.rule import Context
from outlint.text import Span


def place(ctx: Context, attachment: Attachment) -> Span:
    """The part's headers without its content; the name in the line or front matter that names the file."""
    named = ctx.draft.header("attachments")
    if named is not None and (at := named.value.text.find(attachment.name)) >= 0:
        return named.value.to_source((at, at + len(attachment.name)))
    text, (start, end) = ctx.draft.source.text, attachment.span
    if ctx.draft.format != "eml":  # front matter tells names and no places
        at = text.find(attachment.name, start, end)
        return Span(at, at + len(attachment.name)) if at >= 0 else attachment.span
    ends = [at for blank in ("\n\n", "\r\n\r\n") if (at := text.find(blank, start, end)) > start]
    return Span(start, min(ends, default=end))
