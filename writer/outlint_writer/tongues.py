"""Paragraphs of a rewrite that are in another language than the rest, whatever the front matter declares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import outlint_rules
from outlint.draft import Draft, Role
from outlint.language import by_script, detect, function_words
from outlint.structure import Structure
from outlint.view import HOLE

_WRITTEN = (Role.BODY,)
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_SAME_WORDS = 4
"""Words of a paragraph that no two languages write alike; fewer may be a product and a price."""
_LEAST_WORDS = 5
_ENOUGH = 3.0
"""Votes of function words that say which language a paragraph is in."""


@cache
def _structure() -> Structure:
    return Structure.from_data(outlint_rules.load().shared["structure"])


def strangers(before: Draft, after: Draft, wanted: str, translated: bool) -> Iterator[tuple[str, str]]:
    """(language, text) of the body paragraphs that are surely not in the language wanted and were not so before.

    `translated`: it was asked for, so nothing may be left in the language the body came in, whatever stands around it.
    """
    old = {" ".join(p.text_of(x).split()) for p in before.parts for x in p.with_role(*_WRITTEN)}
    kept = set() if translated else old
    came_in = detect("\n".join(old), _structure()).language if translated else wanted
    if came_in is not None and came_in != wanted and (still := _still(after, came_in, old)):
        yield came_in, still
        return
    for part in after.parts:
        for p in part.with_role(*_WRITTEN):
            text = part.words[p.span.start : p.span.end].replace(HOLE, " ").replace("\0", " ")
            if " ".join(part.text_of(p).split()) in kept:
                continue
            lang = _surely(text, wanted)
            if lang is not None:
                yield lang, " ".join(text.split())


def _still(after: Draft, language: str, old: set[str]) -> str:
    """What a translation left in the language it came from: a paragraph as it was, or the body as a whole; else ""."""
    whole: list[str] = []
    for part in after.parts[:1]:
        for p in part.with_role(*_WRITTEN):
            text = " ".join(part.text_of(p).split())
            words = part.words[p.span.start : p.span.end].replace(HOLE, " ").replace("\0", " ")
            if text in old and len(_LETTERS.findall(words)) >= _SAME_WORDS:
                return text
            whole.append(words)
    found = detect("\n".join(whole), _structure()).language
    return " ".join(" ".join(whole).split()) if found == language else ""


def _surely(text: str, wanted: str) -> str | None:
    """The language of a text if it is not the one wanted; None where that is not certain."""
    script = by_script(text)
    if script is not None:
        return script if script != wanted and {script, wanted} != {"ja", "zh"} else None
    if len(text.split()) < _LEAST_WORDS:
        return None
    votes = function_words(text, _structure())
    best = max(votes, key=lambda lang: votes[lang], default=None)
    if best is None or best == wanted or votes[best] < max(_ENOUGH, 2 * votes.get(wanted, 0.0)):
        return None
    return best
