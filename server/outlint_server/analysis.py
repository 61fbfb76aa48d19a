"""What is known of one version of a document: the report of the same check that `outlint check` runs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from outlint.engine import Checker, FileReport, Stop, never
from outlint.source import MAX_BYTES, Source, UnreadableError, read_source
from outlint.text import Span
from outlint_server.documents import Document
from outlint_server.positions import Positions

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


def analyse(document: Document, checker: Checker, stop: Stop = never) -> Analysis:
    """Check a document as a file with these characters would be checked. Raises engine.Stopped."""
    version, positions = document.version, document.positions
    try:
        source = as_file(document.text, document.path)
    except UnreadableError as error:
        trouble = Trouble(Span(0, 0), str(error))
        return Analysis(document.uri, version, positions, checker, None, (trouble,))
    report = checker.check(source, stop)
    troubles = tuple(_trouble(source, e) for e in report.errors)
    return Analysis(document.uri, version, positions, checker, report, troubles)


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
