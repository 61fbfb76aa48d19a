"""Traditional characters: read as simplified ones in phrase search, and written where the draft is written in them.

Character for character, so every place stays what it was. The table stands in lexicons/script/zh.toml; a run without a
Chinese draft never loads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_SHARE = 8
"""A text is traditional when one Chinese character in so many is: it is one in three, as a rule, and none in the other script."""


def simplifying(script: Mapping[str, Any]) -> dict[int, str]:
    """The table for str.translate that makes traditional characters simplified ones."""
    return dict(zip(map(ord, script.get("traditional", "")), script.get("simplified", ""), strict=True))


def is_traditional(text: str, script: Mapping[str, Any]) -> bool:
    """Whether a text is written in traditional characters."""
    known = frozenset(script.get("traditional", "")) - frozenset(script.get("both", ""))
    traditional = sum(c in known for c in text)
    return traditional * _SHARE >= sum("\u4e00" <= c <= "\u9fff" for c in text) if traditional else False
