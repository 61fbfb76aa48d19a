"""The protocol with our own documents: pygls counts lines as Python's splitlines does, editors don't."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp
from pygls.protocol import LanguageServerProtocol, default_converter, lsp_method

from outlint_server.diagnostics import Data

if TYPE_CHECKING:
    from collections.abc import Generator

    from cattrs import Converter


def converter() -> Converter:
    """The protocol's own, which leaves the data of diagnostics as it is: a long draft has hundreds."""
    made: Converter = default_converter()  # type: ignore[no-untyped-call]
    made.register_unstructure_hook(Data, dict)
    return made


class Protocol(LanguageServerProtocol):
    """Documents are kept in server.state; the handlers of the features run after it knows them."""

    @lsp_method(lsp.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: lsp.DidOpenTextDocumentParams) -> Generator[Any, Any, None]:
        item = params.text_document
        self._server.state.open(item.uri, item.language_id, item.version, item.text)  # type: ignore[attr-defined]
        yield self.fm.features[lsp.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: lsp.DidChangeTextDocumentParams) -> Generator[Any, Any, None]:
        document = self._server.state.document(params.text_document.uri)  # type: ignore[attr-defined]
        if document is None:
            return
        document.change(params.text_document.version, params.content_changes)
        yield self.fm.features[lsp.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: lsp.DidCloseTextDocumentParams) -> Generator[Any, Any, None]:
        self._server.state.close(params.text_document.uri)  # type: ignore[attr-defined]
        yield self.fm.features[lsp.TEXT_DOCUMENT_DID_CLOSE], (params,), None
