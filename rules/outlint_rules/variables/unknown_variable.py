"""unknown-variable: names that nobody declared."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outlint.finding import Finding
from outlint.rule import Context
from outlint_rules.variables.declared import declared

_LOCAL = re.compile(r"\s*(?:set\s+(\w+)|for\s+(\w+)(?:\s*,\s*(\w+))?\s+in\b|assign\s+(\w+)|macro\s+\w+\(([^)]*)\)|#each\s+\S+\s+as\s+\|(\w+)\|)")
_BUILT_IN = frozenset(("loop", "this", "forloop", "else", "range", "@index", "@key", "now", "true", "false", "none"))
_WORD = re.compile(r"[\w$@]+")


def check(ctx: Context) -> Iterator[Finding]:
    known = declared(ctx)
    if not known or ctx.part is not ctx.draft.main:
        return
    local = {n for t in ctx.draft.tags if t.kind == "block" for m in [_LOCAL.match(t.name)] if m for g in m.groups() if g for n in _WORD.findall(g)}
    for p in ctx.draft.placeholders:
        root = _WORD.match(p.name)
        names = {p.name, root.group() if root else p.name}
        if names & (known.keys() | local | _BUILT_IN) or "(" in p.name or p.name[:1] in "\"'":
            continue
        if not ctx.draft.template:
            continue
        yield ctx.finding(p.span, name=p.name, hint=_hint(p.name, list(known)))


def _hint(name: str, known: list[str]) -> str:
    from rapidfuzz import process

    best = process.extractOne(name, known, score_cutoff=60)
    return f"; the nearest is {best[0]}" if best else ""
