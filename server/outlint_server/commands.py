"""What editors ask of this server beyond the protocol: commands and requests of our own."""

from __future__ import annotations

from typing import Any

from lsprotocol import types as lsp
from pygls import uris

from outlint.config import Settings
from outlint.contacts import contacts_of
from outlint_server import completion, folder, localizing, preview, rewriting
from outlint_server.server import Server


def register(server: Server) -> None:
    """Commands of workspace/executeCommand, and requests of our own, on a new server."""
    _requests(server)

    @server.command("outlint.server.checkFolder")
    async def check_folder(uri: str) -> dict[str, Any]:
        return await folder.check_folder(server, uris.to_fs_path(uri) or uri)

    @server.command("outlint.server.setMarkets")
    async def set_markets(uri: str, codes: list[str]) -> bool:
        analysis = await server.analysis(uri)
        if analysis is None or analysis.report is None:
            return False
        known = analysis.checker.book.markets
        edit = completion.market_edit(analysis.report.draft, [c.upper() for c in codes if c.upper() in known])
        if edit is None:
            return False
        change = lsp.TextEdit(analysis.positions.range(edit[0]), edit[1])
        whole = server.writer.edit(analysis.uri, analysis.version, [change])
        result = await server.workspace_apply_edit_async(lsp.ApplyWorkspaceEditParams(whole, "outlint: market"))
        return result.applied

    @server.command("outlint.server.rewrite")
    async def rewrite(uri: str, goal: str = "") -> bool:
        edit = await rewriting.rewritten(server, uri, goal)
        if edit is None:
            return False
        result = await server.workspace_apply_edit_async(lsp.ApplyWorkspaceEditParams(edit, "outlint: rewrite"))
        return result.applied

    @server.command("outlint.server.showPrompt")
    async def show_prompt(uri: str, goal: str = "") -> str | None:
        return await rewriting.prompt(server, uri, goal)

    @server.command("outlint.server.localize")
    async def localize(uri: str, codes: list[str]) -> list[dict[str, Any]]:
        return await localizing.localized(server, uri, codes)

    @server.command("outlint.server.selectContact")
    def select_contact(uri: str, index: int | None = None) -> bool:
        server.state.contact = index if isinstance(index, int) and index >= 0 else None
        server.refresh()
        return True


def _requests(server: Server) -> None:
    """Requests of our own, for editors that show more."""

    @server.feature("outlint/markets")
    async def markets(params: Any = None) -> list[dict[str, Any]]:
        analysis = await server.analysis(_uri(params))
        current = analysis.report.draft.markets if analysis and analysis.report else ()
        known = server.state.session.book(Settings()).markets
        return [{"code": c, "name": m["name"], "current": c in current} for c, m in known.items()]

    @server.feature("outlint/preview")
    async def previewed(params: Any) -> dict[str, Any] | None:
        analysis = await server.analysis(_uri(params))
        if analysis is None:
            return None
        asked = getattr(params, "contact", None)
        contact = asked if isinstance(asked, int) else server.state.contact
        return await server.state.work(lambda: preview.preview(analysis, contact))

    @server.feature("outlint/contacts")
    def rows(params: Any) -> dict[str, Any]:
        document = server.state.document(_uri(params))
        if document is None:
            return {"path": None, "labels": [], "selected": None}
        known = contacts_of(server.state.session.settings(document.path).for_path(document.path))
        return {"path": known.path, "labels": known.labels(), "selected": server.state.contact, "error": known.error}


def _uri(params: Any) -> str:
    return str(getattr(params, "uri", "") or "")
