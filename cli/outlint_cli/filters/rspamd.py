"""Asks rspamd by its HTTP protocol."""

from __future__ import annotations

import json
from typing import Any

from outlint.finding import clean
from outlint.messages import _
from outlint_cli.filters.verdict import (
    NoVerdictError,
    Verdict,
    no_answer,
    number,
    symbol,
    unreachable,
    unreadable,
)

NAME = "rspamd"
CONNECTING = 5.0
"""Seconds until a connection stands."""
MAX_ANSWER = 1024 * 1024
"""Bytes of an answer."""
_ON_SPAM = ("add header", "rewrite subject", "quarantine", "reject", "discard")
"""Actions on mail that rspamd takes for spam; by others it is delivered, delayed, or what the administrator made up."""


class Rspamd:
    """One rspamd, at the URL that mails are posted to."""

    name = NAME

    def __init__(self, url: str) -> None:
        self.url = url
        self._tls: Any = None

    def __str__(self) -> str:
        return self.url.removesuffix("/checkv2")

    async def verdict(self, mail: bytes, seconds: float) -> Verdict:
        """What rspamd says of a mail. Raises NoVerdictError."""
        import asyncio

        try:
            async with asyncio.timeout(seconds):
                return _verdict(await self._answer(mail))
        except TimeoutError:
            raise NoVerdictError(no_answer(seconds)) from None

    async def _answer(self, mail: bytes) -> bytes:
        import httpx2

        if self._tls is None:  # reading the certificates takes longer than many an answer: once, and not for http
            self._tls = httpx2.create_ssl_context() if self.url.startswith("https:") else False
        # No proxy of the environment: the mail goes to the host that was named, and nowhere else.
        patience = httpx2.Timeout(None, connect=CONNECTING)
        try:
            async with (
                httpx2.AsyncClient(verify=self._tls, trust_env=False, timeout=patience) as client,
                client.stream("POST", self.url, content=mail, headers={"User-Agent": "outlint"}) as response,
            ):
                if response.status_code != 200:
                    said = clean(f"{response.status_code} {response.reason_phrase}").strip()
                    raise NoVerdictError(_("it answers {said}", said=said))
                answer = b""
                async for piece in response.aiter_bytes():
                    answer += piece
                    if len(answer) > MAX_ANSWER:
                        raise NoVerdictError(unreadable())
                return answer
        except httpx2.ConnectTimeout:
            raise NoVerdictError(no_answer(CONNECTING), gone=True) from None
        except httpx2.ConnectError as error:
            raise unreachable(error) from None
        except (httpx2.RemoteProtocolError, httpx2.DecodingError):
            raise NoVerdictError(unreadable()) from None
        except httpx2.HTTPError as error:
            raise NoVerdictError(_("it breaks off: {why}", why=clean(str(error)) or type(error).__name__)) from None


def _verdict(answer: bytes) -> Verdict:
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError):
        raise NoVerdictError(unreadable()) from None
    if not isinstance(told, dict) or not isinstance(told.get("action"), str):
        raise NoVerdictError(unreadable())
    if told.get("is_skipped") and told["action"] == "no action":
        raise NoVerdictError(_("its settings let it skip the mail"))
    threshold = told.get("required_score")
    action = str(clean(told["action"]))
    return Verdict(
        NAME,
        number(told.get("score")),
        None if threshold is None else number(threshold),
        action in _ON_SPAM,
        action,
        tuple(symbol(name, s.get("score", 0), s.get("description")) for name, s in _symbols(told)),
    )


def _symbols(told: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    listed = told.get("symbols") or {}
    if not isinstance(listed, dict) or not all(isinstance(s, dict) for s in listed.values()):
        raise NoVerdictError(unreadable())
    return list(listed.items())
