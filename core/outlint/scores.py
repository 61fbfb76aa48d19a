"""What a draft's findings add up to: the score of 100, and how much the draft resembles spam."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from outlint.finding import Finding, Severity

WEIGHTS: Mapping[Severity, int] = {Severity.ERROR: 15, Severity.WARNING: 5, Severity.INFO: 1}
"""What a finding takes off the score of 100."""


def score(findings: Iterable[Finding]) -> int:
    """100 less the weights of the findings, not below 0. What several markets say of one place counts once, the gravest."""
    weights: dict[object, int] = {}
    for i, f in enumerate(findings):
        key = (f.rule, f.span, f.message) if f.market else i
        weights[key] = max(weights.get(key, 0), WEIGHTS[f.severity])
    return max(0, 100 - sum(weights.values()))


def spam_score(findings: Iterable[Finding], points: Mapping[str, int]) -> int:
    """The points of the rules that found something, each rule once, not above 100.

    The points say how much likelier the finding is in spam than in ham of a public corpus of 2002; no filter is asked.
    """
    return min(100, sum(points.get(rule, 0) for rule in {f.rule for f in findings}))
