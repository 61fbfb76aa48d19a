"""The features of the protocol: each handler finds the analysis it needs and hands it to the module that knows."""

from __future__ import annotations

from typing import Any

from lsprotocol import types as lsp
from pygls import uris

from outlint.text import Span
from outlint_server import (
    actions,
    commands,
    completion,
    configuration,
    diagnostics,
    edits,
    folder,
    hover,
    ignoring,
    margins,
    outline,
    rewriting,
    tokens,
    variables,
)
from outlint_server.server import Server
from outlint_server.settings import Editor

_WATCHED = ("**/*.toml", "**/*.py", "**/*.csv", "**/*.tsv", "**/*.json", "**/*.jsonl")


def register(server: Server) -> None:
    """All features on a new server."""
    for part in (_lifecycle, _documents, _reading, _margins, _variables, _actions, commands.register):
        part(server)


def _lifecycle(server: Server) -> None:
    @server.feature(lsp.INITIALIZE)
    def initialize(params: lsp.InitializeParams) -> None:
        server.configure(params)
        if server.pulls:
            _pulling(server)

    @server.feature(lsp.INITIALIZED)
    def initialized(_params: lsp.InitializedParams) -> None:
        space = server.client_capabilities.workspace
        if space and space.did_change_watched_files and space.did_change_watched_files.dynamic_registration:
            watchers = [lsp.FileSystemWatcher(p) for p in _WATCHED]
            options = lsp.DidChangeWatchedFilesRegistrationOptions(watchers)
            method = lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES
            server.client_register_capability(
                lsp.RegistrationParams([lsp.Registration("outlint-files", method, options)])
            )

    @server.feature(lsp.SHUTDOWN)
    def shutdown(_params: Any = None) -> None:
        server.state.stop()

    @server.feature(lsp.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def configured(params: lsp.DidChangeConfigurationParams) -> None:
        server.apply(Editor.parse(params.settings, server.state.editor))
        server.recheck()

    @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: lsp.DidChangeWatchedFilesParams) -> None:
        if any(server.state.session.concerns(uris.to_fs_path(change.uri) or "") for change in params.changes):
            server.state.reload()
            server.recheck()


