"""Asks spamd, SpamAssassin's server, through aiospamc."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from outlint.finding import clean
from outlint.messages import _
from outlint_cli.filters.addresses import Address
from outlint_cli.filters.verdict import (
    NoVerdictError,
    Symbol,
    Verdict,
    no_answer,
    number,
    symbol,
    unreachable,
    unreadable,
)
from outlint_cli.session import WrongUseError

NAME = "SpamAssassin"
CONNECTING = 5.0
"""Seconds until a connection stands."""
_TABLE = re.compile(r"^-{3,} -{3,}[ -]*$", re.M)
_ROW = re.compile(r"[ *]*(-?\d+(?:\.\d+)?)[ *]+(\w+)(?: +(.*))?")


class Spamd:
    """One spamd. Raises WrongUseError when aiospamc is not installed."""

    name = NAME

    def __init__(self, address: Address) -> None:
        self.address = address
        if find_spec("aiospamc") is None:
            raise WrongUseError(_("--spamd needs aiospamc, which is not installed: pip install aiospamc"))

    def __str__(self) -> str:
        return str(self.address)

    async def verdict(self, mail: bytes, seconds: float) -> Verdict:
        """What SpamAssassin says of a mail. Raises NoVerdictError."""
        try:
            async with asyncio.timeout(seconds):
                return await self._verdict(mail)
        except TimeoutError:
            raise NoVerdictError(no_answer(seconds)) from None

    async def _verdict(self, mail: bytes) -> Verdict:
        report = await self._request("REPORT", mail)
        spam = report.headers.spam
        if spam is None:
            raise NoVerdictError(unreadable())
        text = report.body.decode("utf-8", "replace")
        table = _TABLE.search(text)
        symbols = tuple(_rows(text[table.end() :])) if table else await self._names(mail)
        return Verdict(NAME, number(spam.score), number(spam.threshold), bool(spam.value), None, symbols)

    async def _names(self, mail: bytes) -> tuple[Symbol, ...]:
        """The rules by name only, of a spamd whose report the administrator has worded anew."""
        named = await self._request("SYMBOLS", mail)
        return tuple(symbol(name, 0.0) for name in named.body.decode("utf-8", "replace").split(",") if name.strip())

    async def _request(self, verb: str, mail: bytes) -> Any:
        from aiospamc.client import Client
        from aiospamc.connections import Timeout
        from aiospamc.exceptions import AIOSpamcConnectionFailed, ClientException, ClientTimeoutException
        from aiospamc.requests import Request
        from aiospamc.responses import ResponseException

        from outlint_cli.filters.spamd_connection import Connection

        line = Connection(*self.address, timeout=Timeout(connection=CONNECTING))
        try:
            return await Client(line).request(Request(verb, body=mail))
        except ResponseException as error:
            said = clean(str(error)) or str(error.code)
            raise NoVerdictError(_("it answers {said}", said=said)) from None
        except AIOSpamcConnectionFailed as error:
            raise unreachable(error) from None
        except ClientTimeoutException:
            raise NoVerdictError(no_answer(CONNECTING), gone=True) from None
        except (ClientException, ValueError):
            raise NoVerdictError(unreadable()) from None
        except OSError as error:
            raise NoVerdictError(_("it breaks off: {why}", why=error.strerror or type(error).__name__)) from None
        finally:
            line.close()


def _rows(table: str) -> Iterator[Symbol]:
    """The rows of a report's table; a description may go on over several lines."""
    row: re.Match[str] | None = None
    words = ""
    for line in [*table.splitlines(), "0 end"]:
        found = _ROW.fullmatch(line)
        if found is None and row is not None and line.startswith("    "):
            words += f" {line.strip()}"
            continue
        if row is not None:
            yield symbol(row[2], row[1], words)
        row, words = found, found[3] or "" if found else ""
        if found is None and line.strip():
            return  # what is behind the table
