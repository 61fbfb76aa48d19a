"""The parts of a mail: symbols for the outline, ranges to fold."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types as lsp

from outlint.draft import Draft, Role
from outlint.messages import _
from outlint.text import Span
from outlint_server.analysis import Analysis

_NAMES = {
    Role.GREETING: "Greeting",
    Role.BODY: "Body",
    Role.CLOSING: "Closing",
    Role.SIGNATURE: "Signature",
    Role.QUOTE: "Quoted reply",
    Role.FOOTER: "Footer",
}
_KINDS = {Role.GREETING: lsp.SymbolKind.String, Role.BODY: lsp.SymbolKind.Module}
_MOST = 60


def symbols(analysis: Analysis) -> list[lsp.DocumentSymbol]:
    """Subject, then each part of the mail with its paragraphs below."""
    if analysis.report is None:
        return []
    draft = analysis.report.draft
    out = []
    if draft.subject is not None and (header := draft.header("subject")):
        name = header.text or _("(empty)")
        out.append(_symbol(analysis, _("Subject"), name, header.span, lsp.SymbolKind.Field))
    for role, span, inner in sections(draft):
        symbol = _symbol(
            analysis, _(_NAMES[role]), "", span, _KINDS.get(role, lsp.SymbolKind.Namespace), _words(draft, span)
        )
        if len(inner) > 1:
            symbol.children = [
                _symbol(analysis, _words(draft, s), "", s, lsp.SymbolKind.String) for s in inner if _words(draft, s)
            ]
        out.append(symbol)
    return out


def sections(draft: Draft) -> list[tuple[Role, Span, list[Span]]]:
    """Neighbouring paragraphs of one role: (role, their span in the source, each one's span)."""
    out: list[tuple[Role, Span, list[Span]]] = []
    if not draft.parts:
        return out
    part = draft.main
    for p in part.paragraphs:
        span = part.view.to_source(p.span)
        if span.end <= span.start:
            continue
        if out and out[-1][0] is p.role and span.start >= out[-1][1].end:
            role, held, inner = out.pop()
            out.append((role, Span(held.start, span.end), [*inner, span]))
        elif not out or span.start >= out[-1][1].end:  # what is told twice in a source stays out of the outline
            out.append((p.role, span, [span]))
    return out


def folds(analysis: Analysis) -> list[lsp.FoldingRange]:
    """Front matter, quoted replies, signature, footer, paragraphs of several lines, blocks of a template."""
    if analysis.report is None:
        return []
    draft = analysis.report.draft
    parts = sections(draft)
    found = [span for role, span, _inner in parts if role is not Role.GREETING]
    found += [s for _role, _span, inner in parts for s in inner]
    if not draft.meta_span.empty:
        found.append(draft.meta_span)
    found += _blocks(draft)
    out: dict[tuple[int, int], lsp.FoldingRange] = {}
    for span in found:
        start, end = analysis.positions.position(span.start), analysis.positions.position(span.end)
        last = end.line - 1 if end.character == 0 and end.line > start.line else end.line
        if last > start.line:
            out[start.line, last] = lsp.FoldingRange(start.line, last)
    return list(out.values())


def _blocks(draft: Draft) -> Iterator[Span]:
    """From a block's opening tag to its closing one, where their words show which belong together."""
    text = draft.source.text
    opened: list[Span] = []
    for tag in draft.tags:
        if tag.kind != "block":
            continue
        word = text[tag.span.start : tag.span.end].strip("{}%#*|- \t").lstrip("/").split(" ")[0].lower()
        closes = word.startswith("end") or text[tag.span.start : tag.span.end].startswith(("{{/", "*|END"))
        if closes and opened:
            yield Span(opened.pop().start, tag.span.end)
        elif not closes and not word.startswith(("else", "elif", "set", "include", "import", "extends")):
            opened.append(tag.span)


def _symbol(
    analysis: Analysis, name: str, detail: str, span: Span, kind: lsp.SymbolKind, words: str = ""
) -> lsp.DocumentSymbol:
    range_ = analysis.positions.range(span)
    return lsp.DocumentSymbol(name, kind, range_, range_, detail or words)


def _words(draft: Draft, span: Span) -> str:
    """The first words of a place, on one line."""
    words = " ".join(draft.source.text[span.start : min(span.end, span.start + 200)].split())
    return words if len(words) <= _MOST else words[: _MOST - 1] + "…"
