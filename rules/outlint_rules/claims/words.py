"""Word lists as one pattern over folded text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from outlint.fold import fold, is_unspaced


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
