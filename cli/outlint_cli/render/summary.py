"""Counts what a run found while its results pass by."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from outlint.messages import _, plural
from outlint_cli.report import Result, passes

_LEVELS = {"info": 1, "warning": 2, "error": 3, "never": 9}


class Tally:
    """Counts by severity, files, fixes; `unreadable` when a file or a rule failed.

    `failing`: a finding reaches its file's fail level. `too_low`: (path, score, least) of the first under its minimum.
    """

    def __init__(self, started: float) -> None:
        self._started = started
        self.counts = {"error": 0, "warning": 0, "info": 0}
        self.files = self.with_findings = self.fixable = self.unsafe = 0
        self.fixed = self.files_fixed = 0
        self.unreadable = self.failing = False
        self.law = False  # whether a finding tells what a law asks
        self.too_low: tuple[str, int, int] | None = None

    def watch(self, results: Iterable[Result]) -> Iterator[Result]:
        for r in results:
            self.unreadable |= bool(r["errors"])
            if r["lines"] or r["findings"] or not r["errors"]:
                self.files += 1
                least = r["min_score"]
                if least is not None and r["score"] < least and self.too_low is None:
                    self.too_low = r["path"], r["score"], least
            self.fixed += r["fixed"]
            self.files_fixed += r["fixed"] > 0
            self.with_findings += bool(r["findings"])
            for f in r["findings"]:
                self.counts[f["severity"]] += 1
                self.law |= f["group"] == "law"
                self.failing |= not passes(f) and _LEVELS[f["severity"]] >= _LEVELS[r["fail_level"]]
                if f["fix"]:
                    self.fixable += f["fix"]["safe"]
                    self.unsafe += not f["fix"]["safe"]
            yield r

    @property
    def elapsed(self) -> float:
        return time.perf_counter() - self._started

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def advice(self) -> str:
        """What a report with findings of law says once."""
        return _("What markets' laws ask is told with its source; this is not legal advice.") if self.law else ""

    def fixes(self) -> str:
        """What was fixed, in words; empty when nothing was."""
        if not self.fixed:
            return ""
        files = plural(self.files_fixed, "{n} file", "{n} files")
        return plural(self.fixed, "Fixed {n} problem in {files}.", "Fixed {n} problems in {files}.", files=files)

    def line(self) -> str:
        """The last line of a report in words."""
        if not self.files:
            return _("No file was checked.")
        files = plural(self.files, "{n} file", "{n} files")
        if not self.total:
            return _("No problems in {files}.", files=files)
        parts = [
            plural(self.counts["error"], "{n} error", "{n} errors"),
            plural(self.counts["warning"], "{n} warning", "{n} warnings"),
            _("{n} info", n=self.counts["info"]),
        ]
        found = plural(self.total, "Found {n} problem", "Found {n} problems")
        said = _(
            "{found} ({parts}) in {some} of {files}",
            found=found,
            parts=_(", ").join(parts),
            some=self.with_findings,
            files=files,
        )
        if self.fixable:
            said += _("; {n} fixable with --fix", n=self.fixable)
        if self.unsafe:
            said += _("; {n} more with --unsafe-fixes", n=self.unsafe)
        return said + _(".")
