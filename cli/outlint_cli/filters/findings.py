"""Puts the filters' verdicts among the findings of a check."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outlint.config_errors import ConfigError
from outlint.engine import FileReport
from outlint.finding import Finding, Severity
from outlint.messages import _
from outlint.scores import WEIGHTS
from outlint.source import MAX_BYTES, UnreadableError, read_source
from outlint.suppress import apply_suppressions
from outlint.text import Span
from outlint_cli.filters.mail import as_mail
from outlint_cli.filters.verdict import Verdict
from outlint_cli.report import Result, failed, passes, result
from outlint_cli.session import Session, WrongUseError

if TYPE_CHECKING:
    from outlint.book import Book
    from outlint.config import Settings
    from outlint.draft import Draft
    from outlint.rule import Rule
    from outlint_cli.filters.panel import Panel

RULE = "filter-verdict"
_AHEAD = 16
"""Drafts whose verdicts are on their way: what is read and not yet shown stays small."""
_ROOM = 40
"""Characters for the names of rules in a message; the report has them all."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A checked draft, and the verdicts to come."""

    draft: Draft
    book: Book
    settings: Settings
    verdicts: list[Future[Verdict | None]]


def judged(
    panel: Panel, session: Session, results: Iterator[tuple[str, Result]], data: bytes | None = None
) -> Iterator[Result]:
    """The results with the filters' verdicts among their findings, in order; a filter that failed comes last.

    Each result comes with its path; `data` is what standard input held.
    """
    waiting: deque[tuple[Result, _Asked | None]] = deque()
    try:
        for path, found in results:
            waiting.append((found, _ask(panel, session, path, data)))
            if len(waiting) > _AHEAD:
                yield _added(*waiting.popleft())
        while waiting:
            yield _added(*waiting.popleft())
        yield from (failed(where, said) for where, said in panel.troubles())
    finally:
        panel.close()


def _ask(panel: Panel, session: Session, path: str, data: bytes | None) -> _Asked | None:
    """None for a draft that can't be read, which its result tells, and for one whose settings leave the rule out."""
    try:
        if data is None:
            with open(path, "rb") as file:
                data = file.read(MAX_BYTES + 1)
        source = read_source(data, path)
        checker = session.checker(path)
    except (OSError, UnreadableError, ConfigError, WrongUseError):
        return None
    settings = checker.settings.for_path(path)
    if not _wanted(checker.book.rules[RULE], settings):
        return None
    draft = checker.read(source)
    return _Asked(draft, checker.book, settings, panel.ask(as_mail(draft, checker, settings, data)))


def _wanted(rule: Rule, settings: Settings) -> bool:
    """Whether the settings let the rule be. The option asks for it, so `select` need not name it."""
    if rule.name in settings.ignore or settings.severity_of(rule) is None:
        return False
    return rule.group not in settings.ignore or rule.name in settings.select


def _added(found: Result, asked: _Asked | None) -> Result:
    if asked is None:
        return found
    verdicts = [v for future in asked.verdicts if (v := future.result()) is not None]
    made = [(v, _finding(asked, v)) for v in verdicts]
    book = asked.book
    left, _unused = apply_suppressions(asked.draft, [f for _v, f in made], book.rules, book.groups)
    source = asked.draft.source
    plain = result(FileReport(source.path, source, asked.draft, tuple(left), 100), book, asked.settings)
    told = {id(f): v for v, f in made}
    added = [entry | {"verdict": told[id(f)].plain()} for entry, f in zip(plain["findings"], left, strict=True)]
    cost = sum(WEIGHTS[Severity.parse(f["severity"])] for f in added if not passes(f))
    findings = sorted([*found["findings"], *added], key=lambda f: _order(found, f))
    changed = found.copy()
    changed["findings"], changed["shown"] = findings, None
    changed["lines"] = dict(sorted({**found["lines"], **plain["lines"]}.items(), key=lambda line: int(line[0])))
    changed["score"] = max(0, found["score"] - cost)
    return changed


def _order(found: Result, f: dict[str, Any]) -> tuple[int, int, int, int, str]:
    """As the engine puts findings in order."""
    markets = found["markets"]
    market = markets.index(f["market"]) if f["market"] in markets else -1
    severity = Severity.parse(f["severity"])
    return market, f["start"]["offset"], f["end"]["offset"], -severity, f["rule"]


def _finding(asked: _Asked, verdict: Verdict) -> Finding:
    """A verdict at the subject: as grave as the settings have it when it is spam, else information."""
    rule = asked.book.rules[RULE]
    severity = asked.settings.severity_of(rule) if verdict.spam else Severity.INFO
    said = "default" if verdict.spam else "passed"
    if verdict.action is not None:
        said += "-action"
    data = {
        "filter": verdict.filter,
        "score": _points(verdict.score),
        "threshold": "–" if verdict.threshold is None else _points(verdict.threshold),
        "action": verdict.action or "",
        "rules": _named(verdict),
    }
    sources = tuple(s for s in rule.sources if s[0].startswith(verdict.filter))
    text, place = rule.messages[said].text, _place(asked.draft)
    return Finding(rule.name, rule.group, severity or rule.severity, text, place, data, sources=sources)


def _points(score: float) -> str:
    return f"{round(score, 1) + 0.0:.1f}"  # no "-0.0"


def _named(verdict: Verdict) -> str:
    """The rules that count most by name, as many as a line has room for."""
    names: list[str] = []
    listed = [s for s in verdict.by_score() if s.score] or verdict.by_score()
    for s in listed:
        if names and len(", ".join([*names, s.name])) > _ROOM:
            break
        names.append(s.name[:_ROOM])
    if not names:
        return _("none of its rules")
    more = len(verdict.symbols) - len(names)
    joined = ", ".join(names)
    return _("{names} and {n} more", names=joined, n=more) if more else joined


def _place(draft: Draft) -> Span:
    """The subject, else the first line with something in it."""
    header = draft.header("subject")
    if header is not None:
        return header.value.to_source(Span(0, len(header.value.text))) if header.text else header.span
    text = draft.source.text
    start = len(text) - len(text.lstrip())
    end = text.find("\n", start)
    return Span(start, len(text) if end < 0 else end) if start < len(text) else Span(0, 0)
