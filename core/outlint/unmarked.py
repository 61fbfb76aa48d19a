"""Vietnamese without its marks ("Tran trong", "duoc khong a"), as many write it: such a draft is read by words without them.

Without marks many words look alike (khẩn, urgent, and khăn, a towel), so only the rules whose language file says
`[data] unmarked = true` are read so: those where a likeness that is none keeps a finding back.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

LANGUAGE = "vi"
_SHARE = 50
"""A text is without marks when fewer than one letter in so many has one: with them it is one in four."""


def is_unmarked(text: str) -> bool:
    """Whether a Vietnamese text is written without marks."""
    if text.isascii():
        return True
    pieces = unicodedata.normalize("NFD", text)
    marked = sum(unicodedata.combining(c) > 0 or c in "đĐ" for c in pieces)
    return marked * _SHARE < sum(map(str.isalpha, pieces))


def without_marks(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A language's compiled entry with the phrases and data of its rules that allow it written without marks."""
    rules = {n: _plain(r) if r["data"].get("unmarked") else r for n, r in entry["rules"].items()}
    return {**entry, "rules": rules}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value.translate(_letters())
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {_plain(k): _plain(v) for k, v in value.items()}
    return value


@cache
def _letters() -> dict[int, str]:
    """Each letter of the alphabet with marks -> the letter alone."""
    marked = (chr(c) for c in range(0xC0, 0x1EFA) if c < 0x1B1 or c > 0x1E9F)
    out = {ord(c): unicodedata.normalize("NFD", c)[0] for c in marked if c.isalpha()}
    return {c: new for c, new in out.items() if ord(new) < 128} | {ord("đ"): "d", ord("Đ"): "D"}
