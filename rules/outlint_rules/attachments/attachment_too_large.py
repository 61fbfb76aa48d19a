"""attachment-too-large: more than common mailboxes take, counted as it is sent."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context
from outlint_rules.attachments.places import place

_SENT = 4 / 3 * 78 / 76  # base64 makes four letters of three bytes, and a line end after each 76
_MB = 1_000_000


def check(ctx: Context) -> Iterator[Finding]:
    sized = [a for a in ctx.draft.attachments if a.size] if ctx.part is ctx.draft.main else []
    total = sum(a.size or 0 for a in sized) * _SENT / _MB
    most = int(ctx.options["megabytes"])
    if total > most:
        largest = max(sized, key=lambda a: a.size or 0)
        yield ctx.finding(place(ctx, largest), size=f"{total:.1f}", max=most)
