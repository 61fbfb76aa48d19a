"""What changed between two texts, word by word: [-out-]{+in+}. Words that stand once on both sides are its anchors."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

_WORDS = re.compile(r"\s+|[^\W_]+|[\W_]")
_SMALL = 20_000
"""Pairs of words up to which two stretches are compared each with each."""
_DEPTH = 3


def words_marked(old: str, new: str) -> str:
    """The new text with what changed in it marked. All but linear in the texts, whatever they hold."""
    out: list[str] = []
    gone: list[str] = []
    come: list[str] = []

    def flush() -> None:
        out.append((f"[-{''.join(gone)}-]" if gone else "") + (f"{{+{''.join(come)}+}}" if come else ""))
        gone.clear()
        come.clear()

    for kept, a, b in _changes(_WORDS.findall(old), _WORDS.findall(new), _DEPTH):
        if kept:
            flush()
            out.extend(a)
        else:
            gone.extend(a)
            come.extend(b)
    flush()
    return "".join(out)


Change = tuple[bool, Sequence[str], Sequence[str]]


def _changes(a: Sequence[str], b: Sequence[str], depth: int) -> Iterator[Change]:
    """(True, same words, the same) and (False, words gone, words come), in order."""
    head = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest = min(len(a), len(b)) - head
    tail = next((i for i in range(rest) if a[-1 - i] != b[-1 - i]), rest)
    yield True, a[:head], b[:head]
    end = len(a) - tail
    yield from _middle(a[head:end], b[head : len(b) - tail], depth)
    yield True, a[end:], b[len(b) - tail :]


def _middle(a: Sequence[str], b: Sequence[str], depth: int) -> Iterator[Change]:
    if len(a) * len(b) <= _SMALL:
        matcher = difflib.SequenceMatcher(None, a, b, autojunk=False)
        yield from ((tag == "equal", a[i:j], b[k:m]) for tag, i, j, k, m in matcher.get_opcodes())
        return
    anchors = _anchors(a, b) if depth else []
    if not anchors:
        yield False, a, b
        return
    i = k = 0
    for at, there in anchors:
        yield from _changes(a[i:at], b[k:there], depth - 1)
        yield True, a[at : at + 1], b[there : there + 1]
        i, k = at + 1, there + 1
    yield from _changes(a[i:], b[k:], depth - 1)


def _anchors(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Words that stand once in each, as far as they come in the same order."""
    once = [{w for w, n in Counter(words).items() if n == 1} for words in (a, b)]
    place = {w: k for k, w in enumerate(b) if w in once[1]}
    pairs = [(i, place[w]) for i, w in enumerate(a) if w in once[0] and w in place]
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for n, (_i, k) in enumerate(pairs):
        at = bisect_left(tails, k)
        tails[at : at + 1] = [k]
        ends[at : at + 1] = [n]
        before.append(ends[at - 1] if at else -1)
    out: list[tuple[int, int]] = []
    n = ends[-1] if ends else -1
    while n >= 0:
        out.append(pairs[n])
        n = before[n]
    return out[::-1]
