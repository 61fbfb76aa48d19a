"""What is known of one version of a document: the report of the same check that `outlint check` runs."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from outlint.engine import Checker, FileReport, Stop, never
from outlint.finding import Severity
from outlint.source import MAX_BYTES, Source, UnreadableError, read_source
from outlint.text import Span
from outlint_server.documents import Document
from outlint_server.positions import Positions

if TYPE_CHECKING:
    from outlint.config import Settings

_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_WORD = re.compile(r"[\w'’-]+")
_PLACE = re.compile(r":(\d+):(\d+): ")


@dataclass(frozen=True)
class Trouble:
    """A fault of the file or of a rule, as the command line tells it among its errors."""

    span: Span
    message: str


@dataclass(frozen=True)
class Analysis:
    """`report` is None for what is no draft (binary, too large); `troubles` says why."""

    uri: str
    version: int
    positions: Positions
    checker: Checker
    report: FileReport | None
    troubles: tuple[Trouble, ...] = ()

    @property
    def settings(self) -> Settings:
        """Those of this draft, its overrides applied."""
        return self.checker.settings.for_path(self.report.path) if self.report else self.checker.settings

    @cached_property
    def counts(self) -> dict[Severity, int]:
        """Findings by severity, the worst first."""
        found = Counter(f.severity for f in self.report.findings) if self.report else Counter[Severity]()
        return {s: found[s] for s in sorted(Severity, reverse=True)}

    @cached_property
    def words(self) -> int:
        """Words of the writer's own text; in Chinese and Japanese, characters."""
        parts = self.report.draft.parts if self.report else ()
        if not parts:
            return 0
        text, unspaced = _UNSPACED.subn(" ", parts[0].words)
        return unspaced + len(_WORD.findall(text))


def analyse(document: Document, checker: Checker, stop: Stop = never) -> Analysis:
    """Check a document as a file with these characters would be checked. Raises engine.Stopped."""
    version, positions = document.version, document.positions
    try:
        source = as_file(document.text, document.path)
    except UnreadableError as error:
        trouble = Trouble(Span(0, 0), str(error))
        return Analysis(document.uri, version, positions, checker, None, (trouble,))
    return analyse_source(document.uri, version, positions, checker, source, stop)


def analyse_source(
    uri: str, version: int, positions: Positions, checker: Checker, source: Source, stop: Stop = never
) -> Analysis:
    """Check a source as it was read. Raises engine.Stopped."""
    report = checker.check(source, stop)
    return Analysis(uri, version, positions, checker, report, tuple(_trouble(source, e) for e in report.errors))


def as_file(text: str, path: str) -> Source:
    """The source that the command line reads from a UTF-8 file of this text. Raises UnreadableError."""
    return read_source(text[: MAX_BYTES + 1].encode(), path)


def _trouble(source: Source, said: str) -> Trouble:
    """A fault's message without its path; its line, when it has one."""
    message = said.removeprefix(source.path)
    place = _PLACE.match(message)
    if place is None:
        return Trouble(Span(0, 0), message.removeprefix(": "))
    start = source.lines.offset(int(place[1]), int(place[2]))
    end = max(start, source.lines.end(int(place[1])) - 1)
    return Trouble(Span(start, end), message[place.end() :])