def _documents(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        uri = params.text_document.uri
        if server.pulls and uri in server.folder_results:
            server.publish(uri, None, [])  # the client pulls them from now on
        if document := server.state.document(uri):
            server.schedule(document)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        document = server.state.document(params.text_document.uri)
        if document is not None and (server.state.editor.run == "onType" or document.configuration):
            server.schedule(document)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        document = server.state.document(params.text_document.uri)
        if document is None:
            return
        if document.configuration:
            server.state.reload()
            server.recheck()
        else:
            server.schedule(document)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.forget(uri)
        if uri in server.folder_results:
            server.publish(uri, None, server.folder_results[uri])
        elif not server.pulls:
            server.publish(uri, None, [])


def _pulling(server: Server) -> None:
    """For clients that ask for diagnostics instead of waiting for them."""

    @server.feature(
        lsp.TEXT_DOCUMENT_DIAGNOSTIC,
        lsp.DiagnosticOptions(inter_file_dependencies=False, workspace_diagnostics=False, identifier="outlint"),
    )
    async def pull(params: lsp.DocumentDiagnosticParams) -> Any:
        document = server.state.document(params.text_document.uri)
        if document is None or document.configuration:
            return lsp.RelatedFullDocumentDiagnosticReport([])
        if server.state.editor.run == "onSave" and (held := server.state.settled(document.uri)):
            analysis = held
        else:
            found = await server.analysis(document.uri)
            if found is None:  # closed under way
                return lsp.RelatedUnchangedDocumentDiagnosticReport(params.previous_result_id or "")
            analysis = found
        told = diagnostics.diagnostics(analysis)
        identity = diagnostics.result_id(told)
        if identity == params.previous_result_id:
            return lsp.RelatedUnchangedDocumentDiagnosticReport(identity)
        return lsp.RelatedFullDocumentDiagnosticReport(told, result_id=identity)

    if not server.state.editor.workspace_diagnostics:
        return

    @server.feature(lsp.WORKSPACE_DIAGNOSTIC)
    async def pull_all(params: lsp.WorkspaceDiagnosticParams) -> lsp.WorkspaceDiagnosticReport:
        previous = {p.uri: p.value for p in params.previous_result_ids}
        found = await server.state.work(lambda: list(folder.workspace_reports(server)))
        items: list[Any] = []
        for uri, version, told in found:
            identity = diagnostics.result_id(told)
            if previous.get(uri) == identity:
                items.append(
                    lsp.WorkspaceUnchangedDocumentDiagnosticReport(uri=uri, result_id=identity, version=version)
                )
            else:
                items.append(
                    lsp.WorkspaceFullDocumentDiagnosticReport(uri=uri, items=told, version=version, result_id=identity)
                )
        return lsp.WorkspaceDiagnosticReport(items)


def _reading(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    async def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        document = server.state.document(params.text_document.uri)
        if document is not None and document.configuration:
            said = configuration.hover(document, document.positions.offset(params.position))
            return lsp.Hover(said[0], document.positions.range(said[1])) if said else None
        analysis = await server.analysis(params.text_document.uri)
        return hover.hover(analysis, params.position, server.state.contact) if analysis else None

    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=completion.TRIGGERS))
    async def complete(params: lsp.CompletionParams) -> lsp.CompletionList | None:
        document = server.state.document(params.text_document.uri)
        if document is not None and document.configuration:
            offset = document.positions.offset(params.position)
            return lsp.CompletionList(False, configuration.completions(document, offset, server.state.session))
        analysis = await server.analysis(params.text_document.uri)
        return completion.completions(analysis, params.position) if analysis else None

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def symbols(params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        analysis = await server.analysis(params.text_document.uri)
        return outline.symbols(analysis) if analysis else []

    @server.feature(lsp.TEXT_DOCUMENT_FOLDING_RANGE)
    async def folding(params: lsp.FoldingRangeParams) -> list[lsp.FoldingRange]:
        analysis = await server.analysis(params.text_document.uri)
        return outline.folds(analysis) if analysis else []

    @server.feature(lsp.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, tokens.LEGEND)
    async def semantic_tokens(params: lsp.SemanticTokensParams) -> lsp.SemanticTokens:
        analysis = await server.analysis(params.text_document.uri)
        return tokens.tokens(analysis) if analysis else lsp.SemanticTokens([])


def _margins(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_CODE_LENS)
    async def lenses(params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
        analysis = await server.analysis(params.text_document.uri)
        return margins.lenses(analysis, server.state.editor) if analysis else []

    @server.feature(lsp.TEXT_DOCUMENT_INLAY_HINT)
    async def hints(params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
        analysis = await server.analysis(params.text_document.uri)
        return margins.hints(analysis, params.range, server.state.editor, server.state.contact) if analysis else []

    @server.feature(lsp.TEXT_DOCUMENT_INLINE_VALUE)
    async def inline_values(params: lsp.InlineValueParams) -> list[lsp.InlineValue]:
        analysis = await server.analysis(params.text_document.uri)
        return margins.inline_values(analysis, params.range, server.state.contact) if analysis else []

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_LINK)
    async def links(params: lsp.DocumentLinkParams) -> list[lsp.DocumentLink]:
        analysis = await server.analysis(params.text_document.uri)
        return margins.links(analysis) if analysis else []


def _variables(server: Server) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    async def definition(params: lsp.DefinitionParams) -> lsp.Location | None:
        analysis = await server.analysis(params.text_document.uri)
        if analysis is None or analysis.report is None:
            return None
        found = variables.at(analysis.report.draft, analysis.positions.offset(params.position))
        if found is None:
            return None
        config = server.state.session.file_of(analysis.report.path)
        return variables.declaration(found.name, analysis.settings, config, server)

    @server.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    async def prepare(params: lsp.PrepareRenameParams) -> lsp.PrepareRenamePlaceholder | None:
        named = await _named(server, params.text_document.uri, params.position)
        return lsp.PrepareRenamePlaceholder(named[1], named[0]) if named else None

    @server.feature(lsp.TEXT_DOCUMENT_RENAME)
    async def rename(params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
        named = await _named(server, params.text_document.uri, params.position)
        if named is None:
            return None
        from outlint_server.renaming import rename as renamed

        return await renamed(server, params.text_document.uri, named[0], params.new_name)


async def _named(server: Server, uri: str, position: lsp.Position) -> tuple[str, lsp.Range] | None:
    """The merge variable at a place: its name, and where that stands."""
    analysis = await server.analysis(uri)
    if analysis is None or analysis.report is None:
        return None
    found = variables.at(analysis.report.draft, analysis.positions.offset(position))
    span = variables.name_span(analysis.report.source.text, found) if found else None
    return (found.name, analysis.positions.range(span)) if found and span else None


def _actions(server: Server) -> None:
    options = lsp.CodeActionOptions(code_action_kinds=actions.KINDS, resolve_provider=True)

    @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, options)
    async def code_actions(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        analysis = await server.analysis(params.text_document.uri)
        if analysis is None or analysis.report is None:
            return []
        config = server.configuration_for(analysis.report.path)
        only = params.context.only
        found = actions.actions(analysis, params.range, only, server.writer, config)
        offered = list(rewriting.offers(analysis, params.range, only))
        support = server.client_capabilities.text_document
        told = support.code_action if support else None
        if told is None or told.resolve_support is None:
            # A client that can't resolve gets its edits now; a model is asked for nobody who did not choose it.
            return [await resolve(server, a) for a in found]
        return [*found, *offered]

    @server.feature(lsp.CODE_ACTION_RESOLVE)
    async def resolved(action: lsp.CodeAction) -> lsp.CodeAction:
        return await resolve(server, action)


async def resolve(server: Server, action: lsp.CodeAction) -> lsp.CodeAction:
    """The action with its edit, where that was left for later."""
    data = action.data if isinstance(action.data, dict) else {}
    if action.edit is None and "fixAll" in data:
        analysis = await server.analysis(data["fixAll"])
        if analysis is not None and analysis.report is not None:
            report = analysis.report
            fixed = await server.state.work(lambda: analysis.checker.fix(report.source))
            changes = edits.difference(analysis.positions, report.source.text, fixed.text)
            action.edit = server.writer.edit(analysis.uri, analysis.version, changes)
    if action.edit is None and "rewrite" in data:
        now = await server.analysis(data["rewrite"])
        if now is not None and data.get("version", now.version) == now.version:  # else the paragraph has moved
            at = Span(*data["at"]) if "at" in data else None
            action.edit = await rewriting.rewritten(server, data["rewrite"], data["goal"], at)
    if action.edit is None and "ignore" in data:
        action.edit = ignoring.in_workspace(server, data["ignore"], data["config"])
    return action
