"""Asks a model through the official openai client: streaming, with a bound on time and retries, and to be cancelled."""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from outlint_writer.endpoint import Endpoint

MAX_ANSWER = 200_000
"""Characters of an answer beyond which it is cut off and refused."""
MAX_TOKENS = 4096
Message = Mapping[str, str]


class ProviderError(Exception):
    """No answer. `advice` says what to do about it."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice

    def said(self) -> str:
        """Message and advice in one line."""
        return f"{self}; {self.advice}" if self.advice else str(self)


class CancelledError(Exception):
    """The caller asked to stop."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the endpoint counted them; 0 where it does not say."""

    sent: int = 0
    received: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(self.sent + other.sent, self.received + other.received)


@dataclass(frozen=True, slots=True)
class Answer:
    text: str
    usage: Usage = field(default_factory=Usage)
    cached: bool = False


def ask(
    endpoint: Endpoint,
    messages: Sequence[Message],
    schema: Mapping[str, Any],
    *,
    cancelled: Callable[[], bool] = lambda: False,
    progress: Callable[[int], None] = lambda characters: None,
) -> Answer:
    """The model's answer, JSON by `schema` where the endpoint can hold it to one. Raises ProviderError, CancelledError.

    `progress` is told the characters received so far. The call runs in a thread of its own, so that a cancel takes
    effect at once, whatever the endpoint does; the timeout bounds the whole call.
    """
    events: queue.Queue[Any] = queue.Queue()
    stop = threading.Event()
    call = _Call(endpoint, messages, schema, events, stop)
    threading.Thread(target=call.run, daemon=True, name="outlint-model").start()
    deadline = time.monotonic() + endpoint.timeout * (endpoint.retries + 1)
    try:
        while True:
            if cancelled():
                raise CancelledError
            if time.monotonic() > deadline:
                raise ProviderError(f"no whole answer within {endpoint.timeout:g} s", "raise timeout under [llm]")
            try:
                event = events.get(timeout=0.05)
            except queue.Empty:
                continue
            if isinstance(event, Answer):
                return event
            if isinstance(event, Exception):
                raise event
            progress(event)
    finally:
        stop.set()


class _Call:
    """One question, in its thread: tries the strictest form of JSON answers first."""

    def __init__(
        self,
        endpoint: Endpoint,
        messages: Sequence[Message],
        schema: Mapping[str, Any],
        events: queue.Queue[Any],
        stop: threading.Event,
    ) -> None:
        self.endpoint, self.messages, self.schema, self.events, self.stop = endpoint, messages, schema, events, stop

    def run(self) -> None:
        try:
            self.events.put(self._ask())
        except ProviderError as error:
            self.events.put(error)
        except Exception as error:  # whatever the client or the endpoint does, the caller is told
            self.events.put(diagnosis(error, self.endpoint))

    def _ask(self) -> Answer:
        import openai

        endpoint = self.endpoint
        with openai.OpenAI(
            api_key=endpoint.api_key or "none",
            base_url=endpoint.base_url,
            timeout=endpoint.timeout,
            max_retries=endpoint.retries,
        ) as client:
            forms = self._forms()
            for i, form in enumerate(forms):
                try:
                    return self._stream(client, form)
                except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                    if i + 1 == len(forms) or _too_long(str(error)):
                        raise
        raise AssertionError("a form is tried")

    def _forms(self) -> tuple[dict[str, Any], ...]:
        named = {"name": "rewrite", "strict": True, "schema": self.schema}
        usage = {"stream_options": {"include_usage": True}}
        return (
            {"response_format": {"type": "json_schema", "json_schema": named}, **usage},
            {"response_format": {"type": "json_object"}, **usage},
            {},
        )

    def _stream(self, client: Any, form: dict[str, Any]) -> Answer:
        pieces: list[str] = []
        size, usage, reason = 0, Usage(), None
        stream = client.chat.completions.create(
            model=self.endpoint.model,
            messages=list(self.messages),
            stream=True,
            temperature=0.2,
            max_tokens=MAX_TOKENS,
            **form,
        )
        with stream:
            for chunk in stream:
                if self.stop.is_set():
                    raise ProviderError("stopped")
                if chunk.usage is not None:
                    usage = Usage(chunk.usage.prompt_tokens or 0, chunk.usage.completion_tokens or 0)
                for choice in chunk.choices[:1]:
                    reason = choice.finish_reason or reason
                    piece = choice.delta.content or ""
                    pieces.append(piece)
                    size += len(piece)
                    self.events.put(size)
                if size > MAX_ANSWER:
                    raise ProviderError("the answer does not end", "try another model")
        if reason == "length":
            raise ProviderError("the answer was cut off", "shorten the draft, or use a model with a larger context")
        if reason is None:
            raise ProviderError("the connection broke before the answer was whole", "try again")
        return Answer("".join(pieces), usage)


def parsed(text: str) -> dict[str, Any] | None:
    """The JSON object of an answer, also out of a code fence or some words around it; None when there is none."""
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        return None
    try:
        found = json.loads(text[start : end + 1], strict=False)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _too_long(said: str) -> bool:
    low = said.lower()
    return "context" in low and any(w in low for w in ("length", "size", "exceed", "window"))


def diagnosis(error: Exception, endpoint: Endpoint) -> ProviderError:
    """What went wrong in words a user can act on."""
    import openai

    where = endpoint.base_url
    if isinstance(error, openai.APITimeoutError):
        return ProviderError(f"{where}: no answer within {endpoint.timeout:g} s", "raise timeout under [llm]")
    if isinstance(error, openai.APIConnectionError):
        return ProviderError(f"{where}: can't be reached", "is the server running, and the base URL right?")
    if isinstance(error, openai.AuthenticationError | openai.PermissionDeniedError):
        return ProviderError(f"{where}: the key is refused", "look at OUTLINT_LLM_API_KEY or OPENAI_API_KEY")
    if isinstance(error, openai.NotFoundError):
        return ProviderError(f"{where}: no such address or model", "does the base URL end in /v1? is the model there?")
    if isinstance(error, openai.RateLimitError):
        return ProviderError(f"{where}: too many requests, or no credit left", "wait, or look at the account")
    if isinstance(error, openai.APIStatusError):
        if _too_long(str(error)):
            return ProviderError(f"{where}: the draft is too long for the model", "use a model with a larger context")
        return ProviderError(f"{where}: the endpoint says {error.status_code}", str(error)[:200])
    return ProviderError(
        f"{where}: {type(error).__name__}: {str(error)[:200]}", "is this an OpenAI-compatible endpoint?"
    )
