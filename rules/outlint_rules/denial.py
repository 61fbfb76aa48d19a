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
    return re.compile(r"[.!?؟](?=\s|$)|[。！？;；]|\n\s*\n|\n\s*[-*•]|\0")


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


def _stands(words: Sequence[Hit], view: View, inside: Span) -> bool:
    """`words` come in order, those of the subject first."""
    own = [w for w in words if w.view is view]
    i = bisect_left(own, inside.start, key=lambda w: w.span.start)
    return i < len(own) and own[i].span.end <= inside.end
