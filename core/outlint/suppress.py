"""Suppressions: what a writer told outlint to leave alone, and which of those words were needed.

Front matter `outlint: {ignore: [missing-cta]}` holds for the file; a comment `outlint: ignore missing-cta` (HTML, Jinja
or `[//]: #`) for the next paragraph, or for the subject when it stands before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from outlint.draft import Draft
from outlint.finding import Finding
from outlint.rule import Rule
from outlint.text import Span

UNUSED = "unused-suppression"
_COMMENT = re.compile(r"outlint:\s*ignore\b[ \t:]*([\w, \t-]*)")
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", re.I)


@dataclass(frozen=True, slots=True)
class Suppression:
    """`name` is a rule, a group or "all"; `span` its word in the source; `reach` the source characters it covers."""

    name: str
    span: Span
    reach: Span

    def covers(self, finding: Finding) -> bool:
        if self.name not in (finding.rule, finding.group, "all") or finding.rule == UNUSED:
            return False
        span = finding.span
        return span.overlaps(self.reach) or (span.empty and self.reach.start <= span.start <= self.reach.end)


def suppressions(draft: Draft) -> list[Suppression]:
    """All suppressions of a draft, in order."""
    return [*_of_file(draft), *_of_comments(draft)]


def _of_file(draft: Draft) -> Iterator[Suppression]:
    said = draft.meta.get("outlint")
    listed: Any = said.get("ignore", ()) if isinstance(said, Mapping) else ()
    names = [listed] if isinstance(listed, str) else listed if isinstance(listed, Sequence) else ()
    text = draft.source.text
    for name in names:
        if isinstance(name, str):
            m = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])").search(text, *draft.meta_span)
            span = Span(*m.span()) if m else draft.meta_span
            yield Suppression(name, span, Span(0, len(text) + 1))


def _of_comments(draft: Draft) -> Iterator[Suppression]:
    if not draft.comments:
        return
    reaches = sorted(
        part.view.to_source(p.span) for part in draft.parts for p in part.paragraphs if p.span.end > p.span.start
    )
    subject = draft.header("subject")
    if subject is not None:
        reaches = sorted([*reaches, subject.span])
    for comment in draft.comments:
        m = _COMMENT.search(draft.source.text, *comment)
        if m is None:
            continue
        reach = next((r for r in reaches if r.start >= comment.end), Span(comment.end, comment.end))
        for name in _NAME.finditer(draft.source.text, *m.span(1)):
            yield Suppression(name.group(), Span(*name.span()), Span(comment.start, max(reach.end, comment.end)))


def apply_suppressions(
    draft: Draft, findings: list[Finding], rules: Mapping[str, Rule], groups: Mapping[str, Sequence[str]]
) -> tuple[list[Finding], list[tuple[Suppression, bool]]]:
    """The findings left, and the suppressions that covered none (with whether their name is known)."""
    told = suppressions(draft)
    if not told:
        return findings, []
    used = set()
    left = []
    for finding in findings:
        covering = [i for i, s in enumerate(told) if s.covers(finding)]
        used.update(covering)
        if not covering:
            left.append(finding)
    unused = [(s, s.name in rules or s.name in groups or s.name == "all") for i, s in enumerate(told) if i not in used]
    return left, unused
