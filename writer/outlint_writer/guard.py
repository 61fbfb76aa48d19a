"""Decides whether a rewritten draft may be shown: everything that must stay stays, and nothing was made up.

It compares two reports of the same file, before and after. It can't tell whether a sentence is still true: a "not" may
be gone. A person reads every rewrite.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from outlint.draft import Draft, Role
from outlint.engine import FileReport
from outlint.finding import Finding, Severity
from outlint_writer.facts import Fact, facts
from outlint_writer.tongues import strangers

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
_TAG = re.compile(r"<[A-Za-z/][^<>]{0,4000}>")
_SMALL = 200
"""Letters of a body that is too short to say that it shrank or grew."""
_TIMES = 4
_TELLING = 24
"""Characters of a piece of the prompt that no mail has by chance."""


def examine(before: FileReport, after: FileReport, language: str | None = None, said: str = "") -> tuple[Failure, ...]:
    """Why `after` must not replace `before`; empty when it may. `language` is the one asked for, the draft's by default.

    `said` is what the sender asked for: its facts may come in. Both reports must come from the same settings. Linear.
    """
    wanted = language or before.draft.language
    return (
        *_placeholders(before.draft, after.draft),
        *_facts(before.draft, after.draft, wanted, said),
        *_order(before.draft, after.draft, wanted),
        *_language(before.draft, after.draft, wanted, language is not None),
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


def _facts(before: Draft, after: Draft, language: str | None, said: str) -> list[Failure]:
    old, new = draft_facts(before), draft_facts(after, language)
    own = facts(said, before.language) if said else {}
    lost = [
        Failure("fact-lost", "{what} is missing", f.text) for key, f in old.items() if key not in new and not f.soft
    ]
    marked = any(key[0] in ("mark", "standard") for key in old)
    return lost + [
        Failure("fact-invented", "{what} was not there", f.text)
        for key, f in new.items()
        if key not in old
        and key not in own
        and not (marked and key == ("claim", "certificate"))  # "ISO 9001" may become "certified to ISO 9001"
    ]


def _order(before: Draft, after: Draft, language: str | None) -> list[Failure]:
    """Prices, and amounts of one unit, that changed places: each stays, and says something else."""
    sequences = []
    for draft, lang in ((before, before.language), (after, language or after.language)):
        body = "\n\n".join(p.view.text for p in draft.parts[:1])
        groups: dict[tuple[str, str], list[tuple[str, ...]]] = {}
        for key in facts(body, lang):
            if key[0] in ("money", "unit"):
                groups.setdefault((key[0], key[-1]), []).append(key)
        sequences.append(groups)
    old, new = sequences
    return [
        Failure("structure", "the order of {what} changed", ", ".join(k[1] for k in keys) + f" {group[1]}")
        for group, keys in old.items()
        if len(keys) > 1 and sorted(new.get(group, [])) == sorted(keys) and new[group] != keys
    ]


def _language(before: Draft, after: Draft, wanted: str | None, translated: bool) -> list[Failure]:
    if wanted is None:
        return []
    if after.language is not None and after.language != wanted:
        return [Failure("language", "the text is in {what}", f"{after.language}, not {wanted}")]
    return [
        Failure("language", "a paragraph is in {what}", f"{lang}, not {wanted}: {text[:40]}…")
        for lang, text in strangers(before, after, wanted, translated)
    ]


def counts(finding: Finding) -> bool:
    """Whether a rewrite may not bring it in: what is a warning or more, and "Re:", which is advice only where a person wrote it."""
    return finding.severity >= Severity.WARNING or finding.rule == "fake-reply"


def _findings(before: FileReport, after: FileReport) -> list[Failure]:
    """Findings that count and were not there; more of a rule counts as new."""
    old = Counter(f.rule for f in before.findings if counts(f))
    out = []
    for finding in filter(counts, after.findings):
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
    if _markup(before) != _markup(after):
        out.append(Failure("structure", "the {what} changed", "HTML markup"))
    for role in _KEPT:
        if _words(before, role) != _words(after, role):
            out.append(Failure("structure", "the {what} changed", role.value))
    for role in _PRESENT:
        if bool(_words(before, role)) != bool(_words(after, role)):
            out.append(Failure("structure", "the {what} is gone or new", role.value))
    out += _size(before, after)
    if [(a.name, a.size) for a in before.attachments] != [(a.name, a.size) for a in after.attachments]:
        out.append(Failure("structure", "the {what} changed", "attachments"))
    return out


def _size(before: Draft, after: Draft) -> list[Failure]:
    """A body that is gone, or has become another text: what is left of a mail when a model obeyed an instruction in it."""
    old, new = (sum(len(w) for w in _words(draft, Role.BODY)) for draft in (before, after))
    if old and not new:
        return [Failure("structure", "the {what} is gone or new", "body")]
    if old >= _SMALL and new * _TIMES < old:
        return [Failure("structure", "most of the {what} is gone", "body")]
    if new >= _SMALL and new > old * _TIMES:
        return [Failure("structure", "the {what} is many times as long", "body")]
    return []


def echoed(prompt: str, before: Draft, answer: str) -> list[Failure]:
    """Lines of the prompt that a model gave back as text of the mail."""
    said, own = " ".join(answer.split()), " ".join(before.source.text.split())
    lines = (" ".join(line.strip(" -").split()) for line in prompt.splitlines())
    pieces = (piece.strip() for line in lines for piece in line.split(". "))
    return [
        Failure("token", "{what} was left in the text", piece)
        for piece in dict.fromkeys(pieces)
        if len(piece) >= _TELLING and piece in said and piece not in own
    ]


def _markup(draft: Draft) -> Counter[str]:
    """The tags of the draft's HTML, links and images with them."""
    out: Counter[str] = Counter()
    for part in draft.parts:
        if part.kind == "html":
            text = part.view.base.text if part.view.base is not None else draft.source.text
            out.update(_TAG.findall(text))
    return out


def _headers(draft: Draft) -> dict[str, str]:
    return {h.name: h.text for h in draft.headers if h.name != "subject"}


def _words(draft: Draft, role: Role) -> list[str]:
    return [w for p in draft.main.with_role(role) for w in draft.main.text_of(p).split()]


def _debris(before: Draft, after: Draft) -> list[Failure]:
    """What an answer may leave behind: our own tokens, control characters, fences."""
    old, new = before.source.text, after.source.text
    marks = [m for m in ("⟪", "⟫", "⟦", "⟧", "```", "\0", "\u202e", "\u200b") if new.count(m) > old.count(m)]
    return [Failure("token", "{what} was left in the text", repr(m) if not m.isprintable() else m) for m in marks]
