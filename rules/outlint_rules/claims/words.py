"""Word lists to look for in folded text: as one pattern, which is made and tried only where one of the words may stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from outlint.fold import fold, is_unspaced

_FEW = 30  # words that are looked for one by one in less time than a pattern of them takes
_LONG = 100  # characters of a text in which that is so


class Words:
    """Words of a list by their pattern; each match of it begins with one of `stems`, an Arabic prefix aside."""

    __slots__ = ("_made", "_make", "_stems")

    def __init__(self, stems: Iterable[str], make: Callable[[], re.Pattern[str]]) -> None:
        self._stems = tuple(dict.fromkeys(stems))
        self._make = make
        self._made: re.Pattern[str] | None = None

    @property
    def pattern(self) -> re.Pattern[str]:
        if self._made is None:
            self._made = self._make()
        return self._made

    def may_stand_in(self, folded: str) -> bool:
        """False where none of the words is in a text: most lists are of things that most texts do not speak of."""
        if self._made is not None and (len(folded) < _LONG or len(self._stems) > _FEW):
            return True
        return any(map(folded.__contains__, self._stems))

    def stand_in(self, folded: str) -> bool:
        """Whether one of the words stands in a text. A long one is looked at only where a stem is."""
        if len(folded) < _LONG:
            return self.search(folded) is not None
        for stem in self._stems:
            at = folded.find(stem)
            if at >= 0 and self._begins(folded, stem, at):
                return True
        return False

    def _begins(self, folded: str, stem: str, at: int) -> bool:
        """Whether a word begins at a place where the stem is; the first is known. An Arabic word may begin before it."""
        if "\u0600" <= stem[0] <= "\u06ff":
            return self.pattern.search(folded) is not None
        while at >= 0:
            if self.pattern.match(folded, at):
                return True
            at = folded.find(stem, at + 1)
        return False

    def search(self, folded: str) -> re.Match[str] | None:
        return self.pattern.search(folded) if self.may_stand_in(folded) else None


@lru_cache(maxsize=512)
def listed(words: tuple[str, ...]) -> Words:
    """The words of a list by the pattern of `either`."""
    return Words((fold(w).text.removesuffix("*") for w in words), lambda: re.compile(either(words)))


def either(words: Iterable[str]) -> str:
    """A regex for any of the words, the longest first: whole words where a script has blanks, `*` for any ending.

    Arabic words may carry a prefix written together with them (and, by, for, the).
    """
    # In one order always: a pattern that is the same in each run is compiled once (outlint_cli.patterns).
    folded = sorted({fold(w).text for w in words}, key=lambda w: (-len(w), w))
    spaced: list[str] = []
    arabic: list[str] = []
    other: list[str] = []
    for word in folded:
        end = r"\w*" if word.endswith("*") else r"(?!\w)" if word[-1].isalnum() else ""
        stem = re.escape(word.removesuffix("*")) + end
        kind = other if is_unspaced(word[0]) else arabic if "\u0600" <= word[0] <= "\u06ff" else spaced
        kind.append(re.escape(word) if kind is other else stem)
    pieces = [
        *([rf"\b(?:{'|'.join(spaced)})"] if spaced else []),
        *([rf"\b[وفبلك]{{0,2}}(?:ال)?(?:{'|'.join(arabic)})"] if arabic else []),
        *other,
    ]
    return "|".join(pieces) or "(?!)"
