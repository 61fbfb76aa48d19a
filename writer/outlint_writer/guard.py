"""Decides whether a rewritten draft may be shown: everything that must stay stays, and nothing was made up.

It compares two reports of the same file, before and after. It can't tell whether a sentence is still true: two prices
that swap places both stay. A person reads every rewrite.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from outlint.draft import Draft, Role
from outlint.engine import FileReport
from outlint.finding import Severity
from outlint_writer.facts import Fact, facts

KINDS = ("placeholder", "fact-lost", "fact-invented", "language", "finding", "structure", "token")


@dataclass(frozen=True, slots=True)
class Failure:
    """One reason to refuse a rewrite. `message` is English with {what}; `what` the text it is about."""

    kind: str
    message: str
    what: str = ""

    def text(self) -> str:
        return self.message.replace("{what}", self.what)


_KEPT = (Role.SIGNATURE, Role.QUOTE, Role.FOOTER)
_PRESENT = (Role.GREETING, Role.CLOSING)


def examine(before: FileReport, after: FileReport, language: str | None = None) -> tuple[Failure, ...]:
    """Why `after` must not replace `before`; empty when it may. `language` is the one asked for, the draft's by default.

    Both reports must come from the same settings. Linear in the two texts.
    """
    wanted = language or before.draft.language
    return (
        *_placeholders(before.draft, after.draft),
        *_facts(before.draft, after.draft, wanted),
        *_language(after.draft, wanted),
        *_findings(before, after),
        *_structure(before.draft, after.draft),
        *_debris(before.draft, after.draft),
    )


def _placeholders(before: Draft, after: Draft) -> list[Failure]:
    old, new = _tags(before), _tags(after)
    lost = [Failure("placeholder", "the merge variable {what} is missing", t) for t in old - new]
    return lost + [Failure("placeholder", "the merge variable {what} was not there", t) for t in new - old]


def _tags(draft: Draft) -> Counter[str]:
    """Merge variables and template tags as written, with how often they stand."""
    text = draft.source.text
    spans = {p.span for p in draft.placeholders} | {t.span for t in draft.tags}
    return Counter(text[s.start : s.end] for s in spans)


def text_of(draft: Draft) -> str:
    """The subject and the body as a reader sees them; merge variables are blanked."""
    subject = draft.subject.text if draft.subject else ""
    parts = "\n\n".join(p.view.text for p in draft.parts)
    return f"{subject}\n\n{parts}"


def draft_facts(draft: Draft, language: str | None = None) -> dict[tuple[str, ...], Fact]:
    return facts(text_of(draft), language or draft.language)


def _facts(before: Draft, after: Draft, language: str | None) -> list[Failure]:
    old, new = draft_facts(before), draft_facts(after, language)
    lost = [Failure("fact-lost", "{what} is missing", f.text) for key, f in old.items() if key not in new]
    return lost + [Failure("fact-invented", "{what} was not there", f.text) for key, f in new.items() if key not in old]


def _language(after: Draft, wanted: str | None) -> list[Failure]:
    if wanted is None or after.language is None or after.language == wanted:
        return []
    return [Failure("language", "the text is in {what}", f"{after.language}, not {wanted}")]


def _findings(before: FileReport, after: FileReport) -> list[Failure]:
    """Findings of warning or above that were not there; more of a rule counts as new."""
    old = Counter(f.rule for f in before.findings if f.severity >= Severity.WARNING)
    out = []
    for finding in after.findings:
        if finding.severity < Severity.WARNING:
            continue
        if old[finding.rule] > 0:
            old[finding.rule] -= 1
        else:
            out.append(Failure("finding", "a new finding: {what}", f"{finding.text()} ({finding.rule})"))
    return out


def _structure(before: Draft, after: Draft) -> list[Failure]:
    out: list[Failure] = []
    old, new = _headers(before), _headers(after)
    out += [
        Failure("structure", "the header {what} changed", name)
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]
    if (before.subject is None) != (after.subject is None) or (
        after.subject and not after.subject.text.strip() and before.subject and before.subject.text.strip()
    ):
        out.append(Failure("structure", "the {what} is gone or new", "subject"))
    if before.meta.keys() != after.meta.keys():
        out.append(Failure("structure", "the {what} changed", "front matter"))
    for role in _KEPT:
        if _words(before, role) != _words(after, role):
            out.append(Failure("structure", "the {what} changed", role.value))
    for role in _PRESENT:
        if bool(_words(before, role)) != bool(_words(after, role)):
            out.append(Failure("structure", "the {what} is gone or new", role.value))
    if _words(before, Role.BODY) and not _words(after, Role.BODY):
        out.append(Failure("structure", "the {what} is gone or new", "body"))
    if [(a.name, a.size) for a in before.attachments] != [(a.name, a.size) for a in after.attachments]:
        out.append(Failure("structure", "the {what} changed", "attachments"))
    return out


def _headers(draft: Draft) -> dict[str, str]:
    return {h.name: h.text for h in draft.headers if h.name != "subject"}


def _words(draft: Draft, role: Role) -> list[str]:
    return [w for p in draft.main.with_role(role) for w in draft.main.text_of(p).split()]


def _debris(before: Draft, after: Draft) -> list[Failure]:
    """What an answer may leave behind: our own tokens, control characters, fences."""
    old, new = before.source.text, after.source.text
    marks = [m for m in ("⟪", "⟫", "```", "\0", "\u202e", "\u200b") if new.count(m) > old.count(m)]
    return [Failure("token", "{what} was left in the text", repr(m) if not m.isprintable() else m) for m in marks]
