"""What the server holds: open documents, their analyses, the settings. Checks run one at a time, off the main thread."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from outlint.engine import Stopped
from outlint_server.analysis import Analysis, analyse
from outlint_server.documents import Document, same
from outlint_server.settings import Editor, Live

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    T = TypeVar("T")


class State:
    """Documents by URI. `generation` counts the settings: an analysis of an older one is stale."""

    def __init__(self) -> None:
        self.encoding = "utf-16"
        self.editor = Editor()
        self.live: Live | None = None
        self.contact: int | None = None
        self.generation = 0
        self.documents: dict[str, Document] = {}
        self._settled: dict[str, tuple[int, Analysis]] = {}
        self._running: dict[str, tuple[tuple[int, int], asyncio.Task[Analysis]]] = {}
        self._worker = ThreadPoolExecutor(1, "outlint-check")
        self.stopped = False

    @property
    def session(self) -> Live:
        if self.live is None:
            self.live = Live(self.editor)
        return self.live

    def reload(self, editor: Editor | None = None) -> None:
        """Read settings and configurations anew; every analysis is stale then."""
        self.editor = editor or self.editor
        self.live = Live(self.editor, self.live)
        self.generation += 1

    def open(self, uri: str, language_id: str, version: int, text: str) -> Document:
        document = Document(uri, language_id, version, text, self.encoding)
        self.documents[same(uri)] = document
        self._settled.pop(same(uri), None)
        return document

    def close(self, uri: str) -> None:
        self.documents.pop(same(uri), None)
        self._settled.pop(same(uri), None)
        self._running.pop(same(uri), None)

    def document(self, uri: str) -> Document | None:
        return self.documents.get(same(uri))

    def settled(self, uri: str) -> Analysis | None:
        """The last analysis, of whatever version of the open document."""
        held = self._settled.get(same(uri))
        return held[1] if held else None

    def fresh(self, document: Document) -> Analysis | None:
        """The analysis of the document as it is now, if it has been made."""
        held = self._settled.get(same(document.uri))
        if held and held[0] == self.generation and held[1].version == document.version:
            return held[1]
        return None

    async def current(self, document: Document) -> Analysis:
        """The analysis of the document as it is now. Raises engine.Stopped when the document changes meanwhile."""
        found = self.fresh(document)
        if found is not None:
            return found
        key, wanted = same(document.uri), (document.version, self.generation)
        running = self._running.get(key)
        if running is None or running[0] != wanted:
            running = wanted, asyncio.ensure_future(self._analyse(document, *wanted))
            # Nobody may be left to hear that it was stopped.
            running[1].add_done_callback(lambda task: task.cancelled() or task.exception())
            self._running[key] = running
        # One caller that is cancelled must not cancel the check for the others.
        return await asyncio.shield(running[1])

    async def _analyse(self, document: Document, version: int, generation: int) -> Analysis:
        def stale() -> bool:
            held = self.documents.get(same(document.uri))
            return held is not document or document.version != version or self.generation != generation

        if stale():
            raise Stopped
        checker = self.session.checker(document.path)
        try:
            found = await self.work(lambda: analyse(document, checker, stale))
        finally:
            if self._running.get(same(document.uri), (None,))[0] == (version, generation):
                del self._running[same(document.uri)]
        if stale():
            raise Stopped
        self._settled[same(document.uri)] = generation, found
        return found

    async def work(self, do: Callable[[], T]) -> T:
        """Run something off the main thread, after what was asked for before. Raises engine.Stopped at the end."""
        if self.stopped:
            raise Stopped
        return await asyncio.get_running_loop().run_in_executor(self._worker, do)

    def stop(self) -> None:
        """Take no more work."""
        self.stopped = True
        for _wanted, task in self._running.values():
            task.cancel()
        self._worker.shutdown(wait=False, cancel_futures=True)
