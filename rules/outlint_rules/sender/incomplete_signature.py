"""incomplete-signature: who writes, as what, for whom, by which phone and site: what of it the signature lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outlint.draft import Paragraph, Part, Role
from outlint.finding import Finding, Fix
from outlint.rule import Context
from outlint.text import Span
from outlint.view import HOLE
from outlint_rules.addressing import answers
from outlint_rules.sender.signature_reading import Reading, words_of

_NAME_WORDS = 5
_ADDRESS = re.compile(r"https?://\S+|\S+@\S+")
_ALL = ("name", "title", "company", "phone", "site")
_LONGEST = 1500
"""More characters than this are no signature but text that was taken for one."""


def check(ctx: Context) -> Iterator[Finding]:
    signed = ctx.part.with_role(Role.SIGNATURE)
    if not signed or ctx.part is not ctx.draft.main or _goes_on(ctx):
        return
    if sum(p.span.end - p.span.start for p in signed) > _LONGEST or not _signs(ctx, signed):
        return
    reading = _read(ctx)
    if reading is None:
        return
    missing = [key for key in _ALL if key in ctx.options["needs"] and key not in reading.found]
    if missing:
        said = tuple(ctx.rule.messages[key].text for key in missing)
        yield ctx.at(ctx.part.view, _last_line(ctx.part, signed[-1]), missing=said, fix=_fix(ctx, signed, missing))


def _goes_on(ctx: Context) -> bool:
    """Whether the mail answers one that the reader has: who writes is known."""
    return answers(ctx) or any(part.with_role(Role.QUOTE) for part in ctx.draft.parts)


def _signs(ctx: Context, signed: list[Paragraph]) -> bool:
    """Whether somebody signs there: no notes of a mailing list, no numbered links, no sentence."""
    lists = ctx.data["any"]["lists"]
    tail = [ctx.part.text_of(p).casefold() for p in ctx.part.with_role(Role.SIGNATURE, Role.FOOTER)]
    if any(word in text for text in tail for word in lists):
        return False
    said = [line.strip() for p in signed for line in _ADDRESS.sub("", ctx.part.text_of(p)).splitlines()]
    first = next((line for line in said if any(c.isalpha() or c == HOLE for c in line)), "")
    return bool(first) and first[-1] not in "!?！？" and (first[-1] != "." or len(first.split()) <= _NAME_WORDS)


def _read(ctx: Context) -> Reading | None:
    """What the signatures of all parts say; None when a merge variable may say anything."""
    texts = [text for part in ctx.draft.parts for text in _texts(part)]
    if not any(c.isalnum() for text in texts for c in text):
        return None  # nothing but variables: who knows what the sending tool puts there, and below
    reading = Reading(words_of(ctx))
    for part in ctx.draft.parts:
        for p in part.with_role(Role.SIGNATURE):
            if not _fill(ctx, part, p, reading):
                return None
            _links(part, p, reading)
    for text in texts:
        reading.add(text)
    reading.settle()
    return reading


def _texts(part: Part) -> Iterator[str]:
    """Where the sender is told of: signature and footer, and what follows a closing in its line ("Best, Tom")."""
    yield from (part.text_of(p)[:_LONGEST] for p in part.with_role(Role.SIGNATURE, Role.FOOTER))
    closed = part.with_role(Role.CLOSING)
    if closed and "," in (line := part.text_of(closed[-1])):
        yield line.rpartition(",")[2]


def _fill(ctx: Context, part: Part, p: Paragraph, reading: Reading) -> bool:
    """Take in what merge variables fill; whether each one's name says what that is."""
    holes = {h.view_span.start: h.name for h in ctx.draft.placeholders if h.view_span is not None}
    text, start = part.view.text, p.span.start
    while (at := text.find(HOLE, start, p.span.end)) >= 0:
        if not reading.fill(holes.get(at, "")):
            return False
        start = at + 1
    return True


def _links(part: Part, p: Paragraph, reading: Reading) -> None:
    for link in part.links:
        if p.span.contains(link.text_span):
            if link.href.startswith("tel:"):
                reading.found.add("phone")
            elif link.href.startswith("http"):
                reading.found.add("site")


def _last_line(part: Part, p: Paragraph) -> Span:
    start = max(part.view.text.rfind("\n", p.span.start, p.span.end) + 1, p.span.start)
    return Span(start, p.span.end)


def _fix(ctx: Context, signed: list[Paragraph], missing: list[str]) -> Fix | None:
    """Lines of the profile: below the name what goes below it."""
    profile = ctx.settings.profile
    lines = [str(profile[key]) for key in missing if profile.get(key) and key != "name"]
    if not lines:
        return None
    at = signed[-1].span.end
    if ctx.part.kind != "html":
        newline = ctx.draft.source.newline
        return ctx.replace(ctx.part.view, (at, at), "".join(newline + line for line in lines), safe=False)
    if ctx.draft.format != "html":
        return None
    from html import escape

    offset = ctx.part.view.to_source(Span(max(at - 1, 0), at)).end
    return ctx.insert(offset, "".join(f"<br>{escape(line, quote=False)}" for line in lines), safe=False)
