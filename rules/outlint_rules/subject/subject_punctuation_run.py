"""subject-punctuation-run: `!!`, `???`, `$$$`, or more emoji than one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outlint.finding import Finding, Fix
from outlint.rule import Context
from outlint.text import Span
from outlint.view import View

RUN = re.compile(r"[!?！？؟¡¿][!?！？؟\s]{0,3}[!?！？؟]+|[!！]{2,}|[$€£¥￥]{2,}")
_EMOJI = re.compile(
    "(?:[\U0001f1e6-\U0001f1ff]{2}|[\u2600-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff])[\ufe0f\U0001f3fb-\U0001f3ff]*"
    "(?:\u200d[\u2600-\u27bf\U0001f300-\U0001faff][\ufe0f\U0001f3fb-\U0001f3ff]*)*"
)


def check(ctx: Context) -> Iterator[Finding]:
    subject = ctx.draft.subject
    if subject is None:
        return
    for m in RUN.finditer(subject.text):
        if not _is_opening_pair(m.group()):
            fix = ctx.replace(subject, m.span(), _one(m.group()), safe=True)
            yield ctx.at(subject, m.span(), run=m.group(), fix=fix)
    found = [Span(*m.span()) for m in _EMOJI.finditer(subject.text)]
    most = int(ctx.options["emoji"])
    if len(found) > most:
        extra = found[most]
        fix = _without(ctx, subject, found[most:])
        yield ctx.at(subject, extra, "emoji", count=len(found), fix=fix)


def _without(ctx: Context, subject: View, spans: list[Span]) -> Fix | None:
    """All of them gone in one fix: one by one they would outlast the rounds of fixing."""
    cuts = [ctx.replace(subject, span, "", safe=True) for span in spans]
    return Fix(tuple(edit for cut in cuts if cut for edit in cut.edits), True) if all(cuts) else None


def _is_opening_pair(run: str) -> bool:
    """Spanish writes ¡…! and ¿…?: an opening mark is no run by itself."""
    return run.strip()[0] in "¡¿" and len(set(run)) == 1 and len(run) == 1


def _one(run: str) -> str:
    """One mark for the run: a question stays a question."""
    for mark in "?？؟":
        if mark in run:
            return mark
    return run.lstrip("¡¿")[:1] or run[:1]
