"""line-too-long: octets of the raw lines of a mail as it is sent (RFC 5322 2.1.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outlint.draft import Part
from outlint.finding import Finding, Fix
from outlint.rule import Context
from outlint.text import Edit, LineIndex, Span

_URL = re.compile(r"\S{60,}")


def check(ctx: Context) -> Iterator[Finding]:
    draft = ctx.draft
    if ctx.part is not draft.main:
        return
    soft, hard = int(ctx.options["soft"]), int(ctx.options["hard"])
    text, lines = draft.source.text, draft.source.lines
    told: set[int] = set()
    for start, end in _long_lines(text, lines, soft):
        octets = len(text[start:end].encode(draft.source.encoding, "replace"))
        if octets <= soft:
            continue
        region = _region(ctx, start)
        if octets > hard:
            yield ctx.finding(Span(start, end), "hard", octets=octets, max=hard, fix=_wrap(ctx, start, end, soft))
        elif region is not None and region not in told and not _URL.search(text, start, end):
            told.add(region)
            yield ctx.finding(Span(start, end), octets=octets, max=soft, fix=_wrap(ctx, start, end, soft))


def _long_lines(text: str, lines: LineIndex, most: int) -> Iterator[tuple[int, int]]:
    """(start, end) of lines with more than about `most` octets; a character has at most four."""
    for n in range(1, len(lines) + 1):
        start, end = lines.start(n), lines.end(n)
        if (end - start) * 4 > most:
            yield start, start + len(text[start:end].rstrip("\r\n"))


def _region(ctx: Context, at: int) -> int | None:
    """-1 in the header, the number of the part whose text stands here, None elsewhere (attachments, MIME lines)."""
    if any(h.span.start <= at < h.span.end for h in ctx.draft.headers):
        return -1
    for i, part in enumerate(ctx.draft.parts):
        if _holds(part, at):
            return i
    return None


def _holds(part: Part, at: int) -> bool:
    return part.source_span.start <= at < part.source_span.end


def _wrap(ctx: Context, start: int, end: int, most: int) -> Fix | None:
    """Break at the last blank that fits: exact in a header (folding), and in plain text that is sent as it is."""
    text = ctx.draft.source.text
    newline = ctx.draft.source.newline
    region = _region(ctx, start)
    if region is None or (
        region >= 0 and (ctx.draft.parts[region].kind != "text" or not _plain(ctx, region, start, end))
    ):
        return None
    at = text.rfind(" ", start + 1, start + most)
    if at <= start or text[start:at].endswith(":") or text[start] in ">|":
        return None
    new = newline + " " if region == -1 else newline
    return Fix((Edit(Span(at, at + 1), new),), True)


def _plain(ctx: Context, region: int, start: int, end: int) -> bool:
    """Whether the part shows exactly these characters: not quoted-printable or base64."""
    view = ctx.draft.parts[region].view
    line = ctx.draft.source.text[start:end]
    at = view.text.find(line)
    return at >= 0 and view.is_literal((at, at + len(line))) and view.to_source((at, at + len(line))).start == start
