"""unknown-variable: names that nobody declared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from outlint.draft import Placeholder
from outlint.finding import Finding, Fix
from outlint.merge_tags import Tag
from outlint.rule import Context
from outlint.tag_blocks import inner_scopes
from outlint.text import Edit, Span
from outlint_rules.variables.declared import declared
from outlint_rules.variables.writing import written

_LOCAL = re.compile(
    r"\s*(?:set\s+(?P<set>\w+(?:\s*,\s*\w+)*)|for\s+(?P<for>\w+(?:\s*,\s*\w+)*)\s+in\b|(?:assign|capture)\s+(?P<assign>\w+)"
    r"|macro\s+(?P<macro>\w+\([^)]*)|with\s+(?P<with>\w+)\s*=|#\w+\s[^|]{0,200}\|(?P<as>[^|]{1,60})\|"
    r"|(?:import|from)\s[^%]{0,200}\b(?:as|import)\s+(?P<import>\w+)|trans\s+(?P<trans>\w+)\s*=)"
)
_WORD = re.compile(r"[^\W\d]\w*")
_DIGITS = re.compile(r"\d+")
LIKE = 65.0
"""Likeness (0 to 100) from which a declared name is worth a question."""
SURE = 84.0
"""Likeness (0 to 100) from which the nearest name is put in by a safe fix, when no other is nearly as near."""


class _Nearest(NamedTuple):
    name: str
    sure: bool


def check(ctx: Context) -> Iterator[Finding]:
    known = declared(ctx)
    if not known or ctx.part is not ctx.draft.main:
        return
    names = list(known)
    data = ctx.data["any"]
    free = _local(ctx.draft.tags) | frozenset(data["built-in"])
    inner = inner_scopes(ctx.draft.tags)
    for p in ctx.draft.placeholders:
        if p.dialect in data["by-hand"] or p.span in inner or _is_known(p, known.keys() | free):
            continue
        if any(n in p.name.lower() for n in data["platform"]):
            continue
        near = _nearest(p.name, names)
        if near is None:
            yield ctx.finding(p.span, name=p.name)
        else:
            yield ctx.finding(p.span, "near", name=p.name, near=near.name, fix=_renamed(ctx, p, near))


def _is_known(p: Placeholder, known: frozenset[str] | set[str]) -> bool:
    name = p.name.strip().lstrip(".$")
    if not name or name[:1] in "\"'@(" or "(" in name:
        return True  # a text, a number or a call
    words = _WORD.findall(name)
    if not words or name[:1].isdigit():
        return True
    bare = {w.lower() for w in known}
    return name.lower() in bare or words[0].lower() in bare or _loose(name) in {_loose(w) for w in known}


def _loose(name: str) -> str:
    """ "First Name", "first_name" and "FirstName" are one name."""
    return re.sub(r"[\W_]", "", name).lower()


def _local(tags: Sequence[Tag]) -> frozenset[str]:
    """Names that the template gives itself: loop variables, `set`, `assign`, macro arguments."""
    found = (m for t in tags if t.kind == "block" and (m := _LOCAL.match(t.name)) is not None)
    return frozenset(w for m in found for g in m.groups() if g for w in _WORD.findall(g))


def _nearest(name: str, known: list[str]) -> _Nearest | None:
    """The declared name that differs least, letter by letter: one inside another is another variable."""
    from rapidfuzz import fuzz, process

    best = process.extract(name, known, scorer=fuzz.ratio, limit=2, score_cutoff=LIKE)
    if not best:
        return None
    alone = len(best) == 1 or best[0][1] - best[1][1] >= 10
    numbers = _DIGITS.findall(name) == _DIGITS.findall(best[0][0])
    return _Nearest(best[0][0], bool(best[0][1] >= SURE and alone and numbers))


def _renamed(ctx: Context, p: Placeholder, near: _Nearest) -> Fix | None:
    text = written(ctx, p)
    at = text.find(p.name)
    if at < 0:
        return None
    start = p.span.start + at
    return Fix((Edit(Span(start, start + len(p.name)), near.name),), near.sure)
