"""Findings as the protocol's diagnostics, each with its fix in `data`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from lsprotocol import types as lsp

from outlint.finding import Finding, Fix, Severity
from outlint.messages import _, translate
from outlint.suppress import UNUSED
from outlint.text import Edit
from outlint_server import pages
from outlint_server.analysis import Analysis
from outlint_server.positions import Positions

SOURCE = "outlint"
_SEVERITY = {
    Severity.ERROR: lsp.DiagnosticSeverity.Error,
    Severity.WARNING: lsp.DiagnosticSeverity.Warning,
    Severity.INFO: lsp.DiagnosticSeverity.Information,
}


def diagnostics(analysis: Analysis) -> list[lsp.Diagnostic]:
    """All of a document, in the order of the report; its troubles first."""
    told = [
        lsp.Diagnostic(analysis.positions.range(t.span), _(t.message), lsp.DiagnosticSeverity.Warning, source=SOURCE)
        for t in analysis.troubles
    ]
    if analysis.report is None:
        return told
    return [*told, *(diagnostic(analysis, f) for f in analysis.report.findings)]


def diagnostic(analysis: Analysis, finding: Finding) -> lsp.Diagnostic:
    at = analysis.positions
    related = [
        lsp.DiagnosticRelatedInformation(lsp.Location(analysis.uri, at.range(s)), _("the same fault here"))
        for s in finding.related
    ]
    page = pages.uri(finding.rule, analysis.checker.book)
    return lsp.Diagnostic(
        range=at.range(finding.span),
        message=message(finding),
        severity=_SEVERITY[finding.severity],
        code=finding.rule,
        code_description=lsp.CodeDescription(page) if page else None,
        source=SOURCE,
        tags=[lsp.DiagnosticTag.Unnecessary] if finding.rule == UNUSED else None,
        related_information=related or None,
        data=data(at, finding, analysis.version),
    )


def message(finding: Finding) -> str:
    """The finding in the user's language, with its market where it has one."""
    text = finding.text(translate)
    return f"{text} [{finding.market}]" if finding.market else text


class Data(dict[str, Any]):
    """JSON that goes out as it is: the protocol's converter is told not to look into it."""


def data(at: Positions, finding: Finding, version: int) -> Data:
    """What a client hands back with a diagnostic: rule, group, version of the text, and the fix with its edits."""
    out = Data(rule=finding.rule, group=finding.group, version=version)
    if finding.fix is not None:
        out["fix"] = {
            "title": title(finding.fix),
            "safe": finding.fix.safe,
            "edits": _plain(edits(at, finding.fix.edits)),
        }
    return out


def title(fix: Fix) -> str:
    return translate(fix.title or "Fix it")


def edits(at: Positions, found: Iterable[Edit]) -> list[lsp.TextEdit]:
    return [lsp.TextEdit(at.range(e.span), e.text) for e in found]


def _plain(found: list[lsp.TextEdit]) -> list[dict[str, Any]]:
    """Edits as JSON: `data` is passed through as it is."""

    def place(p: lsp.Position) -> dict[str, int]:
        return {"line": p.line, "character": p.character}

    return [{"range": {"start": place(e.range.start), "end": place(e.range.end)}, "newText": e.new_text} for e in found]


def result_id(told: list[lsp.Diagnostic]) -> str:
    """Changes whenever the diagnostics, or their places, do."""
    return hashlib.sha256(repr(told).encode("utf-8", "replace")).hexdigest()[:20]
