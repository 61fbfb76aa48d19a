"""Asks a model through the official openai client: streaming, with a bound on time, size and retries, and to be cancelled."""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from outlint_writer.endpoint import OPENAI, Endpoint
from outlint_writer.faults import ProviderError, diagnosis, too_long, unknown_model

MAX_ANSWER = 200_000
"""Characters of an answer beyond which it is cut off and refused."""
MAX_BYTES = 64 * MAX_ANSWER
"""Bytes of one response, whatever it holds: a chunk of the stream wraps a few characters in some hundred."""
MAX_TOKENS = 4096
_TRIES = 8
Message = Mapping[str, str]


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
    """`form` is how JSON was asked for: json_schema, json_object, or "" for in words only."""

    text: str
    usage: Usage = field(default_factory=Usage)
    cached: bool = False
    form: str = ""


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
                seconds = f"{endpoint.timeout:g}"
                raise ProviderError("no whole answer within {n} s", "raise timeout under [llm]", n=seconds)
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


def client_of(endpoint: Endpoint) -> Any:
    """A client of the endpoint. It takes nothing from the environment, which is for OpenAI and not for whom a file names."""
    import openai

    def sent(request: Any) -> None:
        if not endpoint.base_url.startswith(OPENAI):
            for name in ("OpenAI-Organization", "OpenAI-Project"):
                request.headers.pop(name, None)
        if endpoint.api_version:  # Azure's dated API takes the key in a header of its own
            request.headers.pop("Authorization", None)
            request.headers["api-key"] = endpoint.api_key or ""

    return openai.OpenAI(
        api_key=endpoint.api_key or "none",
        base_url=endpoint.base_url,
        timeout=endpoint.timeout,
        max_retries=endpoint.retries,
        default_query={"api-version": endpoint.api_version} if endpoint.api_version else None,
        http_client=openai.DefaultHttpxClient(event_hooks={"request": [sent], "response": [_bounded]}),
    )


def _bounded(response: Any) -> None:
    """Cuts a response off that is larger than any answer, before it fills the memory."""
    whole = response.stream

    class Bounded(type(whole)):  # type: ignore[misc]
        def __init__(self) -> None:
            pass

        def __iter__(self) -> Iterator[bytes]:
            size = 0
            for chunk in whole:
                size += len(chunk)
                if size > MAX_BYTES:
                    raise _endless()
                yield chunk

        def close(self) -> None:
            whole.close()

    response.stream = Bounded()


def _endless() -> ProviderError:
    return ProviderError("the answer does not end", "try another model")


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
        self.more: dict[str, Any] = {
            "temperature": 0.2,
            "max_tokens": MAX_TOKENS,
            "stream_options": {"include_usage": True},
        }

    def run(self) -> None:
        try:
            self.events.put(self._ask())
        except ProviderError as error:
            self.events.put(error)
        except Exception as error:  # whatever the client or the endpoint does, the caller is told
            held = next((e for e in _chain(error) if isinstance(e, ProviderError)), None)
            self.events.put(held or diagnosis(error, self.endpoint))

    def _ask(self) -> Answer:
        import openai

        forms = ["json_schema", "json_object", ""]
        with client_of(self.endpoint) as client:
            for _try in range(_TRIES):
                try:
                    return self._stream(client, forms[0])
                except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                    said = str(error)
                    if too_long(said) or unknown_model(said) or not self._simplified(said, forms):
                        raise
        raise ProviderError("the endpoint refuses every way to ask")

    def _simplified(self, said: str, forms: list[str]) -> bool:
        """Leaves out what the endpoint complains of, or else asks for JSON less strictly; False when nothing is left."""
        if "max_completion_tokens" in said and "max_tokens" in self.more:
            self.more["max_completion_tokens"] = self.more.pop("max_tokens")
        elif complained := next((name for name in self.more if name in said), None):
            del self.more[complained]
        elif len(forms) > 1:
            del forms[0]
        else:
            return False
        return True

    def _response_format(self, form: str) -> dict[str, Any]:
        named = {"name": "rewrite", "strict": True, "schema": self.schema}
        if form == "json_schema":
            return {"response_format": {"type": form, form: named}}
        return {"response_format": {"type": form}} if form else {}

    def _stream(self, client: Any, form: str) -> Answer:
        pieces: list[str] = []
        size, chunks, usage, reason = 0, 0, Usage(), None
        stream = client.chat.completions.create(
            model=self.endpoint.model,
            messages=list(self.messages),
            stream=True,
            **self.more,
            **self._response_format(form),
        )
        with stream:
            for chunk in stream:
                chunks += 1
                if self.stop.is_set():
                    raise ProviderError("stopped")
                if chunk.usage is not None:
                    usage = Usage(chunk.usage.prompt_tokens or 0, chunk.usage.completion_tokens or 0)
                for choice in (chunk.choices or ())[:1]:
                    reason = choice.finish_reason or reason
                    piece = choice.delta.content or "" if choice.delta else ""
                    pieces.append(piece)
                    size += len(piece)
                    self.events.put(size)
                if size > MAX_ANSWER:
                    raise _endless()
        if not chunks:
            raise ProviderError(
                "{url}: it answers, but not as a model does",
                "does the base URL end in /v1, or as its page says?",
                url=self.endpoint.base_url,
            )
        if reason == "length":
            raise ProviderError("the answer was cut off", "shorten the draft, or use a model with a larger context")
        if reason == "content_filter":
            raise ProviderError("the endpoint's filter withheld the answer", "word the draft differently")
        if reason is None:
            raise ProviderError("the connection broke before the answer was whole", "try again")
        return Answer("".join(pieces), usage, form=form)


def _chain(error: BaseException) -> Iterator[BaseException]:
    held: BaseException | None = error
    for _step in range(10):
        if held is None:
            return
        yield held
        held = held.__cause__ or held.__context__


def models(endpoint: Endpoint) -> list[str]:
    """The names of the endpoint's models; empty where it does not list them. Raises nothing."""
    try:
        with client_of(endpoint) as client:
            return sorted({m.id for m in client.models.list().data if isinstance(m.id, str)})
    except Exception:  # a list is nice to have: what is wrong is told by the question itself
        return []


def parsed(text: str) -> dict[str, Any] | None:
    """The JSON object of an answer, also out of a code fence, or behind a model's thoughts; None when there is none."""
    text = text.rpartition("</think>")[2]
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        return None
    try:
        found = json.loads(text[start : end + 1], strict=False)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
