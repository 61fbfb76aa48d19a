"""What of a paragraph is read as running text."""

from __future__ import annotations

import re
import string
from functools import cache

from outlint.draft import Block, Paragraph
from outlint.rule import Context
from outlint.view import HOLE

_MOST_MARKS = 5
"""One character in so many may be a mark: prose has one in twenty, code, logs and pictures of characters one in three."""
_HOLE_LETTERS = 10
_ASCII_MARKS = string.punctuation.encode()


@cache
def _mark() -> re.Pattern[str]:
    return re.compile(r"[!-/:-@\[-`{-~\u2500-\u259f]")


def running(ctx: Context, p: Paragraph) -> str:
    """The words of a paragraph without its addresses; nothing of a list, a table, code, or what a program printed."""
    if p.block is not Block.TEXT:
        return ""
    made: dict[int, str] = ctx.memo.setdefault("running", {})
    text = made.get(p.span.start)
    if text is None:
        text = made[p.span.start] = _running(ctx, p)
    return text


def _running(ctx: Context, p: Paragraph) -> str:
    text = ctx.part.words[p.span.start : p.span.end].replace("\0", "")
    letters = len(text) - text.count(" ") + text.count(HOLE) * _HOLE_LETTERS
    return "" if _marks(text) * _MOST_MARKS > letters else text


def _marks(text: str) -> int:
    if text.isascii():
        return len(text) - len(text.encode().translate(None, _ASCII_MARKS))
    return len(_mark().findall(text))
