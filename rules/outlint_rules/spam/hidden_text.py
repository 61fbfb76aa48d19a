"""hidden-text: words in the mail that its reader can't see."""

from __future__ import annotations

from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context

_NO_FAULT = ("preheader", "mso-hide", "hidden", "screen")
_LETTERS = 12  # fewer are a bullet, a number, a spacer


def check(ctx: Context) -> Iterator[Finding]:
    from html import unescape

    text = ctx.draft.source.text
    first = _first_word(ctx)
    room = int(ctx.options["preheader"])
    for unseen in ctx.part.unseen:
        words = unescape(text[unseen.span.start : unseen.span.end])
        size = sum(map(str.isalpha, words))
        if size < _LETTERS or unseen.reason in _NO_FAULT:
            continue
        if unseen.span.start < first and size <= room:
            room -= size
            continue
        shown = (
            unseen.span
            if unseen.span.end - unseen.span.start < 400
            else unseen.span._replace(end=unseen.span.start + 400)
        )
        yield ctx.finding(shown, unseen.reason if unseen.reason in ctx.rule.messages else "default")


def _first_word(ctx: Context) -> int:
    """Where in the source the first words begin that the reader sees."""
    part = ctx.part
    return (
        part.view.to_source((part.paragraphs[0].span.start, part.paragraphs[0].span.start + 1)).start
        if part.paragraphs
        else 0
    )
