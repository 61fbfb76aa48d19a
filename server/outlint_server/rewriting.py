"""Rewriting by the configured model, from the editor: offered as code actions, asked for only when one is chosen."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from outlint.engine import Stopped
from outlint.messages import _
from outlint.text import Span
from outlint_server import edits
from outlint_server.actions import wanted
from outlint_server.analysis import Analysis
from outlint_server.folder import Progress

if TYPE_CHECKING:
    from outlint_server.server import Server
    from outlint_writer import Endpoint, Rewrite

KIND = lsp.CodeActionKind.RefactorRewrite
_KEYS = ("OUTLINT_LLM_BASE_URL", "OUTLINT_LLM_API_KEY", "OPENAI_API_KEY")
_SHORTER = "Say the same in fewer words; keep every fact."
_GOALS = {
    "Rewrite this draft with {model}": "",
    "Shorten this draft with {model}": _SHORTER,
    "Add a call to action with {model}": "End with one clear question that is easy to answer.",
}


def endpoint_of(analysis: Analysis) -> Endpoint | None:
    """The endpoint that is configured for a draft; the writer is imported only where there may be one."""
    if analysis.report is None:
        return None
    llm = analysis.settings.llm
    if not llm and not any(os.environ.get(k) for k in _KEYS):
        return None
    from outlint_writer import from_settings

    found = from_settings(llm, os.environ)
    return found if found is not None and found.model else None


def offers(analysis: Analysis, range_: lsp.Range, only: Sequence[str] | None) -> Iterator[lsp.CodeAction]:
    """The rewrites a model could make of a draft; nothing is sent yet."""
    endpoint = endpoint_of(analysis) if wanted(KIND.value, only) else None
    if endpoint is None or analysis.report is None:
        return
    lacking = {f.rule for f in analysis.report.findings}
    for title, goal in _GOALS.items():
        if "call to action" in title and "missing-cta" not in lacking:
            continue
        data: dict[str, object] = {"rewrite": analysis.uri, "goal": goal}
        yield lsp.CodeAction(_(title, model=endpoint.model), KIND, data=data)
    from outlint_writer.passage import passage

    span = analysis.positions.span(range_)
    if passage(analysis.report.draft, False, span) is not None:
        data = {"rewrite": analysis.uri, "goal": _SHORTER, "at": list(span), "version": analysis.version}
        yield lsp.CodeAction(_("Shorten this paragraph with {model}", model=endpoint.model), KIND, data=data)


async def rewritten(server: Server, uri: str, goal: str, at: Span | None = None) -> lsp.WorkspaceEdit | None:
    """The edit of a rewrite that the guard has passed; else None, and the client is told why.

    `at`: only the paragraph at that place of the source is rewritten.
    """
    analysis = await server.analysis(uri)
    endpoint = endpoint_of(analysis) if analysis else None
    if analysis is None or analysis.report is None or endpoint is None:
        _tell(server, _("no model is set up for this draft: [llm] in outlint.toml names one"))
        return None
    from outlint_writer import CancelledError, ProviderError

    progress = await Progress.begin(server, 1, _("Rewriting with {model}", model=endpoint.model))
    stop = threading.Event()
    try:
        done = await _asked(analysis, endpoint, goal, at, stop, progress)
    except (CancelledError, Stopped):
        return None
    except ProviderError as error:
        _tell(server, error.said())
        return None
    finally:
        stop.set()
        progress.end("")
    if not done.accepted:
        why = (
            "; ".join(_(f.message).replace("{what}", f.what) for f in done.failures)
            or done.why_not
            or _("there is nothing to rewrite")
        )
        _tell(server, _("the rewrite was refused: {why}", why=why))
        return None
    changes = edits.difference(analysis.positions, analysis.report.source.text, done.text)
    return server.writer.edit(analysis.uri, analysis.version, changes)


async def _asked(
    analysis: Analysis, endpoint: Endpoint, goal: str, at: Span | None, stop: threading.Event, progress: Progress
) -> Rewrite:
    """Ask in a thread of its own; it gives up when the client cancels the request or the progress."""
    import outlint_writer
    from outlint_writer.cache import folder

    assert analysis.report is not None
    source, loop = analysis.report.source, asyncio.get_running_loop()

    def told(characters: int) -> None:
        loop.call_soon_threadsafe(progress.say, _("{n} characters", n=characters))

    return await asyncio.to_thread(
        outlint_writer.rewrite,
        analysis.checker,
        source,
        endpoint=endpoint,
        goal=goal,
        at=at,
        cancelled=lambda: stop.is_set() or progress.cancelled,
        progress=told,
        answers=folder(),
    )


def _tell(server: Server, message: str) -> None:
    server.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Warning, f"outlint: {message}"))


async def prompt(server: Server, uri: str, goal: str) -> str | None:
    """What a model would be sent for a draft, role by role; None where one can't write into it. Nothing is sent."""
    analysis = await server.analysis(uri)
    if analysis is None or analysis.report is None:
        return None
    from outlint_writer import prompt_for

    source = analysis.report.source
    told = await server.state.work(
        lambda: prompt_for(analysis.checker, source, endpoint_of(analysis), goal, subject=True)
    )
    if told is None:
        return None
    return "\n\n".join(f"--- {m['role']}\n{m['content'].rstrip()}" for m in told.messages) + "\n"
