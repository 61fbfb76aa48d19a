"""What an Incoterm or an HS code in a draft means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import outlint_rules
from outlint.messages import _
from outlint.text import Span

_INCOTERM = re.compile(r"(?<![A-Za-z0-9])[A-Z]{3}(?![A-Za-z0-9])")
_HS = re.compile(r"\b(?:HS|HTS|H\.S\.)[ -]?(?:codes?|no\.?)?[ :：]{0,3}(?P<code>\d{4}(?:[. ]?\d{2}){0,3})\b", re.I)


def meaning(text: str, offset: int) -> tuple[str, Span] | None:
    """(Markdown, span) of the term at an offset of the source; None where there is none."""
    low, high = text.rfind("\n", 0, offset) + 1, text.find("\n", offset)
    high = len(text) if high < 0 else high
    low, high = max(low, offset - 200), min(high, offset + 200)
    for m in _INCOTERM.finditer(text, low, high):
        if m.start() <= offset <= m.end() and m.group() in _data()["incoterms"]:
            term = _data()["incoterms"][m.group()]
            place, mode = _(term["place"]), _(term["mode"])
            named = _("{term} is followed by a named {place}; {mode}.", term=m.group(), place=place, mode=mode)
            title = f"**{m.group()}** · {term['name']} (Incoterms® 2020)"
            return f"{title}\n\n{_(term['what'])}\n\n{named}", Span(*m.span())
    for m in _HS.finditer(text, low, high):
        chapter = _data()["chapters"].get(m["code"][:2])
        if m.start() <= offset <= m.end() and chapter:
            said = _("Chapter {n} of the Harmonized System: {what}.", n=m["code"][:2], what=chapter)
            return f"**HS {m['code']}**\n\n{said}", Span(*m.span())
    return None


@cache
def _data() -> Mapping[str, Any]:
    """Terms and chapters as the rules of trade have them."""
    known: Mapping[str, Any] = outlint_rules.load().language("any")["lexicon"]["trade"]
    return known
