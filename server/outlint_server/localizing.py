"""Variants of a draft for other markets, from the editor; the client decides where they are written."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

from outlint.messages import _
from outlint_server.folder import Progress
from outlint_server.rewriting import endpoint_of

if TYPE_CHECKING:
    from outlint_server.server import Server


async def localized(server: Server, uri: str, codes: list[str]) -> list[dict[str, Any]]:
    """For each market {"market", "how", "text", "failures"}; `text` is None where nothing may be written."""
    analysis = await server.analysis(uri)
    if analysis is None or analysis.report is None:
        return []
    from outlint_writer import CancelledError, ProviderError
    from outlint_writer.cache import folder
    from outlint_writer.localizing import localize

    known = {*analysis.checker.book.markets, *analysis.settings.market_facts}
    wanted = [c.upper() for c in codes if c.upper() in known]
    endpoint, source = endpoint_of(analysis), analysis.report.source
    progress = await Progress.begin(server, len(wanted), _("Localizing"))
    stop = threading.Event()
    made: list[dict[str, Any]] = []
    try:
        for code in wanted:
            progress.say(code)
            try:
                done = await asyncio.to_thread(
                    localize,
                    analysis.checker.book,
                    analysis.settings,
                    source,
                    code,
                    endpoint=endpoint,
                    cancelled=lambda: stop.is_set() or progress.cancelled,
                    answers=folder(),
                )
            except CancelledError:
                break
            except ProviderError as error:
                made.append({"market": code, "how": "model", "text": None, "failures": [error.said()]})
                continue
            made.append({"market": code, "how": done.how, "text": done.text, "failures": list(done.failures)})
    finally:
        stop.set()
        progress.end("")
    return made
