"""Code actions: fix this, all of this rule, all that is safe; ignore here, in this file, in this workspace."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lsprotocol import types as lsp

from outlint import fixes
from outlint.finding import Finding
from outlint.messages import _, plural
from outlint_server import diagnostics, ignoring
from outlint_server.analysis import Analysis
from outlint_server.edits import Writer

FIX_ALL = "source.fixAll.outlint"
KINDS: list[lsp.CodeActionKind | str] = [
    lsp.CodeActionKind.QuickFix,
    lsp.CodeActionKind.SourceFixAll,
    FIX_ALL,
    lsp.CodeActionKind.RefactorRewrite,
]


def actions(
    analysis: Analysis, range_: lsp.Range, only: Sequence[str] | None, writer: Writer, config: str | None
) -> list[lsp.CodeAction]:
    """What can be done about the findings that touch a range. `config` is the file that ignoring writes to."""
    report = analysis.report
    if report is None:
        return []
    out: list[lsp.CodeAction] = []
    if wanted(lsp.CodeActionKind.QuickFix.value, only):
        span = analysis.positions.span(range_)
        here = [f for f in report.findings if f.span.start <= span.end and span.start <= f.span.end]
        for finding in here:
            out += _fix(analysis, finding, writer)
        for rule in dict.fromkeys(f.rule for f in here):
            out += _fix_rule(analysis, rule, writer)
        out += _all_safe(analysis, lsp.CodeActionKind.QuickFix) if here else ()
        for rule in dict.fromkeys(f.rule for f in here):
            first = next(f for f in here if f.rule == rule)
            out += _ignore(analysis, first, writer, config)
    if only and wanted(FIX_ALL, only):
        out += _all_safe(analysis, FIX_ALL)
    return out


def wanted(kind: str, only: Sequence[str] | None) -> bool:
    """Whether a client that asks for `only` these kinds takes one: "source" takes "source.fixAll.outlint"."""
    return only is None or any(kind == o or kind.startswith(f"{o}.") or o == "" for o in map(_word, only))


def _word(kind: str | lsp.CodeActionKind) -> str:
    return kind.value if isinstance(kind, lsp.CodeActionKind) else kind


def _fix(analysis: Analysis, finding: Finding, writer: Writer) -> Iterator[lsp.CodeAction]:
    if finding.fix is None:
        return
    title = diagnostics.title(finding.fix)
    yield lsp.CodeAction(
        title if finding.fix.safe else _("{title} (look at it before you send)", title=title),
        lsp.CodeActionKind.QuickFix,
        [diagnostics.diagnostic(analysis, finding)],
        is_preferred=finding.fix.safe,
        edit=writer.edit(analysis.uri, analysis.version, diagnostics.edits(analysis.positions, finding.fix.edits)),
    )


def _fix_rule(analysis: Analysis, rule: str, writer: Writer) -> Iterator[lsp.CodeAction]:
    """All findings of a rule in the file, when there are several with a fix of the same safety."""
    assert analysis.report is not None
    same = [f for f in analysis.report.findings if f.rule == rule and f.fix is not None]
    chosen = fixes.choose(same, unsafe=True)
    if len(chosen.findings) < 2:
        return
    yield lsp.CodeAction(
        _("Fix all {n} of {rule} in this file", n=len(chosen.findings), rule=rule),
        lsp.CodeActionKind.QuickFix,
        edit=writer.edit(analysis.uri, analysis.version, diagnostics.edits(analysis.positions, chosen.edits)),
    )


def _all_safe(analysis: Analysis, kind: lsp.CodeActionKind | str) -> Iterator[lsp.CodeAction]:
    """Everything that is safe, to the end: its edits are made when the client resolves it."""
    assert analysis.report is not None
    n = sum(1 for f in analysis.report.findings if f.fix is not None and f.fix.safe)
    if n:
        said = plural(n, "Fix the safe problem of this file", "Fix all {n} safe problems of this file")
        yield lsp.CodeAction(said, kind, data={"fixAll": analysis.uri, "version": analysis.version})


def _ignore(analysis: Analysis, finding: Finding, writer: Writer, config: str | None) -> Iterator[lsp.CodeAction]:
    """Three reaches of leaving a rule alone."""
    rule, kind = finding.rule, lsp.CodeActionKind.QuickFix
    told = [diagnostics.diagnostic(analysis, finding)]
    for title, edit in (
        (_("Ignore {rule} here", rule=rule), ignoring.here(analysis, finding)),
        (_("Ignore {rule} in this file", rule=rule), ignoring.in_file(analysis, rule)),
    ):
        if edit is not None:
            yield lsp.CodeAction(title, kind, told, edit=writer.edit(analysis.uri, analysis.version, [edit]))
    title = _("Ignore {rule} in this workspace", rule=rule)
    if config is not None:
        yield lsp.CodeAction(title, kind, told, data={"ignore": rule, "config": config})
