"""A connection of aiospamc's that reads no more than an answer can be, and is always closed."""

from __future__ import annotations

import asyncio

from aiospamc.connections import TcpConnectionManager

from outlint_cli.filters.verdict import NoVerdictError, unreadable

MAX_ANSWER = 64 * 1024
"""Bytes of an answer: a report of every rule is far shorter, and aiospamc cuts up its head in quadratic time."""


class Connection(TcpConnectionManager):  # type: ignore[misc]  # aiospamc has no types
    _writer: asyncio.StreamWriter | None = None

    async def open(self) -> tuple[_Bounded, asyncio.StreamWriter]:
        reader, self._writer = await super().open()
        return _Bounded(reader), self._writer

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


class _Bounded:
    """A reader of one whole answer."""

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader

    async def read(self) -> bytes:
        answer = b""
        while piece := await self._reader.read(MAX_ANSWER):
            answer += piece
            if len(answer) > MAX_ANSWER:
                raise NoVerdictError(unreadable())
        return answer
