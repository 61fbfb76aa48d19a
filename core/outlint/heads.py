"""Finds the heads of phrases (see phrase_items) in a text by an automaton.

One of all heads takes longer to build than a short draft to check, so the first draft is searched by one of those heads
that stand in it; the other ones by one that is built once.
"""

from __future__ import annotations

from typing import Any

_SHORT = 20_000
_BEGINNING = 4
"""Characters of a head by which most are known not to stand in a text."""


class Heads:
    """The heads of all phrases in play, in the order of their numbers."""

    __slots__ = ("_all", "_first", "_heads")

    def __init__(self, heads: list[str]) -> None:
        self._heads = heads
        self._all: Any = None
        self._first: tuple[str, list[int], Any] | None = None  # a text, the numbers of the heads in it, their automaton

    def __bool__(self) -> bool:
        return bool(self._heads)

    @property
    def is_new(self) -> bool:
        """Whether nothing was searched or expected yet."""
        return self._all is None and self._first is None

    def expect(self, text: str) -> None:
        """Pieces of this text will be searched; to be told of the first draft only."""
        if len(text) <= _SHORT:
            begun = {text[i : i + _BEGINNING] for i in range(len(text))}
            likely = (i for i, head in enumerate(self._heads) if head[:_BEGINNING] in begun or len(head) < _BEGINNING)
            numbers = [i for i in likely if self._heads[i] in text]
            self._first = text, numbers, _automaton([self._heads[i] for i in numbers])

    def find(self, text: str) -> list[tuple[int, int, int]]:
        """(number of the head, start, end) of each that stands in the text, by their ends."""
        first = self._first
        if self._all is None and first is not None and text in first[0]:
            return [(first[1][i], start, end) for i, start, end in _found(first[2], text)]
        if self._all is None:
            self._all = _automaton(self._heads)
        return _found(self._all, text)


def _found(automaton: Any, text: str) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = automaton.find_matches_as_indexes(text, overlapping=True)
    return found


def _automaton(heads: list[str]) -> Any:
    from ahocorasick_rs import AhoCorasick, Implementation

    # The contiguous NFA builds several times faster than the DFA and searches a mail as fast.
    return AhoCorasick(heads, implementation=Implementation.ContiguousNFA)
