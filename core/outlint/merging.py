"""One fault, one finding: what the parts of a mail say twice, and what one rule leaves to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from outlint.finding import Finding


def merge_alternatives(by_part: list[list[Finding]]) -> list[Finding]:
    """One list: a fault that an alternative repeats is told once, at the first part, with the others as related."""
    if len(by_part) == 1:
        return by_part[0]
    out = list(by_part[0])
    for others in by_part[1:]:
        open_: dict[tuple[object, ...], list[int]] = {}
        for i, f in enumerate(out):
            open_.setdefault(_fault(f), []).append(i)
        for f in others:
            same = open_.get(_fault(f))
            if same:
                i = same.pop(0)
                if out[i].span != f.span:
                    out[i] = replace(out[i], related=(*out[i].related, f.span))
            else:
                out.append(f)
    return out


def _fault(f: Finding) -> tuple[object, ...]:
    """What makes two findings the same fault: the rule and the words, not the numbers."""
    words = tuple(sorted((k, " ".join(v.split()).casefold()) for k, v in f.data.items() if isinstance(v, str)))
    return (f.rule, f.message, f.market, words)


def unique(findings: list[Finding]) -> list[Finding]:
    """One source place, one finding of a rule (and market)."""
    seen: dict[tuple[object, ...], Finding] = {}
    for f in findings:
        seen.setdefault((f.rule, f.span, f.market, f.message), f)
    return list(seen.values())


def unequalled(findings: list[Finding], yielding: Mapping[str, frozenset[str]]) -> list[Finding]:
    """Without findings at a place of which a rule that theirs yields to says more: a market's law before advice."""
    if not any(f.rule in yielding for f in findings):
        return findings
    return [
        f
        for f in findings
        if f.rule not in yielding or not any(o.rule in yielding[f.rule] and o.span.overlaps(f.span) for o in findings)
    ]
