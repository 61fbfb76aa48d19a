"""A real client on a real server: `outlint lsp` as a process of its own, over standard input and output."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls.protocol import default_converter
from pygls.workspace import PositionCodec
from pytest_lsp import LanguageClient, client_capabilities
from pytest_lsp.client import register_lsp_features

TIMEOUT = 30


class Client(LanguageClient):
    """A client that keeps the documents it has open, as an editor does."""

    answer: lsp.InitializeResult
    registrations: list[lsp.RegistrationParams]
    refreshed: list[None]

    def __init__(self) -> None:
        self.registrations, self.refreshed = [], []
        super().__init__(converter_factory=default_converter)
        register_lsp_features(self)
        self.feature(lsp.CLIENT_REGISTER_CAPABILITY)(lambda params: self.registrations.append(params))
        for method in (
            lsp.WORKSPACE_CODE_LENS_REFRESH,
            lsp.WORKSPACE_INLAY_HINT_REFRESH,
            lsp.WORKSPACE_SEMANTIC_TOKENS_REFRESH,
        ):
            self.feature(method)(lambda params: self.refreshed.append(params))
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.status: dict[str, Any] = {}
        self.applied: list[lsp.WorkspaceEdit] = []
        self.came = asyncio.Condition()
        self.pulls = False

        @self.feature("outlint/status")
        async def told(params: Any) -> None:
            async with self.came:
                self.status[params.uri] = params._asdict()
                self.came.notify_all()

    async def open(self, path: Path, text: str, language: str = "markdown") -> str:
        uri = path.as_uri()
        self.texts[uri] = text
        self.versions[uri] = self.versions.get(uri, 0) + 1
        item = lsp.TextDocumentItem(uri, language, self.versions[uri], text)
        self.text_document_did_open(lsp.DidOpenTextDocumentParams(item))
        return uri

    async def replace(self, uri: str, text: str) -> None:
        """The whole text anew."""
        self.texts[uri] = text
        self.versions[uri] += 1
        self._change(uri, [lsp.TextDocumentContentChangeWholeDocument(text)])

    async def change(self, uri: str, changes: list[lsp.TextDocumentContentChangeEvent]) -> None:
        self.versions[uri] += 1
        self._change(uri, changes)

    def _change(self, uri: str, changes: list[lsp.TextDocumentContentChangeEvent]) -> None:
        identity = lsp.VersionedTextDocumentIdentifier(uri=uri, version=self.versions[uri])
        self.text_document_did_change(lsp.DidChangeTextDocumentParams(identity, changes))

    async def close(self, uri: str) -> None:
        self.text_document_did_close(lsp.DidCloseTextDocumentParams(lsp.TextDocumentIdentifier(uri)))
        del self.texts[uri]

    async def settled(self, uri: str) -> list[lsp.Diagnostic]:
        """The published diagnostics of the document's last version."""

        def there() -> bool:
            return self.status.get(uri, {}).get("version") == self.versions[uri]

        async with self.came:
            await asyncio.wait_for(self.came.wait_for(there), TIMEOUT)
        if not self.pulls:
            return list(self.diagnostics.get(uri, []))
        report = await self.pull(uri)
        assert isinstance(report, lsp.RelatedFullDocumentDiagnosticReport)
        return list(report.items)

    async def pull(self, uri: str, previous: str | None = None) -> lsp.DocumentDiagnosticReport:
        params = lsp.DocumentDiagnosticParams(identity(uri), previous_result_id=previous)
        return await self.text_document_diagnostic_async(params)

    async def until(self, there: Any) -> None:
        """Wait for something to be true that the server's messages make true."""
        for _ in range(TIMEOUT * 50):
            if there():
                return
            await asyncio.sleep(0.02)
        raise AssertionError("the server never got there")


def at(line: int, character: int) -> lsp.Position:
    return lsp.Position(line, character)


def identity(uri: str) -> lsp.TextDocumentIdentifier:
    return lsp.TextDocumentIdentifier(uri)


def applied(text: str, edits: list[lsp.TextEdit], encoding: str = "utf-16") -> str:
    """A text with a client's edits done, positions counted as the protocol does."""
    codec = PositionCodec(encoding)
    lines = _lines(text)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))

    def offset(p: lsp.Position) -> int:
        if p.line >= len(lines):
            return len(text)
        taken, at_ = 0, 0
        line = lines[p.line].rstrip("\r\n")  # a place behind the line's last character is its end, never within CRLF
        while taken < p.character and at_ < len(line):
            taken += codec.client_num_units(line[at_])
            at_ += 1
        return starts[p.line] + at_

    for edit in sorted(edits, key=lambda e: (e.range.start.line, e.range.start.character), reverse=True):
        low, high = offset(edit.range.start), offset(edit.range.end)
        text = text[:low] + edit.new_text + text[high:]
    return text


def _lines(text: str) -> list[str]:
    import re

    return re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)


def edits_of(edit: lsp.WorkspaceEdit, uri: str) -> list[lsp.TextEdit]:
    for change in edit.document_changes or ():
        if isinstance(change, lsp.TextDocumentEdit) and change.text_document.uri == uri:
            return [e for e in change.edits if isinstance(e, lsp.TextEdit)]
    return list((edit.changes or {}).get(uri, ()))


@asynccontextmanager
async def server(
    folder: Path,
    editor: str = "visual-studio-code",
    options: dict[str, Any] | None = None,
    push: bool = True,
    encodings: Sequence[lsp.PositionEncodingKind] | None = None,
    locale: str = "en",
) -> AsyncIterator[Client]:
    """An initialized client of a new server whose workspace is a folder; both end with the block."""
    client = Client()

    @client.feature(lsp.WORKSPACE_APPLY_EDIT)
    def apply(params: lsp.ApplyWorkspaceEditParams) -> lsp.ApplyWorkspaceEditResult:
        client.applied.append(params.edit)
        return lsp.ApplyWorkspaceEditResult(applied=True)

    await client.start_io(sys.executable, "-m", "outlint_cli", "lsp")
    try:
        told = client_capabilities(editor)
        assert told.text_document is not None
        if push:
            told.text_document.diagnostic = None
        if encodings:
            told.general = told.general or lsp.GeneralClientCapabilities()
            told.general.position_encodings = encodings
        client.pulls = told.text_document.diagnostic is not None
        client.answer = await client.initialize_session(
            lsp.InitializeParams(
                capabilities=told,
                workspace_folders=[lsp.WorkspaceFolder(folder.as_uri(), folder.name)],
                root_uri=folder.as_uri(),
                initialization_options=options,
                locale=locale,
            )
        )
        yield client
        await client.shutdown_session()
    finally:
        process = getattr(client, "_server", None)
        if process is not None and process.returncode is None:
            process.kill()
        await client.stop()
