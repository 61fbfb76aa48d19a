"""Whether a phrase is denied, asked about or warned of in its own sentence: "we never …", "if anybody tells you that …"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from outlint.rule import Hit
from outlint.text import Span
from outlint.view import View

_REACH = 240  # characters of a sentence looked at on either side


@cache
def _end() -> re.Pattern[str]:
    """It opens with what may end a sentence, so that nothing is tried elsewhere."""
    return re.compile(r"[.!?؟。！？;；\n\0](?:(?<=[.!?؟])(?=\s|$)|(?<=[。！？;；\0])|(?<=\n)\s*\n|(?<=\n)\s*[-*•])")


def sentence(text: str, span: Span) -> Span:
    """What stands around a span up to the ends of its sentence."""
    low = max(0, span.start - _REACH)
    for m in _end().finditer(text, low, span.start):
        low = m.end()
    high = min(len(text), span.end + _REACH)
    end = _end().search(text, span.end, high)
    return Span(low, end.end() if end else high)


def denied(hit: Hit, before: Sequence[Hit], around: Sequence[Hit] = ()) -> bool:
    """Whether a word of `before` stands in the sentence before the hit's end, or one of `around` anywhere in it."""
    if not before and not around:
        return False
    inside = sentence(hit.view.text, hit.span)
    return _stands(before, hit.view, Span(inside.start, hit.span.end)) or _stands(around, hit.view, inside)


def overlapped(hit: Hit, words: Sequence[Hit]) -> bool:
    """Whether one of the words, which come in order and apart, shares characters with the hit."""
    first, last = _of_view(words, hit.view)
    i = bisect_left(words, hit.span.end, first, last, key=lambda w: w.span.start) - 1
    return i >= first and words[i].span.overlaps(hit.span)


def _stands(words: Sequence[Hit], view: View, inside: Span) -> bool:
    first, last = _of_view(words, view)
    i = bisect_left(words, inside.start, first, last, key=lambda w: w.span.start)
    return i < last and words[i].span.end <= inside.end


def _of_view(words: Sequence[Hit], view: View) -> tuple[int, int]:
    """The range of the words that stand in a view: those of the subject come first, each view's in order."""
    if not words:
        return 0, 0
    split = bisect_left(words, True, key=lambda w: w.view is words[-1].view)
    low, high = (split, len(words)) if view is words[-1].view else (0, split)
    return (low, high) if low < high and words[low].view is view else (0, 0)
