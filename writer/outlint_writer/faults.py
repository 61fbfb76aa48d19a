"""Why there is no answer, in words a user can act on."""

from __future__ import annotations

from typing import Any

from outlint.messages import translate
from outlint_writer.endpoint import Endpoint

ENVIRONMENT_KEY = "set OUTLINT_LLM_API_KEY, or OPENAI_API_KEY for OpenAI"


class ProviderError(Exception):
    """No answer. `advice` says what to do about it. Both are English with {names} of `values`, which `said` translates."""

    def __init__(self, message: str, advice: str = "", **values: object) -> None:
        self.values = {k: str(v) for k, v in values.items()}
        self.message, self.advice = message, advice
        super().__init__(self._filled(message))

    def _filled(self, text: str) -> str:
        for name, value in self.values.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def said(self) -> str:
        """Message and advice in one line, in the language of messages."""
        told = (self._filled(translate(text)) for text in (self.message, self.advice) if text)
        return "; ".join(" ".join(text.split()) for text in told)


def too_long(said: str) -> bool:
    low = said.lower()
    return "context" in low and any(w in low for w in ("length", "size", "exceed", "window"))


def unknown_model(said: str) -> bool:
    low = said.lower()
    named = "model" in low or "deployment" in low
    return named and any(w in low for w in ("not found", "not exist", "no model", "unknown model", "invalid model"))


def diagnosis(error: Exception, endpoint: Endpoint) -> ProviderError:
    """What went wrong."""
    import openai

    where = endpoint.base_url
    if isinstance(error, openai.APITimeoutError):
        seconds = f"{endpoint.timeout:g}"
        return ProviderError("{url}: no answer within {n} s", "raise timeout under [llm]", url=where, n=seconds)
    if isinstance(error, openai.APIConnectionError):
        return _unreachable(error, endpoint)
    if isinstance(error, openai.AuthenticationError | openai.PermissionDeniedError):
        if not endpoint.api_key:
            return ProviderError("{url}: the endpoint wants a key", ENVIRONMENT_KEY, url=where)
        return ProviderError("{url}: the key is refused", "look at OUTLINT_LLM_API_KEY or OPENAI_API_KEY", url=where)
    if isinstance(error, openai.RateLimitError):
        if "quota" in str(error).lower() or "balance" in str(error).lower():
            return ProviderError("{url}: no credit is left", "look at the account", url=where)
        return ProviderError("{url}: too many requests", "wait a minute and try again", url=where)
    if isinstance(error, openai.APIStatusError):
        return _by_status(error, endpoint)
    return ProviderError(
        "{url}: the answer is no chat completion ({why})",
        "is this an OpenAI-compatible endpoint?",
        url=where,
        why=f"{type(error).__name__}: {str(error)[:120]}",
    )


def _unreachable(error: Exception, endpoint: Endpoint) -> ProviderError:
    cause: BaseException = error
    while cause.__cause__ is not None:
        cause = cause.__cause__
    why = str(cause)[:120] or type(cause).__name__
    advice = "is the server running, and the base URL right?"
    if ":11434" in endpoint.base_url:
        advice = "start Ollama: ollama serve"
    return ProviderError("{url}: can't be reached ({why})", advice, url=endpoint.base_url, why=why)


def _by_status(error: Any, endpoint: Endpoint) -> ProviderError:
    where, said = endpoint.base_url, str(error)
    if too_long(said):
        return ProviderError(
            "{url}: the draft is too long for the model", "use a model with a larger context", url=where
        )
    if unknown_model(said):
        advice = "`outlint doctor` lists the models that are there"
        if ":11434" in where:
            advice = "fetch it: ollama pull {model}"
        elif ".azure.com" in where or endpoint.api_version:
            advice = "on Azure, model is the name of your deployment"
        return ProviderError("{url}: no model is called {model}", advice, url=where, model=endpoint.model)
    if error.status_code in (404, 405):
        return ProviderError("{url}: no such address", "does the base URL end in /v1, or as its page says?", url=where)
    return ProviderError(
        "{url}: the endpoint says {status}: {why}", url=where, status=error.status_code, why=said[:160]
    )
