"""The central gate for fixes, and their application to a fixed point."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from outlint.draft import Draft
from outlint.finding import Finding, Fix
from outlint.text import Edit, Span, apply_edits

MAX_ROUNDS = 12


def gate(draft: Draft, finding: Finding) -> Finding:
    """The finding, without its fix unless each edit is sound: in the file, apart, not through a merge variable."""
    fix = finding.fix
    if fix is None or _sound(draft, fix):
        return finding
    return replace(finding, fix=None)


def _sound(draft: Draft, fix: Fix) -> bool:
    size = len(draft.source.text)
    reached = -1
    for span, new in sorted(fix.edits):
        if not (0 <= span.start <= span.end <= size) or span.start < reached:
            return False
        if draft.source.text[span.start : span.end] == new or "\0" in new:
            return False
        if _cuts_one(span, draft.placeholder_spans):
            return False
        reached = span.end
    return bool(fix.edits)


def _cuts_one(span: Span, tags: Sequence[Span]) -> bool:
    """Whether an edit cuts one of the merge variables, which are in order."""
    i = max(bisect_left(tags, span) - 1, 0)
    while i < len(tags) and tags[i].start < span.end:
        if _cuts(span, tags[i]):
            return True
        i += 1
    return False


def _cuts(span: Span, tag: Span) -> bool:
    """Whether an edit changes part of a merge variable; a whole one may be replaced, or changed inside by its rule."""
    if span.empty:
        return False
    return span.overlaps(tag) and not span.contains(tag) and not tag.contains(span)


class Chosen(NamedTuple):
    edits: list[Edit]
    findings: list[Finding]


def choose(findings: Iterable[Finding], unsafe: bool) -> Chosen:
    """The fixes of one round: in order, none touching another; the same edit asked for twice is done once."""
    edits: list[Edit] = []
    cured: list[Finding] = []
    seen: set[Edit] = set()
    ranked = sorted(
        (f for f in findings if f.fix is not None and (f.fix.safe or unsafe)),
        key=lambda f: (not f.fix.safe if f.fix else False, -f.severity, f.span),
    )
    for finding in ranked:
        assert finding.fix is not None
        new = [e for e in finding.fix.edits if e not in seen]
        if any(_touch(a.span, b.span) for a in new for b in edits):
            continue
        edits += new
        seen.update(new)
        cured.append(finding)
    return Chosen(edits, cured)


def _touch(a: Span, b: Span) -> bool:
    if a.empty or b.empty:
        return a.start <= b.end and b.start <= a.end
    return a.overlaps(b)


def apply(text: str, findings: Iterable[Finding], unsafe: bool) -> tuple[str, list[Finding]]:
    """One round: the new text and the findings whose fix is in it."""
    chosen = choose(findings, unsafe)
    return apply_edits(text, chosen.edits), chosen.findings
