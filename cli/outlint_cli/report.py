"""A file's report as plain data: what JSON prints, what a worker process sends, what the cache keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from outlint.messages import translate
from outlint.text import sound
from outlint.view import HOLE

if TYPE_CHECKING:
    from outlint.book import Book
    from outlint.config import Settings
    from outlint.engine import FileReport
    from outlint.finding import Finding
    from outlint.source import Source


class Result(TypedDict):
    """One checked file. `lines` holds the source lines that excerpts need, by number.

    `fail_level` and `min_score` are those of the file's configuration; `fixed` counts the fixes just applied. `shown` is
    the text report of it (in no colour, not quiet) once that was made, kept so that a run from the cache needn't.
    """

    path: str
    language: str | None
    markets: list[str]
    score: int
    spam_score: int
    findings: list[dict[str, Any]]
    errors: list[str]
    lines: dict[str, str]
    fail_level: str
    min_score: int | None
    fixed: int
    shown: str | None


def result(report: FileReport, book: Book, settings: Settings) -> Result:
    """Plain data of a report; lone surrogates (undecodable bytes) are shown as U+FFFD."""
    wanted: set[int] = set()
    findings = [_finding(report, f, book, wanted) for f in report.findings]
    lines = report.source.lines
    text = report.source.text
    return {
        "path": sound(report.path),
        "language": report.draft.language,
        "markets": list(report.draft.markets),
        "score": report.score,
        "spam_score": report.spam_score,
        "findings": findings,
        "errors": [sound(e.removeprefix(f"{report.path}: ")) for e in report.errors],
        "lines": {str(n): sound(text[lines.start(n) : lines.end(n)][:4000].rstrip("\r\n")) for n in sorted(wanted)},
        "fail_level": settings.fail_level,
        "min_score": settings.min_score,
        "fixed": 0,
        "shown": None,
    }


def _finding(report: FileReport, f: Finding, book: Book, wanted: set[int]) -> dict[str, Any]:
    source = report.source
    start, end = _place(source, f.span.start), _place(source, f.span.end)
    first, last = start["line"], end["line"]
    wanted.add(first)
    if last > first:
        wanted.update(range(first, min(last, first + 2) + 1))
    return {
        "rule": f.rule,
        "group": f.group,
        "severity": f.severity.label,
        "message": sound(f.text(translate)),
        "market": f.market,
        "start": start,
        "end": end,
        "fix": _fix(source, f),
        "sources": [{"title": t, "url": u} for t, u in f.sources],
        "related": [{"start": _place(source, s.start), "end": _place(source, s.end)} for s in f.related],
        "why": translate(book.declared(f.rule)["why"]),
        "read": _read(source, f) if report.draft.format == "eml" else None,
        "quoted": sound(source.text[f.span.start : min(f.span.end, f.span.start + 200)]),
    }


def _read(source: Source, f: Finding) -> dict[str, Any] | None:
    """The line as its reader sees it, where the file holds it encoded (base64, another charset): text, low, high."""
    if f.seen is None:
        return None
    view, (low, high) = f.seen
    start = view.text.rfind("\n", 0, low) + 1
    end = view.text.find("\n", low)
    line = view.text[start : len(view.text) if end < 0 else end]
    number = source.lines.position(f.span.start)[0]
    if HOLE in line or line in source.text[source.lines.start(number) : source.lines.end(number)]:
        return None
    return {"text": sound(line[:4000].rstrip("\r")), "low": low - start, "high": min(high - start, len(line))}


def excerpt(r: Result, f: dict[str, Any]) -> list[tuple[int, str, int, int]]:
    """What shows a finding: (line number, its text, low, high) of up to three lines, columns from 0."""
    start, end, read = f["start"], f["end"], f["read"]
    if read:
        return [(start["line"], read["text"], read["low"], read["high"])]
    last = min(end["line"], start["line"] + 2)
    if end["column"] == 1 and last > start["line"]:
        last -= 1
    out = []
    for number in range(start["line"], last + 1):
        line = r["lines"].get(str(number), "")
        low = start["column"] - 1 if number == start["line"] else len(line) - len(line.lstrip())
        high = end["column"] - 1 if number == end["line"] else len(line)
        out.append((number, line, low, max(high, low)))
    return out


def _fix(source: Source, f: Finding) -> dict[str, Any] | None:
    if f.fix is None:
        return None
    title = f.fix.title or "Fix it"
    edits = [{"start": _place(source, s.start), "end": _place(source, s.end), "text": sound(t)} for s, t in f.fix.edits]
    return {"safe": f.fix.safe, "title": translate(title), "edits": edits}


def _place(source: Source, offset: int) -> dict[str, int]:
    line, column = source.lines.position(offset)
    return {"line": line, "column": column, "offset": offset}


def public(found: dict[str, Any]) -> dict[str, Any]:
    """A finding as the JSON contract has it."""
    return {k: v for k, v in found.items() if k not in ("quoted", "why", "read")}


def passes(found: dict[str, Any]) -> bool:
    """Whether a finding only tells that a spam filter takes the mail for none: no fault, so it costs nothing."""
    return "verdict" in found and not found["verdict"]["spam"]


def failed(path: str, message: str) -> Result:
    """A file that could not be read."""
    return {
        "path": sound(path),
        "language": None,
        "markets": [],
        "score": 0,
        "spam_score": 0,
        "findings": [],
        "errors": [message],
        "lines": {},
        "fail_level": "never",
        "min_score": None,
        "fixed": 0,
        "shown": None,
    }
