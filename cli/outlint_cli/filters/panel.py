"""Asks filters about many mails at a time, in a thread of its own; a filter that fails is left alone, and told once."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from typing import Protocol

from outlint.messages import _, plural
from outlint_cli.filters.verdict import NoVerdictError, Verdict

AT_A_TIME = 4
"""Mails a filter is asked about at once; spamd has five processes for them by default."""
PATIENCE = 60.0
"""Seconds an answer may take: SpamAssassin may ask the network."""
_FAILURES = 3
"""Mails in a row without an answer after which a filter is not asked again."""


class Filter(Protocol):
    """Something that judges mails; `str` is its address."""

    name: str

    async def verdict(self, mail: bytes, seconds: float) -> Verdict: ...


class _Seat:
    """A filter, and how it goes."""

    def __init__(self, judge: Filter) -> None:
        self.judge = judge
        self.why = ""
        self._gone = False
        self._failures = self._without = 0
        self._turn = asyncio.Semaphore(AT_A_TIME)

    async def verdict(self, mail: bytes) -> Verdict | None:
        async with self._turn:
            if self._gone:
                self._without += 1
                return None
            try:
                found = await self.judge.verdict(mail, PATIENCE)
            except NoVerdictError as error:
                self._failures += 1
                self._without += 1
                self.why = self.why or str(error)
                self._gone |= error.gone or self._failures >= _FAILURES
                return None
            self._failures = 0
            return found

    def trouble(self) -> str:
        """What went wrong in one line; empty when nothing did."""
        if not self.why:
            return ""
        drafts = plural(self._without, "{n} draft has no verdict of it", "{n} drafts have no verdict of it")
        return _("{filter}: {why}; {drafts}", filter=self.judge.name, why=self.why, drafts=drafts)


class Panel:
    """All filters of a run. The thread starts with the first question, behind the processes of a check."""

    def __init__(self, filters: Sequence[Filter]) -> None:
        self._filters = filters
        self._seats: list[_Seat] = []
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop
        self._end: asyncio.Event

    def ask(self, mail: bytes) -> list[Future[Verdict | None]]:
        """The verdicts to come, one a filter; None for one that gives none."""
        if self._thread is None:
            ready = threading.Event()
            self._thread = threading.Thread(
                target=lambda: asyncio.run(self._sit(ready)), daemon=True, name="outlint-filters"
            )
            self._thread.start()
            ready.wait()
        return [asyncio.run_coroutine_threadsafe(s.verdict(mail), self._loop) for s in self._seats]

    async def _sit(self, ready: threading.Event) -> None:
        """Be there for questions until the end; what is still asked then is called off."""
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        self._seats = [_Seat(f) for f in self._filters]
        ready.set()
        await self._end.wait()

    def troubles(self) -> list[tuple[str, str]]:
        """(address, what went wrong) of each filter that failed."""
        return [(str(s.judge), said) for s in self._seats if (said := s.trouble())]

    def close(self) -> None:
        if self._thread is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._end.set)
            self._thread.join(2)
