"""The server: what it tells its client, and when. The features of the protocol are in features.py."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from lsprotocol import types as lsp
from pygls import uris
from pygls.lsp.server import LanguageServer

from outlint.engine import Stopped
from outlint.messages import _
from outlint_server import configuration, diagnostics
from outlint_server.analysis import Analysis
from outlint_server.documents import Document, same
from outlint_server.edits import Writer
from outlint_server.protocol import Protocol, converter
from outlint_server.settings import Editor, said, use_language
from outlint_server.state import State

STATUS = "outlint/status"
_PAUSE_FROM = 0.05  # seconds of work from which typing is given a pause
_MOST_PAUSE = 0.5


class Server(LanguageServer):
    """One client's server. `state` holds what it knows; `writer` makes edits in the client's form."""

    def __init__(self, version: str) -> None:
        super().__init__(
            "outlint",
            version,
            text_document_sync_kind=lsp.TextDocumentSyncKind.Incremental,
            protocol_cls=Protocol,
            converter_factory=converter,
        )
        self.state = State()
        self.writer = Writer(False, False)
        self.locale: str | None = None
        self.pulls = False
        self.refreshes: frozenset[str] = frozenset()
        self.folder_results: dict[str, list[lsp.Diagnostic]] = {}
        self._pending: dict[str, asyncio.Task[None]] = {}
        self._told: set[str] = set()
        self._marked: set[str] = set()  # configurations that are not open but have diagnostics
        self._seconds: dict[str, float] = {}

    def configure(self, params: lsp.InitializeParams) -> None:
        """Take in what the client can and wants, before the capabilities are worked out."""
        told, text = params.capabilities, params.capabilities.text_document
        self.writer = Writer.of(told)
        self.pulls = bool(text and text.diagnostic)
        self.locale = params.locale
        self.state.encoding = str(getattr(self.workspace.position_encoding, "value", self.workspace.position_encoding))
        self.apply(Editor.parse(params.initialization_options or {}))
        space = told.workspace
        names = ("diagnostics", "code_lens", "inlay_hint", "semantic_tokens")
        held = ((n, getattr(space, n, None)) for n in names)
        self.refreshes = frozenset(n for n, v in held if v and v.refresh_support)

    def apply(self, editor: Editor) -> None:
        use_language(editor.ui_language, self.locale)
        self.state.reload(editor)

    # -- checking ---------------------------------------------------------------------------------------------------

    def schedule(self, document: Document) -> None:
        """Check a document soon and tell the client; a change in between begins anew."""
        key = same(document.uri)
        pending = self._pending.get(key)
        if pending is not None and not pending.done():
            pending.cancel()
        self._pending[key] = asyncio.ensure_future(self._settle(document))

    def forget(self, uri: str) -> None:
        """Keep nothing of a document that was closed."""
        self._pending.pop(same(uri), None)
        self._seconds.pop(same(uri), None)

    async def _settle(self, document: Document) -> None:
        loop = asyncio.get_running_loop()
        last = self._seconds.get(same(document.uri), 0.0)
        if last > _PAUSE_FROM:
            await asyncio.sleep(min(last, _MOST_PAUSE))
        if document.configuration:
            self.publish(document.uri, document.version, configuration.diagnostics(document, self.state.session))
            return
        started = loop.time()
        try:
            analysis = await self.state.current(document)
        except Stopped:
            return
        self._seconds[same(document.uri)] = loop.time() - started
        self.tell(analysis)
        self.tell_broken(document.path)

    def tell(self, analysis: Analysis) -> None:
        """Diagnostics (unless the client pulls them) and the status of a document."""
        if not self.pulls:
            self.publish(analysis.uri, analysis.version, diagnostics.diagnostics(analysis))
        self.protocol.notify(STATUS, status(analysis))

    def publish(self, uri: str, version: int | None, found: list[lsp.Diagnostic]) -> None:
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, found, version))

    def tell_broken(self, path: str) -> None:
        """One message for a configuration that can't be used, until it changes."""
        file = self.state.session.file_of(path)
        error = self.state.session.broken.get(file or "")
        if error is None or file is None:
            return
        message = _("{why}. The last good settings stay in force", why=said(error))
        self.say_once(message)
        uri = uris.from_fs_path(file)
        if uri and self.state.document(uri) is None:
            self._marked.add(uri)
            self.publish(uri, None, configuration.of_error(error, file, self.state.encoding))

    def recheck(self) -> None:
        """After a change of settings: every open document, and what the client has asked for itself."""
        self._told.clear()
        for uri in self._marked:
            if self.state.document(uri) is None:
                self.publish(uri, None, [])
        self._marked.clear()
        for document in self.state.documents.values():
            self.schedule(document)
        self.refresh()

    def refresh(self) -> None:
        """Ask the client to ask again."""
        if "diagnostics" in self.refreshes:
            self.workspace_diagnostic_refresh(None)
        if "code_lens" in self.refreshes:
            self.workspace_code_lens_refresh(None)
        if "inlay_hint" in self.refreshes:
            self.workspace_inlay_hint_refresh(None)
        if "semantic_tokens" in self.refreshes:
            self.workspace_semantic_tokens_refresh(None)

    async def analysis(self, uri: str) -> Analysis | None:
        """The analysis of an open draft as it is when it stops changing; None for what is no open draft."""
        while not self.state.stopped:
            document = self.state.document(uri)
            if document is None or document.configuration:
                return None
            try:
                return await self.state.current(document)
            except Stopped:
                continue
        return None

    # -- the workspace ----------------------------------------------------------------------------------------------

    def folders(self) -> list[str]:
        """Paths of the workspace's folders."""
        found = [uris.to_fs_path(f.uri) for f in self.workspace.folders.values()]
        if not found and self.workspace.root_path:
            found = [self.workspace.root_path]
        return [f for f in found if f]

    def configuration_for(self, path: str) -> str | None:
        """The configuration file that ignoring a rule writes to: the one in force, else a new one in the folder."""
        file = self.state.session.file_of(path)
        if file is not None:
            return file
        home = next((f for f in self.folders() if path.startswith(f + os.sep)), None)
        return os.path.join(home, "outlint.toml") if home else None

    def text_of(self, path: str) -> tuple[str | None, int | None]:
        """(text, version) of a file: the editor's when it is open there, else the disk's; None when there is none."""
        uri = uris.from_fs_path(path)
        document = self.state.document(uri) if uri else None
        if document is not None:
            return document.text, document.version
        try:
            with open(path, encoding="utf-8", newline="") as file:
                return file.read(), None
        except (OSError, UnicodeDecodeError):
            return None, None

    def report_server_error(self, error: Exception, source: Any) -> None:
        """A fault of the server's own: one message, and the work goes on."""
        message = _("outlint: {why}; the editor goes on, please report it", why=f"{type(error).__name__}: {error}")
        self.say_once(message)

    def say_once(self, message: str, kind: lsp.MessageType = lsp.MessageType.Error) -> None:
        """Show a message, once until the settings are read anew. Any thread may call it."""
        if message not in self._told:
            self._told.add(message)
            self.window_show_message(lsp.ShowMessageParams(kind, message))


def status(analysis: Analysis) -> dict[str, Any]:
    """What a status bar shows of a draft."""
    report = analysis.report
    return {
        "uri": analysis.uri,
        "version": analysis.version,
        "score": report.score if report else None,
        "markets": list(report.draft.markets) if report else [],
        "language": report.draft.language if report else None,
        "words": analysis.words,
        **{s.label: n for s, n in analysis.counts.items()},
    }
