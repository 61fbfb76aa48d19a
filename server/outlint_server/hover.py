"""What a hover says: of a finding, what, why, law and example; of a merge variable, its value and who lacks it;
of a trade term, what it means."""

from __future__ import annotations

from lsprotocol import types as lsp

import outlint_rules
from outlint.finding import Finding
from outlint.messages import _, translate
from outlint.text import Span
from outlint_server import pages, trade, variables
from outlint_server.analysis import Analysis
from outlint_server.diagnostics import message

_MOST = 4


def hover(analysis: Analysis, position: lsp.Position, contact: int | None) -> lsp.Hover | None:
    """The findings and the merge variable at a place; None where there is nothing to say."""
    report = analysis.report
    if report is None:
        return None
    offset = analysis.positions.offset(position)
    here = [f for f in report.findings if f.span.start <= offset <= f.span.end]
    here.sort(key=lambda f: f.span.end - f.span.start)
    pieces = [_finding(analysis, f) for f in here[:_MOST]]
    span = min((f.span for f in here), key=lambda s: s.end - s.start, default=None)
    variable = variables.at(report.draft, offset)
    if variable is not None:
        settings = analysis.settings
        pieces.append(variables.describe(variable, settings, contact))
        span = span or variable.span
    term = trade.meaning(report.source.text, offset)
    if term is not None:
        pieces.append(term[0])
        span = span or term[1]
    if not pieces or span is None:
        return None
    text = "\n\n---\n\n".join(pieces)
    return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, text), analysis.positions.range(Span(*span)))


def _finding(analysis: Analysis, finding: Finding) -> str:
    doc = outlint_rules.doc_of(analysis.checker.book, finding.rule)
    head = f"**{message(finding)}**\n\n`{finding.rule}` · {_(finding.severity.label)}"
    lines = [head, "", translate(doc.why), ""]
    lines += [pages.source(title, url) for title, url in finding.sources]
    lines += ["", *pages.example(_("Bad"), doc.bad), *pages.example(_("Good"), doc.good)]
    return "\n".join(lines).strip()
