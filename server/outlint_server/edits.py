"""Workspace edits in the form that the client understands."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from lsprotocol import types as lsp

from outlint_server.positions import Positions

_MOST_LINES = 4000


@dataclass(frozen=True, slots=True)
class Writer:
    """`versioned`: the client takes document changes with versions; `creates`: it can make files in an edit."""

    versioned: bool
    creates: bool

    @classmethod
    def of(cls, capabilities: lsp.ClientCapabilities) -> Writer:
        told = capabilities.workspace.workspace_edit if capabilities.workspace else None
        if told is None:
            return cls(False, False)
        return cls(bool(told.document_changes), lsp.ResourceOperationKind.Create in (told.resource_operations or ()))

    def edit(self, uri: str, version: int | None, edits: Sequence[lsp.TextEdit]) -> lsp.WorkspaceEdit:
        """Edits of one document; with its version, so that a client refuses them for another text."""
        return self.edits({uri: (version, edits)})

    def edits(self, by_uri: dict[str, tuple[int | None, Sequence[lsp.TextEdit]]]) -> lsp.WorkspaceEdit:
        if not self.versioned:
            return lsp.WorkspaceEdit(changes={uri: list(edits) for uri, (_v, edits) in by_uri.items()})
        return lsp.WorkspaceEdit(
            document_changes=[
                lsp.TextDocumentEdit(lsp.OptionalVersionedTextDocumentIdentifier(uri, version), list(edits))
                for uri, (version, edits) in by_uri.items()
            ]
        )

    def create(self, uri: str, text: str) -> lsp.WorkspaceEdit | None:
        """A new file of this text; None when the client can't make one."""
        if not (self.versioned and self.creates):
            return None
        start = lsp.Range(lsp.Position(0, 0), lsp.Position(0, 0))
        identity = lsp.OptionalVersionedTextDocumentIdentifier(uri, None)
        return lsp.WorkspaceEdit(
            document_changes=[
                lsp.CreateFile(uri, options=lsp.CreateFileOptions(ignore_if_exists=True)),
                lsp.TextDocumentEdit(identity, [lsp.TextEdit(start, text)]),
            ]
        )


def difference(at: Positions, old: str, new: str) -> list[lsp.TextEdit]:
    """The edits from one text to another, by lines, so that the cursor stays where it is."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line))
    if max(len(before), len(after)) > _MOST_LINES:
        return [lsp.TextEdit(at.range((0, len(old))), new)]
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    return [
        lsp.TextEdit(at.range((starts[i], starts[j])), "".join(after[k:m]))
        for tag, i, j, k, m in matcher.get_opcodes()
        if tag != "equal"
    ]
