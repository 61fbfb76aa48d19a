"""Semantic tokens: merge variables, template blocks and comments."""

from __future__ import annotations

from lsprotocol import types as lsp

from outlint_server.analysis import Analysis

LEGEND = lsp.SemanticTokensLegend(["variable", "keyword", "comment"], ["readonly"])
_TYPES = {"output": 0, "block": 1, "comment": 2}


def tokens(analysis: Analysis) -> lsp.SemanticTokens:
    """Relative tokens in order, none over a line's end; declared variables are readonly."""
    report = analysis.report
    data: list[int] = []
    line, character = 0, 0
    if report is None:
        return lsp.SemanticTokens(data)
    at = analysis.positions
    for low, high, kind, declared in _found(analysis):
        text = report.source.text[low:high]
        for piece_low, piece_high in _pieces(text, low):
            start, end = at.position(piece_low), at.position(piece_high)
            if start.line != end.line or end.character <= start.character:
                continue
            delta = start.character - (character if start.line == line else 0)
            if start.line < line or delta < 0:
                continue
            data += (start.line - line, delta, end.character - start.character, kind, int(declared))
            line, character = start.line, start.character
    return lsp.SemanticTokens(data)


def _found(analysis: Analysis) -> list[tuple[int, int, int, bool]]:
    assert analysis.report is not None
    draft = analysis.report.draft
    declared = analysis.settings.variables
    found = {(*p.span, 0, p.name in declared) for p in draft.placeholders}
    found |= {(*t.span, _TYPES[t.kind], False) for t in draft.tags if t.kind in ("block", "comment")}
    out: list[tuple[int, int, int, bool]] = []
    for token in sorted(found):
        if not out or token[0] >= out[-1][1]:
            out.append(token)
    return out


def _pieces(text: str, low: int) -> list[tuple[int, int]]:
    """A span cut at line ends, which a token may not cross."""
    out, at = [], low
    for line in text.splitlines(keepends=True):
        bare = line.rstrip("\r\n")
        if bare:
            out.append((at, at + len(bare)))
        at += len(line)
    return out
