"""Rewrites one draft: the rules' own fixes first, then a model, whose answer the guard must pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from outlint.engine import Checker, FileReport, FixResult
from outlint.source import Source
from outlint.text import Span
from outlint_writer import cache, prompt
from outlint_writer.blocks import Blocks
from outlint_writer.endpoint import Endpoint
from outlint_writer.guard import Failure, echoed, examine
from outlint_writer.passage import Passage, passage
from outlint_writer.provider import Answer, Message, Usage, ask, parsed

UNWRITABLE = "there is no body that a model could write into: a fragment, or the text and HTML versions differ"

NO_PARAGRAPH = "no paragraph of the mail's body is at that place"


@dataclass(frozen=True, slots=True)
class Rewrite:
    """`text` is what may be written: the draft with fixes, and with the model's text if the guard passed it.

    `failures` say why the last answer was refused (then `text` has fixes only); `accepted`: the model's text is in.
    `why_not` says why no model was asked, "" when one was or there was nothing to ask.
    """

    source: Source
    text: str
    before: FileReport
    after: FileReport
    failures: tuple[Failure, ...] = ()
    accepted: bool = False
    rounds: int = 0
    usage: Usage = field(default_factory=Usage)
    cached: bool = False
    why_not: str = ""

    @property
    def changed(self) -> bool:
        return self.text != self.source.text


def rewrite(
    checker: Checker,
    source: Source,
    *,
    endpoint: Endpoint | None = None,
    goal: str = "",
    subject: bool = True,
    language: str = "",
    at: Span | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[int], None] = lambda characters: None,
    answers: Path | None = None,
) -> Rewrite:
    """A rewrite of the source; writes nothing. May be called from any thread. Raises ProviderError, CancelledError.

    Without an endpoint every fix of the rules is applied, with one only the safe ones, and the model does the rest.
    `subject`: the model may write the subject too. `language`: the language to write in, where it is not the draft's. `at`:
    only the paragraph at that place of the source is rewritten, and no other fix applied. `progress` is told the characters received so far. `answers` is a
    folder in which accepted answers are kept.
    """
    before = checker.check(source)
    fixed = checker.fix(source, unsafe=endpoint is None) if at is None else FixResult(source.text, 0, before)
    plain = Rewrite(source, fixed.text, before, fixed.report)
    if endpoint is None or not (fixed.report.findings or goal or language):
        return plain
    place = passage(fixed.report.draft, subject, at)
    if place is None:
        return replace(plain, why_not=UNWRITABLE if at is None else NO_PARAGRAPH)
    return _Rounds(checker, plain, place, endpoint, goal, language, cancelled, progress, answers).run()


def prompt_for(
    checker: Checker,
    source: Source,
    endpoint: Endpoint | None,
    goal: str,
    subject: bool,
    at: Span | None = None,
) -> prompt.Prompt | None:
    """What `rewrite` would send first; None when a model can't write into this file."""
    report = checker.fix(source).report if at is None else checker.check(source)
    place = passage(report.draft, subject, at)
    return _prompt(checker, report, place, endpoint, goal) if place else None


def _prompt(
    checker: Checker,
    report: FileReport,
    place: Passage | Blocks,
    endpoint: Endpoint | None,
    goal: str,
    language: str = "",
) -> prompt.Prompt:
    settings = checker.settings.for_path(report.path)
    return prompt.make(
        report,
        place,
        goal=goal,
        private=endpoint is None or not endpoint.local,
        profile=settings.profile,
        markets=[checker.market(code, settings) for code in report.draft.markets],
        language=language,
    )


@dataclass(slots=True)
class _Rounds:
    """The rounds with a model: an answer, the guard, and the answer back with what is wrong."""

    checker: Checker
    plain: Rewrite
    place: Passage | Blocks
    endpoint: Endpoint
    goal: str
    language: str
    cancelled: Callable[[], bool]
    progress: Callable[[int], None]
    answers: Path | None

    def run(self) -> Rewrite:
        told = _prompt(self.checker, self.plain.after, self.place, self.endpoint, self.goal, self.language)
        messages, usage = told.messages, Usage()
        failures: tuple[Failure, ...] = ()
        for n in range(1, self.endpoint.rounds + 2):
            answer = self._answer(messages)
            usage += answer.usage
            after, failures = self._judged(told, answer.text)
            if after is not None and not failures:
                self._keep(messages, answer)
                new = replace(self.plain, text=after.source.text, after=after, accepted=True, cached=answer.cached)
                return replace(new, rounds=n, usage=usage)
            messages = told.repaired(answer.text, failures)
        return replace(self.plain, failures=failures, rounds=self.endpoint.rounds + 1, usage=usage)

    def _answer(self, messages: tuple[Message, ...]) -> Answer:
        if self.answers is not None:
            held = cache.get(cache.key(self.endpoint, messages), self.answers)
            if held is not None:
                return Answer(held, cached=True)
        asked = prompt.schema(self.place)
        return ask(self.endpoint, messages, asked, cancelled=self.cancelled, progress=self.progress)

    def _keep(self, messages: tuple[Message, ...], answer: Answer) -> None:
        if self.answers is not None and not answer.cached:
            cache.put(cache.key(self.endpoint, messages), answer.text, self.answers)

    def _judged(self, told: prompt.Prompt, answer: str) -> tuple[FileReport | None, tuple[Failure, ...]]:
        """The report of the draft with the answer in it, and why it is refused."""
        found = parsed(answer)
        if found is None:
            return None, (Failure("structure", "the answer is no {what}", "JSON object"),)
        shown = {k: told.veil.show(v) if isinstance(v, str) else v for k, v in found.items()}
        source = self.place.with_texts(shown)
        if isinstance(source, Failure):
            return None, (source,)
        lost = told.veil.missing(told.sent, answer)
        lost += echoed(told.messages[0]["content"], self.plain.after.draft, "\n".join(map(str, found.values())))
        after = self.checker.check(source)
        if self.place.subject is not None and not _reads(after, str(shown["subject"]).strip()):
            lost.append(Failure("structure", "the {what} would be read as something else", "subject"))
        return after, (*lost, *examine(self.plain.after, after, self.language or None, self.goal))


def _reads(report: FileReport, subject: str) -> bool:
    """Whether the file's subject is this one once written: YAML takes some signs for its own."""
    header = report.draft.header("subject")
    if header is None or not header.text:
        return False
    at = header.value.text.index(header.text)
    span = header.value.to_source((at, at + len(header.text)))
    return header.text == subject or report.source.text[span.start : span.end] == subject
