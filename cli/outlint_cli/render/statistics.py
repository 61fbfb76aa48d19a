"""Findings counted by rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from outlint.messages import _, safe
from outlint_cli.report import Result


def render(results: Iterator[Result]) -> Iterator[str]:
    """A table: count, severity, rule, how many of them a fix cures; the most frequent first."""
    counts: Counter[tuple[str, str]] = Counter()
    fixes: Counter[tuple[str, str]] = Counter()
    for r in results:
        for message in r["errors"]:
            yield f"{_('error')}: {safe(r['path'])}: {safe(message)}\n"
        for f in r["findings"]:
            key = (f["rule"], f["severity"])
            counts[key] += 1
            fixes[key] += f["fix"] is not None
    for key, n in sorted(counts.items(), key=lambda c: (-c[1], c[0])):
        rule, severity = key
        fixable = _("  ({n} with a fix)", n=fixes[key]) if fixes[key] else ""
        yield f"{n:6}  {severity:8} {rule}{fixable}\n"
    if not counts:
        yield _("No problems.") + "\n"
