"""Five subject lines for a draft, each checked like a rewrite and ranked by what the rules say of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from outlint.engine import Checker, FileReport
from outlint.source import Source
from outlint_writer import prompt
from outlint_writer.blocks import Blocks
from outlint_writer.endpoint import Endpoint
from outlint_writer.guard import counts, draft_facts
from outlint_writer.passage import Passage, passage
from outlint_writer.provider import Usage, ask, parsed
from outlint_writer.rewriting import UNWRITABLE

NO_SUBJECT = "the draft has no subject line that could be replaced"
COUNT = 5
_ASKED = 8
"""Lines asked for: some will not pass."""
_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["subjects"],
    "properties": {
        "subjects": {
            "type": "array",
            "maxItems": _ASKED,
            "items": {"type": "string", "maxLength": 120},
        }
    },
}


@dataclass(frozen=True, slots=True)
class Line:
    """A subject that may be used, the draft's text with it, and the draft's score then."""

    subject: str
    text: str
    score: int


@dataclass(frozen=True, slots=True)
class Lines:
    """At most five, the best first. `refused` counts answers that made up a fact, or that a rule faults."""

    lines: tuple[Line, ...] = ()
    refused: int = 0
    usage: Usage = field(default_factory=Usage)
    why_not: str = ""


def subjects(
    checker: Checker, source: Source, endpoint: Endpoint, *, cancelled: Callable[[], bool] = lambda: False
) -> Lines:
    """Subject lines for a draft; writes nothing. Raises ProviderError, CancelledError."""
    report = checker.check(source)
    place = passage(report.draft, True)
    if place is None or place.subject is None:
        return Lines(why_not=UNWRITABLE if place is None else NO_SUBJECT)
    told = _prompt(checker, report, place, endpoint)
    answer = ask(endpoint, told.messages, _SCHEMA, cancelled=cancelled)
    found = parsed(answer.text) or {}
    said = found.get("subjects")
    given = [told.veil.show(s).strip() for s in said if isinstance(s, str)] if isinstance(said, list) else []
    lines = [line for s in dict.fromkeys(given) if (line := _judged(checker, report, place, s)) is not None]
    ranked = sorted(lines, key=lambda line: (-line.score, len(line.subject)))
    return Lines(tuple(ranked[:COUNT]), len(given) - len(lines), answer.usage)


def _prompt(checker: Checker, report: FileReport, place: Passage | Blocks, endpoint: Endpoint) -> prompt.Prompt:
    settings = checker.settings.for_path(report.path)
    return prompt.make(
        report,
        place,
        goal="",
        private=not endpoint.local,
        profile=settings.profile,
        markets=[checker.market(code, settings) for code in report.draft.markets],
        template="subjects.j2",
        count=_ASKED,
    )


def _judged(checker: Checker, before: FileReport, place: Passage | Blocks, subject: str) -> Line | None:
    """The line, unless it makes something up, reads as something else, or a rule finds more than before."""
    placed = place.with_texts({**place.texts, "subject": subject})
    if not isinstance(placed, Source):
        return None
    after = checker.check(placed)
    if set(draft_facts(after.draft)) - set(draft_facts(before.draft)):
        return None
    known = {before.source.text[slice(*p.span)] for p in before.draft.placeholders}
    if {after.source.text[slice(*p.span)] for p in after.draft.placeholders} - known:
        return None
    header = after.draft.header("subject")
    if header is None or header.text != subject or _graver(before, after):
        return None
    return Line(subject, placed.text, after.score)


def _graver(before: FileReport, after: FileReport) -> bool:
    return sum(map(counts, after.findings)) > sum(map(counts, before.findings))
