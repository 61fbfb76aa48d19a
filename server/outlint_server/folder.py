"""Every draft of a folder in the problems panel, when somebody asks for it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lsprotocol import types as lsp
from pygls import uris

from outlint.files import find
from outlint.messages import _
from outlint.source import UnreadableError, read_file
from outlint_server import diagnostics
from outlint_server.analysis import Analysis, analyse, analyse_source
from outlint_server.positions import Positions

if TYPE_CHECKING:
    from outlint_server.server import Server

_MOST = 10_000  # files whose findings are kept for the panel


async def check_folder(server: Server, folder: str) -> dict[str, Any]:
    """Check the drafts of a folder, publish what is found, and count it. A cancelled one ends with what it has."""
    tally: dict[str, Any] = {"files": 0, "error": 0, "warning": 0, "info": 0, "unreadable": 0, "cancelled": False}
    found = await server.state.work(lambda: find([folder]))
    tally["unreadable"] = len(found.errors)
    beyond(server, len(found.files))
    progress = await Progress.begin(server, len(found.files), _("Checking drafts"))
    for i, path in enumerate(found.files[:_MOST]):
        if progress.cancelled:
            tally["cancelled"] = True
            break
        progress.report(i, path)
        uri = uris.from_fs_path(path)
        if uri is None:
            continue
        analysis = await server.state.work(lambda path=path, uri=uri: _check(server, path, uri))  # type: ignore[misc]
        if analysis is None:
            tally["unreadable"] += 1
            continue
        told = diagnostics.diagnostics(analysis)
        tally["files"] += 1
        for severity, n in analysis.counts.items():
            tally[severity.label] += n
        server.folder_results[uri] = told
        if server.state.document(uri) is None:
            server.publish(uri, None, told)
        await asyncio.sleep(0)
    progress.end(_("{files} drafts checked", files=tally["files"]))
    return tally


def _check(server: Server, path: str, uri: str) -> Analysis | None:
    """One file as it is on disk; None when it can't be read."""
    try:
        source = read_file(path)
    except (OSError, UnreadableError):
        return None
    positions = Positions(source.text, server.state.encoding)
    return analyse_source(uri, 0, positions, server.state.session.checker(path), source)


def workspace_reports(server: Server) -> Iterator[tuple[str, int | None, list[lsp.Diagnostic]]]:
    """(uri, version, diagnostics) of every draft in the workspace's folders, as open or as on disk."""
    found = find(server.folders()).files
    beyond(server, len(found))
    for path in found[:_MOST]:
        uri = uris.from_fs_path(path)
        if uri is None:
            continue
        document = server.state.document(uri)
        if document is not None:
            analysis = server.state.fresh(document) or analyse(document, server.state.session.checker(path))
            yield uri, document.version, diagnostics.diagnostics(analysis)
        elif (read := _check(server, path, uri)) is not None:
            yield uri, None, diagnostics.diagnostics(read)


def beyond(server: Server, count: int) -> None:
    """Say once that a folder holds more drafts than the panel is filled from."""
    if count > _MOST:
        text = _("The first {most} of {n} drafts are shown; `outlint check` reads them all", most=_MOST, n=count)
        server.say_once(text, lsp.MessageType.Warning)


class Progress:
    """A work-done progress of the client's, when it has one."""

    def __init__(self, server: Server, token: lsp.ProgressToken | None, total: int) -> None:
        self.server, self.token, self.total = server, token, max(total, 1)

    @classmethod
    async def begin(cls, server: Server, total: int, title: str) -> Progress:
        window, token = server.client_capabilities.window, None
        if window and window.work_done_progress:
            token = str(uuid.uuid4())
            await server.work_done_progress.create_async(token)
        progress = cls(server, token, total)
        if token is not None:
            begin = lsp.WorkDoneProgressBegin(title, cancellable=True, percentage=0)
            server.work_done_progress.begin(token, begin)
        return progress

    @property
    def cancelled(self) -> bool:
        future = self.server.work_done_progress.tokens.get(self.token) if self.token is not None else None
        return future is not None and future.cancelled()

    def report(self, done: int, path: str) -> None:
        if self.token is not None and done % 20 == 0:
            value = lsp.WorkDoneProgressReport(message=path, percentage=done * 100 // self.total)
            self.server.work_done_progress.report(self.token, value)

    def say(self, message: str) -> None:
        if self.token is not None:
            self.server.work_done_progress.report(self.token, lsp.WorkDoneProgressReport(message=message))

    def end(self, said: str) -> None:
        if self.token is not None:
            self.server.work_done_progress.end(self.token, lsp.WorkDoneProgressEnd(message=said))
